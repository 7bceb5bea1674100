/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap, hosted - what the fuzz targets share
 */
#ifndef _HOSTED_FUZZ_H
#define _HOSTED_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/**
 * fuzz_image() - load and verify an image; run what was accepted
 * @data: The image.
 * @len: Its length.
 *
 * All functions that may be handlers run, as process code and at events of
 * each level, some with memory that runs out.  Whatever goes wrong ends the
 * process.
 *
 * Return: NULL, or why it was refused.
 */
const char *fuzz_image(const uint8_t *data, size_t len);

/* The interface of libFuzzer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t max,
			       unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t len, size_t max);

#endif /* _HOSTED_FUZZ_H */
