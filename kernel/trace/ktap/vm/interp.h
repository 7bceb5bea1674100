/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the interpreter
 *
 * Context: any
 */
#ifndef _KTAP_VM_INTERP_H
#define _KTAP_VM_INTERP_H

#include "mem/heap.h"
#include "vm/frame.h"
#include "vm/overload.h"

/**
 * ktap_interp_run() - run a function of a verified program to its end
 * @vm: The invocation, all set but for top.
 * @func: The function, which has no parameters.
 *
 * Context: Any, as @vm->inv.level says.
 * Return: 0 or an enum ktap_trap, already reported.
 */
int ktap_interp_run(struct ktap_vm *vm, const struct ktap_prog_func *func);

/**
 * ktap_interp_event() - run a handler of an event
 * @run: The program.
 * @ctx: What the event offers.
 * @func: Number of the handler.
 * @level: Level whose guard the caller holds.
 *
 * Takes frames and scratch of this CPU and level, begins and ends the
 * invocation, counts KTAP_LOSS_NO_FRAME.
 */
static __always_inline void ktap_interp_event(struct ktap_run *run,
					      const struct ktap_context *ctx,
					      u32 func, int level)
{
	void *frames = ktap_scratch_frames(level);
	struct ktap_vm *vm;

	if (unlikely(!frames)) {
		ktap_loss_count(run->losses, KTAP_LOSS_NO_FRAME);
		return;
	}
	vm = ktap_vm_in(frames, level);
	vm->run = run;
	vm->ctx = ctx;
	vm->inv.budget = KTAP_EVENT_BUDGET;
	vm->inv.heap = run->heap;
	ktap_interp_run(vm, &run->prog->funcs[func]);
	ktap_heap_end_handler(&vm->inv);
	ktap_overload_count(run, this_cpu_ptr(run->stats),
			    KTAP_EVENT_BUDGET - vm->inv.budget);
}

/**
 * ktap_interp_process() - run top-level code, a tick or trace_end
 * @run: The program.
 * @ctx: What it may see.
 * @func: Number of the function.
 * @frames: KTAP_PROCESS_FRAMES_BYTES for registers and calls.
 *
 * Context: The session's thread; sleeps.
 * Return: 0 or an enum ktap_trap, already reported.
 */
int ktap_interp_process(struct ktap_run *run, const struct ktap_context *ctx,
			u32 func, void *frames);

#endif /* _KTAP_VM_INTERP_H */
