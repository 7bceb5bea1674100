// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - variables of threads: whose they are
 *
 * Context: any
 */

#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/srcu.h>

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
	unsigned int level = ktap_traced_level(count_of(ctx));

	if (likely(!level))
		return (long)current;
	/* No thread is there, and no array part of a table. */
	return -(s64)(raw_smp_processor_id() * KTAP_NR_LEVELS + level);
}

static struct ktap_table *make_table(struct ktap_run *run)
{
	struct srcu_struct *srcu = ktap_heap_srcu(run->heap);
	struct ktap_invocation inv;
	struct ktap_table *table;
	int idx = srcu_read_lock(srcu);

	ktap_heap_begin(&inv, run->heap, KTAP_LEVEL_PROCESS);
	table = ktap_table_create(&inv, 0);
	if (table)
		ktap_heap_own(ktap_table_object(table));
	ktap_heap_end(&inv);
	srcu_read_unlock(srcu, idx);

	return table;
}

struct ktap_table *ktap_owner_add(struct ktap_run *run)
{
	struct ktap_owned *owned = kzalloc(sizeof(*owned), GFP_KERNEL_ACCOUNT);

	if (!owned)
		return NULL;
	owned->table = make_table(run);
	if (!owned->table) {
		kfree(owned);
		return NULL;
	}
	owned->next = run->owned;
	/* Pairs with ktap_owner_forget(): a module's events come late. */
	smp_store_release(&run->owned, owned);

	return owned->table;
}

void ktap_owner_free(struct ktap_run *run)
{
	struct ktap_owned *owned;

	while (run->owned) {
		owned = run->owned;
		run->owned = owned->next;
		kfree(owned);
	}
}

bool ktap_owner_is_used(const struct ktap_run *run)
{
	const struct ktap_prog *prog = run->prog;
	u32 i;

	if (run->owned)
		return true;
	for (i = 0; i < prog->nr_vars; i++) {
		if (prog->vars[i].kind == KTAP_VAR_THREAD)
			return true;
	}
	return false;
}

static void forget_in(struct ktap_invocation *inv, struct ktap_table *table,
		      const struct task_struct *task)
{
	struct ktap_value key = ktap_value_int((long)task), old;

	ktap_table_take(inv, table, &key, &old);
}

void ktap_owner_forget(struct ktap_run *run, const struct task_struct *task,
		       int level)
{
	const struct ktap_prog *prog = run->prog;
	const struct ktap_owned *owned;
	struct ktap_invocation inv;
	struct ktap_value table;
	u32 i;

	ktap_heap_begin(&inv, run->heap, level);
	/* Pairs with ktap_owner_add(). */
	for (owned = smp_load_acquire(&run->owned); owned; owned = owned->next)
		forget_in(&inv, owned->table, task);
	for (i = 0; i < prog->nr_vars; i++) {
		if (prog->vars[i].kind != KTAP_VAR_THREAD)
			continue;
		/* An image may have put anything there. */
		ktap_slot_get(&run->vars[i], &table);
		if (table.kind == KTAP_KIND_TABLE)
			forget_in(&inv, ktap_table_of(table.obj), task);
	}
	ktap_heap_end(&inv);
}
