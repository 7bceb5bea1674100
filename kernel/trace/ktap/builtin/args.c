// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what built-ins do with their arguments and results
 *
 * Context: any
 */

#include <linux/errno.h>

#include "builtin/args.h"
#include "data/string.h"
#include "data/value.h"
#include "vm/trap.h"

int ktap_args_refuse(struct ktap_vm *vm, const char *name, unsigned int nr,
		     const struct ktap_value *arg, const char *wanted)
{
	return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
				 "%s(): argument %u must be %s, not %s%s", name,
				 nr, wanted,
				 ktap_value_is_nil(arg) ? "" :
				 ktap_value_is_int(arg) ||
				 arg->kind == KTAP_KIND_AGGR ? "an " : "a ",
				 ktap_value_kind_name(arg->kind));
}

int ktap_args_table(struct ktap_vm *vm, const char *name, unsigned int nr,
		    const struct ktap_value *arg, struct ktap_table **table)
{
	if (arg->kind != KTAP_KIND_TABLE)
		return ktap_args_refuse(vm, name, nr, arg, "a table");
	*table = ktap_table_of(arg->obj);

	return 0;
}

int ktap_args_string(struct ktap_vm *vm, const char *name, unsigned int nr,
		     const struct ktap_value *arg, struct ktap_string **string)
{
	if (arg->kind != KTAP_KIND_STRING)
		return ktap_args_refuse(vm, name, nr, arg, "a string");
	*string = ktap_string_of(arg->obj);

	return 0;
}

int ktap_args_int(struct ktap_vm *vm, const char *name, unsigned int nr,
		  const struct ktap_value *arg, s64 *i)
{
	if (!ktap_value_is_int(arg))
		return ktap_args_refuse(vm, name, nr, arg, "an integer");
	*i = arg->i;

	return 0;
}

int ktap_args_int_in(struct ktap_vm *vm, const char *name, unsigned int nr,
		     const struct ktap_value *arg, s64 min, s64 max, s64 *i)
{
	int trap = ktap_args_int(vm, name, nr, arg, i);

	if (trap || (*i >= min && *i <= max))
		return trap;

	return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
				 "%s(): argument %u must be %lld to %lld, not %lld",
				 name, nr, min, max, *i);
}

int ktap_args_return_text(struct ktap_vm *vm, const char *bytes, size_t len,
			  struct ktap_value *result)
{
	struct ktap_string *string;
	int trap = 0;

	string = ktap_string_make(&vm->inv, bytes, len, &trap);
	if (!string)
		return trap ? trap : -ENOMEM;
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}
