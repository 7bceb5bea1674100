// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - values to the ring: waiting or losing, and tables element by element
 *
 * Context: any
 *
 * Tables in tables are walked with a stack of positions instead of recursion.
 * An element whose value is a table is written when that table is complete; the
 * buckets of a histogram that is to be drawn are written before what shows it.
 * Nothing but what vm->held shows survives a record, as process code may
 * sleep in it.
 */

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "builtin/emit.h"
#include "data/sample.h"
#include "data/table.h"
#include "limits.h"
#include "output/record.h"

/* What print() shows of a table. */
#define MAX_DEPTH	8
#define MAX_ROWS	100

/* Units of a record, above those of its bytes. */
#define RECORD_UNITS	16

/* Empty places of a table passed before the budget is looked at. */
#define WALK_STEPS	256

/* What is held of a table that is being written. */
enum {
	HELD_TABLE,
	HELD_KEY,
	HELD_VALUE,
	NR_HELD
};

struct level {
	u64 pos;
	u32 number;
	u32 rows;
};

struct tree {
	struct ktap_value held[MAX_DEPTH][NR_HELD];
	struct level levels[MAX_DEPTH];
	unsigned int depth;
};

static int emit_measured(struct ktap_vm *vm, u16 type, u16 flags,
			 const struct ktap_value *values, unsigned int nr,
			 const struct ktap_record_size *size)
{
	struct ktap_ring *ring = vm->run->ring;
	int ret;

	ret = ktap_vm_charge(vm, RECORD_UNITS + size->plain / 16);
	if (ret)
		return ret;
	ret = ktap_record_put(ring, type, flags, values, nr, size);
	if (likely(ret != -EAGAIN))
		return 0;
	if (!ktap_vm_is_process(vm)) {
		ktap_ring_lose(ring);
		return 0;
	}
	ktap_vm_sleep_begin(vm);
	ret = ktap_record_wait(ring, type, flags, values, nr);
	ktap_vm_sleep_end(vm);

	return ret == -EPIPE ? KTAP_TRAP_CLOSED : 0;
}

int ktap_emit_record(struct ktap_vm *vm, u16 type, u16 flags,
		     const struct ktap_value *values, unsigned int nr)
{
	struct ktap_record_size size;

	ktap_record_measure(values, nr, &size);

	return emit_measured(vm, type, flags, values, nr, &size);
}

static struct ktap_value table_number(u32 number)
{
	return (struct ktap_value){ .i = number, .kind = KTAP_KIND_TABLE };
}

/*
 * What a record has of a value: of a table its number (0: it is not shown), of
 * an aggregate what is in @room, with the number of its buckets' table.
 */
static struct ktap_value shown(const struct ktap_value *v, u32 number,
			       struct ktap_record_aggr *room)
{
	struct ktap_summary sums;

	if (v->kind == KTAP_KIND_TABLE)
		return table_number(number);
	if (v->kind != KTAP_KIND_AGGR)
		return *v;

	ktap_aggr_read(ktap_aggr_of(v->obj), &sums);
	*room = (struct ktap_record_aggr){
		.count		= sums.count,
		.sum		= sums.sum,
		.min		= sums.min,
		.max		= sums.max,
		.avg		= ktap_summary_avg(&sums),
		.stddev		= ktap_summary_stddev(&sums),
		.buckets	= number,
	};

	return (struct ktap_value){ .aggr = room, .kind = KTAP_KIND_AGGR };
}

/* A table as it is announced. */
struct head {
	const struct ktap_value *name;
	s64 rows;
	u64 len;
	/* Its unnamed element, and the number of that one's buckets. */
	struct ktap_value alone;
	u32 buckets;
};

static int emit_head(struct ktap_vm *vm, u16 flags, const struct head *head,
		     u32 *number)
{
	struct ktap_value nil = ktap_value_nil();
	struct ktap_record_aggr room;
	struct ktap_value values[] = {
		table_number(atomic_inc_return(&vm->run->next_table)),
		head->name ? *head->name : nil,
		ktap_value_int(head->rows),
		ktap_value_int(head->len),
		shown(&head->alone, head->buckets, &room),
	};

	*number = values[0].i;

	return ktap_emit_record(vm, KTAP_REC_TABLE, flags, values,
				ARRAY_SIZE(values));
}

static int emit_row(struct ktap_vm *vm, u32 number, const struct ktap_value *key,
		    const struct ktap_value *v, u32 inner)
{
	struct ktap_record_aggr room;
	struct ktap_value values[] = {
		table_number(number),
		*key,
		shown(v, inner, &room),
	};

	return ktap_emit_record(vm, KTAP_REC_ROW, 0, values,
				ARRAY_SIZE(values));
}

