// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - help texts, made of the tables
 */

#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/help.h"
#include "cmd/options.h"

static void print_option(const struct option_row *row)
{
	char left[64];

	snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
		 row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
		 row->letter ? ',' : ' ', row->name, row->arg ? " " : "",
		 row->arg ? row->arg : "");
	printf("  %-24s %s\n", left, row->help);
}

void help_command(const struct command *command)
{
	const struct option_row *row;
	const char *line, *end, *before = "usage: ";

	for (line = command->usage; *line; line = end + 1) {
		end = strchr(line, '\n');
		printf("%sktap %.*s\n", before, (int)(end - line), line);
		before = "       ";
	}
	printf("\n%s\n\n", command->summary);
	for (row = command->options; row->name; row++)
		print_option(row);
}

void help_commands(const struct command * const *commands)
{
	puts("\nCommands; 'ktap COMMAND -h' tells more:");
	for (; *commands; commands++)
		printf("  %-8s %s\n", (*commands)->name, (*commands)->summary);
}
