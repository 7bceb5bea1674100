/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the session file from this side
 */
#ifndef _KTAP_RUN_CONTROL_H
#define _KTAP_RUN_CONTROL_H

#include <stddef.h>

#include <linux/ktap.h>

#include "target/tracefs.h"

struct control;

/**
 * struct control_ops - the calls of a session
 *
 * @load: Hands over the image.
 * @start: Loads and starts it.  On failure the kernel's message, if it has
 *	one, stands in @log of the structure.
 * @stop: Ends it; records are still to be read.
 * @status: Reads how it stands; the caller has set @size.
 *
 * Return, of all: 0 or -errno.
 */
struct control_ops {
	int (*load)(struct control *control, const void *image, size_t bytes);
	int (*start)(struct control *control, struct ktap_start *start);
	int (*stop)(struct control *control);
	int (*status)(struct control *control, struct ktap_status *status);
};

/**
 * struct control - a session
 * @ops: Its calls.
 * @fd: The file to poll and read; does not block.
 */
struct control {
	const struct control_ops *ops;
	int fd;
};

/**
 * control_open() - makes a session in this kernel
 * @control: The session.
 * @places: Where to look for tracefs.
 * @why: A sentence that says why there is none.
 * @size: Bytes of @why.
 *
 * Return: 0 or -errno.
 */
int control_open(struct control *control, const struct tracefs_places *places,
		 char *why, size_t size);

/* Ends the session. */
void control_close(struct control *control);

#endif /* _KTAP_RUN_CONTROL_H */
