// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - what the fuzz targets share
 */

#include <fcntl.h>

#include "limits.h"
#include "prog/message.h"
#include "vm/trap.h"

#include "fuzz.h"
#include "hosted_kernel.h"
#include "show.h"
#include "world.h"

/* Handlers of which each is run in all ways. */
#define MAX_HANDLERS	8

static const struct world_limits limits = {
	.mem		= 256 << 10,
	.ring		= 16 << 10,
	.budget		= 20000,
	.max_errors	= 20,
};

static int null_fd(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	return fd;
}

/* A number that an input has, to choose what is not in it. */
static u32 number_of(const uint8_t *data, size_t len)
{
	u32 number = 2166136261U;

	while (len--)
		number = (number ^ *data++) * 16777619U;
	return number ^ number >> 15;
}

static void run_handlers(struct world *world)
{
	u32 i, level, nr = min(world->prog->nr_events, MAX_HANDLERS);

	for (i = 0; i < nr; i++) {
		const struct ktap_prog_event *event = &world->prog->events[i];

		if (event->kind != KTAP_EVENT_TRACE)
			continue;
		for (level = 0; level < KTAP_NR_LEVELS; level++)
			world_fire(world, event->func, level);
		/* As if it were a tick. */
		world_process(world, event->func);
		world_fire(world, event->func, 0);
		world_read(world);
	}
}

static void run(struct world *world, u32 number)
{
	struct show show;
	int trap;

	show_open(&show, world, null_fd(), null_fd());
	if (!(number & 7))
		hosted_fail_in = number >> 3 & 0xff;
	if (!world_start(world, &limits)) {
		trap = world_process(world, 0);
		if (!trap)
			run_handlers(world);
		hosted_fail_in = 0;
		world_end(world);
		if (show.reader.nr_malformed)
			hosted_fatal("%lu malformed records",
				     show.reader.nr_malformed);
	}
	hosted_fail_in = 0;
	show_close(&show);
}

const char *fuzz_image(const uint8_t *data, size_t len)
{
	static struct ktap_message message;
	struct world world;
	int ret;

	hosted_reset();
	ret = world_load(&world, data, len, &message);
	if (ret && !message.text[0])
		hosted_fatal("refused with %d, but without a word", ret);
	if (!ret && message.text[0])
		hosted_fatal("accepted, but: %s", message.text);
	if (ret)
		return message.text;
	run(&world, number_of(data, len));
	world_destroy(&world);

	return NULL;
}
