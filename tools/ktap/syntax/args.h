/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a script is called with
 */
#ifndef _KTAP_SYNTAX_ARGS_H
#define _KTAP_SYNTAX_ARGS_H

/**
 * struct script_args - the arguments of a script, without its name
 */
struct script_args {
	int nr;
	const char *const *texts;
};

#endif /* _KTAP_SYNTAX_ARGS_H */
