/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - one copy of each text: equal texts have the same address
 */
#ifndef _KTAP_BASE_INTERN_H
#define _KTAP_BASE_INTERN_H

#include <stdbool.h>

#include <linux/types.h>

#include "base/arena.h"

/**
 * struct intern_text - a name or string
 */
struct intern_text {
	struct intern_text *next;	/* with the same hash */
	void *binding;			/* what the name means now, or NULL */
	__u32 hash;
	__u32 len;
	char text[];			/* ended by a NUL */
};

/**
 * struct intern - all texts
 */
struct intern {
	struct arena *arena;
	struct intern_text **buckets;
	__u32 nr_buckets;
	__u32 nr_texts;
};

/**
 * intern_init - begin without texts
 * @intern: to be filled
 * @arena: where texts will live
 */
void intern_init(struct intern *intern, struct arena *arena);

/**
 * intern_text - the one copy of a text
 * @intern: where
 * @text: bytes
 * @len: how many
 */
struct intern_text *intern_text(struct intern *intern, const char *text,
				__u32 len);

/**
 * intern_equals - is it this text?
 * @text: from intern_text()
 * @string: ended by a NUL
 */
bool intern_equals(const struct intern_text *text, const char *string);

#endif /* _KTAP_BASE_INTERN_H */
