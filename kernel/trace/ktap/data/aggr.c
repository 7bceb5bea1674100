// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - aggregates: counts, sums and histograms that all CPUs add to
 *
 * Context: any
 *
 *	aggregate --> cell of the only CPU
 *	aggregate --> fork --> cell of CPU 0
 *			   --> cell of CPU 1
 *			   --> fork --> ...	CPUs whose low bits are the same
 *	cell --> chunk of buckets
 *
 * Each CPU adds to a cell of its own, made at its first sample, with interrupts
 * off; NMIs have cells of their own.  Cells are found by a tree over the bits
 * of the CPU's number, the lowest first, that grows forks where two CPUs meet;
 * nothing is ever taken out of it, so cells, chunks and forks are published by
 * compare-and-exchange and found without a lock.  Forks and cells lie apart:
 * nobody reads what another CPU writes.
 */

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/u64_stats_sync.h>

#include "data/aggr.h"
#include "limits.h"
#include "mem/heap.h"

/* Buckets of a chunk. */
#define CHUNK_BUCKETS	16

/* Branches of a fork. */
#define FORK_BITS	3
#define FORK_BRANCHES	(1 << FORK_BITS)

/* A link of the tree: 0, a cell, or a fork. */
#define IS_FORK		1UL

/* Tries of a reader to find a cell at rest, where it is not read at once. */
#define MAX_READS	16

struct chunk {
	struct ktap_object obj;
	u64 counts[CHUNK_BUCKETS];
};

struct cell {
	struct ktap_object obj;
	u32 cpu;
	struct u64_stats_sync sync;
	struct ktap_summary sums;
	struct chunk *chunks[];
};

struct fork {
	struct ktap_object obj;
	unsigned long branches[FORK_BRANCHES];
};

static struct cell *cell_of(unsigned long link)
{
	return (struct cell *)link;
}

static struct fork *fork_of(unsigned long link)
{
	return (struct fork *)(link & ~IS_FORK);
}

static unsigned int nr_chunks(const struct ktap_shape *shape)
{
	return DIV_ROUND_UP(shape->nr, CHUNK_BUCKETS);
}

static unsigned long *branch_of(unsigned long link, u32 cpu, unsigned int shift)
{
	return &fork_of(link)->branches[(cpu >> shift) % FORK_BRANCHES];
}

struct ktap_aggr *ktap_aggr_create(struct ktap_invocation *inv,
				   const struct ktap_shape *shape)
{
	struct ktap_object *obj;
	struct ktap_aggr *aggr;

	obj = ktap_heap_alloc(inv, KTAP_KIND_AGGR, sizeof(*aggr));
	if (!obj)
		return NULL;
	aggr = ktap_aggr_of(obj);
	aggr->shape = *shape;
	memset(aggr->roots, 0, sizeof(aggr->roots));

	return aggr;
}

/* -- finding and making parts ---------------------------------------------- */

/* The cell of @cpu, or NULL. */
static struct cell *find_cell(const unsigned long *root, u32 cpu)
{
	/* Pairs with publish(). */
	unsigned long link = smp_load_acquire(root);
	unsigned int shift = 0;

	for (; link & IS_FORK; shift += FORK_BITS)
		/* The same. */
		link = smp_load_acquire(branch_of(link, cpu, shift));

	return link && cell_of(link)->cpu == cpu ? cell_of(link) : NULL;
}

/* False: another was faster. */
static bool publish(unsigned long *place, unsigned long old, unsigned long new)
{
	return try_cmpxchg(place, &old, new);
}

static struct ktap_object *make_part(struct ktap_invocation *inv,
				     unsigned int part, size_t bytes)
{
	struct ktap_object *obj;

	obj = ktap_heap_alloc_part(inv, KTAP_KIND_AGGR, part, bytes);
	if (obj)
		memset(obj + 1, 0, bytes - sizeof(*obj));

	return obj;
}

