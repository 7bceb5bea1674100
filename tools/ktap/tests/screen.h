/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a renderer whose output and messages can be looked at
 */
#ifndef _KTAP_TESTS_SCREEN_H
#define _KTAP_TESTS_SCREEN_H

#include "render/render.h"
#include "run/reader.h"
#include "tests/stream.h"

/**
 * struct screen - a renderer as text
 * @render: The renderer.
 * @reader: The reader that feeds it.
 * @out: What screen_show() found in the output.
 * @err: What it found in the messages.
 * @fds: The files they are in.
 */
struct screen {
	struct render render;
	struct reader reader;
	char *out;
	char *err;
	int fds[2];
};

void screen_open(struct screen *screen);

/* Ends the rendering, and reads what came of it. */
void screen_show(struct screen *screen);
void screen_close(struct screen *screen);

/**
 * screen_feed() - all that a stream makes of a new screen
 *
 * As screen_open(), the stream (which is empty afterwards), screen_show().
 */
void screen_feed(struct screen *screen, struct stream *stream);

#endif /* _KTAP_TESTS_SCREEN_H */
