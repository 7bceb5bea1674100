// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: print(), print_hist() and print_stats()
 *
 * Context: any
 *
 * Text is made by whoever reads the records.
 */

#include <linux/limits.h>

#include "builtin/args.h"
#include "builtin/emit.h"
#include "builtin/lib.h"
#include "vm/trap.h"

/* Rows of print_hist() and print_stats(). */
#define DEFAULT_ROWS	20
#define MAX_ROWS	INT_MAX

int ktap_lib_print(struct ktap_vm *vm, const struct ktap_value *args,
		   unsigned int nr_args, struct ktap_value *result)
{
	return ktap_emit_values(vm, KTAP_REC_PRINT, args, nr_args);
}

/* The second argument of print_hist() and print_stats(). */
static int read_rows(struct ktap_vm *vm, const char *builtin,
		     const struct ktap_value *arg, s64 *rows)
{
	if (ktap_value_is_nil(arg))
		return 0;
	if (!ktap_value_is_int(arg))
		return ktap_args_refuse(vm, builtin, 2, arg,
					"nil or a number of rows");
	if (arg->i < 1 || arg->i > MAX_ROWS)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s(): argument 2 must be 1 to %u, not %lld",
					 builtin, MAX_ROWS, arg->i);
	*rows = arg->i;

	return 0;
}

static int print_table(struct ktap_vm *vm, const char *builtin, u16 flags,
		       const struct ktap_value *args, unsigned int nr_args)
{
	struct ktap_value name = ktap_value_nil();
	s64 rows = DEFAULT_ROWS;
	int ret;

	if (args[0].kind != KTAP_KIND_TABLE && args[0].kind != KTAP_KIND_AGGR)
		return ktap_args_refuse(vm, builtin, 1, &args[0],
					"a table or an aggregate");
	if (nr_args > 1) {
		ret = read_rows(vm, builtin, &args[1], &rows);
		if (ret)
			return ret;
	}
	if (nr_args > 2) {
		name = args[2];
		if (!ktap_value_is_nil(&name) && name.kind != KTAP_KIND_STRING)
			return ktap_args_refuse(vm, builtin, 3, &name,
						"nil or a string");
	}

	return ktap_emit_table(vm, flags, &args[0], &name, rows);
}

int ktap_lib_print_hist(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	return print_table(vm, "print_hist", KTAP_TABLE_HIST, args, nr_args);
}

int ktap_lib_print_stats(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	return print_table(vm, "print_stats", KTAP_TABLE_STATS, args, nr_args);
}
