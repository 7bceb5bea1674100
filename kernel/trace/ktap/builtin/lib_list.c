// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: tables as lists
 *
 * Context: any
 *
 * Each element is read or written indivisibly, a whole list is not.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "builtin/list.h"
#include "data/string.h"
#include "data/value.h"
#include "limits.h"
#include "vm/trap.h"

static void get(struct ktap_table *table, s64 nr, struct ktap_value *v)
{
	struct ktap_value key = ktap_value_int(nr);

	ktap_table_get(table, &key, v);
}

static int set(struct ktap_vm *vm, struct ktap_table *table, s64 nr,
	       const struct ktap_value *v)
{
	struct ktap_value key = ktap_value_int(nr);

	return ktap_table_set(&vm->inv, table, &key, v);
}

int ktap_list_len(struct ktap_vm *vm, struct ktap_table *table, s64 *len)
{
	struct ktap_value v;
	s64 nr = ktap_table_len(table);
	int trap = 0;

	/* Other keys may be among those that were counted. */
	for (; nr && !trap; nr--) {
		get(table, nr, &v);
		if (!ktap_value_is_nil(&v))
			break;
		trap = ktap_vm_charge(vm, 1);
	}
	*len = nr;

	return trap;
}

/* An argument that must be a number from 1 to @max. */
static int read_number(struct ktap_vm *vm, const char *name, unsigned int nr,
		       const struct ktap_value *arg, s64 max, s64 *number)
{
	if (!ktap_value_is_int(arg))
		return ktap_args_refuse(vm, name, nr, arg, "an integer");
	if (arg->i < 1 || arg->i > max)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s(): argument %u must be 1 to %lld, not %lld",
					 name, nr, max, arg->i);
	*number = arg->i;

	return 0;
}

/* Adds behind the last; who comes at the same time adds behind it. */
static int append(struct ktap_vm *vm, struct ktap_table *table, s64 len,
		  const struct ktap_value *v)
{
	struct ktap_value key;
	unsigned int i;
	int ret;

	for (i = 0; i < KTAP_MAX_TABLE_TRIES; i++) {
		key = ktap_value_int(++len);
		ret = ktap_table_add(&vm->inv, table, &key, v);
		if (ret != -EEXIST)
			return ret;
	}
	ktap_loss_count(ktap_heap_losses(vm->inv.heap), KTAP_LOSS_LOCK);

	return -EBUSY;
}

int ktap_lib_table_insert(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	const struct ktap_value *v = &args[nr_args - 1];
	struct ktap_table *table;
	struct ktap_value moved;
	s64 len, at;
	int ret;

	ret = ktap_args_table(vm, "table.insert", 1, &args[0], &table);
	if (!ret)
		ret = ktap_list_len(vm, table, &len);
	if (ret)
		return ret;
	if (ktap_value_is_nil(v))
		return ktap_args_refuse(vm, "table.insert", nr_args, v,
					"a value");
	if (nr_args == 2)
		return append(vm, table, len, v);
	ret = read_number(vm, "table.insert", 2, &args[1], len + 1, &at);
	for (; !ret && len >= at; len--) {
		get(table, len, &moved);
		ret = set(vm, table, len + 1, &moved);
		if (ret <= 0)
			ret = ktap_vm_charge(vm, 2) ?: ret;
	}

	return ret ?: set(vm, table, at, v);
}

int ktap_lib_table_remove(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_table *table;
	struct ktap_value moved;
	s64 len, at;
	int ret;

	ret = ktap_args_table(vm, "table.remove", 1, &args[0], &table);
	if (!ret)
		ret = ktap_list_len(vm, table, &len);
	if (ret || !len)
		return ret;
	at = len;
	if (nr_args > 1)
		ret = read_number(vm, "table.remove", 2, &args[1], len, &at);
	if (ret)
		return ret;
	get(table, at, result);
	for (; !ret && at < len; at++) {
		get(table, at + 1, &moved);
		ret = set(vm, table, at, &moved);
		if (ret <= 0)
			ret = ktap_vm_charge(vm, 2) ?: ret;
	}
	moved = ktap_value_nil();

	return ret ?: set(vm, table, len, &moved);
}

/* What is joined. */
struct join {
	struct ktap_table *table;
	const struct ktap_value *between;
	s64 first;
	s64 last;
};

static int read_join(struct ktap_vm *vm, const struct ktap_value *args,
		     unsigned int nr_args, struct join *join)
{
	static const struct ktap_value nothing = { .kind = KTAP_KIND_NIL };
	unsigned int i;
	int ret;

	ret = ktap_args_table(vm, "table.concat", 1, &args[0], &join->table);
	if (ret)
		return ret;
	join->between = nr_args > 1 ? &args[1] : &nothing;
	if (join->between->kind > KTAP_KIND_NIL &&
	    join->between->kind != KTAP_KIND_STRING &&
	    !ktap_value_is_int(join->between))
		return ktap_args_refuse(vm, "table.concat", 2, join->between,
					"nil or a string");
	for (i = 2; i < nr_args; i++)
		if (!ktap_value_is_int(&args[i]))
			return ktap_args_refuse(vm, "table.concat", i + 1,
						&args[i], "an integer");
	join->first = nr_args > 2 ? args[2].i : 1;
	if (nr_args < 4)
		return ktap_list_len(vm, join->table, &join->last);
	join->last = args[3].i;

	return 0;
}

/* Bytes of all, at most; charged. */
static int measure(struct ktap_vm *vm, const struct join *join, u64 *bytes)
{
	struct ktap_value v;
	int trap = 0;
	s64 i;

	*bytes = 0;
	for (i = join->first; i <= join->last && !trap; i++) {
		get(join->table, i, &v);
		*bytes += ktap_value_text_max(&v);
		if (i > join->first && !ktap_value_is_nil(join->between))
			*bytes += ktap_value_text_max(join->between);
		if (*bytes > KTAP_MAX_STRING)
			return KTAP_TRAP_STRING_SIZE;
		trap = ktap_vm_charge(vm, 2);
		if (i == S64_MAX)
			break;
	}

	return trap ?: ktap_vm_charge(vm, *bytes / 16);
}

/* Elements may have changed meanwhile: what does not fit is cut. */
static size_t put(const struct ktap_value *v, char *to, size_t room)
{
	return min(ktap_value_text(v, to, room + 1), room);
}

int ktap_lib_table_concat(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *string;
	struct ktap_value v;
	struct join join;
	size_t at = 0;
	int trap;
	u64 room;
	s64 i;

	trap = read_join(vm, args, nr_args, &join);
	if (!trap)
		trap = measure(vm, &join, &room);
	if (trap)
		return trap;
	string = ktap_string_alloc(&vm->inv, room, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	for (i = join.first; i <= join.last; i++) {
		if (i > join.first && !ktap_value_is_nil(join.between))
			at += put(join.between, string->bytes + at, room - at);
		get(join.table, i, &v);
		at += put(&v, string->bytes + at, room - at);
		if (i == S64_MAX)
			break;
	}
	string->len = at;
	ktap_string_seal(string);
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}
