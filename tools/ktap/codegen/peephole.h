/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - local clean-up of code
 */
#ifndef _KTAP_CODEGEN_PEEPHOLE_H
#define _KTAP_CODEGEN_PEEPHOLE_H

#include <linux/types.h>

struct arena;

/**
 * struct peephole - code of one function
 *
 * Immediates of jumps are numbers of labels before, distances afterwards.
 */
struct peephole {
	__u64 *insns;
	__u32 *lines;
	__u32 nr;
	const __u32 *labels;	/* number of an instruction each */
};

/**
 * peephole_run - shorten jumps, take out what is never reached
 * @code: code, ends with a RET or JMP
 * @arena: for the time of the work
 */
void peephole_run(struct peephole *code, struct arena *arena);

#endif /* _KTAP_CODEGEN_PEEPHOLE_H */
