// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - check: compiles a script and does no more
 */

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/script.h"

static const char *text;
static bool verbose, strict;

static const struct option_row options[] = {
	{ 'e', "execute", OPTION_TEXT, &text, 0, 0, "TEXT",
	  "check TEXT as the script" },
	{ 'v', "verbose", OPTION_FLAG, &verbose, 0, 0, NULL,
	  "tell remarks too" },
	{ 0, "werror", OPTION_FLAG, &strict, 0, 0, NULL,
	  "take warnings for errors" },
	OPTION_HELP,
	{ 0 }
};

static int run(const struct operands *operands)
{
	struct script script;
	int status;

	status = script_open(&script, text, operands);
	if (status)
		return status;

	status = script_compile(&script, NULL, verbose, strict);
	script_close(&script);

	return status;
}

const struct command cmd_check = {
	.name		= "check",
	.usage		= "check [OPTIONS] FILE [ARGS...]\n"
			  "check [OPTIONS] -e 'TEXT' [ARGS...]\n",
	.summary	= "Compiles a script, and tells its errors.",
	.options	= options,
	.run		= run,
};
