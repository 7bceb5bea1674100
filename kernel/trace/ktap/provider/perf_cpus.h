/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a perf event of the kernel on each CPU that is on line
 *
 * Context: process
 */
#ifndef _KTAP_PROVIDER_PERF_CPUS_H
#define _KTAP_PROVIDER_PERF_CPUS_H

#include <linux/list.h>
#include <linux/perf_event.h>

struct perf_on_cpu;

/** struct perf_on_cpus - the same event on all CPUs */
struct perf_on_cpus {
	/** @attr: What is counted. */
	struct perf_event_attr *attr;
	/** @overflow: Called when it was, with @data. */
	perf_overflow_handler_t overflow;
	/** @data: The event's overflow_handler_context. */
	void *data;
	/** @cpus: The events. */
	struct perf_on_cpu __percpu *cpus;
	/** @node: Of those whose events follow the CPUs. */
	struct list_head node;
};

/**
 * perf_cpus_start() - make the events
 * @poc: @attr, @overflow and @data are set.
 *
 * A CPU that comes on line gets one a moment later, if it has such a counter.
 * Not under cpus_read_lock(), which perf takes.
 *
 * Return: 0 or -errno: there are none then.
 */
int perf_cpus_start(struct perf_on_cpus *poc);

/* Ends the events; @overflow is not called any more. */
void perf_cpus_stop(struct perf_on_cpus *poc);

#endif /* _KTAP_PROVIDER_PERF_CPUS_H */
