// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - rawtp:NAME: tracepoints, with the arguments of the code that fires them
 *
 * Context: process; the hook in any
 *
 * A tracepoint calls functions of its own type.  For BPF the kernel has one
 * for each that passes the arguments on as an array of words.  It calls what
 * it takes for a program; ours is a C function, and is no program otherwise.
 *
 * While a handler of a tracepoint runs BPF does not let it run again on the
 * same CPU, in an interrupt say; it counts such hits.
 */

#include <linux/bitops.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/err.h>
#include <linux/filter.h>
#include <linux/glob.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/tracepoint.h>

#include "event/backtrace.h"
#include "event/event.h"
#include "event/fire.h"
#include "provider/providers.h"

#define PREFIX	"rawtp:"

/* BPF passes no more. */
#define MAX_ARGS	12

struct rawtp_event {
	struct ktap_event event;
	struct bpf_raw_event_map *map;
	struct bpf_raw_tp_link link;
	/* Bytes of arguments that are signed integers; else 0. */
	u8 sign_bytes[MAX_ARGS];
	/* What passes the arguments on, and what calls it. */
	struct ktap_code code[2];
};

struct rawtp_context {
	struct ktap_context ctx;
	const struct rawtp_event *re;
	const u64 *args;
};

static const struct rawtp_context *context_of(const struct ktap_context *ctx)
{
	return container_of(ctx, struct rawtp_context, ctx);
}

static struct rawtp_event *event_of(const struct ktap_event *event)
{
	return container_of(event, struct rawtp_event, event);
}

static int rawtp_arg(const struct ktap_context *ctx,
		     struct ktap_invocation *inv, unsigned int nr,
		     struct ktap_value *value)
{
	const struct rawtp_context *rc = context_of(ctx);
	const struct rawtp_event *re = rc->re;

	*value = ktap_value_nil();
	if (nr >= re->map->num_args || nr >= MAX_ARGS)
		return 0;
	*value = ktap_value_int(rc->args[nr]);
	if (re->sign_bytes[nr])
		value->i = sign_extend64(rc->args[nr], re->sign_bytes[nr] * 8 - 1);
	return 0;
}

static unsigned int rawtp_stack(const struct ktap_context *ctx,
				unsigned long *frames, unsigned int nr)
{
	return ktap_backtrace_behind(context_of(ctx)->re->code, frames, nr);
}

static const struct ktap_context_ops rawtp_ops = {
	.arg	= rawtp_arg,
	.stack	= rawtp_stack,
};

/* The event stands where a program has its first instruction. */
static void set_event(struct bpf_prog *prog, const struct rawtp_event *re)
{
	BUILD_BUG_ON(sizeof(re) > sizeof(prog->insnsi[0]));
	memcpy(prog->insnsi, &re, sizeof(re));
}

static unsigned int on_hit(const void *args, const struct bpf_insn *insns)
{
	struct rawtp_context rc __uninitialized;

	memcpy(&rc.re, insns, sizeof(rc.re));
	rc.ctx.ops = &rawtp_ops;
	rc.args = args;
	/* BPF's caller has preemption off. */
	ktap_fire_inline(&rc.re->event, &rc.ctx);
	return 0;
}

/* Types say which arguments are signed: the words are filled up with zeroes. */
static void learn_types(struct rawtp_event *re)
{
	struct btf *btf = bpf_get_btf_vmlinux();
	const struct btf_type *type;
	const struct btf_param *params;
	char name[KSYM_NAME_LEN];
	unsigned int i;
	s32 id;

	if (IS_ERR_OR_NULL(btf))
		return;
	snprintf(name, sizeof(name), "btf_trace_%s", re->map->tp->name);
	id = btf_find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
	if (id < 0)
		return;
	type = btf_type_by_id(btf, btf_type_by_id(btf, id)->type);
	if (!btf_type_is_ptr(type))
		return;
	type = btf_type_by_id(btf, type->type);
	if (!btf_type_is_func_proto(type))
		return;

	/* The first one is what was registered. */
	params = btf_params(type) + 1;
	for (i = 0; i + 1 < btf_type_vlen(type) && i < MAX_ARGS; i++) {
		type = btf_type_skip_modifiers(btf, params[i].type, NULL);
		if (type && btf_type_is_signed_int(type) &&
		    type->size <= sizeof(u64))
			re->sign_bytes[i] = type->size;
	}
}

