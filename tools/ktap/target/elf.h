/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - functions and markers of programs and libraries
 */
#ifndef _KTAP_TARGET_ELF_H
#define _KTAP_TARGET_ELF_H

#include <stddef.h>

#include <linux/types.h>

struct elf;

/**
 * elf_open() - opens a file
 * @path: Its name.
 * @why: Set to what is wrong with it, where it could be opened.
 *
 * Return: The file, to be closed by elf_close(), or NULL: see @why, or errno.
 */
struct elf *elf_open(const char *path, const char **why);
void elf_close(struct elf *elf);

/**
 * elf_each_function() - visits all functions of all symbol tables
 * @elf: The file.
 * @visit: Called with each name, without its version, and where in the file
 *	the function begins.
 * @arg: For @visit.
 */
void elf_each_function(const struct elf *elf,
		       void (*visit)(void *arg, const char *name, size_t len,
				     __u64 offset),
		       void *arg);

/**
 * struct elf_marker - a USDT marker
 * @provider: Name of its provider.
 * @name: Its name.
 * @args: How its arguments are passed: "8@%rdi -4@$5".
 * @offset: Where in the file it is.
 * @semaphore: Where in the file its semaphore is, or 0.
 */
struct elf_marker {
	const char *provider;
	const char *name;
	const char *args;
	__u64 offset;
	__u64 semaphore;
};

/* Visits all USDT markers. */
void elf_each_marker(const struct elf *elf,
		     void (*visit)(void *arg, const struct elf_marker *marker),
		     void *arg);

/**
 * elf_find() - looks for a program or library
 * @name: Its name, without slashes.
 * @path: Set to its path.
 * @size: Bytes of @path.
 *
 * Return: 0 or -ENOENT.
 */
int elf_find(const char *name, char *path, size_t size);

#endif /* _KTAP_TARGET_ELF_H */
