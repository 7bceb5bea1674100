/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - names of an image to what this kernel has
 *
 * Context: process
 */
#ifndef _KTAP_LINK_RESOLVE_H
#define _KTAP_LINK_RESOLVE_H

#include <linux/ktap/builtin.h>

#include "event/event.h"
#include "prog/message.h"
#include "prog/prog.h"

/**
 * ktap_resolve_builtins() - find the built-ins that a program calls
 * @prog: The program.
 * @message: Says what is missing.
 *
 * Return: A row for each import, to be freed by kvfree(), or an ERR_PTR:
 * -ENOENT, -ENOMEM.
 */
const struct ktap_builtin **
ktap_resolve_builtins(const struct ktap_prog *prog,
		      struct ktap_message *message);

/**
 * ktap_resolve_verify() - verify a program whose built-ins were found
 * @prog: The program.
 * @builtins: Of ktap_resolve_builtins().
 * @message: Says what is wrong.
 *
 * Return: As ktap_verify().
 */
int ktap_resolve_verify(const struct ktap_prog *prog,
			const struct ktap_builtin *const *builtins,
			struct ktap_message *message);

/**
 * ktap_resolve_events() - find the events that a program names
 * @prog: The verified program.
 * @events: Where they go.
 * @missing: A bit for each row of @prog->events; set where nothing was found
 *	but another row of the group has events.
 * @message: Says what is wrong.
 *
 * Return: 0, -ENOENT (no such event), -EINVAL, -ENOMEM, -E2BIG, -EINTR.
 */
int ktap_resolve_events(const struct ktap_prog *prog,
			struct ktap_events *events, unsigned long *missing,
			struct ktap_message *message);

/**
 * ktap_resolve_module() - find the events of a module that is coming
 * @prog: The program.
 * @events: Where they go, into sources of their own; its lock is held.
 * @module: The module.
 *
 * Return: 0, also if there is none, or -errno: drop those that were found.
 */
int ktap_resolve_module(const struct ktap_prog *prog, struct ktap_events *events,
			const struct module *module);

#endif /* _KTAP_LINK_RESOLVE_H */
