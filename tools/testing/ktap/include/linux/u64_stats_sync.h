/* SPDX-License-Identifier: GPL-2.0 */
/* One thread: nobody writes while somebody reads. */
#ifndef _HOSTED_LINUX_U64_STATS_SYNC_H
#define _HOSTED_LINUX_U64_STATS_SYNC_H

#include <linux/types.h>

struct u64_stats_sync { };

static inline void u64_stats_init(struct u64_stats_sync *sync)
{
}

static inline void u64_stats_update_begin(struct u64_stats_sync *sync)
{
}

static inline void u64_stats_update_end(struct u64_stats_sync *sync)
{
}

static inline unsigned int u64_stats_fetch_begin(const struct u64_stats_sync *sync)
{
	return 0;
}

static inline bool u64_stats_fetch_retry(const struct u64_stats_sync *sync,
					 unsigned int start)
{
	return false;
}

#endif /* _HOSTED_LINUX_U64_STATS_SYNC_H */
