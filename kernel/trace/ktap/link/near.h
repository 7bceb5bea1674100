/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the name that was meant
 *
 * Context: process
 */
#ifndef _KTAP_LINK_NEAR_H
#define _KTAP_LINK_NEAR_H

#define KTAP_NEAR_BYTES	96

/** struct ktap_near - a search for the nearest name */
struct ktap_near {
	/** @wanted: The name that does not exist. */
	const char *wanted;
	/** @best: The nearest so far, "" if none is near. */
	char best[KTAP_NEAR_BYTES];
	/** @distance: Its distance. */
	unsigned int distance;
};

void ktap_near_init(struct ktap_near *near, const char *wanted);

/* Takes @name if it is nearer than the best so far. */
void ktap_near_offer(struct ktap_near *near, const char *name);

#endif /* _KTAP_LINK_NEAR_H */
