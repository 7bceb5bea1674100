// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - probes of kernel functions
 *
 * Context: process
 */

#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/event.h"
#include "provider/fetch.h"
#include "provider/function.h"
#include "provider/providers.h"

#define PREFIX	"probe:"

static const struct function_place_ops *const place_ops[FUNCTION_NR_PLACES] = {
	[FUNCTION_ENTRY]	= &function_entry_ops,
	[FUNCTION_ENTRY_REGS]	= &function_entry_ops,
	[FUNCTION_RETURN]	= &function_return_ops,
	[FUNCTION_INSN]		= &function_insn_ops,
};

/* What ktap_source.data is. */
struct function_hooks {
	void *places[FUNCTION_NR_PLACES];	/* NULL: not hooked */
	unsigned long missed[FUNCTION_NR_PLACES];
};

/* A text while its functions are found. */
struct search {
	struct ktap_source *source;
	struct ktap_spec *spec;
	struct function_spec fs;
	bool is_glob;
	/* Why the last one was left out. */
	const char *refusal;
};

static enum function_place place_of(const struct function_spec *fs)
{
	if (fs->offset)
		return FUNCTION_INSN;
	if (fs->is_return)
		return FUNCTION_RETURN;
	return fs->args[0] ? FUNCTION_ENTRY_REGS : FUNCTION_ENTRY;
}

static enum ktap_fetch_place fetch_place(enum function_place place)
{
	switch (place) {
	case FUNCTION_RETURN:
		return KTAP_FETCH_RETURN;
	case FUNCTION_INSN:
		return KTAP_FETCH_INSN;
	default:
		return KTAP_FETCH_ENTRY;
	}
}

static void make_text(char *text, size_t size, const struct function_spec *fs,
		      const char *name)
{
	int len = scnprintf(text, size, PREFIX "%s%s%s", fs->module,
			    fs->module[0] ? ":" : "", name);

	if (fs->offset)
		len += scnprintf(text + len, size - len, "+0x%lx", fs->offset);
	if (fs->is_return)
		scnprintf(text + len, size - len, "%%return");
}

static int fetch_error(struct function_event *fe)
{
	int ret = PTR_ERR_OR_ZERO(fe->fetch);

	if (ret)
		fe->fetch = NULL;
	return ret;
}

static int add_event(struct search *search, const char *name, unsigned long addr)
{
	const struct function_spec *fs = &search->fs;
	char text[KSYM_NAME_LEN + 32];
	struct function_event *fe;
	struct ktap_event *event;

	make_text(text, sizeof(text), fs, name);
	/* Arguments of another text are another event. */
	search->spec->variant = place_of(fs);
	if (fs->args[0])
		search->spec->variant += (search->spec->row + 1) *
					 FUNCTION_NR_PLACES;
	event = ktap_event_add(search->source, search->spec, sizeof(*fe),
			       (void *)addr, name, text);
	if (IS_ERR(event))
		return PTR_ERR(event);

	fe = function_of(event);
	fe->addr = addr;
	fe->ip = ftrace_location(addr);
	fe->place = place_of(fs);
	if (!fs->args[0] || fe->fetch)
		return 0;
	fe->fetch = ktap_fetch_create(search->spec, fs->args, name,
				      fetch_place(fe->place));
	return fetch_error(fe);
}

static int visit_function(void *arg, const char *name, unsigned long addr)
{
	struct search *search = arg;
	const char *refusal = function_refusal(addr);

	if (refusal) {
		/* A glob fits data, too, which is not meant. */
		search->spec->nr_skipped += kernel_text_address(addr);
		search->refusal = refusal;
		return 0;
	}
	return add_event(search, name, addr + search->fs.offset);
}

/* A function of a program: another provider's. */
static bool names_file(const char *text)
{
	return strcspn(text, "/\"") < strcspn(text, " ");
}

static int function_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct search search = { .source = source, .spec = spec };
	const char *wrong;
	int ret;

	if (strncmp(spec->text, PREFIX, strlen(PREFIX)) || names_file(spec->text))
		return 0;
	wrong = function_spec_parse(&search.fs, spec->text + strlen(PREFIX));
	if (wrong)
		return ktap_spec_refuse(spec, "%s", wrong);
	ret = function_spec_each(&search.fs, spec->module, visit_function,
				 &search);
	if (ret || spec->nr_matched || !search.refusal || spec->module)
		return ret;
	if (ktap_spec_is_glob(spec))
		return ktap_spec_refuse(spec, "fits only what cannot be probed");
	return ktap_spec_refuse(spec, "%s", search.refusal);
}

static int function_find_field(struct ktap_event *event, const char *name)
{
	struct ktap_fetch *fetch = function_of(event)->fetch;
	int nr = -ENOENT;

	if (fetch)
		nr = ktap_fields_find(ktap_fetch_call(fetch), name);
	/* The record has no real header. */
	return nr < KTAP_NR_COMMON_FIELDS ? -ENOENT : nr;
}

