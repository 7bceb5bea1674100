// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - names of an image to what this kernel has
 *
 * Context: process
 */

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "builtin/libs.h"
#include "data/string.h"
#include "limits.h"
#include "link/bind.h"
#include "link/bind_fields.h"
#include "link/bind_filter.h"
#include "link/near.h"
#include "link/resolve.h"
#include "prog/verify.h"
#include "provider/providers.h"

static int check_builtin(const struct ktap_prog *prog,
			 const struct ktap_prog_import *import,
			 const struct ktap_builtin *builtin,
			 struct ktap_message *message)
{
	const char *name = import->name->bytes;

	if (!builtin) {
		ktap_message_set(message,
				 "%s: this kernel's ktap has no built-in '%s'",
				 prog->script->bytes, name);
		return -ENOENT;
	}
	if (import->nr_args != KTAP_ALL &&
	    (import->nr_args < builtin->min_args ||
	     (builtin->max_args != KTAP_ARGS_ANY &&
	      import->nr_args > builtin->max_args))) {
		ktap_message_set(message,
				 "%s: built-in '%s' cannot be called with %u arguments",
				 prog->script->bytes, name, import->nr_args);
		return -ENOENT;
	}
	return 0;
}

const struct ktap_builtin **
ktap_resolve_builtins(const struct ktap_prog *prog, struct ktap_message *message)
{
	const struct ktap_builtin **builtins;
	u32 i;

	builtins = kvcalloc(prog->nr_imports ?: 1, sizeof(*builtins),
			    GFP_KERNEL_ACCOUNT);
	if (!builtins)
		return ERR_PTR(-ENOMEM);

	for (i = 0; i < prog->nr_imports; i++) {
		int ret;

		builtins[i] = ktap_libs_find(prog->imports[i].name->bytes);
		ret = check_builtin(prog, &prog->imports[i], builtins[i], message);
		if (ret) {
			kvfree(builtins);
			return ERR_PTR(ret);
		}
	}
	return builtins;
}

static void describe_builtins(const struct ktap_prog *prog,
			      const struct ktap_builtin *const *builtins,
			      struct ktap_verify_builtin *rows)
{
	u32 i;

	for (i = 0; i < prog->nr_imports; i++) {
		rows[i] = (struct ktap_verify_builtin) {
			.min_args = builtins[i]->min_args,
			.max_args = builtins[i]->max_args,
			.nr_results = builtins[i]->nr_results,
			.contexts = builtins[i]->contexts,
		};
	}
}

static void describe_events(const struct ktap_prog *prog, u8 *events)
{
	u32 i;

	for (i = 0; i < prog->nr_events; i++) {
		const struct ktap_prog_event *event = &prog->events[i];

		events[i] = event->kind == KTAP_EVENT_TRACE ?
			    ktap_providers_contexts(event->text->bytes) :
			    KTAP_IN_PROCESS;
	}
}

int ktap_resolve_verify(const struct ktap_prog *prog,
			const struct ktap_builtin *const *builtins,
			struct ktap_message *message)
{
	struct ktap_verify_builtin *rows;
	struct ktap_verify_world world;
	int ret = -ENOMEM;
	u8 *events;

	rows = kvcalloc(prog->nr_imports ?: 1, sizeof(*rows), GFP_KERNEL);
	events = kvcalloc(prog->nr_events ?: 1, sizeof(*events), GFP_KERNEL);
	if (rows && events) {
		describe_builtins(prog, builtins, rows);
		describe_events(prog, events);
		world.builtins = rows;
		world.events = events;
		ret = ktap_verify(prog, &world, message);
	}
	kvfree(events);
	kvfree(rows);
	return ret;
}

__printf(4, 5)
static void blame(const struct ktap_prog *prog, const struct ktap_prog_event *row,
		  struct ktap_message *message, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	ktap_message_set(message, "%s:%u:%u: event '%s' %pV",
			 prog->script->bytes, row->line, row->column,
			 row->text->bytes, &vaf);
	va_end(args);
}

static void offer_name(void *arg, const char *text)
{
	ktap_near_offer(arg, text);
}

static void blame_missing(const struct ktap_prog *prog,
			  const struct ktap_prog_event *row,
			  struct ktap_message *message)
{
	const char *text = row->text->bytes;
	const struct ktap_provider *const *p;
	struct ktap_near near;

	if (strpbrk(text, "*?[")) {
		blame(prog, row, message, "matches nothing");
		return;
	}

	ktap_near_init(&near, text);
	for (p = ktap_providers; *p; p++) {
		if ((*p)->each_name)
			(*p)->each_name(offer_name, &near);
	}
	if (near.best[0])
		blame(prog, row, message,
		      "does not exist (did you mean '%s'?)", near.best);
	else
		blame(prog, row, message, "does not exist");
}

/* Looks a text up in all providers. */
static int match_row(const struct ktap_prog *prog, struct ktap_spec *spec,
		     struct ktap_events *events, struct ktap_message *message)
{
	const struct ktap_prog_event *row = &prog->events[spec->row];
	const char *lack = ktap_providers_lack(spec->text);
	const struct ktap_provider *const *p;
	int ret;

