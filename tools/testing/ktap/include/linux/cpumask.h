/* SPDX-License-Identifier: GPL-2.0 */
/* One CPU, number 0. */
#ifndef _HOSTED_LINUX_CPUMASK_H
#define _HOSTED_LINUX_CPUMASK_H

#define nr_cpu_ids			1
#define num_possible_cpus()		1
#define num_online_cpus()		1
#define cpu_online(cpu)			((cpu) == 0)
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_online_cpu(cpu)	for_each_possible_cpu(cpu)

#endif /* _HOSTED_LINUX_CPUMASK_H */