static int emit_tail(struct ktap_vm *vm, u32 number, u64 rows)
{
	struct ktap_value values[] = {
		table_number(number),
		ktap_value_int(rows),
	};

	return ktap_emit_record(vm, KTAP_REC_TABLE_END, 0, values,
				ARRAY_SIZE(values));
}

static int emit_bucket(struct ktap_vm *vm, u32 number, s64 least, s64 largest,
		       u64 count)
{
	struct ktap_value values[] = {
		table_number(number),
		ktap_value_int(least),
		ktap_value_int(largest),
		ktap_value_int(count),
	};

	return ktap_emit_record(vm, KTAP_REC_BUCKET, 0, values,
				ARRAY_SIZE(values));
}

/* The buckets from @from to @to have no samples, but lie between such. */
static int emit_gap(struct ktap_vm *vm, u32 number,
		    const struct ktap_shape *shape, u64 from, u64 to, u64 *rows)
{
	s64 least, largest;
	int trap = 0;

	for (; from < to && !trap; from++) {
		ktap_hist_bounds(shape, from, &least, &largest);
		trap = emit_bucket(vm, number, least, largest, 0);
		++*rows;
	}

	return trap;
}

/* The buckets of a histogram, which a register or vm->held holds. */
static int emit_buckets(struct ktap_vm *vm, const struct ktap_aggr *aggr,
			u32 *number)
{
	struct head head = { .rows = KTAP_MAX_BUCKETS };
	u64 pos = 0, last = 0, rows = 0;
	struct ktap_bucket bucket;
	int trap;

	trap = emit_head(vm, KTAP_TABLE_BUCKETS, &head, number);
	while (!trap && ktap_aggr_next(aggr, &pos, &bucket)) {
		if (rows)
			trap = emit_gap(vm, *number, &aggr->shape, last,
					pos - 1, &rows);
		if (!trap)
			trap = emit_bucket(vm, *number, bucket.least,
					   bucket.largest, bucket.count);
		if (!trap)
			trap = ktap_vm_charge(vm, ktap_aggr_units());
		last = pos;
		rows++;
	}

	return trap ?: emit_tail(vm, *number, rows);
}

/* Those of a value, if it is a histogram; else the number is 0. */
static int emit_buckets_of(struct ktap_vm *vm, const struct ktap_value *v,
			   u32 *number)
{
	*number = 0;
	if (v->kind != KTAP_KIND_AGGR || !ktap_aggr_of(v->obj)->shape.nr)
		return 0;

	return emit_buckets(vm, ktap_aggr_of(v->obj), number);
}

/* Begins with table @v, one level deeper. */
static int push_level(struct ktap_vm *vm, struct tree *tree,
		      const struct ktap_value *v)
{
	struct level *level = &tree->levels[tree->depth];
	struct head head = {
		.rows	= MAX_ROWS,
		.len	= ktap_table_len(ktap_table_of(v->obj)),
	};

	tree->held[tree->depth++][HELD_TABLE] = *v;
	level->pos = 0;
	level->rows = 0;

	ktap_slot_get(ktap_table_alone(ktap_table_of(v->obj)), &head.alone);

	return emit_head(vm, KTAP_TABLE_VALUE, &head, &level->number);
}

/* Ends with the innermost table, and the element whose value it is. */
static int pop_level(struct ktap_vm *vm, struct tree *tree)
{
	struct level *level = &tree->levels[--tree->depth];
	struct ktap_value *held;
	int trap;

	trap = emit_tail(vm, level->number, level->rows);
	if (trap || !tree->depth)
		return trap;
	held = tree->held[tree->depth - 1];

	return emit_row(vm, level[-1].number, &held[HELD_KEY],
			&held[HELD_VALUE], level->number);
}

/* The next element of a table; charged for empty places on the way. */
static int next_row(struct ktap_vm *vm, struct ktap_table *table, u64 *pos,
		    struct ktap_value *held, bool *found)
{
	unsigned int steps;
	int ret, trap;

	do {
		steps = WALK_STEPS;
		ret = ktap_table_step(table, pos, &held[HELD_KEY],
				      &held[HELD_VALUE], &steps);
		trap = ktap_vm_charge(vm, (WALK_STEPS - steps) / 4);
		if (trap)
			return trap;
	} while (ret == -EAGAIN);
	*found = ret;

	return 0;
}

/* One step: an element of the innermost table, or its end. */
static int step_tree(struct ktap_vm *vm, struct tree *tree)
{
	struct level *level = &tree->levels[tree->depth - 1];
	struct ktap_value *held = tree->held[tree->depth - 1];
	bool found;
	int trap;

	if (level->rows == MAX_ROWS)
		return pop_level(vm, tree);
	trap = next_row(vm, ktap_table_of(held[HELD_TABLE].obj), &level->pos,
			held, &found);
	if (trap)
		return trap;
	if (!found)
		return pop_level(vm, tree);
	level->rows++;
	if (held[HELD_VALUE].kind == KTAP_KIND_TABLE && tree->depth < MAX_DEPTH)
		return push_level(vm, tree, &held[HELD_VALUE]);

	return emit_row(vm, level->number, &held[HELD_KEY], &held[HELD_VALUE],
			0);
}

