/* SPDX-License-Identifier: GPL-2.0 */
/* Memory is charged to nobody. */
#ifndef _HOSTED_LINUX_MEMCONTROL_H
#define _HOSTED_LINUX_MEMCONTROL_H

struct mem_cgroup;

#define get_mem_cgroup_from_mm(mm)	((void)(mm), (struct mem_cgroup *)NULL)
#define mem_cgroup_put(memcg)		((void)(memcg))

static inline struct mem_cgroup *set_active_memcg(struct mem_cgroup *memcg)
{
	return memcg;
}

#endif /* _HOSTED_LINUX_MEMCONTROL_H */
