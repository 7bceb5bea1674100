/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the order of values across kinds
 *
 * Context: any
 */
#ifndef _KTAP_DATA_ORDER_H
#define _KTAP_DATA_ORDER_H

#include "data/value.h"

/**
 * ktap_order() - which of two values comes first
 * @a: A value.
 * @b: Another.
 *
 * nil, false, true, integers, strings by byte, keys of several parts part by
 * part, functions by name; what is left is equal if it is of one kind.
 *
 * Return: Below, equal to or above 0.
 */
int ktap_order(const struct ktap_value *a, const struct ktap_value *b);

#endif /* _KTAP_DATA_ORDER_H */
