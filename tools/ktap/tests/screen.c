// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a renderer whose output and messages can be looked at
 */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/screen.h"

void screen_open(struct screen *screen)
{
	memset(screen, 0, sizeof(*screen));
	screen->fds[0] = memfd_create("out", MFD_CLOEXEC);
	screen->fds[1] = memfd_create("err", MFD_CLOEXEC);
	if (screen->fds[0] < 0 || screen->fds[1] < 0)
		abort();
	render_init(&screen->render, &render_text, "t.kp", screen->fds[0],
		    screen->fds[1]);
	screen->reader.sink = &screen->render.sink;
}

static char *read_back(int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);
	char *text = malloc(len + 1);

	if (!text || pread(fd, text, len, 0) != len)
		abort();
	text[len] = '\0';
	close(fd);

	return text;
}

void screen_show(struct screen *screen)
{
	render_exit(&screen->render);
	screen->out = read_back(screen->fds[0]);
	screen->err = read_back(screen->fds[1]);
}

void screen_close(struct screen *screen)
{
	free(screen->out);
	free(screen->err);
}

void screen_feed(struct screen *screen, struct stream *stream)
{
	screen_open(screen);
	reader_feed(&screen->reader, stream->buf, stream->len);
	stream->len = 0;
	screen_show(screen);
}
