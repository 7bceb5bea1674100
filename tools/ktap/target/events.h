/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the trace events of the kernel that runs, as tracefs tells of them
 */
#ifndef _KTAP_TARGET_EVENTS_H
#define _KTAP_TARGET_EVENTS_H

#include <stdbool.h>

struct arena;

/**
 * events_names() - texts of all events, sorted
 * @tracefs: Its directory.
 * @arena: Where they will live.
 * @names: The texts, "system:event".
 *
 * Return: Their number, or -errno.
 */
int events_names(const char *tracefs, struct arena *arena, char ***names);

/**
 * struct event_field - a field
 * @next: The next one, in the order of the format file.
 * @name: Its name.
 * @text: Type and name, as in C.
 * @is_arg: It has a number: it is neither a common one nor, at the exit of a
 *	system call, an argument that the call was entered with.
 */
struct event_field {
	struct event_field *next;
	const char *name;
	const char *text;
	bool is_arg;
};

/**
 * events_fields() - fields of an event, the common ones first
 * @tracefs: Its directory.
 * @arena: Where they will live.
 * @event: "system:event", no glob.
 * @fields: The first of them.
 *
 * At the exit of a system call the arguments follow the result.
 *
 * Return: 0 or -errno: -ENOENT if there is no such event.
 */
int events_fields(const char *tracefs, struct arena *arena, const char *event,
		  struct event_field **fields);

#endif /* _KTAP_TARGET_EVENTS_H */
