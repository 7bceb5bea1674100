/* SPDX-License-Identifier: GPL-2.0 */
/* The ring buffer of tracing: one CPU, one list of events. */
#ifndef _HOSTED_LINUX_RING_BUFFER_H
#define _HOSTED_LINUX_RING_BUFFER_H

#include <linux/types.h>

struct trace_buffer;
struct ring_buffer_event;
struct buffer_data_read_page;

#define RING_BUFFER_ALL_CPUS	-1

struct trace_buffer *ring_buffer_alloc(unsigned long size, unsigned int flags);
void ring_buffer_free(struct trace_buffer *buffer);
int ring_buffer_resize(struct trace_buffer *buffer, unsigned long size, int cpu);
void ring_buffer_set_clock(struct trace_buffer *buffer, u64 (*clock)(void));
unsigned long ring_buffer_max_event_size(struct trace_buffer *buffer);
bool ring_buffer_empty(struct trace_buffer *buffer);
bool ring_buffer_empty_cpu(struct trace_buffer *buffer, int cpu);
unsigned long ring_buffer_bytes_cpu(struct trace_buffer *buffer, int cpu);
struct ring_buffer_event *ring_buffer_lock_reserve(struct trace_buffer *buffer,
						   unsigned long length);
int ring_buffer_unlock_commit(struct trace_buffer *buffer);
int ring_buffer_alloc_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page **page);
void ring_buffer_free_read_page(struct trace_buffer *buffer, int cpu,
				struct buffer_data_read_page *page);
unsigned int ring_buffer_read_page_size(struct buffer_data_read_page *page);
int ring_buffer_read_page(struct trace_buffer *buffer,
			  struct buffer_data_read_page *page, size_t len, int cpu,
			  int full);
struct ring_buffer_event *
ring_buffer_read_page_next(struct buffer_data_read_page *page, unsigned int *pos,
			   u64 *ts);
void *ring_buffer_event_data(struct ring_buffer_event *event);

#endif /* _HOSTED_LINUX_RING_BUFFER_H */
