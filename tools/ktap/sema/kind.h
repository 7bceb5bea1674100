/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what is certain about an expression's value
 */
#ifndef _KTAP_SEMA_KIND_H
#define _KTAP_SEMA_KIND_H

#include <stdbool.h>

struct exp;

/**
 * kind_is_computed_integer - can it only be an integer, and is no literal?
 * @exp: an expression whose names are resolved
 */
bool kind_is_computed_integer(struct exp *exp);

/**
 * kind_is_never_nil - can it not be nil?
 * @exp: an expression whose names are resolved
 */
bool kind_is_never_nil(struct exp *exp);

/**
 * kind_is_no_function - can it not be called?
 * @exp: an expression whose names are resolved
 */
bool kind_is_no_function(struct exp *exp);

/**
 * kind_name - what else than an integer it can only be
 * @exp: an expression whose names are resolved
 *
 * Return: name of the kind, or NULL.
 */
const char *kind_name(struct exp *exp);

#endif /* _KTAP_SEMA_KIND_H */
