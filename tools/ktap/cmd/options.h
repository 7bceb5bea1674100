/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - options and operands of the command line
 */
#ifndef _KTAP_CMD_OPTIONS_H
#define _KTAP_CMD_OPTIONS_H

#include <stdbool.h>

#include <linux/types.h>

/**
 * enum option_kind - what an option is given, and the type of its @value
 * @OPTION_FLAG: Nothing; bool.
 * @OPTION_TEXT: A text; const char *.
 * @OPTION_NUMBER: A decimal number; __u64.
 * @OPTION_SIZE: The same with K, M or G for binary multiples; __u64.
 */
enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_NUMBER,
	OPTION_SIZE,
};

/**
 * struct option_row - an option
 * @letter: Its letter, or 0.
 * @name: Its long name; NULL ends a table.
 * @kind: What it is given.
 * @value: Where that goes; stays as it was if the option is not given.
 * @min: The least number.
 * @max: The largest.
 * @arg: How help calls the argument.
 * @help: What the option does, in a line.
 */
struct option_row {
	char letter;
	const char *name;
	enum option_kind kind;
	void *value;
	__u64 min;
	__u64 max;
	const char *arg;
	const char *help;
};

/* Every command has this option; main() shows the help. */
#define OPTION_HELP							\
	{								\
		.letter = 'h', .name = "help", .value = &options_help,	\
		.help = "show this",					\
	}

extern bool options_help;

/**
 * struct operands - what follows the options
 * @argc: Number of words, up to "--".
 * @argv: The words.
 * @command: What follows "--", ended by NULL; NULL if there is no "--".
 */
struct operands {
	int argc;
	const char * const *argv;
	char * const *command;
};

/**
 * options_read() - reads a command line
 * @rows: The options that exist.
 * @argc: Number of words, with the command's name.
 * @argv: The words, ended by NULL.
 * @operands: What follows the options.
 *
 * Options end at the first word that is none, at a negative number, and at
 * "--".  Errors are told on stderr.
 *
 * Return: 0 or -EINVAL.
 */
int options_read(const struct option_row *rows, int argc, char *argv[],
		 struct operands *operands);

/* Whether one of the globs that @operands are fits @text; none: all do. */
bool operands_fit(const struct operands *operands, const char *text);

#endif /* _KTAP_CMD_OPTIONS_H */
