/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - memory of one compilation, freed at once
 */
#ifndef _KTAP_BASE_ARENA_H
#define _KTAP_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/**
 * struct arena - a pool from which memory is only taken
 *
 * All zeroes is an empty arena.
 */
struct arena {
	struct arena_block *blocks;	/* newest first */
	char *next;			/* free part of the newest block */
	size_t left;			/* bytes of it */
};

/**
 * arena_alloc - take zeroed memory
 * @arena: where from
 * @size: bytes
 *
 * Return: memory for any type; the program ends where there is none.
 */
void *arena_alloc(struct arena *arena, size_t size);

/**
 * arena_free - give all of an arena's memory back
 * @arena: is empty afterwards
 */
void arena_free(struct arena *arena);

#endif /* _KTAP_BASE_ARENA_H */
