/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a command works on: a script or an image
 */
#ifndef _KTAP_CMD_SCRIPT_H
#define _KTAP_CMD_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "cmd/options.h"
#include "image/image.h"

/* Longest script; longer ones are mistakes. */
#define SCRIPT_MAX_BYTES	0x100000

/**
 * struct script - a script or an image
 * @name: Its name, for messages; of an image, once script_compile() has been
 *	called, the name of the script it was made of.
 * @source: The script's text; of an image, what it holds of it.
 * @source_len: Bytes of that.
 * @data: Its bytes.
 * @len: Their number.
 * @is_image: It is an image.
 * @image: The image: @data itself, or what script_compile() made.
 * @owned: @data is to be freed.
 * @argc: Number of the script's arguments.
 * @argv: The arguments.
 * @arena: What was read of an image.
 */
struct script {
	const char *name;
	const char *source;
	size_t source_len;
	const char *data;
	size_t len;
	bool is_image;
	struct image_bytes image;
	char *owned;
	int argc;
	const char * const *argv;
	struct arena arena;
};

/**
 * script_open() - reads what a command line names
 * @script: The script.
 * @text: The script itself, of -e; or NULL: the first operand is a file.
 * @operands: What follows the options.
 *
 * Failures are told on stderr.
 *
 * Return: 0 or an exit status.
 */
int script_open(struct script *script, const char *text,
		const struct operands *operands);

/**
 * script_compile() - makes an image of it, unless it is one
 * @script: The script.
 * @tracefs: Directory of it, if the kernel here will run the script; or NULL.
 * @verbose: Tell remarks too.
 * @strict: Warnings are errors.
 *
 * Errors and warnings are told on stderr.
 *
 * Return: 0 or an exit status.
 */
int script_compile(struct script *script, const char *tracefs, bool verbose,
		   bool strict);

/* Frees what both have made. */
void script_close(struct script *script);

#endif /* _KTAP_CMD_SCRIPT_H */
