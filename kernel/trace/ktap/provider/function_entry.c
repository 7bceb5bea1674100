// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - entries of kernel functions, on ftrace directly
 *
 * Context: process; the hook in any
 *
 * All of a program's functions are in the hash of one ftrace_ops.  What the
 * handlers use decides what ftrace saves: without arguments nothing but the
 * address.  No recursion protection of ftrace's is asked for: nothing between
 * it and ktap's guard can be traced.
 */

#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "event/fire.h"
#include "provider/function.h"
#include "provider/function_args.h"

struct entry_hooks {
	struct ftrace_ops ops;
	struct function_table *table;
};

static int entry_arg(const struct ktap_context *ctx,
		     struct ktap_invocation *inv, unsigned int nr,
		     struct ktap_value *value)
{
	const struct function_context *fc = function_context_of(ctx);
	int ret;

	if (!function_arg(fc, inv, nr, value, &ret))
		*value = function_entry_arg(fc->fregs, nr - 1);
	return ret;
}

static const struct ktap_context_ops entry_ops = {
	.arg		= entry_arg,
	.field		= function_field,
	.element	= function_element,
	.stack		= function_entry_stack,
};

static void on_entry(unsigned long ip, unsigned long parent_ip,
		     struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct entry_hooks *hooks =
		container_of(ops, struct entry_hooks, ops);
	const struct function_event *fe = function_table_find(hooks->table, ip);
	struct function_context fc __uninitialized;

	fc.fregs = fregs;
	fc.ctx.ops = &entry_ops;
	preempt_disable_notrace();
	for (; fe; fe = fe->next) {
		fc.fe = fe;
		ktap_fire_inline(&fe->event, &fc.ctx);
	}
	preempt_enable_notrace();
}

/* The same where fetch arguments are used. */
static void on_entry_regs(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct entry_hooks *hooks =
		container_of(ops, struct entry_hooks, ops);
	const struct function_event *fe = function_table_find(hooks->table, ip);
	struct function_context fc __uninitialized;

	fc.regs = ftrace_get_regs(fregs);
	for (; fe; fe = fe->next) {
		fc.ctx.ops = &entry_ops;
		fc.fe = fe;
		function_fire_fetched(&fc, NULL);
	}
}

static bool needs_args(struct ktap_source *source)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		if (event->needs_args &&
		    function_of(event)->place == FUNCTION_ENTRY)
			return true;
	}
	return false;
}

static int hook(struct entry_hooks *hooks)
{
	unsigned long *ips = function_table_ips(hooks->table);
	int ret;

	if (!ips)
		return -ENOMEM;
	ret = ftrace_set_filter_ips(&hooks->ops, ips, hooks->table->nr, 0, 1);
	if (!ret)
		ret = register_ftrace_function(&hooks->ops);
	if (ret)
		ftrace_free_filter(&hooks->ops);
	kvfree(ips);
	return ret;
}

static void entry_free(struct entry_hooks *hooks)
{
	kvfree(hooks->table);
	kfree(hooks);
}

static void *entry_attach(struct ktap_source *source, enum function_place place)
{
	struct entry_hooks *hooks = kzalloc(sizeof(*hooks), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!hooks)
		return ERR_PTR(-ENOMEM);

	hooks->table = function_table_create(source, place);
	hooks->ops.func = on_entry;
	if (place == FUNCTION_ENTRY_REGS) {
		hooks->ops.func = on_entry_regs;
		hooks->ops.flags = FTRACE_OPS_FL_SAVE_REGS;
	} else if (needs_args(source) &&
		   !IS_ENABLED(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS)) {
		/* Elsewhere ftrace saves arguments anyway. */
		hooks->ops.flags = FTRACE_OPS_FL_SAVE_REGS_IF_SUPPORTED;
	}
	if (hooks->table)
		ret = hook(hooks);
	if (ret) {
		entry_free(hooks);
		return ERR_PTR(ret);
	}
	function_table_mark(hooks->table, true);
	return hooks;
}

static void entry_detach(void *data)
{
	struct entry_hooks *hooks = data;

	unregister_ftrace_function(&hooks->ops);
	ftrace_free_filter(&hooks->ops);
	entry_free(hooks);
}

static bool entry_leave(void *data, const struct module *module)
{
	struct entry_hooks *hooks = data;

	return function_table_leave(hooks->table, &hooks->ops, module);
}

const struct function_place_ops function_entry_ops = {
	.attach	= entry_attach,
	.detach	= entry_detach,
	.leave	= entry_leave,
};
