/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - names of fields to what each event has
 *
 * Context: process
 */
#ifndef _KTAP_LINK_BIND_FIELDS_H
#define _KTAP_LINK_BIND_FIELDS_H

#include "event/event.h"
#include "prog/message.h"
#include "prog/prog.h"

/**
 * ktap_bind_fields() - find the fields that handlers use, in all their events
 * @prog: A verified program.
 * @events: Its events.  Those whose handlers look at arguments get @fields.
 * @module: Only those of a module that is coming; NULL: the others.
 * @message: Names a field that none of its handler's events has, which is no
 *	error where a module is coming.
 *
 * Return: 0, -ENOENT, -ENOMEM.
 */
int ktap_bind_fields(const struct ktap_prog *prog, struct ktap_events *events,
		     const struct module *module, struct ktap_message *message);

#endif /* _KTAP_LINK_BIND_FIELDS_H */
