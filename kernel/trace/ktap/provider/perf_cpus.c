// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a perf event of the kernel on each CPU that is on line
 *
 * Context: process
 *
 * perf takes cpus_read_lock() when it makes an event and when it frees one, so
 * neither is done where CPUs come and go: there the CPU's epoch is changed, and
 * a worker looks at what has another epoch than its CPU.  Events of a CPU that
 * goes off line are taken off it by perf and never come back by themselves.
 */

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/workqueue.h>

#include "provider/perf_cpus.h"

/* What is on a CPU. */
struct perf_on_cpu {
	struct perf_event *event;	/* or NULL */
	unsigned int epoch;		/* in which it was made */
};

/* Odd: it is on line. */
static DEFINE_PER_CPU(unsigned int, perf_epoch);

static DEFINE_MUTEX(perf_lock);
static LIST_HEAD(perf_list);		/* under perf_lock */

/* The event of a CPU, made or freed so that it has the epoch of the CPU. */
static int follow(struct perf_on_cpus *poc, unsigned int cpu)
{
	struct perf_on_cpu *on = per_cpu_ptr(poc->cpus, cpu);
	unsigned int epoch = READ_ONCE(per_cpu(perf_epoch, cpu));
	struct perf_event *event;

	if (on->event && on->epoch == epoch)
		return 0;
	if (on->event)
		perf_event_release_kernel(on->event);
	on->event = NULL;
	if (!(epoch & 1))
		return 0;
	event = perf_event_create_kernel_counter(poc->attr, cpu, NULL,
						 poc->overflow, poc->data);
	if (IS_ERR(event))
		return PTR_ERR(event);
	on->event = event;
	on->epoch = epoch;
	return 0;
}

static void free_events(struct perf_on_cpus *poc)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct perf_event *event = per_cpu_ptr(poc->cpus, cpu)->event;

		if (event)
			perf_event_release_kernel(event);
	}
	free_percpu(poc->cpus);
}

int perf_cpus_start(struct perf_on_cpus *poc)
{
	unsigned int cpu;
	int ret = 0;

	poc->cpus = alloc_percpu(struct perf_on_cpu);
	if (!poc->cpus)
		return -ENOMEM;

	mutex_lock(&perf_lock);
	for_each_possible_cpu(cpu) {
		ret = follow(poc, cpu);
		/* If it has just gone the worker comes. */
		if (ret && cpu_online(cpu))
			break;
		ret = 0;
	}
	if (!ret)
		list_add(&poc->node, &perf_list);
	mutex_unlock(&perf_lock);
	if (ret)
		free_events(poc);
	return ret;
}

void perf_cpus_stop(struct perf_on_cpus *poc)
{
	mutex_lock(&perf_lock);
	list_del(&poc->node);
	mutex_unlock(&perf_lock);
	free_events(poc);
}

static void follow_all(struct work_struct *work)
{
	struct perf_on_cpus *poc;
	unsigned int cpu;

	mutex_lock(&perf_lock);
	list_for_each_entry(poc, &perf_list, node) {
		/* A CPU may do without, as it has no such counter. */
		for_each_possible_cpu(cpu)
			follow(poc, cpu);
	}
	mutex_unlock(&perf_lock);
}

static DECLARE_WORK(follow_work, follow_all);

/* It comes on line, or begins to go off line. */
static int change_epoch(unsigned int cpu)
{
	unsigned int *epoch = per_cpu_ptr(&perf_epoch, cpu);

	WRITE_ONCE(*epoch, *epoch + 1);
	/* That of who runs now may have looked at it before. */
	queue_work(system_unbound_wq, &follow_work);
	return 0;
}

static int __init perf_cpus_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "trace/ktap:perf",
				    change_epoch, change_epoch);

	return ret < 0 ? ret : 0;
}
core_initcall(perf_cpus_init);
