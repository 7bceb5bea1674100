// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the formats of printf() and string.format()
 *
 * Context: any
 */

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/address.h"
#include "builtin/args.h"
#include "builtin/conversion.h"
#include "data/string.h"
#include "data/symbol.h"
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

/* @what needs another value than the last that was taken. */
static int wrong_value(const struct ktap_format *f, const char *what,
		       const char *wanted)
{
	const struct ktap_value *arg = &f->args[f->next - 1];
	char text[64];

	scnprintf(text, sizeof(text), "%s for %s", wanted, what);
	ktap_args_refuse(f->vm, f->name, f->next, arg, text);

	return KTAP_TRAP_BAD_FORMAT;
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
		return wrong_value(f, "*", "an integer");
	if (arg->i > MAX_WIDTH || arg->i < -MAX_WIDTH)
		return too_wide(f);
	*width = arg->i;

	return 0;
}

/* Bytes of the address that a conversion shows; 0: it shows none. */
static unsigned int address_bytes(char extension)
{
	switch (extension) {
	case '4':
		return KTAP_IPV4_BYTES;
	case '6':
		return KTAP_IPV6_BYTES;
	case 'M':
		return KTAP_MAC_BYTES;
	default:
		return 0;
	}
}

/* Whether a conversion can show all values. */
static bool shows_any(char letter)
{
	return letter == 's' || letter == 'v';
}

/* Whether a conversion can show a value. */
static bool fits(const struct ktap_conversion *conv, const struct ktap_value *v)
{
	unsigned int bytes = address_bytes(conv->extension);

	if (shows_any(conv->letter) || ktap_value_is_nil(v))
		return true;
	if (bytes && v->kind == KTAP_KIND_STRING)
		return ktap_string_of(v->obj)->len == bytes;
	if (conv->extension == 'S' && v->kind == KTAP_KIND_SYMBOL)
		return true;

	return ktap_value_is_int(v) && (!bytes || bytes == KTAP_IPV4_BYTES);
}

static const char *wanted_by(char extension)
{
	switch (extension) {
	case '4':
		return "an integer or a string of 4 bytes";
	case '6':
		return "a string of 16 bytes";
	case 'M':
		return "a string of 6 bytes";
	default:
		return "an integer";
	}
}

/* What follows the letter p: S, I4, I6 or M. */
static void read_extension(struct ktap_format *f, struct ktap_conversion *conv)
{
	bool is_ip = peek(f) == 'I' && f->end - f->at > 1 &&
		     (f->at[1] == '4' || f->at[1] == '6');

	if (!is_ip && peek(f) != 'S' && peek(f) != 'M')
		return;
	f->at += is_ip;
	conv->extension = *f->at++;
}

static bool is_conversion(char letter)
{
	switch (letter) {
	case 'c': case 's': case 'v': case 'd': case 'i':
	case 'u': case 'x': case 'X': case 'o': case 'p':
		return true;
	default:
		return false;
	}
}

/* Of the length of an argument. */
static bool is_length(char letter)
{
	switch (letter) {
	case 'h': case 'l': case 'q': case 'j': case 'z': case 't': case 'L':
		return true;
	default:
		return false;
	}
}

static int read_letter(struct ktap_format *f, struct ktap_conversion *conv)
{
	char letter = f->at < f->end ? *f->at++ : '\0';
	const char *from = f->at;
	char what[5] = { '%', letter };

	conv->letter = letter;
	if (!is_conversion(letter))
		return ktap_trap_explain(f->vm, KTAP_TRAP_BAD_FORMAT,
					 "%s(): unknown conversion %s", f->name,
					 isprint(letter) ? what : "%");
	if (letter == 'p')
		read_extension(f, conv);
	memcpy(what + 2, from, f->at - from);
	conv->arg = take_arg(f);
	if (!conv->arg)
		return too_few(f);
	if (fits(conv, conv->arg))
		return 0;

	return wrong_value(f, what, wanted_by(conv->extension));
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
	/* What most of them are. */
	if (is_conversion(peek(f)))
		return read_letter(f, conv);
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
	for (; is_length(peek(f)); f->at++)
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

	return ktap_vm_charge(vm, ktap_format_units(string));
}

/* The next conversion; behind the last one some values may be left. */
static int read_next(struct ktap_format *format, struct ktap_conversion *conv)
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
		return 0;
	}
	conv->len = percent - format->at;
	format->at = percent + 1;

	return read_conversion(format, conv);
}

int ktap_format_next(struct ktap_format *format, struct ktap_conversion *conv)
{
	int trap = read_next(format, conv);

	return trap || conv->letter ? trap : end_format(format);
}

/* Reads as for values that are all nil, which suits all but a star. */
u32 ktap_format_plan(const struct ktap_string *string)
{
	static const struct ktap_value nils[1 + KTAP_PLAN_VALUES];
	struct ktap_vm nobody;	/* Is told why there is no plan. */
	struct ktap_format format = {
		.vm		= &nobody,
		.name		= "",
		.at		= string->bytes,
		.end		= string->bytes + string->len,
		.args		= nils,
		.nr_args	= ARRAY_SIZE(nils),
		.next		= 1,
	};
	struct ktap_conversion conv;
	u32 plan = 0, bit = 1;

	for (;;) {
		if (read_next(&format, &conv) || conv.extension)
			return 0;
		if (!conv.letter)
			return plan | bit;
		if (conv.letter == '%')
			continue;
		if (!shows_any(conv.letter))
			plan |= bit;
		bit <<= 1;
	}
}

size_t ktap_conversion_text(const struct ktap_conversion *conv, char *buf)
{
	const struct ktap_value *v = conv->arg;
	u32 ipv4;

	if (conv->extension == 'S' && v->kind == KTAP_KIND_SYMBOL)
		return ktap_symbol_lines(ktap_string_of(v->obj), buf,
					 KTAP_SYMBOL_TEXT);
	if (conv->extension == 'S')
		return ktap_symbol_text(v->i, buf);
	if (v->kind == KTAP_KIND_STRING)
		return ktap_address_text(ktap_string_of(v->obj)->bytes,
					 ktap_string_of(v->obj)->len, buf);
	ipv4 = v->i;

	return ktap_address_text(&ipv4, sizeof(ipv4), buf);
}