/* Puts a fork where the cell @link is in the way. */
static int make_fork(struct ktap_invocation *inv, unsigned long *place,
		     unsigned long link, unsigned int shift)
{
	struct ktap_object *obj;
	unsigned long fork;

	obj = make_part(inv, KTAP_PART_FORK, sizeof(struct fork));
	if (!obj)
		return -ENOMEM;
	fork = (unsigned long)container_of(obj, struct fork, obj) | IS_FORK;
	*branch_of(fork, cell_of(link)->cpu, shift) = link;
	if (!publish(place, link, fork))
		ktap_heap_free_part(inv, obj);

	return 0;
}

/* Links a cell where there is room for it. */
static int link_cell(struct ktap_invocation *inv, unsigned long *place,
		     struct cell *cell)
{
	unsigned int shift = 0;
	unsigned long link;
	int ret;

	for (;;) {
		/* Pairs with publish(). */
		link = smp_load_acquire(place);
		if (link & IS_FORK) {
			place = branch_of(link, cell->cpu, shift);
			shift += FORK_BITS;
		} else if (!link) {
			if (publish(place, 0, (unsigned long)cell))
				return 0;
		} else if (cell_of(link)->cpu == cell->cpu) {
			return -EEXIST;
		} else {
			ret = make_fork(inv, place, link, shift);
			if (ret)
				return ret;
		}
	}
}

/* The cell of @cpu, perhaps a new one; NULL: lost, counted. */
static struct cell *get_cell(struct ktap_invocation *inv, struct ktap_aggr *aggr,
			     u32 cpu)
{
	unsigned long *root = &aggr->roots[inv->level == KTAP_LEVEL_NMI];
	struct cell *cell = find_cell(root, cpu);
	struct ktap_object *obj;
	int ret;

	if (likely(cell))
		return cell;
	obj = make_part(inv, KTAP_PART_CELL,
			struct_size(cell, chunks, nr_chunks(&aggr->shape)));
	if (!obj)
		return NULL;
	cell = container_of(obj, struct cell, obj);
	cell->cpu = cpu;
	u64_stats_init(&cell->sync);
	cell->sums.min = S64_MAX;
	cell->sums.max = S64_MIN;
	ret = link_cell(inv, root, cell);
	if (!ret)
		return cell;
	ktap_heap_free_part(inv, obj);

	return ret == -EEXIST ? find_cell(root, cpu) : NULL;
}

static struct chunk *get_chunk(struct ktap_invocation *inv, struct chunk **place)
{
	/* Pairs with what adds a chunk below. */
	struct chunk *chunk = smp_load_acquire(place), *other = NULL;
	struct ktap_object *obj;

	if (likely(chunk))
		return chunk;
	obj = make_part(inv, KTAP_PART_CELLS, sizeof(*chunk));
	if (!obj)
		return NULL;
	chunk = container_of(obj, struct chunk, obj);
	if (try_cmpxchg(place, &other, chunk))
		return chunk;
	ktap_heap_free_part(inv, obj);

	return other;
}

/* -- adding ---------------------------------------------------------------- */

static void add_to_cell(struct cell *cell, s64 v, u64 *bucket)
{
	struct ktap_summary *sums = &cell->sums;
	u64 m = v < 0 ? -(u64)v : v, low = m * m;

	u64_stats_update_begin(&cell->sync);
	WRITE_ONCE(sums->count, sums->count + 1);
	WRITE_ONCE(sums->sum, (u64)sums->sum + (u64)v);
	if (v < sums->min)
		WRITE_ONCE(sums->min, v);
	if (v > sums->max)
		WRITE_ONCE(sums->max, v);
	low += sums->square[0];
	if (unlikely(m >> 32))
		sums->square[1] += mul_u64_u64_shr(m, m, 64);
	sums->square[1] += low < sums->square[0];
	WRITE_ONCE(sums->square[0], low);
	if (bucket)
		WRITE_ONCE(*bucket, *bucket + 1);
	u64_stats_update_end(&cell->sync);
}

