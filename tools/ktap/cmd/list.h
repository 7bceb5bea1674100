/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - list: the events that can be traced
 */
#ifndef _KTAP_CMD_LIST_H
#define _KTAP_CMD_LIST_H

#include <stdbool.h>

struct operands;
struct tracefs_places;

/**
 * list_events() - print the events that fit any of the operands
 * @places: Where tracefs may be.
 * @operands: Globs; none: all events.
 * @fields: Print fields and their types, too.
 *
 * Return: An exit status.
 */
int list_events(const struct tracefs_places *places,
		const struct operands *operands, bool fields);

#endif /* _KTAP_CMD_LIST_H */
