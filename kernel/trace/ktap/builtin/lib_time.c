// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: time
 *
 * Context: any
 */

#include <linux/timekeeping.h>

#include "builtin/lib.h"

/* The same clock as that of the records. */
int ktap_lib_nsecs(struct ktap_vm *vm, const struct ktap_value *args,
		   unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(ktime_get_mono_fast_ns());

	return 0;
}
