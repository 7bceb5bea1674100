/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what instructions do when it is not simple
 *
 * Context: any
 */
#ifndef _KTAP_VM_SLOWPATH_H
#define _KTAP_VM_SLOWPATH_H

#include "vm/frame.h"

struct ktap_builtin;
struct ktap_tuple;

/**
 * ktap_slowpath_equal() - compare two values of one kind that are no integers
 * @vm: Charged.
 * @a: A value.
 * @b: A value.
 */
bool ktap_slowpath_equal(struct ktap_vm *vm, const struct ktap_value *a,
			 const struct ktap_value *b);

/**
 * ktap_slowpath_compare() - order of two values
 * @vm: Charged.
 * @a: A value.
 * @b: A value.
 * @order: < 0, 0 or > 0.
 *
 * Return: 0 or KTAP_TRAP_NOT_ORDERED.
 */
int ktap_slowpath_compare(struct ktap_vm *vm, const struct ktap_value *a,
			  const struct ktap_value *b, int *order);

/**
 * ktap_slowpath_concat() - join the texts of values
 * @vm: Charged.
 * @values: The values.
 * @nr: Their number.
 * @result: The string; nil if it was lost.
 *
 * Return: 0, a trap, or -ENOMEM: lost and counted.
 */
int ktap_slowpath_concat(struct ktap_vm *vm, const struct ktap_value *values,
			 unsigned int nr, struct ktap_value *result);

/**
 * ktap_slowpath_key() - a key of several parts
 * @vm: Charged for the bytes of strings.
 * @parts: The parts; the key stays in them.
 * @nr: Their number.
 * @key: What to ask a table with.
 *
 * Return: 0 or KTAP_TRAP_BAD_KEY.
 */
int ktap_slowpath_key(struct ktap_vm *vm, const struct ktap_value *parts,
		      unsigned int nr, struct ktap_value *key);

/**
 * ktap_slowpath_part() - index of what is no table
 * @v: What is indexed.
 * @nr: Number of the part of a tuple, from 1.
 * @part: The part; nil if there is none.
 *
 * Return: 0 or KTAP_TRAP_NOT_TABLE.
 */
int ktap_slowpath_part(const struct ktap_value *v, const struct ktap_value *nr,
		       struct ktap_value *part);

/**
 * ktap_slowpath_parts() - the parts of what unpack() is given
 * @vm: The invocation.
 * @v: What is to be unpacked.
 * @tuple: It, if it is a tuple.
 *
 * Return: 0 or KTAP_TRAP_BAD_ARG.
 */
int ktap_slowpath_parts(struct ktap_vm *vm, const struct ktap_value *v,
			const struct ktap_tuple **tuple);

/* An update of a slot by any operator; as ktap_slot_update(). */
int ktap_slowpath_update(struct ktap_vm *vm, struct ktap_slot *slot,
			 enum ktap_update op, const struct ktap_value *v);

/**
 * ktap_slowpath_walk_begin() - the first element of a walk
 * @vm: Charged for what it passes.
 * @walk: What is walked: a table, a histogram; of a table without elements the
 *	unnamed one, if that is a histogram.  Then position, key and value.
 * @found: Whether there is one.
 *
 * Return: 0 or a trap.
 */
int ktap_slowpath_walk_begin(struct ktap_vm *vm, struct ktap_value *walk,
			     bool *found);

/**
 * ktap_slowpath_forprep() - begin a numeric loop
 * @loop: Start, limit, step; the limit becomes the count of rounds left
 *	behind the first.
 * @runs: Whether there is a round.
 *
 * Return: 0 or a trap.
 */
int ktap_slowpath_forprep(struct ktap_value *loop, bool *runs);

/**
 * ktap_slowpath_walk() - the next element of a walk
 * @vm: Charged for what it passes.
 * @walk: As ktap_slowpath_walk_begin() left it.
 * @found: False at the end.
 *
 * Return: 0 or a trap.
 */
int ktap_slowpath_walk(struct ktap_vm *vm, struct ktap_value *walk, bool *found);

/**
 * ktap_slowpath_set_list() - store values in a table, under successive integers
 * @vm: Charged.
 * @table: The table.
 * @values: The values.
 * @nr: Their number.
 * @first: Key of the first.
 *
 * Return: 0, a trap, or -ENOMEM: some were lost, counted.
 */
int ktap_slowpath_set_list(struct ktap_vm *vm, const struct ktap_value *table,
			   const struct ktap_value *values, unsigned int nr,
			   s64 first);

/* A variable of the traced call; nil if the event is about none. */
void ktap_slowpath_get_call(struct ktap_vm *vm, u32 nr, struct ktap_value *v);

/* Stores there: 0 or -ENOMEM. */
int ktap_slowpath_set_call(struct ktap_vm *vm, u32 nr,
			   const struct ktap_value *v);

/**
 * ktap_slowpath_match() - match a string against a glob
 * @vm: Charged.
 * @string: The string; nil matches nothing.
 * @glob: The glob.
 * @result: Whether all of @string matches.
 *
 * Return: 0 or KTAP_TRAP_NOT_STRING.
 */
int ktap_slowpath_match(struct ktap_vm *vm, const struct ktap_value *string,
			const struct ktap_value *glob,
			struct ktap_value *result);

/**
 * ktap_slowpath_check_count() - may a built-in have so many arguments?
 * @vm: The invocation.
 * @builtin: The built-in, called with KTAP_ALL arguments.
 * @nr: How many those are.
 *
 * Return: 0 or KTAP_TRAP_BAD_ARG.
 */
int ktap_slowpath_check_count(struct ktap_vm *vm,
			      const struct ktap_builtin *builtin,
			      unsigned int nr);

/**
 * ktap_slowpath_explain() - say which operand a trap is about
 * @vm: The invocation; its @why is set, unless it is already.
 * @trap: The trap.
 * @insn: The instruction.
 * @regs: Its registers.
 *
 * Return: @trap.
 */
int ktap_slowpath_explain(struct ktap_vm *vm, int trap, u64 insn,
			  const struct ktap_value *regs);

/* Charges for the bytes of a string that something is about to look at. */
static inline void ktap_slowpath_charge(struct ktap_vm *vm, size_t bytes)
{
	ktap_invocation_charge(&vm->inv, bytes);
}

#endif /* _KTAP_VM_SLOWPATH_H */
