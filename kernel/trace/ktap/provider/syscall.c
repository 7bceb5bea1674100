// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - system calls, on the two raw tracepoints
 *
 * Context: process; the two hooks in task context, preemption off
 *
 * All of a program's system calls hang on one hook at entry and one at exit,
 * which find the event in a table by the call's number.  A thread is in one
 * call at a time: what its exit wants of the entry is kept in one place for
 * each thread that ever made such a call.
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

#include "data/pending.h"
#include "data/string.h"
#include "event/backtrace.h"
#include "event/event.h"
#include "event/fire.h"
#include "provider/providers.h"
#include "vm/owner.h"

#define SYSTEM		"syscalls"

/* "syscalls:" and the longest name. */
#define MAX_TEXT	96

#define MAX_ARGS	6

struct syscall_event {
	struct ktap_event event;
	struct syscall_metadata *meta;
	bool is_exit;
	/* How each argument is widened; see widen(). */
	s8 bits[MAX_ARGS];
};

/* The two tables of a program. */
struct syscall_table {
	const struct syscall_event *enter[NR_syscalls];
	const struct syscall_event *exit[NR_syscalls];
	bool enter_hooked;
	bool exit_hooked;
	/* Calls whose entry is to leave something, by number, and where to. */
	bool keeps;
	DECLARE_BITMAP(kept, NR_syscalls);
	struct ktap_table *calls;
};

/* Not cleared: each hook sets what its methods read. */
struct syscall_context {
	struct ktap_context ctx;
	const struct syscall_event *se;
	struct pt_regs *regs;
	long ret;
	struct ktap_pending *call;	/* of those that are kept */
};

/* Numbers of fields: that of the call, its arguments, its result. */
#define FIELD_NR	0
#define FIELD_ARG	1
#define FIELD_RET	(FIELD_ARG + MAX_ARGS)

/* Arguments that are narrower than a register: bits, below 0 if signed. */
static s8 bits_of(const char *type)
{
	static const struct {
		const char *type;
		s8 bits;
	} types[] = {
		{ "int", -32 }, { "pid_t", -32 }, { "clockid_t", -32 },
		{ "const clockid_t", -32 }, { "timer_t", -32 },
		{ "key_t", -32 }, { "key_serial_t", -32 }, { "mqd_t", -32 },
		{ "rwf_t", -32 }, { "s32", -32 }, { "__s32", -32 },
		{ "const int", -32 }, { "unsigned int", 32 },
		{ "unsigned", 32 }, { "uid_t", 32 }, { "gid_t", 32 },
		{ "qid_t", 32 }, { "u32", 32 }, { "__u32", 32 },
		{ "uint32_t", 32 }, { "umode_t", 16 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (!strcmp(types[i].type, type))
			return types[i].bits;
	}
	return 0;
}

/* The upper half of a register may hold anything. */
static s64 widen(unsigned long arg, s8 bits)
{
	switch (bits) {
	case -32:
		return (s32)arg;
	case 32:
		return (u32)arg;
	case 16:
		return (u16)arg;
	default:
		return (long)arg;
	}
}

static void read_arg(const struct syscall_context *sc, unsigned int nr,
		     struct ktap_value *value)
{
	unsigned long args[MAX_ARGS];

	syscall_get_arguments(current, sc->regs, args);
	*value = ktap_value_int(widen(args[nr], sc->se->bits[nr]));
}

static int enter_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		     unsigned int nr, struct ktap_value *value)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);

	if (!nr)
		*value = ktap_value_int(sc->se->meta->syscall_nr);
	else if (nr <= sc->se->meta->nb_args)
		read_arg(sc, nr - 1, value);
	else
		*value = ktap_value_nil();
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
		*value = ktap_value_int(nr ? sc->ret : sc->se->meta->syscall_nr);
	return 0;
}

/* A call that began a new program has left nothing of the old registers. */
static bool has_args(const struct syscall_context *sc)
{
	if (!sc->se->is_exit || sc->ret)
		return true;
#ifdef __NR_execveat
	if (sc->se->meta->syscall_nr == __NR_execveat)
		return false;
#endif
	return sc->se->meta->syscall_nr != __NR_execve;
}

