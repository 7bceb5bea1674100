// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - all events of a program: found once, hooked together
 *
 * Context: process
 */

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "data/string.h"
#include "event/event.h"
#include "limits.h"
#include "vm/owner.h"

static void reset(struct ktap_events *events)
{
	INIT_LIST_HEAD(&events->sources);
	hash_init(events->by_key);
	INIT_LIST_HEAD(&events->ticks);
	INIT_LIST_HEAD(&events->skipped);
	INIT_LIST_HEAD(&events->gone);
	events->follows = false;
	events->nr_events = 0;
	events->nr_skipped = 0;
	events->nr_gone = 0;
}

void ktap_events_init(struct ktap_events *events, struct ktap_run *run)
{
	events->run = run;
	mutex_init(&events->lock);
	init_waitqueue_head(&events->wait);
	reset(events);
}

static void free_event(struct ktap_event *event)
{
	kfree(event->probename);
	kfree(event->eventname);
	kfree(event->fields);
	kfree(event->funcs);
	kfree(event);
}

static void free_list(struct list_head *list)
{
	struct ktap_event *event, *next;

	list_for_each_entry_safe(event, next, list, node)
		free_event(event);
}

static void free_source(struct ktap_source *source)
{
	const struct ktap_provider *provider = source->provider;
	struct ktap_event *event;

	if (provider->release_event) {
		list_for_each_entry(event, &source->list, node)
			provider->release_event(event);
	}
	if (provider->release)
		provider->release(source);
	free_list(&source->list);
	list_del(&source->node);
	kfree(source);
}

void ktap_events_free(struct ktap_events *events)
{
	struct ktap_source *source, *next_source;
	struct ktap_skipped *skipped, *next_skipped;
	enum ktap_use use;

	mutex_lock(&events->lock);
	list_for_each_entry_safe(source, next_source, &events->sources, node)
		free_source(source);
	free_list(&events->gone);
	list_for_each_entry_safe(skipped, next_skipped, &events->skipped, node) {
		kfree(skipped->name);
		kfree(skipped);
	}
	ktap_target_free(&events->target);
	if (events->run)
		ktap_owner_free(events->run);
	for (use = 0; use < KTAP_NR_USES; use++) {
		bitmap_free(events->users[use]);
		events->users[use] = NULL;
	}
	reset(events);
	mutex_unlock(&events->lock);
}

struct ktap_source *ktap_events_source(struct ktap_events *events,
				       const struct ktap_provider *provider,
				       const struct module *module)
{
	struct ktap_source *source;

	list_for_each_entry(source, &events->sources, node) {
		if (source->provider == provider && source->module == module)
			return source;
	}

	source = kzalloc(sizeof(*source), GFP_KERNEL);
	if (!source)
		return NULL;

	source->provider = provider;
	source->events = events;
	source->module = module;
	INIT_LIST_HEAD(&source->list);
	list_add_tail(&source->node, &events->sources);
	return source;
}

static struct ktap_string *make_name(const char *text)
{
	size_t len = strlen(text);
	struct ktap_string *name;

	name = kzalloc(ktap_string_size(len), GFP_KERNEL_ACCOUNT);
	if (name)
		ktap_string_init_static(name, text, len);
	return name;
}

static struct ktap_event *find_event(struct ktap_source *source,
				     const void *key, u32 variant)
{
	struct ktap_event *event;

	hash_for_each_possible(source->events->by_key, event, hash,
			       (unsigned long)key) {
		if (event->key == key && event->variant == variant &&
		    event->source == source)
			return event;
	}
	return NULL;
}

static struct ktap_event *make_event(struct ktap_source *source, size_t size,
				     const void *key, const char *probename,
				     const char *eventname)
{
	struct ktap_events *events = source->events;
	struct ktap_event *event;

	if (events->nr_events + events->nr_gone >= KTAP_MAX_EVENTS)
		return ERR_PTR(-E2BIG);
	event = kzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!event)
		return ERR_PTR(-ENOMEM);

	event->events = events;
	event->source = source;
	event->key = key;
	event->probename = make_name(probename);
	event->eventname = make_name(eventname);
	if (!event->probename || !event->eventname) {
		free_event(event);
		return ERR_PTR(-ENOMEM);
	}
	list_add_tail(&event->node, &source->list);
	hash_add(events->by_key, &event->hash, (unsigned long)key);
	events->nr_events++;
	return event;
}

