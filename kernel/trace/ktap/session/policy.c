// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - who may do what; the only place that decides it
 *
 * Context: process
 */

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/security.h>
#include <linux/string.h>

#include "event/event.h"
#include "session/policy.h"

static bool switched_off __ro_after_init;

static int __init read_option(char *value)
{
	if (strcmp(value, "off"))
		return 0;
	switched_off = true;
	return 1;
}
__setup("ktap=", read_option);

/*
 * Process numbers and addresses are the initial namespace's, so the right is
 * asked for there, which perfmon_capable() does.
 */
int ktap_policy_open(void)
{
	if (switched_off)
		return -ENODEV;
	if (!perfmon_capable())
		return -EPERM;
	return security_locked_down(LOCKDOWN_TRACEFS);
}

/* Lockdown may have been switched on since the file was opened. */
int ktap_policy_load(void)
{
	return security_locked_down(LOCKDOWN_TRACEFS);
}

int ktap_policy_read_kernel(void)
{
	return security_locked_down(LOCKDOWN_BPF_READ_KERNEL);
}

int ktap_policy_attach(const struct ktap_events *events)
{
	int ret = security_locked_down(LOCKDOWN_TRACEFS);
	struct ktap_source *source;

	list_for_each_entry(source, &events->sources, node) {
		if (!ret && !list_empty(&source->list) &&
		    source->provider->lockdown)
			ret = security_locked_down(source->provider->lockdown);
	}
	return ret;
}
