// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the name that was meant
 *
 * Context: process
 */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "link/near.h"

void ktap_near_init(struct ktap_near *near, const char *wanted)
{
	near->wanted = wanted;
	near->best[0] = '\0';
	/* A third of the letters may be wrong. */
	near->distance = strlen(wanted) / 3 + 1;
}

/* Letters to insert, drop or replace; @limit or more is as good as any. */
static unsigned int distance(const char *a, const char *b, unsigned int limit)
{
	u8 row[KTAP_NEAR_BYTES];
	unsigned int len_a = strlen(a), len_b = strlen(b);
	unsigned int i, j;

	if (len_a >= sizeof(row) || len_b >= sizeof(row) ||
	    abs_diff(len_a, len_b) >= limit)
		return limit;

	for (j = 0; j <= len_b; j++)
		row[j] = j;
	for (i = 1; i <= len_a; i++) {
		u8 diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= len_b; j++) {
			u8 replace = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = min3(replace, (u8)(row[j] + 1),
				      (u8)(row[j - 1] + 1));
		}
	}
	return row[len_b];
}

void ktap_near_offer(struct ktap_near *near, const char *name)
{
	unsigned int d = distance(near->wanted, name, near->distance);

	if (d >= near->distance)
		return;
	near->distance = d;
	strscpy(near->best, name, sizeof(near->best));
}
