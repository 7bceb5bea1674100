// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what the language has and this version has not
 */
#include <string.h>

#include <linux/kernel.h>

#include "base/diag.h"
#include "sema/missing.h"

#define THING_TEXT(name, text) text,
#define NAME_TEXT(name) name,

static const char *const things[MISSING_NR] = { MISSING_THINGS(THING_TEXT) };
static const char *const names[] = { MISSING_NAMES(NAME_TEXT) };

void missing_error(struct diag *diag, __u32 pos, enum missing what)
{
	diag_error(diag, pos, "%s is not available in this version",
		   things[what]);
}

const char *missing_name(unsigned int number)
{
	return number < ARRAY_SIZE(names) ? names[number] : NULL;
}

bool missing_is_name(const char *name)
{
	const char *found;
	unsigned int i;

	for (i = 0; (found = missing_name(i)); i++) {
		if (!strcmp(found, name))
			return true;
	}
	return false;
}
