// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - printf() of values
 *
 * A conversion is "%", flags, width, precision, length, letter:
 *
 *	flags		- + space # 0
 *	width		number or *
 *	precision	. and number or *, of numbers and strings
 *	length		hh and h cut an integer; l ll j z t L q mean nothing
 *	letter		d i u x X o c p	integers
 *			pS pI4 pI6 pM	what the kernel has made of them
 *			s v		any value, as print() shows it
 *			%		a percent sign
 *
 * nil is written as "nil" by all of them.
 */

#include <stdbool.h>
#include <string.h>

#include <linux/bits.h>
#include <linux/ktap_bytecode.h>

#include "base/format.h"
#include "render/fmt.h"
#include "render/value.h"

struct conversion {
	bool minus, plus, space, hash, zero;
	int width;		/* 0: none */
	int precision;		/* -1: none */
	int nr_h;		/* "h"s of the length */
	char letter;		/* '\0': the format ends within it */
	char extension;		/* of p; its value is text */
};

struct fmt {
	struct out *out;
	const struct tables *tables;
	struct record_cursor args;
	const char *at;
	const char *end;
};

/* ---- reading the format ----------------------------------------------- */

static char peek(const struct fmt *fmt)
{
	return fmt->at < fmt->end ? *fmt->at : '\0';
}

