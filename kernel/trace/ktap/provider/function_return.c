// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - returns of kernel functions, on fprobe
 *
 * Context: process; the hooks in any
 *
 * Each call that is open has a slot, which holds what its entry knew and its
 * return wants.  A call that finds no slot free is a counted miss.
 */

#include <linux/err.h>
#include <linux/fprobe.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "event/backtrace.h"
#include "event/fire.h"
#include "provider/fetch.h"
#include "provider/function.h"
#include "provider/function_args.h"

/* Arguments that are kept for the return. */
#define MAX_ARGS	6

/* Calls that may be open. */
#define MIN_SLOTS	1024
#define MAX_SLOTS	16384

/*
 * A slot; only as much of it is there as the program uses.  Behind it comes what
 * fetch arguments keep.
 */
struct call_slot {
	u64 begin_ns;
	struct ktap_value args[MAX_ARGS];
};

struct return_hooks {
	struct fprobe fprobe;
	struct function_table *table;
	/* What entries are to keep. */
	bool keeps_args;
	bool keeps_fetched;
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
	*value = ktap_value_int((long)regs_return_value(function_context_of(ctx)->regs));
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

static const struct ktap_context_ops return_ops = {
	.arg		= return_arg,
	.field		= function_field,
	.element	= function_element,
	.retval		= return_retval,
	.duration	= return_duration,
	.stack		= return_stack,
};

static int on_entry(struct fprobe *fprobe, unsigned long ip,
		    unsigned long ret_ip, struct pt_regs *regs, void *data)
{
	const struct return_hooks *hooks =
		container_of(fprobe, struct return_hooks, fprobe);
	const struct function_event *fe;
	struct call_slot *slot = data;
	unsigned int i;

	slot->begin_ns = ktime_get_mono_fast_ns();
	for (i = 0; hooks->keeps_args && i < MAX_ARGS; i++)
		slot->args[i] = function_regs_arg(regs, i);
	if (!hooks->keeps_fetched)
		return 0;
	for (fe = function_table_find(hooks->table, ip); fe; fe = fe->next) {
		if (fe->fetch)
			ktap_fetch_keep(fe->fetch, data + fe->kept, regs);
	}
	return 0;
}

static void on_return(struct fprobe *fprobe, unsigned long ip,
		      unsigned long ret_ip, struct pt_regs *regs, void *data)
{
	const struct return_hooks *hooks =
		container_of(fprobe, struct return_hooks, fprobe);
	const struct function_event *fe = function_table_find(hooks->table, ip);
	struct function_context fc __uninitialized;

	fc.regs = regs;
	fc.slot = data;
	fc.ret_ip = ret_ip;
	fc.ctx.ops = &return_ops;
	preempt_disable_notrace();
	for (; fe; fe = fe->next) {
		fc.fe = fe;
		if (fe->fetch)
			function_fire_fetched(&fc, data ? data + fe->kept : NULL);
		else
			ktap_fire_inline(&fe->event, &fc.ctx);
	}
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
			if (fe->fetch)
				at += ktap_fetch_kept_bytes(fe->fetch);
		}
		end = max(end, at);
	}
	hooks->keeps_fetched = end > begin;
	return end;
}

static void choose_slots(struct ktap_source *source, struct return_hooks *hooks)
{
	struct fprobe *fprobe = &hooks->fprobe;
	unsigned int slots = 2 * hooks->table->nr * num_possible_cpus();
	struct ktap_event *event;
	size_t bytes;

	list_for_each_entry(event, &source->list, node)
		hooks->keeps_args |= event->needs_args &&
				     !function_of(event)->fetch &&
				     function_of(event)->place == FUNCTION_RETURN;

	bytes = hooks->keeps_args ? sizeof(struct call_slot) : sizeof(u64);
	fprobe->entry_data_size = place_fetched(hooks, bytes);
	if (!source->events->needs_duration && !hooks->keeps_args &&
	    !hooks->keeps_fetched)
		fprobe->entry_data_size = 0;
	fprobe->nr_maxactive = clamp(slots, MIN_SLOTS, MAX_SLOTS);
	fprobe->exit_handler = on_return;
	if (fprobe->entry_data_size)
		fprobe->entry_handler = on_entry;
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

	hooks->table = function_table_create(source, place);
	if (hooks->table)
		ips = function_table_ips(hooks->table);
	if (ips) {
		choose_slots(source, hooks);
		ret = register_fprobe_ips(&hooks->fprobe, ips, hooks->table->nr);
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
