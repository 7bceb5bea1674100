/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's interface, for processors whose lowest byte comes first. */
#ifndef _HOSTED_ASM_WORD_AT_A_TIME_H
#define _HOSTED_ASM_WORD_AT_A_TIME_H

struct word_at_a_time {
	unsigned long ones;
	unsigned long highs;
};

#define WORD_AT_A_TIME_CONSTANTS	{ ~0UL / 0xff, ~0UL / 0xff * 0x80 }

static inline unsigned long has_zero(unsigned long word, unsigned long *bits,
				     const struct word_at_a_time *c)
{
	*bits = (word - c->ones) & ~word & c->highs;
	return *bits;
}

static inline unsigned long prep_zero_mask(unsigned long word, unsigned long bits,
					   const struct word_at_a_time *c)
{
	return bits;
}

static inline unsigned long create_zero_mask(unsigned long bits)
{
	return bits;
}

static inline unsigned long find_zero(unsigned long bits)
{
	return __builtin_ctzl(bits) / 8;
}

#endif /* _HOSTED_ASM_WORD_AT_A_TIME_H */