/* Writes table @v as a value: its number is @number. */
static int emit_tree(struct ktap_vm *vm, const struct ktap_value *v, u32 *number)
{
	struct tree tree = {};
	int trap;

	vm->held = &tree.held[0][0];
	vm->nr_held = MAX_DEPTH * NR_HELD;
	trap = push_level(vm, &tree, v);
	*number = tree.levels[0].number;
	while (!trap && tree.depth)
		trap = step_tree(vm, &tree);
	vm->nr_held = 0;
	vm->held = NULL;

	return trap;
}

/* Values whose records are not what registers hold. */
static unsigned int nr_shown(const struct ktap_value *args, unsigned int nr)
{
	unsigned int i, found = 0;

	for (i = 0; i < nr; i++)
		found += args[i].kind == KTAP_KIND_TABLE ||
			 args[i].kind == KTAP_KIND_AGGR;

	return found;
}

/* Values that take as much room as what a record has of an aggregate. */
#define AGGR_VALUES	DIV_ROUND_UP(sizeof(struct ktap_record_aggr),	\
				     sizeof(struct ktap_value))

/* The number of a value that is about to be shown: a histogram is drawn alone. */
static int emit_inner(struct ktap_vm *vm, const struct ktap_value *v, bool alone,
		      u32 *number)
{
	*number = 0;
	if (v->kind == KTAP_KIND_TABLE)
		return emit_tree(vm, v, number);

	return alone ? emit_buckets_of(vm, v, number) : 0;
}

/* Values of which some are tables or aggregates. */
static noinline int emit_shown(struct ktap_vm *vm, u16 type,
			       const struct ktap_value *args, unsigned int nr)
{
	struct ktap_value *values, *room;
	unsigned int i;
	u32 number;
	int trap;

	values = ktap_vm_room(vm, nr + nr_shown(args, nr) * AGGR_VALUES);
	if (!values)
		return KTAP_TRAP_STACK;
	room = values + nr;
	for (i = 0; i < nr; i++) {
		trap = emit_inner(vm, &args[i], nr == 1, &number);
		if (trap)
			return trap;
		values[i] = shown(&args[i], number, (void *)room);
		if (args[i].kind == KTAP_KIND_AGGR)
			room += AGGR_VALUES;
	}

	return ktap_emit_record(vm, type, 0, values, nr);
}

int ktap_emit_values(struct ktap_vm *vm, u16 type,
		     const struct ktap_value *args, unsigned int nr)
{
	struct ktap_record_size size;

	ktap_record_measure(args, nr, &size);
	if (size.kinds & (BIT(KTAP_KIND_TABLE) | BIT(KTAP_KIND_AGGR)))
		return emit_shown(vm, type, args, nr);

	return emit_measured(vm, type, 0, args, nr, &size);
}

static int emit_rows(struct ktap_vm *vm, struct ktap_table *table,
		     struct ktap_value *held, u32 number)
{
	u64 pos = 0, rows = 0;
	u32 buckets;
	bool found;
	int trap;

	for (;;) {
		trap = next_row(vm, table, &pos, held, &found);
		if (trap)
			return trap;
		if (!found)
			break;
		trap = emit_buckets_of(vm, &held[HELD_VALUE], &buckets);
		if (!trap)
			trap = emit_row(vm, number, &held[HELD_KEY],
					&held[HELD_VALUE], buckets);
		if (trap)
			return trap;
		rows++;
	}

	return emit_tail(vm, number, rows);
}

int ktap_emit_table(struct ktap_vm *vm, u16 flags, const struct ktap_value *v,
		    const struct ktap_value *name, s64 rows)
{
	struct ktap_value held[NR_HELD] = {};
	struct ktap_table *table = NULL;
	struct head head = { .name = name, .rows = rows };
	u32 number;
	int trap;

	if (v->kind == KTAP_KIND_TABLE) {
		table = ktap_table_of(v->obj);
		head.len = ktap_table_len(table);
		ktap_slot_get(ktap_table_alone(table), &held[HELD_VALUE]);
	} else {
		held[HELD_VALUE] = *v;
	}
	vm->held = held;
	vm->nr_held = NR_HELD;
	head.alone = held[HELD_VALUE];
	trap = emit_buckets_of(vm, &head.alone, &head.buckets);
	if (!trap)
		trap = emit_head(vm, flags, &head, &number);
	if (!trap)
		trap = table ? emit_rows(vm, table, held, number) :
			       emit_tail(vm, number, 0);
	vm->nr_held = 0;
	vm->held = NULL;

	return trap;
}
