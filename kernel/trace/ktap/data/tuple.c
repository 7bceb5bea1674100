// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tuples: keys of several parts
 *
 * Context: any
 */

#include <linux/errno.h>
#include <linux/overflow.h>

#include "data/string.h"
#include "data/symbol.h"
#include "data/tuple.h"
#include "mem/heap.h"

/* Takes a reference to what a part of the tuple is. */
static int keep_part(struct ktap_invocation *inv, struct ktap_value *to,
		     const struct ktap_value *from)
{
	struct ktap_string *string;
	int trap = 0;

	*to = *from;
	if (ktap_kind_has_bytes(from->kind)) {
		string = ktap_string_keep(inv, ktap_string_of(from->obj), &trap);
		if (!string)
			return trap ?: -ENOMEM;
		to->obj = &string->obj;
	}
	if (ktap_value_is_object(to))
		ktap_heap_own(to->obj);

	return 0;
}

struct ktap_tuple *ktap_tuple_make(struct ktap_invocation *inv,
				   const struct ktap_value *parts,
				   unsigned int nr, u32 hash, int *ret)
{
	struct ktap_object *obj;
	struct ktap_tuple *tuple;

	obj = ktap_heap_alloc(inv, KTAP_KIND_TUPLE,
			      struct_size(tuple, parts, nr));
	if (!obj) {
		*ret = -ENOMEM;
		return NULL;
	}
	tuple = ktap_tuple_of(obj);
	tuple->hash = hash;
	/* What was kept so far is dropped at the invocation's end. */
	for (tuple->nr = 0; tuple->nr < nr; tuple->nr++) {
		*ret = keep_part(inv, &tuple->parts[tuple->nr],
				 &parts[tuple->nr]);
		if (*ret)
			return NULL;
	}

	return tuple;
}

bool ktap_tuple_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		     unsigned int *steps)
{
	struct ktap_tuple *tuple = ktap_tuple_of(obj);
	struct ktap_value *part;

	while (tuple->nr) {
		if (!*steps)
			return false;
		--*steps;
		part = &tuple->parts[--tuple->nr];
		if (ktap_value_is_object(part))
			ktap_heap_drop(inv->heap, part->obj);
	}

	return true;
}
