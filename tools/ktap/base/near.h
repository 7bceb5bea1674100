/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the name that was meant
 */
#ifndef _KTAP_BASE_NEAR_H
#define _KTAP_BASE_NEAR_H

/**
 * struct near - a search for the nearest of many names
 */
struct near {
	const char *name;	/* what is looked for */
	const char *found;	/* the nearest so far, or NULL */
	unsigned int distance;	/* its distance; before: one too far */
};

/**
 * near_init - begin a search
 * @near: to be filled
 * @name: what is looked for
 *
 * Names of one letter, or of very many, are near to nothing.
 */
void near_init(struct near *near, const char *name);

/**
 * near_offer - take a name if it is nearer than the nearest so far
 * @near: search
 * @name: known name
 */
void near_offer(struct near *near, const char *name);

#endif /* _KTAP_BASE_NEAR_H */
