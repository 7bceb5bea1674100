/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a program as it runs: what all its invocations share
 *
 * Context: any
 */
#ifndef _KTAP_VM_RUN_H
#define _KTAP_VM_RUN_H

#include <linux/irq_work.h>
#include <linux/ktap/slot.h>
#include <linux/percpu.h>

#include <asm/local64.h>

#include "common.h"
#include "mem/heap.h"
#include "output/ring.h"
#include "prog/prog.h"

struct ktap_builtin;
struct ktap_errors;
struct ktap_frames;
struct ktap_kernel_symbol;
struct ktap_owned;

/** struct ktap_run_stats - counters of one CPU; of the session, not losses */
struct ktap_run_stats {
	/** @fired: Events handled. */
	local64_t fired;
	/** @left: Units left of what was @granted to event handlers. */
	local64_t left;
	/** @granted: Units granted, all in all. */
	u64 granted;
	/** @window_begin: When the present window of 100 ms began. */
	u64 window_begin;
	/** @nr_shares: Shares granted in it. */
	u32 nr_shares;
	/** @looking: Somebody adds to it just now. */
	bool looking;
	/** @ticks: Handlers that process code ran. */
	local64_t ticks;
	/** @units: Units that process code used. */
	local64_t units;
};

/**
 * struct ktap_run - one program that runs; embedded in its session
 */
struct ktap_run {
	/** @prog: The program. */
	const struct ktap_prog *prog;
	/** @builtins: By number of import; bound by link/bind. */
	const struct ktap_builtin **builtins;
	/** @symbols: By number of relocation; bound by link/bind_symbols. */
	struct ktap_kernel_symbol *symbols;
	/** @plans: Of formats, by number of constant, or NULL; by builtin/plans. */
	const u32 *plans;
	/** @vars: The program variables. */
	struct ktap_slot *vars;
	/** @owned: Tables by thread that the script does not see. */
	struct ktap_owned *owned;
	/** @heap: Its data. */
	struct ktap_heap *heap;
	/** @ring: Its output. */
	struct ktap_ring *ring;
	/** @losses: What it lost. */
	struct ktap_losses __percpu *losses;
	/** @stats: What it did. */
	struct ktap_run_stats __percpu *stats;
	/** @errors: Places and causes of run-time errors; see vm/trap.h. */
	struct ktap_errors *errors;

	/**
	 * @gate: Events are handled while it is 1.  Looked at by event/fire
	 * after the guard; shut by ktap_run_stop() from any context.
	 */
	int gate;
	/** @closed: The session's file is closed: process code stops. */
	bool closed;
	/**
	 * @may_interrupt: Top-level code runs: it ends when the session is
	 * stopped.  What a tick or trace_end has begun it finishes.
	 */
	bool may_interrupt;
	/** @interrupted: The session was stopped from outside. */
	bool interrupted;
	/** @exit_status: What exit() was given first; see @exiting. */
	int exit_status;
	/** @exiting: Set once by whoever called exit() first. */
	atomic_t exiting;
	/** @stop_work: Tells the session's thread that the gate was shut. */
	struct irq_work stop_work;
	/** @on_stop: What @stop_work calls; set by the session. */
	void (*on_stop)(struct ktap_run *run);

	/** @overload_share: Units granted to the handlers of a CPU at a time. */
	u64 overload_share;
	/** @overload_percent: What they may take of a CPU. */
	u32 overload_percent;
	/** @overloaded: 1 + the CPU on which they took more; 0: they did not. */
	int overloaded;
	/** @process_budget: Units of a piece of process code. */
	s64 process_budget;
	/** @max_errors: Run-time errors that are too many. */
	u32 max_errors;
	/** @nr_errors: Run-time errors so far. */
	atomic_t nr_errors;
	/** @rand_seed: Of rand(). */
	u64 rand_seed;
	/** @utc_offset: Seconds that strftime() adds to UTC. */
	s32 utc_offset;
	/** @next_table: Number of the next table that is written out. */
	atomic_t next_table;
	/**
	 * @user_frames: As ktap_processes_walk(); NULL: there are none.  Set by
	 * the session of a program that shows user addresses.
	 */
	unsigned int (*user_frames)(struct ktap_run *run,
				    struct ktap_frames *frames, unsigned int nr);
	/** @target: Process number that -- command or -p set, or 0. */
	u32 target;
};

/**
 * ktap_run_stop() - shut the gate and tell the session
 * @run: The program.
 *
 * Context: Any, NMI included.
 */
void ktap_run_stop(struct ktap_run *run);

/**
 * ktap_run_exit() - exit(): remember the first status, then stop
 * @run: The program.
 * @status: 0 … 255.
 *
 * Context: Any.
 */
void ktap_run_exit(struct ktap_run *run, int status);

/* Sum of all CPUs. */
u64 ktap_run_lost(const struct ktap_run *run, enum ktap_loss cause);

/* Events handled and units used so far, on all CPUs. */
void ktap_run_sum(const struct ktap_run *run, u64 *fired, u64 *units);

/*
 * Allocates what @run, which is all zeroes, points to but prog, heap, ring and
 * builtins, and sets defaults.  0, -ENOMEM.
 */
int ktap_run_init(struct ktap_run *run, const struct ktap_prog *prog);
/* Frees what ktap_run_init() made; accepts a run of zeroes. */
void ktap_run_free(struct ktap_run *run);

#endif /* _KTAP_VM_RUN_H */
