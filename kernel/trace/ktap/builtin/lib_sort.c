// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: sort_pairs() and table.sort()
 *
 * Context: any
 *
 * By a function of the script the compiler makes a loop of questions: a
 * built-in does not call script.
 */

#include <linux/errno.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "builtin/list.h"
#include "data/order.h"
#include "data/sort.h"
#include "vm/trap.h"

/* Tries to copy a table that grows meanwhile. */
#define MAX_COPIES	8

/* Units of one question that is answered here. */
#define COMPARE_UNITS	2

/* Fills a sort with the elements of a table; -EAGAIN: it had no room. */
static int copy_pairs(struct ktap_vm *vm, struct ktap_table *table,
		      struct ktap_sort *sort)
{
	struct ktap_value key, v;
	u64 pos = 0;
	int trap;

	while (ktap_table_next(table, &pos, &key, &v)) {
		if (!ktap_sort_add(sort, &key, &v))
			return -EAGAIN;
		trap = ktap_vm_charge(vm, 1);
		if (trap)
			return trap;
	}

	return 0;
}

static int too_large(struct ktap_vm *vm, int trap, u64 nr)
{
	if (!trap)
		return -ENOMEM;

	return ktap_trap_explain(vm, trap,
				 "%llu elements are too many to be sorted in an event handler: do it in tick or trace_end",
				 nr);
}

static int make_sort(struct ktap_vm *vm, const char *name,
		     const struct ktap_value *args, unsigned int nr_args,
		     struct ktap_sort **sort)
{
	struct ktap_table *table;
	unsigned int i;
	u64 room, top;
	int ret;

	ret = ktap_args_table(vm, name, 1, &args[0], &table);
	if (ret)
		return ret;
	top = U32_MAX;
	if (nr_args > 1 && !ktap_value_is_nil(&args[1])) {
		if (!ktap_value_is_int(&args[1]) || args[1].i < 0)
			return ktap_args_refuse(vm, name, 3, &args[1],
						"nil or a number of elements");
		top = min_t(u64, args[1].i, U32_MAX);
	}
	ret = -EAGAIN;
	for (i = 0; i < MAX_COPIES && ret == -EAGAIN; i++) {
		room = ktap_table_len(table);
		if (i)
			room += room / 4 + 16;
		*sort = ktap_sort_create(&vm->inv, min_t(u64, room, U32_MAX / 2),
					 &ret);
		if (!*sort)
			return too_large(vm, ret > 0 ? ret : 0, room);
		(*sort)->top = top;
		ret = copy_pairs(vm, table, *sort);
	}

	return ret == -EAGAIN ? -ENOMEM : ret;
}

/* Whether the first of the question comes first, by value or as a list. */
static bool is_before(const struct ktap_sort *sort, bool by_pair)
{
	const struct ktap_sort_item *a = ktap_sort_asked(sort, 0);
	const struct ktap_sort_item *b = ktap_sort_asked(sort, 1);
	int order = ktap_order(&a->rank, &b->rank);

	if (!by_pair)
		return order < 0;
	/* The largest first, equal ones by key. */
	return order ? order > 0 : ktap_order(&a->key, &b->key) < 0;
}

static int sort_all(struct ktap_vm *vm, struct ktap_sort *sort, bool by_pair)
{
	bool before = false;
	u64 moved = 0;
	int trap;

	while (ktap_sort_step(sort, before, &moved)) {
		before = is_before(sort, by_pair);
		trap = ktap_vm_charge(vm, COMPARE_UNITS + moved / 4);
		if (trap)
			return trap;
		moved = 0;
	}

	return 0;
}

static void return_sort(struct ktap_sort *sort, struct ktap_value *result)
{
	*result = ktap_value_obj(KTAP_KIND_SORT, &sort->obj);
}

int ktap_lib_sort_pairs(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort;
	int ret;

	ret = make_sort(vm, "sort_pairs", args, nr_args, &sort);
	if (!ret)
		ret = sort_all(vm, sort, true);
	if (!ret)
		return_sort(sort, result);

	return ret;
}

int ktap_lib_sort_begin(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort;
	int ret;

	ret = make_sort(vm, "sort_pairs", args, nr_args, &sort);
	if (!ret)
		return_sort(sort, result);

	return ret;
}

/* A list as a sort. */
static int copy_list(struct ktap_vm *vm, const struct ktap_value *arg,
		     struct ktap_sort **sort)
{
	struct ktap_table *table;
	struct ktap_value key, v;
	s64 nr, i;
	int ret;

	ret = ktap_args_table(vm, "table.sort", 1, arg, &table);
	if (!ret)
		ret = ktap_list_len(vm, table, &nr);
	if (ret)
		return ret;
	*sort = ktap_sort_create(&vm->inv, min_t(s64, nr, U32_MAX / 2), &ret);
	if (!*sort)
		return too_large(vm, ret, nr);
	for (i = 1; i <= nr && !ret; i++) {
		key = ktap_value_int(i);
		ktap_table_get(table, &key, &v);
		ktap_sort_add(*sort, &key, &v);
		ret = ktap_vm_charge(vm, 1);
	}

	return ret;
}

static int store_list(struct ktap_vm *vm, const struct ktap_sort *sort,
		      struct ktap_table *table)
{
	struct ktap_value key;
	int ret = 0;
	u32 i;

	for (i = 0; i < sort->nr && ret <= 0; i++) {
		key = ktap_value_int(i + 1);
		ret = ktap_table_set(&vm->inv, table, &key,
				     &ktap_sort_at(sort, i)->v);
		if (ret <= 0)
			ret = ktap_vm_charge(vm, 1) ?: ret;
	}

	return ret;
}

int ktap_lib_table_sort(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort;
	int ret;

	ret = copy_list(vm, &args[0], &sort);
	if (!ret)
		ret = sort_all(vm, sort, false);

	return ret ?: store_list(vm, sort, ktap_table_of(args[0].obj));
}

int ktap_lib_sort_list(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort;
	int ret;

	ret = copy_list(vm, &args[0], &sort);
	if (!ret)
		return_sort(sort, result);

	return ret;
}

/* Lost: there is nothing to sort. */
static struct ktap_sort *sort_arg(const struct ktap_value *arg)
{
	return arg->kind == KTAP_KIND_SORT ? ktap_sort_of(arg->obj) : NULL;
}

int ktap_lib_sort_step(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort = sort_arg(&args[0]);
	bool asks;
	u64 moved = 0;

	asks = sort && ktap_sort_step(sort, ktap_value_is_true(&args[1]), &moved);
	*result = ktap_value_bool(asks);

	return ktap_vm_charge(vm, moved / 4);
}

int ktap_lib_sort_value(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort = sort_arg(&args[0]);
	const struct ktap_sort_item *item = NULL;

	if (sort && ktap_value_is_int(&args[1]))
		item = ktap_sort_asked(sort, args[1].i & 1);
	if (item)
		*result = args[1].i & 2 ? item->key : item->v;

	return 0;
}

int ktap_lib_sort_store(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_sort *sort = sort_arg(&args[0]);
	struct ktap_table *table;
	int ret;

	ret = ktap_args_table(vm, "table.sort", 1, &args[1], &table);
	if (ret || !sort)
		return ret;

	return store_list(vm, sort, table);
}
