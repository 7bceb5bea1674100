/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the functions of the kernel that runs, as ftrace tells of them
 */
#ifndef _KTAP_TARGET_KERNEL_FUNCTIONS_H
#define _KTAP_TARGET_KERNEL_FUNCTIONS_H

struct arena;

/**
 * kernel_functions_names() - texts of the entries of all functions, sorted
 * @tracefs: Its directory.
 * @arena: Where they will live.
 * @names: The texts, "probe:name" and "probe:module:name".
 *
 * Return: Their number, or -errno: -ENOENT where the kernel cannot trace them.
 */
int kernel_functions_names(const char *tracefs, struct arena *arena,
			   char ***names);

#endif /* _KTAP_TARGET_KERNEL_FUNCTIONS_H */
