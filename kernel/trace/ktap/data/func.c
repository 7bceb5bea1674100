// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - functions as values, and the variables that they share
 *
 * Context: any
 *
 * A variable that a function captures and somebody assigns lies in a cell, to
 * which the closures hold references; one that nobody assigns is captured by
 * its value.  What a closure holds never changes, so it is read without care.
 */

#include <linux/errno.h>
#include <linux/overflow.h>

#include "data/func.h"
#include "data/value.h"
#include "mem/heap.h"

int ktap_closure_create(struct ktap_invocation *inv,
			const struct ktap_func *func,
			const struct ktap_value *captured, unsigned int nr,
			struct ktap_value *result)
{
	struct ktap_closure *closure;
	struct ktap_object *obj;
	int ret;

	*result = ktap_value_nil();
	obj = ktap_heap_alloc(inv, KTAP_KIND_FUNC,
			      struct_size(closure, captured, nr));
	if (!obj)
		return -ENOMEM;
	closure = ktap_closure_of(obj);
	closure->func.nr = func->nr;
	closure->func.name = func->name;
	/* At each moment what was counted so far can be dropped. */
	for (closure->nr = 0; closure->nr < nr; closure->nr++) {
		ret = ktap_slot_pack(inv, &captured[closure->nr],
				     &closure->captured[closure->nr]);
		if (ret)
			return ret;
	}
	*result = ktap_value_obj(KTAP_KIND_FUNC, obj);

	return 0;
}

int ktap_cell_create(struct ktap_invocation *inv, struct ktap_value *v)
{
	struct ktap_object *obj;
	u64 word = KTAP_SLOT_NIL;
	struct ktap_cell *cell;
	int ret;

	ret = ktap_slot_pack(inv, v, &word);
	if (ret > 0)
		return ret;
	*v = ktap_value_nil();
	obj = ktap_heap_alloc(inv, KTAP_KIND_FUNC, sizeof(*cell));
	if (!obj) {
		ktap_slot_drop_word(inv->heap, word);
		return -ENOMEM;
	}
	obj->flags = KTAP_OBJECT_PART(KTAP_FUNC_CELL);
	cell = container_of(obj, struct ktap_cell, obj);
	atomic64_set(&cell->slot.word, word);
	*v = ktap_value_obj(KTAP_KIND_FUNC, obj);

	return ret;
}

static bool drop_captured(struct ktap_invocation *inv,
			  struct ktap_closure *closure, unsigned int *steps)
{
	while (closure->nr && *steps) {
		--*steps;
		--closure->nr;
		ktap_slot_drop_word(inv->heap, closure->captured[closure->nr]);
	}

	return !closure->nr;
}

bool ktap_func_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		    unsigned int *steps)
{
	struct ktap_cell *cell;

	if (!(obj->flags & KTAP_OBJECT_PART_MASK))
		return drop_captured(inv, ktap_closure_of(obj), steps);

	cell = container_of(obj, struct ktap_cell, obj);
	ktap_slot_drop_word(inv->heap, ktap_slot_read(&cell->slot));

	return true;
}
