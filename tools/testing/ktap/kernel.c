// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - what the rooms of kernel/trace/ktap find around them
 *
 * One thread on one CPU.  What runs later in the kernel, irq_work and works,
 * runs here at fixed places, so that each run of a program is the same.
 */


#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/utsname.h>
#include <linux/wait.h>
#include <time.h>

#include "hosted_kernel.h"

unsigned long hosted_preempt_count;
bool hosted_irqs_off;
bool hosted_kicked;
bool hosted_kprobe_runs;
bool hosted_rcu_sleeps;
unsigned int hosted_rcu_readers;
unsigned int hosted_srcu_readers;
unsigned int hosted_fail_in;
bool (*hosted_waiter)(void);

struct task_struct hosted_task = {
	.pid	= 42,
	.tgid	= 42,
	.ppid	= 1,
	.comm	= "ktap",
};

struct hosted_uts init_uts_ns = {
	.name = { .machine = "hosted", .release = "6.12.0" },
};

static u64 clock_ns, random_state = 1;
static struct irq_work *kicks;
static struct work_struct *works;
static bool in_works;

void hosted_fatal(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fprintf(stderr, "hosted kernel: ");
	vfprintf(stderr, fmt, args);
	fprintf(stderr, "\n");
	va_end(args);
	abort();
}

void hosted_reset(void)
{
	clock_ns = 0;
	random_state = 1;
}

bool hosted_is_busy(void)
{
	return hosted_preempt_count || hosted_irqs_off || hosted_rcu_readers ||
	       hosted_srcu_readers;
}

void hosted_check_idle(void)
{
	if (hosted_is_busy())
		hosted_fatal("not idle: preempt_count %lx, irqs %s, %u RCU and %u SRCU readers",
			     hosted_preempt_count, hosted_irqs_off ? "off" : "on",
			     hosted_rcu_readers, hosted_srcu_readers);
}

/* -- memory ---------------------------------------------------------------- */

void *kmalloc(size_t bytes, gfp_t gfp)
{
	void *memory;

	if (hosted_fail_in && !--hosted_fail_in)
		return NULL;
	memory = bytes == SIZE_MAX ? NULL : malloc(bytes ? bytes : 1);
#ifdef CONFIG_KTAP_DEBUG
	/* What nobody has set makes trouble at once, and always the same. */
	if (memory)
		memset(memory, 0xa5, bytes);
#endif
	return memory;
}

void *kzalloc(size_t bytes, gfp_t gfp)
{
	if (hosted_fail_in && !--hosted_fail_in)
		return NULL;
	return bytes == SIZE_MAX ? NULL : calloc(1, bytes ? bytes : 1);
}

void *kmemdup(const void *from, size_t bytes, gfp_t gfp)
{
	void *memory = kmalloc(bytes, gfp);

	if (memory)
		memcpy(memory, from, bytes);
	return memory;
}

void kfree(const void *memory)
{
	free((void *)memory);
}

/* -- time and chance ------------------------------------------------------- */

u64 ktime_get_mono_fast_ns(void)
{
	return clock_ns += 1000;
}

/* Some day in 2001. */
u64 ktime_get_real_fast_ns(void)
{
	return 1000000000000000000 + ktime_get_mono_fast_ns();
}

u64 ktime_get_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

u64 get_random_u64(void)
{
	random_state = random_state * 6364136223846793005ULL +
		       1442695040888963407ULL;
	return random_state ^ random_state >> 29;
}

/* -- irq_work -------------------------------------------------------------- */

bool irq_work_queue(struct irq_work *work)
{
	if (work->queued)
		return false;
	work->queued = true;
	work->next = kicks;
	kicks = work;
	hosted_kicked = true;
	if (!hosted_preempt_count && !hosted_irqs_off)
		hosted_run_kicks();

	return true;
}

void hosted_run_kicks(void)
{
	struct irq_work *work;

	hosted_preempt_count += HARDIRQ_OFFSET;
	hosted_irqs_off = true;
	while ((work = kicks)) {
		kicks = work->next;
		work->queued = false;
		work->func(work);
	}
	hosted_kicked = false;
	hosted_irqs_off = false;
	hosted_preempt_count -= HARDIRQ_OFFSET;
}

void irq_work_sync(struct irq_work *work)
{
	hosted_might_sleep();
	if (work->queued)
		hosted_run_kicks();
}

/* -- workqueues ------------------------------------------------------------ */

void hosted_init_work(struct work_struct *work,
		      void (*func)(struct work_struct *work), const char *name)
{
	*work = (struct work_struct){
		.func	= func,
		.waits	= !strcmp(name, "reclaim"),
	};
}

bool hosted_queue_work(struct work_struct *work)
{
	struct work_struct **end = &works;

	if (work->queued)
		return false;
	while (*end)
		end = &(*end)->next;
	work->queued = true;
	work->next = NULL;
	*end = work;

	return true;
}

static void unqueue(struct work_struct *work)
{
	struct work_struct **place = &works;

	while (*place != work)
		place = &(*place)->next;
	*place = work->next;
	work->queued = false;
}

static void run_work(struct work_struct *work)
{
	bool before = in_works;

	unqueue(work);
	in_works = true;
	work->func(work);
	in_works = before;
}

/* The first that can run now. */
static struct work_struct *next_work(void)
{
	struct work_struct *work = works;

	while (work && work->waits && (hosted_rcu_readers || hosted_srcu_readers))
		work = work->next;
	return work;
}

void hosted_run_works(void)
{
	struct work_struct *work;
	/* A work that queues itself goes on next time. */
	unsigned int rounds = 8;

	if (in_works)
		return;
	while (rounds-- && (work = next_work()))
		run_work(work);
}

void flush_work(struct work_struct *work)
{
	hosted_might_sleep();
	if (work->queued)
		run_work(work);
}

void cancel_work_sync(struct work_struct *work)
{
	if (work->queued)
		unqueue(work);
}

/* -- sleeping -------------------------------------------------------------- */

void hosted_might_sleep(void)
{
	if (hosted_preempt_count || hosted_irqs_off || hosted_rcu_readers)
		hosted_fatal("sleeps where it must not: preempt_count %lx, irqs %s, %u RCU readers",
			     hosted_preempt_count, hosted_irqs_off ? "off" : "on",
			     hosted_rcu_readers);
	if (unlikely(works))
		hosted_run_works();
}

bool hosted_wait(void)
{
	hosted_might_sleep();
	return hosted_waiter && hosted_waiter();
}

/* -- strings --------------------------------------------------------------- */

ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size);

	if (!size)
		return -E2BIG;
	if (len == size)
		len--;
	memcpy(to, from, len);
	to[len] = '\0';

	return from[len] ? -E2BIG : (ssize_t)len;
}

int num_to_str(char *buf, int size, unsigned long long num, unsigned int width)
{
	char digits[24];
	int nr = 0, i;

	do {
		digits[nr++] = '0' + num % 10;
		num /= 10;
	} while (num);
	if (width || nr > size)
		return 0;
	for (i = 0; i < nr; i++)
		buf[i] = digits[nr - 1 - i];

	return nr;
}

void *memchr_inv(const void *start, int c, size_t bytes)
{
	const u8 *at = start;

	for (; bytes--; at++)
		if (*at != (u8)c)
			return (void *)at;
	return NULL;
}
