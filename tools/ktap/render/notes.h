/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what is said beside the output: errors, losses, the start
 */
#ifndef _KTAP_RENDER_NOTES_H
#define _KTAP_RENDER_NOTES_H

#include "render/out.h"
#include "run/record.h"

struct source;

/**
 * notes_write() - writes a record that is no output of the script
 * @out: Where to; notes_write() flushes it.
 * @script: The script's name.
 * @rec: A record of one of the types STARTED, ERROR, WARNING, LOST, LOSS,
 *	REPEAT; others are ignored.
 */
void notes_write(struct out *out, const char *script, const struct record *rec);

/**
 * notes_text() - writes a sentence of the tool or of the kernel
 * @out: Where to.
 * @script: The script's name.
 * @source: Its text, or NULL.
 * @text: The sentence: with "ktap: " before it unless it begins with a
 *	position, "script:line:column: "; then the line is shown with a caret.
 */
void notes_text(struct out *out, const char *script,
		const struct source *source, const char *text);

#endif /* _KTAP_RENDER_NOTES_H */
