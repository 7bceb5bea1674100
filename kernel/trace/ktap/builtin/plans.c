// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - plans of the formats of a program
 *
 * Context: process
 */

#include <linux/sched.h>
#include <linux/slab.h>

#include "builtin/conversion.h"
#include "builtin/plans.h"

u32 *ktap_plans_create(const struct ktap_prog *prog)
{
	u32 *plans, i;

	plans = kvcalloc(prog->nr_consts ?: 1, sizeof(*plans),
			 GFP_KERNEL_ACCOUNT);
	if (!plans)
		return NULL;

	for (i = 0; i < prog->nr_consts; i++) {
		const struct ktap_value *v = &prog->consts[i];
		const struct ktap_string *string;

		if (v->kind != KTAP_KIND_STRING)
			continue;
		/* One that is many constants has the number of one of them. */
		string = ktap_string_of(v->obj);
		if (ktap_string_const(string) == i)
			plans[i] = ktap_format_plan(string);
		cond_resched();
	}

	return plans;
}
