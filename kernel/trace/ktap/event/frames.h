/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the way from ktap's own frames to the traced code's
 *
 * Context: any
 *
 * An unwinder that begins in ktap spends most of its time on frames that are
 * not shown.  Those that ktap and the tracing core have made themselves need no
 * unwinder where each keeps the frame pointer of its caller.
 */
#ifndef _KTAP_EVENT_FRAMES_H
#define _KTAP_EVENT_FRAMES_H

#include <linux/compiler.h>
#include <linux/ptrace.h>
#include <linux/sched/task_stack.h>

#include "event/backtrace.h"
#include "limits.h"

static inline bool ktap_code_has(const struct ktap_code *code, unsigned long addr)
{
	return code->begin && addr - code->begin < code->bytes;
}

/**
 * ktap_frames_skip() - find where a stack that is shown begins
 * @code: A function.  Nearer frames are of code that nobody traces: their
 *	return addresses are what they seem.
 * @behind: Of ktap: take the first frame behind it, not inside.
 * @regs: What an unwinder is to begin with there; the rest is not set.
 *
 * Only on the stack of a task: where another one ends is not known here.
 *
 * Return: False: it was not found; the unwinder has to begin where it is.
 */
#ifdef CONFIG_UNWINDER_FRAME_POINTER
static __always_inline bool ktap_frames_skip(const struct ktap_code *code,
					     bool behind, struct pt_regs *regs)
{
	unsigned long stack = (unsigned long)task_stack_page(current);
	unsigned long frame = (unsigned long)__builtin_frame_address(0), last = 0;
	bool found = false, inside;
	unsigned int i;

	for (i = 0; i < KTAP_MAX_GLUE && frame > last; i++) {
		const unsigned long *words = (const unsigned long *)frame;

		if (frame - stack > THREAD_SIZE - 2 * sizeof(*words))
			return false;
		regs->ip = READ_ONCE_NOCHECK(words[1]);
		last = frame;
		frame = READ_ONCE_NOCHECK(words[0]);
		inside = ktap_code_has(code, regs->ip);
		if (inside ? !behind : found) {
			regs->bp = frame;
			regs->sp = last + 2 * sizeof(*words);
			regs->cs = __KERNEL_CS;
			return true;
		}
		found |= inside;
	}
	return false;
}
#else
static inline bool ktap_frames_skip(const struct ktap_code *code, bool behind,
				    struct pt_regs *regs)
{
	return false;
}
#endif

#endif /* _KTAP_EVENT_FRAMES_H */
