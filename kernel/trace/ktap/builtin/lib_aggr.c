// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: aggregates
 *
 * Context: any
 */

#include <linux/errno.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/sample.h"
#include "limits.h"
#include "vm/trap.h"

static int return_table(struct ktap_vm *vm, const struct ktap_shape *shape,
			struct ktap_value *result)
{
	struct ktap_table *table = ktap_table_create(&vm->inv, 0);

	if (!table)
		return -ENOMEM;
	*ktap_table_shape(table) = *shape;
	*result = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table));

	return 0;
}

int ktap_lib_hist_log2(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_shape shape;
	s64 bits = 0;

	if (nr_args && !ktap_value_is_nil(&args[0])) {
		if (!ktap_value_is_int(&args[0]))
			return ktap_args_refuse(vm, "hist.log2", 1, &args[0],
						"nil or a number of bits");
		bits = args[0].i;
	}
	if (bits < 0 || bits > KTAP_MAX_HIST_BITS)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "hist.log2(): argument 1 must be 0 to %u, not %lld",
					 KTAP_MAX_HIST_BITS, bits);
	ktap_hist_log2(&shape, bits);

	return return_table(vm, &shape, result);
}

int ktap_lib_hist_linear(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_shape shape;
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (!ktap_value_is_int(&args[i]))
			return ktap_args_refuse(vm, "hist.linear", i + 1,
						&args[i], "an integer");
	if (!ktap_hist_linear(&shape, args[0].i, args[1].i, args[2].i))
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "hist.linear(): %lld to %lld in steps of %lld is not 1 to %u buckets",
					 args[0].i, args[1].i, args[2].i,
					 KTAP_MAX_BUCKETS - 2);

	return return_table(vm, &shape, result);
}

/* The summary of an argument; *@found is false if there are no samples. */
static int read_arg(struct ktap_vm *vm, const char *name,
		    const struct ktap_value *arg, struct ktap_summary *sums,
		    bool *found)
{
	struct ktap_aggr *aggr;
	int trap;

	*found = false;
	if (!ktap_sample_find(arg, &aggr))
		return ktap_args_refuse(vm, name, 1, arg, "an aggregate");
	if (!aggr)
		return 0;
	trap = ktap_vm_charge(vm, ktap_aggr_units());
	if (trap)
		return trap;
	ktap_aggr_read(aggr, sums);
	*found = sums->count;

	return 0;
}

int ktap_lib_count(struct ktap_vm *vm, const struct ktap_value *args,
		   unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_summary sums;
	bool found;
	int trap;

	trap = read_arg(vm, "count", &args[0], &sums, &found);
	*result = ktap_value_int(found ? sums.count : 0);

	return trap;
}

int ktap_lib_sum(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_summary sums;
	bool found;
	int trap;

	trap = read_arg(vm, "sum", &args[0], &sums, &found);
	*result = ktap_value_int(found ? sums.sum : 0);

	return trap;
}

/* The least (@sign 1) or largest (-1) of integers. */
static int pick(struct ktap_vm *vm, const char *name,
		const struct ktap_value *args, unsigned int nr_args, int sign,
		struct ktap_value *result)
{
	unsigned int i;

	for (i = 0; i < nr_args; i++) {
		if (!ktap_value_is_int(&args[i]))
			return ktap_args_refuse(vm, name, i + 1, &args[i],
						"an integer");
		if (!i || (sign > 0 ? args[i].i < result->i :
				      args[i].i > result->i))
			*result = args[i];
	}

	return 0;
}

int ktap_lib_min(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_summary sums;
	bool found;
	int trap;

	if (nr_args > 1 || ktap_value_is_int(&args[0]))
		return pick(vm, "min", args, nr_args, 1, result);
	trap = read_arg(vm, "min", &args[0], &sums, &found);
	if (found)
		*result = ktap_value_int(sums.min);

	return trap;
}

int ktap_lib_max(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_summary sums;
	bool found;
	int trap;

	if (nr_args > 1 || ktap_value_is_int(&args[0]))
		return pick(vm, "max", args, nr_args, -1, result);
	trap = read_arg(vm, "max", &args[0], &sums, &found);
	if (found)
		*result = ktap_value_int(sums.max);

	return trap;
}

int ktap_lib_avg(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_summary sums;
	bool found;
	int trap;

	trap = read_arg(vm, "avg", &args[0], &sums, &found);
	if (found)
		*result = ktap_value_int(ktap_summary_avg(&sums));

	return trap;
}

int ktap_lib_stddev(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_summary sums;
	bool found;
	int trap;

	trap = read_arg(vm, "stddev", &args[0], &sums, &found);
	if (found)
		*result = ktap_value_int(ktap_summary_stddev(&sums));

	return trap;
}
