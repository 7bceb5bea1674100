/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the functions of a program or library by their place in the file
 */
#ifndef _KTAP_TARGET_SYMBOLS_H
#define _KTAP_TARGET_SYMBOLS_H

#include <linux/types.h>

struct symbols;

/**
 * symbols_open() - reads the functions of a file and of its debug file
 * @path: Its name.
 *
 * Return: They, to be freed by symbols_close(), or NULL: it has none, or cannot
 * be read.
 */
struct symbols *symbols_open(const char *path);
void symbols_close(struct symbols *symbols);

/**
 * symbols_find() - the function at a place
 * @symbols: Functions of the file.
 * @offset: The place in the file.
 * @begin: Set to where the function begins.
 *
 * Return: Its name, or NULL.
 */
const char *symbols_find(const struct symbols *symbols, __u64 offset,
			 __u64 *begin);

#endif /* _KTAP_TARGET_SYMBOLS_H */
