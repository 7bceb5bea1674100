/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - slots: the one-word places that handlers share
 *
 * Context: any
 *
 *	bit 0 set	an integer of 63 bits, in bits 63 … 1
 *	0, 2, 4		nil, false, true
 *	6		dead: the element that holds the slot was removed
 *	else		address of a struct ktap_object, which the slot owns
 *
 * Larger integers are boxed in an object.  A slot is read once, by
 * ktap_slot_read(), and published by exchange or compare-and-exchange, so a
 * value is never torn and may change its kind in place.  The functions that
 * keep counts right while they do so are in data/value.h.
 */
#ifndef _LINUX_KTAP_SLOT_H
#define _LINUX_KTAP_SLOT_H

#include <linux/atomic.h>
#include <linux/types.h>

struct ktap_object;

#define KTAP_SLOT_NIL	0
#define KTAP_SLOT_FALSE	2
#define KTAP_SLOT_TRUE	4
#define KTAP_SLOT_DEAD	6

/* Of the kinds nil, false and true, as their order is. */
#define ktap_slot_from_const(kind)	((u64)(kind) << 1)

/* Integers that need no box. */
#define KTAP_SLOT_INT_MAX	(S64_MAX >> 1)
#define KTAP_SLOT_INT_MIN	(S64_MIN >> 1)

/** struct ktap_slot - one word that handlers share */
struct ktap_slot {
	/** @word: See above. */
	atomic64_t word;
};

static inline u64 ktap_slot_read(const struct ktap_slot *slot)
{
	return atomic64_read(&slot->word);
}

static inline bool ktap_slot_holds_int(u64 word)
{
	return word & 1;
}

static inline bool ktap_slot_holds_object(u64 word)
{
	return word > KTAP_SLOT_DEAD && !(word & 1);
}

static inline struct ktap_object *ktap_slot_object(u64 word)
{
	return (struct ktap_object *)(unsigned long)word;
}

static inline s64 ktap_slot_int(u64 word)
{
	return (s64)word >> 1;
}

static inline bool ktap_slot_int_fits(s64 i)
{
	return i >= KTAP_SLOT_INT_MIN && i <= KTAP_SLOT_INT_MAX;
}

static inline u64 ktap_slot_from_int(s64 i)
{
	return (u64)i << 1 | 1;
}

#endif /* _LINUX_KTAP_SLOT_H */
