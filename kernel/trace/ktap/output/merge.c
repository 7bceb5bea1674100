// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the records of all CPUs in one order
 *
 * Context: process
 *
 * Records are taken out of a CPU's ring by whole pages, or what there is of one
 * that is still written.  The oldest record on each CPU's page is that CPU's
 * head; the oldest head goes out.  CPUs that had none are looked at again when
 * the merge comes to records younger than the last look at them.
 */

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/ring_buffer.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <uapi/linux/ktap.h>

#include "output/merge.h"

struct ktap_merge *ktap_merge_create(struct ktap_ring *ring)
{
	struct ktap_merge *merge;

	merge = kvzalloc(struct_size(merge, heads, nr_cpu_ids), GFP_KERNEL);
	if (merge)
		merge->ring = ring;
	return merge;
}

void ktap_merge_destroy(struct ktap_merge *merge)
{
	struct buffer_data_read_page *page;
	int cpu;

	if (!merge)
		return;
	for_each_possible_cpu(cpu) {
		page = merge->heads[cpu].page;
		if (page)
			ring_buffer_free_read_page(ktap_ring_buffer(merge->ring),
						   cpu, page);
	}
	kvfree(merge);
}

/* Takes a page of a CPU that has records.  1, 0: it has none, or -ENOMEM. */
static int take_page(struct ktap_merge *merge, struct ktap_merge_head *head)
{
	struct trace_buffer *buffer = ktap_ring_buffer(merge->ring);
	int cpu = head - merge->heads;
	int ret;

	if (!head->page) {
		if (ring_buffer_empty_cpu(buffer, cpu))
			return 0;
		ret = ring_buffer_alloc_read_page(buffer, cpu, &head->page);
		if (ret) {
			head->page = NULL;
			return ret;
		}
	}
	ret = ring_buffer_read_page(buffer, head->page,
				    ring_buffer_read_page_size(head->page),
				    cpu, 0);
	if (ret < 0)
		return 0;
	head->pos = ret;
	return 1;
}

/* Goes on to the next record on the page; false: there is none. */
static bool set_head(struct ktap_merge_head *head)
{
	struct ring_buffer_event *event;

	event = ring_buffer_read_page_next(head->page, &head->pos,
					   &head->time_ns);
	if (!event)
		return false;
	head->record = ring_buffer_event_data(event);
	head->lost = head->record->lost;
	return true;
}

/* Looks at a CPU that has no head.  0 or -ENOMEM. */
static int look_at(struct ktap_merge *merge, struct ktap_merge_head *head)
{
	int ret;

	do {
		ret = take_page(merge, head);
	} while (ret > 0 && !set_head(head));

	return ret < 0 ? ret : 0;
}

/* Whether @a goes out before @b. */
static bool goes_before(const struct ktap_merge_head *a,
			const struct ktap_merge_head *b)
{
	bool a_ends = a->record->type == KTAP_REC_END;
	bool b_ends = b->record->type == KTAP_REC_END;

	if (a_ends != b_ends)
		return b_ends;
	return a->time_ns < b->time_ns;
}

static struct ktap_merge_head *oldest_head(struct ktap_merge *merge)
{
	struct ktap_merge_head *oldest = NULL;
	int cpu;

	for_each_possible_cpu(cpu) {
		struct ktap_merge_head *head = &merge->heads[cpu];

		if (head->record && (!oldest || goes_before(head, oldest)))
			oldest = head;
	}
	return oldest;
}

struct ktap_merge_head *ktap_merge_next(struct ktap_merge *merge)
{
	struct ktap_merge_head *head = oldest_head(merge);
	int cpu, ret;

	if (head && head->time_ns <= merge->horizon_ns &&
	    head->record->type != KTAP_REC_END)
		return head;

	merge->horizon_ns = ktime_get_mono_fast_ns();
	for_each_possible_cpu(cpu) {
		if (merge->heads[cpu].record)
			continue;
		ret = look_at(merge, &merge->heads[cpu]);
		if (ret)
			return ERR_PTR(ret);
	}
	return oldest_head(merge);
}

void ktap_merge_step(struct ktap_merge *merge, struct ktap_merge_head *head)
{
	if (set_head(head))
		return;
	head->record = NULL;
	/* If there is no memory for more, the next look says so. */
	look_at(merge, head);
}
