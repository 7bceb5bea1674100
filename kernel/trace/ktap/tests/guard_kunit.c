// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the guard and of scratch
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/context_tracking.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/preempt.h>

#include "limits.h"
#include "mem/guard.h"
#include "mem/scratch.h"

#define NMI_ENTERED	(NMI_OFFSET + HARDIRQ_OFFSET)

/* What each level adds to preempt_count(). */
static const unsigned int level_offsets[KTAP_NR_LEVELS] = {
	0, SOFTIRQ_OFFSET, HARDIRQ_OFFSET, NMI_ENTERED,
};

static const bool nmi_refused = !IS_ENABLED(CONFIG_ARCH_HAVE_NMI_SAFE_CMPXCHG) ||
				IS_ENABLED(CONFIG_GENERIC_ATOMIC64);

struct guard_fixture {
	struct ktap_losses __percpu *losses;
};

static int guard_init(struct kunit *test)
{
	struct guard_fixture *fix = kunit_kzalloc(test, sizeof(*fix),
						  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fix);
	fix->losses = alloc_percpu(struct ktap_losses);
	KUNIT_ASSERT_TRUE(test, !!fix->losses);
	test->priv = fix;

	return 0;
}

static void guard_exit(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;

	free_percpu(fix->losses);
}

static unsigned long lost(struct kunit *test, enum ktap_loss cause)
{
	struct guard_fixture *fix = test->priv;
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += local_read(&per_cpu_ptr(fix->losses, cpu)->count[cause]);
	return sum;
}

static void test_guard_misses_recursion(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;
	int first, second, third;

	first = ktap_guard_enter(fix->losses);
	second = ktap_guard_enter(fix->losses);
	if (first >= 0)
		ktap_guard_exit(first);
	third = ktap_guard_enter(fix->losses);
	if (third >= 0)
		ktap_guard_exit(third);

	KUNIT_EXPECT_EQ(test, first, 0);
	KUNIT_EXPECT_EQ(test, second, -1);
	KUNIT_EXPECT_EQ(test, third, 0);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_RECURSION), 1);
}

static void test_guard_switches_preemption_off(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;
	int before = preempt_count(), inside, after, level;

	level = ktap_guard_enter(fix->losses);
	inside = preempt_count();
	ktap_guard_exit(level);
	after = preempt_count();

	KUNIT_EXPECT_EQ(test, level, 0);
	KUNIT_EXPECT_EQ(test, inside, before + PREEMPT_OFFSET *
			IS_ENABLED(CONFIG_PREEMPT_COUNT));
	KUNIT_EXPECT_EQ(test, after, before);
}

/* Each level interrupts the one below, and is entered once. */
static void test_guard_levels_nest(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;
	int levels[KTAP_NR_LEVELS], again[KTAP_NR_LEVELS], i;
	unsigned long flags;

	local_irq_save(flags);
	for (i = 0; i < KTAP_NR_LEVELS; i++) {
		__preempt_count_add(level_offsets[i]);
		levels[i] = ktap_guard_enter(fix->losses);
		again[i] = ktap_guard_enter(fix->losses);
	}
	for (i = KTAP_NR_LEVELS - 1; i >= 0; i--) {
		if (levels[i] >= 0)
			ktap_guard_exit(levels[i]);
		__preempt_count_sub(level_offsets[i]);
	}
	local_irq_restore(flags);

	for (i = 0; i < KTAP_NR_LEVELS; i++) {
		if (i == 3 && nmi_refused)
			KUNIT_EXPECT_EQ(test, levels[i], -1);
		else
			KUNIT_EXPECT_EQ(test, levels[i], i);
		KUNIT_EXPECT_EQ(test, again[i], -1);
	}
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_RECURSION),
			nmi_refused ? 3 : 4);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_NMI), nmi_refused ? 2 : 0);
}

static void test_guard_lock_keeps_events_out(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;
	int inside, in_irq, after;
	unsigned long flags;
	bool irqs_off;

	ktap_guard_lock(&flags);
	irqs_off = irqs_disabled();
	inside = ktap_guard_enter(fix->losses);
	__preempt_count_add(HARDIRQ_OFFSET);
	in_irq = ktap_guard_enter(fix->losses);
	if (in_irq >= 0)
		ktap_guard_exit(in_irq);
	__preempt_count_sub(HARDIRQ_OFFSET);
	ktap_guard_unlock(flags);

	after = ktap_guard_enter(fix->losses);
	if (after >= 0)
		ktap_guard_exit(after);

	KUNIT_EXPECT_TRUE(test, irqs_off);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_EQ(test, inside, -1);
	KUNIT_EXPECT_EQ(test, in_irq, 2);
	KUNIT_EXPECT_EQ(test, after, 0);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_RECURSION), 1);
}

#ifdef CONFIG_KPROBES
static struct kprobe pretended;

/* As an int3 kprobe would: an NMI while kprobe_running(). */
static int enter_by_int3(struct guard_fixture *fix)
{
	int level;

	__preempt_count_add(NMI_ENTERED);
	__this_cpu_write(current_kprobe, &pretended);
	level = ktap_guard_enter(fix->losses);
	if (level >= 0)
		ktap_guard_exit(level);
	__this_cpu_write(current_kprobe, NULL);
	__preempt_count_sub(NMI_ENTERED);

	return level;
}
#else
static int enter_by_int3(struct guard_fixture *fix)
{
	return -1;
}
#endif

