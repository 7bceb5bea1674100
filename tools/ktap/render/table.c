// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tables: put together from their head, rows and tail
 *
 * A table arrives as a head, one record for each element, and a tail; other
 * records come between.  A table that is shown as a value comes before the
 * record that shows it, be that a print or a row of another table.
 *
 * Of a table of any size only the rows that will be shown are kept: they are a
 * heap with the last of them on top, which a better row replaces.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "render/order.h"
#include "render/table.h"

/*
 * Tables whose last records were lost would stay for ever: above this the
 * oldest go.
 */
#define MAX_BYTES	(32UL << 20)

/* ---- order of rows ---------------------------------------------------- */

static int compare_by_key(const struct table_row *a, const struct table_row *b)
{
	return order_compare(&a->key, &b->key);
}

static bool is_size(const struct record_value *value)
{
	return value->kind == KTAP_KIND_INT || value->kind == KTAP_KIND_AGGR;
}

static int compare_by_value(const struct table_row *a,
			    const struct table_row *b)
{
	bool a_is_size = is_size(&a->value), b_is_size = is_size(&b->value);
	int diff;

	/* What has no size comes last. */
	if (a_is_size != b_is_size)
		return a_is_size ? -1 : 1;

	diff = order_compare(&b->value, &a->value);

	return diff ? diff : compare_by_key(a, b);
}

static int compare_rows(const struct table *table, const struct table_row *a,
			const struct table_row *b)
{
	return table->is_hist ? compare_by_value(a, b) : compare_by_key(a, b);
}

/* ---- the heap of kept rows -------------------------------------------- */

static void swap_rows(struct table_row **rows, size_t a, size_t b)
{
	struct table_row *row = rows[a];

	rows[a] = rows[b];
	rows[b] = row;
}

static void sift_up(struct table *table, size_t at)
{
	size_t parent;

	for (; at; at = parent) {
		parent = (at - 1) / 2;
		if (compare_rows(table, table->rows[at],
				 table->rows[parent]) <= 0)
			break;
		swap_rows(table->rows, at, parent);
	}
}

static void sift_down(struct table *table, size_t at)
{
	size_t child;

	for (; 2 * at + 1 < table->nr_kept; at = child) {
		child = 2 * at + 1;
		if (child + 1 < table->nr_kept &&
		    compare_rows(table, table->rows[child + 1],
				 table->rows[child]) > 0)
			child++;
		if (compare_rows(table, table->rows[child],
				 table->rows[at]) <= 0)
			break;
		swap_rows(table->rows, at, child);
	}
}

void table_sort(struct table *table)
{
	size_t nr = table->nr_kept;

	if (table->is_sorted)
		return;
	table->is_sorted = true;
	while (table->nr_kept > 1) {
		swap_rows(table->rows, 0, --table->nr_kept);
		sift_down(table, 0);
	}
	table->nr_kept = nr;
}

/* ---- finding tables --------------------------------------------------- */

static struct table **bucket(struct tables *tables, __s64 number)
{
	return &tables->buckets[(__u64)number % TABLES_BUCKETS];
}

struct table *tables_find(const struct tables *tables, __s64 number)
{
	struct table *table;

	table = tables->buckets[(__u64)number % TABLES_BUCKETS];
	while (table && table->number != number)
		table = table->next;

	return table;
}

struct table *tables_find_open(const struct tables *tables)
{
	struct table *table, *oldest = NULL;

	for (table = tables->newest; table; table = table->older)
		if (table->is_hist && !table->is_complete)
			oldest = table;

	return oldest;
}

static void unlink_table(struct tables *tables, struct table *table)
{
	struct table **link = bucket(tables, table->number);

	while (*link != table)
		link = &(*link)->next;
	*link = table->next;

	link = &tables->newest;
	while (*link != table)
		link = &(*link)->older;
	*link = table->older;
}

/* ---- rows ------------------------------------------------------------- */

