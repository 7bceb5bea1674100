/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap, hosted - a program with all that it needs to run
 *
 * In the place of a session and its thread: the same steps, one at a time.
 */
#ifndef _HOSTED_WORLD_H
#define _HOSTED_WORLD_H

#include <linux/ktap/provider.h>
#include <linux/types.h>

#include "prog/message.h"
#include "vm/run.h"

struct ktap_reader;

/** struct world - a program, loaded and verified */
struct world {
	struct ktap_prog *prog;
	struct ktap_run run;
	struct ktap_reader *reader;
	/* What an event offers: integers, strings, nothing. */
	struct ktap_context ctx;
	struct ktap_event event;
	bool has_scratch;
	void *frames;
	u8 *records;
	/* Takes records: whole ones, as read() gives them. */
	void (*feed)(struct world *world, const void *records, size_t bytes);
	void *feed_data;
};

/** struct world_limits - as in struct ktap_start */
struct world_limits {
	u64 mem;
	u64 ring;
	s64 budget;
	u32 max_errors;
};

/**
 * world_load() - image to verified program
 * @world: To be filled.
 * @image: The image; copied.
 * @bytes: Its length.
 * @message: Says why not.
 *
 * Return: 0 or -errno; then nothing is left.
 */
int world_load(struct world *world, const void *image, size_t bytes,
	       struct ktap_message *message);

/**
 * world_start() - make memory and ring
 * @world: Of world_load(); feed is set.
 * @limits: The limits; fields that are 0 are the defaults.
 *
 * Return: 0 or -errno.
 */
int world_start(struct world *world, const struct world_limits *limits);

/* Runs a function as process code: top-level code, a tick.  0 or a trap. */
int world_process(struct world *world, u32 func);

/* Fires an event in a context of this level, 0 … 3. */
void world_fire(struct world *world, u32 func, unsigned int level);

/* Runs all trace_end blocks, says what was lost, and the end. */
void world_end(struct world *world);

/* Has all records that are there taken. */
bool world_read(struct world *world);

/* Frees everything, after checks that all is as it should be. */
void world_destroy(struct world *world);

#endif /* _HOSTED_WORLD_H */
