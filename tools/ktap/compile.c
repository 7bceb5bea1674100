// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - from script to image
 */
#include <string.h>

#include <linux/kernel.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "codegen/codegen.h"
#include "compile.h"
#include "image/image.h"
#include "image/write.h"
#include "sema/sema.h"
#include "sema/state.h"
#include "syntax/args.h"
#include "syntax/ast.h"
#include "syntax/parse.h"

/* Positions are 32 bits wide. */
#define MAX_SOURCE	(1024 * 1024 * 1024)

/**
 * struct compilation - all that lives while a script is compiled
 */
struct compilation {
	const struct compile_options *options;
	struct diag *diag;
	struct arena arena;
	struct intern intern;
	struct source source;
	struct script_args args;
	struct ast ast;
	struct sema sema;
	struct image image;
};

static int read_source(struct compilation *c)
{
	const struct compile_options *options = c->options;
	const char *zero;

	if (options->len > MAX_SOURCE) {
		diag_fail(c->diag, options->name, "the script is too large");
		return -1;
	}
	source_init(&c->source, &c->arena, options->name, options->text,
		    options->len);
	c->diag->source = &c->source;
	zero = options->len ? memchr(options->text, 0, options->len) : NULL;
	if (zero) {
		diag_error(c->diag, zero - options->text,
			   "a byte with the value 0: this is no script");
		return -1;
	}
	return 0;
}

static int check_arguments(struct compilation *c)
{
	const struct compile_options *options = c->options;
	int i;

	for (i = 0; i < options->argc; i++) {
		if (strlen(options->argv[i]) <= KTAP_IMAGE_MAX_STRING)
			continue;
		diag_fail(c->diag, options->name,
			  "argument %d is longer than %d bytes", i + 1,
			  KTAP_IMAGE_MAX_STRING);
		return -1;
	}
	return 0;
}

static int parse(struct compilation *c)
{
	struct parse_input input = {
		.source = &c->source,
		.args = &c->args,
		.arena = &c->arena,
		.intern = &c->intern,
		.diag = c->diag,
	};

	intern_init(&c->intern, &c->arena);
	c->args.nr = c->options->argc;
	c->args.texts = c->options->argv;
	return parse_script(&input, &c->ast);
}

static int analyse(struct compilation *c)
{
	c->sema.ast = &c->ast;
	c->sema.arena = &c->arena;
	c->sema.intern = &c->intern;
	c->sema.diag = c->diag;
	c->sema.script = c->options->name;
	c->sema.args = &c->args;
	c->sema.tracefs = c->options->tracefs;
	return sema_run(&c->sema);
}

static int generate(struct compilation *c)
{
	image_init(&c->image, &c->arena);
	return codegen_run(&c->sema, &c->image);
}

static int write(struct compilation *c, struct image_bytes *out)
{
	const char *why = image_write(&c->image, out);

	if (why && c->image.source.len) {
		/* The program may fit without its text. */
		c->image.source.len = 0;
		why = image_write(&c->image, out);
	}
	if (!why)
		return 0;
	diag_fail(c->diag, c->options->name, "%s", why);
	return -1;
}

int compile_script(const struct compile_options *options,
		   struct image_bytes *out, struct diag *diag)
{
	static int (*const stages[])(struct compilation *c) = {
		read_source, check_arguments, parse, analyse, generate,
	};
	struct compilation c;
	int ret = 0;
	size_t i;

	memset(&c, 0, sizeof(c));
	memset(out, 0, sizeof(*out));
	c.options = options;
	c.diag = diag;
	for (i = 0; i < ARRAY_SIZE(stages) && !ret; i++)
		ret = stages[i](&c);
	if (!ret)
		ret = write(&c, out);
	diag_flush(diag);
	diag->source = NULL;
	arena_free(&c.arena);
	return ret;
}
