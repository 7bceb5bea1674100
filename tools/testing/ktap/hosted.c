// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - runs a script or an image in user space:
 *
 *	hosted [-e N] [-b UNITS] [-n] FILE
 *
 * Top-level code runs; then, N times, each handler of the program, as at an
 * event in a task; then trace_end.  -n: only load and verify, say how long
 * it took.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/ktap_bytecode.h>
#include <linux/ktime.h>

#include "image/image.h"
#include "vm/trap.h"

#include "show.h"
#include "world.h"

static unsigned long nr_events;
static bool only_load;
static struct world_limits limits;

static void *read_file(const char *path, size_t *len)
{
	FILE *stream = fopen(path, "rb");
	char *bytes = NULL;
	size_t room = 0;

	*len = 0;
	if (!stream) {
		perror(path);
		exit(2);
	}
	do {
		room += 65536;
		bytes = realloc(bytes, room);
		*len += fread(bytes + *len, 1, room - *len, stream);
	} while (*len == room);
	fclose(stream);

	return bytes;
}

/* A script becomes an image. */
static void make_image(const char *path, void **bytes, size_t *len)
{
	struct image_bytes image;
	__u32 magic;

	if (*len >= sizeof(magic)) {
		memcpy(&magic, *bytes, sizeof(magic));
		if (magic == KTAP_IMAGE_MAGIC)
			return;
	}
	if (!show_compile(path, *bytes, *len, &image, stderr))
		exit(1);
	free(*bytes);
	*bytes = image.data;
	*len = image.len;
}

static void fire_all(struct world *world)
{
	const struct ktap_prog *prog = world->prog;
	unsigned long n;
	u32 i;

	for (n = 0; n < nr_events; n++) {
		for (i = 0; i < prog->nr_events; i++) {
			if (prog->events[i].kind == KTAP_EVENT_TRACE)
				world_fire(world, prog->events[i].func, 0);
		}
		if (!(n % 64))
			world_read(world);
	}
}

static int run(struct world *world)
{
	struct show show;
	int trap;

	show_open(&show, world, STDOUT_FILENO, STDERR_FILENO);
	if (world_start(world, &limits)) {
		fprintf(stderr, "hosted: no memory\n");
		return 1;
	}
	trap = world_process(world, 0);
	if (!trap)
		fire_all(world);
	if (!trap || trap == KTAP_TRAP_EXIT)
		world_end(world);
	else
		world_read(world);
	show_close(&show);

	return show.reader.ended ? show.reader.status : 1;
}

static void read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "b:e:n")) != -1) {
		switch (option) {
		case 'b':
			limits.budget = strtoll(optarg, NULL, 0);
			break;
		case 'e':
			nr_events = strtoul(optarg, NULL, 0);
			break;
		case 'n':
			only_load = true;
			break;
		default:
			exit(2);
		}
	}
	if (argc - optind != 1) {
		fprintf(stderr, "usage: hosted [-e N] [-b UNITS] [-n] FILE\n");
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct ktap_message message;
	struct world world;
	int status = 0;
	void *bytes;
	size_t len;
	u64 begun;

	read_options(argc, argv);
	bytes = read_file(argv[optind], &len);
	make_image(argv[optind], &bytes, &len);
	begun = ktime_get_ns();
	if (world_load(&world, bytes, len, &message)) {
		fprintf(stderr, "hosted: %s\n", message.text);
		free(bytes);
		return 1;
	}
	free(bytes);
	if (only_load)
		printf("%zu bytes loaded and verified in %llu us\n", len,
		       (ktime_get_ns() - begun) / 1000);
	else
		status = run(&world);
	world_destroy(&world);

	return status;
}
