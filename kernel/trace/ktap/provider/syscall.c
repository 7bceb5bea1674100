// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - system calls, on the two raw tracepoints
 *
 * Context: process; the two hooks in task context, preemption off
 *
 * All of a program's system calls hang on one hook at entry and one at exit,
 * which find the event in a table by the call's number.
 */

#include <../kernel/trace/trace.h>

#include <linux/err.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <trace/events/syscalls.h>
#include <trace/syscall.h>

#include <asm/syscall.h>

#include "event/event.h"
#include "event/fire.h"
#include "provider/providers.h"

#define SYSTEM		"syscalls"

/* "syscalls:" and the longest name. */
#define MAX_TEXT	96

#define MAX_ARGS	6

struct syscall_event {
	struct ktap_event event;
	struct syscall_metadata *meta;
	bool is_exit;
};

/* The two tables of a program. */
struct syscall_table {
	const struct syscall_event *enter[NR_syscalls];
	const struct syscall_event *exit[NR_syscalls];
	bool enter_hooked;
	bool exit_hooked;
};

/* Not cleared: each hook sets what its methods read. */
struct syscall_context {
	struct ktap_context ctx;
	const struct syscall_metadata *meta;
	struct pt_regs *regs;
	long ret;
};

static int enter_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		     unsigned int nr, struct ktap_value *value)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);
	unsigned long args[MAX_ARGS];

	if (!nr) {
		*value = ktap_value_int(sc->meta->syscall_nr);
	} else if (nr <= sc->meta->nb_args) {
		syscall_get_arguments(current, sc->regs, args);
		*value = ktap_value_int((long)args[nr - 1]);
	} else {
		*value = ktap_value_nil();
	}
	return 0;
}

static int exit_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		    unsigned int nr, struct ktap_value *value)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);

	if (nr > 1)
		*value = ktap_value_nil();
	else
		*value = ktap_value_int(nr ? sc->ret : sc->meta->syscall_nr);
	return 0;
}

static void exit_retval(const struct ktap_context *ctx, struct ktap_value *value)
{
	*value = ktap_value_int(container_of(ctx, struct syscall_context,
					     ctx)->ret);
}

static const struct ktap_context_ops enter_ops = {
	.arg	= enter_arg,
};

static const struct ktap_context_ops exit_ops = {
	.arg	= exit_arg,
	.retval	= exit_retval,
};

/*
 * Number of the call for the tables, or -1.  Where calls of 32-bit programs
 * have numbers of their own they are left out, as the syscalls events of
 * tracefs leave them out: the numbers name other calls.
 */
static int call_number(struct pt_regs *regs)
{
	int nr;

#ifdef ARCH_TRACE_IGNORE_COMPAT_SYSCALLS
	if (unlikely(arch_trace_is_compat_syscall(regs)))
		return -1;
#endif
	nr = syscall_get_nr(current, regs);
	return nr >= 0 && nr < NR_syscalls ? nr : -1;
}

/* Apart from the hooks: these have no frame for calls that nobody asked for. */
static noinline void fire_enter(const struct syscall_event *se,
				struct pt_regs *regs)
{
	struct syscall_context sc __uninitialized;

	sc.ctx.ops = &enter_ops;
	sc.meta = se->meta;
	sc.regs = regs;
	ktap_fire_inline(&se->event, &sc.ctx);
}

static noinline void fire_exit(const struct syscall_event *se,
			       struct pt_regs *regs)
{
	struct syscall_context sc __uninitialized;

	sc.ctx.ops = &exit_ops;
	sc.meta = se->meta;
	sc.ret = syscall_get_return_value(current, regs);
	ktap_fire_inline(&se->event, &sc.ctx);
}

static void on_enter(void *data, struct pt_regs *regs, long id)
{
	const struct syscall_table *table = data;
	const struct syscall_event *se;
	int nr = call_number(regs);

	if (nr < 0)
		return;
	se = READ_ONCE(table->enter[nr]);
	if (se)
		fire_enter(se, regs);
}

