// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the name that was meant
 */
#include <stddef.h>
#include <string.h>

#include "base/near.h"

/* Longer names are not compared. */
#define MAX_NAME	60

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Least number of letters to add, take out, change or swap. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][MAX_NAME + 1];
	size_t len = strlen(b), i, j;

	for (j = 0; j <= len; j++)
		rows[0][j] = j;
	for (i = 1; a[i - 1]; i++) {
		unsigned int *row = rows[i % 3], *above = rows[(i + 2) % 3];

		row[0] = i;
		for (j = 1; j <= len; j++) {
			unsigned int change = a[i - 1] != b[j - 1];

			row[j] = least(least(above[j], row[j - 1]) + 1,
				       above[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return rows[(i - 1) % 3][len];
}

void near_init(struct near *near, const char *name)
{
	size_t len = strlen(name);

	near->name = name;
	near->found = NULL;
	near->distance = 0;
	/* One letter of three may be wrong. */
	if (len >= 2 && len <= MAX_NAME)
		near->distance = len / 3 + 1 + (len == 2);
}

void near_offer(struct near *near, const char *name)
{
	unsigned int found;

	if (!near->distance || strlen(name) > MAX_NAME ||
	    !strcmp(name, near->name))
		return;
	found = distance(near->name, name);
	if (found < near->distance) {
		near->distance = found;
		near->found = name;
	}
}
