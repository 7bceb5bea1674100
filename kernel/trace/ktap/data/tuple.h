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
#include "data/hash.h"
#include "data/symbol.h"
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
 * @bytes: Length of their strings.
 *
 * Parts of different kinds may agree in what they add to the hash.
 *
 * Return: False: one of them cannot be part of a key.
 */
static inline bool ktap_tuple_hash(const struct ktap_value *parts,
				   unsigned int nr, u32 *hash, u32 *bytes)
{
	const struct ktap_value *part;
	u64 mixed = ktap_hash_begin(nr), word;

	*bytes = 0;
	for (part = parts; part < parts + nr; part++) {
		/* What nearly all parts are comes first. */
		if (likely(part->kind == KTAP_KIND_INT)) {
			word = part->i;
		} else if (likely(ktap_kind_has_bytes(part->kind))) {
			word = ktap_string_of(part->obj)->hash;
			*bytes += ktap_string_of(part->obj)->len;
		} else if (part->kind == KTAP_KIND_FUNC) {
			word = (unsigned long)part->obj;
		} else if (part->kind < KTAP_KIND_INT) {
			word = ~(u64)part->kind;
		} else {
			return false;
		}
		mixed = ktap_hash_mix(mixed ^ word);
	}
	*hash = ktap_hash_finish(mixed);

	return true;
}

static inline bool ktap_tuple_part_equal(const struct ktap_value *a,
					 const struct ktap_value *b)
{
	if (a->kind != b->kind)
		return false;
	if (likely(a->kind == KTAP_KIND_INT))
		return a->i == b->i;
	if (likely(a->kind == KTAP_KIND_STRING))
		return ktap_string_equal(ktap_string_of(a->obj),
					 ktap_string_of(b->obj));

	return ktap_value_equal(a, b);
}

/* Whether these are the parts of @tuple. */
static inline bool ktap_tuple_has(const struct ktap_tuple *tuple,
				  const struct ktap_value *parts,
				  unsigned int nr)
{
	unsigned int i;

	if (tuple->nr != nr)
		return false;
	for (i = 0; i < nr; i++)
		if (!ktap_tuple_part_equal(&tuple->parts[i], &parts[i]))
			return false;

	return true;
}

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
