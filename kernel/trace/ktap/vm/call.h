/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - how the interpreter opens and closes calls; for interp.c alone
 *
 * Context: any
 */
#ifndef _KTAP_VM_CALL_H
#define _KTAP_VM_CALL_H

#include <linux/string.h>

#include "common.h"
#include "data/func.h"
#include "vm/frame.h"

static inline void ktap_call_clear(struct ktap_value *regs, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		regs[i] = ktap_value_nil();
}

/* As a value, which is no constant; but what is of the image is not written. */
static inline struct ktap_func *
ktap_call_self(const struct ktap_prog_func *func)
{
	return (struct ktap_func *)&func->self;
}

/*
 * Where the registers of a call go: behind its arguments if it keeps surplus
 * ones, which would be overwritten else.
 */
static inline struct ktap_value *
ktap_call_place(const struct ktap_prog_func *func, struct ktap_value *args,
		unsigned int nr_args)
{
	if (unlikely(func->is_vararg) && nr_args > func->nr_params)
		return args + nr_args;

	return args;
}

/**
 * ktap_call_open() - begin a call
 * @vm: The invocation; its top is the new call afterwards.
 * @func: What is called.
 * @self: It as a value.
 * @args: Its arguments, in registers of the caller.
 * @nr_args: Their number.
 *
 * Process code counts what frames hold, so there registers without a value are
 * cleared, too.
 *
 * Return: 0 or KTAP_TRAP_STACK.
 */
static __always_inline int ktap_call_open(struct ktap_vm *vm,
					  const struct ktap_prog_func *func,
					  struct ktap_func *self,
					  struct ktap_value *args,
					  unsigned int nr_args)
{
	struct ktap_value *base = ktap_call_place(func, args, nr_args);
	struct ktap_call *call = vm->top - 1;
	unsigned int nr;

	if (unlikely((void *)(base + func->nr_regs) > (void *)call ||
		     vm->calls - call > KTAP_MAX_CALLS))
		return KTAP_TRAP_STACK;
	call->nr_varargs = 0;
	if (unlikely(base != args)) {
		memcpy(base, args, func->nr_params * sizeof(*args));
		call->nr_varargs = nr_args - func->nr_params;
		nr_args = func->nr_params;
	}
	nr = ktap_vm_is_process(vm) ? func->nr_regs : func->nr_params;
	if (nr > nr_args)
		ktap_call_clear(base + nr_args, nr - nr_args);
	call->func = func;
	call->self = self;
	call->base = base;
	vm->top = call;

	return 0;
}

/* Ends the call that runs by another, which gives its results. */
static inline int ktap_call_replace(struct ktap_vm *vm,
				    const struct ktap_prog_func *func,
				    struct ktap_func *self,
				    const struct ktap_value *args,
				    unsigned int nr_args)
{
	struct ktap_call *call = vm->top++;
	struct ktap_value *to = call->base;
	int trap;

	if (call->nr_varargs)
		to -= call->nr_varargs + call->func->nr_params;
	memmove(to, args, nr_args * sizeof(*args));
	trap = ktap_call_open(vm, func, self, to, nr_args);
	if (unlikely(trap))
		vm->top = call;

	return trap;
}

/* Closes the call that runs; @from are its @nr results. */
static __always_inline void ktap_call_close(struct ktap_vm *vm,
					    const struct ktap_value *from,
					    unsigned int nr)
{
	const struct ktap_call *call = vm->top++;
	struct ktap_value *to = call->results;
	unsigned int i, wanted = call->nr_results;

	if (unlikely(wanted == KTAP_ALL)) {
		wanted = nr;
		vm->open = to + nr;
	}
	/* The results' place lies below their source: upward is right. */
	for (i = 0; i < wanted; i++)
		to[i] = i < nr ? from[i] : ktap_value_nil();
}

/* The number of a list's values, of which the first is @first. */
static __always_inline unsigned int
ktap_call_count(struct ktap_vm *vm, unsigned int nr,
		const struct ktap_value *first)
{
	return unlikely(nr == KTAP_ALL) ? vm->open - first : nr;
}

/* Copies @nr values to where @wanted are: 0 or KTAP_TRAP_STACK. */
static inline int ktap_call_spread(struct ktap_vm *vm, struct ktap_value *to,
				   unsigned int wanted,
				   const struct ktap_value *from,
				   unsigned int nr)
{
	unsigned int i;

	if (wanted == KTAP_ALL) {
		if ((void *)(to + nr) > (void *)vm->top)
			return KTAP_TRAP_STACK;
		vm->open = to + nr;
		wanted = nr;
	}
	for (i = 0; i < wanted; i++)
		to[i] = i < nr ? from[i] : ktap_value_nil();
	vm->inv.budget -= wanted;

	return 0;
}

/* Copies surplus arguments of the call that runs: 0 or KTAP_TRAP_STACK. */
static inline int ktap_call_varargs(struct ktap_vm *vm, struct ktap_value *to,
				    unsigned int wanted)
{
	const struct ktap_call *call = vm->top;

	return ktap_call_spread(vm, to, wanted, call->base - call->nr_varargs,
				call->nr_varargs);
}

#endif /* _KTAP_VM_CALL_H */