static int syscall_field(const struct ktap_context *ctx,
			 struct ktap_invocation *inv, unsigned int nr,
			 struct ktap_value *value)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);
	unsigned int field = sc->se->event.fields[nr];

	if (field == FIELD_NR)
		*value = ktap_value_int(sc->se->meta->syscall_nr);
	else if (field == FIELD_RET)
		*value = ktap_value_int(sc->ret);
	else if (field != KTAP_NO_FIELD && has_args(sc))
		read_arg(sc, field - FIELD_ARG, value);
	else
		*value = ktap_value_nil();
	return 0;
}

static void exit_retval(const struct ktap_context *ctx, struct ktap_value *value)
{
	*value = ktap_value_int(container_of(ctx, struct syscall_context,
					     ctx)->ret);
}

static bool is_pointer(const struct syscall_event *se, int nr)
{
	return strchr(se->meta->types[nr], '*');
}

static size_t args_text(const struct syscall_context *sc, char *text,
			size_t size)
{
	const struct syscall_event *se = sc->se;
	const struct syscall_metadata *meta = se->meta;
	struct ktap_value value;
	size_t len = 0;
	int i;

	if (se->is_exit)
		return scnprintf(text, size, "ret=%ld", sc->ret);
	text[0] = '\0';
	for (i = 0; i < min(meta->nb_args, MAX_ARGS); i++) {
		read_arg(sc, i, &value);
		len += scnprintf(text + len, size - len,
				 is_pointer(se, i) ? "%s%s=0x%llx" :
							 "%s%s=%lld",
				 i ? " " : "", meta->args[i], value.i);
	}
	return len;
}

/* No record is made: both forms are the same. */
static int syscall_text(const struct ktap_context *ctx,
			struct ktap_invocation *inv, bool raw,
			struct ktap_value *value)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);
	char text[MAX_ARGS * 40];
	struct ktap_string *string;
	int trap = 0;

	string = ktap_string_make(inv, text, args_text(sc, text, sizeof(text)),
				  &trap);
	if (!string)
		return trap ?: -ENOMEM;
	*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	return 0;
}

/* The hooks, and what calls them where there are several. */
static struct ktap_code enter_code[2], kept_enter_code[2];
static struct ktap_code exit_code[2], kept_exit_code[2];

static unsigned int enter_stack(const struct ktap_context *ctx,
				unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_behind(enter_code, frames, nr);
}

static unsigned int exit_stack(const struct ktap_context *ctx,
			       unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_behind(exit_code, frames, nr);
}

static unsigned int kept_enter_stack(const struct ktap_context *ctx,
				     unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_behind(kept_enter_code, frames, nr);
}

static unsigned int kept_exit_stack(const struct ktap_context *ctx,
				    unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_behind(kept_exit_code, frames, nr);
}

static void exit_duration(const struct ktap_context *ctx,
			  struct ktap_value *value)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);

	*value = ktap_value_int(ktime_get_mono_fast_ns() - sc->call->begin_ns);
}

static struct ktap_slot *syscall_call(const struct ktap_context *ctx,
				      struct ktap_invocation *inv, bool owns)
{
	const struct syscall_context *sc =
		container_of(ctx, struct syscall_context, ctx);

	return sc->call ? sc->call->vars : NULL;
}

static const struct ktap_context_ops enter_ops = {
	.arg	= enter_arg,
	.text	= syscall_text,
	.field	= syscall_field,
	.stack	= enter_stack,
};

static const struct ktap_context_ops exit_ops = {
	.arg	= exit_arg,
	.text	= syscall_text,
	.field	= syscall_field,
	.retval	= exit_retval,
	.stack	= exit_stack,
};

/* The same with the call. */
static const struct ktap_context_ops kept_enter_ops = {
	.arg	= enter_arg,
	.text	= syscall_text,
	.field	= syscall_field,
	.stack	= kept_enter_stack,
	.call	= syscall_call,
};

static const struct ktap_context_ops kept_exit_ops = {
	.arg	= exit_arg,
	.text	= syscall_text,
	.field	= syscall_field,
	.retval	= exit_retval,
	.stack	= kept_exit_stack,
	.duration = exit_duration,
	.call	= syscall_call,
};

/*
 * Number of the call for the tables; false: it is none of theirs, as programs
 * may ask for any.  Where calls of 32-bit programs have numbers of their own
 * they are left out, as the syscalls events of tracefs leave them out: the
 * numbers name other calls.
 */
static __always_inline bool call_number(struct pt_regs *regs, unsigned int *nr)
{
#ifdef ARCH_TRACE_IGNORE_COMPAT_SYSCALLS
	if (unlikely(arch_trace_is_compat_syscall(regs)))
		return false;
#endif
	*nr = syscall_get_nr(current, regs);
	return likely(*nr < NR_syscalls);
}