static void on_exit(void *data, struct pt_regs *regs, long ret)
{
	const struct syscall_table *table = data;
	const struct syscall_event *se;
	int nr = call_number(regs);

	if (nr < 0)
		return;
	se = READ_ONCE(table->exit[nr]);
	if (se)
		fire_exit(se, regs);
}

static bool is_ours(struct trace_event_call *call)
{
	return call->class && call->class->system &&
	       !strcmp(call->class->system, SYSTEM) && call->data;
}

static void make_text(char *text, struct trace_event_call *call)
{
	snprintf(text, MAX_TEXT, SYSTEM ":%s", trace_event_name(call));
}

static int add_event(struct ktap_source *source, struct ktap_spec *spec,
		     struct trace_event_call *call, const char *text)
{
	struct syscall_event *se;
	struct ktap_event *event;

	event = ktap_event_add(source, spec, sizeof(*se), call,
			       trace_event_name(call), text);
	if (IS_ERR(event))
		return PTR_ERR(event);

	se = container_of(event, struct syscall_event, event);
	se->meta = call->data;
	se->is_exit = se->meta->exit_event == call;
	return 0;
}

static int syscall_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct trace_event_call *call;
	char text[MAX_TEXT];
	int ret = 0;

	mutex_lock(&event_mutex);
	list_for_each_entry_reverse(call, &ftrace_events, list) {
		if (!is_ours(call))
			continue;
		make_text(text, call);
		if (glob_match(spec->text, text))
			ret = add_event(source, spec, call, text);
		if (ret)
			break;
	}
	mutex_unlock(&event_mutex);
	return ret;
}

static void syscall_each_name(void (*visit)(void *arg, const char *text),
			      void *arg)
{
	struct trace_event_call *call;
	char text[MAX_TEXT];

	mutex_lock(&event_mutex);
	list_for_each_entry(call, &ftrace_events, list) {
		if (!is_ours(call))
			continue;
		make_text(text, call);
		visit(arg, text);
	}
	mutex_unlock(&event_mutex);
}

/* Fills the tables; says which of the two hooks are needed. */
static void fill_table(struct ktap_source *source, struct syscall_table *table,
		       bool *need_enter, bool *need_exit)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		struct syscall_event *se =
			container_of(event, struct syscall_event, event);
		int nr = se->meta->syscall_nr;

		if (nr < 0 || nr >= NR_syscalls)
			continue;
		if (se->is_exit)
			WRITE_ONCE(table->exit[nr], se);
		else
			WRITE_ONCE(table->enter[nr], se);
		*need_exit |= se->is_exit;
		*need_enter |= !se->is_exit;
	}
}

static void mark_attached(struct ktap_source *source,
			  const struct syscall_table *table)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		struct syscall_event *se =
			container_of(event, struct syscall_event, event);

		event->attached = se->is_exit ? table->exit_hooked :
						table->enter_hooked;
	}
}

static int syscall_attach(struct ktap_source *source)
{
	bool need_enter = false, need_exit = false;
	struct syscall_table *table;
	int ret = 0;

	table = kvzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	if (!table)
		return -ENOMEM;

	source->data = table;
	fill_table(source, table, &need_enter, &need_exit);
	if (need_exit) {
		ret = register_trace_sys_exit(on_exit, table);
		table->exit_hooked = !ret;
	}
	if (need_enter && !ret) {
		ret = register_trace_sys_enter(on_enter, table);
		table->enter_hooked = !ret;
	}
	mark_attached(source, table);
	return ret;
}

static void syscall_detach(struct ktap_source *source)
{
	struct syscall_table *table = source->data;

	if (!table)
		return;
	if (table->enter_hooked)
		unregister_trace_sys_enter(on_enter, table);
	if (table->exit_hooked)
		unregister_trace_sys_exit(on_exit, table);
	table->enter_hooked = false;
	table->exit_hooked = false;
}

static void syscall_release(struct ktap_source *source)
{
	kvfree(source->data);
}

const struct ktap_provider ktap_syscall_provider = {
	.name		= "syscall",
	.match		= syscall_match,
	.each_name	= syscall_each_name,
	.attach		= syscall_attach,
	.detach		= syscall_detach,
	.release	= syscall_release,
};
