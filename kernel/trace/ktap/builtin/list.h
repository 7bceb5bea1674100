/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - lists: tables with the keys 1, 2, 3 …
 *
 * Context: any
 */
#ifndef _KTAP_BUILTIN_LIST_H
#define _KTAP_BUILTIN_LIST_H

#include "data/table.h"
#include "vm/frame.h"

/**
 * ktap_list_len() - length of a list
 * @vm: The invocation; charged.
 * @table: The table.
 * @len: A number whose element is there and whose next is not, or 0.
 *
 * Return: 0 or a trap.
 */
int ktap_list_len(struct ktap_vm *vm, struct ktap_table *table, s64 *len);

#endif /* _KTAP_BUILTIN_LIST_H */
