// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: stacks, and addresses that print as symbols
 *
 * Context: any
 */

#include <linux/minmax.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/symbol.h"
#include "limits.h"
#include "vm/frame.h"
#include "vm/trap.h"

/* Units of looking a symbol up, and of walking over a frame. */
#define SYMBOL_UNITS	100
#define FRAME_UNITS	10

static_assert(offsetof(struct ktap_string, bytes) % sizeof(long) == 0);

/* Turns bytes that have been filled into a value. */
static struct ktap_value finish(struct ktap_string *string, u32 kind)
{
	ktap_string_seal(string);
	string->obj.kind = kind;
	return ktap_value_obj(kind, &string->obj);
}

/* A number that an argument may give: 0, or a trap. */
static int read_count(struct ktap_vm *vm, const struct ktap_value *arg,
		      const char *what, s64 *count)
{
	if (ktap_value_is_nil(arg))
		return 0;
	if (!ktap_value_is_int(arg))
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "stack: the %s is no integer", what);
	*count = arg->i;
	return 0;
}

static int make_stack(struct ktap_vm *vm, unsigned int depth, unsigned int skip,
		      struct ktap_value *result)
{
	unsigned int room = depth + skip + KTAP_MAX_GLUE, nr;
	struct ktap_string *string;
	unsigned long *frames;
	int trap = 0;

	string = ktap_string_alloc(&vm->inv, room * sizeof(*frames), &trap);
	if (!string)
		return trap ?: -ENOMEM;

	frames = (unsigned long *)string->bytes;
	nr = vm->ctx->ops->stack(vm->ctx, frames, depth + skip);
	skip = min(skip, nr);
	nr -= skip;
	if (skip)
		memmove(frames, frames + skip, nr * sizeof(*frames));
	ktap_string_shrink(&vm->inv, string, nr * sizeof(*frames));
	*result = finish(string, KTAP_KIND_STACK);
	return ktap_vm_charge(vm, FRAME_UNITS * (nr + skip + 1));
}

/* stack([depth[, skip]]) */
int ktap_lib_stack(struct ktap_vm *vm, const struct ktap_value *args,
		   unsigned int nr_args, struct ktap_value *result)
{
	s64 depth = -1, skip = 0;
	int trap = 0;

	if (nr_args > 0)
		trap = read_count(vm, &args[0], "depth", &depth);
	if (!trap && nr_args > 1)
		trap = read_count(vm, &args[1], "number of frames to skip", &skip);
	if (trap)
		return trap;
	if (skip < 0)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "stack: a negative number of frames to skip");
	if (!vm->ctx->ops || !vm->ctx->ops->stack)
		return 0;

	if (depth < 0 || depth > KTAP_MAX_FRAMES)
		depth = KTAP_MAX_FRAMES;
	return make_stack(vm, depth, min_t(s64, skip, KTAP_MAX_FRAMES), result);
}

static int need_address(struct ktap_vm *vm, const struct ktap_value *arg,
			const char *name)
{
	if (ktap_value_is_int(arg))
		return 0;
	return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
				 "%s: the address is no integer", name);
}

/* ipof(address); of nil it is nil. */
int ktap_lib_ipof(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *string;
	unsigned long addr;
	int trap = 0;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = need_address(vm, &args[0], "ipof");
	if (trap)
		return trap;

	addr = args[0].i;
	string = ktap_string_alloc(&vm->inv, sizeof(addr), &trap);
	if (!string)
		return trap ?: -ENOMEM;
	memcpy(string->bytes, &addr, sizeof(addr));
	*result = finish(string, KTAP_KIND_SYMBOL);
	return 0;
}

/* ksym(address): the name alone, for keys; nil if there is none. */
int ktap_lib_ksym(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	char name[KTAP_SYMBOL_TEXT];
	size_t len;
	int trap;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = need_address(vm, &args[0], "ksym");
	if (!trap)
		trap = ktap_vm_charge(vm, SYMBOL_UNITS);
	if (trap)
		return trap;

	len = ktap_symbol_name(args[0].i, name);
	return len ? ktap_args_return_text(vm, name, len, result) : 0;
}
