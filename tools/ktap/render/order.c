// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the order of values across kinds
 */

#include <stdbool.h>
#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "render/order.h"

static int rank(unsigned int kind)
{
	switch (kind) {
	case KTAP_KIND_NIL:
		return 0;
	case KTAP_KIND_FALSE:
		return 1;
	case KTAP_KIND_TRUE:
		return 2;
	case KTAP_KIND_INT:
		return 3;
	case KTAP_KIND_STRING:
		return 4;
	case KTAP_KIND_TUPLE:
		return 5;
	case KTAP_KIND_FUNC:
		return 6;
	case KTAP_KIND_TABLE:
		return 7;
	case KTAP_KIND_SYMBOL:
		return 8;
	case KTAP_KIND_STACK:
		return 9;
	default:
		return 10;
	}
}

static int compare_text(const struct record_value *a,
			const struct record_value *b)
{
	__u32 len = a->len < b->len ? a->len : b->len;
	int diff = len ? memcmp(a->text, b->text, len) : 0;

	return diff ? diff : (a->len > b->len) - (a->len < b->len);
}

static int compare_parts(const struct record_value *a,
			 const struct record_value *b)
{
	struct record_cursor a_at, b_at;
	struct record_value a_part, b_part;
	int diff;

	record_parts(a, &a_at);
	record_parts(b, &b_at);
	while (a_at.left && b_at.left) {
		record_next(&a_at, &a_part);
		record_next(&b_at, &b_part);
		diff = order_compare(&a_part, &b_part);
		if (diff)
			return diff;
	}

	return (a_at.left > b_at.left) - (a_at.left < b_at.left);
}

static __s64 size_of(const struct record_value *value)
{
	struct ktap_record_aggr aggr;

	if (value->kind != KTAP_KIND_AGGR)
		return value->i;
	record_aggr(value, &aggr);

	return aggr.count;
}

static bool is_aggr(const struct record_value *a, const struct record_value *b)
{
	return a->kind == KTAP_KIND_AGGR &&
	       (b->kind == KTAP_KIND_AGGR || b->kind == KTAP_KIND_INT);
}

int order_compare(const struct record_value *a, const struct record_value *b)
{
	int diff = rank(a->kind) - rank(b->kind);

	if (is_aggr(a, b) || is_aggr(b, a))
		return (size_of(a) > size_of(b)) - (size_of(a) < size_of(b));

	if (diff)
		return diff;
	if (a->kind == KTAP_KIND_TUPLE)
		return compare_parts(a, b);
	if (rank(a->kind) >= rank(KTAP_KIND_STRING) && a->text && b->text)
		return compare_text(a, b);

	return (a->i > b->i) - (a->i < b->i);
}
