/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - functions as values
 *
 * Context: any
 */
#ifndef _KTAP_DATA_FUNC_H
#define _KTAP_DATA_FUNC_H

#include "data/string.h"
#include "mem/object.h"

/** struct ktap_func - a function of the image as a value; constant */
struct ktap_func {
	/** @obj: Head, KTAP_OBJECT_STATIC. */
	struct ktap_object obj;
	/** @nr: Its number in the image. */
	u32 nr;
	/** @name: Its name; "" if it has none. */
	struct ktap_string *name;
};

static inline struct ktap_func *ktap_func_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_func, obj);
}

#endif /* _KTAP_DATA_FUNC_H */
