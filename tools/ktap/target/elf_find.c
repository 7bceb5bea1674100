// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - where a program or library is
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target/elf_find.h"

static int is_file(const char *dir, size_t len, const char *name, char *path,
		   size_t size)
{
	int n = snprintf(path, size, "%.*s/%s", (int)len, dir, name);

	return len && n > 0 && (size_t)n < size && !access(path, R_OK);
}

static int find_in_path(const char *dirs, const char *name, char *path,
			size_t size)
{
	size_t len;

	for (; dirs && *dirs; dirs += len + !!dirs[len]) {
		len = strcspn(dirs, ":");
		if (is_file(dirs, len, name, path, size))
			return 0;
	}
	return -ENOENT;
}

/* Where the loader looks, on the distributions there are. */
static int find_in_dirs(const char *name, char *path, size_t size)
{
	static const char *const dirs[] = {
		"/lib/*-linux-gnu*", "/usr/lib/*-linux-gnu*", "/lib64",
		"/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib",
	};
	glob_t found;
	size_t i, j;
	int ret = -ENOENT;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && ret; i++) {
		if (glob(dirs[i], 0, NULL, &found))
			continue;
		for (j = 0; j < found.gl_pathc && ret; j++) {
			if (is_file(found.gl_pathv[j],
				    strlen(found.gl_pathv[j]), name, path, size))
				ret = 0;
		}
		globfree(&found);
	}
	return ret;
}

int elf_find(const char *name, char *path, size_t size)
{
	if (!strstr(name, ".so"))
		return find_in_path(getenv("PATH"), name, path, size);
	if (!find_in_path(getenv("LD_LIBRARY_PATH"), name, path, size))
		return 0;
	return find_in_dirs(name, path, size);
}
