// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - terms of a script's filter for the kernel's own event filter
 *
 * Context: process
 *
 * The kernel compares in the field's type, ktap in signed 64 bits.  They agree
 * where the constant is one of the type's values and the type's values are
 * all below 2^63; equality needs only the former.
 */

#include <../kernel/trace/trace.h>

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#include "data/string.h"
#include "event/filter.h"

static const char *const ops[] = {
	[KTAP_FILTER_EQ]  = "==",
	[KTAP_FILTER_NE]  = "!=",
	[KTAP_FILTER_LT]  = "<",
	[KTAP_FILTER_LE]  = "<=",
	[KTAP_FILTER_GT]  = ">",
	[KTAP_FILTER_GE]  = ">=",
	[KTAP_FILTER_AND] = "&",
};

static bool agrees(const struct ftrace_event_field *field,
		   enum ktap_filter_op op, s64 value)
{
	int bits = field->size * 8;
	s64 min = field->is_signed ? S64_MIN >> (64 - bits) : 0;
	s64 max = bits == 64 ? S64_MAX :
		  field->is_signed ? (1LL << (bits - 1)) - 1 : (1LL << bits) - 1;

	if (value < min || value > max)
		return false;
	/* A sign bit would stand for all above it. */
	if (op == KTAP_FILTER_AND)
		return value > 0;
	return op == KTAP_FILTER_EQ || op == KTAP_FILTER_NE || bits < 64 ||
	       field->is_signed;
}

static int write_int(const struct ftrace_event_field *field,
		     const struct ktap_filter_term *term, char *text, size_t size)
{
	if (field->filter_type != FILTER_OTHER || strchr(field->type, '[') ||
	    !is_power_of_2(field->size) || field->size > 8 ||
	    !agrees(field, term->op, term->value.i))
		return -EINVAL;
	return snprintf(text, size, "%s %s %lld", term->field, ops[term->op],
			term->value.i);
}

/* What means nothing special, within quotes or to the filter's globs. */
static bool is_plain(const struct ktap_string *string)
{
	u32 i;

	for (i = 0; i < string->len; i++) {
		if (!isalnum(string->bytes[i]) &&
		    !strchr("_-./ :@", string->bytes[i] ?: '*'))
			return false;
	}
	return string->len;
}

/* Shorter than the field: else the kernel would compare its beginning. */
static int write_string(const struct ftrace_event_field *field,
			const struct ktap_filter_term *term, char *text,
			size_t size)
{
	const struct ktap_string *string = ktap_string_of(term->value.obj);

	if (field->filter_type != FILTER_STATIC_STRING ||
	    (term->op != KTAP_FILTER_EQ && term->op != KTAP_FILTER_NE) ||
	    string->len >= field->size || !is_plain(string))
		return -EINVAL;
	return snprintf(text, size, "%s %s \"%s\"", term->field, ops[term->op],
			string->bytes);
}

int ktap_filter_term(struct trace_event_call *call,
		     const struct ktap_filter_term *term, char *text,
		     size_t size)
{
	const struct ftrace_event_field *field =
		trace_find_event_field(call, (char *)term->field);
	int len = -EINVAL;

	if (!field)
		return -EINVAL;
	if (ktap_value_is_int(&term->value))
		len = write_int(field, term, text, size);
	else if (term->value.kind == KTAP_KIND_STRING)
		len = write_string(field, term, text, size);
	return len < (int)size ? len : -EINVAL;
}
