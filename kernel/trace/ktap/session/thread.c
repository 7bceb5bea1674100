// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the thread of a session: top-level code, timers, the end
 *
 * Context: process; runs script, so nothing may wait for it but read()
 */

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "data/string.h"
#include "event/tick.h"
#include "output/record.h"
#include "session/policy.h"
#include "session/session.h"
#include "session/thread.h"
#include "vm/interp.h"
#include "vm/trap.h"

static void set_state(struct ktap_session *session, int state)
{
	/* Pairs with ktap_session_state(). */
	smp_store_release(&session->state, state);
}

/* A message of ours: text, line, name of the event. */
static void tell(struct ktap_session *session, u16 type, const char *text,
		 u32 line, struct ktap_string *name)
{
	size_t len = strlen(text);
	struct ktap_string *string = kmalloc(ktap_string_size(len), GFP_KERNEL);
	struct ktap_value values[3] = {
		[1] = ktap_value_int(line),
		[2] = name ? ktap_value_obj(KTAP_KIND_STRING, &name->obj) :
			     ktap_value_nil(),
	};

	if (!string)
		return;
	ktap_string_init_static(string, text, len);
	values[0] = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	ktap_record_wait(session->run.ring, type, 0, values, ARRAY_SIZE(values));
	kfree(string);
}

/* One of several events of a statement does not exist. */
static void tell_missing(struct ktap_session *session)
{
	u32 nr;

	for_each_set_bit(nr, session->missing, session->prog->nr_events) {
		const struct ktap_prog_event *row = &session->prog->events[nr];

		tell(session, KTAP_REC_WARNING, "event does not exist",
		     row->line, row->text);
	}
}

static int run_code(struct ktap_session *session, u32 func)
{
	struct ktap_context ctx = { .task = session->opener };

	return ktap_interp_process(&session->run, &ctx, func, session->frames);
}

/* Whether nothing more is to begin. */
static bool must_stop(struct ktap_session *session)
{
	return READ_ONCE(session->stop) || READ_ONCE(session->closed) ||
	       atomic_read(&session->run.exiting);
}

static bool is_over(struct ktap_session *session)
{
	return must_stop(session) ||
	       (READ_ONCE(session->run.gate) != 1 && !session->dry);
}

static bool is_to_be_named(const struct ktap_session *session,
			   const struct ktap_event *event)
{
	return !event->attached && (event->named || session->names_skipped);
}

/* Events without hooks; NULL: none, or no memory. */
static struct ktap_event **unattached(struct ktap_session *session, u32 *nr)
{
	struct ktap_source *source;
	struct ktap_event *event;
	struct ktap_event **list;
	u32 found = 0;

	*nr = 0;
	list_for_each_entry(source, &session->events.sources, node) {
		list_for_each_entry(event, &source->list, node)
			found += is_to_be_named(session, event);
	}
	list = found ? kvmalloc_array(found, sizeof(*list), GFP_KERNEL) : NULL;
	if (!list)
		return NULL;

	list_for_each_entry(source, &session->events.sources, node) {
		list_for_each_entry(event, &source->list, node) {
			if (is_to_be_named(session, event))
				list[(*nr)++] = event;
		}
	}
	return list;
}

static void tell_why(struct ktap_session *session, const struct ktap_event *event)
{
	const struct ktap_provider *provider = event->source->provider;
	const char *why = NULL;
	char text[128];

	if (provider->explain)
		why = provider->explain(event->error);
	if (why)
		snprintf(text, sizeof(text), "event cannot be attached: %s", why);
	else
		snprintf(text, sizeof(text), "event cannot be attached: error %pe",
			 ERR_PTR(event->error));
	tell(session, KTAP_REC_WARNING, text, 0, event->eventname);
}

/*
 * Events that the script names and that have no hook; if asked, all such.
 * Returns the number of the former.
 */
static u32 tell_unattached(struct ktap_session *session)
{
	struct ktap_skipped *skipped;
	struct ktap_event **list;
	u32 i, nr;

	mutex_lock(&session->events.lock);
	list = unattached(session, &nr);
	mutex_unlock(&session->events.lock);
	/*
	 * Telling may wait for the reader, for whom no module is to wait.  Even
	 * if theirs goes, events stay as long as the session.
	 */
	for (i = 0; i < nr; i++)
		tell_why(session, list[i]);
	kvfree(list);
	if (!session->names_skipped)
		return nr;
	list_for_each_entry(skipped, &session->events.skipped, node)
		tell(session, KTAP_REC_WARNING, "event cannot be attached", 0,
		     skipped->name);
	return nr;
}

static bool attach(struct ktap_session *session)
{
	char text[64];
	u32 nr_told;
	int ret;

	mutex_lock(&session->events.lock);
	ret = ktap_policy_attach(&session->events);
	if (!ret)
		ret = ktap_events_attach(&session->events);
	mutex_unlock(&session->events.lock);
	nr_told = tell_unattached(session);
	if (!ret)
		return true;
	if (nr_told)
		strscpy(text, "no event can be attached");
	else
		snprintf(text, sizeof(text), "no event can be attached: error %pe",
			 ERR_PTR(ret));
	tell(session, KTAP_REC_ERROR, text, 0, NULL);
	session->failed = true;
	return false;
}

