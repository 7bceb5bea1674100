// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tuples: keys of several parts
 *
 * Context: any
 */

#include <linux/errno.h>
#include <linux/overflow.h>

#include "data/hash.h"
#include "data/string.h"
#include "data/symbol.h"
#include "data/tuple.h"
#include "mem/heap.h"

/* What a part adds to the hash; parts of different kinds may agree in it. */
static bool part_word(const struct ktap_value *v, u64 *word)
{
	switch (v->kind) {
	case KTAP_KIND_INT:
		*word = v->i;
		return true;
	case KTAP_KIND_STRING:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		*word = ktap_string_of(v->obj)->hash;
		return true;
	case KTAP_KIND_NIL:
	case KTAP_KIND_FALSE:
	case KTAP_KIND_TRUE:
		*word = ~(u64)v->kind;
		return true;
	case KTAP_KIND_FUNC:
		*word = (unsigned long)v->obj;
		return true;
	default:
		return false;
	}
}

bool ktap_tuple_hash(const struct ktap_value *parts, unsigned int nr, u32 *hash)
{
	u64 words[KTAP_MAX_PARTS];
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!part_word(&parts[i], &words[i]))
			return false;
	*hash = ktap_hash_words(words, nr);

	return true;
}

static inline bool part_equal(const struct ktap_value *a,
			      const struct ktap_value *b)
{
	if (a->kind != b->kind)
		return false;
	/* What nearly all parts are. */
	if (a->kind == KTAP_KIND_INT)
		return a->i == b->i;
	if (a->kind == KTAP_KIND_STRING)
		return ktap_string_equal(ktap_string_of(a->obj),
					 ktap_string_of(b->obj));

	return ktap_value_equal(a, b);
}

bool ktap_tuple_has(const struct ktap_tuple *tuple,
		    const struct ktap_value *parts, unsigned int nr)
{
	unsigned int i;

	if (tuple->nr != nr)
		return false;
	for (i = 0; i < nr; i++)
		if (!part_equal(&tuple->parts[i], &parts[i]))
			return false;

	return true;
}

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
