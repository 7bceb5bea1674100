/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - hashing that nobody outside can predict
 *
 * Context: any
 *
 * Who chooses names of files and programs must not be able to choose where
 * they land in a table.  Each word is multiplied by a secret to 128 bits, whose
 * halves are folded.
 */
#ifndef _KTAP_DATA_HASH_H
#define _KTAP_DATA_HASH_H

#include <linux/math64.h>
#include <linux/types.h>

/* The secret, set once. */
extern u64 ktap_hash_start;
extern u64 ktap_hash_factor;

/*
 * A hash of several words begins so, takes each in by ktap_hash_mix(hash ^ word)
 * and ends in ktap_hash_finish().  @nr: what the words alone do not tell.
 */
static inline u64 ktap_hash_begin(u32 nr)
{
	return ktap_hash_start ^ nr;
}

static inline u64 ktap_hash_mix(u64 word)
{
	return word * ktap_hash_factor ^
	       mul_u64_u64_shr(word, ktap_hash_factor, 64);
}

/*
 * Once more: neighbours are multiples of the factor apart after one round, and
 * of some factors the multiples crowd together.
 */
static inline u32 ktap_hash_finish(u64 hash)
{
	return ktap_hash_mix(hash) >> 32;
}

static inline u32 ktap_hash_int(u64 i)
{
	return ktap_hash_finish(ktap_hash_mix(i ^ ktap_hash_start));
}

#endif /* _KTAP_DATA_HASH_H */