int ktap_aggr_add(struct ktap_invocation *inv, struct ktap_aggr *aggr, s64 v)
{
	unsigned int nr = 0;
	u64 *bucket = NULL;
	unsigned long flags;
	struct chunk *chunk;
	struct cell *cell;
	u32 cpu;

	if (aggr->shape.nr)
		nr = ktap_hist_bucket(&aggr->shape, v);
	for (;;) {
		cpu = raw_smp_processor_id();
		cell = get_cell(inv, aggr, cpu);
		if (unlikely(!cell))
			return -ENOMEM;
		if (aggr->shape.nr) {
			chunk = get_chunk(inv, &cell->chunks[nr / CHUNK_BUCKETS]);
			if (unlikely(!chunk))
				return -ENOMEM;
			bucket = &chunk->counts[nr % CHUNK_BUCKETS];
		}
		/* Process code may have moved to another CPU. */
		local_irq_save(flags);
		if (likely(cpu == raw_smp_processor_id()))
			break;
		local_irq_restore(flags);
	}
	add_to_cell(cell, v, bucket);
	local_irq_restore(flags);

	return 0;
}

/* -- reading --------------------------------------------------------------- */

static void read_cell(const struct cell *cell, struct ktap_summary *sums)
{
	unsigned int start, tries = 0;

	do {
		start = u64_stats_fetch_begin(&cell->sync);
		sums->count = READ_ONCE(cell->sums.count);
		sums->sum = READ_ONCE(cell->sums.sum);
		sums->min = READ_ONCE(cell->sums.min);
		sums->max = READ_ONCE(cell->sums.max);
		sums->square[0] = READ_ONCE(cell->sums.square[0]);
		sums->square[1] = READ_ONCE(cell->sums.square[1]);
		/* An NMI may have interrupted who writes it. */
	} while (u64_stats_fetch_retry(&cell->sync, start) &&
		 ++tries < MAX_READS);
}

static void add_sums(struct ktap_summary *to, const struct ktap_summary *from)
{
	to->count += from->count;
	to->sum = (u64)to->sum + (u64)from->sum;
	to->min = min(to->min, from->min);
	to->max = max(to->max, from->max);
	to->square[0] += from->square[0];
	to->square[1] += from->square[1] + (to->square[0] < from->square[0]);
}

void ktap_aggr_read(const struct ktap_aggr *aggr, struct ktap_summary *summary)
{
	struct ktap_summary sums;
	const struct cell *cell;
	unsigned int i, cpu;

	*summary = (struct ktap_summary){ .min = S64_MAX, .max = S64_MIN };
	for (i = 0; i < ARRAY_SIZE(aggr->roots); i++) {
		if (!READ_ONCE(aggr->roots[i]))
			continue;
		for_each_possible_cpu(cpu) {
			cell = find_cell(&aggr->roots[i], cpu);
			if (!cell)
				continue;
			read_cell(cell, &sums);
			add_sums(summary, &sums);
		}
	}
	if (!summary->count)
		*summary = (struct ktap_summary){};
}

u64 ktap_aggr_units(void)
{
	return 4 + nr_cpu_ids;
}

s64 ktap_summary_avg(const struct ktap_summary *summary)
{
	return summary->count ? div64_s64(summary->sum, summary->count) : 0;
}

/* 128 bits divided by 64: the low word first. */
static void divide(u64 *number, u64 by)
{
	u64 rest, low = number[0];
	bool carry;
	int i;

	number[1] = div64_u64_rem(number[1], by, &rest);
	number[0] = 0;
	for (i = 0; i < 64; i++) {
		carry = rest >> 63;
		rest = rest << 1 | low >> 63;
		low <<= 1;
		number[0] <<= 1;
		if (carry || rest >= by) {
			rest -= by;
			number[0] |= 1;
		}
	}
}

/* Whether the square of @root is at most @number. */
static bool is_root(u64 root, const u64 *number)
{
	u64 high = mul_u64_u64_shr(root, root, 64);

	return high < number[1] ||
	       (high == number[1] && root * root <= number[0]);
}

