/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the formats of printf() and string.format()
 *
 * Context: any
 */
#ifndef _KTAP_BUILTIN_CONVERSION_H
#define _KTAP_BUILTIN_CONVERSION_H

#include "data/string.h"
#include "vm/frame.h"

/** struct ktap_format - a format that is being read */
struct ktap_format {
	/** @vm: The invocation. */
	struct ktap_vm *vm;
	/** @name: The built-in, for messages. */
	const char *name;
	/** @at: What is next of the format. */
	const char *at;
	/** @end: Its end. */
	const char *end;
	/** @args: Arguments of the built-in, the first is the format. */
	const struct ktap_value *args;
	/** @nr_args: Their number. */
	unsigned int nr_args;
	/** @next: The argument that is next. */
	unsigned int next;
};

/** struct ktap_conversion - a conversion, and what stands before it */
struct ktap_conversion {
	/** @text: Bytes before it. */
	const char *text;
	/** @len: Their number. */
	size_t len;
	bool minus;
	bool plus;
	bool space;
	bool hash;
	bool zero;
	/** @width: 0: none. */
	int width;
	/** @precision: -1: none. */
	int precision;
	/** @nr_h: Letters h of its length. */
	unsigned int nr_h;
	/** @letter: '%' for "%%"; '\0': there is none, the format ends. */
	char letter;
	/** @extension: Of 'p': 'S', '4' (of I4), '6' (of I6), 'M'; else '\0'. */
	char extension;
	/**
	 * @arg: Its value: an integer or nil, of 's' and 'v' any, with an
	 * extension what that can show.
	 */
	const struct ktap_value *arg;
};

/* Units of reading a format. */
static inline u32 ktap_format_units(const struct ktap_string *format)
{
	return format->len / 4;
}

/**
 * ktap_format_begin() - begin to read a format
 * @format: To be filled.
 * @vm: The invocation.
 * @name: The built-in.
 * @args: Its arguments.
 * @nr_args: Their number, at least 1.
 *
 * Return: 0 or KTAP_TRAP_BAD_ARG.
 */
int ktap_format_begin(struct ktap_format *format, struct ktap_vm *vm,
		      const char *name, const struct ktap_value *args,
		      unsigned int nr_args);

/**
 * ktap_format_next() - read a conversion
 * @format: The format.
 * @conv: To be filled.
 *
 * Behind the last one all arguments must have been used.
 *
 * Return: 0 or KTAP_TRAP_BAD_FORMAT.
 */
int ktap_format_next(struct ktap_format *format, struct ktap_conversion *conv);

/* Values of a format that has a plan. */
#define KTAP_PLAN_VALUES	31

/**
 * ktap_format_plan() - read a format once for all calls
 * @format: The format.
 *
 * A plan has a bit for each value, from bit 0 on: it must be an integer or nil;
 * and above them a bit that ends it.
 *
 * Return: The plan, or 0: a format with a star, an extension of %p or more
 * values, or that is wrong.
 */
u32 ktap_format_plan(const struct ktap_string *format);

/* Whether values are those of a plan; false: read the format to know. */
static inline bool ktap_plan_fits(u32 plan, const struct ktap_value *values,
				  unsigned int nr)
{
	for (; nr; nr--, values++, plan >>= 1) {
		if (plan & 1 && !ktap_value_is_int(values) &&
		    !ktap_value_is_nil(values))
			return false;
	}

	return plan == 1;
}

/**
 * ktap_conversion_text() - what a conversion with an extension shows
 * @conv: The conversion, whose value is not nil.
 * @buf: KTAP_SYMBOL_TEXT bytes.
 *
 * Return: Its length, without width and precision.
 */
size_t ktap_conversion_text(const struct ktap_conversion *conv, char *buf);

#endif /* _KTAP_BUILTIN_CONVERSION_H */
