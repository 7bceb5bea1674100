// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: ansi.*, what terminals take for orders
 *
 * Context: any
 *
 * Each is a printf() of a constant.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/emit.h"
#include "builtin/lib.h"
#include "data/string.h"

#define ESCAPE		"\033["

/* Longest order, with its NUL. */
#define ORDER_BYTES	24

/* Room for an order as a string. */
struct order {
	u64 memory[DIV_ROUND_UP(offsetof(struct ktap_string, bytes) +
				ORDER_BYTES, 8)];
};

static int print(struct ktap_vm *vm, const char *text)
{
	struct order order;
	struct ktap_string *string = (void *)order.memory;
	struct ktap_value v;

	ktap_string_init_static(string, text, strlen(text));
	v = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return ktap_emit_record(vm, KTAP_REC_PRINTF, 0, &v, 1);
}

/* The arguments are numbers of colours and attributes: joined by ";", as they are. */
static int print_color(struct ktap_vm *vm, const char *name,
		       const struct ktap_value *args, unsigned int nr_args)
{
	char text[ORDER_BYTES] = ESCAPE;
	size_t len = strlen(text);
	unsigned int i;
	s64 number;
	int trap;

	for (i = 0; i < nr_args; i++) {
		trap = ktap_args_int_in(vm, name, i + 1, &args[i], 0, 255, &number);
		if (trap)
			return trap;
		len += scnprintf(text + len, sizeof(text) - len, "%s%lld",
				 i ? ";" : "", number);
	}
	scnprintf(text + len, sizeof(text) - len, "m");

	return print(vm, text);
}

int ktap_lib_ansi_set_color(struct ktap_vm *vm, const struct ktap_value *args,
			    unsigned int nr_args, struct ktap_value *result)
{
	return print_color(vm, "ansi.set_color", args, nr_args);
}

int ktap_lib_ansi_set_color2(struct ktap_vm *vm, const struct ktap_value *args,
			     unsigned int nr_args, struct ktap_value *result)
{
	return print_color(vm, "ansi.set_color2", args, nr_args);
}

int ktap_lib_ansi_set_color3(struct ktap_vm *vm, const struct ktap_value *args,
			     unsigned int nr_args, struct ktap_value *result)
{
	/* Attribute 0 would undo the colours before it. */
	if (ktap_value_is_int(&args[2]) && !args[2].i)
		nr_args--;

	return print_color(vm, "ansi.set_color3", args, nr_args);
}

int ktap_lib_ansi_reset_color(struct ktap_vm *vm, const struct ktap_value *args,
			      unsigned int nr_args, struct ktap_value *result)
{
	return print(vm, ESCAPE "0m");
}

int ktap_lib_ansi_clear_screen(struct ktap_vm *vm,
			       const struct ktap_value *args,
			       unsigned int nr_args, struct ktap_value *result)
{
	return print(vm, ESCAPE "1;1H" ESCAPE "J");
}

int ktap_lib_ansi_new_line(struct ktap_vm *vm, const struct ktap_value *args,
			   unsigned int nr_args, struct ktap_value *result)
{
	return print(vm, "\n");
}
