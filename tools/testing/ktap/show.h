/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap, hosted - the tool's half: scripts to images, records to text
 */
#ifndef _HOSTED_SHOW_H
#define _HOSTED_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "render/render.h"
#include "run/reader.h"

struct image_bytes;
struct world;

/** struct show - shows what a world puts out */
struct show {
	struct render render;
	struct reader reader;
};

/* Shows what @world puts out on these files. */
void show_open(struct show *show, struct world *world, int out_fd,
	       int notes_fd);
void show_close(struct show *show);

/*
 * Compiles a script as the tool does.  Complaints go to @complaints.  False:
 * it has errors.
 */
bool show_compile(const char *name, const char *text, size_t len,
		  struct image_bytes *image, FILE *complaints);

#endif /* _HOSTED_SHOW_H */
