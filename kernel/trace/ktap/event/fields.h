/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - fields of a trace event's record as values
 *
 * Context: any, but for create
 */
#ifndef _KTAP_EVENT_FIELDS_H
#define _KTAP_EVENT_FIELDS_H

#include <linux/ktap/value.h>
#include <linux/types.h>

struct ktap_fields;
struct ktap_invocation;
struct trace_event_call;

/**
 * ktap_fields_create() - learn where the fields of an event are
 * @call: The event.
 *
 * Context: Process; event_mutex held.
 * Return: The fields, to be freed by kfree(), or NULL: no memory.
 */
struct ktap_fields *ktap_fields_create(struct trace_event_call *call);

/**
 * ktap_fields_read() - a field of a record
 * @fields: Of the event.
 * @nr: Number of the field in the order of its format file, without the
 *	common ones.
 * @record: The record.
 * @bytes: Its length.
 * @inv: Where a string is made.
 * @value: The field; nil if there is none or it is of a kind that has no
 *	value.
 *
 * Return: 0, an enum ktap_trap, or a negative errno: lost and counted.
 */
int ktap_fields_read(const struct ktap_fields *fields, unsigned int nr,
		     const void *record, size_t bytes,
		     struct ktap_invocation *inv, struct ktap_value *value);

#endif /* _KTAP_EVENT_FIELDS_H */
