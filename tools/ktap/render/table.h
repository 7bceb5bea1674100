/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - tables: put together from their head, rows and tail
 */
#ifndef _KTAP_RENDER_TABLE_H
#define _KTAP_RENDER_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/ktap.h>
#include <linux/types.h>

#include "run/record.h"

/**
 * struct table_row - an element
 * @key: Its key; the bytes of strings lie behind the structure.
 * @value: Its value.
 * @largest: Of a bucket, whose @key is its least value: the largest.
 */
struct table_row {
	struct record_value key;
	struct record_value value;
	__s64 largest;
};

/**
 * struct table - a table as far as it has arrived
 * @next: The next in the store's bucket.
 * @older: The next that is older.
 * @number: Its number.
 * @name: Its name or NULL.
 * @time_ns: When its head was written.
 * @cpu: On which CPU.
 * @is_hist: print_hist() or print_stats() wants it; else it is shown as a
 *	value.
 * @is_stats: It is print_stats().
 * @is_complete: Head, all rows and tail are here.
 * @is_sorted: table_sort() was called: no more rows are taken.
 * @nr_holders: Rows of other tables that show it.
 * @nr_elements: What the head said.
 * @nr_written: What the tail said.
 * @nr_rows: Rows that arrived.
 * @max_kept: Rows to show: no more are kept.
 * @nr_kept: Rows in @rows.
 * @room: Rows that @rows has room for.
 * @bytes: Memory that all this takes.
 * @alone: Its unnamed element: an AGGR or nil; what it says is in @numbers.
 * @rows: The foremost rows: by value for print_hist(), else by key.  A heap,
 *	the last of them first, until table_sort().
 */
struct table {
	struct table *next;
	struct table *older;
	__s64 number;
	char *name;
	__u64 time_ns;
	__u32 cpu;
	bool is_hist;
	bool is_stats;
	bool is_complete;
	bool is_sorted;
	unsigned int nr_holders;
	__u64 nr_elements;
	__u64 nr_written;
	__u64 nr_rows;
	size_t max_kept;
	size_t nr_kept;
	size_t room;
	size_t bytes;
	struct record_value alone;
	struct ktap_record_aggr numbers;
	struct table_row **rows;
};

#define TABLES_BUCKETS	64

/**
 * struct tables - the tables of which something has arrived
 * @buckets: By number.
 * @newest: By age.
 * @doomed: Are about to be freed.
 * @bytes: What they take.
 */
struct tables {
	struct table *buckets[TABLES_BUCKETS];
	struct table *newest;
	struct table *doomed;
	size_t bytes;
};

/* Forgets all; a zeroed structure is an empty store. */
void tables_exit(struct tables *tables);

/* Return: a print_hist() table whose tail has not come, or NULL. */
struct table *tables_find_open(const struct tables *tables);

/* Return: the table, NULL if it is not known. */
struct table *tables_find(const struct tables *tables, __s64 number);

/* Take a KTAP_REC_TABLE, ROW or BUCKET, TABLE_END.  Return: the table or NULL. */
struct table *tables_take_head(struct tables *tables, const struct record *rec);
struct table *tables_take_row(struct tables *tables, const struct record *rec);
struct table *tables_take_end(struct tables *tables, const struct record *rec);

/**
 * tables_put() - forgets a table that was shown
 * @tables: The store.
 * @table: The table; stays if a row of another table shows it.
 */
void tables_put(struct tables *tables, struct table *table);

/**
 * table_sort() - puts the rows that were kept into their order, once
 * @table: The table; takes no more rows.
 */
void table_sort(struct table *table);

/* Return: elements that it has, kept or not, arrived or not. */
__u64 table_total(const struct table *table);

/* Return: true if rows, or the tail that would say so, did not arrive. */
bool table_is_short(const struct table *table);

#endif /* _KTAP_RENDER_TABLE_H */
