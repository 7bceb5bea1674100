// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: tables
 *
 * Context: any
 */

#include <linux/errno.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "data/symbol.h"
#include "data/tuple.h"
#include "mem/heap.h"

int ktap_lib_len(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	switch (args[0].kind) {
	case KTAP_KIND_TABLE:
		*result = ktap_value_int(ktap_table_len(ktap_table_of(args[0].obj)));
		return 0;
	case KTAP_KIND_STACK:
		*result = ktap_value_int(ktap_symbol_nr(ktap_string_of(args[0].obj)));
		return 0;
	case KTAP_KIND_STRING:
		*result = ktap_value_int(ktap_string_of(args[0].obj)->len);
		return 0;
	case KTAP_KIND_TUPLE:
		*result = ktap_value_int(ktap_tuple_of(args[0].obj)->nr);
		return 0;
	default:
		return ktap_args_refuse(vm, "len", 1, &args[0],
					"a table, a string or a tuple");
	}
}

/* The key that the arguments behind the table make. */
static int read_key(struct ktap_vm *vm, const char *name,
		    const struct ktap_value *args, unsigned int nr_args,
		    struct ktap_value *key)
{
	unsigned int i;

	*key = ktap_value_key(args + 1, nr_args - 1);
	if (nr_args == 2 && key->kind == KTAP_KIND_TUPLE)
		return 0;
	for (i = 1; i < nr_args; i++)
		if (!ktap_value_may_be_part(&args[i]))
			return ktap_args_refuse(vm, name, i + 1, &args[i],
						nr_args > 2 ? "part of a key" :
							      "a key");
	return 0;
}

static int take_all(struct ktap_vm *vm, struct ktap_table *table,
		    struct ktap_value *result)
{
	struct ktap_table *taken = ktap_table_take_all(&vm->inv, table);

	if (!taken)
		return -ENOMEM;
	*result = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(taken));

	return 0;
}

int ktap_lib_take(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_table *table;
	struct ktap_value key;
	int ret;

	ret = ktap_args_table(vm, "take", 1, &args[0], &table);
	if (ret)
		return ret;
	if (nr_args == 1)
		return take_all(vm, table, result);
	ret = read_key(vm, "take", args, nr_args, &key);
	if (!ret)
		ret = ktap_table_take(&vm->inv, table, &key, result);
	/* Samples in flight land in what was taken: let them. */
	if (result->kind == KTAP_KIND_AGGR && ktap_vm_is_process(vm))
		ktap_heap_wait_handlers(vm->inv.heap);

	return ret;
}

int ktap_lib_delete(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_value key, nil = ktap_value_nil();
	struct ktap_table *table;
	int ret;

	ret = ktap_args_table(vm, "delete", 1, &args[0], &table);
	if (ret)
		return ret;
	if (nr_args == 1)
		return ktap_table_take_all(&vm->inv, table) ? 0 : -ENOMEM;
	ret = read_key(vm, "delete", args, nr_args, &key);

	return ret ?: ktap_table_set(&vm->inv, table, &key, &nil);
}
