/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - complaints about a script
 *
 * A complaint looks so:
 *
 *	tools/top.kp:3:9: error: `couunt` is not declared
 *	  3 | print(couunt)
 *	    |       ^
 *	hint: did you mean `count`?
 */
#ifndef _KTAP_BASE_DIAG_H
#define _KTAP_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <linux/compiler.h>
#include <linux/types.h>

struct diag_message;
struct source;

/**
 * struct diag - collects complaints and prints them in the script's order
 */
struct diag {
	FILE *out;			/* where they are printed */
	bool verbose;			/* remarks too, not warnings only */
	bool strict;			/* warnings are errors */
	const struct source *source;	/* what positions refer to, or NULL */
	unsigned int nr_errors;
	unsigned int nr_warnings;
	struct diag_message *messages;	/* not printed yet */
	unsigned int nr_messages;
	unsigned int max_messages;
};

/**
 * diag_init - begin to collect
 * @diag: to be filled
 * @out: where to print
 * @verbose: print remarks too
 */
void diag_init(struct diag *diag, FILE *out, bool verbose);

/**
 * diag_exit - print what is left, and free it
 * @diag: may be initialised again
 */
void diag_exit(struct diag *diag);

/**
 * diag_error - complain about a place in the source
 * @diag: where to
 * @pos: position
 * @format: as printf(); neither a capital letter first nor a full stop last
 */
__printf(3, 4)
void diag_error(struct diag *diag, __u32 pos, const char *format, ...);

/**
 * diag_warning - as diag_error(), but the script can be compiled
 */
__printf(3, 4)
void diag_warning(struct diag *diag, __u32 pos, const char *format, ...);

/**
 * diag_remark - as diag_warning(), where the user asked for more
 */
__printf(3, 4)
void diag_remark(struct diag *diag, __u32 pos, const char *format, ...);

/**
 * diag_hint - add a way out to the latest complaint
 * @diag: where to
 * @format: as printf()
 */
__printf(2, 3)
void diag_hint(struct diag *diag, const char *format, ...);

/**
 * diag_fail - complain about no place: "name: error: text"
 * @diag: where to
 * @name: of the script or file
 * @format: as printf()
 */
__printf(3, 4)
void diag_fail(struct diag *diag, const char *name, const char *format, ...);

/**
 * diag_flush - print all complaints
 * @diag: is empty afterwards, but for its counts
 */
void diag_flush(struct diag *diag);

/**
 * struct diag_quoted - text that can be shown in a message
 */
struct diag_quoted {
	char text[64];
};

/**
 * diag_quote - make any bytes fit for a message
 * @quoted: for the result
 * @text: what to show; control characters become "?", long text is cut
 * @len: of the text
 *
 * Return: the result, ended by a NUL.
 */
const char *diag_quote(struct diag_quoted *quoted, const char *text,
		       size_t len);

#endif /* _KTAP_BASE_DIAG_H */
