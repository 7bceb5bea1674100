// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the order of values across kinds
 */

#include <string.h>

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
	case KTAP_KIND_FUNC:
		return 5;
	default:
		return 6;
	}
}

static int compare_text(const struct record_value *a,
			const struct record_value *b)
{
	__u32 len = a->len < b->len ? a->len : b->len;
	int diff = len ? memcmp(a->text, b->text, len) : 0;

	return diff ? diff : (a->len > b->len) - (a->len < b->len);
}

int order_compare(const struct record_value *a, const struct record_value *b)
{
	int diff = rank(a->kind) - rank(b->kind);

	if (diff)
		return diff;
	if (a->kind == KTAP_KIND_STRING || a->kind == KTAP_KIND_FUNC)
		return compare_text(a, b);

	return (a->i > b->i) - (a->i < b->i);
}
