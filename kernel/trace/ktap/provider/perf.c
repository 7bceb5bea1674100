// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - counters and breakpoints, on perf events of the kernel
 *
 * Context: process; the hook in any, often NMI
 */

#include <linux/err.h>
#include <linux/module.h>
#include <linux/perf_event.h>
#include <linux/string.h>

#include "event/backtrace.h"
#include "event/event.h"
#include "provider/perf_cpus.h"
#include "provider/perf_text.h"
#include "provider/providers.h"

#define COUNTER		"perf:"
#define BREAKPOINT	"mem:"

struct perf_source_event {
	struct ktap_event event;
	struct perf_event_attr attr;
	struct perf_on_cpus cpus;
};

struct perf_context {
	struct ktap_context ctx;
	struct pt_regs *regs;
	u64 addr;
};

static struct perf_source_event *event_of(const struct ktap_event *event)
{
	return container_of(event, struct perf_source_event, event);
}

static const struct perf_context *context_of(const struct ktap_context *ctx)
{
	return container_of(ctx, struct perf_context, ctx);
}

/* arg0 is the interrupted address, arg1 that of the data, where it has one. */
static int perf_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		    unsigned int nr, struct ktap_value *value)
{
	const struct perf_context *pc = context_of(ctx);

	*value = ktap_value_nil();
	if (!nr && pc->regs)
		*value = ktap_value_int(instruction_pointer(pc->regs));
	if (nr == 1 && pc->addr)
		*value = ktap_value_int(pc->addr);
	return 0;
}

static unsigned int perf_stack(const struct ktap_context *ctx,
			       unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_regs(context_of(ctx)->regs, frames, nr);
}

static const struct ktap_context_ops counter_ops = {
	.arg	= perf_arg,
	.stack	= perf_stack,
	.interrupt = KTAP_INTERRUPT_ANY,
};

static const struct ktap_context_ops breakpoint_ops = {
	.arg	= perf_arg,
	.stack	= perf_stack,
	.interrupt = KTAP_INTERRUPT_NMI,
};

static void on_overflow(struct perf_event *event, struct perf_sample_data *data,
			struct pt_regs *regs)
{
	const struct perf_source_event *pe = event->overflow_handler_context;
	struct perf_context pc __uninitialized;

	pc.ctx.ops = &counter_ops;
	pc.regs = regs;
	pc.addr = data->addr;
	if (pe->attr.type == PERF_TYPE_BREAKPOINT) {
		pc.ctx.ops = &breakpoint_ops;
		pc.addr = pe->attr.bp_addr;
	}
	ktap_fire(&pe->event, &pc.ctx);
}

static const char *parse(const char *text, struct perf_event_attr *attr,
			 bool *is_ours)
{
	*is_ours = true;
	if (!strncmp(text, COUNTER, strlen(COUNTER)))
		return ktap_perf_parse(text + strlen(COUNTER), attr);
	if (!strncmp(text, BREAKPOINT, strlen(BREAKPOINT)))
		return ktap_mem_parse(text + strlen(BREAKPOINT), attr);
	*is_ours = false;
	return NULL;
}

static bool lies_in(const struct perf_event_attr *attr,
		    const struct module *module)
{
	return attr->type == PERF_TYPE_BREAKPOINT &&
	       within_module(attr->bp_addr, module);
}

static bool perf_is_of(const struct ktap_event *event,
		       const struct module *module)
{
	return lies_in(&event_of(event)->attr, module);
}

static int perf_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct perf_event_attr attr;
	struct ktap_event *event;
	const char *wrong;
	bool is_ours;

	wrong = parse(spec->text, &attr, &is_ours);
	/* A symbol may be gone, and this module not the one that has it. */
	if (spec->module && (wrong || !is_ours || !lies_in(&attr, spec->module)))
		return 0;
	if (wrong)
		return ktap_spec_refuse(spec, "%s", wrong);
	if (!is_ours)
		return 0;

	event = ktap_event_add(source, spec, sizeof(struct perf_source_event),
			       (void *)(unsigned long)(spec->row + 1),
			       strchr(spec->text, ':') + 1, spec->text);
	if (IS_ERR(event))
		return PTR_ERR(event);
	event_of(event)->attr = attr;
	return 0;
}

static int perf_attach_event(struct ktap_event *event)
{
	struct perf_source_event *pe = event_of(event);

	pe->cpus.attr = &pe->attr;
	pe->cpus.overflow = on_overflow;
	pe->cpus.data = pe;
	return perf_cpus_start(&pe->cpus);
}

static void perf_detach_event(struct ktap_event *event)
{
	perf_cpus_stop(&event_of(event)->cpus);
}

static const char *perf_explain(int error)
{
	switch (error) {
	case -ENOENT:
	case -EOPNOTSUPP:
		return "this machine has no such counter";
	case -ENOSPC:
		return "all breakpoints of this machine are in use";
	default:
		return NULL;
	}
}

const struct ktap_provider ktap_perf_provider = {
	.name		= "perf",
	.lockdown	= LOCKDOWN_PERF,
	.match		= perf_match,
	.each_name	= ktap_perf_each_name,
	.is_of		= perf_is_of,
	.attach_event	= perf_attach_event,
	.explain	= perf_explain,
	.detach_event	= perf_detach_event,
};
