// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - memory of one compilation, freed at once
 *
 * Blocks are taken from calloc(), so that what was never used costs nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

#define BLOCK_BYTES	(64 * 1024)
#define ALIGN_BYTES	16

struct arena_block {
	struct arena_block *next;
	size_t size;
};

static void add_block(struct arena *arena, size_t size)
{
	size_t bytes = size < BLOCK_BYTES ? BLOCK_BYTES : size;
	struct arena_block *block;

	block = calloc(1, ALIGN_BYTES + bytes);
	if (!block) {
		fputs("ktap: out of memory\n", stderr);
		exit(255);
	}
	block->size = bytes;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->next = (char *)block + ALIGN_BYTES;
	arena->left = bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory;

	size = (size + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
	if (size > arena->left)
		add_block(arena, size);
	memory = arena->next;
	arena->next += size;
	arena->left -= size;
	return memory;
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->blocks = NULL;
	arena->next = NULL;
	arena->left = 0;
}
