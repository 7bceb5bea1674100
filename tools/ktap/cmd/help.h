/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - help texts, made of the tables
 */
#ifndef _KTAP_CMD_HELP_H
#define _KTAP_CMD_HELP_H

struct command;

/**
 * help_command() - prints how a command is called, and its options
 * @command: The command.
 */
void help_command(const struct command *command);

/**
 * help_commands() - prints the names of commands and what they do
 * @commands: The commands, ended by NULL.
 */
void help_commands(const struct command * const *commands);

#endif /* _KTAP_CMD_HELP_H */