/* Apart from the hooks: these have no frame for calls that nobody asked for. */
static noinline void fire_enter(const struct syscall_event *se,
				struct pt_regs *regs)
{
	struct syscall_context sc __uninitialized;

	sc.ctx.ops = &enter_ops;
	sc.se = se;
	sc.regs = regs;
	ktap_fire_inline(&se->event, &sc.ctx);
}

static noinline void fire_exit(const struct syscall_event *se,
			       struct pt_regs *regs)
{
	struct syscall_context sc __uninitialized;

	sc.ctx.ops = &exit_ops;
	sc.se = se;
	sc.regs = regs;
	sc.ret = syscall_get_return_value(current, regs);
	ktap_fire_inline(&se->event, &sc.ctx);
}

static void on_enter(void *data, struct pt_regs *regs, long id)
{
	const struct syscall_table *table = data;
	const struct syscall_event *se;
	unsigned int nr;

	if (!call_number(regs, &nr))
		return;
	se = READ_ONCE(table->enter[nr]);
	if (se)
		fire_enter(se, regs);
}

static void on_exit(void *data, struct pt_regs *regs, long ret)
{
	const struct syscall_table *table = data;
	const struct syscall_event *se;
	unsigned int nr;

	if (!call_number(regs, &nr))
		return;
	se = READ_ONCE(table->exit[nr]);
	if (se)
		fire_exit(se, regs);
}

/* The call of a number begins, now or at @begin_ns 0; NULL: no memory. */
static struct ktap_pending *begin_call(const struct syscall_table *table,
				       struct ktap_run *run, int level, int nr,
				       u64 begin_ns)
{
	struct ktap_pending *call = ktap_pending_find(table->calls,
						      (long)current);
	struct ktap_invocation inv;

	ktap_heap_begin(&inv, run->heap, level);
	if (call)
		ktap_pending_clear(&inv, call);
	else
		call = ktap_pending_push(&inv, table->calls, (long)current,
					 run->prog->nr_calls);
	if (call) {
		call->where = nr + 1;
		call->begin_ns = begin_ns;
	}
	ktap_heap_end(&inv);
	return call;
}

static void end_call(struct ktap_run *run, int level, struct ktap_pending *call)
{
	struct ktap_invocation inv;

	ktap_heap_begin(&inv, run->heap, level);
	ktap_pending_clear(&inv, call);
	call->where = 0;
	ktap_heap_end(&inv);
}

static noinline void fire_kept_enter(const struct syscall_table *table, int nr,
				     struct pt_regs *regs)
{
	const struct syscall_event *se = READ_ONCE(table->enter[nr]);
	const struct ktap_event *event = se ? &se->event :
					 &READ_ONCE(table->exit[nr])->event;
	struct syscall_context sc __uninitialized;
	int level = ktap_fire_take(event);

	if (level < 0)
		return;
	sc.call = begin_call(table, event->events->run, level, nr,
			     ktime_get_mono_fast_ns());
	if (se) {
		sc.ctx.ops = &kept_enter_ops;
		sc.se = se;
		sc.regs = regs;
		ktap_fire_run_inline(&se->event, &sc.ctx, level);
	}
	ktap_guard_give(level);
}

static noinline void fire_kept_exit(const struct syscall_table *table, int nr,
				    const struct syscall_event *se,
				    struct pt_regs *regs)
{
	struct ktap_run *run = se->event.events->run;
	struct syscall_context sc __uninitialized;
	int level = ktap_fire_take(&se->event);
	bool seen;

	if (level < 0)
		return;
	sc.ctx.ops = &kept_exit_ops;
	sc.se = se;
	sc.regs = regs;
	sc.ret = syscall_get_return_value(current, regs);
	sc.call = ktap_pending_find(table->calls, (long)current);
	seen = sc.call && sc.call->where == nr + 1;
	if (!seen)
		sc.call = se->event.needs_call ?
			  begin_call(table, run, level, nr, 0) : NULL;
	if (seen)
		ktap_fire_run_inline(&se->event, &sc.ctx, level);
	else
		ktap_fire_unseen(&se->event, &sc.ctx, level, false);
	if (sc.call)
		end_call(run, level, sc.call);
	ktap_guard_give(level);
}

