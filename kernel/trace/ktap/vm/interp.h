/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the interpreter
 *
 * Context: any
 */
#ifndef _KTAP_VM_INTERP_H
#define _KTAP_VM_INTERP_H

#include "data/value.h"
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

/* A handler that counts, and no more, needs neither frames nor registers. */
static __always_inline bool ktap_interp_count(struct ktap_run *run,
					      const struct ktap_prog_func *func)
{
	u64 insn;

	if (!func->counts)
		return false;
	insn = func->insns[0];
	return likely(ktap_slot_try_add_small(&run->vars[KTAP_INSN_IMM(insn)],
					      KTAP_INSN_BC(insn)));
}

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
	const struct ktap_prog_func *code = &run->prog->funcs[func];
	struct ktap_vm *vm;
	void *frames;

	if (ktap_interp_count(run, code)) {
		ktap_overload_count(run, this_cpu_ptr(run->stats),
				    code->nr_insns);
		return;
	}
	frames = ktap_scratch_frames(level);
	if (unlikely(!frames)) {
		ktap_loss_count(run->losses, KTAP_LOSS_NO_FRAME);
		return;
	}
	vm = ktap_vm_in(frames, level);
	vm->run = run;
	vm->ctx = ctx;
	vm->inv.budget = KTAP_EVENT_BUDGET;
	vm->inv.heap = run->heap;
	ktap_interp_run(vm, code);
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
