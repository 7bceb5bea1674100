// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - function events by address
 *
 * Context: process
 */

#include <linux/ftrace.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "provider/function.h"

static void insert(struct function_table *table, struct function_event *fe)
{
	u32 mask = (1u << table->bits) - 1;
	u32 i = hash_long(fe->ip, table->bits);
	struct function_event **end;

	while (table->places[i].ip && table->places[i].ip != fe->ip)
		i = (i + 1) & mask;
	table->nr += !table->places[i].ip;
	table->places[i].ip = fe->ip;

	/* Handlers run in the order of the script. */
	for (end = &table->places[i].first; *end; end = &(*end)->next)
		;
	*end = fe;
	fe->next = NULL;
}

struct function_table *function_table_create(struct ktap_source *source,
					     enum function_place place)
{
	struct function_table *table;
	struct ktap_event *event;
	unsigned int bits, nr = 0;

	list_for_each_entry(event, &source->list, node)
		nr += function_of(event)->place == place;

	bits = order_base_2(max(2 * nr, 2u));
	table = kvzalloc(struct_size(table, places, 1u << bits),
			 GFP_KERNEL_ACCOUNT);
	if (!table)
		return NULL;

	table->bits = bits;
	list_for_each_entry(event, &source->list, node) {
		if (function_of(event)->place == place)
			insert(table, function_of(event));
	}
	return table;
}

unsigned long *function_table_ips(const struct function_table *table)
{
	unsigned long *ips = kvmalloc_array(table->nr, sizeof(*ips), GFP_KERNEL);
	unsigned int i, nr = 0;

	if (!ips)
		return NULL;
	for (i = 0; i < 1u << table->bits; i++) {
		if (table->places[i].ip)
			ips[nr++] = table->places[i].ip;
	}
	return ips;
}

/* Takes out the events that lie in @module; they must not be found again. */
static unsigned int take_out(struct function_table *table, unsigned long *ips,
			     const struct module *module)
{
	unsigned int i, nr = 0;

	for (i = 0; i < 1u << table->bits; i++) {
		if (!table->places[i].first ||
		    !within_module(table->places[i].ip, module))
			continue;
		ips[nr++] = table->places[i].ip;
		WRITE_ONCE(table->places[i].first, NULL);
	}
	table->nr -= nr;
	return nr;
}

/* Without memory ftrace keeps addresses where nothing is, which harms nobody. */
bool function_table_leave(struct function_table *table, struct ftrace_ops *ops,
			  const struct module *module)
{
	unsigned long *ips = kvmalloc_array(table->nr, sizeof(*ips), GFP_KERNEL);
	unsigned int nr;

	if (!ips)
		return false;
	nr = take_out(table, ips, module);
	/* A filter without an address is one that all functions pass. */
	if (nr && table->nr)
		ftrace_set_filter_ips(ops, ips, nr, 1, 0);
	kvfree(ips);
	return !table->nr;
}

void function_table_mark(const struct function_table *table, bool attached)
{
	struct function_event *fe;
	unsigned int i;

	for (i = 0; i < 1u << table->bits; i++) {
		for (fe = table->places[i].first; fe; fe = fe->next)
			fe->event.attached = attached;
	}
}
