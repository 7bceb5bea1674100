// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - frames and scratch of event handlers, one each per CPU and level
 *
 * Context: any, but for get and put, which may sleep
 *
 * A CPU's areas are allocated before the first session's events are attached,
 * or before the CPU comes up, and stay while there is a session, also when the
 * CPU goes down.
 */

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "mem/scratch.h"

DEFINE_PER_CPU(struct ktap_scratch [KTAP_NR_LEVELS], ktap_scratches);

static DEFINE_MUTEX(scratch_mutex);	/* protects the two below */
static unsigned int scratch_users;
static enum cpuhp_state scratch_state;

static int alloc_area(struct ktap_scratch *area, int node)
{
	void *frames;

	if (area->frames)
		return 0;
	area->bytes = kmalloc_node(KTAP_SCRATCH_BYTES, GFP_KERNEL, node);
	frames = kzalloc_node(KTAP_FRAMES_BYTES, GFP_KERNEL, node);
	if (!area->bytes || !frames) {
		kfree(frames);
		kfree(area->bytes);
		area->bytes = NULL;
		return -ENOMEM;
	}
	/* Pairs with the READ_ONCE() in ktap_scratch_area(). */
	smp_store_release(&area->frames, frames);

	return 0;
}

/* Runs on any CPU, before @cpu can run handlers. */
static int cpuhp_prepare(unsigned int cpu)
{
	struct ktap_scratch *areas = per_cpu(ktap_scratches, cpu);
	int i, ret = 0;

	for (i = 0; i < KTAP_NR_LEVELS && !ret; i++)
		ret = alloc_area(&areas[i], cpu_to_node(cpu));

	return ret;
}

/*
 * No session is left, so no program's gate is open and no handler runs: its
 * session has waited for the last one before it let go of its memory.
 */
static void free_all(void)
{
	struct ktap_scratch *areas;
	unsigned int cpu;
	int i;

	for_each_possible_cpu(cpu) {
		areas = per_cpu(ktap_scratches, cpu);
		for (i = 0; i < KTAP_NR_LEVELS; i++) {
			kfree(areas[i].frames);
			kfree(areas[i].bytes);
			memset(&areas[i], 0, sizeof(areas[i]));
		}
	}
}

int ktap_scratch_get(void)
{
	int ret = 0;

	mutex_lock(&scratch_mutex);
	if (!scratch_users) {
		ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN,
					"trace/ktap:prepare", cpuhp_prepare,
					NULL);
		if (ret < 0) {
			free_all();
			goto unlock;
		}
		scratch_state = ret;
		ret = 0;
	}
	scratch_users++;
unlock:
	mutex_unlock(&scratch_mutex);
	return ret;
}

void ktap_scratch_put(void)
{
	mutex_lock(&scratch_mutex);
	if (!--scratch_users) {
		cpuhp_remove_state_nocalls(scratch_state);
		free_all();
	}
	mutex_unlock(&scratch_mutex);
}

void ktap_scratch_trim(struct ktap_scratch *scratch, void *memory, size_t bytes)
{
	scratch->used = (u8 *)memory - scratch->bytes + ALIGN(bytes, 8);
}
