// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: string.format()
 *
 * Context: any
 *
 * The format is gone through twice: to find the length, then to write.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/conversion.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "data/symbol.h"
#include "data/value.h"

/* Units of a conversion, above those of its bytes. */
#define CONVERSION_UNITS	8

/* What is written: nothing but its length while @bytes is NULL. */
struct text {
	char *bytes;
	size_t len;
	/* Bytes there are. */
	size_t room;
};

/*
 * What is written may have become longer since its length was found: other CPUs
 * add samples, modules go.  Then its end is missing.
 */
static size_t fitting(const struct text *text, size_t len)
{
	return text->bytes ? min(len, text->room - text->len) : len;
}

static void put(struct text *text, const char *bytes, size_t len)
{
	len = fitting(text, len);
	if (text->bytes)
		memcpy(text->bytes + text->len, bytes, len);
	text->len += len;
}

static void put_blanks(struct text *text, size_t nr)
{
	nr = fitting(text, nr);
	if (text->bytes)
		memset(text->bytes + text->len, ' ', nr);
	text->len += nr;
}

/* Where functions write that end text by a NUL; and how much with it. */
static char *place(const struct text *text)
{
	return text->bytes ? text->bytes + text->len : NULL;
}

static size_t place_size(const struct text *text)
{
	return text->bytes ? text->room - text->len + 1 : 0;
}

static s64 cut(s64 i, const struct ktap_conversion *conv)
{
	bool is_signed = conv->letter == 'd' || conv->letter == 'i';

	if (conv->nr_h >= 2)
		return is_signed ? (s8)i : (u8)i;
	if (conv->nr_h)
		return is_signed ? (s16)i : (u16)i;

	return i;
}

static void put_int(struct text *text, const struct ktap_conversion *conv)
{
	long long i = cut(conv->arg->i, conv);
	bool has_precision = conv->precision >= 0;
	char format[16], *at = format;
	size_t len;

	*at++ = '%';
	if (conv->minus)
		*at++ = '-';
	if (conv->plus)
		*at++ = '+';
	if (conv->space)
		*at++ = ' ';
	if (conv->hash)
		*at++ = '#';
	/* As in C it means nothing beside the others. */
	if (conv->zero && !conv->minus && !has_precision)
		*at++ = '0';
	strscpy(at, has_precision ? "*.*ll" : "*ll", format + sizeof(format) - at);
	at += strlen(at);
	*at++ = conv->letter;
	*at = '\0';

	if (has_precision)
		len = snprintf(place(text), place_size(text), format,
			       conv->width, conv->precision, i);
	else
		len = snprintf(place(text), place_size(text), format,
			       conv->width, i);
	text->len += fitting(text, len);
}

/* Bytes, or the text of @v if there are none. */
static void put_padded(struct text *text, const struct ktap_conversion *conv,
		       const char *bytes, size_t len,
		       const struct ktap_value *v)
{
	size_t pad = conv->width > len ? conv->width - len : 0;

	if (!conv->minus)
		put_blanks(text, pad);
	if (bytes) {
		put(text, bytes, len);
	} else {
		len = fitting(text, len);
		if (text->bytes)
			ktap_value_text(v, place(text), len + 1);
		text->len += len;
	}
	if (conv->minus)
		put_blanks(text, pad);
}

static void put_any(struct text *text, const struct ktap_conversion *conv)
{
	const struct ktap_value *v = conv->arg;
	const char *bytes = NULL;
	size_t len;

	if (v->kind == KTAP_KIND_STRING) {
		bytes = ktap_string_of(v->obj)->bytes;
		len = ktap_string_of(v->obj)->len;
	} else if (text->bytes) {
		len = ktap_value_text(v, NULL, 0);
	} else {
		len = ktap_value_text_max(v);
	}
	if (conv->precision >= 0)
		len = min_t(size_t, len, conv->precision);
	put_padded(text, conv, bytes, len, v);
}

static void put_conversion(struct text *text, const struct ktap_conversion *conv)
{
	char short_text[KTAP_SYMBOL_TEXT];
	size_t len;

	if (conv->letter == '%') {
		put(text, "%", 1);
	} else if (ktap_value_is_nil(conv->arg)) {
		put_padded(text, conv, "nil", 3, NULL);
	} else if (conv->letter == 's' || conv->letter == 'v') {
		put_any(text, conv);
	} else if (conv->letter == 'c') {
		short_text[0] = conv->arg->i;
		put_padded(text, conv, short_text, 1, NULL);
	} else if (conv->extension) {
		len = ktap_conversion_text(conv, short_text);
		put_padded(text, conv, short_text, len, NULL);
	} else if (conv->letter == 'p') {
		len = snprintf(short_text, sizeof(short_text), "0x%llx",
			       conv->arg->i);
		put_padded(text, conv, short_text, len, NULL);
	} else {
		put_int(text, conv);
	}
}

static int go_through(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct text *text)
{
	struct ktap_conversion conv;
	struct ktap_format format;
	size_t before;
	int trap;

	trap = ktap_format_begin(&format, vm, "string.format", args, nr_args);
	while (!trap) {
		before = text->len;
		trap = ktap_format_next(&format, &conv);
		if (trap)
			break;
		put(text, conv.text, conv.len);
		if (!conv.letter)
			break;
		put_conversion(text, &conv);
		trap = ktap_vm_charge(vm, CONVERSION_UNITS +
				      (text->len - before) / 16);
	}

	return trap;
}

int ktap_lib_string_format(struct ktap_vm *vm, const struct ktap_value *args,
			   unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *string;
	struct text text = {};
	int trap;

	trap = go_through(vm, args, nr_args, &text);
	if (trap)
		return trap;
	string = ktap_string_alloc(&vm->inv, text.len, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	text = (struct text){ .bytes = string->bytes, .room = text.len };
	trap = go_through(vm, args, nr_args, &text);
	ktap_string_shrink(&vm->inv, string, text.len);
	ktap_string_seal(string);
	if (!trap)
		*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return trap;
}