static size_t text_bytes(const struct record_value *value)
{
	switch (value->kind) {
	case KTAP_KIND_STRING:
	case KTAP_KIND_FUNC:
	case KTAP_KIND_TUPLE:
	case KTAP_KIND_AGGR:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		return value->len;
	default:
		return 0;
	}
}

static size_t row_bytes(const struct table_row *row)
{
	return sizeof(*row) + text_bytes(&row->key) + text_bytes(&row->value);
}

static struct table_row *copy_row(const struct table_row *from)
{
	struct table_row *row = malloc(row_bytes(from));
	char *text = (char *)(row + 1);	/* of any alignment: read by memcpy */

	if (!row)
		return NULL;

	*row = *from;
	if (text_bytes(&from->key)) {
		row->key.text = memcpy(text, from->key.text, from->key.len);
		text += from->key.len;
	}
	if (text_bytes(&from->value))
		row->value.text = memcpy(text, from->value.text,
					 from->value.len);

	return row;
}

static void hold(struct tables *tables, const struct record_value *value)
{
	__s64 number = record_table(value);
	struct table *table = number ? tables_find(tables, number) : NULL;

	if (table)
		table->nr_holders++;
}

static void drop(struct tables *tables, const struct record_value *value)
{
	__s64 number = record_table(value);
	struct table *table = number ? tables_find(tables, number) : NULL;

	if (!table || !table->nr_holders)
		return;
	if (--table->nr_holders)
		return;
	unlink_table(tables, table);
	table->next = tables->doomed;
	tables->doomed = table;
}

static void change_bytes(struct tables *tables, struct table *table,
			 size_t add, size_t sub)
{
	table->bytes += add - sub;
	tables->bytes += add - sub;
}

static void free_row(struct tables *tables, struct table *table,
		     struct table_row *row)
{
	change_bytes(tables, table, 0, row_bytes(row));
	drop(tables, &row->key);
	drop(tables, &row->value);
	free(row);
}

