/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the list of built-ins
 *
 * Context: any
 */
#ifndef _KTAP_BUILTIN_LIBS_H
#define _KTAP_BUILTIN_LIBS_H

struct ktap_builtin;

/**
 * ktap_libs_find() - find a built-in
 * @name: As scripts write it.
 *
 * Return: Its row, or NULL.
 */
const struct ktap_builtin *ktap_libs_find(const char *name);

#endif /* _KTAP_BUILTIN_LIBS_H */
