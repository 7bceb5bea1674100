// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the session file from this side
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/control.h"

static int load_image(struct control *control, const void *image, size_t bytes)
{
	const char *at = image;
	ssize_t n;

	while (bytes) {
		n = write(control->fd, at, bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -EIO;
		at += n;
		bytes -= n;
	}

	return 0;
}

static int call(struct control *control, unsigned long request, void *arg)
{
	int ret;

	do {
		ret = ioctl(control->fd, request, arg);
	} while (ret < 0 && errno == EINTR);

	return ret < 0 ? -errno : 0;
}

static int start_program(struct control *control, struct ktap_start *start)
{
	return call(control, KTAP_IOC_START, start);
}

static int stop_program(struct control *control)
{
	return call(control, KTAP_IOC_STOP, NULL);
}

static int read_status(struct control *control, struct ktap_status *status)
{
	return call(control, KTAP_IOC_STATUS, status);
}

static const struct control_ops kernel_ops = {
	.load	= load_image,
	.start	= start_program,
	.stop	= stop_program,
	.status	= read_status,
};

static void explain_mount(int err, char *why, size_t size)
{
	switch (err) {
	case EPERM:
	case EACCES:
		snprintf(why, size,
			 "not permitted: tracing needs root, or CAP_PERFMON and access to tracefs, "
			 "and a kernel that is not locked down");
		break;
	case ENOENT:
	case ENODEV:
		snprintf(why, size,
			 "no tracefs: this kernel cannot trace (CONFIG_TRACING), or /sys is not mounted");
		break;
	default:
		snprintf(why, size,
			 "tracefs is not mounted, and cannot be: %s",
			 strerror(err));
		break;
	}
}

static void explain_open(int err, const char *dir, char *why, size_t size)
{
	switch (err) {
	case ENOENT:
		snprintf(why, size,
			 "no %s/ktap: this kernel was built without ktap (CONFIG_KTAP)",
			 dir);
		break;
	case ENODEV:
		snprintf(why, size,
			 "ktap is switched off: this kernel was booted with ktap=off");
		break;
	case EPERM:
	case EACCES:
		snprintf(why, size,
			 "not permitted: tracing needs root, or CAP_PERFMON and access to %s, "
			 "and a kernel that is not locked down",
			 dir);
		break;
	case EBUSY:
		snprintf(why, size,
			 "there are as many ktap sessions as the kernel allows: see %s/ktap/sessions",
			 dir);
		break;
	default:
		snprintf(why, size, "cannot open %s/ktap/session: %s", dir,
			 strerror(err));
		break;
	}
}

int control_open(struct control *control, const struct tracefs_places *places,
		 char *why, size_t size)
{
	char dir[PATH_MAX], path[PATH_MAX + 16];
	int ret;

	control->ops = &kernel_ops;
	control->fd = -1;

	ret = tracefs_find(places, dir, sizeof(dir));
	if (ret) {
		explain_mount(-ret, why, size);
		return ret;
	}

	snprintf(path, sizeof(path), "%s/ktap/session", dir);
	control->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (control->fd < 0) {
		ret = -errno;
		explain_open(-ret, dir, why, size);
		return ret;
	}

	return 0;
}

void control_close(struct control *control)
{
	if (control->fd >= 0)
		close(control->fd);
	control->fd = -1;
}
