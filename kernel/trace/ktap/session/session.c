// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a session: one program from its image to its end
 *
 * Context: process
 */

#include <linux/bitmap.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "event/print.h"
#include "event/process.h"
#include "limits.h"
#include "mem/scratch.h"
#include "session/session.h"

/* Protects the list; sessions stay in it until they are freed. */
static DEFINE_MUTEX(sessions_lock);
static LIST_HEAD(sessions);
static u32 nr_sessions;
static u32 last_id;

void ktap_session_unload(struct ktap_session *session)
{
	struct ktap_run *run = &session->run;

	ktap_events_detach(&session->events);
	ktap_events_free(&session->events);
	ktap_reader_destroy(session->reader);
	session->reader = NULL;
	ktap_processes_destroy(session->processes);
	session->processes = NULL;
	ktap_printer_destroy(session->printer);
	session->printer = NULL;
	ktap_ring_destroy(run->ring);
	ktap_heap_destroy(run->heap);
	kvfree(run->builtins);
	kvfree(run->symbols);
	kvfree(run->plans);
	ktap_run_free(run);
	memset(run, 0, sizeof(*run));
	if (session->has_scratch)
		ktap_scratch_put();
	session->has_scratch = false;
	bitmap_free(session->missing);
	session->missing = NULL;
	kvfree(session->frames);
	session->frames = NULL;
	kvfree(session->bounce);
	session->bounce = NULL;
	ktap_prog_free(session->prog);
	session->prog = NULL;
}

static void free_session(struct work_struct *work)
{
	struct ktap_session *session =
		container_of(work, struct ktap_session, free_work);

	ktap_session_unload(session);
	mutex_lock(&sessions_lock);
	list_del(&session->node);
	nr_sessions--;
	mutex_unlock(&sessions_lock);
	kvfree(session->image);
	put_task_struct(session->opener);
	kfree(session);
}

static void last_put(struct kref *ref)
{
	struct ktap_session *session = container_of(ref, struct ktap_session, ref);

	INIT_WORK(&session->free_work, free_session);
	queue_work(system_unbound_wq, &session->free_work);
}

void ktap_session_put(struct ktap_session *session)
{
	kref_put(&session->ref, last_put);
}

static int enlist(struct ktap_session *session)
{
	int ret = -EBUSY;

	mutex_lock(&sessions_lock);
	if (nr_sessions < KTAP_MAX_SESSIONS) {
		nr_sessions++;
		session->id = ++last_id;
		list_add_tail(&session->node, &sessions);
		ret = 0;
	}
	mutex_unlock(&sessions_lock);
	return ret;
}

struct ktap_session *ktap_session_open(void)
{
	struct ktap_session *session;
	int ret;

	session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	if (!session)
		return ERR_PTR(-ENOMEM);

	kref_init(&session->ref);
	mutex_init(&session->lock);
	mutex_init(&session->read_lock);
	ktap_events_init(&session->events, &session->run);
	session->uid = current_uid();
	session->opener = get_task_struct(current);
	session->opened_at = ktime_get_real_seconds();
	ret = enlist(session);
	if (ret) {
		put_task_struct(session->opener);
		kfree(session);
		return ERR_PTR(ret);
	}
	return session;
}

void *ktap_session_room(struct ktap_session *session, size_t bytes)
{
	size_t wanted = session->image_bytes + bytes;
	void *image;

	if (session->state != KTAP_STATE_NEW)
		return ERR_PTR(-EBUSY);
	if (bytes > KTAP_IMAGE_MAX_BYTES || wanted > KTAP_IMAGE_MAX_BYTES)
		return ERR_PTR(-EFBIG);

	if (wanted > session->image_room) {
		size_t room = max_t(size_t, roundup_pow_of_two(wanted), PAGE_SIZE);

		image = kvrealloc(session->image, room, GFP_KERNEL_ACCOUNT);
		if (!image)
			return ERR_PTR(-ENOMEM);
		session->image = image;
		session->image_room = room;
	}
	return session->image + session->image_bytes;
}

int ktap_session_stop(struct ktap_session *session)
{
	if (ktap_session_state(session) == KTAP_STATE_NEW)
		return -EINVAL;

	WRITE_ONCE(session->stop, true);
	WRITE_ONCE(session->run.interrupted, true);
	/* Pairs with the barrier in open_gate(). */
	smp_mb();
	ktap_run_stop(&session->run);
	return 0;
}

void ktap_session_close(struct ktap_session *session)
{
	WRITE_ONCE(session->closed, true);
	WRITE_ONCE(session->run.closed, true);
	if (!ktap_session_stop(session))
		ktap_ring_close(session->run.ring);
	ktap_session_put(session);
}

void ktap_session_each(void (*visit)(struct ktap_session *session,
				     bool freeing, void *arg), void *arg)
{
	struct ktap_session *session;

	mutex_lock(&sessions_lock);
	list_for_each_entry(session, &sessions, node) {
		bool alive = kref_get_unless_zero(&session->ref);

		visit(session, !alive, arg);
		if (alive)
			ktap_session_put(session);
	}
	mutex_unlock(&sessions_lock);
}
