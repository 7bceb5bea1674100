// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: the event that fired
 *
 * Context: any
 *
 * Where there is no event they are nil.
 */

#include "builtin/lib.h"
#include "data/string.h"
#include "vm/frame.h"

static void return_name(struct ktap_string *name, struct ktap_value *result)
{
	if (name)
		*result = ktap_value_obj(KTAP_KIND_STRING, &name->obj);
}

int ktap_lib_probename(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	return_name(vm->ctx->probename, result);

	return 0;
}

int ktap_lib_eventname(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	return_name(vm->ctx->eventname, result);

	return 0;
}

int ktap_lib_retval(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	const struct ktap_context *ctx = vm->ctx;

	if (ctx->ops && ctx->ops->retval)
		ctx->ops->retval(ctx, result);

	return 0;
}
