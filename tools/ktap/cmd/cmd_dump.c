// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - dump: shows an image, or the image of a script, as text
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cmd/cmd.h"
#include "cmd/complain.h"
#include "cmd/options.h"
#include "cmd/script.h"
#include "image/disasm.h"
#include "image/image.h"
#include "image/read.h"
#include "run/session.h"

static const char *text;

static const struct option_row options[] = {
	{ 'e', "execute", OPTION_TEXT, &text, 0, 0, "TEXT",
	  "compile TEXT" },
	OPTION_HELP,
	{ 0 }
};

static int dump(const struct script *script)
{
	struct arena arena = { 0 };
	struct image image;
	const char *why;

	why = image_read(&image, &arena, script->image.data, script->image.len);
	if (why)
		complain("%s: %s", script->name, why);
	else
		image_disasm(stdout, &image);
	arena_free(&arena);
	if (why)
		return STATUS_LOAD;

	if (fflush(stdout) && errno != EPIPE) {
		complain("cannot write the output: %s", strerror(errno));
		return STATUS_ERROR;
	}

	return 0;
}

static int run(const struct operands *operands)
{
	struct script script;
	int status;

	status = script_open(&script, text, operands);
	if (status)
		return status;

	status = script_compile(&script, NULL, false, false);
	if (!status)
		status = dump(&script);
	script_close(&script);

	return status;
}

const struct command cmd_dump = {
	.name		= "dump",
	.usage		= "dump [OPTIONS] FILE [ARGS...]\n"
			  "dump [OPTIONS] -e 'TEXT' [ARGS...]\n",
	.summary	= "Shows an image, or the image of a script, as text.",
	.options	= options,
	.run		= run,
};
