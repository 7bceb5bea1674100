/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - names that a file of the kernel lists, one a line
 */
#ifndef _KTAP_TARGET_NAMES_H
#define _KTAP_TARGET_NAMES_H

struct arena;

/**
 * names_read() - reads a list of names
 * @path: The file.
 * @arena: Where the names will live.
 * @name_of: The name that a line, which has no end of line, stands for, or NULL.
 * @names: The names, sorted, each once.
 *
 * Return: Their number, or -errno.
 */
int names_read(const char *path, struct arena *arena,
	       char *(*name_of)(struct arena *arena, const char *line),
	       char ***names);

#endif /* _KTAP_TARGET_NAMES_H */
