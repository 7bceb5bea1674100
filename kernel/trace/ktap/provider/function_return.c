// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - returns of kernel functions, on fprobe
 *
 * Context: process; the hooks in any
 *
 * Each call that is open has a slot, which holds what its entry knew and its
 * return wants, and the variables of the call.  A call that finds no slot free
 * is a counted miss.
 *
 * A slot of a call that never returns, as that of do_exit(), is used again one
 * day, and nobody hears of it.  So it owns nothing: variables that hold more
 * than a number move to a struct ktap_pending, which goes with its thread.
 */

#include <linux/err.h>
#include <linux/fprobe.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "data/pending.h"
#include "event/backtrace.h"
#include "event/fire.h"
#include "provider/fetch.h"
#include "provider/function.h"
#include "provider/function_args.h"
#include "vm/owner.h"

/* Arguments that are kept for the return. */
#define MAX_ARGS	6

/* Calls that may be open. */
#define MIN_SLOTS	1024
#define MAX_SLOTS	16384

/*
 * A slot.  Behind it, as far as the program uses them, come the variables, then
 * what fetch arguments keep; without arguments they begin where those would.
 */
struct call_slot {
	u64 begin_ns;
	struct ktap_pending *pending;	/* where the variables are now, or NULL */
	struct ktap_value args[MAX_ARGS];
};

struct return_hooks {
	struct fprobe fprobe;
	struct function_table *table;
	struct ktap_run *run;
	/* What entries are to keep. */
	bool keeps_args;
	bool keeps_fetched;
	bool keeps_time;
	bool keeps_vars;
	/* Where the variables are in a slot. */
	size_t vars;
	struct ktap_table *pending;
};

static int return_arg(const struct ktap_context *ctx,
		      struct ktap_invocation *inv, unsigned int nr,
		      struct ktap_value *value)
{
	const struct function_context *fc = function_context_of(ctx);
	const struct call_slot *slot = fc->slot;
	int ret;

	if (!function_arg(fc, inv, nr, value, &ret))
		*value = nr <= MAX_ARGS ? slot->args[nr - 1] : ktap_value_nil();
	return ret;
}

static void return_retval(const struct ktap_context *ctx,
			  struct ktap_value *value)
{
	const struct function_context *fc = function_context_of(ctx);
	s64 result = regs_return_value(fc->regs);

	*value = ktap_value_int(function_result(fc->fe, result));
}

static void return_duration(const struct ktap_context *ctx,
			    struct ktap_value *value)
{
	const struct call_slot *slot = function_context_of(ctx)->slot;

	*value = ktap_value_int(ktime_get_mono_fast_ns() - slot->begin_ns);
}

/* The function, which is on the stack no more, and its caller. */
static unsigned int return_stack(const struct ktap_context *ctx,
				 unsigned long *frames, unsigned int nr)
{
	const struct function_context *fc = function_context_of(ctx);
	struct ktap_code code = { .begin = fc->ret_ip, .bytes = 1 };

	if (!nr)
		return 0;
	frames[0] = fc->fe->addr;
	return 1 + ktap_backtrace_from(&code, frames + 1, nr - 1);
}

static void move_vars(struct call_slot *slot, struct ktap_pending *pending,
		      const struct ktap_slot *vars)
{
	u32 i;

	/* What is in a slot is not counted. */
	for (i = 0; i < pending->nr; i++)
		atomic64_set(&pending->vars[i].word, ktap_slot_read(&vars[i]));
	slot->pending = pending;
}

static struct ktap_slot *function_call(const struct ktap_context *ctx,
				       struct ktap_invocation *inv, bool owns)
{
	const struct function_context *fc = function_context_of(ctx);
	const struct return_hooks *hooks = fc->hooks;
	struct call_slot *slot = fc->slot;
	struct ktap_pending *pending;

	if (slot->pending)
		return slot->pending->vars;
	if (!owns)
		return fc->slot + hooks->vars;
	pending = ktap_pending_push(inv, hooks->pending,
				    ktap_owner_key(ctx),
				    hooks->run->prog->nr_calls);
	if (!pending)
		return NULL;
	move_vars(slot, pending, fc->slot + hooks->vars);
	return pending->vars;
}

