/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the functions of a program or library by their names
 */
#ifndef _KTAP_TARGET_FUNCTIONS_H
#define _KTAP_TARGET_FUNCTIONS_H

#include <stddef.h>

#include <linux/types.h>

struct elf;
struct elf_symbol;

struct functions;

/**
 * functions_read() - reads the functions of a file and of its debug file
 * @elf: The file, which outlives them.
 * @path: Its name.
 *
 * Return: They, to be freed by functions_free().  There may be none.
 */
struct functions *functions_read(const struct elf *elf, const char *path);
void functions_free(struct functions *functions);

/**
 * functions_all() - all functions, by name and then by place
 * @functions: They.
 * @nr: Set to their number.
 *
 * Return: The first; what has the same name and place is there once.
 */
const struct elf_symbol *functions_all(const struct functions *functions,
				       __u32 *nr);

/**
 * functions_find() - the functions of a name
 * @functions: They.
 * @name: Name, without a version.
 * @nr: Set to their number: 0 if there is none.
 *
 * Return: The first of them, which are in order of their places.
 */
const struct elf_symbol *functions_find(const struct functions *functions,
					const char *name, __u32 *nr);

#endif /* _KTAP_TARGET_FUNCTIONS_H */