static int make_program(struct rawtp_event *re)
{
	struct bpf_prog *prog = bpf_prog_alloc(bpf_prog_size(1), 0);

	if (!prog)
		return -ENOMEM;
	prog->len = 1;
	prog->type = BPF_PROG_TYPE_RAW_TRACEPOINT;
	prog->bpf_func = on_hit;
	set_event(prog, re);
	re->link.link.prog = prog;
	return 0;
}

struct search {
	struct ktap_source *source;
	struct ktap_spec *spec;
	const char *glob;
	int ret;
};

static void add_event(struct search *search, struct bpf_raw_event_map *map)
{
	char text[KSYM_NAME_LEN + sizeof(PREFIX)];
	struct ktap_event *event;
	struct rawtp_event *re;

	snprintf(text, sizeof(text), PREFIX "%s", map->tp->name);
	event = ktap_event_add(search->source, search->spec, sizeof(*re), map,
			       map->tp->name, text);
	if (IS_ERR(event)) {
		search->ret = PTR_ERR(event);
		return;
	}

	re = event_of(event);
	re->map = map;
	ktap_code_init(&re->code[0], (unsigned long)map->bpf_func);
	ktap_code_init(&re->code[1], (unsigned long)map->tp->iterator);
	if (event->needs_args)
		learn_types(re);
	if (!re->link.link.prog)
		search->ret = make_program(re);
}

static void visit(struct tracepoint *tp, struct search *search)
{
	struct bpf_raw_event_map *map;

	if (search->ret || !glob_match(search->glob, tp->name))
		return;
	map = bpf_get_raw_tracepoint(tp->name);
	if (!map)
		return;
	add_event(search, map);
	/* Before a module goes, its events do. */
	bpf_put_raw_tracepoint(map);
}

static void visit_kernel(struct tracepoint *tp, void *arg)
{
	visit(tp, arg);
}

#ifdef CONFIG_MODULES
static void visit_module(struct tracepoint *tp, struct module *module, void *arg)
{
	struct search *search = arg;

	if (!search->spec->module || search->spec->module == module)
		visit(tp, arg);
}

static void visit_modules(struct search *search)
{
	for_each_module_tracepoint(visit_module, search);
}
#else
static void visit_modules(struct search *search) { }
#endif

static int rawtp_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct search search = {
		.source = source,
		.spec	= spec,
		.glob	= spec->text + strlen(PREFIX),
	};

	if (strncmp(spec->text, PREFIX, strlen(PREFIX)))
		return 0;
	if (!spec->module)
		for_each_kernel_tracepoint(visit_kernel, &search);
	visit_modules(&search);
	return search.ret;
}

struct offer {
	void (*visit)(void *arg, const char *text);
	void *arg;
};

static void offer_name(struct tracepoint *tp, void *data)
{
	char text[KSYM_NAME_LEN + sizeof(PREFIX)];
	struct offer *offer = data;

	snprintf(text, sizeof(text), PREFIX "%s", tp->name);
	offer->visit(offer->arg, text);
}

static void rawtp_each_name(void (*visit)(void *arg, const char *text),
			    void *arg)
{
	struct offer offer = { .visit = visit, .arg = arg };

	for_each_kernel_tracepoint(offer_name, &offer);
}

static bool rawtp_is_of(const struct ktap_event *event,
			const struct module *module)
{
	return within_module((unsigned long)event_of(event)->map, module);
}

static int rawtp_attach_event(struct ktap_event *event)
{
	struct rawtp_event *re = event_of(event);

	return bpf_probe_register(re->map, &re->link);
}

static void rawtp_detach_event(struct ktap_event *event)
{
	struct rawtp_event *re = event_of(event);

	bpf_probe_unregister(re->map, &re->link);
}

static u64 rawtp_missed(struct ktap_source *source)
{
	struct ktap_event *event;
	u64 missed = 0;
	int cpu;

	list_for_each_entry(event, &source->list, node) {
		struct bpf_prog *prog = event_of(event)->link.link.prog;

		for_each_possible_cpu(cpu)
			missed += u64_stats_read(&per_cpu_ptr(prog->stats,
							      cpu)->misses);
	}
	return missed;
}

static void rawtp_release_event(struct ktap_event *event)
{
	struct rawtp_event *re = event_of(event);

	if (re->link.link.prog)
		__bpf_prog_free(re->link.link.prog);
}

const struct ktap_provider ktap_rawtp_provider = {
	.name		= "rawtp",
	.match		= rawtp_match,
	.each_name	= rawtp_each_name,
	.is_of		= rawtp_is_of,
	.attach_event	= rawtp_attach_event,
	.detach_event	= rawtp_detach_event,
	.missed		= rawtp_missed,
	.release_event	= rawtp_release_event,
};