static void open_gate(struct ktap_session *session)
{
	ktap_heap_gate(session->run.heap, true);
	session->attach_ns = ktime_get_mono_fast_ns() - session->started_ns;
	set_state(session, KTAP_STATE_RUNNING);
	WRITE_ONCE(session->run.gate, !session->dry);
	/*
	 * Who stops the session sets @stop, then shuts the gate: either that
	 * comes later, or @stop is seen here.
	 */
	smp_mb();
	if (must_stop(session))
		WRITE_ONCE(session->run.gate, 0);
}

static void tell_started(struct ktap_session *session)
{
	struct ktap_value values[2] = {
		ktap_value_int(session->events.nr_events),
		ktap_value_int(session->events.nr_skipped),
	};

	ktap_record_wait(session->run.ring, KTAP_REC_STARTED, 0, values,
			 ARRAY_SIZE(values));
	ktap_ring_flush(session->run.ring);
}

/* Delivers events until someone shuts the gate. */
static void deliver(struct ktap_session *session)
{
	struct ktap_events *events = &session->events;

	open_gate(session);
	if (!session->dry)
		ktap_tick_start_all(events);
	tell_started(session);
	while (!is_over(session)) {
		wait_event_idle(events->wait,
				is_over(session) || ktap_tick_is_due(events));
		if (!is_over(session))
			ktap_tick_serve(events, session->opener,
					session->frames);
	}
	ktap_tick_stop_all(events);
}

/* After this no handler runs. */
static void wait_for_handlers(struct ktap_session *session)
{
	WRITE_ONCE(session->run.gate, 0);
	/* Somebody waits for what trace_end prints. */
	synchronize_rcu_expedited();
	ktap_heap_gate(session->run.heap, false);
}

static void run_end_blocks(struct ktap_session *session)
{
	const struct ktap_prog *prog = session->prog;
	u32 nr;

	for (nr = 0; nr < prog->nr_events; nr++) {
		if (prog->events[nr].kind != KTAP_EVENT_END)
			continue;
		if (READ_ONCE(session->closed))
			return;
		if (run_code(session, prog->events[nr].func) == KTAP_TRAP_EXIT)
			return;
	}
}

static void tell_losses(struct ktap_session *session)
{
	enum ktap_loss cause;

	for (cause = 0; cause < KTAP_NR_LOSSES; cause++) {
		u64 nr = ktap_run_lost(&session->run, cause);
		struct ktap_value values[2] = {
			ktap_value_int(cause),
			ktap_value_int(nr),
		};

		if (nr)
			ktap_record_wait(session->run.ring, KTAP_REC_LOSS, 0,
					 values, ARRAY_SIZE(values));
	}
}

static void tell_overload(struct ktap_session *session)
{
	int cpu = READ_ONCE(session->run.overloaded);
	char text[96];

	if (!cpu)
		return;
	snprintf(text, sizeof(text),
		 "stopped: handlers took more than %u%% of CPU %d for 100 ms (--overload)",
		 session->run.overload_percent, cpu - 1);
	tell(session, KTAP_REC_ERROR, text, 0, NULL);
}

static void tell_end(struct ktap_session *session)
{
	struct ktap_run *run = &session->run;
	struct ktap_value status;

	tell_overload(session);
	if (atomic_read(&run->exiting))
		session->exit_status = READ_ONCE(run->exit_status);
	if (!session->exit_status &&
	    (session->failed || run->overloaded || atomic_read(&run->nr_errors)))
		session->exit_status = 1;

	ktap_trap_repeats(run);
	ktap_events_count_missed(&session->events);
	tell_losses(session);
	status = ktap_value_int(session->exit_status);
	ktap_record_wait(run->ring, KTAP_REC_END, 0, &status, 1);
	set_state(session, KTAP_STATE_ENDED);
	ktap_ring_flush(run->ring);
}

static void take_hooks_out(struct ktap_session *session)
{
	u64 before = ktime_get_mono_fast_ns();

	ktap_events_detach(&session->events);
	WRITE_ONCE(session->detach_ns, ktime_get_mono_fast_ns() - before);
}

/* Whether top-level code ended as it should. */
static bool run_top_level(struct ktap_session *session)
{
	int trap;

	if (session->dry)
		return true;
	session->run.may_interrupt = true;
	trap = run_code(session, 0);
	session->run.may_interrupt = false;
	session->failed = trap && trap != KTAP_TRAP_EXIT;
	return !session->failed;
}

static int session_thread(void *data)
{
	struct ktap_session *session = data;

	tell_missing(session);
	if (run_top_level(session)) {
		if (session->has_scratch && !must_stop(session) &&
		    attach(session)) {
			deliver(session);
			set_state(session, KTAP_STATE_STOPPING);
			wait_for_handlers(session);
		}
		set_state(session, KTAP_STATE_STOPPING);
		if (!session->failed && !session->dry)
			run_end_blocks(session);
	}
	tell_end(session);
	take_hooks_out(session);
	ktap_session_put(session);
	return 0;
}

int ktap_thread_create(struct ktap_session *session)
{
	struct task_struct *thread;

	thread = kthread_create(session_thread, session, "ktap/%u", session->id);
	if (IS_ERR(thread))
		return PTR_ERR(thread);

	session->thread = thread;
	return 0;
}
