/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - from script to image
 */
#ifndef _KTAP_COMPILE_H
#define _KTAP_COMPILE_H

#include <stddef.h>

struct diag;
struct image_bytes;

/**
 * struct compile_options - what is compiled
 */
struct compile_options {
	const char *name;		/* "(command line)" for -e */
	const char *text;
	size_t len;
	int argc;			/* the script's arguments, */
	const char *const *argv;	/* without its name */
	const char *tracefs;		/* of the kernel that will run it, or NULL */
};

/**
 * compile_script - compile a script
 * @options: the script
 * @out: the image, to be freed with image_bytes_free(), if 0 is returned
 * @diag: where to complain; everything has been printed on return
 *
 * Return: 0, or -1 if the script has errors.
 */
int compile_script(const struct compile_options *options,
		   struct image_bytes *out, struct diag *diag);

#endif /* _KTAP_COMPILE_H */
