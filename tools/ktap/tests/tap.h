/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - results of tests, as lines of TAP
 */
#ifndef _KTAP_TESTS_TAP_H
#define _KTAP_TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>

/**
 * tap_ok() - one result
 * @ok: Passed.
 * @name: What was tested.
 *
 * Return: @ok.
 */
bool tap_ok(bool ok, const char *name);

/* Numbers must be equal; shows both if they are not. */
bool tap_is(long long got, long long wanted, const char *name);

/* Texts must be equal. */
bool tap_text(const char *got, const char *wanted, const char *name);

/* A text must hold another. */
bool tap_has(const char *got, const char *wanted, const char *name);

/* Writes the plan.  Return: the exit status. */
int tap_end(void);

#endif /* _KTAP_TESTS_TAP_H */
