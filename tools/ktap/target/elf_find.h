/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - where a program or library is
 */
#ifndef _KTAP_TARGET_ELF_FIND_H
#define _KTAP_TARGET_ELF_FIND_H

#include <stddef.h>

/**
 * elf_find() - looks for a program or library
 * @name: Its name, without slashes.
 * @path: Set to its path.
 * @size: Bytes of @path.
 *
 * Return: 0 or -ENOENT.
 */
int elf_find(const char *name, char *path, size_t size);

#endif /* _KTAP_TARGET_ELF_FIND_H */