static int add_handler(struct ktap_event *event, const struct ktap_spec *spec)
{
	u32 *funcs;

	funcs = krealloc_array(event->funcs, event->nr_funcs + 1, sizeof(*funcs),
			       GFP_KERNEL_ACCOUNT);
	if (!funcs)
		return -ENOMEM;

	funcs[event->nr_funcs++] = spec->func;
	event->funcs = funcs;
	event->needs_args |= spec->needs_args;
	event->needs_entry |= spec->needs_entry;
	event->needs_call |= spec->needs_call;
	event->needs_result |= spec->needs_result;
	event->named |= !ktap_spec_is_glob(spec);
	return 0;
}

struct ktap_event *ktap_event_add(struct ktap_source *source,
				  struct ktap_spec *spec, size_t size,
				  const void *key, const char *probename,
				  const char *eventname)
{
	struct ktap_event *event = find_event(source, key, spec->variant);

	if (!event)
		event = make_event(source, size, key, probename, eventname);
	if (IS_ERR(event))
		return event;
	event->variant = spec->variant;
	if (add_handler(event, spec))
		return ERR_PTR(-ENOMEM);

	spec->nr_matched++;
	return event;
}

void ktap_event_skip(struct ktap_source *source, struct ktap_spec *spec,
		     const char *eventname)
{
	struct ktap_skipped *skipped;

	if (spec->nr_skipped++ >= KTAP_MAX_EVENTS)
		return;
	skipped = kzalloc(sizeof(*skipped), GFP_KERNEL_ACCOUNT);
	if (!skipped)
		return;
	skipped->name = make_name(eventname);
	if (skipped->name)
		list_add_tail(&skipped->node, &source->events->skipped);
	else
		kfree(skipped);
}

int ktap_spec_refuse(struct ktap_spec *spec, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(spec->why, sizeof(spec->why), fmt, args);
	va_end(args);
	return -EINVAL;
}

bool ktap_spec_is_glob(const struct ktap_spec *spec)
{
	return strpbrk(spec->text, "*?[");
}

static void count_attached(struct ktap_events *events)
{
	struct ktap_source *source;
	struct ktap_event *event;
	u32 nr = 0;

	list_for_each_entry(source, &events->sources, node) {
		list_for_each_entry(event, &source->list, node)
			nr += event->attached;
	}
	events->nr_skipped += events->nr_events - nr;
	events->nr_events = nr;
}

static int attach_source(struct ktap_source *source)
{
	struct ktap_event *event;
	int error = 0, ret;

	if (list_empty(&source->list))
		return 0;
	if (source->provider->attach)
		return source->provider->attach(source);

	list_for_each_entry(event, &source->list, node) {
		ret = source->provider->attach_event(event);
		event->attached = !ret;
		event->error = ret;
		error = error ?: ret;
	}
	return error;
}

static void detach_source(struct ktap_source *source)
{
	const struct ktap_provider *provider = source->provider;
	struct ktap_event *event;

	if (list_empty(&source->list))
		return;
	if (provider->detach_event) {
		list_for_each_entry(event, &source->list, node) {
			if (event->attached)
				provider->detach_event(event);
			event->attached = false;
		}
	}
	if (provider->detach)
		provider->detach(source);
}

int ktap_events_attach(struct ktap_events *events)
{
	struct ktap_source *source;
	int error = 0;
	int ret;

	lockdep_assert_held(&events->lock);
	events->attached = true;
	list_for_each_entry(source, &events->sources, node) {
		ret = attach_source(source);
		error = error ?: ret;
	}
	count_attached(events);
	ret = ktap_reaper_attach(&events->reaper, events->run);
	if (ret)
		return ret;
	return events->nr_events ? 0 : error;
}

