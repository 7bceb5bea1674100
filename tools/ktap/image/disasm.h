/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - program as text
 */
#ifndef _KTAP_IMAGE_DISASM_H
#define _KTAP_IMAGE_DISASM_H

#include <stdio.h>

struct image;

/**
 * image_disasm - print a program for people
 * @out: where to
 * @image: program
 */
void image_disasm(FILE *out, const struct image *image);

#endif /* _KTAP_IMAGE_DISASM_H */
