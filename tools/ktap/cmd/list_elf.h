/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - list: what can be traced in a program or library
 */
#ifndef _KTAP_CMD_LIST_ELF_H
#define _KTAP_CMD_LIST_ELF_H

#include <stdbool.h>

struct operands;

/**
 * list_elf() - print the functions or the markers of a file
 * @operands: The file, then globs; none: all.
 * @markers: Markers.
 * @args: Print how they pass their arguments, too.
 *
 * Return: An exit status.
 */
int list_elf(const struct operands *operands, bool markers, bool args);

#endif /* _KTAP_CMD_LIST_ELF_H */