/* The call is over; unless the program is, too. */
static void drop_pending(const struct return_hooks *hooks,
			 struct ktap_pending *pending)
{
	struct ktap_invocation inv;
	int level = ktap_guard_enter(hooks->run->losses);

	if (level < 0)
		return;
	if (READ_ONCE(hooks->run->gate) == 1) {
		ktap_heap_begin(&inv, hooks->run->heap, level);
		ktap_pending_remove(&inv, hooks->pending, pending);
		ktap_heap_end(&inv);
	}
	ktap_guard_exit(level);
}

static int call_entry_arg(const struct ktap_context *ctx,
			  struct ktap_invocation *inv, unsigned int nr,
			  struct ktap_value *value)
{
	const struct function_context *fc = function_context_of(ctx);
	int ret;

	if (!function_arg(fc, inv, nr, value, &ret))
		*value = function_regs_arg(fc->regs, nr - 1);
	return ret;
}

static const struct ktap_context_ops call_entry_ops = {
	.arg		= call_entry_arg,
	.field		= function_field,
	.element	= function_element,
	.stack		= function_entry_stack,
	.call		= function_call,
};

static const struct ktap_context_ops return_ops = {
	.arg		= return_arg,
	.field		= function_field,
	.element	= function_element,
	.retval		= return_retval,
	.duration	= return_duration,
	.stack		= return_stack,
	.call		= function_call,
};

/* The entry of a call that has variables. */
static void begin_call(const struct return_hooks *hooks, unsigned long ip,
		       struct pt_regs *regs, struct call_slot *slot)
{
	const struct function_event *fe = function_table_find(hooks->table, ip);
	struct function_context fc __uninitialized;

	slot->pending = NULL;
	memset((void *)slot + hooks->vars, 0,
	       hooks->run->prog->nr_calls * sizeof(struct ktap_slot));
	fc.regs = regs;
	fc.slot = slot;
	fc.hooks = hooks;
	fc.ctx.ops = &call_entry_ops;
	for (; fe; fe = fe->next) {
		fc.fe = fe;
		if (!fe->at_entry)
			continue;
		if (fe->fetch)
			function_fire_fetched(&fc, NULL);
		else
			ktap_fire(&fe->event, &fc.ctx);
	}
}

static int on_entry(struct fprobe *fprobe, unsigned long ip,
		    unsigned long ret_ip, struct pt_regs *regs, void *data)
{
	const struct return_hooks *hooks =
		container_of(fprobe, struct return_hooks, fprobe);
	const struct function_event *fe;
	struct call_slot *slot = data;
	unsigned int i;

	if (hooks->keeps_time)
		slot->begin_ns = ktime_get_mono_fast_ns();
	for (i = 0; hooks->keeps_args && i < MAX_ARGS; i++)
		slot->args[i] = function_regs_arg(regs, i);
	for (fe = function_table_find(hooks->table, ip);
	     hooks->keeps_fetched && fe; fe = fe->next) {
		if (fe->fetch && !fe->at_entry)
			ktap_fetch_keep(fe->fetch, data + fe->kept, regs);
	}
	if (hooks->keeps_vars)
		begin_call(hooks, ip, regs, slot);
	return 0;
}

static void on_return(struct fprobe *fprobe, unsigned long ip,
		      unsigned long ret_ip, struct pt_regs *regs, void *data)
{
	const struct return_hooks *hooks =
		container_of(fprobe, struct return_hooks, fprobe);
	const struct function_event *fe = function_table_find(hooks->table, ip);
	struct function_context fc __uninitialized;
	const struct call_slot *slot = data;

	fc.regs = regs;
	fc.slot = data;
	fc.hooks = hooks;
	fc.ret_ip = ret_ip;
	fc.ctx.ops = &return_ops;
	preempt_disable_notrace();
	for (; fe; fe = fe->next) {
		fc.fe = fe;
		if (fe->at_entry)
			continue;
		if (fe->fetch)
			function_fire_fetched(&fc, data ? data + fe->kept : NULL);
		else
			ktap_fire_inline(&fe->event, &fc.ctx);
	}
	if (hooks->keeps_vars && slot->pending)
		drop_pending(hooks, slot->pending);
	preempt_enable_notrace();
}

