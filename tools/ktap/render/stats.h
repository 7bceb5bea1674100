/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - print_stats(): aggregates as numbers
 */
#ifndef _KTAP_RENDER_STATS_H
#define _KTAP_RENDER_STATS_H

#include "render/out.h"
#include "render/table.h"

/**
 * stats_write() - writes the rows of a table, each with its numbers
 * @out: The output.
 * @tables: The tables that its keys may refer to.
 * @table: The table, sorted.
 */
void stats_write(struct out *out, const struct tables *tables,
		 const struct table *table);

#endif /* _KTAP_RENDER_STATS_H */
