/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what becomes of a script, for tests
 */
#ifndef _KTAP_TESTS_ATTEMPT_H
#define _KTAP_TESTS_ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "image/image.h"

/**
 * struct attempt - a script that was compiled, with its arguments before that
 */
struct attempt {
	int argc;
	const char *const *argv;
	bool strict;
	bool verbose;
	const char *tracefs;
	bool compiled;
	char *errors;			/* all that was printed */
	struct image_bytes bytes;
	struct image image;		/* read from the bytes, */
	const char *unreadable;		/* or why not */
	struct arena arena;
};

/* Compiles a text, as "t.kp". */
void attempt_compile(struct attempt *attempt, const char *text, size_t len);

/* Frees what attempt_compile() made. */
void attempt_free(struct attempt *attempt);

/* Only parses.  Return: what was printed, to be freed; "" if it is a script. */
char *attempt_parse(const char *text, size_t len);

#endif /* _KTAP_TESTS_ATTEMPT_H */
