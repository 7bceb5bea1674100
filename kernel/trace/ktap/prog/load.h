/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - image to program; the only reader of untrusted bytes
 *
 * Context: process
 */
#ifndef _KTAP_PROG_LOAD_H
#define _KTAP_PROG_LOAD_H

#include "prog/message.h"
#include "prog/prog.h"

/**
 * ktap_load() - read an image
 * @image: Its bytes, from kvmalloc(); owned by the program on success only.
 * @bytes: Their number.
 * @message: Says what is wrong.
 *
 * Checks every offset, length, count, index between sections and byte that
 * must be 0; instructions are the verifier's.
 *
 * Return: The program, or an ERR_PTR: -EINVAL, -ENOMEM, -E2BIG,
 * -EPROTONOSUPPORT (another version).
 */
struct ktap_prog *ktap_load(void *image, size_t bytes,
			    struct ktap_message *message);

#endif /* _KTAP_PROG_LOAD_H */