static int make_room(struct table *table)
{
	size_t room = table->room ? table->room * 2 : 16;
	struct table_row **rows;

	if (table->nr_kept < table->room)
		return 0;

	rows = realloc(table->rows, room * sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	table->rows = rows;
	table->room = room;

	return 0;
}

/* A row for which there is no memory is missed when the table is shown. */
static void keep_row(struct tables *tables, struct table *table,
		     const struct table_row *from)
{
	struct table_row *row;

	if (table->nr_kept == table->max_kept &&
	    (!table->max_kept || compare_rows(table, from, table->rows[0]) >= 0)) {
		hold(tables, &from->key);
		hold(tables, &from->value);
		drop(tables, &from->key);
		drop(tables, &from->value);
		return;
	}
	row = copy_row(from);
	if (!row)
		return;

	hold(tables, &row->key);
	hold(tables, &row->value);
	change_bytes(tables, table, row_bytes(row), 0);
	if (table->nr_kept < table->max_kept) {
		if (make_room(table)) {
			free_row(tables, table, row);
			return;
		}
		table->rows[table->nr_kept++] = row;
		sift_up(table, table->nr_kept - 1);
	} else {
		free_row(tables, table, table->rows[0]);
		table->rows[0] = row;
		sift_down(table, 0);
	}
}

/* ---- ends of tables --------------------------------------------------- */

/* Frees a table that was unlinked; drops others, which waits in @doomed. */
static void free_table(struct tables *tables, struct table *table)
{
	size_t i;

	for (i = 0; i < table->nr_kept; i++)
		free_row(tables, table, table->rows[i]);
	drop(tables, &table->alone);
	tables->bytes -= table->bytes;
	free(table->rows);
	free(table->name);
	free(table);
}

static void free_doomed(struct tables *tables)
{
	struct table *table;

	while (tables->doomed) {
		table = tables->doomed;
		tables->doomed = table->next;
		free_table(tables, table);
	}
}

static void remove_table(struct tables *tables, struct table *table)
{
	unlink_table(tables, table);
	free_table(tables, table);
	free_doomed(tables);
}

void tables_put(struct tables *tables, struct table *table)
{
	if (!table->nr_holders)
		remove_table(tables, table);
}

void tables_exit(struct tables *tables)
{
	while (tables->newest)
		remove_table(tables, tables->newest);
}

static void evict_oldest(struct tables *tables, const struct table *keep)
{
	struct table *table, *oldest = NULL;

	for (table = tables->newest; table; table = table->older)
		if (table != keep && !table->nr_holders)
			oldest = table;
	if (oldest)
		remove_table(tables, oldest);
}

/* ---- records ---------------------------------------------------------- */

static __s64 take_number(struct record_cursor *cursor)
{
	struct record_value value;

	record_next(cursor, &value);

	return value.i;
}

static struct table *new_table(const struct record_value *name)
{
	struct table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->bytes = sizeof(*table);
	if (name->kind != KTAP_KIND_STRING)
		return table;

	table->name = strndup(name->text, name->len);
	table->bytes += name->len;

	return table;
}

struct table *tables_take_head(struct tables *tables, const struct record *rec)
{
	struct record_cursor cursor;
	struct record_value name;
	struct table *table;
	__s64 number, rows;

	record_values(rec, &cursor);
	number = take_number(&cursor);
	record_next(&cursor, &name);
	rows = take_number(&cursor);

	table = tables_find(tables, number);
	if (table)
		remove_table(tables, table);
	table = new_table(&name);
	if (!table)
		return NULL;

	table->number = number;
	table->time_ns = rec->time_ns;
	table->cpu = rec->cpu;
	table->max_kept = rows > 0 ? rows : 0;
	table->nr_elements = take_number(&cursor);
	table->is_stats = rec->flags & KTAP_TABLE_STATS;
	table->is_hist = table->is_stats || rec->flags & KTAP_TABLE_HIST;
	record_next(&cursor, &table->alone);
	if (table->alone.kind == KTAP_KIND_AGGR) {
		record_aggr(&table->alone, &table->numbers);
		table->alone.parts = &table->numbers;
		hold(tables, &table->alone);
	}
	table->next = *bucket(tables, number);
	*bucket(tables, number) = table;
	table->older = tables->newest;
	tables->newest = table;
	tables->bytes += table->bytes;
	if (tables->bytes > MAX_BYTES)
		evict_oldest(tables, table);

	return table;
}

struct table *tables_take_row(struct tables *tables, const struct record *rec)
{
	struct record_cursor cursor;
	struct table_row row;
	struct table *table;

	record_values(rec, &cursor);
	table = tables_find(tables, take_number(&cursor));
	if (!table || table->is_sorted)
		return NULL;

	record_next(&cursor, &row.key);
	row.largest = rec->type == KTAP_REC_BUCKET ? take_number(&cursor) : 0;
	record_next(&cursor, &row.value);
	table->nr_rows++;
	keep_row(tables, table, &row);
	free_doomed(tables);

	return table;
}

struct table *tables_take_end(struct tables *tables, const struct record *rec)
{
	struct record_cursor cursor;
	struct table *table;

	record_values(rec, &cursor);
	table = tables_find(tables, take_number(&cursor));
	if (!table)
		return NULL;

	table->nr_written = take_number(&cursor);
	table->is_complete = true;

	return table;
}

static __u64 larger(__u64 a, __u64 b)
{
	return a > b ? a : b;
}

__u64 table_total(const struct table *table)
{
	__u64 rows = larger(table->nr_rows, table->nr_written);

	return larger(rows, table->nr_elements);
}

bool table_is_short(const struct table *table)
{
	__u64 expected = table->nr_elements;

	if (!table->is_complete || table->nr_rows < table->nr_written)
		return true;
	/* A table shown as a value need not be sent beyond what is shown. */
	if (!table->is_hist && expected > table->max_kept)
		expected = table->max_kept;

	return table->nr_written < expected;
}
