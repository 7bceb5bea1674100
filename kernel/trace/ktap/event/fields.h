/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - fields of a trace event's record as values
 *
 * Context: any, but for create, find and names
 *
 * Numbers of fields count the common ones, too, which come first; arguments
 * are the others, in the order of the event's format file.
 */
#ifndef _KTAP_EVENT_FIELDS_H
#define _KTAP_EVENT_FIELDS_H

#include <linux/ktap/value.h>
#include <linux/types.h>

struct ktap_fields;
struct ktap_invocation;
struct trace_event_call;

/* type, flags, preempt_count, pid: they are in the record's header. */
#define KTAP_NR_COMMON_FIELDS	4

/** struct ktap_trace_record - a record whose fields are read */
struct ktap_trace_record {
	/** @fields: Of its event. */
	const struct ktap_fields *fields;
	/** @bytes: Its first byte. */
	const void *bytes;
	/** @len: Its length. */
	size_t len;
};

/**
 * ktap_fields_create() - learn where the fields of an event are
 * @call: The event.
 *
 * Context: Process; event_mutex held.
 * Return: The fields, to be freed by kfree(), or NULL: no memory.
 */
struct ktap_fields *ktap_fields_create(struct trace_event_call *call);

/**
 * ktap_fields_find() - number of the field of a name
 * @call: The event.
 * @name: The name.
 *
 * Return: The number, or -ENOENT.
 */
int ktap_fields_find(struct trace_event_call *call, const char *name);

/**
 * ktap_fields_names() - names of all fields but the common ones
 * @call: The event.
 * @visit: Called with each name.
 * @arg: Its argument.
 */
void ktap_fields_names(struct trace_event_call *call,
		       void (*visit)(void *arg, const char *name), void *arg);

/**
 * ktap_fields_read() - a field of a record
 * @record: The record.
 * @nr: Number of the field.
 * @inv: Where a string is made.
 * @value: The field; nil if there is none or it is of a kind that has no
 *	value.
 *
 * Return: 0, an enum ktap_trap, or a negative errno: lost and counted.
 */
int ktap_fields_read(const struct ktap_trace_record *record, unsigned int nr,
		     struct ktap_invocation *inv, struct ktap_value *value);

/**
 * ktap_fields_element() - an element of an array
 * @record: The record.
 * @nr: Number of the field.
 * @index: Of the element, from 0.
 * @value: The element; nil if there is none.
 */
void ktap_fields_element(const struct ktap_trace_record *record, unsigned int nr,
			 s64 index, struct ktap_value *value);

/**
 * ktap_fields_text() - all fields but the common ones: "name=value name=value"
 * @record: The record.
 * @text: Where to.
 * @size: Bytes of it; what has no room is left out.
 *
 * Return: Bytes, without the NUL.
 */
size_t ktap_fields_text(const struct ktap_trace_record *record, char *text,
			size_t size);

#endif /* _KTAP_EVENT_FIELDS_H */
