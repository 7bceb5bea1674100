// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what sessions do, in numbers
 *
 * Context: process
 */

#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/user_namespace.h>

#include "data/string.h"
#include "session/session.h"
#include "session/stats.h"

static void sum_stats(const struct ktap_run *run, struct ktap_status *status)
{
	enum ktap_loss cause;

	ktap_run_sum(run, &status->nr_fired, &status->run_units);
	for (cause = 0; cause < KTAP_NR_LOSSES; cause++)
		status->nr_lost += ktap_run_lost(run, cause);
}

void ktap_stats_status(struct ktap_session *session, struct ktap_status *status)
{
	struct ktap_run *run = &session->run;
	struct ktap_heap_stats heap;

	status->image_version = KTAP_IMAGE_VERSION;
	status->state = ktap_session_state(session);
	if (status->state == KTAP_STATE_NEW)
		return;

	if (status->state == KTAP_STATE_ENDED)
		status->exit_status = session->exit_status;
	status->nr_events = READ_ONCE(session->events.nr_events);
	status->nr_skipped = READ_ONCE(session->events.nr_skipped);
	status->nr_errors = atomic_read(&run->nr_errors);
	status->load_ns = session->load_ns;
	status->attach_ns = READ_ONCE(session->attach_ns);
	status->detach_ns = READ_ONCE(session->detach_ns);
	sum_stats(run, status);

	ktap_heap_stats(run->heap, &heap);
	status->mem_bytes = heap.used;
	status->mem_limit = heap.limit;
	status->mem_waiting = heap.waiting;
	status->mem_free = heap.free;
}

static const char *state_name(struct ktap_session *session, bool freeing)
{
	static const char *const names[] = {
		[KTAP_STATE_NEW]	= "new",
		[KTAP_STATE_STARTING]	= "starting",
		[KTAP_STATE_RUNNING]	= "running",
		[KTAP_STATE_STOPPING]	= "stopping",
		[KTAP_STATE_ENDED]	= "ended",
	};

	if (freeing || READ_ONCE(session->closed))
		return "closing";
	return names[ktap_session_state(session)];
}

/* "CAUSE:COUNT,…" of what was lost. */
static void show_losses(struct seq_file *seq, const struct ktap_run *run)
{
	static const char *const names[] = {
#define NAME(name, text)						\
		[KTAP_LOSS_##name] = #name,
		KTAP_LOSSES(NAME)
#undef NAME
	};
	enum ktap_loss cause;
	bool any = false;
	u64 nr;

	for (cause = 0; cause < KTAP_NR_LOSSES; cause++) {
		nr = ktap_run_lost(run, cause);
		if (!nr)
			continue;
		seq_printf(seq, "%s%s:%llu", any ? "," : "", names[cause], nr);
		any = true;
	}
	if (!any)
		seq_putc(seq, '-');
}

static void show_session(struct ktap_session *session, bool freeing, void *arg)
{
	struct seq_file *seq = arg;
	struct ktap_status status = { };
	bool loaded = !freeing &&
		      ktap_session_state(session) != KTAP_STATE_NEW;

	if (loaded)
		ktap_stats_status(session, &status);

	seq_printf(seq, "%u\t%d\t%u\t", session->id, session->opener->tgid,
		   from_kuid_munged(seq_user_ns(seq), session->uid));
	seq_escape(seq, session->opener->comm, "\t\n\\");
	seq_printf(seq, "\t%ptTs\t%s\t%u\t%u\t%llu\t%u\t%llu\t%llu\t%llu\t%llu\t",
		   &session->opened_at, state_name(session, freeing),
		   status.nr_events, status.nr_skipped, status.nr_fired,
		   status.nr_errors, status.nr_lost, status.mem_bytes,
		   status.mem_waiting, status.mem_free);
	if (loaded)
		show_losses(seq, &session->run);
	else
		seq_putc(seq, '-');
	seq_putc(seq, '\t');
	if (loaded)
		seq_escape(seq, session->prog->script->bytes, "\t\n\\");
	else
		seq_putc(seq, '-');
	seq_putc(seq, '\n');
}

int ktap_stats_show(struct seq_file *seq, void *unused)
{
	seq_puts(seq, "id\tpid\tuid\tprogram\tsince\tstate\tevents\tskipped\t"
		      "fired\terrors\tlost\tmemory\twaiting\tfree\tlosses\tscript\n");
	ktap_session_each(show_session, seq);
	return 0;
}
