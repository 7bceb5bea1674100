// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - one copy of each text: equal texts have the same address
 */
#include <string.h>

#include "base/intern.h"

#define FIRST_BUCKETS	256

void intern_init(struct intern *intern, struct arena *arena)
{
	intern->arena = arena;
	intern->nr_buckets = FIRST_BUCKETS;
	intern->nr_texts = 0;
	intern->buckets = arena_alloc(arena, FIRST_BUCKETS *
					     sizeof(*intern->buckets));
}

/* FNV-1a. */
static __u32 hash_bytes(const char *text, __u32 len)
{
	__u32 hash = 2166136261u;

	while (len--)
		hash = (hash ^ (unsigned char)*text++) * 16777619u;
	return hash;
}

static void grow(struct intern *intern)
{
	__u32 nr = intern->nr_buckets * 2, i;
	struct intern_text **buckets;

	buckets = arena_alloc(intern->arena, nr * sizeof(*buckets));
	for (i = 0; i < intern->nr_buckets; i++) {
		struct intern_text *text = intern->buckets[i];

		while (text) {
			struct intern_text *next = text->next;

			text->next = buckets[text->hash & (nr - 1)];
			buckets[text->hash & (nr - 1)] = text;
			text = next;
		}
	}
	intern->buckets = buckets;
	intern->nr_buckets = nr;
}

struct intern_text *intern_text(struct intern *intern, const char *text,
				__u32 len)
{
	__u32 hash = hash_bytes(text, len);
	struct intern_text *found, **bucket;

	bucket = &intern->buckets[hash & (intern->nr_buckets - 1)];
	for (found = *bucket; found; found = found->next) {
		if (found->hash == hash && found->len == len &&
		    !memcmp(found->text, text, len))
			return found;
	}
	if (intern->nr_texts == intern->nr_buckets) {
		grow(intern);
		bucket = &intern->buckets[hash & (intern->nr_buckets - 1)];
	}
	found = arena_alloc(intern->arena, sizeof(*found) + len + 1);
	found->hash = hash;
	found->len = len;
	memcpy(found->text, text, len);
	found->next = *bucket;
	*bucket = found;
	intern->nr_texts++;
	return found;
}

bool intern_equals(const struct intern_text *text, const char *string)
{
	return text->len == strlen(string) &&
	       !memcmp(text->text, string, text->len);
}
