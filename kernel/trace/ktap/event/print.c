// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - records of trace events as text, by the events' own printers
 *
 * Context: process
 */

#include <../kernel/trace/trace.h>
#include <../kernel/trace/trace_output.h>

#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#include "event/print.h"
#include "limits.h"

/* Printers take what they print from an iterator over a trace. */
struct ktap_printer {
	struct trace_iterator iter;
	/* The record, aligned as printers expect it. */
	u64 record[KTAP_SCRATCH_BYTES / 2 / sizeof(u64)];
};

/* Modules that have gone; stands in records where the process would. */
static atomic_t nr_gone;

void ktap_printer_stamp(void *record)
{
	((struct trace_entry *)record)->pid = atomic_read(&nr_gone);
}

void ktap_printer_forget(void)
{
	atomic_inc(&nr_gone);
}

struct ktap_printer *ktap_printer_create(void)
{
	return kvzalloc(sizeof(struct ktap_printer), GFP_KERNEL_ACCOUNT);
}

void ktap_printer_destroy(struct ktap_printer *printer)
{
	if (!printer)
		return;
	kfree(printer->iter.fmt);
	kvfree(printer);
}

/* "NAME: " is what most printers begin with. */
static const char *skip_name(const char *text, const struct trace_event *event)
{
	const struct trace_event_call *call =
		container_of(event, struct trace_event_call, event);
	const char *name = trace_event_name((struct trace_event_call *)call);
	size_t len = strlen(name);

	if (strncmp(text, name, len) || text[len] != ':')
		return text;
	return skip_spaces(text + len + 1);
}

/* The number may have been another event's; those of the kernel itself stay. */
static bool is_stale(const struct trace_entry *record,
		     const struct trace_event *event)
{
	const struct trace_event_call *call =
		container_of(event, struct trace_event_call, event);

	return (call->flags & TRACE_EVENT_FL_DYNAMIC || call->module) &&
	       record->pid != atomic_read(&nr_gone);
}

static void print_locked(struct ktap_printer *printer, const char **text)
{
	struct trace_iterator *iter = &printer->iter;
	struct trace_event *event = ftrace_find_event(iter->ent->type);

	*text = "";
	if (!event || is_stale(iter->ent, event))
		return;
	event->funcs->trace(iter, 0, event);
	trace_seq_putc(&iter->seq, '\0');
	iter->seq.buffer[sizeof(iter->seq.buffer) - 1] = '\0';
	*text = skip_name(iter->seq.buffer, event);
}

size_t ktap_printer_print(void *arg, const void *bytes, size_t len,
			  const char **text)
{
	struct ktap_printer *printer = arg;
	struct trace_iterator *iter = &printer->iter;
	size_t end;

	if (len < sizeof(struct trace_entry) || len > sizeof(printer->record))
		return 0;
	memcpy(printer->record, bytes, len);
	trace_seq_init(&iter->seq);
	iter->ent = (struct trace_entry *)printer->record;
	iter->ent_size = len;

	trace_event_read_lock();
	iter->tr = top_trace_array();
	print_locked(printer, text);
	trace_event_read_unlock();

	end = strlen(*text);
	while (end && (*text)[end - 1] == '\n')
		end--;
	return end;
}
