// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: memory of the kernel and of the process
 *
 * Context: any
 *
 * Nothing here faults: what is not there, or not yet in memory, is nil and
 * counted.  Process code has no user memory: its thread is the kernel's.
 */

#include <linux/compat.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include <asm/tlbflush.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "data/table.h"
#include "data/value.h"
#include "vm/kernel_symbol.h"
#include "vm/trap.h"

/* Strings up to this need no second look; others end here unless told. */
#define SHORT_BYTES	128
#define DEFAULT_MAX	1024

/* Most strings of user_strings(). */
#define DEFAULT_STRINGS	32
#define MAX_STRINGS	256

/* Units of a read, besides its bytes. */
#define READ_UNITS	32

#ifndef nmi_uaccess_okay
#define nmi_uaccess_okay()	true
#endif

static bool has_user_memory(const struct ktap_vm *vm)
{
	return !ktap_vm_is_process(vm) && current->mm &&
	       (!in_nmi() || nmi_uaccess_okay());
}

static int count_fault(struct ktap_vm *vm)
{
	ktap_loss_count(vm->run->losses, KTAP_LOSS_FAULT);
	return 0;
}

/* Bytes with the NUL, at most @room; below 0: a fault. */
static long copy_string(char *to, unsigned long addr, long room, bool user)
{
	if (user)
		return strncpy_from_user_nofault(to, (const char __user *)addr,
						 room);
	return strncpy_from_kernel_nofault(to, (const void *)addr, room);
}

static long copy_bytes(void *to, unsigned long addr, size_t bytes, bool user)
{
	if (user)
		return copy_from_user_nofault(to, (const void __user *)addr,
					      bytes);
	return copy_from_kernel_nofault(to, (const void *)addr, bytes);
}

