/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what verified code needs of its events
 *
 * Context: process
 */
#ifndef _KTAP_LINK_BIND_H
#define _KTAP_LINK_BIND_H

#include "prog/prog.h"

struct ktap_builtin;

/**
 * ktap_bind_args() - find the functions that may look at an event's arguments
 * @prog: A verified program.
 * @builtins: Those of its imports.
 *
 * A function does if it says so itself, calls one that does, or calls a value
 * while one that does is used as a value.
 *
 * Return: A bit for each function, to be freed by bitmap_free(), or NULL: no
 * memory.
 */
unsigned long *ktap_bind_args(const struct ktap_prog *prog,
			      const struct ktap_builtin *const *builtins);

#endif /* _KTAP_LINK_BIND_H */
