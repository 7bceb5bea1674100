// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - build: compiles a script to an image file
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/complain.h"
#include "cmd/options.h"
#include "cmd/script.h"
#include "run/session.h"

static const char *text;
static const char *output;
static bool verbose, strict;

static const struct option_row options[] = {
	{ 'e', "execute", OPTION_TEXT, &text, 0, 0, "TEXT",
	  "compile TEXT" },
	{ 'o', "output", OPTION_TEXT, &output, 0, 0, "FILE",
	  "write the image to FILE; must be given" },
	{ 'v', "verbose", OPTION_FLAG, &verbose, 0, 0, NULL,
	  "tell remarks too" },
	{ 0, "werror", OPTION_FLAG, &strict, 0, 0, NULL,
	  "take warnings for errors" },
	OPTION_HELP,
	{ 0 }
};

static int write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			len -= n;
		}
	}

	return 0;
}

static int write_image(const struct script *script)
{
	int fd, ret;

	fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		ret = -errno;
	} else {
		ret = write_all(fd, script->image.data, script->image.len);
		if (close(fd) && !ret)
			ret = -errno;
	}
	if (ret)
		complain("cannot write to %s: %s", output, strerror(-ret));

	return ret ? STATUS_ERROR : 0;
}

static int run(const struct operands *operands)
{
	struct script script;
	int status;

	if (!output) {
		complain("where to? Give -o FILE");
		return STATUS_USAGE;
	}
	status = script_open(&script, text, operands);
	if (status)
		return status;

	status = script_compile(&script, NULL, verbose, strict);
	if (!status)
		status = write_image(&script);
	script_close(&script);

	return status;
}

const struct command cmd_build = {
	.name		= "build",
	.usage		= "build -o FILE [OPTIONS] SCRIPT [ARGS...]\n"
			  "build -o FILE [OPTIONS] -e 'TEXT' [ARGS...]\n",
	.summary	= "Compiles a script to an image, which 'ktap FILE' runs.",
	.options	= options,
	.run		= run,
};
