// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - strings: immutable bytes with their hash
 *
 * Context: any
 */

#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include <asm/word-at-a-time.h>

#include "common.h"
#include "data/hash.h"
#include "data/string.h"
#include "limits.h"
#include "mem/heap.h"
#include "mem/scratch.h"

struct ktap_string *ktap_string_alloc_rare(struct ktap_invocation *inv,
					   size_t len, int *trap)
{
	if (inv->level >= KTAP_LEVEL_PROCESS)
		return ktap_string_alloc_kept(inv, len, trap);
	if (len > KTAP_MAX_STRING) {
		*trap = KTAP_TRAP_STRING_SIZE;
	} else if (inv->scratch) {
		*trap = KTAP_TRAP_SCRATCH;
	} else {
		ktap_loss_count(ktap_heap_losses(inv->heap),
				KTAP_LOSS_NO_FRAME);
		inv->lost = KTAP_LOSS_NO_FRAME;
	}
	return NULL;
}

struct ktap_string *ktap_string_alloc_kept(struct ktap_invocation *inv,
					   size_t len, int *trap)
{
	struct ktap_object *obj;
	struct ktap_string *string;

	if (unlikely(len > KTAP_MAX_STRING)) {
		*trap = KTAP_TRAP_STRING_SIZE;
		return NULL;
	}
	if (unlikely(!ktap_heap_fits(inv, ktap_string_size(len)))) {
		*trap = KTAP_TRAP_OBJECT_SIZE;
		return NULL;
	}
	obj = ktap_heap_alloc(inv, KTAP_KIND_STRING, ktap_string_size(len));
	if (!obj)
		return NULL;
	string = ktap_string_of(obj);
	string->len = len;

	return string;
}

/* The word that holds byte @len, and the NUL. */
static u64 *last_word(struct ktap_string *string)
{
	return (u64 *)(string->bytes + round_down(string->len, 8));
}

/* The bits of that word that belong to bytes of the string. */
static u64 last_mask(size_t len)
{
	unsigned int bits = len % 8 * BITS_PER_BYTE;

	return IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) ? ~(~0ULL >> bits) :
						   (1ULL << bits) - 1;
}

void ktap_string_shrink(struct ktap_invocation *inv, struct ktap_string *string,
			size_t len)
{
	if (string->obj.flags & KTAP_OBJECT_SCRATCH)
		ktap_scratch_trim(inv->scratch, string, ktap_string_size(len));
	string->len = len;
}

static inline void seal(struct ktap_string *string)
{
	const u64 *word = (const u64 *)string->bytes;
	u64 *last = last_word(string);
	u64 hash = ktap_hash_begin(string->len);

	*last &= last_mask(string->len);
	do {
		hash = ktap_hash_mix(hash ^ *word);
	} while (word++ != last);
	string->hash = ktap_hash_finish(hash);
}

void ktap_string_seal(struct ktap_string *string)
{
	seal(string);
}

/* Length of a text that begins at a word, if it ends before @size bytes. */
static size_t text_length(const char *text, size_t size)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned long word, bits;
	size_t at;

	for (at = 0; at < size; at += sizeof(word)) {
		word = *(const unsigned long *)(text + at);
		if (has_zero(word, &bits, &constants)) {
			bits = prep_zero_mask(word, bits, &constants);
			return at + find_zero(create_zero_mask(bits));
		}
	}
	return size;
}

void ktap_string_seal_text(struct ktap_string *string)
{
	string->bytes[string->len] = '\0';
	string->len = text_length(string->bytes,
				  round_down(string->len, 8) + 8);
	seal(string);
}

struct ktap_string *ktap_string_make(struct ktap_invocation *inv,
				     const char *bytes, size_t len, int *trap)
{
	struct ktap_string *string = ktap_string_alloc(inv, len, trap);

	if (!string)
		return NULL;
	memcpy(string->bytes, bytes, len);
	ktap_string_seal(string);

	return string;
}

void ktap_string_init_static(struct ktap_string *string, const char *bytes,
			     size_t len)
{
	ktap_string_init_head(string, len, KTAP_OBJECT_STATIC);
	atomic_set(&string->obj.state, -1);
	memcpy(string->bytes, bytes, len);
	ktap_string_seal(string);
}

struct ktap_string *ktap_string_keep(struct ktap_invocation *inv,
				     struct ktap_string *string, int *trap)
{
	struct ktap_string *copy;

	if (!(string->obj.flags & KTAP_OBJECT_SCRATCH))
		return string;
	ktap_invocation_charge(inv, string->len);
	copy = ktap_string_alloc_kept(inv, string->len, trap);
	if (!copy)
		return NULL;
	memcpy(copy->bytes, string->bytes, round_down(string->len, 8) + 8);
	copy->hash = string->hash;
	copy->obj.kind = string->obj.kind;

	return copy;
}

int ktap_string_compare(const struct ktap_string *a,
			const struct ktap_string *b)
{
	int order = memcmp(a->bytes, b->bytes, min(a->len, b->len));

	if (order)
		return order;
	return a->len < b->len ? -1 : a->len > b->len;
}
