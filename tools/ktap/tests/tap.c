// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - results of tests, as lines of TAP
 */

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"

static int nr_tests, nr_failed;

/* Every line of the text as a comment. */
static void show(const char *what, const char *text)
{
	size_t len;

	printf("# %s:\n", what);
	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		printf("#   %.*s\n", (int)len, text);
	}
}

bool tap_ok(bool ok, const char *name)
{
	nr_tests++;
	nr_failed += !ok;
	printf("%s %d - %s\n", ok ? "ok" : "not ok", nr_tests, name);
	fflush(stdout);

	return ok;
}

bool tap_is(long long got, long long wanted, const char *name)
{
	if (!tap_ok(got == wanted, name))
		printf("# got %lld, wanted %lld\n", got, wanted);

	return got == wanted;
}

bool tap_text(const char *got, const char *wanted, const char *name)
{
	bool ok = !strcmp(got, wanted);

	if (!tap_ok(ok, name)) {
		show("got", got);
		show("wanted", wanted);
	}

	return ok;
}

bool tap_has(const char *got, const char *wanted, const char *name)
{
	bool ok = strstr(got, wanted);

	if (!tap_ok(ok, name)) {
		show("got", got);
		show("wanted in it", wanted);
	}

	return ok;
}

int tap_end(void)
{
	printf("1..%d\n", nr_tests);

	return nr_failed ? 1 : 0;
}
