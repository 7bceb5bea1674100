/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a session: one program from its image to its end
 *
 * Context: process
 */
#ifndef _KTAP_SESSION_SESSION_H
#define _KTAP_SESSION_SESSION_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/uidgid.h>
#include <linux/workqueue.h>
#include <uapi/linux/ktap.h>

#include "event/event.h"
#include "output/reader.h"
#include "vm/run.h"

/**
 * struct ktap_session - one program from its image to its end
 *
 * The file holds a reference until its last close, the thread until all hooks
 * are out.  Who gives back the last one starts the background work that frees.
 */
struct ktap_session {
	/** @ref: References. */
	struct kref ref;
	/** @node: In the list of sessions. */
	struct list_head node;
	/** @id: Its number. */
	u32 id;
	/** @uid: Who opened it. */
	kuid_t uid;
	/** @opener: The task that did. */
	struct task_struct *opener;
	/** @opened_at: When, as wall clock time. */
	time64_t opened_at;
	/** @free_work: Frees it. */
	struct work_struct free_work;

	/** @lock: Protects the image and the step from NEW to STARTING. */
	struct mutex lock;
	/** @image: What was written. */
	void *image;
	/** @image_bytes: How much of it. */
	size_t image_bytes;
	/** @image_room: Bytes allocated. */
	size_t image_room;

	/**
	 * @state: enum ktap_state.  Set by START under @lock, then by the
	 * thread alone.  What follows may be looked at without @lock once this
	 * was read, by smp_load_acquire(), as not NEW.
	 */
	int state;
	/** @prog: The program. */
	struct ktap_prog *prog;
	/** @run: How it runs. */
	struct ktap_run run;
	/** @events: Its events. */
	struct ktap_events events;
	/** @missing: Rows of events of which nothing exists. */
	unsigned long *missing;
	/** @frames: Registers of process code. */
	void *frames;
	/** @has_scratch: It has events, and holds the areas of their handlers. */
	bool has_scratch;
	/** @thread: Its thread; do not use it but to wake it first. */
	struct task_struct *thread;

	/** @read_lock: Protects @reader and @bounce. */
	struct mutex read_lock;
	/** @reader: Takes records out. */
	struct ktap_reader *reader;
	/** @processes: What processes have mapped, or NULL. */
	struct ktap_processes *processes;
	/** @printer: For records of events, or NULL. */
	struct ktap_printer *printer;
	/** @bounce: KTAP_RECORD_MAX bytes between it and the user. */
	void *bounce;

	/** @names_skipped: Events that are skipped are to be named. */
	bool names_skipped;
	/** @dry: Events are attached, but the gate stays shut and no code runs. */
	bool dry;
	/** @stop: Nothing more is to begin.  Set before the gate is shut. */
	bool stop;
	/** @failed: Top-level code, or attaching, ended by an error. */
	bool failed;
	/** @closed: The file was closed. */
	bool closed;
	/** @exit_status: Valid when ENDED. */
	int exit_status;
	/** @started_ns: When START was called. */
	u64 started_ns;
	/** @load_ns: See struct ktap_status. */
	u64 load_ns;
	/** @attach_ns: See struct ktap_status. */
	u64 attach_ns;
	/** @detach_ns: See struct ktap_status. */
	u64 detach_ns;
};

/**
 * ktap_session_open() - make a session
 *
 * Return: The session or an ERR_PTR: -EBUSY (too many), -ENOMEM.
 */
struct ktap_session *ktap_session_open(void);

/* The file was closed: shuts the gate; all else ends in the background. */
void ktap_session_close(struct ktap_session *session);

/**
 * ktap_session_room() - room for a piece of the image
 * @session: The session; its @lock is held.
 * @bytes: Length of the piece.
 *
 * The caller fills it and adds to @image_bytes.
 *
 * Return: Where it goes, or an ERR_PTR: -EFBIG, -ENOMEM, -EBUSY (started).
 */
void *ktap_session_room(struct ktap_session *session, size_t bytes);

/* Frees what was loaded, or half loaded; nothing uses it. */
void ktap_session_unload(struct ktap_session *session);

/* Stops delivery.  0 or -EINVAL: nothing was started. */
int ktap_session_stop(struct ktap_session *session);

void ktap_session_put(struct ktap_session *session);

/* State of a session; what precedes it can be relied on. */
static inline int ktap_session_state(struct ktap_session *session)
{
	/* Pairs with the smp_store_release() of who sets it. */
	return smp_load_acquire(&session->state);
}

/**
 * ktap_session_each() - look at all sessions
 * @visit: Called for each; @freeing: its memory is being given back.
 * @arg: For @visit.
 */
void ktap_session_each(void (*visit)(struct ktap_session *session,
				     bool freeing, void *arg), void *arg);

#endif /* _KTAP_SESSION_SESSION_H */
