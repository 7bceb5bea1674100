/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - one invocation: registers, open calls, budget
 *
 * Context: any
 */
#ifndef _KTAP_VM_FRAME_H
#define _KTAP_VM_FRAME_H

#include <linux/ktap/context.h>
#include <linux/ktap/value.h>

#include "limits.h"
#include "mem/object.h"
#include "mem/scratch.h"
#include "vm/run.h"

/** struct ktap_call - a call that is open */
struct ktap_call {
	/** @func: The function that runs. */
	const struct ktap_prog_func *func;
	/** @self: It as a value, with what it has captured. */
	struct ktap_func *self;
	/** @pc: Where it goes on when a call it made returns. */
	const u64 *pc;
	/** @base: Its first register. */
	struct ktap_value *base;
	/** @results: Where the caller wants its results. */
	struct ktap_value *results;
	/** @nr_results: How many, or KTAP_ALL. */
	u8 nr_results;
	/**
	 * @nr_varargs: Surplus arguments, right below @base.  Below them is
	 * where the parameters were passed.
	 */
	u16 nr_varargs;
};

/**
 * struct ktap_vm - one invocation
 *
 * Of process code: on the stack of the session's thread.  Of an event handler:
 * behind the frames of its CPU and level, where the next one finds it.
 */
struct ktap_vm {
	/** @run: The program. */
	struct ktap_run *run;
	/** @ctx: What the event offers. */
	const struct ktap_context *ctx;
	/** @inv: Where objects are made. */
	struct ktap_invocation inv;
	/** @reserve: Units for further slices; 0 in event handlers. */
	s64 reserve;
	/** @regs: First register of the area; grows up. */
	struct ktap_value *regs;
	/** @calls: End of the area; open calls grow down from here. */
	struct ktap_call *calls;
	/** @top: The call that runs. */
	struct ktap_call *top;
	/**
	 * @open: End of the values that the last instruction of @top has left
	 * for the next one, if they are KTAP_ALL; else NULL.
	 */
	struct ktap_value *open;
	/** @second: Second result of a built-in that has two. */
	struct ktap_value second;
	/** @held: Values that a built-in keeps while it may sleep. */
	const struct ktap_value *held;
	/** @nr_held: Their number. */
	unsigned int nr_held;
	/** @srcu_idx: Process code: index of its SRCU read section. */
	int srcu_idx;
	/** @why: Details of a trap, or ""; set again by who reports it. */
	char why[KTAP_ERROR_BYTES];
};

/* The part of frames of event handlers that registers and calls share. */
#define KTAP_VM_FRAMES_BYTES	\
	round_down(KTAP_FRAMES_BYTES - sizeof(struct ktap_vm), sizeof(u64))

/* Fills in what stays the same for all invocations of a CPU and level. */
void ktap_vm_prepare(struct ktap_vm *vm, unsigned int level);

/**
 * ktap_vm_in() - the invocation behind the frames of an event handler
 * @frames: Those of this CPU and level.
 * @level: The level, whose guard the caller holds.
 *
 * Return: The invocation, in which run, ctx, budget and inv.heap are to be
 * set.
 */
static __always_inline struct ktap_vm *ktap_vm_in(void *frames,
						  unsigned int level)
{
	struct ktap_vm *vm = frames + KTAP_VM_FRAMES_BYTES;

	if (unlikely(!vm->regs))
		ktap_vm_prepare(vm, level);

	return vm;
}

/* Whether this is top-level code, a tick or trace_end, which may sleep. */
static inline bool ktap_vm_is_process(const struct ktap_vm *vm)
{
	return vm->inv.level == KTAP_LEVEL_PROCESS;
}

/**
 * ktap_vm_refill() - the slice of the budget is used up
 * @vm: The invocation.
 *
 * Event handlers have one slice.  Process code has many: between two of them
 * it lets others run and looks whether it is to go on.
 *
 * Return: 0, KTAP_TRAP_BUDGET or KTAP_TRAP_CLOSED.
 */
int ktap_vm_refill(struct ktap_vm *vm);

/**
 * ktap_vm_settle() - wait for the worker if much waits to be freed
 * @vm: Of process code, between two instructions: what registers do not hold
 *	is gone afterwards.
 */
void ktap_vm_settle(struct ktap_vm *vm);

/* Charges @units for work of a built-in: 0 or a trap. */
static inline int ktap_vm_charge(struct ktap_vm *vm, u64 units)
{
	vm->inv.budget -= units;
	return unlikely(vm->inv.budget < 0) ? ktap_vm_refill(vm) : 0;
}

/**
 * ktap_vm_room() - values behind the registers of the call that runs
 * @vm: The invocation.
 * @nr: How many.
 *
 * For a built-in, until it returns.  Not counted while process code sleeps:
 * objects in there must be held by something else.
 *
 * Return: The room, or NULL: KTAP_TRAP_STACK is due.
 */
struct ktap_value *ktap_vm_room(const struct ktap_vm *vm, unsigned int nr);

/**
 * ktap_vm_sleep_begin() - process code is about to sleep
 * @vm: Of process code.
 *
 * Counts what its frames hold and leaves the SRCU read section, so that the
 * worker is not held up.
 */
void ktap_vm_sleep_begin(struct ktap_vm *vm);
void ktap_vm_sleep_end(struct ktap_vm *vm);

#endif /* _KTAP_VM_FRAME_H */
