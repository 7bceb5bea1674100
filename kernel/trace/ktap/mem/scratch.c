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

#include "limits.h"
#include "mem/scratch.h"

struct areas {
	struct ktap_scratch levels[KTAP_NR_LEVELS];
	/* In the list of those that wait for their last handler. */
	struct areas *next;
};

/* NULL while there is no session. */
static DEFINE_PER_CPU(struct areas *, cpu_areas);

static DEFINE_MUTEX(scratch_mutex);	/* protects the two below */
static unsigned int scratch_users;
static enum cpuhp_state scratch_state;

static void free_areas(struct areas *areas)
{
	unsigned int i;

	for (i = 0; i < KTAP_NR_LEVELS; i++) {
		kfree(areas->levels[i].frames);
		kfree(areas->levels[i].bytes);
	}
	kfree(areas);
}

static struct areas *alloc_areas(int node)
{
	struct areas *areas = kzalloc_node(sizeof(*areas), GFP_KERNEL, node);
	unsigned int i;

	if (!areas)
		return NULL;

	for (i = 0; i < KTAP_NR_LEVELS; i++) {
		struct ktap_scratch *level = &areas->levels[i];

		level->frames = kmalloc_node(KTAP_FRAMES_BYTES, GFP_KERNEL,
					     node);
		level->bytes = kmalloc_node(KTAP_SCRATCH_BYTES, GFP_KERNEL,
					    node);
		if (!level->frames || !level->bytes) {
			free_areas(areas);
			return NULL;
		}
	}
	return areas;
}

/* Runs on any CPU, before @cpu can run handlers. */
static int cpuhp_prepare(unsigned int cpu)
{
	struct areas *areas;

	if (per_cpu(cpu_areas, cpu))
		return 0;
	areas = alloc_areas(cpu_to_node(cpu));
	if (!areas)
		return -ENOMEM;

	/* Pairs with the READ_ONCE() in ktap_scratch_area(). */
	smp_store_release(per_cpu_ptr(&cpu_areas, cpu), areas);
	return 0;
}

static void free_all(void)
{
	struct areas *areas, *all = NULL;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		areas = per_cpu(cpu_areas, cpu);
		if (!areas)
			continue;
		WRITE_ONCE(per_cpu(cpu_areas, cpu), NULL);
		areas->next = all;
		all = areas;
	}

	/* A handler that found an area may still be in it. */
	synchronize_rcu();
	while (all) {
		areas = all;
		all = areas->next;
		free_areas(areas);
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

struct ktap_scratch *ktap_scratch_area(unsigned int level)
{
	struct areas *areas = READ_ONCE(*this_cpu_ptr(&cpu_areas));

	return likely(areas) ? &areas->levels[level] : NULL;
}

void *ktap_scratch_alloc(struct ktap_scratch *scratch, size_t bytes)
{
	void *memory = scratch->bytes + scratch->used;

	if (bytes > KTAP_SCRATCH_BYTES - scratch->used)
		return NULL;
	scratch->used += ALIGN(bytes, 8);

	return memory;
}
