// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - calls of traced code that have not returned
 *
 * Context: any
 *
 * The calls of a thread are changed by what runs in it, and when it is freed:
 * never by two at a time.
 */

#include <linux/overflow.h>

#include "data/pending.h"
#include "mem/heap.h"

struct ktap_pending *ktap_pending_find(struct ktap_table *table, s64 owner)
{
	struct ktap_value key = ktap_value_int(owner), v;

	ktap_table_get(table, &key, &v);

	return v.kind == KTAP_KIND_CALL ? ktap_pending_of(v.obj) : NULL;
}

/* Makes @pending, or nothing, the innermost call. */
static int set_innermost(struct ktap_invocation *inv, struct ktap_table *table,
			 s64 owner, struct ktap_pending *pending)
{
	struct ktap_value key = ktap_value_int(owner);
	struct ktap_value v = ktap_value_nil();

	if (pending)
		v = ktap_value_obj(KTAP_KIND_CALL, &pending->obj);

	return ktap_table_set(inv, table, &key, &v);
}

struct ktap_pending *ktap_pending_push(struct ktap_invocation *inv,
				       struct ktap_table *table, s64 owner,
				       u32 nr)
{
	struct ktap_pending *pending;
	struct ktap_object *obj;
	u32 i;

	obj = ktap_heap_alloc(inv, KTAP_KIND_CALL,
			      struct_size(pending, vars, nr));
	if (!obj)
		return NULL;
	pending = ktap_pending_of(obj);
	pending->owner = owner;
	pending->nr = nr;
	for (i = 0; i < nr; i++)
		atomic64_set(&pending->vars[i].word, KTAP_SLOT_NIL);
	pending->outer = ktap_pending_find(table, owner);
	if (pending->outer)
		ktap_heap_own(&pending->outer->obj);

	return set_innermost(inv, table, owner, pending) ? NULL : pending;
}

void ktap_pending_remove(struct ktap_invocation *inv, struct ktap_table *table,
			 struct ktap_pending *pending)
{
	struct ktap_pending *p = ktap_pending_find(table, pending->owner);

	if (p == pending) {
		set_innermost(inv, table, pending->owner, pending->outer);
		return;
	}
	while (p && p->outer != pending)
		p = p->outer;
	if (!p)
		return;
	if (pending->outer)
		ktap_heap_own(&pending->outer->obj);
	p->outer = pending->outer;
	ktap_heap_drop(inv->heap, &pending->obj);
}

void ktap_pending_clear(struct ktap_invocation *inv,
			struct ktap_pending *pending)
{
	u32 i;

	for (i = 0; i < pending->nr; i++)
		ktap_slot_drop_word(inv->heap,
				    atomic64_xchg(&pending->vars[i].word,
						  KTAP_SLOT_NIL));
}

bool ktap_pending_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		       unsigned int *steps)
{
	struct ktap_pending *pending = ktap_pending_of(obj);

	while (pending->nr && *steps) {
		--*steps;
		--pending->nr;
		ktap_slot_drop_word(inv->heap,
				    ktap_slot_read(&pending->vars[pending->nr]));
	}
	if (pending->nr || !*steps)
		return false;
	--*steps;
	if (pending->outer)
		ktap_heap_drop(inv->heap, &pending->outer->obj);

	return true;
}
