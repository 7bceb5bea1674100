/* SPDX-License-Identifier: GPL-2.0 */
/* CPUs that come and go: there is one, it is there. */
#ifndef _HOSTED_LINUX_CPUHOTPLUG_H
#define _HOSTED_LINUX_CPUHOTPLUG_H

enum cpuhp_state {
	CPUHP_BP_PREPARE_DYN,
};

static inline int cpuhp_setup_state(enum cpuhp_state state, const char *name,
				    int (*startup)(unsigned int cpu),
				    int (*teardown)(unsigned int cpu))
{
	int ret = startup(0);

	return ret ? ret : 1;
}

static inline void cpuhp_remove_state_nocalls(enum cpuhp_state state)
{
}

#endif /* _HOSTED_LINUX_CPUHOTPLUG_H */
