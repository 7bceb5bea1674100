/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - arguments of a function by this machine's calling convention
 *
 * Context: any
 *
 * Nil where the kernel does not know the convention.
 */
#ifndef _KTAP_PROVIDER_FUNCTION_ARGS_H
#define _KTAP_PROVIDER_FUNCTION_ARGS_H

#include <linux/ftrace.h>
#include <linux/ktap/value.h>
#include <linux/ptrace.h>

/* Arguments above are nil: nobody tells how many a function has. */
#define FUNCTION_MAX_ARGS	12

#ifdef CONFIG_HAVE_FUNCTION_ARG_ACCESS_API
static __always_inline struct ktap_value
function_regs_arg(struct pt_regs *regs, unsigned int nr)
{
	if (!regs || nr >= FUNCTION_MAX_ARGS)
		return ktap_value_nil();
	return ktap_value_int((long)regs_get_kernel_argument(regs, nr));
}

#else
static inline struct ktap_value function_regs_arg(struct pt_regs *regs,
						  unsigned int nr)
{
	return ktap_value_nil();
}
#endif

/* Of what ftrace saved at the entry. */
#if defined(CONFIG_HAVE_FUNCTION_ARG_ACCESS_API) && defined(CONFIG_FUNCTION_TRACER)
static __always_inline struct ktap_value
function_entry_arg(struct ftrace_regs *fregs, unsigned int nr)
{
	if (!ftrace_regs_has_args(fregs) || nr >= FUNCTION_MAX_ARGS)
		return ktap_value_nil();
	return ktap_value_int((long)ftrace_regs_get_argument(fregs, nr));
}
#else
static inline struct ktap_value function_entry_arg(struct ftrace_regs *fregs,
						   unsigned int nr)
{
	return ktap_value_nil();
}
#endif

#endif /* _KTAP_PROVIDER_FUNCTION_ARGS_H */
