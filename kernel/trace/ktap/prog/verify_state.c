// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what the passes of the verifier share; private to them
 *
 * Context: process; also built in user space
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>

#include "prog/verify_state.h"

/* Functions without a name are handlers, or the top-level code. */
static void describe_func(const struct ktap_verify_state *state, char *buf,
			  size_t size)
{
	const struct ktap_string *name = state->func->self.name;

	if (name->len)
		snprintf(buf, size, "function %u (%.64s)", state->nr, name->bytes);
	else
		snprintf(buf, size, "function %u", state->nr);
}

int ktap_verify_refuse(struct ktap_verify_state *state, u32 pc,
		       const char *fmt, ...)
{
	u8 op = KTAP_INSN_OP(state->func->insns[pc]);
	char func[96], text[160];
	va_list args;

	describe_func(state, func, sizeof(func));
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ktap_message_set(state->message,
			 "bad program: %s, instruction %u (%s), line %u: %s",
			 func, pc,
			 op < KTAP_NR_OPCODES ? ktap_opinfo[op].name : "?",
			 state->func->lines[pc], text);

	return -EINVAL;
}
