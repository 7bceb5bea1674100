// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - variables of threads: whose they are
 *
 * Context: any
 */

#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "data/table.h"
#include "limits.h"
#include "mem/guard.h"
#include "vm/owner.h"

/* preempt_count() of the code that the event is about. */
static unsigned long count_of(const struct ktap_context *ctx)
{
	enum ktap_interrupt interrupt = ctx->ops ? ctx->ops->interrupt :
						   KTAP_INTERRUPT_NONE;
	unsigned long count = preempt_count();

	if (likely(interrupt == KTAP_INTERRUPT_NONE))
		return count;
	if (count & NMI_MASK)
		return count - KTAP_GUARD_NMI_ENTERED;
	if (interrupt == KTAP_INTERRUPT_ANY && (count & HARDIRQ_MASK))
		return count - HARDIRQ_OFFSET;
	return count;
}

s64 ktap_owner_key(const struct ktap_context *ctx)
{
	unsigned int level = ktap_guard_level(count_of(ctx));

	if (likely(!level))
		return (long)current;
	/* No thread is there, and no array part of a table. */
	return -(s64)(raw_smp_processor_id() * KTAP_NR_LEVELS + level);
}

bool ktap_owner_is_used(const struct ktap_prog *prog)
{
	u32 i;

	for (i = 0; i < prog->nr_vars; i++) {
		if (prog->vars[i].kind == KTAP_VAR_THREAD)
			return true;
	}
	return false;
}

static void forget_in(struct ktap_invocation *inv, const struct ktap_slot *var,
		      s64 key)
{
	struct ktap_value table, k = ktap_value_int(key), old;

	/* An image may have put anything there. */
	ktap_slot_get(var, &table);
	if (table.kind == KTAP_KIND_TABLE)
		ktap_table_take(inv, ktap_table_of(table.obj), &k, &old);
}

void ktap_owner_forget(struct ktap_run *run, const struct task_struct *task,
		       int level)
{
	const struct ktap_prog *prog = run->prog;
	struct ktap_invocation inv;
	u32 i;

	ktap_heap_begin(&inv, run->heap, level);
	for (i = 0; i < prog->nr_vars; i++) {
		if (prog->vars[i].kind == KTAP_VAR_THREAD)
			forget_in(&inv, &run->vars[i], (long)task);
	}
	ktap_heap_end(&inv);
}
