// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - hashing that nobody outside can predict
 *
 * Context: any
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/random.h>

#include "data/hash.h"

u64 ktap_hash_start __ro_after_init;
u64 ktap_hash_factor __ro_after_init;

static int __init seed_hash(void)
{
	ktap_hash_start = get_random_u64();
	ktap_hash_factor = get_random_u64() | 1;
	return 0;
}
core_initcall(seed_hash);
