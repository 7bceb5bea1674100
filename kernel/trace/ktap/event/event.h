/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - all events of a program
 *
 * Context: process; handlers read it
 */
#ifndef _KTAP_EVENT_EVENT_H
#define _KTAP_EVENT_EVENT_H

#include <linux/hashtable.h>
#include <linux/ktap/provider.h>
#include <linux/mutex.h>
#include <linux/wait.h>

#include "event/reaper.h"
#include "event/target.h"
#include "vm/run.h"

#define KTAP_EVENTS_HASH_BITS	8

/** struct ktap_skipped - an event that cannot be attached */
struct ktap_skipped {
	/** @node: In ktap_events.skipped. */
	struct list_head node;
	/** @name: Its full text. */
	struct ktap_string *name;
};

/**
 * enum ktap_use - what a function may look at
 * @KTAP_USE_ARGS: Arguments of the event.
 * @KTAP_USE_ENTRY: What the entry of a call left for its return.
 * @KTAP_USE_CALL: Variables of the call.
 * @KTAP_USE_RESULT: What the call returned.
 * @KTAP_NR_USES: Their number.
 */
enum ktap_use {
	KTAP_USE_ARGS,
	KTAP_USE_ENTRY,
	KTAP_USE_CALL,
	KTAP_USE_RESULT,
	KTAP_NR_USES
};

/** struct ktap_events - all events of a program */
struct ktap_events {
	/** @run: The program. */
	struct ktap_run *run;
	/** @target: Which tasks it looks at. */
	struct ktap_target target;
	/** @reaper: Gives back what threads leave behind. */
	struct ktap_reaper reaper;
	/**
	 * @lock: Protects the lists from here on, and the hooks: modules come
	 * and go whenever they like.  Not to be held while a path is looked up,
	 * which may need a module.
	 */
	struct mutex lock;
	/** @sources: struct ktap_source.node. */
	struct list_head sources;
	/** @by_key: struct ktap_event.hash. */
	DECLARE_HASHTABLE(by_key, KTAP_EVENTS_HASH_BITS);
	/** @users: For each use, a bit for each function that it is one of. */
	unsigned long *users[KTAP_NR_USES];
	/** @nr_events: Events found; once attached: those that are. */
	u32 nr_events;
	/** @nr_skipped: Events that a glob fits and that cannot be attached. */
	u32 nr_skipped;
	/** @skipped: Their names, struct ktap_skipped; not if memory was short. */
	struct list_head skipped;
	/** @gone: Events whose module has gone, struct ktap_event.node. */
	struct list_head gone;
	/** @nr_gone: Their number. */
	u32 nr_gone;
	/** @follows: Events of modules that come are to be added. */
	bool follows;
	/** @attached: Hooks are in. */
	bool attached;
	/** @wait: Where the session's thread waits for timers and the end. */
	wait_queue_head_t wait;
	/** @ticks: Timers of the session's thread, struct ktap_tick.node. */
	struct list_head ticks;
	/** @nr_due: Timers that have gone off and were not served yet. */
	atomic_t nr_due;
};

void ktap_events_init(struct ktap_events *events, struct ktap_run *run);

/* Frees all events, whose hooks are out; there are none then. */
void ktap_events_free(struct ktap_events *events);

/**
 * ktap_events_source() - what a program has of a provider; made if need be
 * @events: Events of the program.
 * @provider: The provider.
 * @module: For the events of this module, which is coming; else NULL.
 *
 * Return: The source, or NULL: no memory.
 */
struct ktap_source *ktap_events_source(struct ktap_events *events,
				       const struct ktap_provider *provider,
				       const struct module *module);

/**
 * ktap_events_attach() - put in all hooks
 * @events: Events of a program whose gate is shut; @lock is held.
 *
 * Return: 0, or -errno if none could be put in, or that of threads could not.
 */
int ktap_events_attach(struct ktap_events *events);

/**
 * ktap_events_attach_module() - put in the hooks of a module that comes
 * @events: Events of a program; @lock is held.
 * @module: The module, whose events were found.
 *
 * If those of the program are not in yet they go in together.
 */
void ktap_events_attach_module(struct ktap_events *events,
			       const struct module *module);

/**
 * ktap_events_leave() - forget the events of a module
 * @events: Events of a program; @lock is held.
 * @module: The module, which is about to go.
 *
 * When this returns none of its events fires any more.
 */
void ktap_events_leave(struct ktap_events *events, const struct module *module);

/* Counts as lost what mechanisms missed; handlers have ended. */
void ktap_events_count_missed(struct ktap_events *events);

/* Takes out all hooks; when this returns nothing fires any more. */
void ktap_events_detach(struct ktap_events *events);

#endif /* _KTAP_EVENT_EVENT_H */
