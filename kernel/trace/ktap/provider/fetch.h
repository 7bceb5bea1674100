/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - fetch arguments, "name=+8(%di):string", by the kernel's own parser
 *
 * Context: process, but for what says otherwise
 */
#ifndef _KTAP_PROVIDER_FETCH_H
#define _KTAP_PROVIDER_FETCH_H

#include <linux/err.h>
#include <linux/ktap/provider.h>
#include <linux/types.h>

#include "event/fields.h"

struct ktap_fetch;
struct trace_event_call;
struct pt_regs;

enum ktap_fetch_place {
	KTAP_FETCH_ENTRY,
	KTAP_FETCH_RETURN,
	KTAP_FETCH_INSN,
	KTAP_FETCH_USER,
	KTAP_FETCH_USER_RETURN,
};

#ifdef CONFIG_KTAP_FETCH

/**
 * ktap_fetch_create() - parse the fetch arguments of a probe
 * @spec: What they belong to; refused if they are wrong.
 * @args: Their text.
 * @function: Name of the function.
 * @place: Where in the function.
 *
 * Return: They, or an ERR_PTR: -EINVAL (refused), -ENOMEM.
 */
struct ktap_fetch *ktap_fetch_create(struct ktap_spec *spec, const char *args,
				     const char *function,
				     enum ktap_fetch_place place);

/* Frees them; accepts NULL. */
void ktap_fetch_free(struct ktap_fetch *fetch);

/* Bytes that the entry of a call keeps for its return. */
size_t ktap_fetch_kept_bytes(const struct ktap_fetch *fetch);

/* Fills them.  Context: Any. */
void ktap_fetch_keep(const struct ktap_fetch *fetch, void *kept,
		     struct pt_regs *regs);

/* What their names and record are those of. */
struct trace_event_call *ktap_fetch_call(struct ktap_fetch *fetch);

/**
 * ktap_fetch_record() - fetch
 * @fetch: What.
 * @event: Whose losses are counted.
 * @level: Level whose guard the caller holds; the record lies in its scratch.
 * @regs: Registers of the probed code.
 * @kept: Of ktap_fetch_keep(), or NULL.
 * @record: Set to what was fetched, to be given back by ktap_fetch_done().
 *
 * Context: Any.
 * Return: False: lost and counted.
 */
bool ktap_fetch_record(const struct ktap_fetch *fetch,
		       const struct ktap_event *event, int level,
		       struct pt_regs *regs, void *kept,
		       struct ktap_trace_record *record);
void ktap_fetch_done(int level);

/**
 * ktap_fetch_user() - fetch from a process that may fault
 * @fetch: What, created for KTAP_FETCH_USER or KTAP_FETCH_USER_RETURN.
 * @event: Whose losses are counted.
 * @regs: Registers of the process.
 * @bytes: Where the record goes; strings are cut to what is left.
 * @size: Bytes of it.
 * @record: Set to what was fetched.
 *
 * Context: Process, may sleep.
 * Return: False: lost and counted.
 */
bool ktap_fetch_user(const struct ktap_fetch *fetch,
		     const struct ktap_event *event, struct pt_regs *regs,
		     void *bytes, size_t size,
		     struct ktap_trace_record *record);

#else

static inline struct ktap_fetch *
ktap_fetch_create(struct ktap_spec *spec, const char *args,
		  const char *function, enum ktap_fetch_place place)
{
	return ERR_PTR(ktap_spec_refuse(spec, "needs CONFIG_KPROBE_EVENTS for its arguments"));
}

static inline void ktap_fetch_free(struct ktap_fetch *fetch)
{
}

static inline size_t ktap_fetch_kept_bytes(const struct ktap_fetch *fetch)
{
	return 0;
}

static inline void ktap_fetch_keep(const struct ktap_fetch *fetch, void *kept,
				   struct pt_regs *regs)
{
}

static inline struct trace_event_call *ktap_fetch_call(struct ktap_fetch *fetch)
{
	return NULL;
}

static inline bool ktap_fetch_record(const struct ktap_fetch *fetch,
				     const struct ktap_event *event, int level,
				     struct pt_regs *regs, void *kept,
				     struct ktap_trace_record *record)
{
	return false;
}

static inline void ktap_fetch_done(int level)
{
}

static inline bool ktap_fetch_user(const struct ktap_fetch *fetch,
				   const struct ktap_event *event,
				   struct pt_regs *regs, void *bytes,
				   size_t size,
				   struct ktap_trace_record *record)
{
	return false;
}

#endif /* CONFIG_KTAP_FETCH */

#endif /* _KTAP_PROVIDER_FETCH_H */
