// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - memory of one compilation, freed at once
 *
 * What is handed out is cleared then, not the block before: memory that a
 * small script does not need is never touched.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

	block = malloc(ALIGN_BYTES + bytes);
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
	return memset(memory, 0, size);
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
