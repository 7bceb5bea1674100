// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - ftrace:function: every call of a kernel function
 *
 * Context: process; the hook in any
 *
 * One event for all functions: which one it was is an argument.  What the text
 * says of them, "ftrace:function GLOB !GLOB", ftrace looks after: it calls us
 * for the functions that fit, and not for those behind a "!".
 */

#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/backtrace.h"
#include "event/event.h"
#include "provider/providers.h"

#define TEXT	"ftrace:function"

/* Where the return address of the call of ftrace is, from its beginning. */
#define CALL_BYTES	16

struct ftrace_event {
	struct ktap_event event;
	struct ftrace_ops ops;
	char *globs;		/* NULL: all functions */
};

struct ftrace_context {
	struct ktap_context ctx;
	unsigned long ip;
	unsigned long parent_ip;
};

static struct ftrace_event *event_of(struct ktap_event *event)
{
	return container_of(event, struct ftrace_event, event);
}

static const struct ftrace_context *context_of(const struct ktap_context *ctx)
{
	return container_of(ctx, struct ftrace_context, ctx);
}

static int ftrace_arg(const struct ktap_context *ctx,
		      struct ktap_invocation *inv, unsigned int nr,
		      struct ktap_value *value)
{
	const struct ftrace_context *fc = context_of(ctx);

	if (nr > 1)
		*value = ktap_value_nil();
	else
		*value = ktap_value_int(nr ? fc->parent_ip : fc->ip);
	return 0;
}

static unsigned int ftrace_stack(const struct ktap_context *ctx,
				 unsigned long *frames, unsigned int nr)
{
	struct ktap_code code = {
		.begin = context_of(ctx)->ip,
		.bytes = CALL_BYTES,
	};

	return ktap_backtrace_from(&code, frames, nr);
}

static const struct ktap_context_ops ftrace_context_ops = {
	.arg	= ftrace_arg,
	.stack	= ftrace_stack,
};

static void on_call(unsigned long ip, unsigned long parent_ip,
		    struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct ftrace_event *fe =
		container_of(ops, struct ftrace_event, ops);
	struct ftrace_context fc __uninitialized;

	fc.ctx.ops = &ftrace_context_ops;
	fc.ip = ip;
	fc.parent_ip = parent_ip;
	ktap_fire(&fe->event, &fc.ctx);
}

static int ftrace_match(struct ktap_source *source, struct ktap_spec *spec)
{
	const char *rest = spec->text + strlen(TEXT);
	struct ktap_event *event;

	if (strncmp(spec->text, TEXT, strlen(TEXT)) || (*rest && *rest != ' '))
		return 0;

	event = ktap_event_add(source, spec, sizeof(struct ftrace_event),
			       (void *)(unsigned long)(spec->row + 1),
			       "function", TEXT);
	if (IS_ERR(event))
		return PTR_ERR(event);
	if (!*rest)
		return 0;
	event_of(event)->globs = kstrdup(rest + 1, GFP_KERNEL_ACCOUNT);
	return event_of(event)->globs ? 0 : -ENOMEM;
}

/* Uses the text up. */
static int set_globs(struct ftrace_event *fe)
{
	char *rest = fe->globs, *glob;
	int ret = 0;

	while (!ret && (glob = strsep(&rest, " "))) {
		if (*glob == '!')
			ret = ftrace_set_notrace(&fe->ops, glob + 1,
						 strlen(glob + 1), 0);
		else
			ret = ftrace_set_filter(&fe->ops, glob, strlen(glob), 0);
	}
	return ret;
}

static int ftrace_attach_event(struct ktap_event *event)
{
	struct ftrace_event *fe = event_of(event);
	int ret;

	fe->ops.func = on_call;
	ret = set_globs(fe);
	if (!ret)
		ret = register_ftrace_function(&fe->ops);
	if (ret)
		ftrace_free_filter(&fe->ops);
	return ret;
}

static void ftrace_detach_event(struct ktap_event *event)
{
	struct ftrace_event *fe = event_of(event);

	unregister_ftrace_function(&fe->ops);
	ftrace_free_filter(&fe->ops);
}

static void ftrace_release_event(struct ktap_event *event)
{
	kfree(event_of(event)->globs);
}

static void ftrace_each_name(void (*visit)(void *arg, const char *text),
			     void *arg)
{
	visit(arg, TEXT);
}

const struct ktap_provider ktap_ftrace_provider = {
	.name		= "ftrace",
	.match		= ftrace_match,
	.each_name	= ftrace_each_name,
	.attach_event	= ftrace_attach_event,
	.detach_event	= ftrace_detach_event,
	.release_event	= ftrace_release_event,
};
