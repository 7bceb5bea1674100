/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - print_hist(): a table of integers, or a histogram, as bars
 */
#ifndef _KTAP_RENDER_HIST_H
#define _KTAP_RENDER_HIST_H

#include "render/out.h"
#include "render/table.h"

/* Columns of the bar of the largest value. */
#define HIST_BAR	40

/* Longer keys push their own bar to the right. */
#define HIST_MAX_KEY	40

/* Buckets in a row without samples; more of them are shown as one "…". */
#define HIST_MAX_GAP	8

/**
 * hist_write_aggr() - draws a histogram; of another aggregate, its numbers
 * @out: The output.
 * @tables: The tables, with that of its buckets.
 * @value: The aggregate.
 */
void hist_write_aggr(struct out *out, const struct tables *tables,
		     const struct record_value *value);

/**
 * hist_write() - draws a table
 * @out: The output.
 * @tables: The tables that its keys may refer to.
 * @table: The table, sorted.
 *
 * A title line if the table has a name; its unnamed element; a head; a row for
 * each element that is kept, its bar in proportion to the largest value; a last
 * line for what is not shown.  Elements that are histograms are drawn each,
 * other aggregates as by stats_write().
 */
void hist_write(struct out *out, const struct tables *tables,
		const struct table *table);

#endif /* _KTAP_RENDER_HIST_H */
