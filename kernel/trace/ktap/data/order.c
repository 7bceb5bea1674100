// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the order of values across kinds
 *
 * Context: any
 */

#include <linux/kernel.h>
#include <linux/minmax.h>

#include "data/func.h"
#include "data/order.h"
#include "data/string.h"
#include "data/tuple.h"

static const u8 ranks[KTAP_NR_KINDS] = {
	[KTAP_KIND_NIL]		= 0,
	[KTAP_KIND_FALSE]	= 1,
	[KTAP_KIND_TRUE]	= 2,
	[KTAP_KIND_INT]		= 3,
	[KTAP_KIND_STRING]	= 4,
	[KTAP_KIND_TUPLE]	= 5,
	[KTAP_KIND_FUNC]	= 6,
	[KTAP_KIND_TABLE]	= 7,
	[KTAP_KIND_AGGR]	= 8,
	[KTAP_KIND_STACK]	= 9,
	[KTAP_KIND_SYMBOL]	= 10,
	[KTAP_KIND_SORT]	= 11,
	[KTAP_KIND_CALL]	= 12,
};

static int order_parts(const struct ktap_tuple *a, const struct ktap_tuple *b)
{
	unsigned int i;
	int order;

	for (i = 0; i < min(a->nr, b->nr); i++) {
		/* Parts are no tuples. */
		order = ktap_order(&a->parts[i], &b->parts[i]);
		if (order)
			return order;
	}

	return (int)a->nr - (int)b->nr;
}

int ktap_order(const struct ktap_value *a, const struct ktap_value *b)
{
	if (a->kind != b->kind)
		return ranks[a->kind] - ranks[b->kind];

	switch (a->kind) {
	case KTAP_KIND_INT:
		return a->i < b->i ? -1 : a->i > b->i;
	case KTAP_KIND_STRING:
		return ktap_string_compare(ktap_string_of(a->obj),
					   ktap_string_of(b->obj));
	case KTAP_KIND_TUPLE:
		return order_parts(ktap_tuple_of(a->obj), ktap_tuple_of(b->obj));
	case KTAP_KIND_FUNC:
		return ktap_string_compare(ktap_func_of(a->obj)->name,
					   ktap_func_of(b->obj)->name);
	default:
		return 0;
	}
}