u64 ktap_summary_stddev(const struct ktap_summary *summary)
{
	u64 m = summary->sum < 0 ? -(u64)summary->sum : summary->sum;
	u64 mean[2] = { m * m, mul_u64_u64_shr(m, m, 64) }, v[2], root = 0;
	int i;

	if (!summary->count)
		return 0;
	/* (squares - sum^2 / n) / n; below 0 where the sum has wrapped. */
	divide(mean, summary->count);
	v[0] = summary->square[0] - mean[0];
	v[1] = summary->square[1] - mean[1] - (summary->square[0] < mean[0]);
	if (v[1] >> 63)
		return 0;
	divide(v, summary->count);
	for (i = 63; i >= 0; i--)
		if (is_root(root | BIT_ULL(i), v))
			root |= BIT_ULL(i);

	return root;
}

/* Adds up a chunk of all cells. */
static void read_chunk(const struct ktap_aggr *aggr, unsigned int nr, u64 *counts)
{
	const struct chunk *chunk;
	const struct cell *cell;
	unsigned int i, j, cpu;

	memset(counts, 0, CHUNK_BUCKETS * sizeof(*counts));
	for (i = 0; i < ARRAY_SIZE(aggr->roots); i++) {
		if (!READ_ONCE(aggr->roots[i]))
			continue;
		for_each_possible_cpu(cpu) {
			cell = find_cell(&aggr->roots[i], cpu);
			/* Pairs with get_chunk(). */
			chunk = cell ? smp_load_acquire(&cell->chunks[nr]) : NULL;
			for (j = 0; chunk && j < CHUNK_BUCKETS; j++)
				counts[j] += READ_ONCE(chunk->counts[j]);
		}
	}
}

bool ktap_aggr_next(const struct ktap_aggr *aggr, u64 *pos,
		    struct ktap_bucket *bucket)
{
	u64 counts[CHUNK_BUCKETS], nr = *pos;

	for (; nr < aggr->shape.nr; nr++) {
		if (nr == *pos || nr % CHUNK_BUCKETS == 0)
			read_chunk(aggr, nr / CHUNK_BUCKETS, counts);
		bucket->count = counts[nr % CHUNK_BUCKETS];
		if (!bucket->count)
			continue;
		ktap_hist_bounds(&aggr->shape, nr, &bucket->least,
				 &bucket->largest);
		*pos = nr + 1;
		return true;
	}
	*pos = nr;

	return false;
}

size_t ktap_aggr_text(const struct ktap_aggr *aggr, char *buf, size_t size)
{
	struct ktap_summary sums;

	ktap_aggr_read(aggr, &sums);
	return snprintf(buf, size, "count %llu, sum %lld, min %lld, max %lld, avg %lld",
			sums.count, sums.sum, sums.min, sums.max,
			ktap_summary_avg(&sums));
}

/* -- end ------------------------------------------------------------------- */

/* One step: frees something that hangs on @place.  False: nothing does. */
static bool free_step(struct ktap_invocation *inv, const struct ktap_shape *shape,
		      unsigned long *place)
{
	unsigned int nr = nr_chunks(shape), i = 0;
	struct fork *fork;
	struct cell *cell;

	if (!*place)
		return false;
	while (*place & IS_FORK) {
		fork = fork_of(*place);
		for (i = 0; i < FORK_BRANCHES && !fork->branches[i]; i++)
			;
		if (i == FORK_BRANCHES) {
			ktap_heap_free_part(inv, &fork->obj);
			*place = 0;
			return true;
		}
		place = &fork->branches[i];
	}
	cell = cell_of(*place);
	for (i = 0; i < nr && !cell->chunks[i]; i++)
		;
	if (i < nr) {
		ktap_heap_free_part(inv, &cell->chunks[i]->obj);
		cell->chunks[i] = NULL;
	} else {
		ktap_heap_free_part(inv, &cell->obj);
		*place = 0;
	}

	return true;
}

bool ktap_aggr_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		    unsigned int *steps)
{
	struct ktap_aggr *aggr = ktap_aggr_of(obj);

	if (obj->flags & KTAP_OBJECT_PART_MASK)
		return true;
	for (;;) {
		if (!*steps)
			return false;
		--*steps;
		if (!free_step(inv, &aggr->shape, &aggr->roots[0]) &&
		    !free_step(inv, &aggr->shape, &aggr->roots[1]))
			return true;
	}
}
