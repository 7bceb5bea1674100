// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - how long a unit of work takes on this machine
 *
 * Context: process
 *
 * A loop of instructions is run as any program is, and the shortest of some
 * runs counts, as the others were disturbed.
 */

#include <linux/compiler.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/timekeeping.h>

#include "limits.h"
#include "vm/calibrate.h"
#include "vm/interp.h"

#define NR_ROUNDS	300
#define NR_RUNS		5

/* Units of the loop: its instructions but the first ones. */
#define NR_UNITS	(NR_ROUNDS * 3)

static const u64 insns[] = {
	KTAP_INSN(KTAP_OP_LOADINT, 0, 0, 0, 1),
	KTAP_INSN(KTAP_OP_LOADINT, 1, 0, 0, NR_ROUNDS),
	KTAP_INSN(KTAP_OP_LOADINT, 2, 0, 0, 1),
	KTAP_INSN(KTAP_OP_FORPREP, 0, 0, 0, 3),
	KTAP_INSN(KTAP_OP_ADDI, 4, 3, 0, 7),
	KTAP_INSN(KTAP_OP_MOVE, 5, 4, 0, 0),
	KTAP_INSN(KTAP_OP_FORLOOP, 0, 0, 0, -3),
	KTAP_INSN(KTAP_OP_RET, 0, 0, 0, 0),
};

static struct ktap_prog_func func = {
	.insns		= insns,
	.nr_insns	= ARRAY_SIZE(insns),
	.nr_regs	= 6,
};

static const struct ktap_prog prog = {
	.funcs		= &func,
	.nr_funcs	= 1,
};

static u64 time_run(struct ktap_run *run, void *frames)
{
	struct ktap_context ctx = { };
	u64 begun = ktime_get_mono_fast_ns();

	ktap_interp_process(run, &ctx, 0, frames);

	return ktime_get_mono_fast_ns() - begun;
}

u64 ktap_calibrate(const struct ktap_run *run, void *frames)
{
	static u64 unit_ns;
	struct ktap_run probe = {
		.prog		= &prog,
		.heap		= run->heap,
		.losses		= run->losses,
		.stats		= run->stats,
		.process_budget	= KTAP_PROCESS_BUDGET,
	};
	u64 least = U64_MAX;
	unsigned int i;

	if (READ_ONCE(unit_ns))
		return unit_ns;

	for (i = 0; i < NR_RUNS; i++)
		least = min(least, time_run(&probe, frames));
	least = max_t(u64, div_u64(least << 8, NR_UNITS), 1);
	/* Whoever measures at the same time finds about the same. */
	WRITE_ONCE(unit_ns, least);

	return least;
}
