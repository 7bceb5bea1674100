// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - buffered output, to a file or to memory
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/compiler.h>

#include "render/out.h"

void out_init(struct out *out, int fd)
{
	memset(out, 0, sizeof(*out));
	out->fd = fd;
	out->is_tty = fd >= 0 && isatty(fd);
	out->size = fd >= 0 ? OUT_BYTES : 256;
	out->buf = malloc(out->size);
	if (!out->buf) {
		out->size = 0;
		out->error = -ENOMEM;
	}
}

void out_exit(struct out *out)
{
	free(out->buf);
	out->buf = NULL;
	out->used = 0;
	out->size = 0;
}

int out_flush(struct out *out)
{
	size_t done = 0;
	ssize_t n;

	while (out->fd >= 0 && !out->error && done < out->used) {
		n = write(out->fd, out->buf + done, out->used - done);
		if (n >= 0)
			done += n;
		else if (errno != EINTR)
			out->error = -errno;
	}
	if (out->fd >= 0)
		out->used = 0;

	return out->error;
}

static void grow(struct out *out, size_t more)
{
	size_t size = (out->used + more) * 2;
	char *buf = realloc(out->buf, size);

	if (!buf) {
		out->error = -ENOMEM;
		out->size = out->used;
		return;
	}
	out->buf = buf;
	out->size = size;
}

/* Room for some of @len bytes, all of them in memory; 0 if there is none. */
static size_t make_room(struct out *out, size_t len)
{
	if (out->error)
		return 0;
	if (out->used + len > out->size) {
		if (out->fd < 0)
			grow(out, len);
		else if (out->used == out->size)
			out_flush(out);
	}
	if (out->error)
		return 0;

	return len < out->size - out->used ? len : out->size - out->used;
}

/* Apart, so that out_bytes(), which seldom needs it, has nothing to save. */
static noinline void bytes_in_parts(struct out *out, const char *text,
				    size_t len)
{
	size_t room;

	while (len) {
		room = make_room(out, len);
		if (!room)
			return;
		memcpy(out->buf + out->used, text, room);
		out->used += room;
		text += room;
		len -= room;
	}
}

void out_bytes(struct out *out, const char *text, size_t len)
{
	char *at = out->buf + out->used;

	if (len > out->size - out->used) {
		bytes_in_parts(out, text, len);
		return;
	}
	out->used += len;
	memcpy(at, text, len);
}

void out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

void out_char(struct out *out, char c)
{
	out_bytes(out, &c, 1);
}

void out_fill(struct out *out, char c, size_t nr)
{
	size_t room;

	for (; nr; nr -= room) {
		room = make_room(out, nr);
		if (!room)
			return;
		memset(out->buf + out->used, c, room);
		out->used += room;
	}
}

char *out_decimal(char *end, __u64 number)
{
	do {
		*--end = '0' + number % 10;
		number /= 10;
	} while (number);

	return end;
}

void out_number(struct out *out, __u64 number)
{
	char text[OUT_MAX_DIGITS], *end = text + sizeof(text);
	char *at = out_decimal(end, number);

	out_bytes(out, at, end - at);
}

void out_int(struct out *out, __s64 i)
{
	if (i < 0)
		out_char(out, '-');
	out_number(out, i < 0 ? -(__u64)i : (__u64)i);
}

void out_printf(struct out *out, const char *format, ...)
{
	char text[512];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len > 0)
		out_bytes(out, text, (size_t)len < sizeof(text) ?
				     (size_t)len : sizeof(text) - 1);
}

void out_line(struct out *out)
{
	if (out->is_tty)
		out_flush(out);
}

size_t out_columns(const struct out *out)
{
	size_t i, nr = 0;

	/* Bytes that begin a character. */
	for (i = 0; i < out->used; i++)
		nr += ((unsigned char)out->buf[i] & 0xc0) != 0x80;

	return nr;
}
