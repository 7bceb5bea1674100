/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the renderer: records to what a person or a program reads
 */
#ifndef _KTAP_RENDER_RENDER_H
#define _KTAP_RENDER_RENDER_H

#include <stdbool.h>

#include "render/out.h"
#include "render/table.h"
#include "run/reader.h"

struct render;
struct source;

/**
 * struct render_format - one form of output
 *
 * A new form is one file that defines one of these.  Each call puts out one
 * whole unit of output.
 *
 * @print: A KTAP_REC_PRINT.
 * @printf: A KTAP_REC_PRINTF.
 * @hist: A table for print_hist(), sorted; may be short of rows.
 */
struct render_format {
	void (*print)(struct render *render, const struct record *rec);
	void (*printf)(struct render *render, const struct record *rec);
	void (*hist)(struct render *render, const struct table *table);
};

/* Text, for people. */
extern const struct render_format render_text;
/* Lines of JSON, for programs. */
extern const struct render_format render_json;

/**
 * struct render - a renderer
 * @sink: What the reader sees.
 * @format: The form of the output.
 * @script: The script's name, for messages.
 * @source: Its text, to show the line that a message is about; or NULL.
 * @tell_start: Say that tracing has begun.
 * @out: The script's output.
 * @notes: What is said beside it.
 * @tables: Tables that have arrived in part or wait to be shown.
 */
struct render {
	struct record_sink sink;
	const struct render_format *format;
	const char *script;
	const struct source *source;
	bool tell_start;
	struct out out;
	struct out notes;
	struct tables tables;
};

/**
 * render_init() - begins rendering
 * @render: The renderer.
 * @format: The form of the output.
 * @script: The script's name.
 * @out_fd: Where the output goes.
 * @notes_fd: Where messages go.
 */
void render_init(struct render *render, const struct render_format *format,
		 const char *script, int out_fd, int notes_fd);

/* Shows tables whose tail never came, flushes, frees. Return: as out_flush(). */
int render_exit(struct render *render);

#endif /* _KTAP_RENDER_RENDER_H */
