// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - names of fields to what each event has
 *
 * Context: process
 *
 * A name belongs to a function.  That of a handler is looked up in the events
 * that it handles, that of any other function in all events: it may be called
 * for each of them.
 */

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "link/bind_fields.h"
#include "link/near.h"

struct search {
	const struct ktap_prog *prog;
	struct ktap_events *events;
	const struct module *module;
	/* A bit for each function: it handles events. */
	unsigned long *handlers;
	/* A bit for each relocation: some event has it. */
	unsigned long *found;
};

static bool concerns(const struct search *search,
		     const struct ktap_prog_reloc *reloc,
		     const struct ktap_event *event)
{
	u32 i;

	if (!event->needs_args)
		return false;
	if (!test_bit(reloc->func, search->handlers))
		return true;
	for (i = 0; i < event->nr_funcs; i++) {
		if (event->funcs[i] == reloc->func)
			return true;
	}
	return false;
}

static int bind_event(struct search *search, struct ktap_event *event,
		      const struct ktap_provider *provider)
{
	const struct ktap_prog *prog = search->prog;
	u32 i;
	int nr;

	event->fields = kmalloc_array(prog->nr_relocs, sizeof(*event->fields),
				      GFP_KERNEL_ACCOUNT);
	if (!event->fields)
		return -ENOMEM;

	for (i = 0; i < prog->nr_relocs; i++) {
		event->fields[i] = KTAP_NO_FIELD;
		if (!provider->find_field ||
		    prog->relocs[i].kind != KTAP_RELOC_FIELD ||
		    !concerns(search, &prog->relocs[i], event))
			continue;
		nr = provider->find_field(event, prog->relocs[i].name->bytes);
		if (nr < 0)
			continue;
		event->fields[i] = nr;
		__set_bit(i, search->found);
	}
	return 0;
}

static int bind_all(struct search *search)
{
	struct ktap_source *source;
	struct ktap_event *event;
	int ret;

	list_for_each_entry(source, &search->events->sources, node) {
		if (source->module != search->module)
			continue;
		list_for_each_entry(event, &source->list, node) {
			ret = event->needs_args ?
			      bind_event(search, event, source->provider) : 0;
			if (ret)
				return ret;
			cond_resched();
		}
	}
	return 0;
}

static void offer_name(void *arg, const char *name)
{
	ktap_near_offer(arg, name);
}

static int blame(const struct search *search,
		 const struct ktap_prog_reloc *reloc,
		 struct ktap_message *message)
{
	const char *name = reloc->name->bytes;
	struct ktap_source *source;
	struct ktap_event *event;
	struct ktap_near near;

	ktap_near_init(&near, name);
	list_for_each_entry(source, &search->events->sources, node) {
		if (!source->provider->each_field)
			continue;
		list_for_each_entry(event, &source->list, node) {
			if (concerns(search, reloc, event))
				source->provider->each_field(event, offer_name,
							     &near);
		}
	}
	if (near.best[0])
		ktap_message_set(message,
				 "%s:%u:%u: the event has no field '%s' (did you mean '%s'?)",
				 search->prog->script->bytes, reloc->line,
				 reloc->column, name, near.best);
	else
		ktap_message_set(message,
				 "%s:%u:%u: the event has no field '%s'",
				 search->prog->script->bytes, reloc->line,
				 reloc->column, name);
	return -ENOENT;
}

static int check_found(const struct search *search, struct ktap_message *message)
{
	u32 i;

	for (i = 0; i < search->prog->nr_relocs; i++) {
		const struct ktap_prog_reloc *reloc = &search->prog->relocs[i];

		if (reloc->kind == KTAP_RELOC_FIELD &&
		    !(reloc->flags & KTAP_RELOC_OPTIONAL) &&
		    !test_bit(i, search->found))
			return blame(search, reloc, message);
	}
	return 0;
}

int ktap_bind_fields(const struct ktap_prog *prog, struct ktap_events *events,
		     const struct module *module, struct ktap_message *message)
{
	struct search search = {
		.prog	= prog,
		.events	= events,
		.module	= module,
	};
	int ret = -ENOMEM;
	u32 i;

	if (!prog->nr_relocs)
		return 0;

	search.handlers = bitmap_zalloc(prog->nr_funcs, GFP_KERNEL);
	search.found = bitmap_zalloc(prog->nr_relocs, GFP_KERNEL);
	if (search.handlers && search.found) {
		for (i = 0; i < prog->nr_events; i++)
			__set_bit(prog->events[i].func, search.handlers);
		ret = bind_all(&search);
		if (!ret && !module)
			ret = check_found(&search, message);
	}
	bitmap_free(search.found);
	bitmap_free(search.handlers);
	return ret;
}
