/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - filters of handlers to terms that providers may test first
 *
 * Context: process
 */
#ifndef _KTAP_LINK_BIND_FILTER_H
#define _KTAP_LINK_BIND_FILTER_H

#include "event/event.h"
#include "prog/prog.h"

/**
 * ktap_bind_filters() - offer terms of filters to the providers
 * @prog: A verified program.
 * @events: Its events, whose fields are bound.
 * @module: Only those of a module that is coming; NULL: the others.
 *
 * A handler that begins by comparing fields with constants and returns if a
 * comparison fails need not be run then.  It tests the same once more: what a
 * provider does with a term can only spare it.
 */
void ktap_bind_filters(const struct ktap_prog *prog, struct ktap_events *events,
		       const struct module *module);

#endif /* _KTAP_LINK_BIND_FILTER_H */