	if (lack) {
		blame(prog, row, message, "%s", lack);
		return -EOPNOTSUPP;
	}
	if (strlen(spec->text) != row->text->len) {
		blame(prog, row, message, "has a NUL byte in its name");
		return -EINVAL;
	}

	for (p = ktap_providers; *p; p++) {
		struct ktap_source *source;

		if (spec->module && !(*p)->is_of)
			continue;
		source = ktap_events_source(events, *p, spec->module);
		ret = source ? (*p)->match(source, spec) : -ENOMEM;
		if (ret == -EINVAL)
			blame(prog, row, message, "%s", spec->why);
		if (ret == -E2BIG)
			blame(prog, row, message, "makes more than %u events",
			      KTAP_MAX_EVENTS);
		if (ret)
			return ret;
	}
	return 0;
}

/* Rows of one trace statement: at least one must have been found. */
static int check_group(const struct ktap_prog *prog, u32 first, u32 end,
		       const unsigned long *missing,
		       struct ktap_message *message)
{
	u32 row = first;

	while (row < end && test_bit(row, missing))
		row++;
	if (first == end || row < end)
		return 0;

	blame_missing(prog, &prog->events[first], message);
	return -ENOENT;
}

static int look_up(const struct ktap_prog *prog, struct ktap_spec *spec,
		   struct ktap_events *events, struct ktap_message *message)
{
	u32 func = prog->events[spec->row].func;

	spec->text = prog->events[spec->row].text->bytes;
	spec->func = func;
	spec->needs_args = test_bit(func, events->users[KTAP_USE_ARGS]);
	spec->needs_entry = test_bit(func, events->users[KTAP_USE_ENTRY]);
	spec->needs_call = test_bit(func, events->users[KTAP_USE_CALL]);
	spec->needs_result = test_bit(func, events->users[KTAP_USE_RESULT]);
	return match_row(prog, spec, events, message);
}

static int resolve_row(const struct ktap_prog *prog, u32 nr,
		       struct ktap_events *events, unsigned long *missing,
		       struct ktap_message *message)
{
	struct ktap_spec spec = { .row = nr };
	int ret = look_up(prog, &spec, events, message);

	events->nr_skipped += spec.nr_skipped;
	if (!spec.nr_matched)
		__set_bit(nr, missing);
	return ret;
}

static int find_users(const struct ktap_prog *prog, struct ktap_events *events)
{
	enum ktap_use use;

	for (use = 0; use < KTAP_NR_USES; use++) {
		events->users[use] = ktap_bind_users(prog, events->run->builtins,
						     use);
		if (!events->users[use])
			return -ENOMEM;
	}
	return 0;
}

static int resolve_all(const struct ktap_prog *prog, struct ktap_events *events,
		       unsigned long *missing, struct ktap_message *message)
{
	u32 nr, first = 0;
	int ret = 0;

	for (nr = 0; nr < prog->nr_events && !ret; nr++) {
		const struct ktap_prog_event *row = &prog->events[nr];

		if (row->group != prog->events[first].group) {
			ret = check_group(prog, first, nr, missing, message);
			first = nr;
		}
		if (!ret && row->kind == KTAP_EVENT_TRACE)
			ret = resolve_row(prog, nr, events, missing, message);
		if (fatal_signal_pending(current))
			ret = -EINTR;
		cond_resched();
	}
	if (!ret)
		ret = check_group(prog, first, nr, missing, message);
	if (!ret)
		ret = ktap_bind_fields(prog, events, NULL, message);
	if (!ret)
		ktap_bind_filters(prog, events, NULL);
	return ret;
}

int ktap_resolve_events(const struct ktap_prog *prog, struct ktap_events *events,
			unsigned long *missing, struct ktap_message *message)
{
	int ret = find_users(prog, events);

	if (ret)
		return ret;

	mutex_lock(&events->lock);
	ret = resolve_all(prog, events, missing, message);
	events->follows = !ret;
	mutex_unlock(&events->lock);
	return ret;
}

static int resolve_module(const struct ktap_prog *prog,
			  struct ktap_events *events,
			  const struct module *module,
			  struct ktap_message *message)
{
	int ret = 0;
	u32 nr;

	for (nr = 0; nr < prog->nr_events && !ret; nr++) {
		struct ktap_spec spec = { .row = nr, .module = module };

		if (prog->events[nr].kind != KTAP_EVENT_TRACE)
			continue;
		ret = look_up(prog, &spec, events, message);
		events->nr_skipped += spec.nr_skipped;
	}
	if (!ret)
		ret = ktap_bind_fields(prog, events, module, message);
	if (!ret)
		ktap_bind_filters(prog, events, module);
	return ret;
}

int ktap_resolve_module(const struct ktap_prog *prog, struct ktap_events *events,
			const struct module *module)
{
	/* Of no interest: nobody is there to be told. */
	struct ktap_message *message = kzalloc(sizeof(*message), GFP_KERNEL);
	int ret = -ENOMEM;

	lockdep_assert_held(&events->lock);
	if (message)
		ret = resolve_module(prog, events, module, message);
	kfree(message);
	return ret;
}
