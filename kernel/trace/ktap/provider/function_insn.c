// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - instructions inside kernel functions, on kprobes
 *
 * Context: process; the hook in any: a probe that is a breakpoint arrives as
 * an NMI
 */

#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "event/backtrace.h"
#include "event/fire.h"
#include "provider/function.h"

struct insn_probe {
	struct kprobe kprobe;
	const struct function_event *fe;
};

struct insn_hooks {
	unsigned int nr;		/* registered */
	struct kprobe **kprobes;
	struct insn_probe probes[];
};

/* Inside a function nobody knows where its arguments are. */
static int insn_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		    unsigned int nr, struct ktap_value *value)
{
	int ret;

	if (!function_arg(function_context_of(ctx), inv, nr, value, &ret))
		*value = ktap_value_nil();
	return ret;
}

static unsigned int insn_stack(const struct ktap_context *ctx,
			       unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_regs(function_context_of(ctx)->regs, frames, nr);
}

static const struct ktap_context_ops insn_ops = {
	.arg		= insn_arg,
	.field		= function_field,
	.element	= function_element,
	.stack		= insn_stack,
	.interrupt	= KTAP_INTERRUPT_NMI,
};

static int on_insn(struct kprobe *kprobe, struct pt_regs *regs)
{
	const struct insn_probe *probe =
		container_of(kprobe, struct insn_probe, kprobe);
	struct function_context fc __uninitialized;

	fc.ctx.ops = &insn_ops;
	fc.fe = probe->fe;
	fc.regs = regs;
	if (probe->fe->fetch)
		function_fire_fetched(&fc, NULL);
	else
		/* Kprobes have switched preemption off. */
		ktap_fire_inline(&probe->fe->event, &fc.ctx);
	return 0;
}
NOKPROBE_SYMBOL(on_insn);

static unsigned int count(struct ktap_source *source)
{
	struct ktap_event *event;
	unsigned int nr = 0;

	list_for_each_entry(event, &source->list, node)
		nr += function_of(event)->place == FUNCTION_INSN;
	return nr;
}

static void insn_free(struct insn_hooks *hooks)
{
	kvfree(hooks->kprobes);
	kvfree(hooks);
}

/* Hooks the next one; what cannot be hooked is left out. */
static int hook(struct insn_hooks *hooks, struct function_event *fe)
{
	struct insn_probe *probe = &hooks->probes[hooks->nr];
	int ret;

	memset(probe, 0, sizeof(*probe));
	probe->fe = fe;
	probe->kprobe.addr = (kprobe_opcode_t *)fe->addr;
	probe->kprobe.pre_handler = on_insn;
	ret = register_kprobe(&probe->kprobe);
	fe->event.error = ret;
	if (ret)
		return ret;
	fe->event.attached = true;
	hooks->kprobes[hooks->nr++] = &probe->kprobe;
	return 0;
}

static int hook_all(struct insn_hooks *hooks, struct ktap_source *source)
{
	struct ktap_event *event;
	int error = 0;

	list_for_each_entry(event, &source->list, node) {
		int ret = 0;

		if (function_of(event)->place == FUNCTION_INSN)
			ret = hook(hooks, function_of(event));
		error = error ?: ret;
	}
	return error;
}

static void *insn_attach(struct ktap_source *source, enum function_place place)
{
	unsigned int room = count(source);
	struct insn_hooks *hooks;
	int ret = -ENOMEM;

	hooks = kvzalloc(struct_size(hooks, probes, room), GFP_KERNEL_ACCOUNT);
	if (!hooks)
		return ERR_PTR(-ENOMEM);

	hooks->kprobes = kvcalloc(room, sizeof(*hooks->kprobes), GFP_KERNEL);
	if (hooks->kprobes)
		ret = hook_all(hooks, source);
	if (!hooks->nr) {
		insn_free(hooks);
		return ERR_PTR(ret);
	}
	return hooks;
}

static void insn_detach(void *data)
{
	struct insn_hooks *hooks = data;

	unregister_kprobes(hooks->kprobes, hooks->nr);
	insn_free(hooks);
}

static bool insn_leave(void *data, const struct module *module)
{
	struct insn_hooks *hooks = data;
	unsigned int i, nr = 0;

	/* Those that stay to the front. */
	for (i = 0; i < hooks->nr; i++) {
		if (within_module((unsigned long)hooks->kprobes[i]->addr, module))
			continue;
		swap(hooks->kprobes[nr], hooks->kprobes[i]);
		nr++;
	}
	unregister_kprobes(hooks->kprobes + nr, hooks->nr - nr);
	hooks->nr = nr;
	return !nr;
}

static unsigned long insn_missed(void *data)
{
	struct insn_hooks *hooks = data;
	unsigned long missed = 0;
	unsigned int i;

	for (i = 0; i < hooks->nr; i++)
		missed += hooks->kprobes[i]->nmissed;
	return missed;
}

const struct function_place_ops function_insn_ops = {
	.attach	= insn_attach,
	.detach	= insn_detach,
	.leave	= insn_leave,
	.missed	= insn_missed,
};