/* Room for what fetch arguments keep: that of each event behind the last's. */
static size_t place_fetched(struct return_hooks *hooks, size_t begin)
{
	size_t end = begin;
	unsigned int i;

	for (i = 0; i < 1u << hooks->table->bits; i++) {
		struct function_event *fe = hooks->table->places[i].first;
		size_t at = begin;

		for (; fe; fe = fe->next) {
			fe->kept = at;
			if (fe->fetch && !fe->at_entry)
				at += ktap_fetch_kept_bytes(fe->fetch);
		}
		end = max(end, at);
	}
	hooks->keeps_fetched = end > begin;
	return end;
}

static void find_uses(struct ktap_source *source, struct return_hooks *hooks)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		const struct function_event *fe = function_of(event);

		if (fe->place != FUNCTION_RETURN)
			continue;
		hooks->keeps_vars |= event->needs_call;
		if (fe->at_entry)
			continue;
		hooks->keeps_time |= event->needs_entry;
		hooks->keeps_args |= event->needs_args && !fe->fetch;
	}
}

static void choose_slots(struct ktap_source *source, struct return_hooks *hooks)
{
	struct fprobe *fprobe = &hooks->fprobe;
	unsigned int slots = 2 * hooks->table->nr * num_possible_cpus();
	size_t bytes;

	find_uses(source, hooks);
	hooks->vars = hooks->keeps_args ? sizeof(struct call_slot) :
					  offsetof(struct call_slot, args);
	bytes = hooks->vars;
	if (hooks->keeps_vars)
		bytes += hooks->run->prog->nr_calls * sizeof(struct ktap_slot);
	fprobe->entry_data_size = place_fetched(hooks, bytes);
	if (!hooks->keeps_time && !hooks->keeps_args && !hooks->keeps_vars &&
	    !hooks->keeps_fetched)
		fprobe->entry_data_size = 0;
	fprobe->nr_maxactive = clamp(slots, MIN_SLOTS, MAX_SLOTS);
	fprobe->exit_handler = on_return;
	if (fprobe->entry_data_size)
		fprobe->entry_handler = on_entry;
}

static int hook(struct return_hooks *hooks, unsigned long *ips)
{
	if (hooks->keeps_vars) {
		hooks->pending = ktap_owner_add(hooks->run);
		if (!hooks->pending)
			return -ENOMEM;
	}
	return register_fprobe_ips(&hooks->fprobe, ips, hooks->table->nr);
}

static void return_free(struct return_hooks *hooks)
{
	kvfree(hooks->table);
	kfree(hooks);
}

static void *return_attach(struct ktap_source *source, enum function_place place)
{
	struct return_hooks *hooks = kzalloc(sizeof(*hooks), GFP_KERNEL_ACCOUNT);
	unsigned long *ips = NULL;
	int ret = -ENOMEM;

	if (!hooks)
		return ERR_PTR(-ENOMEM);

	hooks->run = source->events->run;
	ret = function_results_learn(source);
	if (ret) {
		return_free(hooks);
		return ERR_PTR(ret);
	}
	ret = -ENOMEM;
	hooks->table = function_table_create(source, place);
	if (hooks->table)
		ips = function_table_ips(hooks->table);
	if (ips) {
		choose_slots(source, hooks);
		ret = hook(hooks, ips);
		kvfree(ips);
	}
	if (ret) {
		return_free(hooks);
		return ERR_PTR(ret);
	}
	function_table_mark(hooks->table, true);
	return hooks;
}

static void return_detach(void *data)
{
	struct return_hooks *hooks = data;

	unregister_fprobe(&hooks->fprobe);
	return_free(hooks);
}

static unsigned long return_missed(void *data)
{
	return READ_ONCE(((struct return_hooks *)data)->fprobe.nmissed);
}

static bool return_leave(void *data, const struct module *module)
{
	struct return_hooks *hooks = data;

	return function_table_leave(hooks->table, &hooks->fprobe.ops, module);
}

const struct function_place_ops function_return_ops = {
	.attach	= return_attach,
	.detach	= return_detach,
	.leave	= return_leave,
	.missed	= return_missed,
};
