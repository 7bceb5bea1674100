// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: the event that fired
 *
 * Context: any
 *
 * Where there is no event they are nil.
 */

#include <linux/ktap/provider.h>

#include "builtin/lib.h"
#include "data/string.h"
#include "vm/frame.h"
#include "vm/owner.h"

int ktap_lib_probename(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	const struct ktap_event *event = vm->ctx->event;

	if (event)
		*result = ktap_value_obj(KTAP_KIND_STRING,
					 &event->probename->obj);

	return 0;
}

int ktap_lib_eventname(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	const struct ktap_event *event = vm->ctx->event;

	if (event)
		*result = ktap_value_obj(KTAP_KIND_STRING,
					 &event->eventname->obj);

	return 0;
}

static int event_text(struct ktap_vm *vm, bool raw, struct ktap_value *result)
{
	const struct ktap_context *ctx = vm->ctx;

	if (!ctx->ops || !ctx->ops->text)
		return 0;
	return ctx->ops->text(ctx, &vm->inv, raw, result);
}

int ktap_lib_argstr(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	return event_text(vm, false, result);
}

int ktap_lib_argstr_raw(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	return event_text(vm, true, result);
}

int ktap_lib_duration(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	const struct ktap_context *ctx = vm->ctx;

	if (ctx->ops && ctx->ops->duration)
		ctx->ops->duration(ctx, result);

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

int ktap_lib_self_key(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(ktap_owner_key(vm->ctx));

	return 0;
}