/* The hooks of programs that keep something of calls. */
static void on_kept_enter(void *data, struct pt_regs *regs, long id)
{
	const struct syscall_table *table = data;
	const struct syscall_event *se;
	unsigned int nr;

	if (!call_number(regs, &nr))
		return;
	se = READ_ONCE(table->enter[nr]);
	if (test_bit(nr, table->kept))
		fire_kept_enter(table, nr, regs);
	else if (se)
		fire_enter(se, regs);
}

static void on_kept_exit(void *data, struct pt_regs *regs, long ret)
{
	const struct syscall_table *table = data;
	const struct syscall_event *se;
	unsigned int nr;

	if (!call_number(regs, &nr))
		return;
	se = READ_ONCE(table->exit[nr]);
	if (!se)
		return;
	if (test_bit(nr, table->kept))
		fire_kept_exit(table, nr, se, regs);
	else
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
	int i;

	event = ktap_event_add(source, spec, sizeof(*se), call,
			       trace_event_name(call), text);
	if (IS_ERR(event))
		return PTR_ERR(event);

	se = container_of(event, struct syscall_event, event);
	se->meta = call->data;
	se->is_exit = se->meta->exit_event == call;
	for (i = 0; i < min(se->meta->nb_args, MAX_ARGS); i++)
		se->bits[i] = bits_of(se->meta->types[i]);
	return 0;
}

static int syscall_find_field(struct ktap_event *event, const char *name)
{
	const struct syscall_event *se =
		container_of(event, struct syscall_event, event);
	int i;

	if (!strcmp(name, "__syscall_nr"))
		return FIELD_NR;
	if (!strcmp(name, "ret") && se->is_exit)
		return FIELD_RET;
	for (i = 0; i < min(se->meta->nb_args, MAX_ARGS); i++) {
		if (!strcmp(name, se->meta->args[i]))
			return FIELD_ARG + i;
	}
	return -ENOENT;
}

static void syscall_each_field(struct ktap_event *event,
			       void (*visit)(void *arg, const char *name),
			       void *arg)
{
	const struct syscall_event *se =
		container_of(event, struct syscall_event, event);
	int i;

	for (i = 0; i < min(se->meta->nb_args, MAX_ARGS); i++)
		visit(arg, se->meta->args[i]);
	if (se->is_exit)
		visit(arg, "ret");
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
		if (event->needs_entry || event->needs_call) {
			__set_bit(nr, table->kept);
			table->keeps = true;
		}
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

static void learn_hook(struct ktap_code code[2], void *hook, void *iterator)
{
	ktap_code_init(&code[0], (unsigned long)hook);
	ktap_code_init(&code[1], (unsigned long)iterator);
}

/* Each time the same. */
static void learn_code(void)
{
	void *enter = __tracepoint_sys_enter.iterator;
	void *exit = __tracepoint_sys_exit.iterator;

	learn_hook(enter_code, on_enter, enter);
	learn_hook(kept_enter_code, on_kept_enter, enter);
	learn_hook(exit_code, on_exit, exit);
	learn_hook(kept_exit_code, on_kept_exit, exit);
}

static int hook_enter(struct syscall_table *table)
{
	int ret = register_trace_sys_enter(table->keeps ? on_kept_enter :
							  on_enter, table);

	table->enter_hooked = !ret;
	return ret;
}

static int hook_exit(struct syscall_table *table)
{
	int ret = register_trace_sys_exit(table->keeps ? on_kept_exit : on_exit,
					  table);

	table->exit_hooked = !ret;
	return ret;
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
	learn_code();
	fill_table(source, table, &need_enter, &need_exit);
	if (table->keeps) {
		table->calls = ktap_owner_add(source->events->run);
		ret = table->calls ? 0 : -ENOMEM;
	}
	if (need_exit && !ret)
		ret = hook_exit(table);
	if ((need_enter || table->keeps) && !ret)
		ret = hook_enter(table);
	mark_attached(source, table);
	return ret;
}

static void syscall_detach(struct ktap_source *source)
{
	struct syscall_table *table = source->data;

	if (!table)
		return;
	if (table->enter_hooked)
		unregister_trace_sys_enter(table->keeps ? on_kept_enter :
							  on_enter, table);
	if (table->exit_hooked)
		unregister_trace_sys_exit(table->keeps ? on_kept_exit : on_exit,
					  table);
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
	.find_field	= syscall_find_field,
	.each_field	= syscall_each_field,
	.attach		= syscall_attach,
	.detach		= syscall_detach,
	.release	= syscall_release,
};
