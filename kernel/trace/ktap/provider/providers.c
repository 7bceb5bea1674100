// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the list of providers
 *
 * Context: process
 */

#include <linux/kernel.h>
#include <linux/string.h>

#include "provider/providers.h"

const struct ktap_provider *const ktap_providers[] = {
	&ktap_tracepoint_provider,
#ifdef CONFIG_KTAP_RAWTP
	&ktap_rawtp_provider,
#endif
#ifdef CONFIG_FTRACE_SYSCALLS
	&ktap_syscall_provider,
#endif
	&ktap_timer_provider,
	&ktap_profile_provider,
#ifdef CONFIG_KTAP_FUNCTIONS
	&ktap_function_provider,
#endif
#ifdef CONFIG_DYNAMIC_FTRACE
	&ktap_ftrace_provider,
#endif
#ifdef CONFIG_KTAP_USER
	&ktap_user_provider,
#endif
#ifdef CONFIG_KTAP_PERF
	&ktap_perf_provider,
#endif
	NULL
};

/* Forms of the language that nothing in this kernel provides. */
static const struct {
	const char *prefix;
	const char *why;
} lacking[] = {
#ifndef CONFIG_FTRACE_SYSCALLS
	{ "syscalls:", "needs a kernel with CONFIG_FTRACE_SYSCALLS" },
#endif
#ifndef CONFIG_KTAP_RAWTP
	{ "rawtp:", "needs a kernel with CONFIG_BPF_EVENTS" },
#endif
#ifndef CONFIG_KTAP_FUNCTIONS
	{ "probe:", "needs a kernel with CONFIG_FPROBE and CONFIG_KPROBES" },
#endif
#ifndef CONFIG_KTAP_USER
	{ "sdt:", "needs a kernel with CONFIG_UPROBE_EVENTS" },
#endif
#ifndef CONFIG_DYNAMIC_FTRACE
	{ "ftrace:", "needs a kernel with CONFIG_DYNAMIC_FTRACE" },
#endif
#ifndef CONFIG_KTAP_PERF
	{ "perf:", "needs a kernel with CONFIG_PERF_EVENTS" },
	{ "mem:", "needs a kernel with hardware breakpoints" },
#endif
};

const char *ktap_providers_lack(const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lacking); i++) {
		if (!strncmp(text, lacking[i].prefix, strlen(lacking[i].prefix)))
			return lacking[i].why;
	}
	return NULL;
}

u8 ktap_providers_contexts(const char *text)
{
	return ktap_timer_names(text) ? KTAP_IN_PROCESS : KTAP_IN_EVENT;
}
