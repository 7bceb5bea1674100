/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a small machine that runs images, for tests of the compiler
 *
 * It is written for clearness alone, checks what the kernel's verifier has to
 * prove, and knows of the built-ins what tests need.
 */
#ifndef _KTAP_TESTS_MACHINE_H
#define _KTAP_TESTS_MACHINE_H

struct image;

/**
 * machine_verify() - is the code well-formed?
 *
 * Every instruction is reached, no register is read that was not written on
 * every path, none lies beyond the function's, the state of loops is left
 * alone, the last instruction is RET or JMP.
 *
 * Return: what is wrong, or NULL.
 */
const char *machine_verify(const struct image *image);

/**
 * machine_run() - run the top-level code
 * @image: Program.
 * @event: Then each handler of this event, and those of trace_end; or NULL.
 *
 * Return: what was printed, to be freed; an error ends it with "error: …".
 */
char *machine_run(const struct image *image, const char *event);

#endif /* _KTAP_TESTS_MACHINE_H */
