/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - tuples: keys of several parts
 *
 * Context: any
 *
 * A key is looked for as its parts lie in registers; the object is made when a
 * table keeps it.
 */
#ifndef _KTAP_DATA_TUPLE_H
#define _KTAP_DATA_TUPLE_H

#include "common.h"
#include "data/value.h"
#include "mem/object.h"

/** struct ktap_tuple - a key of several parts, constant once made */
struct ktap_tuple {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @hash: ktap_tuple_hash() of the parts. */
	u32 hash;
	/** @nr: Number of parts, 2 … KTAP_MAX_PARTS. */
	u32 nr;
	/** @parts: The parts, no tuples; owns their references. */
	struct ktap_value parts[];
};

static inline struct ktap_tuple *ktap_tuple_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_tuple, obj);
}

/**
 * ktap_tuple_hash() - hash of the tuple that parts make
 * @parts: The parts.
 * @nr: Their number, at most KTAP_MAX_PARTS.
 * @hash: The hash.
 *
 * Return: False: one of them cannot be part of a key.
 */
bool ktap_tuple_hash(const struct ktap_value *parts, unsigned int nr, u32 *hash);

/* Whether these are the parts of @tuple. */
bool ktap_tuple_has(const struct ktap_tuple *tuple,
		    const struct ktap_value *parts, unsigned int nr);

/**
 * ktap_tuple_make() - make a tuple
 * @inv: Who makes it.
 * @parts: Its parts; strings of scratch are copied.
 * @nr: Their number.
 * @hash: ktap_tuple_hash() of them.
 * @ret: 0, an enum ktap_trap, or -ENOMEM: lost and counted.
 *
 * Return: The tuple, or NULL.
 */
struct ktap_tuple *ktap_tuple_make(struct ktap_invocation *inv,
				   const struct ktap_value *parts,
				   unsigned int nr, u32 hash, int *ret);

/* For the heap's array of kinds. */
bool ktap_tuple_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		     unsigned int *steps);

#endif /* _KTAP_DATA_TUPLE_H */
