/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the list of providers
 *
 * Context: process
 */
#ifndef _KTAP_PROVIDER_PROVIDERS_H
#define _KTAP_PROVIDER_PROVIDERS_H

#include <linux/ktap/provider.h>

extern const struct ktap_provider ktap_tracepoint_provider;
extern const struct ktap_provider ktap_rawtp_provider;
extern const struct ktap_provider ktap_syscall_provider;
extern const struct ktap_provider ktap_timer_provider;
extern const struct ktap_provider ktap_profile_provider;
extern const struct ktap_provider ktap_function_provider;
extern const struct ktap_provider ktap_ftrace_provider;
extern const struct ktap_provider ktap_user_provider;
extern const struct ktap_provider ktap_perf_provider;

/* Whether a text names a tick, which the session's thread runs. */
bool ktap_timer_names(const char *text);

/* All that this kernel has, ended by NULL. */
extern const struct ktap_provider *const ktap_providers[];

/**
 * ktap_providers_lack() - ask why no provider knows a form of event
 * @text: Text of an event.
 *
 * Return: What to say after "event 'TEXT' ", or NULL: the form is known.
 */
const char *ktap_providers_lack(const char *text);

/**
 * ktap_providers_contexts() - ask where the handlers of an event run
 * @text: Text of an event.
 *
 * Return: KTAP_IN_EVENT or KTAP_IN_PROCESS.
 */
u8 ktap_providers_contexts(const char *text);

#endif /* _KTAP_PROVIDER_PROVIDERS_H */
