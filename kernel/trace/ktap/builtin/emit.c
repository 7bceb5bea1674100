// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - values to the ring: waiting or losing, and tables element by element
 *
 * Context: any
 *
 * Tables in tables are walked with a stack of positions instead of recursion.
 * An element whose value is a table is written when that table is complete.
 * Nothing but what vm->held shows survives a record, as process code may
 * sleep in it.
 */

#include <linux/errno.h>
#include <linux/kernel.h>

#include "builtin/emit.h"
#include "data/string.h"
#include "data/table.h"
#include "data/tuple.h"
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

static u64 value_bytes(const struct ktap_value *v)
{
	const struct ktap_tuple *tuple;
	u64 bytes = sizeof(u64);
	unsigned int i;

	if (v->kind == KTAP_KIND_STRING)
		return bytes + ktap_string_of(v->obj)->len;
	if (v->kind != KTAP_KIND_TUPLE)
		return bytes;
	/* Its parts are no tuples. */
	tuple = ktap_tuple_of(v->obj);
	for (i = 0; i < tuple->nr; i++)
		bytes += value_bytes(&tuple->parts[i]);

	return bytes;
}

static u64 record_units(const struct ktap_value *values, unsigned int nr)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		bytes += value_bytes(&values[i]);

	return RECORD_UNITS + bytes / 16;
}

static int wait_record(struct ktap_vm *vm, u16 type, u16 flags,
		       const struct ktap_value *values, unsigned int nr)
{
	struct ktap_ring *ring = vm->run->ring;
	int ret;

	ret = ktap_record_write(ring, type, flags, values, nr);
	if (ret != -EAGAIN)
		return 0;
	ktap_vm_sleep_begin(vm);
	ret = ktap_record_wait(ring, type, flags, values, nr);
	ktap_vm_sleep_end(vm);

	return ret == -EPIPE ? KTAP_TRAP_CLOSED : 0;
}

int ktap_emit_record(struct ktap_vm *vm, u16 type, u16 flags,
		     const struct ktap_value *values, unsigned int nr)
{
	int trap = ktap_vm_charge(vm, record_units(values, nr));

	if (trap)
		return trap;
	if (ktap_vm_is_process(vm))
		return wait_record(vm, type, flags, values, nr);
	ktap_record_try(vm->run->ring, type, flags, values, nr);

	return 0;
}

static struct ktap_value table_number(u32 number)
{
	return (struct ktap_value){ .i = number, .kind = KTAP_KIND_TABLE };
}

/* A table within a record goes by its number; 0: it is not shown. */
static struct ktap_value shown(const struct ktap_value *v, u32 number)
{
	return v->kind == KTAP_KIND_TABLE ? table_number(number) : *v;
}

static int emit_head(struct ktap_vm *vm, u16 flags, const struct ktap_value *v,
		     const struct ktap_value *name, s64 rows, u32 *number)
{
	struct ktap_value values[] = {
		table_number(atomic_inc_return(&vm->run->next_table)),
		*name,
		ktap_value_int(rows),
		ktap_value_int(ktap_table_len(ktap_table_of(v->obj))),
	};

	*number = values[0].i;

	return ktap_emit_record(vm, KTAP_REC_TABLE, flags, values,
				ARRAY_SIZE(values));
}

static int emit_row(struct ktap_vm *vm, u32 number, const struct ktap_value *key,
		    const struct ktap_value *v, u32 inner)
{
	struct ktap_value values[] = {
		table_number(number),
		shown(key, 0),
		shown(v, inner),
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

/* Begins with table @v, one level deeper. */
static int push_level(struct ktap_vm *vm, struct tree *tree,
		      const struct ktap_value *v)
{
	struct ktap_value nil = ktap_value_nil();
	struct level *level = &tree->levels[tree->depth];

	tree->held[tree->depth++][HELD_TABLE] = *v;
	level->pos = 0;
	level->rows = 0;

	return emit_head(vm, KTAP_TABLE_VALUE, v, &nil, MAX_ROWS,
			 &level->number);
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

static bool has_table(const struct ktap_value *args, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (args[i].kind == KTAP_KIND_TABLE)
			return true;
	}

	return false;
}

int ktap_emit_values(struct ktap_vm *vm, u16 type,
		     const struct ktap_value *args, unsigned int nr)
{
	struct ktap_value *values;
	unsigned int i;
	u32 number;
	int trap;

	if (!has_table(args, nr))
		return ktap_emit_record(vm, type, 0, args, nr);

	values = ktap_vm_room(vm, nr);
	if (!values)
		return KTAP_TRAP_STACK;
	for (i = 0; i < nr; i++) {
		values[i] = args[i];
		if (args[i].kind != KTAP_KIND_TABLE)
			continue;
		trap = emit_tree(vm, &args[i], &number);
		if (trap)
			return trap;
		values[i] = table_number(number);
	}

	return ktap_emit_record(vm, type, 0, values, nr);
}

static int emit_rows(struct ktap_vm *vm, struct ktap_table *table,
		     struct ktap_value *held, u32 number)
{
	u64 pos = 0, rows = 0;
	bool found;
	int trap;

	for (;;) {
		trap = next_row(vm, table, &pos, held, &found);
		if (trap)
			return trap;
		if (!found)
			break;
		trap = emit_row(vm, number, &held[HELD_KEY], &held[HELD_VALUE],
				0);
		if (trap)
			return trap;
		rows++;
	}

	return emit_tail(vm, number, rows);
}

int ktap_emit_table(struct ktap_vm *vm, const struct ktap_value *table,
		    const struct ktap_value *name, s64 rows)
{
	struct ktap_value held[NR_HELD] = {};
	u32 number;
	int trap;

	vm->held = held;
	vm->nr_held = NR_HELD;
	trap = emit_head(vm, KTAP_TABLE_HIST, table, name, rows, &number);
	if (!trap)
		trap = emit_rows(vm, ktap_table_of(table->obj), held, number);
	vm->nr_held = 0;
	vm->held = NULL;

	return trap;
}
