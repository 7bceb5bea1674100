/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - terms of a script's filter for the kernel's own event filter
 *
 * Context: process
 */
#ifndef _KTAP_EVENT_FILTER_H
#define _KTAP_EVENT_FILTER_H

#include <linux/ktap/provider.h>
#include <linux/ktap/value.h>

struct trace_event_call;

/**
 * ktap_filter_term() - write "field op constant" as the kernel's filter has it
 * @call: The event.
 * @term: The term.
 * @text: Where to.
 * @size: Bytes of it.
 *
 * Only if the kernel's filter gives what ktap gives, for every value that the
 * field may have.
 *
 * Return: Bytes, without the NUL; -EINVAL: it would differ, or has no room.
 */
int ktap_filter_term(struct trace_event_call *call,
		     const struct ktap_filter_term *term, char *text,
		     size_t size);

#endif /* _KTAP_EVENT_FILTER_H */
