// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: printf()
 *
 * Context: any
 *
 * Formats are checked here and applied by whoever reads the records: a record
 * holds no value that its format cannot show.
 */

#include "builtin/emit.h"
#include "builtin/conversion.h"
#include "builtin/lib.h"

int ktap_lib_printf(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_conversion conv;
	struct ktap_format format;
	int trap;

	trap = ktap_format_begin(&format, vm, "printf", args, nr_args);
	if (trap)
		return trap;
	do {
		trap = ktap_format_next(&format, &conv);
		if (trap)
			return trap;
	} while (conv.letter);

	return ktap_emit_values(vm, KTAP_REC_PRINTF, args, nr_args);
}
