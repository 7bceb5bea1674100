/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - printf() of values
 */
#ifndef _KTAP_RENDER_FMT_H
#define _KTAP_RENDER_FMT_H

#include "render/out.h"
#include "render/table.h"
#include "run/record.h"

/* The widest width and precision; the kernel allows no more either. */
#define FMT_MAX_WIDTH	1000

/**
 * fmt_write() - writes the values of a KTAP_REC_PRINTF
 * @out: The output.
 * @tables: The tables that they may refer to.
 * @rec: The record: its first value is the format.
 *
 * A conversion that its value does not fit, which the kernel refuses before
 * it writes a record, is written as "(%d: string)".
 */
void fmt_write(struct out *out, const struct tables *tables,
	       const struct record *rec);

#endif /* _KTAP_RENDER_FMT_H */
