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
#ifdef CONFIG_FTRACE_SYSCALLS
	&ktap_syscall_provider,
#endif
	&ktap_timer_provider,
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
	{ "profile-", "is a profile timer, which this kernel's ktap does not have" },
	{ "rawtp:", "is a raw tracepoint, which this kernel's ktap does not have" },
	{ "probe:", "is a probe of a function, which this kernel's ktap does not have" },
	{ "sdt:", "is a USDT marker, which this kernel's ktap does not have" },
	{ "ftrace:", "is a function trace, which this kernel's ktap does not have" },
	{ "perf:", "is a performance counter, which this kernel's ktap does not have" },
	{ "mem:", "is a breakpoint, which this kernel's ktap does not have" },
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
