/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - where tracefs is
 */
#ifndef _KTAP_TARGET_TRACEFS_H
#define _KTAP_TARGET_TRACEFS_H

#include <stddef.h>

/**
 * struct tracefs_places - where to look
 * @dirs: The usual places, ended by NULL.
 * @mounts: The list of what is mounted.
 * @mount_at: Where to mount it if it is nowhere.
 */
struct tracefs_places {
	const char * const *dirs;
	const char *mounts;
	const char *mount_at;
};

/* The places of a running system. */
extern const struct tracefs_places tracefs_usual;

/**
 * tracefs_find() - finds tracefs, mounts it if it is not mounted
 * @places: Where to look.
 * @dir: Its directory.
 * @size: Bytes of @dir.
 *
 * Return: 0, or -errno of mounting it.
 */
int tracefs_find(const struct tracefs_places *places, char *dir, size_t size);

#endif /* _KTAP_TARGET_TRACEFS_H */
