/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - print_hist(): a table of integers as bars
 */
#ifndef _KTAP_RENDER_HIST_H
#define _KTAP_RENDER_HIST_H

#include "render/out.h"
#include "render/table.h"

/* Columns of the bar of the largest value. */
#define HIST_BAR	40

/* Longer keys push their own bar to the right. */
#define HIST_MAX_KEY	40

/**
 * hist_write() - draws a table
 * @out: The output.
 * @tables: The tables that its keys may refer to.
 * @table: The table, sorted.
 *
 * A title line if the table has a name; a head; a row for each element that
 * is kept, its bar in proportion to the largest value; a last line for what
 * is not shown.
 */
void hist_write(struct out *out, const struct tables *tables,
		const struct table *table);

#endif /* _KTAP_RENDER_HIST_H */