static void test_guard_int3_takes_level_below(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;
	int outside, level, in_handler, in_irq, again;
	unsigned long flags;

	if (!IS_ENABLED(CONFIG_KPROBES) || nmi_refused)
		kunit_skip(test, "no int3 kprobes here");

	local_irq_save(flags);
	outside = enter_by_int3(fix);
	level = ktap_guard_enter(fix->losses);
	in_handler = enter_by_int3(fix);
	/* No handler runs at the level that this one interrupts. */
	__preempt_count_add(HARDIRQ_OFFSET);
	in_irq = enter_by_int3(fix);
	__preempt_count_sub(HARDIRQ_OFFSET);
	ktap_guard_exit(level);
	again = enter_by_int3(fix);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, outside, 3);
	KUNIT_EXPECT_EQ(test, level, 0);
	KUNIT_EXPECT_EQ(test, in_handler, -1);
	KUNIT_EXPECT_EQ(test, in_irq, 3);
	KUNIT_EXPECT_EQ(test, again, 3);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_PROBED), 1);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_RECURSION), 0);
}

#ifdef CONFIG_CONTEXT_TRACKING_IDLE
/* As in the idle loop.  What is called here must not need RCU, either. */
static int enter_in_idle(struct guard_fixture *fix)
{
	unsigned long flags;
	int level;

	local_irq_save(flags);
	ct_idle_enter();
	level = ktap_guard_enter(fix->losses);
	if (level >= 0)
		ktap_guard_exit(level);
	ct_idle_exit();
	local_irq_restore(flags);

	return level;
}
#else
static int enter_in_idle(struct guard_fixture *fix)
{
	return 0;
}
#endif

static void test_guard_needs_rcu(struct kunit *test)
{
	struct guard_fixture *fix = test->priv;
	int level, after;

	if (!IS_ENABLED(CONFIG_CONTEXT_TRACKING_IDLE))
		kunit_skip(test, "RCU always watches here");

	level = enter_in_idle(fix);
	after = ktap_guard_enter(fix->losses);
	if (after >= 0)
		ktap_guard_exit(after);

	KUNIT_EXPECT_EQ(test, level, -1);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_NO_RCU), 1);
	KUNIT_EXPECT_EQ(test, after, 0);
	KUNIT_EXPECT_EQ(test, lost(test, KTAP_LOSS_RECURSION), 0);
}

static void test_scratch_exists_while_used(struct kunit *test)
{
	struct ktap_scratch *areas[KTAP_NR_LEVELS], *after;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, ktap_scratch_get(), 0);
	KUNIT_ASSERT_EQ(test, ktap_scratch_get(), 0);
	ktap_scratch_put();
	preempt_disable();
	for (i = 0; i < KTAP_NR_LEVELS; i++)
		areas[i] = ktap_scratch_area(i);
	preempt_enable();
	for (i = 0; i < KTAP_NR_LEVELS; i++) {
		KUNIT_ASSERT_NOT_NULL(test, areas[i]);
		KUNIT_EXPECT_NOT_NULL(test, areas[i]->frames);
		memset(areas[i]->frames, 0x5a, KTAP_FRAMES_BYTES);
		memset(areas[i]->bytes, 0x5a, KTAP_SCRATCH_BYTES);
	}
	KUNIT_EXPECT_PTR_NE(test, areas[0], areas[1]);
	KUNIT_EXPECT_PTR_NE(test, areas[0]->bytes, areas[1]->bytes);

	ktap_scratch_put();
	preempt_disable();
	after = ktap_scratch_area(0);
	preempt_enable();
	KUNIT_EXPECT_NULL(test, after);
}

static void test_scratch_is_bounded(struct kunit *test)
{
	struct ktap_scratch *area;
	void *first, *second, *rest, *beyond, *huge;

	KUNIT_ASSERT_EQ(test, ktap_scratch_get(), 0);
	preempt_disable();
	area = ktap_scratch_area(1);
	area->used = 0;
	first = ktap_scratch_alloc(area, 13);
	second = ktap_scratch_alloc(area, 1);
	huge = ktap_scratch_alloc(area, SIZE_MAX);
	rest = ktap_scratch_alloc(area, KTAP_SCRATCH_BYTES - 24);
	beyond = ktap_scratch_alloc(area, 1);
	preempt_enable();

	KUNIT_EXPECT_PTR_EQ(test, first, (void *)area->bytes);
	KUNIT_EXPECT_PTR_EQ(test, second, (void *)area->bytes + 16);
	KUNIT_EXPECT_PTR_EQ(test, rest, (void *)area->bytes + 24);
	KUNIT_EXPECT_NULL(test, beyond);
	KUNIT_EXPECT_NULL(test, huge);
	ktap_scratch_put();
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(test_guard_misses_recursion),
	KUNIT_CASE(test_guard_switches_preemption_off),
	KUNIT_CASE(test_guard_levels_nest),
	KUNIT_CASE(test_guard_lock_keeps_events_out),
	KUNIT_CASE(test_guard_int3_takes_level_below),
	KUNIT_CASE(test_guard_needs_rcu),
	KUNIT_CASE(test_scratch_exists_while_used),
	KUNIT_CASE(test_scratch_is_bounded),
	{}
};

static struct kunit_suite guard_suite = {
	.name		= "ktap_guard",
	.init		= guard_init,
	.exit		= guard_exit,
	.test_cases	= guard_cases,
};

kunit_test_suite(guard_suite);
