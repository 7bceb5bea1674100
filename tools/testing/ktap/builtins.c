// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - built-ins that need a kernel: nil
 *
 * Weak: those whose files are built here come before them.
 */

#include "builtin/address.h"
#include "builtin/lib.h"

/* The kernel's own formats are not there. */
size_t ktap_address_text(const void *bytes, size_t len, char *buf)
{
	return scnprintf(buf, KTAP_ADDRESS_TEXT, "address of %zu", len);
}

#define NOTHING(c_name, ...)						\
int __weak ktap_lib_##c_name(struct ktap_vm *vm,			\
			     const struct ktap_value *args,		\
			     unsigned int nr_args,			\
			     struct ktap_value *result)			\
{									\
	return 0;							\
}

KTAP_BUILTINS(NOTHING)
