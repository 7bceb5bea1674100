/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - calls of functions of programs
 *
 * Context: a task that may fault, preemption on
 */
#ifndef _KTAP_PROVIDER_USER_CALL_H
#define _KTAP_PROVIDER_USER_CALL_H

#include "data/pending.h"
#include "event/event.h"

struct pt_regs;

/**
 * ktap_user_call_begin() - a function was entered
 * @calls: Calls by thread, of ktap_owner_add().
 * @event: Any event of the function; also names it.
 * @regs: Registers.
 */
void ktap_user_call_begin(struct ktap_table *calls,
			  const struct ktap_event *event, struct pt_regs *regs);

/**
 * ktap_user_call_find() - the call that was entered last, or returns
 * @calls: Where it was noted.
 * @event: As when it began.
 * @regs: Registers.
 * @returns: It returns.
 *
 * Return: The call, or NULL: its entry was not seen.  It belongs to the thread
 * and stays until it ends the call.
 */
struct ktap_pending *ktap_user_call_find(struct ktap_table *calls,
					 const struct ktap_event *event,
					 struct pt_regs *regs, bool returns);

/* The call has returned. */
void ktap_user_call_end(struct ktap_table *calls,
			const struct ktap_event *event,
			struct ktap_pending *call);

#endif /* _KTAP_PROVIDER_USER_CALL_H */
