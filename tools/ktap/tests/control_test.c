// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of finding tracefs and opening a session where there is none
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/control.h"
#include "target/tracefs.h"
#include "tests/tap.h"

static char dir[] = "/tmp/ktap-control-test.XXXXXX";
static char why[512];

static const char *path_of(const char *name)
{
	static char path[2][200];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);

	return path[turn];
}

static void write_mounts(const char *place)
{
	FILE *file = fopen(path_of("mounts"), "w");

	if (!file)
		abort();
	fprintf(file, "proc /proc proc rw 0 0\n");
	if (place)
		fprintf(file, "nodev %s tracefs rw,relatime 0 0\n", place);
	fprintf(file, "tmpfs /tmp tmpfs rw 0 0\n");
	fclose(file);
}

/* Opens a session where tracefs would be below @dir. */
static int open_session(const char *mounted, const char *mount_at)
{
	static const char * const dirs[] = { "/nonexistent", "/tmp", NULL };
	const struct tracefs_places places = {
		.dirs		= dirs,
		.mounts		= path_of("mounts"),
		.mount_at	= mount_at,
	};
	struct control control;
	int ret;

	write_mounts(mounted);
	ret = control_open(&control, &places, why, sizeof(why));
	if (!ret)
		control_close(&control);

	return ret;
}

static void test_find(void)
{
	static const char * const usual[] = { "/nonexistent", NULL };
	struct tracefs_places places = {
		.dirs = usual, .mounts = path_of("mounts"),
	};
	char found[200], small[4];

	write_mounts("/some/place");
	tap_is(tracefs_find(&places, found, sizeof(found)), 0,
	       "tracefs is found among the mounts");
	tap_text(found, "/some/place", "its place");

	write_mounts("/with\\040blank");
	tracefs_find(&places, found, sizeof(found));
	tap_text(found, "/with blank", "a place with a blank");

	places.mount_at = "/nonexistent";
	tap_is(tracefs_find(&places, small, sizeof(small)), -ENOENT,
	       "a place that is too long is none");
}

static void test_open(void)
{
	char wanted[600];

	tap_is(open_session(dir, "/nonexistent"), -ENOENT,
	       "a kernel without ktap is refused");
	snprintf(wanted, sizeof(wanted),
		 "no %s/ktap: this kernel was built without ktap (CONFIG_KTAP)",
		 dir);
	tap_text(why, wanted, "its message");

	tap_is(open_session(NULL, "/nonexistent"), -ENOENT,
	       "a system without tracefs is refused");
	tap_text(why,
		 "no tracefs: this kernel cannot trace (CONFIG_TRACING), or /sys is not mounted",
		 "its message");

	mkdir(path_of("ktap"), 0755);
	mkdir(path_of("ktap/session"), 0755);
	tap_is(open_session(dir, "/nonexistent"), -EISDIR,
	       "a session file that cannot be opened is refused");
	snprintf(wanted, sizeof(wanted),
		 "cannot open %s/ktap/session: Is a directory", dir);
	tap_text(why, wanted, "its message");
}

/* Root may do all this, so the test gives up its rights. */
static void test_rights(void)
{
	int fd;

	rmdir(path_of("ktap/session"));
	fd = open(path_of("ktap/session"), O_CREAT | O_WRONLY, 0600);
	close(fd);
	tap_is(open_session(dir, "/nonexistent"), 0, "who may opens it");

	if (geteuid()) {
		tap_ok(true, "who may not is refused # SKIP needs root");
		return;
	}
	chmod(dir, 0755);
	chmod(path_of("mounts"), 0666);
	if (seteuid(65534))
		abort();
	tap_is(open_session(dir, "/nonexistent"), -EACCES,
	       "who may not is refused");
	tap_has(why, "not permitted: tracing needs root, or CAP_PERFMON and access to /tmp/",
		"its message");
	tap_is(open_session(NULL, "/tmp"), -EPERM,
	       "who may not mount tracefs is refused");
	tap_text(why, "not permitted: tracing needs root, or CAP_PERFMON and access to tracefs, and a kernel that is not locked down",
		 "its message");
	if (seteuid(0))
		abort();
}

int main(void)
{
	char remove[100];

	if (!mkdtemp(dir))
		return 1;
	test_find();
	test_open();
	test_rights();
	snprintf(remove, sizeof(remove), "rm -rf %s", dir);
	if (system(remove))
		return 1;

	return tap_end();
}
