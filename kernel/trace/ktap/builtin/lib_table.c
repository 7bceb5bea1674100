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

int ktap_lib_len(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	switch (args[0].kind) {
	case KTAP_KIND_TABLE:
		*result = ktap_value_int(ktap_table_len(ktap_table_of(args[0].obj)));
		return 0;
	case KTAP_KIND_STRING:
		*result = ktap_value_int(ktap_string_of(args[0].obj)->len);
		return 0;
	default:
		return ktap_args_refuse(vm, "len", 1, &args[0],
					"a table or a string");
	}
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
	int ret;

	ret = ktap_args_table(vm, "take", 1, &args[0], &table);
	if (ret)
		return ret;
	if (nr_args > 1)
		return ktap_table_take(&vm->inv, table, &args[1], result);

	return take_all(vm, table, result);
}

int ktap_lib_delete(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_value nil = ktap_value_nil();
	struct ktap_table *table;
	int ret;

	ret = ktap_args_table(vm, "delete", 1, &args[0], &table);
	if (ret)
		return ret;
	if (nr_args > 1)
		return ktap_table_set(&vm->inv, table, &args[1], &nil);

	return ktap_table_take_all(&vm->inv, table) ? 0 : -ENOMEM;
}
