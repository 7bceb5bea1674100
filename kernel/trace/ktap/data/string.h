/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - strings: immutable bytes with their hash
 *
 * Context: any
 */
#ifndef _KTAP_DATA_STRING_H
#define _KTAP_DATA_STRING_H

#include <linux/math.h>
#include <uapi/linux/ktap_bytecode.h>

#include "limits.h"
#include "mem/object.h"
#include "mem/scratch.h"

/** struct ktap_string - a string */
struct ktap_string {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @hash: Of the bytes; fits ktap_value_hash(). */
	u32 hash;
	/** @len: Bytes, without the NUL that follows them. */
	u32 len;
	/** @bytes: The bytes, a NUL, and NULs to a whole word of 8. */
	char bytes[] __aligned(8);
};

static inline struct ktap_string *ktap_string_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_string, obj);
}

/* Bytes that a string of @len takes. */
static inline size_t ktap_string_size(size_t len)
{
	return offsetof(struct ktap_string, bytes) + round_down(len, 8) + 8;
}

/* For ktap_string_alloc(): process code, and whatever ends in no string. */
struct ktap_string *ktap_string_alloc_rare(struct ktap_invocation *inv,
					   size_t len, int *trap);

static inline void ktap_string_init_head(struct ktap_string *string, u32 len,
					 u8 flags)
{
	atomic_set(&string->obj.state, 0);
	string->obj.kind = KTAP_KIND_STRING;
	string->obj.flags = flags;
	string->len = len;
}

/**
 * ktap_string_alloc() - a string to be filled
 * @inv: Who makes it: in scratch for event handlers, else on the heap.
 * @len: Bytes, at most KTAP_MAX_STRING.
 * @trap: Set if a run-time error is due: KTAP_TRAP_SCRATCH or STRING_SIZE.
 *
 * The caller fills @bytes, then calls ktap_string_seal() before anything else.
 *
 * Return: The string, or NULL: trap, or lost and counted (@trap untouched).
 */
static inline struct ktap_string *
ktap_string_alloc(struct ktap_invocation *inv, size_t len, int *trap)
{
	struct ktap_string *string = NULL;

	if (likely(inv->scratch && len <= KTAP_MAX_STRING))
		string = ktap_scratch_alloc(inv->scratch, ktap_string_size(len));
	if (unlikely(!string))
		return ktap_string_alloc_rare(inv, len, trap);
	ktap_string_init_head(string, len, KTAP_OBJECT_SCRATCH);

	return string;
}

/* The same, but always on the heap; KTAP_TRAP_OBJECT_SIZE is possible. */
struct ktap_string *ktap_string_alloc_kept(struct ktap_invocation *inv,
					   size_t len, int *trap);

/* Gives back what a string, the last that @inv made, does not need of its room. */
void ktap_string_shrink(struct ktap_invocation *inv, struct ktap_string *string,
			size_t len);

/* Ends a filled string: sets its NUL and hash. */
void ktap_string_seal(struct ktap_string *string);

/* The same for a text that may end in a NUL before: the string ends there. */
void ktap_string_seal_text(struct ktap_string *string);

/* ktap_string_alloc(), copy of @bytes, ktap_string_seal(). */
struct ktap_string *ktap_string_make(struct ktap_invocation *inv,
				     const char *bytes, size_t len, int *trap);

/**
 * ktap_string_init_static() - a constant string in memory of the caller
 * @string: ktap_string_size(@len) bytes, aligned to 8.
 * @bytes: Its bytes.
 * @len: Their number.
 *
 * It is not counted and lives as long as its memory.
 */
void ktap_string_init_static(struct ktap_string *string, const char *bytes,
			     size_t len);

/*
 * The heap's copy of @string if it lies in scratch, else @string.  NULL: as
 * ktap_string_alloc_kept().
 */
struct ktap_string *ktap_string_keep(struct ktap_invocation *inv,
				     struct ktap_string *string, int *trap);

static inline bool ktap_string_equal(const struct ktap_string *a,
				     const struct ktap_string *b)
{
	const u64 *left = (const u64 *)a->bytes, *right = (const u64 *)b->bytes;
	unsigned int i;

	if (a == b)
		return true;
	if (a->hash != b->hash || a->len != b->len)
		return false;
	for (i = 0; i <= a->len / 8; i++) {
		if (left[i] != right[i])
			return false;
	}
	return true;
}

/* Number of the image's constant that a string is, or -1. */
static inline int ktap_string_const(const struct ktap_string *string)
{
	if (!(string->obj.flags & KTAP_OBJECT_STATIC))
		return -1;
	return atomic_read(&string->obj.state);
}

/* Byte order: < 0, 0, > 0. */
int ktap_string_compare(const struct ktap_string *a,
			const struct ktap_string *b);

#endif /* _KTAP_DATA_STRING_H */
