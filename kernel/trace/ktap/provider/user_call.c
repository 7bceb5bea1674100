// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - calls of functions of programs
 *
 * Context: a task that may fault, preemption on
 *
 * A call is known by its function and the stack pointer at its entry.  Calls
 * that do not return, as those that longjmp() leaves behind, lie below what is
 * entered later; the kernel's own return probes tell them by that, too.
 */

#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

#include "event/fire.h"
#include "provider/function_args.h"
#include "provider/user_call.h"

/* Calls of a thread whose return the kernel sees: MAX_URETPROBE_DEPTH. */
#define MAX_DEPTH	64

/* Whether a call that was entered at @where ended before @sp was reached. */
static bool is_below(unsigned long where, unsigned long sp)
{
	/* Only there the return address lies where the stack pointer was. */
	return IS_ENABLED(CONFIG_X86) ? where < sp : where <= sp;
}

static struct ktap_pending *innermost(struct ktap_table *calls)
{
	return ktap_pending_find(calls, (long)current);
}

/* Drops what has ended unseen; returns how many calls are left. */
static unsigned int drop_dead(struct ktap_table *calls,
			      struct ktap_invocation *inv, const void *place,
			      unsigned long sp)
{
	struct ktap_pending *call;
	unsigned int depth = 0;

	while ((call = innermost(calls)) &&
	       (call->where < sp || (call->where == sp && call->place == place)))
		ktap_pending_remove(inv, calls, call);
	for (; call; call = call->outer)
		depth++;
	return depth;
}

void ktap_user_call_begin(struct ktap_table *calls,
			  const struct ktap_event *event, struct pt_regs *regs)
{
	struct ktap_run *run = event->events->run;
	unsigned long sp = user_stack_pointer(regs);
	struct ktap_pending *call = NULL;
	struct ktap_invocation inv;
	int level = ktap_fire_enter(event);
	unsigned int i;

	if (level < 0)
		return;
	ktap_heap_begin(&inv, run->heap, level);
	if (drop_dead(calls, &inv, event, sp) < MAX_DEPTH)
		call = ktap_pending_push(&inv, calls, (long)current,
					 run->prog->nr_calls);
	if (call) {
		call->place = event;
		call->where = sp;
		for (i = 0; i < KTAP_PENDING_ARGS; i++)
			call->args[i] = function_regs_arg(regs, i).i;
		call->begin_ns = ktime_get_mono_fast_ns();
	}
	ktap_heap_end(&inv);
	ktap_fire_exit(level);
}

struct ktap_pending *ktap_user_call_find(struct ktap_table *calls,
					 const struct ktap_event *event,
					 struct pt_regs *regs, bool returns)
{
	unsigned long sp = user_stack_pointer(regs);
	struct ktap_pending *call, *found = NULL;
	int level = ktap_fire_enter(event);

	if (level < 0)
		return NULL;
	/* Of those that it may be the outermost: others were left unseen. */
	for (call = innermost(calls); call; call = call->outer) {
		if (call->place == event &&
		    (returns ? is_below(call->where, sp) : call->where == sp))
			found = call;
	}
	ktap_fire_exit(level);
	return found;
}

void ktap_user_call_end(struct ktap_table *calls,
			const struct ktap_event *event,
			struct ktap_pending *call)
{
	struct ktap_invocation inv;
	int level = ktap_fire_enter(event);

	if (level < 0)
		return;
	ktap_heap_begin(&inv, event->events->run->heap, level);
	ktap_pending_remove(&inv, calls, call);
	ktap_heap_end(&inv);
	ktap_fire_exit(level);
}
