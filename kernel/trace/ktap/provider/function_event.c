// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - hits of function probes: what their places have in common
 *
 * Context: any
 */

#include "event/backtrace.h"
#include "provider/fetch.h"
#include "provider/function.h"

/* Where the return address of the call of ftrace is, from its beginning. */
#define CALL_BYTES	16

void function_fire_fetched(struct function_context *fc, void *kept)
{
	const struct function_event *fe = fc->fe;
	int level;

	if (!fe->event.needs_args) {
		ktap_fire(&fe->event, &fc->ctx);
		return;
	}
	level = ktap_fire_enter(&fe->event);
	if (level < 0)
		return;
	if (ktap_fetch_record(fe->fetch, &fe->event, level, fc->regs, kept,
			      &fc->record)) {
		ktap_fire_run(&fe->event, &fc->ctx, level);
		ktap_fetch_done(level);
	}
	ktap_fire_exit(level);
}

bool function_arg(const struct function_context *fc,
		  struct ktap_invocation *inv, unsigned int nr,
		  struct ktap_value *value, int *ret)
{
	*ret = 0;
	if (!nr) {
		*value = ktap_value_int(fc->fe->addr);
		return true;
	}
	if (!fc->fe->fetch)
		return false;
	*ret = ktap_fields_read(&fc->record, nr - 1 + KTAP_NR_COMMON_FIELDS, inv,
				value);
	return true;
}

int function_field(const struct ktap_context *ctx, struct ktap_invocation *inv,
		   unsigned int nr, struct ktap_value *value)
{
	const struct function_context *fc = function_context_of(ctx);
	u16 field = fc->fe->event.fields[nr];

	*value = ktap_value_nil();
	if (field == KTAP_NO_FIELD)
		return 0;
	return ktap_fields_read(&fc->record, field, inv, value);
}

void function_element(const struct ktap_context *ctx, unsigned int nr,
		      s64 index, struct ktap_value *value)
{
	const struct function_context *fc = function_context_of(ctx);
	u16 field = fc->fe->event.fields[nr];

	*value = ktap_value_nil();
	if (field != KTAP_NO_FIELD)
		ktap_fields_element(&fc->record, field, index, value);
}

unsigned int function_entry_stack(const struct ktap_context *ctx,
				  unsigned long *frames, unsigned int nr)
{
	struct ktap_code code = {
		.begin = function_context_of(ctx)->fe->ip,
		.bytes = CALL_BYTES,
	};

	return ktap_backtrace_from(&code, frames, nr);
}
