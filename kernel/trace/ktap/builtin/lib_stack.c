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

static_assert(offsetof(struct ktap_string, bytes) %
	      __alignof__(struct ktap_frames) == 0);

/* Turns bytes that have been filled into a value. */
static struct ktap_value finish(struct ktap_string *string, u32 kind)
{
	ktap_string_seal(string);
	string->obj.kind = kind;
	return ktap_value_obj(kind, &string->obj);
}

/* What a script asks for. */
struct stack_range {
	/* Frames at most, and those before them that are left out. */
	s64 depth;
	s64 skip;
};

/* A number that an argument may give: 0, or a trap. */
static int read_count(struct ktap_vm *vm, const struct ktap_value *arg,
		      const char *name, const char *what, s64 *count)
{
	if (ktap_value_is_nil(arg))
		return 0;
	if (!ktap_value_is_int(arg))
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s: the %s is no integer", name, what);
	*count = arg->i;
	return 0;
}

/* ([depth[, skip]]): 0, or a trap. */
static int read_range(struct ktap_vm *vm, const char *name,
		      const struct ktap_value *args, unsigned int nr_args,
		      struct stack_range *range)
{
	int trap = 0;

	range->depth = -1;
	range->skip = 0;
	if (nr_args > 0)
		trap = read_count(vm, &args[0], name, "depth", &range->depth);
	if (!trap && nr_args > 1)
		trap = read_count(vm, &args[1], name, "number of frames to skip",
				  &range->skip);
	if (trap)
		return trap;
	if (range->skip < 0)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s: a negative number of frames to skip",
					 name);

	if (range->depth < 0 || range->depth > KTAP_MAX_FRAMES)
		range->depth = KTAP_MAX_FRAMES;
	range->skip = min_t(s64, range->skip, KTAP_MAX_FRAMES);
	return 0;
}

static unsigned int walk_kernel(struct ktap_vm *vm, struct ktap_frames *frames,
				unsigned int nr)
{
	frames->process = 0;
	return vm->ctx->ops->stack(vm->ctx, frames->addrs, nr);
}

static unsigned int walk_user(struct ktap_vm *vm, struct ktap_frames *frames,
			      unsigned int nr)
{
	return vm->run->user_frames(vm->run, frames, nr);
}

/* A stack of what @walk gives; of a user stack that is none: nil. */
static int make_stack(struct ktap_vm *vm, const struct stack_range *range,
		      unsigned int (*walk)(struct ktap_vm *vm,
					   struct ktap_frames *frames,
					   unsigned int nr),
		      struct ktap_value *result)
{
	unsigned int nr = range->depth + range->skip, skip;
	struct ktap_string *string;
	struct ktap_frames *frames;
	int trap = 0;

	string = ktap_string_alloc(&vm->inv,
				   ktap_frames_bytes(nr + KTAP_MAX_GLUE), &trap);
	if (!string)
		return trap ?: -ENOMEM;

	frames = (struct ktap_frames *)string->bytes;
	nr = walk(vm, frames, nr);
	skip = min_t(unsigned int, range->skip, nr);
	nr -= skip;
	if (skip)
		memmove(frames->addrs, frames->addrs + skip,
			nr * sizeof(*frames->addrs));
	ktap_string_shrink(&vm->inv, string, ktap_frames_bytes(nr));
	if (frames->process || walk == walk_kernel)
		*result = finish(string, KTAP_KIND_STACK);
	return ktap_vm_charge(vm, FRAME_UNITS * (nr + skip + 1));
}

/* stack([depth[, skip]]) */
int ktap_lib_stack(struct ktap_vm *vm, const struct ktap_value *args,
		   unsigned int nr_args, struct ktap_value *result)
{
	struct stack_range range;
	int trap = read_range(vm, "stack", args, nr_args, &range);

	if (trap || !vm->ctx->ops || !vm->ctx->ops->stack)
		return trap;
	return make_stack(vm, &range, walk_kernel, result);
}

/* ustack([depth[, skip]]); nil where there is no process. */
int ktap_lib_ustack(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	struct stack_range range;
	int trap = read_range(vm, "ustack", args, nr_args, &range);

	if (trap || !vm->run->user_frames || ktap_vm_is_process(vm))
		return trap;
	return make_stack(vm, &range, walk_user, result);
}

static int need_address(struct ktap_vm *vm, const struct ktap_value *arg,
			const char *name)
{
	if (ktap_value_is_int(arg))
		return 0;
	return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
				 "%s: the address is no integer", name);
}

static int make_symbol(struct ktap_vm *vm, u64 process, unsigned long addr,
		       struct ktap_value *result)
{
	struct ktap_string *string;
	struct ktap_frames *frames;
	int trap = 0;

	string = ktap_string_alloc(&vm->inv, ktap_frames_bytes(1), &trap);
	if (!string)
		return trap ?: -ENOMEM;
	frames = (struct ktap_frames *)string->bytes;
	frames->process = process;
	frames->addrs[0] = addr;
	*result = finish(string, KTAP_KIND_SYMBOL);
	return 0;
}

/* ipof(address); of nil it is nil. */
int ktap_lib_ipof(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	int trap;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = need_address(vm, &args[0], "ipof");
	return trap ?: make_symbol(vm, 0, args[0].i, result);
}

/* usym(address); of nil, and where there is no process, it is nil. */
int ktap_lib_usym(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_frames frames = { };
	int trap;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = need_address(vm, &args[0], "usym");
	if (trap || !vm->run->user_frames || ktap_vm_is_process(vm))
		return trap;
	vm->run->user_frames(vm->run, &frames, 0);
	if (!frames.process)
		return 0;
	return make_symbol(vm, frames.process, args[0].i, result);
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
