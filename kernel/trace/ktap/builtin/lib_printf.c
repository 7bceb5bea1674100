// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: printf()
 *
 * Context: any
 *
 * Formats are checked here and applied by whoever reads the records: a record
 * holds no value that its format cannot show.  A constant format was read when
 * the program was loaded: if the values follow its plan, that is all; if not,
 * or if it has none, it is read to say why.
 */

#include "builtin/args.h"
#include "builtin/conversion.h"
#include "builtin/emit.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "data/symbol.h"

/* Units of a conversion that looks a symbol up, or writes an address. */
#define EXTENSION_UNITS	100

/*
 * What only the kernel can show becomes text here, in the argument's register:
 * arguments are the built-in's own.
 */
static int replace_arg(struct ktap_vm *vm, const struct ktap_conversion *conv)
{
	struct ktap_value *arg = (struct ktap_value *)conv->arg;
	char text[KTAP_SYMBOL_TEXT];
	int ret;

	if (!conv->extension || ktap_value_is_nil(arg))
		return 0;
	ret = ktap_vm_charge(vm, EXTENSION_UNITS);
	if (!ret)
		ret = ktap_args_return_text(vm, text,
					    ktap_conversion_text(conv, text),
					    arg);

	return max(ret, 0);
}

/* Whether the values are those that the plan of a constant wants. */
static bool follows_plan(const struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args)
{
	const u32 *plans = vm->run->plans;
	int number;

	if (!plans || args[0].kind != KTAP_KIND_STRING)
		return false;
	number = ktap_string_const(ktap_string_of(args[0].obj));

	return number >= 0 && ktap_plan_fits(plans[number], args + 1, nr_args - 1);
}

/* Reads the format, then emits. */
static noinline int emit_read(struct ktap_vm *vm, const struct ktap_value *args,
			      unsigned int nr_args)
{
	struct ktap_conversion conv;
	struct ktap_format format;
	int trap;

	trap = ktap_format_begin(&format, vm, "printf", args, nr_args);
	if (trap)
		return trap;
	do {
		trap = ktap_format_next(&format, &conv);
		if (!trap && conv.letter)
			trap = replace_arg(vm, &conv);
		if (trap)
			return trap;
	} while (conv.letter);

	return ktap_emit_values(vm, KTAP_REC_PRINTF, args, nr_args);
}

int ktap_lib_printf(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	if (!follows_plan(vm, args, nr_args))
		return emit_read(vm, args, nr_args);

	/* Whether that was too much is seen when the record is charged. */
	vm->inv.budget -= ktap_format_units(ktap_string_of(args[0].obj));

	return ktap_emit_values(vm, KTAP_REC_PRINTF, args, nr_args);
}
