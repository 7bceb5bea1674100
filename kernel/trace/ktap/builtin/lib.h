/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the functions behind the built-ins
 *
 * Context: any
 *
 * Declared from the rows of KTAP_BUILTINS: a row without its function does not
 * link, a function without its row does not compile.  See struct ktap_builtin
 * for what they may do.
 */
#ifndef _KTAP_BUILTIN_LIB_H
#define _KTAP_BUILTIN_LIB_H

#include <linux/ktap/builtin.h>

#define KTAP_LIB_DECLARE(c_name, ...)					\
	int ktap_lib_##c_name(struct ktap_vm *vm,			\
			      const struct ktap_value *args,		\
			      unsigned int nr_args,			\
			      struct ktap_value *result);
KTAP_BUILTINS(KTAP_LIB_DECLARE)
#undef KTAP_LIB_DECLARE

#endif /* _KTAP_BUILTIN_LIB_H */
