// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: the session
 *
 * Context: any
 */

#include "builtin/args.h"
#include "builtin/lib.h"
#include "vm/run.h"
#include "vm/trap.h"

#define MAX_STATUS	255

int ktap_lib_exit(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	s64 status = 0;

	if (nr_args) {
		if (!ktap_value_is_int(&args[0]))
			return ktap_args_refuse(vm, "exit", 1, &args[0],
						"an integer");
		status = args[0].i;
	}
	if (status < 0 || status > MAX_STATUS)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "exit(): argument 1 must be 0 to %u, not %lld",
					 MAX_STATUS, status);
	ktap_run_exit(vm->run, status);

	return KTAP_TRAP_EXIT;
}

int ktap_lib_target(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	if (vm->run->target)
		*result = ktap_value_int(vm->run->target);

	return 0;
}
