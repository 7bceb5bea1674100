/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - buffered output, to a file or to memory
 */
#ifndef _KTAP_RENDER_OUT_H
#define _KTAP_RENDER_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/compiler.h>
#include <linux/types.h>

#define OUT_BYTES	(64 << 10)

/**
 * struct out - an output
 * @fd: The file, or -1: the text stays in @buf, which grows.
 * @is_tty: Somebody watches: each line is shown at once.
 * @error: -errno of the first failure; what comes later is dropped.
 * @used: Bytes in @buf.
 * @size: Room in @buf.
 * @buf: The text.
 */
struct out {
	int fd;
	bool is_tty;
	int error;
	size_t used;
	size_t size;
	char *buf;
};

/* Begins an output; out_exit() frees its memory and does not flush. */
void out_init(struct out *out, int fd);
void out_exit(struct out *out);

void out_bytes(struct out *out, const char *text, size_t len);
void out_text(struct out *out, const char *text);
void out_char(struct out *out, char c);
void out_fill(struct out *out, char c, size_t nr);
void out_number(struct out *out, __u64 number);
void out_int(struct out *out, __s64 i);
__printf(2, 3)
void out_printf(struct out *out, const char *format, ...);

/* Digits that a number has at most, octal ones, too. */
#define OUT_MAX_DIGITS	22

/* Writes a number, its last digit before @end.  Return: where its first is. */
char *out_decimal(char *end, __u64 number);

/* Return: the columns of the text in @buf, which is UTF-8. */
size_t out_columns(const struct out *out);

/* Return: 0 or -errno of the first failure, then and later. */
int out_flush(struct out *out);

/* A line has ended: shows it if somebody watches. */
void out_line(struct out *out);

#endif /* _KTAP_RENDER_OUT_H */