/* A string that may be longer than SHORT_BYTES. */
static int return_long(struct ktap_vm *vm, unsigned long addr, size_t max,
		       bool user, struct ktap_value *result)
{
	struct ktap_string *string;
	int trap = 0;
	long len;

	string = ktap_string_alloc(&vm->inv, max, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	len = copy_string(string->bytes, addr, max + 1, user);
	if (len > 0 && string->obj.flags & KTAP_OBJECT_SCRATCH) {
		string->len = len - 1;
		ktap_string_seal(string);
		*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		return 0;
	}

	/* On the heap it must keep its size: what is returned is a copy. */
	memset(string->bytes + max(len, 0), 0, max + 1 - max(len, 0));
	ktap_string_seal(string);
	if (len <= 0)
		return count_fault(vm);
	return ktap_args_return_text(vm, string->bytes, len - 1, result);
}

static int return_string(struct ktap_vm *vm, s64 addr, size_t max, bool user,
			 struct ktap_value *result)
{
	char text[SHORT_BYTES];
	size_t room = min(max + 1, sizeof(text));
	long len;

	if (!addr)
		return 0;	/* NULL is nil, and no fault */
	if (user && !has_user_memory(vm))
		return count_fault(vm);
	len = copy_string(text, addr, room, user);
	if (len <= 0)
		return count_fault(vm);
	vm->inv.budget -= READ_UNITS + len;
	if (len == room && room <= max)
		return return_long(vm, addr, max, user, result);
	return ktap_args_return_text(vm, text, len - 1, result);
}

static int string_at(struct ktap_vm *vm, const char *name,
		     const struct ktap_value *args, unsigned int nr_args,
		     bool user, struct ktap_value *result)
{
	s64 addr, max = DEFAULT_MAX;
	int trap;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = ktap_args_int(vm, name, 1, &args[0], &addr);
	if (!trap && nr_args > 1)
		trap = ktap_args_int_in(vm, name, 2, &args[1], 0,
					KTAP_MAX_STRING, &max);
	return trap ?: return_string(vm, addr, max, user, result);
}

int ktap_lib_user_string(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	return string_at(vm, "user_string", args, nr_args, true, result);
}

int ktap_lib_kernel_string(struct ktap_vm *vm, const struct ktap_value *args,
			   unsigned int nr_args, struct ktap_value *result)
{
	return string_at(vm, "kernel_string", args, nr_args, false, result);
}

static int bytes_at(struct ktap_vm *vm, const char *name,
		    const struct ktap_value *args, bool user,
		    struct ktap_value *result)
{
	struct ktap_string *string;
	s64 addr, bytes;
	int trap = 0;
	long fault;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = ktap_args_int(vm, name, 1, &args[0], &addr) ?:
	       ktap_args_int_in(vm, name, 2, &args[1], 0, KTAP_MAX_STRING,
				&bytes);
	if (trap)
		return trap;
	if (user && !has_user_memory(vm))
		return count_fault(vm);
	string = ktap_string_alloc(&vm->inv, bytes, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	vm->inv.budget -= READ_UNITS + bytes;
	fault = bytes ? copy_bytes(string->bytes, addr, bytes, user) : 0;
	if (fault)
		memset(string->bytes, 0, bytes);
	ktap_string_seal(string);
	if (fault)
		return count_fault(vm);
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	return 0;
}

int ktap_lib_user_buf(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	return bytes_at(vm, "user_buf", args, true, result);
}

int ktap_lib_kernel_read(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	return bytes_at(vm, "kernel_read", args, false, result);
}

/* The pointer at @addr of the process; advances @addr. */
static long next_pointer(unsigned long *addr, unsigned long *pointer)
{
	long fault;

	if (in_compat_syscall()) {
		u32 narrow = 0;

		fault = copy_bytes(&narrow, *addr, sizeof(narrow), true);
		*pointer = narrow;
		*addr += sizeof(narrow);
	} else {
		fault = copy_bytes(pointer, *addr, sizeof(*pointer), true);
		*addr += sizeof(*pointer);
	}
	return fault;
}

/* As argv: pointers up to a NULL.  One that cannot be read ends it. */
int ktap_lib_user_strings(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	s64 addr, max = DEFAULT_STRINGS, i;
	struct ktap_table *table;
	unsigned long at, pointer;
	int trap;

	if (ktap_value_is_nil(&args[0]))
		return 0;
	trap = ktap_args_int(vm, "user_strings", 1, &args[0], &addr);
	if (!trap && nr_args > 1)
		trap = ktap_args_int_in(vm, "user_strings", 2, &args[1], 0,
					MAX_STRINGS, &max);
	if (trap)
		return trap;
	if (!has_user_memory(vm))
		return count_fault(vm);

	table = ktap_table_create(&vm->inv, 0);
	if (!table)
		return -ENOMEM;
	*result = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table));
	at = addr;
	for (i = 1; at && i <= max; i++) {
		struct ktap_value key = ktap_value_int(i);
		struct ktap_value text = ktap_value_nil();

		if (next_pointer(&at, &pointer))
			return count_fault(vm);
		if (!pointer)
			break;
		trap = return_string(vm, pointer, DEFAULT_MAX, true, &text);
		if (!trap)
			trap = ktap_table_set(&vm->inv, table, &key, &text);
		if (trap > 0)
			return trap;
		trap = ktap_vm_charge(vm, READ_UNITS);
		if (trap)
			return trap;
	}
	return 0;
}

/* curr_taskinfo(offset[, bytes]) */
int ktap_lib_curr_taskinfo(struct ktap_vm *vm, const struct ktap_value *args,
			   unsigned int nr_args, struct ktap_value *result)
{
	const char *name = "curr_taskinfo";
	const char *task = (void *)vm->ctx->task;
	s64 offset, bytes = 4;
	int trap = 0;

	if (nr_args > 1)
		trap = ktap_args_int(vm, name, 2, &args[1], &bytes);
	if (!trap && bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8)
		trap = ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s(): argument 2 must be 1, 2, 4 or 8, not %lld",
					 name, bytes);
	if (!trap)
		trap = ktap_args_int_in(vm, name, 1, &args[0], 0,
					sizeof(struct task_struct) - bytes,
					&offset);
	if (!trap)
		*result = ktap_kernel_read_int(vm, task + offset, bytes, false);
	return trap;
}