static void function_each_field(struct ktap_event *event,
				void (*visit)(void *arg, const char *name),
				void *arg)
{
	struct ktap_fetch *fetch = function_of(event)->fetch;

	if (fetch)
		ktap_fields_names(ktap_fetch_call(fetch), visit, arg);
}

struct offer {
	void (*visit)(void *arg, const char *text);
	void *arg;
};

static int offer_name(void *data, const char *name, unsigned long addr)
{
	struct offer *offer = data;
	char text[KSYM_NAME_LEN + 8];

	/* Whether it can be probed is seen when it is. */
	if (!kernel_text_address(addr))
		return 0;
	snprintf(text, sizeof(text), PREFIX "%s", name);
	offer->visit(offer->arg, text);
	return 0;
}

static void function_each_name(void (*visit)(void *arg, const char *text),
			       void *arg)
{
	struct offer offer = { .visit = visit, .arg = arg };

	kallsyms_on_each_symbol(offer_name, &offer);
}

static bool has_place(struct ktap_source *source, enum function_place place)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		if (function_of(event)->place == place)
			return true;
	}
	return false;
}

static void blame(struct ktap_source *source, enum function_place place,
		  int error)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		if (function_of(event)->place == place && !event->error)
			event->error = error;
	}
}

static const char *function_explain(int error)
{
	switch (error) {
	case -EILSEQ:
		return "no instruction begins there";
	case -ENODEV:
		return "ftrace is switched off";
	default:
		return NULL;
	}
}

/* The variables of a call lie where its entry and its return see them. */
static void move_entries(struct ktap_source *source)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		struct function_event *fe = function_of(event);

		if (!event->needs_call || (fe->place != FUNCTION_ENTRY &&
					   fe->place != FUNCTION_ENTRY_REGS))
			continue;
		fe->place = FUNCTION_RETURN;
		fe->at_entry = true;
	}
}

static int function_attach(struct ktap_source *source)
{
	struct function_hooks *hooks = kzalloc(sizeof(*hooks), GFP_KERNEL);
	enum function_place place;
	int error = 0;

	if (!hooks)
		return -ENOMEM;

	source->data = hooks;
	move_entries(source);
	for (place = 0; place < FUNCTION_NR_PLACES; place++) {
		void *data;

		if (!has_place(source, place))
			continue;
		data = place_ops[place]->attach(source, place);
		if (!IS_ERR(data)) {
			hooks->places[place] = data;
			continue;
		}
		blame(source, place, PTR_ERR(data));
		error = error ?: PTR_ERR(data);
	}
	return error;
}

static void function_detach(struct ktap_source *source)
{
	struct function_hooks *hooks = source->data;
	enum function_place place;

	if (!hooks)
		return;
	for (place = 0; place < FUNCTION_NR_PLACES; place++) {
		if (hooks->places[place])
			place_ops[place]->detach(hooks->places[place]);
		hooks->places[place] = NULL;
	}
}

static bool function_is_of(const struct ktap_event *event,
			   const struct module *module)
{
	return within_module(function_of(event)->addr, module);
}

static void function_leave(struct ktap_source *source,
			   const struct module *module)
{
	struct function_hooks *hooks = source->data;
	enum function_place place;

	for (place = 0; hooks && place < FUNCTION_NR_PLACES; place++) {
		if (!hooks->places[place] ||
		    !place_ops[place]->leave(hooks->places[place], module))
			continue;
		place_ops[place]->detach(hooks->places[place]);
		hooks->places[place] = NULL;
	}
}

static u64 function_missed(struct ktap_source *source)
{
	struct function_hooks *hooks = source->data;
	enum function_place place;
	u64 missed = 0;

	for (place = 0; hooks && place < FUNCTION_NR_PLACES; place++) {
		if (hooks->places[place] && place_ops[place]->missed)
			missed += place_ops[place]->missed(hooks->places[place]);
	}
	return missed;
}

static void function_release(struct ktap_source *source)
{
	kfree(source->data);
}

static void function_release_event(struct ktap_event *event)
{
	ktap_fetch_free(function_of(event)->fetch);
}

const struct ktap_provider ktap_function_provider = {
	.name		= "function",
	.lockdown	= LOCKDOWN_KPROBES,
	.match		= function_match,
	.each_name	= function_each_name,
	.find_field	= function_find_field,
	.each_field	= function_each_field,
	.is_of		= function_is_of,
	.attach		= function_attach,
	.explain	= function_explain,
	.detach		= function_detach,
	.leave		= function_leave,
	.missed		= function_missed,
	.release	= function_release,
	.release_event	= function_release_event,
};
