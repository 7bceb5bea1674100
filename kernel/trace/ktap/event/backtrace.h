/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - kernel stacks that begin at the traced code
 *
 * Context: any
 */
#ifndef _KTAP_EVENT_BACKTRACE_H
#define _KTAP_EVENT_BACKTRACE_H

#include <linux/types.h>

struct pt_regs;

/** struct ktap_code - the instructions of a function */
struct ktap_code {
	/** @begin: The first; 0: there is no such function. */
	unsigned long begin;
	/** @bytes: Their length. */
	unsigned long bytes;
};

/*
 * Learns where the function at @addr begins and ends, if @code, which was zeroed
 * first, does not know yet.  Context: Process.
 */
void ktap_code_init(struct ktap_code *code, unsigned long addr);

/**
 * ktap_backtrace_regs() - the stack of code that was interrupted
 * @regs: Its registers; of user space, or NULL: there is no such stack.
 * @frames: Addresses go here, the innermost first.
 * @nr: How many at most.
 *
 * Return: Number of frames.
 */
unsigned int ktap_backtrace_regs(struct pt_regs *regs, unsigned long *frames,
				 unsigned int nr);

/**
 * ktap_backtrace_from() - the stack of the code that called us
 * @code: The function where the traced code begins.
 * @frames: Addresses go here, the innermost first.
 * @nr: How many at most; there is room for KTAP_MAX_GLUE more.
 *
 * Begins at the frame inside @code.  If there is none, as with a stack that
 * cannot be unwound, nothing is hidden.
 *
 * Return: Number of frames.
 */
unsigned int ktap_backtrace_from(const struct ktap_code *code,
				 unsigned long *frames, unsigned int nr);

/**
 * ktap_backtrace_behind() - the stack of the code that called a function
 * @code: The function, which is called by the traced code; @code[1] may be one
 *	that stands between the two.
 * @frames: Addresses go here, the innermost first.
 * @nr: How many at most; there is room for KTAP_MAX_GLUE more.
 *
 * Return: Number of frames.
 */
unsigned int ktap_backtrace_behind(const struct ktap_code code[2],
				   unsigned long *frames, unsigned int nr);

#endif /* _KTAP_EVENT_BACKTRACE_H */
