/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a machine for tests: all that a program needs to run
 *
 * Context: process
 */
#ifndef _KTAP_TESTS_MACHINE_H
#define _KTAP_TESTS_MACHINE_H

#include <linux/ktap/context.h>
#include <linux/ktap/provider.h>
#include <linux/ktap/slot.h>
#include <linux/sizes.h>

#include "prog/verify.h"
#include "vm/interp.h"

struct asm_image;
struct ktap_reader;
struct kunit;

#define MACHINE_RECORDS_BYTES	SZ_16K

/* The ways to run a function. */
enum machine_mode {
	MACHINE_PROCESS,	/* as a tick */
	MACHINE_EVENT,		/* as a handler of an event in a task */
	MACHINE_TOP,		/* as top-level code: there is no event */
};

struct machine {
	struct kunit *test;
	struct ktap_run run;
	struct ktap_prog *prog;
	/* Rows of its imports. */
	struct ktap_verify_world world;
	struct ktap_reader *reader;
	bool has_scratch;
	/*
	 * Events have three arguments, 10, 11 and "two"; 7 is refused.  The
	 * first relocation is a field, 20, with elements 30, 31, …  All symbols
	 * of the kernel are a byte that holds -5.
	 */
	struct ktap_context ctx;
	struct ktap_event event;
	/* The variables of the call that events are about. */
	struct ktap_slot calls[2];
	void *frames;
	u8 *records;
	/* What the program gave to the built-in "check", and what ended it. */
	char text[2048];
	/* The records that machine_read() has read. */
	char output[8192];
};

/*
 * Loads and verifies @image, binds its imports ("check" is the machine's) and
 * makes memory and ring.  All goes away with the test.
 */
struct machine *machine_create(struct kunit *test, struct asm_image *image);

/* Verifies the program, also when a test has changed it. */
int machine_verify(struct machine *m, struct ktap_message *message);

/* Ends a machine before its test does. */
void machine_release(struct machine *m);

/* Runs a function; returns what ended it and leaves @text. */
int machine_run(struct machine *m, enum machine_mode mode, u32 func);

/* Runs a function as the handler of an event, from any thread. */
void machine_fire(struct machine *m, u32 func);

/* Reads all records as text, a line each, in @output. */
const char *machine_read(struct machine *m);

#endif /* _KTAP_TESTS_MACHINE_H */
