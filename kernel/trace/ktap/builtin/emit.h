/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - values to the ring: waiting or losing, and tables element by element
 *
 * Context: any
 */
#ifndef _KTAP_BUILTIN_EMIT_H
#define _KTAP_BUILTIN_EMIT_H

#include "vm/frame.h"

/**
 * ktap_emit_record() - write one record
 * @vm: The invocation; charged.
 * @type: enum ktap_rec.
 * @flags: By type.
 * @values: Its values, no tables but by number.  While process code sleeps,
 *	their objects must be held by registers or by @vm->held.
 * @nr: Number of values.
 *
 * Where the ring is full process code waits; in event handlers the record is
 * lost and counted.
 *
 * Return: 0 or a trap.
 */
int ktap_emit_record(struct ktap_vm *vm, u16 type, u16 flags,
		     const struct ktap_value *values, unsigned int nr);

/**
 * ktap_emit_values() - write the arguments of a built-in as one record
 * @vm: The invocation; charged.
 * @type: enum ktap_rec.
 * @args: The arguments.
 * @nr: Their number.
 *
 * Tables among them are written first, their elements as far as print() shows
 * them; the record then has their numbers.
 *
 * Return: 0 or a trap.
 */
int ktap_emit_values(struct ktap_vm *vm, u16 type,
		     const struct ktap_value *args, unsigned int nr);

/**
 * ktap_emit_table() - write all elements of a table, or an aggregate
 * @vm: The invocation; charged.
 * @flags: KTAP_TABLE_HIST or KTAP_TABLE_STATS.
 * @v: The table or the aggregate, in a register.
 * @name: Its name, or nil; in a register.
 * @rows: How many of them are to be shown.
 *
 * Return: 0 or a trap.
 */
int ktap_emit_table(struct ktap_vm *vm, u16 flags, const struct ktap_value *v,
		    const struct ktap_value *name, s64 rows);

#endif /* _KTAP_BUILTIN_EMIT_H */
