// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what a command works on: a script or an image
 */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/ktap_bytecode.h>

#include "base/diag.h"
#include "cmd/complain.h"
#include "cmd/script.h"
#include "compile.h"
#include "image/read.h"
#include "run/session.h"

#define CHUNK_BYTES	(16 << 10)

/* Reads all, at most a byte more than an image may have. */
static int read_all(int fd, char **data, size_t *len)
{
	size_t room = 0, used = 0;
	char *buf = NULL, *more;
	ssize_t n;

	do {
		if (used == room) {
			room = room ? room * 2 : CHUNK_BYTES;
			more = realloc(buf, room);
			if (!more) {
				free(buf);
				return -ENOMEM;
			}
			buf = more;
		}
		n = read(fd, buf + used, room - used);
		if (n > 0)
			used += n;
		if (n < 0 && errno != EINTR) {
			free(buf);
			return -errno;
		}
	} while (n && used <= KTAP_IMAGE_MAX_BYTES);

	*data = buf;
	*len = used;

	return 0;
}

static int read_file(const char *path, char **data, size_t *len)
{
	int fd = STDIN_FILENO, ret;

	if (strcmp(path, "-"))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;

	ret = read_all(fd, data, len);
	if (fd != STDIN_FILENO)
		close(fd);

	return ret;
}

static const char *explain(int err)
{
	switch (err) {
	case ENOENT:
		return "no such script";
	case EISDIR:
		return "is a directory, not a script";
	case EACCES:
		return "no permission to read it";
	default:
		return strerror(err);
	}
}

/* Return: what is wrong with it at first sight, or NULL. */
static const char *check_data(const struct script *script)
{
	if (!script->len)
		return "is empty: there is nothing to run";
	if (script->is_image)
		return NULL;
	if (memchr(script->data, '\0', script->len))
		return "is binary, and neither a script nor a ktap image";
	if (script->len > SCRIPT_MAX_BYTES)
		return "is longer than 1 MiB, the limit of scripts";

	return NULL;
}

static int open_file(struct script *script, const struct operands *operands)
{
	int ret;

	if (!operands->argc) {
		complain("which script? Give a file, or -e 'TEXT'; 'ktap -h' tells more");
		return STATUS_USAGE;
	}

	script->name = operands->argv[0];
	if (!strcmp(script->name, "-"))
		script->name = "(standard input)";
	script->argc = operands->argc - 1;
	script->argv = operands->argv + 1;

	ret = read_file(operands->argv[0], &script->owned, &script->len);
	if (ret) {
		complain("%s: %s", script->name, explain(-ret));
		return STATUS_USAGE;
	}
	script->data = script->owned;
	script->is_image = image_is_image(script->data, script->len);

	return 0;
}

int script_open(struct script *script, const char *text,
		const struct operands *operands)
{
	const char *why;
	int status = 0;

	memset(script, 0, sizeof(*script));
	if (text) {
		script->name = "(command line)";
		script->data = text;
		script->len = strlen(text);
		script->argc = operands->argc;
		script->argv = operands->argv;
	} else {
		status = open_file(script, operands);
	}
	if (status)
		return status;

	why = check_data(script);
	if (!why && script->is_image && script->argc)
		why = "is an image: its arguments were given when it was built";
	if (!why)
		return 0;

	complain("%s: %s", script->name, why);
	script_close(script);

	return STATUS_USAGE;
}

static bool is_other_version(const struct script *script)
{
	struct ktap_image_header head;

	if (script->len < sizeof(head))
		return false;
	memcpy(&head, script->data, sizeof(head));
	if (le16toh(head.version) == KTAP_IMAGE_VERSION)
		return false;

	complain("%s: is an image of version %u; this tool knows version %u",
		 script->name, le16toh(head.version), KTAP_IMAGE_VERSION);

	return true;
}

/* The kernel checks it again; the tool's message names the file. */
static int take_image(struct script *script)
{
	struct image image;
	const char *why;

	if (is_other_version(script))
		return STATUS_LOAD;

	why = image_read(&image, &script->arena, script->data, script->len);
	if (why) {
		complain("%s: %s", script->name, why);
		return STATUS_LOAD;
	}
	script->image.data = script->owned;
	script->image.len = script->len;
	script->name = image.script.text;
	script->source = image.source.text;
	script->source_len = image.source.len;

	return 0;
}

int script_compile(struct script *script, const char *tracefs, bool verbose,
		   bool strict)
{
	struct compile_options options = {
		.name	= script->name,
		.text	= script->data,
		.len	= script->len,
		.argc	= script->argc,
		.argv	= script->argv,
		.tracefs = tracefs,
	};
	struct diag diag;
	int ret;

	if (script->is_image)
		return take_image(script);

	script->source = script->data;
	script->source_len = script->len;
	diag_init(&diag, stderr, verbose);
	diag.strict = strict;
	ret = compile_script(&options, &script->image, &diag);
	diag_exit(&diag);

	return ret ? STATUS_LOAD : 0;
}

void script_close(struct script *script)
{
	if (!script->is_image)
		image_bytes_free(&script->image);
	arena_free(&script->arena);
	free(script->owned);
	memset(script, 0, sizeof(*script));
}
