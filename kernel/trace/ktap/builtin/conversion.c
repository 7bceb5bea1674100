// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the formats of printf() and string.format()
 *
 * Context: any
 */

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/conversion.h"
#include "data/string.h"
#include "data/value.h"
#include "vm/trap.h"

/* Widths and precisions. */
#define MAX_WIDTH	1000

static char peek(const struct ktap_format *f)
{
	return f->at < f->end ? *f->at : '\0';
}

static const struct ktap_value *take_arg(struct ktap_format *f)
{
	return f->next < f->nr_args ? &f->args[f->next++] : NULL;
}

static int too_few(const struct ktap_format *f)
{
	return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
				 "%s(): the format needs more than %u values",
				 f->name, f->nr_args - 1);
}

static int wrong_kind(const struct ktap_format *f, const char *what,
		      const struct ktap_value *arg)
{
	return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
				 "%s(): argument %u must be an integer for %s, not a %s",
				 f->name, f->next, what,
				 ktap_value_kind_name(arg->kind));
}

static int too_wide(const struct ktap_format *f)
{
	return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
				 "%s(): width or precision above %u", f->name,
				 MAX_WIDTH);
}

/* Digits or a star. */
static int read_width(struct ktap_format *f, int *width)
{
	const struct ktap_value *arg;

	*width = 0;
	if (peek(f) != '*') {
		for (; isdigit(peek(f)); f->at++) {
			*width = *width * 10 + (peek(f) - '0');
			if (*width > MAX_WIDTH)
				return too_wide(f);
		}
		return 0;
	}
	f->at++;
	arg = take_arg(f);
	if (!arg)
		return too_few(f);
	if (!ktap_value_is_int(arg))
		return wrong_kind(f, "*", arg);
	if (arg->i > MAX_WIDTH || arg->i < -MAX_WIDTH)
		return too_wide(f);
	*width = arg->i;

	return 0;
}

static int read_letter(struct ktap_format *f, struct ktap_conversion *conv)
{
	char letter = f->at < f->end ? *f->at++ : '\0';
	const char what[] = { '%', letter, '\0' };

	conv->letter = letter;
	if (!letter || !strchr("csvdiuxXop", letter))
		return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
					 "%s(): unknown conversion %s", f->name,
					 isprint(letter) ? what : "%");
	if (letter == 'p' && peek(f) && strchr("SIM", peek(f)))
		return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
					 "%s(): conversion %%p%c is not supported",
					 f->name, peek(f));
	conv->arg = take_arg(f);
	if (!conv->arg)
		return too_few(f);
	if (letter != 's' && letter != 'v' && !ktap_value_is_int(conv->arg) &&
	    !ktap_value_is_nil(conv->arg))
		return wrong_kind(f, what, conv->arg);

	return 0;
}

static void read_flags(struct ktap_format *f, struct ktap_conversion *conv)
{
	for (;; f->at++) {
		switch (peek(f)) {
		case '-':
			conv->minus = true;
			break;
		case '+':
			conv->plus = true;
			break;
		case ' ':
			conv->space = true;
			break;
		case '#':
			conv->hash = true;
			break;
		case '0':
			conv->zero = true;
			break;
		default:
			return;
		}
	}
}

/* What follows a per cent sign. */
static int read_conversion(struct ktap_format *f, struct ktap_conversion *conv)
{
	int trap;

	if (peek(f) == '%') {
		conv->letter = *f->at++;
		return 0;
	}
	read_flags(f, conv);
	trap = read_width(f, &conv->width);
	if (trap)
		return trap;
	if (conv->width < 0) {
		conv->minus = true;
		conv->width = -conv->width;
	}
	if (peek(f) == '.') {
		f->at++;
		trap = read_width(f, &conv->precision);
		if (trap)
			return trap;
	}
	for (; peek(f) && strchr("hlqjztL", peek(f)); f->at++)
		conv->nr_h += *f->at == 'h';

	return read_letter(f, conv);
}

static int end_format(const struct ktap_format *f)
{
	if (f->next < f->nr_args)
		return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
					 "%s(): the format takes %u values, not %u",
					 f->name, f->next - 1, f->nr_args - 1);

	return 0;
}

int ktap_format_begin(struct ktap_format *format, struct ktap_vm *vm,
		      const char *name, const struct ktap_value *args,
		      unsigned int nr_args)
{
	struct ktap_string *string;
	int trap;

	trap = ktap_args_string(vm, name, 1, &args[0], &string);
	if (trap)
		return trap;
	*format = (struct ktap_format){
		.vm		= vm,
		.name		= name,
		.at		= string->bytes,
		.end		= string->bytes + string->len,
		.args		= args,
		.nr_args	= nr_args,
		.next		= 1,
	};

	return ktap_vm_charge(vm, string->len / 4);
}

int ktap_format_next(struct ktap_format *format, struct ktap_conversion *conv)
{
	const char *percent;

	*conv = (struct ktap_conversion){
		.text		= format->at,
		.precision	= -1,
	};
	percent = memchr(format->at, '%', format->end - format->at);
	if (!percent) {
		conv->len = format->end - format->at;
		format->at = format->end;
		return end_format(format);
	}
	conv->len = percent - format->at;
	format->at = percent + 1;

	return read_conversion(format, conv);
}
