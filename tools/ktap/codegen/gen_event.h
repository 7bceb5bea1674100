/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - handlers, and what surrounds a script's code
 */
#ifndef _KTAP_CODEGEN_GEN_EVENT_H
#define _KTAP_CODEGEN_GEN_EVENT_H

#include <linux/types.h>

struct func;
struct program;

/**
 * gen_start - make code that gives undeclared variables their first values
 * @func: the top-level code, which begins so
 */
void gen_start(struct func *func);

/**
 * gen_filter - make code that leaves a handler if its filter does not hold
 * @func: the handler, which begins so
 * @label: where to
 */
void gen_filter(struct func *func, __u32 label);

/**
 * gen_events - add all events, and number their handlers
 * @program: program
 */
void gen_events(struct program *program);

/**
 * gen_end - add what prints variables that were only accumulated in
 * @program: program whose other functions are all made
 */
void gen_end(struct program *program);

#endif /* _KTAP_CODEGEN_GEN_EVENT_H */
