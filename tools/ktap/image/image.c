// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a program in memory
 */
#include <stdlib.h>
#include <string.h>

#include "image/image.h"

/*
 * Constants and imports are found again through chains of numbers, counted
 * from 1: heads[hash] is the first, next[number - 1] the one after it.
 */
#define NR_HEADS	1024

struct chain {
	__u32 heads[NR_HEADS];
	DECLARE_VEC(__u32, next);
};

struct image_index {
	struct chain consts;
	struct chain imports;
};

void image_init(struct image *image, struct arena *arena)
{
	memset(image, 0, sizeof(*image));
	image->arena = arena;
	image->index = arena_alloc(arena, sizeof(*image->index));
}

static __u32 hash_bytes(const void *bytes, size_t len, __u32 seed)
{
	const unsigned char *byte = bytes;
	__u32 hash = 2166136261u ^ seed;

	while (len--)
		hash = (hash ^ *byte++) * 16777619u;
	return (hash ^ hash >> 16) % NR_HEADS;
}

static bool equal_texts(struct image_text a, struct image_text b)
{
	return a.len == b.len && !memcmp(a.text, b.text, a.len);
}

static void link_chain(struct image *image, struct chain *chain, __u32 hash)
{
	vec_push(image->arena, &chain->next, chain->heads[hash]);
	chain->heads[hash] = chain->next.nr;
}

__u32 image_first_call(const struct image *image)
{
	__u32 nr = image->vars.nr;

	while (nr && image->vars.items[nr - 1].kind == KTAP_VAR_CALL)
		nr--;
	return nr;
}

__u32 image_add_int(struct image *image, __s64 value)
{
	struct chain *chain = &image->index->consts;
	__u32 hash = hash_bytes(&value, sizeof(value), KTAP_KIND_INT), i;
	struct image_const row = { .kind = KTAP_KIND_INT, .value = value };

	for (i = chain->heads[hash]; i; i = chain->next.items[i - 1]) {
		const struct image_const *found = &image->consts.items[i - 1];

		if (found->kind == KTAP_KIND_INT && found->value == value)
			return i - 1;
	}
	vec_push(image->arena, &image->consts, row);
	link_chain(image, chain, hash);
	return image->consts.nr - 1;
}

__u32 image_add_string(struct image *image, struct image_text string)
{
	struct chain *chain = &image->index->consts;
	__u32 hash = hash_bytes(string.text, string.len, KTAP_KIND_STRING), i;
	struct image_const row = { .kind = KTAP_KIND_STRING, .string = string };

	for (i = chain->heads[hash]; i; i = chain->next.items[i - 1]) {
		const struct image_const *found = &image->consts.items[i - 1];

		if (found->kind == KTAP_KIND_STRING &&
		    equal_texts(found->string, string))
			return i - 1;
	}
	vec_push(image->arena, &image->consts, row);
	link_chain(image, chain, hash);
	return image->consts.nr - 1;
}

__u32 image_add_import(struct image *image, struct image_text name,
		       __u32 nr_args)
{
	struct chain *chain = &image->index->imports;
	__u32 hash = hash_bytes(name.text, name.len, nr_args), i;
	struct image_import row = { .name = name, .nr_args = nr_args };

	for (i = chain->heads[hash]; i; i = chain->next.items[i - 1]) {
		const struct image_import *found = &image->imports.items[i - 1];

		if (found->nr_args == nr_args && equal_texts(found->name, name))
			return i - 1;
	}
	vec_push(image->arena, &image->imports, row);
	link_chain(image, chain, hash);
	return image->imports.nr - 1;
}

void image_bytes_free(struct image_bytes *bytes)
{
	free(bytes->data);
	bytes->data = NULL;
	bytes->len = 0;
}
