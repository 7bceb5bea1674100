/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - bytes to program
 */
#ifndef _KTAP_IMAGE_READ_H
#define _KTAP_IMAGE_READ_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct image;

/**
 * image_is_image - do the bytes begin as an image does?
 * @data: bytes
 * @len: how many
 */
bool image_is_image(const void *data, size_t len);

/**
 * image_read - make a program of bytes
 * @image: to be filled
 * @arena: where the program will live; it keeps nothing of @data
 * @data: bytes, aligned in any way
 * @len: how many
 *
 * Checks that every part lies where it says and that every number names
 * something; what the code does is for the kernel to check.
 *
 * Return: NULL, or what is wrong.
 */
const char *image_read(struct image *image, struct arena *arena,
		       const void *data, size_t len);

#endif /* _KTAP_IMAGE_READ_H */