static void read_flags(struct fmt *fmt, struct conversion *conv)
{
	for (; fmt->at < fmt->end; fmt->at++) {
		switch (*fmt->at) {
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

static int clamp_width(__s64 width)
{
	if (width > FMT_MAX_WIDTH)
		return FMT_MAX_WIDTH;
	if (width < -FMT_MAX_WIDTH)
		return -FMT_MAX_WIDTH;

	return width;
}

/* Digits, or "*" for an argument; none is 0. */
static int read_number(struct fmt *fmt)
{
	struct record_value value;
	int number = 0;

	if (peek(fmt) == '*') {
		fmt->at++;
		if (!record_next(&fmt->args, &value) ||
		    value.kind != KTAP_KIND_INT)
			return 0;
		return clamp_width(value.i);
	}
	for (; peek(fmt) >= '0' && peek(fmt) <= '9'; fmt->at++)
		number = clamp_width(number * 10 + (*fmt->at - '0'));

	return number;
}

static void read_length(struct fmt *fmt, struct conversion *conv)
{
	for (;; fmt->at++) {
		switch (peek(fmt)) {
		case 'h':
			conv->nr_h++;
			break;
		case 'l':
		case 'j':
		case 'z':
		case 't':
		case 'L':
		case 'q':
			break;
		default:
			return;
		}
	}
}

static void read_conversion(struct fmt *fmt, struct conversion *conv)
{
	*conv = (struct conversion) { .precision = -1 };
	read_flags(fmt, conv);
	conv->width = read_number(fmt);
	if (conv->width < 0) {
		conv->minus = true;
		conv->width = -conv->width;
	}
	if (peek(fmt) == '.') {
		fmt->at++;
		conv->precision = read_number(fmt);
	}
	read_length(fmt, conv);
	conv->letter = peek(fmt);
	if (fmt->at < fmt->end)
		fmt->at++;
	if (conv->letter == 'p')
		conv->extension = format_extension(&fmt->at, fmt->end);
}

/* ---- writing ---------------------------------------------------------- */

static void write_padded(struct fmt *fmt, const struct conversion *conv,
			 const char *text, size_t len)
{
	size_t pad = 0;

	if ((size_t)conv->width > len)
		pad = conv->width - len;
	if (conv->minus) {
		out_bytes(fmt->out, text, len);
		out_fill(fmt->out, ' ', pad);
	} else {
		out_fill(fmt->out, ' ', pad);
		out_bytes(fmt->out, text, len);
	}
}

static void write_mismatch(struct fmt *fmt, const struct conversion *conv,
			   const char *what)
{
	const char letter[2] = { conv->letter };

	out_printf(fmt->out, "(%%%s: %s)", letter, what);
}

static __s64 cut(__s64 i, const struct conversion *conv)
{
	bool is_signed = conv->letter == 'd' || conv->letter == 'i';

	if (conv->nr_h >= 2)
		return is_signed ? (__s64)(int8_t)i : (__s64)(uint8_t)i;
	if (conv->nr_h == 1)
		return is_signed ? (__s64)(int16_t)i : (__s64)(__u16)i;

	return i;
}

/* As out_decimal(), a power of two being the base. */
static char *write_bits(char *end, __u64 number, unsigned int bits,
			const char *digits)
{
	do {
		*--end = digits[number & (BIT(bits) - 1)];
		number >>= bits;
	} while (number);

	return end;
}

static char *write_digits(char *end, __s64 i, char letter)
{
	switch (letter) {
	case 'o':
		return write_bits(end, i, 3, "01234567");
	case 'X':
		return write_bits(end, i, 4, "0123456789ABCDEF");
	case 'x':
	case 'p':
		return write_bits(end, i, 4, "0123456789abcdef");
	case 'u':
		return out_decimal(end, i);
	default:
		return out_decimal(end, i < 0 ? -(__u64)i : (__u64)i);
	}
}

/* Return: bytes of what stands before all digits: a sign, or "0x". */
static int make_prefix(char prefix[2], const struct conversion *conv, __s64 i)
{
	switch (conv->letter) {
	case 'd':
	case 'i':
		prefix[0] = i < 0 ? '-' : conv->plus ? '+' : ' ';
		return i < 0 || conv->plus || conv->space;
	case 'x':
	case 'X':
		prefix[0] = '0';
		prefix[1] = conv->letter;
		return conv->hash && i ? 2 : 0;
	default:
		return 0;
	}
}

/* As the C library does it. */
static void write_int(struct fmt *fmt, const struct conversion *conv, __s64 i)
{
	char text[FMT_MAX_WIDTH + OUT_MAX_DIGITS], prefix[2];
	char *end = text + sizeof(text), *at = end;
	int nr_prefix = make_prefix(prefix, conv, i);
	int nr_digits = conv->precision;

	if (nr_digits < 0 && conv->zero && !conv->minus)
		nr_digits = conv->width - nr_prefix;
	if (i || conv->precision)
		at = write_digits(end, i, conv->letter);
	while (end - at < nr_digits)
		*--at = '0';
	if (conv->letter == 'o' && conv->hash && (at == end || *at != '0'))
		*--at = '0';
	while (nr_prefix)
		*--at = prefix[--nr_prefix];
	write_padded(fmt, conv, at, end - at);
}

static void write_address(struct fmt *fmt, const struct conversion *conv,
			  __s64 i)
{
	char text[OUT_MAX_DIGITS + 2], *end = text + sizeof(text);
	char *at = write_digits(end, i, conv->letter);

	*--at = 'x';
	*--at = '0';
	write_padded(fmt, conv, at, end - at);
}

static void write_number(struct fmt *fmt, const struct conversion *conv,
			 const struct record_value *value)
{
	char c = value->i;

	if (value->kind != KTAP_KIND_INT)
		write_mismatch(fmt, conv, value_kind_name(value->kind));
	else if (conv->letter == 'c')
		write_padded(fmt, conv, &c, 1);
	else if (conv->letter == 'p')
		write_address(fmt, conv, value->i);
	else
		write_int(fmt, conv, cut(value->i, conv));
}

static void write_text(struct fmt *fmt, const struct conversion *conv,
		       const char *text, size_t len)
{
	if (conv->precision >= 0 && (size_t)conv->precision < len)
		len = conv->precision;
	write_padded(fmt, conv, text, len);
}

static void write_any(struct fmt *fmt, const struct conversion *conv,
		      const struct record_value *value)
{
	struct out text;

	if (value->kind == KTAP_KIND_STRING) {
		write_text(fmt, conv, value->text, value->len);
	} else if (!conv->width && conv->precision < 0) {
		value_write(fmt->out, fmt->tables, value);
	} else {
		out_init(&text, -1);
		value_write(&text, fmt->tables, value);
		write_text(fmt, conv, text.buf, text.used);
		out_exit(&text);
	}
}

static void write_value(struct fmt *fmt, const struct conversion *conv)
{
	struct record_value value;

	if (!record_next(&fmt->args, &value))
		write_mismatch(fmt, conv, "no value");
	else if (value.kind == KTAP_KIND_NIL)
		write_padded(fmt, conv, "nil", 3);
	else if (conv->extension && value.kind == KTAP_KIND_STRING)
		write_padded(fmt, conv, value.text, value.len);
	else if (conv->letter == 's' || conv->letter == 'v')
		write_any(fmt, conv, &value);
	else
		write_number(fmt, conv, &value);
}

static void write_conversion(struct fmt *fmt)
{
	struct conversion conv;

	read_conversion(fmt, &conv);
	switch (conv.letter) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
	case 'c':
	case 'p':
	case 's':
	case 'v':
		write_value(fmt, &conv);
		break;
	case '%':
		out_char(fmt->out, '%');
		break;
	default:
		write_mismatch(fmt, &conv, "no such conversion");
		break;
	}
}

/* Texts between conversions are short: to call memchr() costs more. */
static void write_literal(struct fmt *fmt)
{
	const char *begin = fmt->at;

	while (fmt->at < fmt->end && *fmt->at != '%')
		fmt->at++;
	out_bytes(fmt->out, begin, fmt->at - begin);
}

void fmt_write(struct out *out, const struct tables *tables,
	       const struct record *rec)
{
	struct fmt fmt = { .out = out, .tables = tables };
	struct record_value format;

	record_values(rec, &fmt.args);
	record_next(&fmt.args, &format);
	fmt.at = format.text;
	fmt.end = format.text + format.len;

	while (fmt.at < fmt.end) {
		if (*fmt.at == '%') {
			fmt.at++;
			write_conversion(&fmt);
		} else {
			write_literal(&fmt);
		}
	}
}
