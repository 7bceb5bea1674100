/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - hashing that nobody outside can predict
 *
 * Context: any
 *
 * Who chooses names of files and programs must not be able to choose where
 * they land in a table.
 */
#ifndef _KTAP_DATA_HASH_H
#define _KTAP_DATA_HASH_H

#include <linux/types.h>

u32 ktap_hash_int(u64 i);
/* Of words that are hashes, or stand for themselves. */
u32 ktap_hash_words(const u64 *words, unsigned int nr);
u32 ktap_hash_bytes(const char *bytes, size_t len);

#endif /* _KTAP_DATA_HASH_H */
