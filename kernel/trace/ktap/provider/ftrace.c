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
#include <linux/kernel.h>
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

static const char *const field_names[] = { "ip", "parent_ip" };

static int ftrace_field(const struct ktap_context *ctx,
			struct ktap_invocation *inv, unsigned int nr,
			struct ktap_value *value)
{
	/* KTAP_NO_FIELD is beyond the last. */
	return ftrace_arg(ctx, inv, ctx->event->fields[nr], value);
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
	.field	= ftrace_field,
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

/* As the kernel's own event of this name has them: the arguments. */
static int ftrace_find_field(struct ktap_event *event, const char *name)
{
	int nr = match_string(field_names, ARRAY_SIZE(field_names), name);

	return nr < 0 ? -ENOENT : nr;
}

static void ftrace_each_field(struct ktap_event *event,
			      void (*visit)(void *arg, const char *name),
			      void *arg)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(field_names); i++)
		visit(arg, field_names[i]);
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
	.find_field	= ftrace_find_field,
	.each_field	= ftrace_each_field,
	.attach_event	= ftrace_attach_event,
	.detach_event	= ftrace_detach_event,
	.release_event	= ftrace_release_event,
};
