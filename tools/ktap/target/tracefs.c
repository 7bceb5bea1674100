// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - where tracefs is
 */

#include <errno.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#include <linux/magic.h>

#include "target/tracefs.h"

static const char * const usual_dirs[] = {
	"/sys/kernel/tracing",
	"/sys/kernel/debug/tracing",
	NULL
};

const struct tracefs_places tracefs_usual = {
	.dirs		= usual_dirs,
	.mounts		= "/proc/mounts",
	.mount_at	= "/sys/kernel/tracing",
};

static bool is_tracefs(const char *dir)
{
	struct statfs fs;

	return !statfs(dir, &fs) && (unsigned long)fs.f_type == TRACEFS_MAGIC;
}

static int copy_dir(char *dir, size_t size, const char *from)
{
	int len = snprintf(dir, size, "%s", from);

	return len < 0 || (size_t)len >= size ? -ENAMETOOLONG : 0;
}

static int find_in_mounts(const char *mounts, char *dir, size_t size)
{
	FILE *file = setmntent(mounts, "re");
	struct mntent *entry;
	int ret = -ENOENT;

	if (!file)
		return -errno;

	while (ret == -ENOENT) {
		entry = getmntent(file);
		if (!entry)
			break;
		if (!strcmp(entry->mnt_type, "tracefs"))
			ret = copy_dir(dir, size, entry->mnt_dir);
	}
	endmntent(file);

	return ret;
}

int tracefs_find(const struct tracefs_places *places, char *dir, size_t size)
{
	int i;

	for (i = 0; places->dirs[i]; i++)
		if (is_tracefs(places->dirs[i]))
			return copy_dir(dir, size, places->dirs[i]);

	if (!find_in_mounts(places->mounts, dir, size))
		return 0;

	if (mount("nodev", places->mount_at, "tracefs", 0, NULL))
		return -errno;

	return copy_dir(dir, size, places->mount_at);
}
