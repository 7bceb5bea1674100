/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what verified code needs of its events
 *
 * Context: process
 */
#ifndef _KTAP_LINK_BIND_H
#define _KTAP_LINK_BIND_H

#include "event/event.h"
#include "prog/prog.h"

struct ktap_builtin;

/**
 * ktap_bind_users() - find the functions that may look at something
 * @prog: A verified program.
 * @builtins: Those of its imports.
 * @use: At what.
 *
 * A function does if it says so itself, calls one that does, or calls a value
 * while one that does is used as a value.
 *
 * Return: A bit for each function, to be freed by bitmap_free(), or NULL: no
 * memory.
 */
unsigned long *ktap_bind_users(const struct ktap_prog *prog,
			       const struct ktap_builtin *const *builtins,
			       enum ktap_use use);

#endif /* _KTAP_LINK_BIND_H */
