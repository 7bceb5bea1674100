/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a source of events must give
 *
 * Context: process, but for ktap_fire() and its parts
 *
 * A provider is one mechanism.  It finds the events that a text names, hooks
 * them all, makes a context when one fires, and takes the hooks out.
 */
#ifndef _LINUX_KTAP_PROVIDER_H
#define _LINUX_KTAP_PROVIDER_H

#include <linux/ktap/context.h>
#include <linux/ktap/value.h>
#include <linux/list.h>
#include <linux/security.h>
#include <linux/types.h>

/* What a field that an event lacks is in ktap_event.fields. */
#define KTAP_NO_FIELD	U16_MAX

struct ktap_events;
struct ktap_provider;
struct ktap_source;
struct module;

/**
 * struct ktap_event - an event of one program, with its handlers
 *
 * Providers embed it as the first member of a structure of their own.
 */
struct ktap_event {
	/** @events: All events of the program. */
	struct ktap_events *events;
	/** @funcs: Numbers of the handlers, in the order of the script. */
	u32 *funcs;
	/** @nr_funcs: Their number. */
	u32 nr_funcs;
	/**
	 * @fields: For each relocation of the program what @find_field of the
	 * provider says, or KTAP_NO_FIELD; NULL: no handler looks at a field.
	 */
	u16 *fields;
	/** @needs_args: Some handler looks at the event's arguments. */
	bool needs_args;
	/** @needs_entry: Some handler asks how long a call took. */
	bool needs_entry;
	/** @needs_call: Some handler looks at variables of the call. */
	bool needs_call;
	/** @needs_result: Some handler looks at what the call returned. */
	bool needs_result;
	/** @named: Some text names it without a glob. */
	bool named;
	/** @attached: Its hook is in; for the provider. */
	bool attached;
	/** @error: If not, -errno of attaching it; for the provider. */
	int error;
	/** @probename: Short name. */
	struct ktap_string *probename;
	/** @eventname: Full text. */
	struct ktap_string *eventname;
	/** @source: What the program has of its provider. */
	struct ktap_source *source;
	/** @key: With @variant, what makes it this event for its provider. */
	const void *key;
	/** @variant: Tells events of one key apart. */
	u32 variant;
	/** @node: In ktap_source.list, in the order of first mention. */
	struct list_head node;
	/** @hash: In the program's index by key. */
	struct hlist_node hash;
};

/**
 * struct ktap_source - what a program has of one provider
 */
struct ktap_source {
	/** @provider: The provider. */
	const struct ktap_provider *provider;
	/** @events: All events of the program. */
	struct ktap_events *events;
	/** @module: Whose events they are, if they came with it; else NULL. */
	const struct module *module;
	/** @list: Those of the provider, struct ktap_event.node. */
	struct list_head list;
	/** @data: The provider's own. */
	void *data;
	/** @node: In the program's list of sources. */
	struct list_head node;
};

/**
 * struct ktap_spec - a text that names events, while it is looked up
 */
struct ktap_spec {
	/** @text: The text. */
	const char *text;
	/** @func: Number of the handler. */
	u32 func;
	/** @needs_args: It looks at the event's arguments. */
	bool needs_args;
	/** @needs_entry: It asks how long a call took. */
	bool needs_entry;
	/** @needs_call: It looks at variables of the call. */
	bool needs_call;
	/** @needs_result: It looks at what the call returned. */
	bool needs_result;
	/** @row: Tells texts apart. */
	u32 row;
	/** @module: Only events of this module count; NULL: all do. */
	const struct module *module;
	/** @variant: Of the events that are added next; for the provider. */
	u32 variant;
	/** @nr_matched: Events found. */
	u32 nr_matched;
	/** @nr_skipped: Events that fit the text and cannot be attached. */
	u32 nr_skipped;
	/** @why: What is wrong with it; see ktap_spec_refuse(). */
	char why[160];
};

/** enum ktap_filter_op - how a field is compared; AND: some bit is common */
enum ktap_filter_op {
	KTAP_FILTER_EQ,
	KTAP_FILTER_NE,
	KTAP_FILTER_LT,
	KTAP_FILTER_LE,
	KTAP_FILTER_GT,
	KTAP_FILTER_GE,
	KTAP_FILTER_AND,
};

/** struct ktap_filter_term - a comparison of a field with a constant */
struct ktap_filter_term {
	/** @field: Name of the field. */
	const char *field;
	/** @op: How. */
	enum ktap_filter_op op;
	/** @value: An integer or a string. */
	struct ktap_value value;
};

/**
 * struct ktap_provider - a source of events
 *
 * Methods run in process context, one at a time for each program, and may
 * sleep.  Those without "may be NULL" must be set.
 */
