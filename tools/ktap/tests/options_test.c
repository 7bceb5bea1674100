// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of reading the command line
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/options.h"
#include "tests/tap.h"

#define MAX_WORDS	16

static bool flag, other;
static const char *text;
static uint64_t number, size;

static const struct option_row rows[] = {
	{ 'f', "flag", OPTION_FLAG, &flag, 0, 0, NULL, "" },
	{ 'g', "other", OPTION_FLAG, &other, 0, 0, NULL, "" },
	{ 'e', "execute", OPTION_TEXT, &text, 0, 0, "TEXT", "" },
	{ 'n', "number", OPTION_NUMBER, &number, 2, 100, "N", "" },
	{ 0, "size", OPTION_SIZE, &size, 1, UINT64_MAX, "BYTES", "" },
	OPTION_HELP,
	{ 0 }
};

static char line[300];
static char *words[MAX_WORDS + 1];
static struct operands operands;
static char complaint[600];

/* Words are separated by "|", so that they can be empty or hold blanks. */
static int split(const char *from)
{
	char *rest = line;
	int nr = 0;

	snprintf(line, sizeof(line), "ktap%s%s", *from ? "|" : "", from);
	while (nr < MAX_WORDS) {
		words[nr] = strsep(&rest, "|");
		if (!words[nr])
			break;
		nr++;
	}
	words[nr] = NULL;

	return nr;
}

static int read_line(const char *from)
{
	FILE *old = stderr, *file = fmemopen(complaint, sizeof(complaint), "w");
	int ret;

	flag = false;
	other = false;
	text = NULL;
	number = 0;
	size = 0;
	memset(complaint, 0, sizeof(complaint));
	stderr = file;
	ret = options_read(rows, split(from), words, &operands);
	stderr = old;
	fclose(file);

	return ret;
}

/* What was read, as one line of text. */
static void is(const char *from, const char *wanted)
{
	char got[600];
	int i, len;

	if (read_line(from)) {
		tap_text(complaint, "", from);
		return;
	}
	len = snprintf(got, sizeof(got), "%s%s%s%s", flag ? "flag " : "",
		       other ? "other " : "", text ? "text=" : "",
		       text ? text : "");
	if (number)
		len += sprintf(got + len, " number=%llu",
			       (unsigned long long)number);
	if (size)
		len += sprintf(got + len, " size=%llu", (unsigned long long)size);
	len += sprintf(got + len, ":");
	for (i = 0; i < operands.argc; i++)
		len += sprintf(got + len, " [%s]", operands.argv[i]);
	if (operands.command)
		len += sprintf(got + len, " --");
	for (i = 0; operands.command && operands.command[i]; i++)
		len += sprintf(got + len, " [%s]", operands.command[i]);
	tap_text(got, wanted, from);
}

static void is_wrong(const char *from, const char *message)
{
	int ret = read_line(from);

	if (ret != -EINVAL)
		tap_is(ret, -EINVAL, from);
	else
		tap_has(complaint, message, from);
}

static void test_right(void)
{
	is("", ":");
	is("script.kp", ": [script.kp]");
	is("script.kp|a|-b|--c", ": [script.kp] [a] [-b] [--c]");
	is("-f|script.kp|-g", "flag : [script.kp] [-g]");
	is("-fg|script.kp", "flag other : [script.kp]");
	is("--flag|--other", "flag other :");
	is("-e|print(1)", "text=print(1):");
	is("-eprint(1)", "text=print(1):");
	is("--execute=print(1)|-f", "flag text=print(1):");
	is("-e||a", "text=: [a]");
	is("-e|x|-5|-f", "text=x: [-5] [-f]");
	is("-n|3|--number|4", " number=4:");
	is("--size|12", " size=12:");
	is("--size|12k", " size=12288:");
	is("--size=3M", " size=3145728:");
	is("--size|1G", " size=1073741824:");
	is("--size|18446744073709551615", " size=18446744073709551615:");
}

static void test_commands(void)
{
	is("--", ": --");
	is("script.kp|--", ": [script.kp] --");
	is("script.kp|a|--|ls|-l", ": [script.kp] [a] -- [ls] [-l]");
	is("script.kp|--|a|--|b", ": [script.kp] -- [a] [--] [b]");
	is("-e|x|--|ls|-l", "text=x: -- [ls] [-l]");
	is("-e|x|a|--|ls", "text=x: [a] -- [ls]");
	is("-e|--|a", "text=--: [a]");
	is("-e|--|--|a", "text=--: -- [a]");
	is("-e|x|-1|--|ls", "text=x: [-1] -- [ls]");
}

static void test_wrong(void)
{
	is_wrong("-z", "ktap: unknown option -z\n");
	is_wrong("-fz", "ktap: unknown option -z\n");
	is_wrong("--zzz", "ktap: unknown option --zzz\n");
	is_wrong("-f|--zzz=3|a", "ktap: unknown option --zzz=3\n");
	is_wrong("-e", "ktap: option --execute needs TEXT\n");
	is_wrong("--size", "ktap: option --size needs BYTES\n");
	is_wrong("--flag=1", "ktap: option --flag takes no argument\n");
	is_wrong("-n|1", "ktap: --number: 1 is not between 2 and 100\n");
	is_wrong("-n|101", "ktap: --number: 101 is not between 2 and 100\n");
	is_wrong("-n|99999999999999999999", " is not between 2 and 100\n");
	is_wrong("-n|-3", "ktap: --number: '-3' is no number\n");
	is_wrong("-n|", "ktap: --number: '' is no number\n");
	is_wrong("-n|3k", "ktap: --number: '3k' is no number\n");
	is_wrong("-n| 3", "ktap: --number: ' 3' is no number\n");
	is_wrong("--size|0", " is not between 1 and ");
	is_wrong("--size|3kB", "ktap: --size: '3kB' is no size");
	is_wrong("--size|M", "ktap: --size: 'M' is no size");
	is_wrong("--size|18446744073709551615K", " is not between 1 and ");
}

int main(void)
{
	test_right();
	test_commands();
	test_wrong();

	return tap_end();
}
