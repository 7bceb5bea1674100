// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what becomes of a script, for tests
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "compile.h"
#include "image/read.h"
#include "syntax/args.h"
#include "syntax/ast.h"
#include "syntax/parse.h"
#include "tests/attempt.h"

void attempt_compile(struct attempt *attempt, const char *text, size_t len)
{
	struct compile_options options = {
		.name = "t.kp",
		.text = text,
		.len = len,
		.argc = attempt->argc,
		.argv = attempt->argv,
		.tracefs = attempt->tracefs,
	};
	struct diag diag;
	size_t size;
	FILE *out;

	out = open_memstream(&attempt->errors, &size);
	diag_init(&diag, out, attempt->verbose);
	diag.strict = attempt->strict;
	attempt->compiled = !compile_script(&options, &attempt->bytes, &diag);
	diag_exit(&diag);
	fclose(out);
	if (attempt->compiled)
		attempt->unreadable = image_read(&attempt->image,
						 &attempt->arena,
						 attempt->bytes.data,
						 attempt->bytes.len);
}

void attempt_free(struct attempt *attempt)
{
	free(attempt->errors);
	image_bytes_free(&attempt->bytes);
	arena_free(&attempt->arena);
}

char *attempt_parse(const char *text, size_t len)
{
	struct script_args args = { 0 };
	struct arena arena = { 0 };
	struct intern intern;
	struct source source;
	struct parse_input input = {
		.source = &source,
		.args = &args,
		.arena = &arena,
		.intern = &intern,
	};
	struct diag diag;
	struct ast ast;
	char *errors;
	size_t size;
	FILE *out;

	out = open_memstream(&errors, &size);
	diag_init(&diag, out, false);
	source_init(&source, &arena, "t.kp", text, len);
	diag.source = &source;
	intern_init(&intern, &arena);
	input.diag = &diag;
	if (parse_script(&input, &ast) && !diag.nr_errors)
		fputs("failed without an error\n", out);
	diag_exit(&diag);
	fclose(out);
	arena_free(&arena);
	return errors;
}
