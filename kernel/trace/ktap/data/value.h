/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what all kinds have in common; reading and writing slots
 *
 * Context: any
 *
 * Functions that return int give 0, an enum ktap_trap, or a negative errno
 * when the effect was lost and counted.
 */
#ifndef _KTAP_DATA_VALUE_H
#define _KTAP_DATA_VALUE_H

#include <linux/ktap/slot.h>
#include <linux/ktap/value.h>
#include <linux/overflow.h>

#include "common.h"
#include "mem/heap.h"

static_assert(ktap_slot_from_const(KTAP_KIND_NIL) == KTAP_SLOT_NIL);
static_assert(ktap_slot_from_const(KTAP_KIND_FALSE) == KTAP_SLOT_FALSE);
static_assert(ktap_slot_from_const(KTAP_KIND_TRUE) == KTAP_SLOT_TRUE);

/* Hash for tables: equal values have equal hashes. */
u32 ktap_value_hash(const struct ktap_value *v);

bool ktap_value_equal(const struct ktap_value *a, const struct ktap_value *b);

/* Whether a value may be a part of a key; a whole key may be a tuple, too. */
static inline bool ktap_value_may_be_part(const struct ktap_value *v)
{
	return v->kind <= KTAP_KIND_STRING || v->kind == KTAP_KIND_FUNC ||
	       v->kind == KTAP_KIND_STACK || v->kind == KTAP_KIND_SYMBOL;
}

/**
 * ktap_value_compare() - order of two integers or two strings
 * @a: A value.
 * @b: A value.
 * @order: < 0, 0 or > 0.
 *
 * Return: 0 or KTAP_TRAP_NOT_ORDERED.
 */
int ktap_value_compare(const struct ktap_value *a, const struct ktap_value *b,
		       int *order);

/* The name of a kind, as type() gives it. */
const char *ktap_value_kind_name(u32 kind);

/**
 * ktap_value_text() - a value as tostring() gives it
 * @v: The value.
 * @buf: Where to; need not hold all.
 * @size: Bytes of @buf.
 *
 * Tables give "table", as their text can be long: print() shows them.
 *
 * Return: Length of the whole text, which was cut if it is >= @size.
 */
size_t ktap_value_text(const struct ktap_value *v, char *buf, size_t size);

/* Bytes that a text may have at most, if it is made later: aggregates change. */
size_t ktap_value_text_max(const struct ktap_value *v);

/* Operator of an update or of arithmetic on two integers: 0 or a trap. */
int ktap_value_arith(enum ktap_update op, s64 a, s64 b, s64 *result);

/* What a slot holds.  The reference is borrowed. */
void ktap_slot_get(const struct ktap_slot *slot, struct ktap_value *v);

/* For ktap_slot_unpack(): constants and boxes. */
void ktap_slot_unpack_rare(u64 word, struct ktap_value *v);

/* The same of a word that ktap_slot_read() gave. */
static inline void ktap_slot_unpack(u64 word, struct ktap_value *v)
{
	struct ktap_object *obj = ktap_slot_object(word);

	if (likely(ktap_slot_holds_int(word)))
		*v = ktap_value_int(ktap_slot_int(word));
	else if (likely(ktap_slot_holds_object(word) &&
			obj->kind != KTAP_OBJECT_BOX))
		*v = ktap_value_obj(obj->kind, obj);
	else
		ktap_slot_unpack_rare(word, v);
}

/* For ktap_slot_pack(): boxes and objects. */
int ktap_slot_pack_rare(struct ktap_invocation *inv, const struct ktap_value *v,
			u64 *word);

/* Word for a value, counted; scratch strings are copied.  0, -ENOMEM. */
static inline int ktap_slot_pack(struct ktap_invocation *inv,
				 const struct ktap_value *v, u64 *word)
{
	if (likely(ktap_value_is_int(v) && ktap_slot_int_fits(v->i)))
		*word = ktap_slot_from_int(v->i);
	else if (v->kind < KTAP_KIND_INT)
		*word = ktap_slot_from_const(v->kind);
	else
		return ktap_slot_pack_rare(inv, v, word);

	return 0;
}

/* Drops what a word holds. */
void ktap_slot_drop_word(struct ktap_heap *heap, u64 word);

/**
 * ktap_slot_set() - store a value
 * @inv: Who stores.
 * @slot: Where.
 * @v: What.
 *
 * Return: 0, -ENOMEM (no effect, counted), or -ESTALE: the slot is dead.
 */
int ktap_slot_set(struct ktap_invocation *inv, struct ktap_slot *slot,
		  const struct ktap_value *v);

/* Stores @v where nothing is: 0, -ENOMEM, or -EEXIST: something is. */
int ktap_slot_fill(struct ktap_invocation *inv, struct ktap_slot *slot,
		   const struct ktap_value *v);

/**
 * ktap_slot_update() - combine a slot's value with another, indivisibly
 * @inv: Who stores.
 * @slot: Where.
 * @op: How.
 * @v: Right operand.
 *
 * Return: 0, a trap, -ENOMEM (no effect, counted), or -ESTALE: the slot is
 * dead.
 */
int ktap_slot_update(struct ktap_invocation *inv, struct ktap_slot *slot,
		     enum ktap_update op, const struct ktap_value *v);

/* ktap_slot_try_add() of an integer that needs no box. */
static inline bool ktap_slot_try_add_small(struct ktap_slot *slot, s64 i)
{
	s64 old = ktap_slot_read(slot), sum;

	/* Twice the integers, and the mark in bit 0: 63 bits overflow as 64. */
	if (!ktap_slot_holds_int(old) ||
	    check_add_overflow(old, (s64)((u64)i << 1), &sum))
		return false;

	return atomic64_try_cmpxchg(&slot->word, &old, sum);
}

/**
 * ktap_slot_try_add() - the most common update, where nothing stands in its way
 * @slot: Where.
 * @v: What to add.
 *
 * Return: True if done.  False: the slot's value or @v is no integer, the sum
 * needs a box, or another update came between: take ktap_slot_update().
 */
static inline bool ktap_slot_try_add(struct ktap_slot *slot,
				     const struct ktap_value *v)
{
	return v->kind == KTAP_KIND_INT && ktap_slot_int_fits(v->i) &&
	       ktap_slot_try_add_small(slot, v->i);
}

#endif /* _KTAP_DATA_VALUE_H */
