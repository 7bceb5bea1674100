// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - pieces of memory as objects, of a class or large
 *
 * Context: process and workers; the size of an object: any
 */

#include <linux/gfp.h>

#include "mem/freelist.h"
#include "mem/piece.h"

/* In place of a class: the object has a struct large in front of it. */
#define CLASS_LARGE	0xff

struct large {
	/* Of the object, of this, and of the memory's own head. */
	u64 bytes;
	u64 unused;
};

static struct large *large_of(const struct ktap_object *obj)
{
	return (struct large *)obj - 1;
}

struct ktap_object *ktap_piece_take(struct ktap_memory *memory, size_t bytes)
{
	struct ktap_object *obj;
	struct large *large;
	unsigned int class;

	if (bytes <= KTAP_MAX_CLASS_OBJECT) {
		class = ktap_freelist_class(bytes);
		obj = ktap_memory_take(memory, ktap_freelist_bytes(class),
				       memory->limit, GFP_KERNEL);
		if (obj)
			obj->size_class = class | KTAP_LEVEL_PROCESS << 8;
		return obj;
	}

	bytes += sizeof(*large) + KTAP_MEMORY_HEAD;
	large = ktap_memory_take(memory, bytes, memory->limit, GFP_KERNEL);
	if (!large)
		return NULL;
	large->bytes = bytes;
	obj = (struct ktap_object *)(large + 1);
	obj->size_class = CLASS_LARGE | KTAP_LEVEL_PROCESS << 8;

	return obj;
}

void ktap_piece_give(struct ktap_memory *memory, struct ktap_object *obj)
{
	size_t bytes = ktap_piece_bytes(obj);

	if ((obj->size_class & 0xff) == CLASS_LARGE)
		ktap_memory_give(memory, large_of(obj), bytes);
	else
		ktap_memory_give(memory, obj, bytes);
}

size_t ktap_piece_bytes(const struct ktap_object *obj)
{
	unsigned int class = obj->size_class & 0xff;

	return class == CLASS_LARGE ? large_of(obj)->bytes :
				      ktap_freelist_bytes(class);
}
