// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - hashing that nobody outside can predict
 *
 * Context: any
 *
 * Each word is multiplied by a secret to 128 bits, whose halves are folded.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/math64.h>
#include <linux/random.h>
#include <linux/unaligned.h>

#include "data/hash.h"

static u64 hash_start __ro_after_init;
static u64 hash_factor __ro_after_init;

static int __init seed_hash(void)
{
	hash_start = get_random_u64();
	hash_factor = get_random_u64() | 1;
	return 0;
}
core_initcall(seed_hash);

static inline u64 mix(u64 word)
{
	return word * hash_factor ^ mul_u64_u64_shr(word, hash_factor, 64);
}

/*
 * Once more: neighbours are multiples of the factor apart after one round, and
 * of some factors the multiples crowd together.
 */
static inline u32 finish(u64 hash)
{
	return mix(hash) >> 32;
}

u32 ktap_hash_int(u64 i)
{
	return finish(mix(i ^ hash_start));
}

u32 ktap_hash_words(const u64 *words, unsigned int nr)
{
	u64 hash = hash_start ^ nr;

	for (; nr; nr--, words++)
		hash = mix(hash ^ *words);

	return finish(hash);
}

/* The last 0 … 7 bytes as a word; which word does not matter. */
static inline u64 tail_word(const char *bytes, size_t len)
{
	const u8 *p = (const u8 *)bytes;

	if (len >= 4)
		return get_unaligned((const u32 *)p) |
		       (u64)get_unaligned((const u32 *)(p + len - 4)) << 32;
	if (len)
		return p[0] | p[len / 2] << 8 | p[len - 1] << 16;
	return 0;
}

u32 ktap_hash_bytes(const char *bytes, size_t len)
{
	u64 hash = hash_start ^ len;

	for (; len >= 8; len -= 8, bytes += 8)
		hash = mix(hash ^ get_unaligned((const u64 *)bytes));

	return finish(mix(hash ^ tail_word(bytes, len)));
}