void ktap_events_attach_module(struct ktap_events *events,
			       const struct module *module)
{
	struct ktap_source *source, *next;

	lockdep_assert_held(&events->lock);
	list_for_each_entry_safe(source, next, &events->sources, node) {
		if (source->module != module)
			continue;
		if (list_empty(&source->list))
			free_source(source);
		else if (events->attached)
			attach_source(source);
	}
	if (!events->attached)
		return;
	count_attached(events);
	/* Else what threads leave behind goes with the program. */
	ktap_reaper_attach(&events->reaper, events->run);
}

static u32 count_of(const struct ktap_source *source, const struct module *module)
{
	struct ktap_event *event;
	u32 nr = 0;

	if (!source->provider->is_of)
		return 0;
	list_for_each_entry(event, &source->list, node)
		nr += source->provider->is_of(event, module);
	return nr;
}

/* Hooks of a module's events; it is the last chance to take them out. */
static void unhook(struct ktap_source *source, const struct module *module)
{
	const struct ktap_provider *provider = source->provider;
	struct ktap_event *event;

	if (provider->leave) {
		provider->leave(source, module);
		return;
	}
	list_for_each_entry(event, &source->list, node) {
		if (event->attached && provider->is_of(event, module))
			provider->detach_event(event);
	}
}

/* They keep their names, of which messages may still tell. */
static void move_gone(struct ktap_source *source, const struct module *module)
{
	const struct ktap_provider *provider = source->provider;
	struct ktap_events *events = source->events;
	struct ktap_event *event, *next;

	list_for_each_entry_safe(event, next, &source->list, node) {
		if (!provider->is_of(event, module))
			continue;
		if (provider->release_event)
			provider->release_event(event);
		hash_del(&event->hash);
		list_move_tail(&event->node, &events->gone);
		events->nr_gone++;
		events->nr_events -= event->attached || !events->attached;
		event->attached = false;
	}
}

static u64 missed_by(struct ktap_source *source)
{
	return source->provider->missed ? source->provider->missed(source) : 0;
}

static void leave_source(struct ktap_source *source, const struct module *module)
{
	struct ktap_losses __percpu *losses = source->events->run->losses;
	u32 nr = count_of(source, module);
	u64 missed;

	if (!nr)
		return;
	missed = missed_by(source);
	if (source->events->attached) {
		unhook(source, module);
		tracepoint_synchronize_unregister();
	}
	move_gone(source, module);
	/* What those missed is not asked for again. */
	ktap_loss_add(losses, KTAP_LOSS_MISSED, missed - missed_by(source));
	ktap_loss_add(losses, KTAP_LOSS_MODULE, nr);
}

void ktap_events_leave(struct ktap_events *events, const struct module *module)
{
	struct ktap_source *source;

	lockdep_assert_held(&events->lock);
	list_for_each_entry(source, &events->sources, node) {
		leave_source(source, module);
		/* Another one may come to lie at the same address. */
		if (source->module == module)
			source->module = NULL;
	}
}

void ktap_events_count_missed(struct ktap_events *events)
{
	struct ktap_source *source;

	mutex_lock(&events->lock);
	list_for_each_entry(source, &events->sources, node) {
		u64 missed = 0;

		if (source->provider->missed)
			missed = source->provider->missed(source);
		ktap_loss_add(events->run->losses, KTAP_LOSS_MISSED, missed);
	}
	mutex_unlock(&events->lock);
}

static void detach_locked(struct ktap_events *events)
{
	struct ktap_source *source;

	events->follows = false;
	if (!events->attached && !events->target.hooked)
		return;

	if (events->attached) {
		list_for_each_entry(source, &events->sources, node)
			detach_source(source);
	}
	ktap_reaper_detach(&events->reaper, events->run);
	ktap_target_detach(&events->target);
	tracepoint_synchronize_unregister();
	events->attached = false;
	events->nr_events = 0;
}

void ktap_events_detach(struct ktap_events *events)
{
	mutex_lock(&events->lock);
	detach_locked(events);
	mutex_unlock(&events->lock);
}
