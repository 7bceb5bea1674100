/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the order of values across kinds
 */
#ifndef _KTAP_RENDER_ORDER_H
#define _KTAP_RENDER_ORDER_H

#include "run/record.h"

/**
 * order_compare() - which of two values comes first
 * @a: A value.
 * @b: Another.
 *
 * nil, false, true, integers, strings by byte, tuples part by part; then
 * functions by name, then tables by number, then aggregates by count.  Where
 * aggregates meet integers these are counts, too.
 *
 * Return: less than, equal to or greater than 0.
 */
int order_compare(const struct record_value *a, const struct record_value *b);

#endif /* _KTAP_RENDER_ORDER_H */
