// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - the tool's half: scripts to images, records to text
 */

#include <string.h>

#include "base/diag.h"
#include "compile.h"
#include "image/image.h"

#include "show.h"
#include "world.h"

static void feed(struct world *world, const void *records, size_t bytes)
{
	struct show *show = world->feed_data;

	reader_feed(&show->reader, records, bytes);
	show->render.sink.ops->flush(&show->render.sink);
}

void show_open(struct show *show, struct world *world, int out_fd,
	       int notes_fd)
{
	memset(show, 0, sizeof(*show));
	render_init(&show->render, &render_text, world->prog->script->bytes,
		    out_fd, notes_fd);
	show->reader.sink = &show->render.sink;
	world->feed = feed;
	world->feed_data = show;
}

void show_close(struct show *show)
{
	render_exit(&show->render);
}

bool show_compile(const char *name, const char *text, size_t len,
		  struct image_bytes *image, FILE *complaints)
{
	struct compile_options options = {
		.name	= name,
		.text	= text,
		.len	= len,
	};
	struct diag diag;
	int ret;

	diag_init(&diag, complaints, false);
	ret = compile_script(&options, image, &diag);
	diag_exit(&diag);

	return !ret;
}
