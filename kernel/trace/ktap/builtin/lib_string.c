// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: values as text
 *
 * Context: any
 */

#include <linux/errno.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/aggr.h"
#include "data/string.h"
#include "data/value.h"

/* Longer than that of any aggregate: it does not change. */
static int return_long_text(struct ktap_vm *vm, const struct ktap_value *v,
			    size_t len, struct ktap_value *result)
{
	struct ktap_string *string;
	int trap = 0;

	string = ktap_string_alloc(&vm->inv, len, &trap);
	if (!string)
		return trap ? trap : -ENOMEM;
	ktap_value_text(v, string->bytes, len + 1);
	ktap_string_seal(string);
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}

int ktap_lib_tostring(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	char text[KTAP_AGGR_TEXT];
	size_t len;

	if (args[0].kind == KTAP_KIND_STRING) {
		*result = args[0];
		return 0;
	}
	len = ktap_value_text(&args[0], text, sizeof(text));
	if (len >= sizeof(text))
		return return_long_text(vm, &args[0], len, result);

	return ktap_args_return_text(vm, text, len, result);
}

int ktap_lib_type(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	const char *name = ktap_value_kind_name(args[0].kind);

	return ktap_args_return_text(vm, name, strlen(name), result);
}
