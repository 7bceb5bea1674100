// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - options and operands of the command line
 *
 * Tables over the C library's getopt_long(); libsubcmd's parser ends the
 * program with status 129, which a script's exit() may give too, where ktap
 * promises 2.
 */

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/complain.h"
#include "cmd/options.h"

#define MAX_OPTIONS	24

/* getopt_long() returns this plus the row's index. */
#define FIRST_ROW	256

bool options_help;

struct parser {
	const struct option_row *rows;
	struct option longs[MAX_OPTIONS + 1];
	char shorts[2 + 2 * MAX_OPTIONS + 1];
};

static void make_tables(struct parser *parser)
{
	const struct option_row *row;
	char *at = parser->shorts;
	struct option *option;
	int i;

	/* Stop at the first operand; tell a missing argument apart. */
	*at++ = '+';
	*at++ = ':';
	memset(parser->longs, 0, sizeof(parser->longs));
	for (i = 0; parser->rows[i].name && i < MAX_OPTIONS; i++) {
		row = &parser->rows[i];
		option = &parser->longs[i];
		option->name = row->name;
		option->has_arg = row->kind == OPTION_FLAG ? no_argument :
							     required_argument;
		option->val = FIRST_ROW + i;
		if (!row->letter)
			continue;
		*at++ = row->letter;
		if (row->kind != OPTION_FLAG)
			*at++ = ':';
	}
	*at = '\0';
}

static const struct option_row *find_row(const struct option_row *rows, int c)
{
	if (c >= FIRST_ROW)
		return &rows[c - FIRST_ROW];
	for (; rows->name; rows++)
		if (rows->letter == c)
			return rows;

	return NULL;
}

/* Return: the unit's shift, -1 if it is none. */
static int read_unit(const char *unit)
{
	static const char units[] = "KMG";
	const char *at;

	if (!*unit)
		return 0;
	at = strchr(units, toupper((unsigned char)*unit));
	if (!at || unit[1])
		return -1;

	return 10 * (at - units + 1);
}

static int read_number(const struct option_row *row, const char *text)
{
	__u64 number;
	int shift = 0;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (row->kind == OPTION_SIZE)
		shift = read_unit(end);
	else if (*end)
		shift = -1;
	if (!isdigit((unsigned char)*text) || shift < 0) {
		complain("--%s: '%s' is no %s", row->name, text,
			 row->kind == OPTION_SIZE ?
			 "size (a number, with K, M or G behind it or not)" :
			 "number");
		return -EINVAL;
	}
	if (errno || number > UINT64_MAX >> shift || number << shift < row->min ||
	    number << shift > row->max) {
		complain("--%s: %s is not between %llu and %llu",
			 row->name, text, row->min, row->max);
		return -EINVAL;
	}
	*(__u64 *)row->value = number << shift;

	return 0;
}

static int take_option(const struct option_row *row, const char *arg)
{
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)row->value = arg;
		return 0;
	default:
		return read_number(row, arg);
	}
}

/* getopt_long() says in optopt which letter it does not like, or in which row. */
static int complain_option(const struct parser *parser, int c, const char *word)
{
	const struct option_row *row = find_row(parser->rows, optopt);

	if (c == ':' && row)
		complain("option --%s needs %s", row->name, row->arg);
	else if (optopt && optopt < FIRST_ROW)
		complain("unknown option -%c", optopt);
	else if (optopt && row)
		complain("option --%s takes no argument", row->name);
	else
		complain("unknown option %s", word);
	fputs("      'ktap -h' lists the options\n", stderr);

	return -EINVAL;
}

/* What lists events had another name in earlier versions of ktap. */
static void rename_old(char *word)
{
	if (word && !strcmp(word, "-le"))
		word[strlen("-l")] = '\0';
}

static bool is_negative_number(const char *word)
{
	return word && word[0] == '-' && isdigit((unsigned char)word[1]);
}

static void split_operands(char *argv[], int argc, int first, bool at_command,
			   struct operands *operands)
{
	int end = first;

	if (!at_command)
		while (end < argc && strcmp(argv[end], "--"))
			end++;
	operands->argv = (const char * const *)argv + first;
	operands->argc = end - first;
	operands->command = NULL;
	if (at_command)
		operands->command = argv + first;
	else if (end < argc)
		operands->command = argv + end + 1;
}

int options_read(const struct option_row *rows, int argc, char *argv[],
		 struct operands *operands)
{
	struct parser parser = { .rows = rows };
	bool at_command = false;
	const char *word;
	int c, before;

	make_tables(&parser);
	opterr = 0;
	optind = 0;
	before = 1;
	while (!is_negative_number(argv[before])) {
		rename_old(argv[before]);
		word = argv[before];
		c = getopt_long(argc, argv, parser.shorts, parser.longs, NULL);
		if (c == -1) {
			/* It steps over "--" alone: not over an argument. */
			at_command = optind > before;
			break;
		}
		if (c == '?' || c == ':')
			return complain_option(&parser, c, word);
		if (take_option(find_row(rows, c), optarg))
			return -EINVAL;
		before = optind;
	}
	split_operands(argv, argc, at_command ? optind : before, at_command,
		       operands);

	return 0;
}

bool operands_fit(const struct operands *operands, const char *text)
{
	int i;

	for (i = 0; i < operands->argc; i++) {
		if (!fnmatch(operands->argv[i], text, 0))
			return true;
	}
	return !operands->argc;
}
