// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the tool: its commands
 */

#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/help.h"
#include "cmd/options.h"
#include "run/session.h"

static const struct command * const commands[] = {
	&cmd_run,
	&cmd_check,
	&cmd_build,
	&cmd_dump,
	NULL
};

static const struct command *find_command(const char *name)
{
	int i;

	for (i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];

	return NULL;
}

int main(int argc, char *argv[])
{
	const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;
	struct operands operands;
	bool is_named = command;

	/* Without the name of a command it is "run". */
	if (is_named) {
		argc--;
		argv++;
	} else {
		command = &cmd_run;
	}

	if (options_read(command->options, argc, argv, &operands))
		return STATUS_USAGE;
	if (options_help) {
		help_command(command);
		if (!is_named)
			help_commands(commands);
		return 0;
	}

	return command->run(&operands);
}
