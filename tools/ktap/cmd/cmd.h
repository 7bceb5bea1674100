/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a command is
 */
#ifndef _KTAP_CMD_CMD_H
#define _KTAP_CMD_CMD_H

struct operands;
struct option_row;

/**
 * struct command - a command
 *
 * A command is one file that defines one of these, and a row of the table in
 * main.c.
 *
 * @name: Its word on the command line.
 * @usage: The ways to call it, each without "ktap " and ended by a newline.
 * @summary: What it does, in a line.
 * @options: Its options, ended by a row without a name.
 * @run: Does it, after the options were read.
 *	Return: the exit status.
 */
struct command {
	const char *name;
	const char *usage;
	const char *summary;
	const struct option_row *options;
	int (*run)(const struct operands *operands);
};

extern const struct command cmd_build;
extern const struct command cmd_check;
extern const struct command cmd_dump;
extern const struct command cmd_run;

#endif /* _KTAP_CMD_CMD_H */
