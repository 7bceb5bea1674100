// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - the ring buffer of tracing, as far as output/ uses it
 *
 * Each event is a piece of memory of its own, so that nobody goes beyond it
 * unnoticed.
 */

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/ring_buffer.h>
#include <linux/slab.h>

#define SUBBUF_BYTES	4096
#define MAX_EVENT	(SUBBUF_BYTES - 24)
#define EVENT_HEAD	8

struct ring_buffer_event {
	struct ring_buffer_event *next;
	u64 time_ns;
	size_t bytes;
	u64 data[];
};

struct trace_buffer {
	size_t size;
	size_t used;
	u64 (*clock)(void);
	struct ring_buffer_event *first;
	struct ring_buffer_event **end;
	struct ring_buffer_event *reserved;
};

/* The events of a page, and the one that was returned last. */
struct buffer_data_read_page {
	struct ring_buffer_event *first;
	struct ring_buffer_event *last;
};

struct trace_buffer *ring_buffer_alloc(unsigned long size, unsigned int flags)
{
	struct trace_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);

	if (buffer) {
		buffer->size = size;
		buffer->end = &buffer->first;
	}
	return buffer;
}

int ring_buffer_resize(struct trace_buffer *buffer, unsigned long size, int cpu)
{
	buffer->size = ALIGN(size, SUBBUF_BYTES);
	return 0;
}

static void free_events(struct ring_buffer_event *event)
{
	struct ring_buffer_event *next;

	for (; event; event = next) {
		next = event->next;
		kfree(event);
	}
}

void ring_buffer_free(struct trace_buffer *buffer)
{
	free_events(buffer->first);
	kfree(buffer);
}

void ring_buffer_set_clock(struct trace_buffer *buffer, u64 (*clock)(void))
{
	buffer->clock = clock;
}

unsigned long ring_buffer_max_event_size(struct trace_buffer *buffer)
{
	return MAX_EVENT;
}

bool ring_buffer_empty(struct trace_buffer *buffer)
{
	return !buffer->used;
}

bool ring_buffer_empty_cpu(struct trace_buffer *buffer, int cpu)
{
	return !buffer->used;
}

unsigned long ring_buffer_bytes_cpu(struct trace_buffer *buffer, int cpu)
{
	return buffer->used;
}

static size_t room_of(size_t bytes)
{
	return ALIGN(bytes + EVENT_HEAD, 8);
}

struct ring_buffer_event *ring_buffer_lock_reserve(struct trace_buffer *buffer,
						   unsigned long length)
{
	struct ring_buffer_event *event;

	if (length > MAX_EVENT || buffer->reserved)
		hosted_fatal("ring buffer: %lu bytes%s", length,
			     buffer->reserved ? ", nested" : "");
	if (buffer->used + room_of(length) > buffer->size)
		return NULL;
	event = kmalloc(sizeof(*event) + length, GFP_KERNEL);
	if (!event)
		return NULL;
	preempt_disable_notrace();
	event->next = NULL;
	event->bytes = length;
	event->time_ns = buffer->clock();
	buffer->reserved = event;

	return event;
}

int ring_buffer_unlock_commit(struct trace_buffer *buffer)
{
	*buffer->end = buffer->reserved;
	buffer->end = &buffer->reserved->next;
	buffer->used += room_of(buffer->reserved->bytes);
	buffer->reserved = NULL;
	preempt_enable_notrace();

	return 0;
}

void *ring_buffer_event_data(struct ring_buffer_event *event)
{
	return event->data;
}

int ring_buffer_alloc_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page **page)
{
	*page = kzalloc(sizeof(**page), GFP_KERNEL);

	return *page ? 0 : -ENOMEM;
}

void ring_buffer_free_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page *page)
{
	free_events(page->first);
	kfree(page);
}

unsigned int ring_buffer_read_page_size(struct buffer_data_read_page *page)
{
	return SUBBUF_BYTES;
}

/* What was on the page before is gone. */
int ring_buffer_read_page(struct trace_buffer *buffer,
			  struct buffer_data_read_page *page, size_t len, int cpu,
			  int full)
{
	struct ring_buffer_event **end = &page->first;
	size_t used = 0;

	free_events(page->first);
	page->first = buffer->first;
	page->last = NULL;
	while (*end && used + room_of((*end)->bytes) <= len) {
		used += room_of((*end)->bytes);
		end = &(*end)->next;
	}
	buffer->first = *end;
	if (!buffer->first)
		buffer->end = &buffer->first;
	buffer->used -= used;
	*end = NULL;

	return used ? 0 : -1;
}

struct ring_buffer_event *
ring_buffer_read_page_next(struct buffer_data_read_page *page, unsigned int *pos,
			   u64 *ts)
{
	struct ring_buffer_event *event = *pos ? page->last->next : page->first;

	if (!event)
		return NULL;
	++*pos;
	page->last = event;
	*ts = event->time_ns;

	return event;
}
