/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers that repeat. */
#ifndef _HOSTED_LINUX_PRANDOM_H
#define _HOSTED_LINUX_PRANDOM_H

#include <linux/types.h>

struct rnd_state {
	u64 state;
};

static inline void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	state->state = seed;
}

static inline u32 prandom_u32_state(struct rnd_state *state)
{
	state->state = state->state * 6364136223846793005ULL +
		       1442695040888963407ULL;

	return state->state >> 33 ^ state->state;
}

#endif /* _HOSTED_LINUX_PRANDOM_H */
