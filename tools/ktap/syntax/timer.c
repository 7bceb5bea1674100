// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the text of timers: tick-10ms, profile-99hz
 */
#include <string.h>

#include <linux/kernel.h>

#include "syntax/timer.h"

#define SECOND_NS	1000000000ULL

/* The kernel takes no shorter periods: they would leave it no time. */
#define MIN_PERIOD_NS	10000

static const char too_large[] = "the number of the timer is too large";

static const struct unit {
	const char *name;
	__u64 ns;		/* 0: the number is a frequency */
} units[] = {
	{ "ns", 1ULL },
	{ "us", 1000ULL },
	{ "usec", 1000ULL },
	{ "ms", 1000000ULL },
	{ "msec", 1000000ULL },
	{ "s", SECOND_NS },
	{ "sec", SECOND_NS },
	{ "m", 60 * SECOND_NS },
	{ "h", 3600 * SECOND_NS },
	{ "hz", 0 },
};

static const struct unit *find_unit(const char *text, __u32 len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (strlen(units[i].name) == len &&
		    !memcmp(units[i].name, text, len))
			return &units[i];
	}
	return NULL;
}

bool timer_is_unit(const char *text, __u32 len)
{
	return find_unit(text, len);
}

const char *timer_judge(const char *text)
{
	const char *unit = strchr(text, '-') + 1;
	const struct unit *row;
	__u64 number = 0, period;

	for (; *unit >= '0' && *unit <= '9'; unit++) {
		if (number >> 58)
			return too_large;
		number = number * 10 + (*unit - '0');
	}
	if (!number)
		return "a timer needs a number above 0";
	row = find_unit(unit, strlen(unit));
	if (!row->ns)
		period = SECOND_NS / number;
	else if (__builtin_mul_overflow(number, row->ns, &period) ||
		 period >> 63)
		return too_large;
	return period < MIN_PERIOD_NS ?
	       "the period of a timer is at least 10us" : NULL;
}
