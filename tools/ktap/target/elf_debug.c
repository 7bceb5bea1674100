// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the debug file of a program or library, which has its symbols
 */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "target/elf.h"
#include "target/elf_debug.h"

/* Build numbers have 16 or 20 bytes. */
#define MAX_BUILD_ID	64

static const char *debug_dir(void)
{
	const char *dir = getenv("KTAP_DEBUG_DIR");

	return dir ? dir : "/usr/lib/debug";
}

/* The CRC-32 of Ethernet, as GNU tools write it into the link. */
static __u32 crc32(struct elf_bytes bytes)
{
	const unsigned char *at = bytes.at;
	__u32 table[256], crc = ~0U;
	size_t i;
	int bit;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		table[i] = i;
		for (bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^
				   (table[i] & 1 ? 0xedb88320U : 0);
	}
	for (i = 0; i < bytes.size; i++)
		crc = table[(crc ^ at[i]) & 0xff] ^ crc >> 8;
	return ~crc;
}

/* Whether two files are of one build: build numbers, else @crc, decide. */
static bool is_debug_of(const struct elf *elf, const struct elf *debug,
			const __u32 *crc)
{
	struct elf_bytes ours = elf_build_id(elf);
	struct elf_bytes theirs = elf_build_id(debug);

	if (!elf_has_symbols(debug))
		return false;
	if (ours.size && theirs.size)
		return ours.size == theirs.size &&
		       !memcmp(ours.at, theirs.at, ours.size);
	return crc && crc32(elf_file(debug)) == *crc;
}

static struct elf *try_file(const struct elf *elf, const char *path,
			    const __u32 *crc)
{
	const char *why;
	struct elf *debug = elf_open(path, &why);

	if (!debug || is_debug_of(elf, debug, crc))
		return debug;
	elf_close(debug);
	return NULL;
}

/* /usr/lib/debug/.build-id/ab/cdef….debug */
static struct elf *find_by_build(const struct elf *elf)
{
	struct elf_bytes id = elf_build_id(elf);
	const unsigned char *at = id.at;
	char path[PATH_MAX];
	size_t i;
	int len;

	if (id.size < 2 || id.size > MAX_BUILD_ID)
		return NULL;
	len = snprintf(path, sizeof(path), "%s/.build-id/%02x/", debug_dir(),
		       at[0]);
	if (len < 0 || len + 2 * id.size + sizeof(".debug") > sizeof(path))
		return NULL;
	for (i = 1; i < id.size; i++)
		len += sprintf(path + len, "%02x", at[i]);
	sprintf(path + len, ".debug");
	return try_file(elf, path, NULL);
}

/* By its name beside the file, in .debug beside it, or below /usr/lib/debug. */
static struct elf *find_by_link(const struct elf *elf, const char *path)
{
	struct elf_bytes link = elf_debug_link(elf);
	const char *const roots[] = { "", "", debug_dir() };
	const char *const subs[] = { "", ".debug/", "" };
	char full[PATH_MAX], dir[PATH_MAX], *slash;
	struct elf *debug = NULL;
	const char *name = link.at;
	size_t len, i;
	__u32 crc;

	if (link.size < sizeof(crc) + 1 || !realpath(path, dir))
		return NULL;
	/* The name, its NUL, pads to 4, the check sum. */
	len = strnlen(name, link.size - sizeof(crc));
	if (len == link.size - sizeof(crc) || !len || memchr(name, '/', len))
		return NULL;
	memcpy(&crc, name + link.size - sizeof(crc), sizeof(crc));

	slash = strrchr(dir, '/');
	slash[1] = '\0';
	for (i = 0; i < ARRAY_SIZE(roots) && !debug; i++) {
		if ((size_t)snprintf(full, sizeof(full), "%s%s%s%s", roots[i],
				     dir, subs[i], name) < sizeof(full))
			debug = try_file(elf, full, &crc);
	}
	return debug;
}

struct elf *elf_debug_open(const struct elf *elf, const char *path)
{
	struct elf *debug;

	if (elf_has_symbols(elf))
		return NULL;
	debug = find_by_build(elf);
	return debug ? debug : find_by_link(elf, path);
}
