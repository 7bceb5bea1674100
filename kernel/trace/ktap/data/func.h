/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - functions as values, and the variables that they share
 *
 * Context: any
 */
#ifndef _KTAP_DATA_FUNC_H
#define _KTAP_DATA_FUNC_H

#include <linux/ktap/slot.h>
#include <linux/ktap/value.h>

#include "data/string.h"
#include "mem/object.h"

/* Parts of kind KTAP_KIND_FUNC that are no values. */
#define KTAP_FUNC_CELL	1

/**
 * struct ktap_func - a function as a value
 *
 * One of the image is constant, KTAP_OBJECT_STATIC.
 */
struct ktap_func {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @nr: Its number in the image. */
	u32 nr;
	/** @name: Its name; "" if it has none. */
	struct ktap_string *name;
};

/** struct ktap_closure - a function with what it has captured */
struct ktap_closure {
	/** @func: The function; its number and name are the image's. */
	struct ktap_func func;
	/** @nr: Words in @captured. */
	u32 nr;
	/** @captured: Words as in slots, never changed: cells, then values. */
	u64 captured[];
};

/**
 * struct ktap_cell - a variable that several functions share
 *
 * Registers and closures have it under KTAP_KIND_FUNC; it is never a value,
 * which the verifier proves.
 */
struct ktap_cell {
	/** @obj: Head, with KTAP_FUNC_CELL as its part. */
	struct ktap_object obj;
	/** @slot: What it holds. */
	struct ktap_slot slot;
};

static inline struct ktap_func *ktap_func_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_func, obj);
}

static inline struct ktap_closure *ktap_closure_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_closure, func.obj);
}

/* The slot of a register that holds a cell; NULL: its memory was lost. */
static inline struct ktap_slot *ktap_cell_slot(const struct ktap_value *cell)
{
	if (unlikely(ktap_value_is_nil(cell)))
		return NULL;

	return &container_of(cell->obj, struct ktap_cell, obj)->slot;
}

/**
 * ktap_closure_create() - make a closure
 * @inv: Who makes it.
 * @func: The function, of the image.
 * @captured: What it captures: cells, then values.
 * @nr: Their number.
 * @result: The closure; nil if it was lost.
 *
 * Return: 0, a trap, or -ENOMEM: lost, counted.
 */
int ktap_closure_create(struct ktap_invocation *inv,
			const struct ktap_func *func,
			const struct ktap_value *captured, unsigned int nr,
			struct ktap_value *result);

/**
 * ktap_cell_create() - make a cell
 * @inv: Who makes it.
 * @v: What it holds at first; becomes the cell, or nil if that was lost.
 *
 * Return: 0, a trap, or -ENOMEM: lost, counted.
 */
int ktap_cell_create(struct ktap_invocation *inv, struct ktap_value *v);

/* Drop operation of KTAP_KIND_FUNC; see struct ktap_kind_ops. */
bool ktap_func_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		    unsigned int *steps);

#endif /* _KTAP_DATA_FUNC_H */
