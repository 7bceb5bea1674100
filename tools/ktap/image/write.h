/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - program to bytes
 */
#ifndef _KTAP_IMAGE_WRITE_H
#define _KTAP_IMAGE_WRITE_H

struct image;
struct image_bytes;

/**
 * image_write - make bytes of a program
 * @image: program
 * @bytes: the result, to be freed with image_bytes_free()
 *
 * Return: NULL, or why it cannot be written: "the program has more than …".
 */
const char *image_write(const struct image *image, struct image_bytes *bytes);

#endif /* _KTAP_IMAGE_WRITE_H */
