// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - kernel stacks that begin at the traced code
 *
 * Context: any
 *
 * An unwinder that begins in ktap sees ktap first, and what of the tracing
 * core lies between.  How many frames that is depends on the compiler and on
 * who else traces; so they are told by their addresses, not counted.
 */

#include <linux/kallsyms.h>
#include <linux/minmax.h>
#include <linux/ptrace.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "event/backtrace.h"
#include "event/frames.h"
#include "limits.h"

void ktap_code_init(struct ktap_code *code, unsigned long addr)
{
	unsigned long offset = 0;

	if (addr && !code->begin &&
	    kallsyms_lookup_size_offset(addr, &code->bytes, &offset))
		code->begin = addr - offset;
}

unsigned int ktap_backtrace_regs(struct pt_regs *regs, unsigned long *frames,
				 unsigned int nr)
{
	if (!regs || user_mode(regs))
		return 0;
	return stack_trace_save_regs(regs, frames, nr, 0);
}

/* Hides the first @skip frames. */
static unsigned int hide(unsigned long *frames, unsigned int got,
			 unsigned int skip, unsigned int nr)
{
	if (skip)
		memmove(frames, frames + skip, (got - skip) * sizeof(*frames));
	return min(got - skip, nr);
}

/* Number of the first frame inside @code; 0 if there is none. */
static unsigned int find(const struct ktap_code *code,
			 const unsigned long *frames, unsigned int got)
{
	unsigned int i;

	for (i = 0; i < got && i < KTAP_MAX_GLUE; i++) {
		if (ktap_code_has(code, frames[i]))
			return i;
	}
	return 0;
}

unsigned int ktap_backtrace_from(const struct ktap_code *code,
				 unsigned long *frames, unsigned int nr)
{
	struct pt_regs regs __uninitialized;
	unsigned int got;

	if (likely(ktap_frames_skip(code, false, &regs)))
		return stack_trace_save_regs(&regs, frames, nr, 0);
	got = stack_trace_save(frames, nr + KTAP_MAX_GLUE, 0);

	return hide(frames, got, find(code, frames, got), nr);
}

unsigned int ktap_backtrace_behind(const struct ktap_code code[2],
				   unsigned long *frames, unsigned int nr)
{
	struct pt_regs regs __uninitialized;
	unsigned int got, skip = 0;

	if (likely(ktap_frames_skip(code, true, &regs))) {
		got = stack_trace_save_regs(&regs, frames, nr + KTAP_MAX_GLUE, 0);
	} else {
		got = stack_trace_save(frames, nr + KTAP_MAX_GLUE, 0);
		skip = find(&code[0], frames, got);
	}
	while (skip < got && (ktap_code_has(&code[0], frames[skip]) ||
			      ktap_code_has(&code[1], frames[skip])))
		skip++;
	return hide(frames, got, skip, nr);
}
