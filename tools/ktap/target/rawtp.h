/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the tracepoints of the kernel that runs, as its symbols tell of them
 */
#ifndef _KTAP_TARGET_RAWTP_H
#define _KTAP_TARGET_RAWTP_H

struct arena;

/**
 * rawtp_names() - texts of all raw tracepoints, sorted
 * @kallsyms: The list of symbols, "/proc/kallsyms".
 * @arena: Where they will live.
 * @names: The texts, "rawtp:name".
 *
 * Return: Their number, or -errno.
 */
int rawtp_names(const char *kallsyms, struct arena *arena, char ***names);

#endif /* _KTAP_TARGET_RAWTP_H */
