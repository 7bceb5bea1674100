/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - functions and markers of programs and libraries
 */
#ifndef _KTAP_TARGET_ELF_H
#define _KTAP_TARGET_ELF_H

#include <stdbool.h>
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

/**
 * elf_read() - the same of bytes that are in memory
 * @bytes: The bytes; they stay the caller's, and outlive the file.
 * @size: Their number.
 * @why: As elf_open().
 *
 * Return: As elf_open().
 */
struct elf *elf_read(const void *bytes, size_t size, const char **why);
void elf_close(struct elf *elf);

/* A symbol table, or a section, may be missing or damaged: it has nothing. */

/* Whether there is a table of all symbols: the file was not stripped. */
bool elf_has_symbols(const struct elf *elf);

/**
 * struct elf_symbol - a function
 * @name: Its name.
 * @len: Bytes of @name, without the version.
 * @offset: Where in the file it begins.
 * @size: Its length, or 0: unknown.
 * @is_global: Other files see it.
 * @is_resolver: It is called at the start to choose what its name will mean.
 */
struct elf_symbol {
	const char *name;
	size_t len;
	__u64 offset;
	__u64 size;
	bool is_global;
	bool is_resolver;
};

/**
 * elf_each_function() - visits all functions
 * @elf: The file that is run.
 * @tables: The file with the symbol tables: @elf, or its debug file.
 * @visit: Called with each; several tables may have it.
 * @arg: For @visit.
 */
void elf_each_function(const struct elf *elf, const struct elf *tables,
		       void (*visit)(void *arg, const struct elf_symbol *symbol),
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

/* Machine that the file is made for: EM_X86_64, … */
unsigned int elf_machine(const struct elf *elf);

/**
 * struct elf_bytes - bytes of a file
 * @at: Where they begin, or NULL: there are none.
 * @size: Their number.
 */
struct elf_bytes {
	const void *at;
	size_t size;
};

/* The number that tells builds apart. */
struct elf_bytes elf_build_id(const struct elf *elf);

/* Name of the debug file, a NUL, then its CRC at the end. */
struct elf_bytes elf_debug_link(const struct elf *elf);

/* The whole file. */
struct elf_bytes elf_file(const struct elf *elf);

#endif /* _KTAP_TARGET_ELF_H */
