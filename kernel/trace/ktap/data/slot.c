// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - reading and writing slots, with the counts right
 *
 * Context: any
 *
 * A reference is counted before the word that holds it is published and
 * dropped after the word was taken out, so what a slot holds has a count.
 */

#include <linux/errno.h>
#include <linux/overflow.h>

#include "data/string.h"
#include "data/value.h"

/* An integer that does not fit a word. */
struct box {
	struct ktap_object obj;
	s64 i;
};

static u64 word_of(struct ktap_object *obj)
{
	return (unsigned long)obj;
}

static struct box *box_of(struct ktap_object *obj)
{
	return container_of(obj, struct box, obj);
}

void ktap_slot_unpack_rare(u64 word, struct ktap_value *v)
{
	switch (word) {
	case KTAP_SLOT_NIL:
	case KTAP_SLOT_DEAD:
		*v = ktap_value_nil();
		return;
	case KTAP_SLOT_FALSE:
	case KTAP_SLOT_TRUE:
		*v = ktap_value_bool(word == KTAP_SLOT_TRUE);
		return;
	}
	*v = ktap_value_int(box_of(ktap_slot_object(word))->i);
}

void ktap_slot_get(const struct ktap_slot *slot, struct ktap_value *v)
{
	ktap_slot_unpack(ktap_slot_read(slot), v);
}

static int pack_int(struct ktap_invocation *inv, s64 i, u64 *word)
{
	struct ktap_object *obj;

	if (likely(ktap_slot_int_fits(i))) {
		*word = ktap_slot_from_int(i);
		return 0;
	}
	obj = ktap_heap_alloc(inv, KTAP_OBJECT_BOX, sizeof(struct box));
	if (!obj)
		return -ENOMEM;
	box_of(obj)->i = i;
	ktap_heap_own(obj);
	*word = word_of(obj);

	return 0;
}

int ktap_slot_pack_rare(struct ktap_invocation *inv, const struct ktap_value *v,
			u64 *word)
{
	struct ktap_string *string;
	struct ktap_object *obj;
	int trap = 0;

	switch (v->kind) {
	case KTAP_KIND_INT:
		return pack_int(inv, v->i, word);
	case KTAP_KIND_STRING:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		string = ktap_string_keep(inv, ktap_string_of(v->obj), &trap);
		if (!string)
			return trap ?: -ENOMEM;
		obj = &string->obj;
		break;
	default:
		obj = v->obj;
		break;
	}
	ktap_heap_own(obj);
	*word = word_of(obj);

	return 0;
}

void ktap_slot_drop_word(struct ktap_heap *heap, u64 word)
{
	if (ktap_slot_holds_object(word))
		ktap_heap_drop(heap, ktap_slot_object(word));
}

int ktap_slot_set(struct ktap_invocation *inv, struct ktap_slot *slot,
		  const struct ktap_value *v)
{
	s64 old = ktap_slot_read(slot);
	u64 new;
	int ret;

	ret = ktap_slot_pack(inv, v, &new);
	if (ret)
		return ret;

	do {
		if (unlikely(old == KTAP_SLOT_DEAD)) {
			ktap_slot_drop_word(inv->heap, new);
			return -ESTALE;
		}
	} while (!atomic64_try_cmpxchg(&slot->word, &old, new));
	ktap_slot_drop_word(inv->heap, old);

	return 0;
}

int ktap_slot_fill(struct ktap_invocation *inv, struct ktap_slot *slot,
		   const struct ktap_value *v)
{
	s64 old = KTAP_SLOT_NIL;
	u64 new;
	int ret;

	ret = ktap_slot_pack(inv, v, &new);
	if (ret)
		return ret;
	if (atomic64_try_cmpxchg(&slot->word, &old, new))
		return 0;
	ktap_slot_drop_word(inv->heap, new);

	return -EEXIST;
}

/* Integer of a slot's word as an operand; nil counts as 0. */
static int int_operand(u64 word, s64 *i)
{
	struct ktap_value v;

	ktap_slot_unpack(word, &v);
	if (v.kind == KTAP_KIND_NIL)
		*i = 0;
	else if (v.kind == KTAP_KIND_INT)
		*i = v.i;
	else
		return KTAP_TRAP_NOT_INT;
	return 0;
}

static int combine_ints(struct ktap_invocation *inv, enum ktap_update op,
			u64 old, const struct ktap_value *v, u64 *new)
{
	s64 a, result;
	int ret;

	ret = int_operand(old, &a);
	if (ret)
		return ret;
	if (v->kind != KTAP_KIND_INT)
		return KTAP_TRAP_NOT_INT;
	ret = ktap_value_arith(op, a, v->i, &result);
	if (ret)
		return ret;

	return pack_int(inv, result, new);
}

static int combine_texts(struct ktap_invocation *inv, u64 old,
			 const struct ktap_value *v, u64 *new)
{
	struct ktap_string *string;
	struct ktap_value a;
	size_t a_max = 0, v_max, len = 0;
	int trap = 0;

	ktap_slot_unpack(old, &a);
	if (a.kind != KTAP_KIND_NIL)
		a_max = ktap_value_text_max(&a);
	v_max = ktap_value_text_max(v);

	ktap_invocation_charge(inv, a_max + v_max);
	string = ktap_string_alloc_kept(inv, a_max + v_max, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	if (a_max)
		len = ktap_value_text(&a, string->bytes, a_max + 1);
	len += ktap_value_text(v, string->bytes + len, v_max + 1);
	string->len = len;
	ktap_string_seal(string);
	ktap_heap_own(&string->obj);
	*new = word_of(&string->obj);

	return 0;
}

/* The usual case: both are integers, and the sum needs no box. */
static bool add_in_place(struct ktap_slot *slot, s64 *old, s64 i)
{
	s64 new;

	/* The tag of one of the two words is enough. */
	while (ktap_slot_holds_int(*old) && ktap_slot_int_fits(i) &&
	       !check_add_overflow(*old, (s64)((u64)i << 1), &new))
		if (atomic64_try_cmpxchg(&slot->word, old, new))
			return true;
	return false;
}

int ktap_slot_update(struct ktap_invocation *inv, struct ktap_slot *slot,
		     enum ktap_update op, const struct ktap_value *v)
{
	s64 old = ktap_slot_read(slot);
	u64 new;
	int ret;

	if (op == KTAP_UPDATE_ADD && v->kind == KTAP_KIND_INT &&
	    add_in_place(slot, &old, v->i))
		return 0;

	for (;;) {
		if (unlikely(old == KTAP_SLOT_DEAD))
			return -ESTALE;
		if (op == KTAP_UPDATE_CAT)
			ret = combine_texts(inv, old, v, &new);
		else
			ret = combine_ints(inv, op, old, v, &new);
		if (ret)
			return ret;
		if (atomic64_try_cmpxchg(&slot->word, &old, new))
			break;
		ktap_slot_drop_word(inv->heap, new);
	}
	ktap_slot_drop_word(inv->heap, old);

	return 0;
}
