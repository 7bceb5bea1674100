/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - adding samples: what `<<<` does to variables and elements
 *
 * Context: any
 *
 * Functions that return int give 0, an enum ktap_trap, or a negative errno
 * when the effect was lost and counted.
 */
#ifndef _KTAP_DATA_SAMPLE_H
#define _KTAP_DATA_SAMPLE_H

#include "data/aggr.h"
#include "data/table.h"
#include "data/value.h"

/* To what a slot holds; nil becomes an aggregate. */
int ktap_sample_slot(struct ktap_invocation *inv, struct ktap_slot *slot,
		     const struct ktap_value *v);

/* To what a register holds; nil becomes an aggregate. */
int ktap_sample_value(struct ktap_invocation *inv, struct ktap_value *target,
		      const struct ktap_value *v);

/* To an element; a missing one becomes what the table is made for. */
int ktap_sample_element(struct ktap_invocation *inv, struct ktap_table *table,
			const struct ktap_value *key,
			const struct ktap_value *v);

/**
 * ktap_sample_find() - the aggregate that a value stands for
 * @v: A value.
 * @aggr: The aggregate: itself, or of a table the unnamed element; NULL if
 *	that is missing, and for nil.
 *
 * Return: False if @v is none of these.
 */
bool ktap_sample_find(const struct ktap_value *v, struct ktap_aggr **aggr);

#endif /* _KTAP_DATA_SAMPLE_H */
