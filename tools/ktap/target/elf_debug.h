/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the debug file of a program or library, which has its symbols
 */
#ifndef _KTAP_TARGET_ELF_DEBUG_H
#define _KTAP_TARGET_ELF_DEBUG_H

struct elf;

/**
 * elf_debug_open() - looks for the debug file of a file that was stripped
 * @elf: The file.
 * @path: Its name.
 *
 * Looks where debuggers do: by the build's number, then by the name and check
 * sum that the file tells.  $KTAP_DEBUG_DIR stands in for /usr/lib/debug.
 *
 * Return: The debug file, to be closed by elf_close(), or NULL: there is none,
 * or @elf has symbols itself.
 */
struct elf *elf_debug_open(const struct elf *elf, const char *path);

#endif /* _KTAP_TARGET_ELF_DEBUG_H */
