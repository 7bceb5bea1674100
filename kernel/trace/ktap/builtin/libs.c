// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the list of built-ins
 *
 * Context: any
 */

#include <linux/kernel.h>
#include <linux/string.h>

#include "builtin/lib.h"
#include "builtin/libs.h"

#define ROW(c_name, script_name, min, max, results, where, ...)		\
	{								\
		.name		= script_name,				\
		.min_args	= min,					\
		.max_args	= max,					\
		.nr_results	= results,				\
		.contexts	= where,				\
		.call		= ktap_lib_##c_name,			\
	},

static const struct ktap_builtin rows[] = {
	KTAP_BUILTINS(ROW)
};

const struct ktap_builtin *ktap_libs_find(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	}

	return NULL;
}
