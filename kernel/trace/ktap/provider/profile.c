// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - profile-N: a timer on every CPU
 *
 * Context: process; the timers in hard interrupts
 *
 * A CPU that comes up gets its timer then; one that goes down loses it.
 */

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include <asm/irq_regs.h>

#include "event/backtrace.h"
#include "event/event.h"
#include "event/tick.h"
#include "provider/providers.h"

#define PREFIX	"profile-"

struct profile_event;

struct profile_timer {
	struct hrtimer timer;
	const struct profile_event *pe;
};

struct profile_event {
	struct ktap_event event;
	u64 period_ns;
	struct profile_timer __percpu *timers;
	struct hlist_node node;	/* of the CPU states */
};

struct profile_context {
	struct ktap_context ctx;
	struct pt_regs *regs;
};

static enum cpuhp_state profile_state __ro_after_init;

static struct profile_event *event_of(struct ktap_event *event)
{
	return container_of(event, struct profile_event, event);
}

static const struct profile_context *context_of(const struct ktap_context *ctx)
{
	return container_of(ctx, struct profile_context, ctx);
}

/* arg0 is the interrupted address. */
static int profile_arg(const struct ktap_context *ctx,
		       struct ktap_invocation *inv, unsigned int nr,
		       struct ktap_value *value)
{
	struct pt_regs *regs = context_of(ctx)->regs;

	*value = nr || !regs ? ktap_value_nil() :
			       ktap_value_int(instruction_pointer(regs));
	return 0;
}

static unsigned int profile_stack(const struct ktap_context *ctx,
				  unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_regs(context_of(ctx)->regs, frames, nr);
}

static const struct ktap_context_ops profile_ops = {
	.arg	= profile_arg,
	.stack	= profile_stack,
	.interrupt = KTAP_INTERRUPT_ANY,
};

/* Periods that went by while the timer could not go off. */
static void count_busy(const struct ktap_event *event, u64 periods)
{
	struct ktap_run *run = event->events->run;

	if (periods > 1 && READ_ONCE(run->gate) == 1)
		ktap_loss_add(run->losses, KTAP_LOSS_PERIOD_BUSY, periods - 1);
}

static enum hrtimer_restart profile_fires(struct hrtimer *timer)
{
	const struct profile_timer *pt =
		container_of(timer, struct profile_timer, timer);
	const struct profile_event *pe = pt->pe;
	struct profile_context pc __uninitialized;

	count_busy(&pe->event, hrtimer_forward_now(timer,
						   ns_to_ktime(pe->period_ns)));
	pc.ctx.ops = &profile_ops;
	pc.regs = get_irq_regs();
	ktap_fire(&pe->event, &pc.ctx);
	return HRTIMER_RESTART;
}

/* Runs on the CPU. */
static int start_timer(unsigned int cpu, struct hlist_node *node)
{
	struct profile_event *pe = hlist_entry(node, struct profile_event, node);
	struct profile_timer *pt = per_cpu_ptr(pe->timers, cpu);

	pt->pe = pe;
	hrtimer_init(&pt->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	pt->timer.function = profile_fires;
	hrtimer_start(&pt->timer, ns_to_ktime(pe->period_ns),
		      HRTIMER_MODE_REL_PINNED_HARD);
	return 0;
}

static int stop_timer(unsigned int cpu, struct hlist_node *node)
{
	struct profile_event *pe = hlist_entry(node, struct profile_event, node);

	hrtimer_cancel(&per_cpu_ptr(pe->timers, cpu)->timer);
	return 0;
}

static int profile_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct ktap_event *event;
	const char *wrong;
	u64 period_ns;

	if (strncmp(spec->text, PREFIX, strlen(PREFIX)))
		return 0;
	wrong = ktap_tick_parse(spec->text + strlen(PREFIX), &period_ns);
	if (wrong)
		return ktap_spec_refuse(spec, "%s", wrong);

	/* Each profile of the script has timers of its own. */
	event = ktap_event_add(source, spec, sizeof(struct profile_event),
			       (void *)(unsigned long)(spec->row + 1),
			       spec->text, spec->text);
	if (IS_ERR(event))
		return PTR_ERR(event);

	event_of(event)->period_ns = period_ns;
	return 0;
}

static int profile_attach_event(struct ktap_event *event)
{
	struct profile_event *pe = event_of(event);

	pe->timers = alloc_percpu(struct profile_timer);
	if (!pe->timers)
		return -ENOMEM;

	return cpuhp_state_add_instance(profile_state, &pe->node);
}

static void profile_detach_event(struct ktap_event *event)
{
	cpuhp_state_remove_instance(profile_state, &event_of(event)->node);
}

static void profile_release_event(struct ktap_event *event)
{
	free_percpu(event_of(event)->timers);
}

static int __init profile_init(void)
{
	int ret = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN,
					  "trace/ktap:profile", start_timer,
					  stop_timer);

	if (ret < 0)
		return ret;
	profile_state = ret;
	return 0;
}
core_initcall(profile_init);

const struct ktap_provider ktap_profile_provider = {
	.name		= "profile",
	.match		= profile_match,
	.attach_event	= profile_attach_event,
	.detach_event	= profile_detach_event,
	.release_event	= profile_release_event,
};