struct ktap_provider {
	/** @name: For messages of the kernel log. */
	const char *name;
	/** @lockdown: What must be allowed to attach its events. */
	enum lockdown_reason lockdown;
	/**
	 * @match: Calls ktap_event_add() for each of its events that @spec
	 * names.  A text of another form is none of its business.
	 *
	 * Return: 0, also if nothing matched; -EINVAL after ktap_spec_refuse();
	 * -ENOMEM.
	 */
	int (*match)(struct ktap_source *source, struct ktap_spec *spec);
	/**
	 * @each_name: Calls @visit with the text of each event there is, for
	 * "did you mean".  May be NULL.
	 */
	void (*each_name)(void (*visit)(void *arg, const char *text), void *arg);
	/**
	 * @is_of: Whether @event is gone when @module is.  NULL: none is; @match
	 * is not called for modules that come, either.
	 */
	bool (*is_of)(const struct ktap_event *event,
		      const struct module *module);
	/**
	 * @find_field: A number below KTAP_NO_FIELD by which the methods of a
	 * context know the field @name of @event, or -ENOENT.  Called for the
	 * fields that the event's handlers use, before @attach.  NULL: its
	 * events have no fields.
	 */
	int (*find_field)(struct ktap_event *event, const char *name);
	/**
	 * @each_field: Calls @visit with the name of each field of @event, for
	 * "did you mean".  NULL if @find_field is.
	 */
	void (*each_field)(struct ktap_event *event,
			   void (*visit)(void *arg, const char *name),
			   void *arg);
	/**
	 * @add_term: The only handler of @event does nothing unless @term
	 * holds: it need not be run then.  Called before @attach, for each of
	 * several terms that must all hold.  NULL: all is left to the handler.
	 */
	void (*add_term)(struct ktap_event *event,
			 const struct ktap_filter_term *term);
	/**
	 * @attach: Puts in the hooks of all events of @source and sets @attached
	 * of those where it worked, @error of the others.  Events may fire before
	 * it returns.
	 *
	 * Return: 0, or -errno if none could be attached.
	 */
	int (*attach)(struct ktap_source *source);
	/**
	 * @attach_event: Instead of @attach, where each event has a hook of its
	 * own: puts it in.  The caller sets @attached and @error of it.
	 *
	 * Return: 0 or -errno.
	 */
	int (*attach_event)(struct ktap_event *event);
	/**
	 * @explain: What an error of attaching means where the number alone does
	 * not tell, or NULL.  May be NULL.
	 */
	const char *(*explain)(int error);
	/**
	 * @detach: Takes out all hooks.  Events may fire until a grace period
	 * (tracepoint_synchronize_unregister()) later; the caller waits for it,
	 * once for all providers.  With @detach_event: what is to be done once
	 * after that; NULL: nothing.
	 */
	void (*detach)(struct ktap_source *source);
	/**
	 * @detach_event: Takes out the hook of an event that is attached.  NULL:
	 * @detach does all.
	 */
	void (*detach_event)(struct ktap_event *event);
	/**
	 * @leave: Takes out the hooks of the events of @module, which are not all
	 * of @source.  Needed where @is_of is and @detach_event is not.
	 */
	void (*leave)(struct ktap_source *source, const struct module *module);
	/**
	 * @missed: Hits that the mechanism noticed and could not deliver.  Asked
	 * once, when the gate is shut and hooks are in.  May be NULL.
	 */
	u64 (*missed)(struct ktap_source *source);
	/**
	 * @release: Frees @data and gives back what @match took.  Nothing fires
	 * any more.  The events themselves are freed by the caller.  May be
	 * NULL.
	 */
	void (*release)(struct ktap_source *source);
	/** @release_event: The same for each event, before.  May be NULL. */
	void (*release_event)(struct ktap_event *event);
};

/**
 * ktap_event_add() - a text names this event
 * @source: The provider's source.
 * @spec: The text.
 * @size: Bytes of the provider's structure, which begins with the event.
 * @key: With @spec->variant, tells the provider's events of this program
 *	apart.
 * @probename: Short name.
 * @eventname: Full text.
 *
 * Finds the event of this key or makes it, zeroed, and appends the handler.
 * A new one has one handler.
 *
 * Return: The event, or an ERR_PTR: -ENOMEM, -E2BIG.
 */
struct ktap_event *ktap_event_add(struct ktap_source *source,
				  struct ktap_spec *spec, size_t size,
				  const void *key, const char *probename,
				  const char *eventname);

/**
 * ktap_event_skip() - a text names an event that cannot be attached
 * @source: The provider's source.
 * @spec: The text; counts it.
 * @eventname: Full text of the event.
 *
 * It is named if somebody wants to know.
 */
void ktap_event_skip(struct ktap_source *source, struct ktap_spec *spec,
		     const char *eventname);

/**
 * ktap_spec_refuse() - say what is wrong with a text
 * @spec: The text.
 * @fmt: Goes on after "event 'TEXT' ".
 *
 * Return: -EINVAL.
 */
__printf(2, 3)
int ktap_spec_refuse(struct ktap_spec *spec, const char *fmt, ...);

/* Whether a text is a pattern that may fit several events. */
bool ktap_spec_is_glob(const struct ktap_spec *spec);

/**
 * ktap_fire() - an event happened
 * @event: The event.
 * @ctx: What the provider knows of it: @ops is set, the rest is set here.
 *
 * Context: Any.
 */
void ktap_fire(const struct ktap_event *event, struct ktap_context *ctx);

/**
 * ktap_fire_enter() - first part of ktap_fire(): is the event wanted?
 * @event: The event.
 *
 * For providers whose context takes work.  If so, preemption is off until
 * ktap_fire_exit().
 *
 * Return: The level for the other parts, or -1: not wanted, or counted.
 */
int ktap_fire_enter(const struct ktap_event *event);

/* Second part: run the handlers. */
void ktap_fire_run(const struct ktap_event *event, struct ktap_context *ctx,
		   int level);

/* Last part. */
void ktap_fire_exit(int level);

#endif /* _LINUX_KTAP_PROVIDER_H */
