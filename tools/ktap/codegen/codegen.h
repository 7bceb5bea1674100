/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - tree to program
 */
#ifndef _KTAP_CODEGEN_CODEGEN_H
#define _KTAP_CODEGEN_CODEGEN_H

struct image;
struct sema;

/**
 * codegen_run - make a program of a script without errors
 * @sema: script
 * @image: initialised; to be filled
 *
 * Return: 0, or -1 if errors (limits of images) were reported.
 */
int codegen_run(struct sema *sema, struct image *image);

#endif /* _KTAP_CODEGEN_CODEGEN_H */
