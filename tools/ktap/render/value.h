/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - values as text
 */
#ifndef _KTAP_RENDER_VALUE_H
#define _KTAP_RENDER_VALUE_H

#include <stdbool.h>

#include "render/out.h"
#include "render/table.h"
#include "run/record.h"

/* What is shown of a table: so many elements, so deep; then "…". */
#define VALUE_MAX_ELEMENTS	100
#define VALUE_MAX_DEPTH		8

/* What is shown of all tables within one value. */
#define VALUE_MAX_TOTAL		10000

/* Return: the name of a value's kind, as the script's type(). */
const char *value_kind_name(unsigned int kind);

/**
 * value_write() - writes a value as print() shows it
 * @out: The output.
 * @tables: The tables that it may refer to.
 * @value: The value.
 */
void value_write(struct out *out, const struct tables *tables,
		 const struct record_value *value);

/**
 * value_write_line() - the same within a line
 *
 * Control characters in strings are escaped, so that the line stays one.
 */
void value_write_line(struct out *out, const struct tables *tables,
		      const struct record_value *value);

#endif /* _KTAP_RENDER_VALUE_H */
