/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the runner: loads and starts a program, reads until it has ended
 */
#ifndef _KTAP_RUN_SESSION_H
#define _KTAP_RUN_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#include "run/control.h"
#include "run/reader.h"

/* Exit statuses of the tool beside those that scripts give. */
#define STATUS_ERROR	1	/* a run-time error, or the output failed */
#define STATUS_USAGE	2
#define STATUS_LOAD	255	/* the program was not compiled, or not started */

/**
 * struct session_options - how a program is run
 * @mem: Bytes its data may take, 0: the kernel's default.  So with the others:
 * @ring: Bytes of ring for each CPU.
 * @max_errors: Run-time errors that are allowed.
 * @budget: Units of work for top-level code, tick and trace_end.
 * @overload: Percent of a CPU that event handlers may take.
 * @target: Process to restrict it to, 0: none.
 * @all: Events are not restricted to it.
 * @dry: Events are attached, but nothing of the program runs.
 * @cpus: A bit for each CPU that events are restricted to.
 * @cpus_bytes: Their bytes, 0: all CPUs.
 * @command: A command to trace, ended by NULL; or NULL.
 * @command_status: End with its exit status, if there is no other.
 * @verbose: Tell times and numbers.
 */
struct session_options {
	__u64 mem;
	__u32 ring;
	__u32 max_errors;
	__u64 budget;
	__u64 overload;
	__u32 target;
	bool all;
	bool dry;
	const unsigned char *cpus;
	__u32 cpus_bytes;
	char * const *command;
	bool command_status;
	bool verbose;
};

/**
 * session_run() - runs a program from its image to its end
 * @control: An open session.
 * @image: The image.
 * @bytes: Its length.
 * @options: How.
 * @sink: Where its output goes.
 *
 * Failures are told to the sink.
 *
 * Return: The tool's exit status.
 */
int session_run(struct control *control, const void *image, size_t bytes,
		const struct session_options *options,
		struct record_sink *sink);

#endif /* _KTAP_RUN_SESSION_H */
