// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: printf()
 *
 * Context: any
 *
 * Formats are checked here and applied by whoever reads the records: a record
 * holds no value that its format cannot show.
 */

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/emit.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "data/value.h"
#include "vm/trap.h"

/* Widths and precisions. */
#define MAX_WIDTH	1000

/* Where the check stands. */
struct check {
	struct ktap_vm *vm;
	const char *at;
	const char *end;
	const struct ktap_value *args;
	unsigned int nr_args;
	/* The argument that is next; the format itself is 0. */
	unsigned int next;
};

static char peek(const struct check *check)
{
	return check->at < check->end ? *check->at : '\0';
}

static const struct ktap_value *take_arg(struct check *check)
{
	return check->next < check->nr_args ? &check->args[check->next++] : NULL;
}

static int too_few(const struct check *check)
{
	return ktap_trap_explain(check->vm, KTAP_TRAP_BAD_FORMAT,
				 "printf(): the format needs more than %u values",
				 check->nr_args - 1);
}

static int wrong_kind(const struct check *check, const char *what,
		      const struct ktap_value *arg)
{
	return ktap_trap_explain(check->vm, KTAP_TRAP_BAD_FORMAT,
				 "printf(): argument %u must be an integer for %s, not a %s",
				 check->next, what,
				 ktap_value_kind_name(arg->kind));
}

static int too_wide(const struct check *check)
{
	return ktap_trap_explain(check->vm, KTAP_TRAP_BAD_FORMAT,
				 "printf(): width or precision above %u",
				 MAX_WIDTH);
}

/* Digits or a star. */
static int check_width(struct check *check)
{
	const struct ktap_value *arg;
	unsigned int width = 0;

	if (peek(check) != '*') {
		for (; isdigit(peek(check)); check->at++) {
			width = width * 10 + (peek(check) - '0');
			if (width > MAX_WIDTH)
				return too_wide(check);
		}
		return 0;
	}
	check->at++;
	arg = take_arg(check);
	if (!arg)
		return too_few(check);
	if (!ktap_value_is_int(arg))
		return wrong_kind(check, "*", arg);
	if (arg->i > MAX_WIDTH || arg->i < -MAX_WIDTH)
		return too_wide(check);

	return 0;
}

static int check_value(struct check *check, char conversion)
{
	const char what[] = { '%', conversion, '\0' };
	const struct ktap_value *arg;

	if (!conversion || !strchr("csvdiuxXop", conversion))
		return ktap_trap_explain(check->vm, KTAP_TRAP_BAD_FORMAT,
					 "printf(): unknown conversion %s",
					 isprint(conversion) ? what : "%");
	if (conversion == 'p' && peek(check) && strchr("SIM", peek(check)))
		return ktap_trap_explain(check->vm, KTAP_TRAP_BAD_FORMAT,
					 "printf(): conversion %%p%c is not supported",
					 peek(check));
	arg = take_arg(check);
	if (!arg)
		return too_few(check);
	if (conversion != 's' && conversion != 'v' &&
	    !ktap_value_is_int(arg) && !ktap_value_is_nil(arg))
		return wrong_kind(check, what, arg);

	return 0;
}

static void skip(struct check *check, const char *set)
{
	while (peek(check) && strchr(set, peek(check)))
		check->at++;
}

/* What follows a per cent sign. */
static int check_conversion(struct check *check)
{
	int trap;

	if (peek(check) == '%') {
		check->at++;
		return 0;
	}
	skip(check, "-+ #0");
	trap = check_width(check);
	if (trap)
		return trap;
	if (peek(check) == '.') {
		check->at++;
		trap = check_width(check);
		if (trap)
			return trap;
	}
	skip(check, "hlqjztL");
	if (check->at == check->end)
		return check_value(check, '\0');

	return check_value(check, *check->at++);
}

static int check_format(struct check *check)
{
	int trap;

	while (check->at < check->end) {
		if (*check->at++ != '%')
			continue;
		trap = check_conversion(check);
		if (trap)
			return trap;
	}
	if (check->next < check->nr_args)
		return ktap_trap_explain(check->vm, KTAP_TRAP_BAD_FORMAT,
					 "printf(): the format takes %u values, not %u",
					 check->next - 1, check->nr_args - 1);

	return 0;
}

int ktap_lib_printf(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	const struct ktap_string *format;
	struct check check;
	int trap;

	if (args[0].kind != KTAP_KIND_STRING)
		return ktap_args_refuse(vm, "printf", 1, &args[0], "a string");
	format = ktap_string_of(args[0].obj);
	trap = ktap_vm_charge(vm, format->len / 4);
	if (trap)
		return trap;
	check = (struct check){
		.vm		= vm,
		.at		= format->bytes,
		.end		= format->bytes + format->len,
		.args		= args,
		.nr_args	= nr_args,
		.next		= 1,
	};
	trap = check_format(&check);
	if (trap)
		return trap;

	return ktap_emit_values(vm, KTAP_REC_PRINTF, args, nr_args);
}
