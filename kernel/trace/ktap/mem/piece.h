/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - pieces of memory as objects, of a class or large
 *
 * Context: process and workers; the size of an object: any
 */
#ifndef _KTAP_MEM_PIECE_H
#define _KTAP_MEM_PIECE_H

#include <linux/types.h>

#include "mem/memory.h"
#include "mem/object.h"

/**
 * ktap_piece_take() - take memory for an object
 * @memory: Where from.
 * @bytes: Size of the object.
 *
 * Context: Process context, may sleep.
 * Return: An object of which only @size_class is set, or NULL.
 */
struct ktap_object *ktap_piece_take(struct ktap_memory *memory, size_t bytes);

/* Gives the memory of any object to the kernel; may sleep if it is large. */
void ktap_piece_give(struct ktap_memory *memory, struct ktap_object *obj);

/* Bytes of an object, with all that was taken for it. */
size_t ktap_piece_bytes(const struct ktap_object *obj);

#endif /* _KTAP_MEM_PIECE_H */
