// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - functions of programs and libraries, and their USDT markers
 *
 * Context: process; the hooks in a task that may fault, preemption on
 *
 * The tool knows the symbols of a file; what arrives here is a place in it:
 *
 *	probe:PATH:NAME@OFFSET[%return] [ARGS]
 *	sdt:PATH:NAME@OFFSET[(SEMAPHORE)] [ARGS]
 *
 * Fetch arguments are fetched before the guard is taken, as only then a page
 * may be faulted in.
 *
 * Each event has a hook of its own, but for those of a function whose handlers
 * look at its calls: the first of them has the hook of all, at entry and return.
 */

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uprobes.h>

#include "event/event.h"
#include "event/fire.h"
#include "provider/fetch.h"
#include "provider/function_args.h"
#include "provider/providers.h"
#include "provider/user_call.h"
#include "provider/user_text.h"
#include "vm/owner.h"

/* Arguments that are passed in registers, at most. */
#define MAX_ARGS	KTAP_PENDING_ARGS

/* What fetch arguments may take, strings included; on the stack. */
#define RECORD_BYTES	1024

struct user_event {
	struct ktap_event event;
	struct uprobe_consumer consumer;
	struct uprobe *uprobe;
	struct path path;
	struct inode *inode;		/* of the file itself, held by @path */
	loff_t offset;
	loff_t semaphore;
	bool is_return;
	struct ktap_fetch *fetch;
	/* Of a function whose calls are looked at: the first, the next. */
	struct user_event *first;
	struct user_event *next;
	bool is_grouped;
};

struct user_context {
	struct ktap_context ctx;
	const struct user_event *ue;
	struct pt_regs *regs;
	unsigned long addr;
	struct ktap_trace_record record;
	struct ktap_pending *call;	/* or NULL: unknown */
};

static struct user_event *event_of(struct ktap_event *event)
{
	return container_of(event, struct user_event, event);
}

static const struct user_context *context_of(const struct ktap_context *ctx)
{
	return container_of(ctx, struct user_context, ctx);
}

static int user_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		    unsigned int nr, struct ktap_value *value)
{
	const struct user_context *uc = context_of(ctx);

	*value = ktap_value_nil();
	if (!nr)
		*value = ktap_value_int(uc->addr);
	else if (uc->ue->fetch)
		return ktap_fields_read(&uc->record,
					nr - 1 + KTAP_NR_COMMON_FIELDS, inv,
					value);
	else if (nr <= MAX_ARGS && !uc->ue->is_return)
		*value = function_regs_arg(uc->regs, nr - 1);
	else if (nr <= MAX_ARGS && uc->call)
		*value = ktap_value_int(uc->call->args[nr - 1]);
	return 0;
}

static int user_field(const struct ktap_context *ctx,
		      struct ktap_invocation *inv, unsigned int nr,
		      struct ktap_value *value)
{
	const struct user_context *uc = context_of(ctx);
	u16 field = uc->ue->event.fields[nr];

	*value = ktap_value_nil();
	if (field == KTAP_NO_FIELD)
		return 0;
	return ktap_fields_read(&uc->record, field, inv, value);
}

static void user_retval(const struct ktap_context *ctx,
			struct ktap_value *value)
{
	const struct user_context *uc = context_of(ctx);

	if (uc->ue->is_return)
		*value = ktap_value_int((long)regs_return_value(uc->regs));
}

static void user_duration(const struct ktap_context *ctx,
			  struct ktap_value *value)
{
	const struct ktap_pending *call = context_of(ctx)->call;

	if (call)
		*value = ktap_value_int(ktime_get_mono_fast_ns() -
					call->begin_ns);
}

static struct ktap_slot *user_call(const struct ktap_context *ctx,
				   struct ktap_invocation *inv, bool owns)
{
	struct ktap_pending *call = context_of(ctx)->call;

	return call ? call->vars : NULL;
}

static const struct ktap_context_ops user_ops = {
	.arg	= user_arg,
	.field	= user_field,
	.retval	= user_retval,
	.duration = user_duration,
	.call	= user_call,
};

/* A return whose handlers want what its entry left. */
static bool wants_entry(const struct user_event *ue)
{
	return ue->is_return && (ue->event.needs_entry ||
				 (ue->event.needs_args && !ue->fetch));
}

static void fire(struct user_context *uc)
{
	const struct user_event *ue = uc->ue;
	int level;

	if (uc->call || !wants_entry(ue)) {
		ktap_fire(&ue->event, &uc->ctx);
		return;
	}
	level = ktap_fire_enter(&ue->event);
	if (level < 0)
		return;
	ktap_fire_unseen(&ue->event, &uc->ctx, level, !ue->fetch);
	ktap_fire_exit(level);
}

static void hit(const struct user_event *ue, struct pt_regs *regs,
		unsigned long addr, struct ktap_pending *call)
{
	const struct ktap_events *events = ue->event.events;
	struct user_context uc;
	u64 bytes[RECORD_BYTES / sizeof(u64)] __uninitialized;

	/* Looked at again with the guard taken; to fault is expensive. */
	if (READ_ONCE(events->run->gate) != 1 ||
	    !ktap_target_admits(&events->target))
		return;

	uc.ctx.ops = &user_ops;
	uc.ue = ue;
	uc.regs = regs;
	uc.addr = addr;
	uc.call = call;
	if (ue->fetch && ue->event.needs_args &&
	    !ktap_fetch_user(ue->fetch, &ue->event, regs, bytes, sizeof(bytes),
			     &uc.record))
		return;
	fire(&uc);
}

static int on_entry(struct uprobe_consumer *consumer, struct pt_regs *regs)
{
	hit(container_of(consumer, struct user_event, consumer), regs,
	    instruction_pointer(regs), NULL);
	return 0;
}

static int on_return(struct uprobe_consumer *consumer, unsigned long func,
		     struct pt_regs *regs)
{
	hit(container_of(consumer, struct user_event, consumer), regs, func,
	    NULL);
	return 0;
}

/* Calls of the program's functions by thread; NULL: nobody looks at them. */
static struct ktap_table *calls_of(const struct user_event *ue)
{
	return ue->event.source->data;
}

/* The same for all events of a function. */
static int on_call(struct uprobe_consumer *consumer, struct pt_regs *regs)
{
	const struct user_event *first =
		container_of(consumer, struct user_event, consumer);
	struct ktap_table *calls = calls_of(first);
	const struct user_event *ue;
	struct ktap_pending *call;

	ktap_user_call_begin(calls, &first->event, regs);
	call = ktap_user_call_find(calls, &first->event, regs, false);
	for (ue = first; ue; ue = ue->next) {
		if (!ue->is_return)
			hit(ue, regs, instruction_pointer(regs), call);
	}
	return 0;
}

static int on_call_return(struct uprobe_consumer *consumer, unsigned long func,
			  struct pt_regs *regs)
{
	const struct user_event *first =
		container_of(consumer, struct user_event, consumer);
	struct ktap_table *calls = calls_of(first);
	const struct user_event *ue;
	struct ktap_pending *call;

	call = ktap_user_call_find(calls, &first->event, regs, true);
	for (ue = first; ue; ue = ue->next) {
		if (ue->is_return)
			hit(ue, regs, func, call);
	}
	if (call)
		ktap_user_call_end(calls, &first->event, call);
	return 0;
}

/* The event of an earlier text for the same place, or NULL. */
static struct user_event *find_same(struct ktap_source *source,
				    const struct ktap_user_text *text,
				    const struct inode *inode)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		struct user_event *ue = event_of(event);

		if (ue->inode == inode && ue->offset == text->offset &&
		    ue->is_return == text->is_return &&
		    !ue->fetch && !text->args[0])
			return ue;
	}
	return NULL;
}

static int learn_event(struct user_event *ue, struct ktap_spec *spec,
		       const struct ktap_user_text *text,
		       const struct path *path)
{
	ue->path = *path;
	path_get(path);
	ue->inode = d_real_inode(path->dentry);
	ue->offset = text->offset;
	ue->semaphore = text->semaphore;
	ue->is_return = text->is_return;
	if (text->is_return)
		ue->consumer.ret_handler = on_return;
	else
		ue->consumer.handler = on_entry;
	if (!text->args[0])
		return 0;

	ue->fetch = ktap_fetch_create(spec, text->args, text->name,
				      text->is_return ? KTAP_FETCH_USER_RETURN :
							KTAP_FETCH_USER);
	if (IS_ERR(ue->fetch)) {
		int ret = PTR_ERR(ue->fetch);

		ue->fetch = NULL;
		return ret;
	}
	return 0;
}

static int add_event(struct ktap_source *source, struct ktap_spec *spec,
		     const struct ktap_user_text *text, const struct path *path)
{
	struct user_event *same = find_same(source, text,
					    d_real_inode(path->dentry));
	const void *key = same ? same->event.key :
				 (void *)(unsigned long)(spec->row + 1);
	struct ktap_event *event;

	event = ktap_event_add(source, spec, sizeof(struct user_event), key,
			       text->name, text->event);
	if (IS_ERR(event))
		return PTR_ERR(event);
	return same ? 0 : learn_event(event_of(event), spec, text, path);
}

/* In the caller's context, whose root and directory the path means. */
static int user_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct ktap_user_text *text;
	const char *wrong;
	struct path path;
	int ret;

	if (!ktap_user_text_is(spec->text))
		return 0;
	text = kzalloc(sizeof(*text), GFP_KERNEL);
	if (!text)
		return -ENOMEM;

	wrong = ktap_user_text_parse(text, spec->text);
	if (wrong) {
		ret = ktap_spec_refuse(spec, "%s", wrong);
		goto free;
	}
	/* It may have to be mounted, by a file system that is a module. */
	mutex_unlock(&source->events->lock);
	ret = kern_path(text->path, LOOKUP_FOLLOW, &path);
	mutex_lock(&source->events->lock);
	if (ret) {
		ret = ktap_spec_refuse(spec, "names a file that cannot be opened: %pe",
				       ERR_PTR(ret));
		goto free;
	}
	if (d_is_reg(path.dentry))
		ret = add_event(source, spec, text, &path);
	else
		ret = ktap_spec_refuse(spec, "names what is no regular file");
	path_put(&path);
free:
	ktap_user_text_free(text);
	return ret;
}

static bool same_function(const struct user_event *a, const struct user_event *b)
{
	return a->inode == b->inode && a->offset == b->offset &&
	       a->semaphore == b->semaphore;
}

static bool looks_at_calls(const struct user_event *ue)
{
	return ue->event.needs_call || wants_entry(ue);
}

static bool source_looks_at_calls(struct ktap_source *source)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node) {
		if (looks_at_calls(event_of(event)))
			return true;
	}
	return false;
}

/* Puts the events of the function of @first, and those behind it, together. */
static void group(struct user_event *first)
{
	struct ktap_source *source = first->event.source;
	struct user_event *last = first, *ue;
	struct ktap_event *event = &first->event;
	bool looks = looks_at_calls(first);

	list_for_each_entry_continue(event, &source->list, node)
		looks |= same_function(first, event_of(event)) &&
			 looks_at_calls(event_of(event));
	first->is_grouped = true;
	if (!looks)
		return;

	first->first = first;
	first->consumer.handler = on_call;
	first->consumer.ret_handler = on_call_return;
	event = &first->event;
	list_for_each_entry_continue(event, &source->list, node) {
		ue = event_of(event);
		if (!same_function(first, ue))
			continue;
		ue->is_grouped = true;
		ue->first = first;
		last->next = ue;
		last = ue;
	}
}

static int make_calls(struct ktap_source *source)
{
	if (source->data || !source_looks_at_calls(source))
		return 0;
	source->data = ktap_owner_add(source->events->run);
	return source->data ? 0 : -ENOMEM;
}

static int user_attach_event(struct ktap_event *event)
{
	struct user_event *ue = event_of(event);
	int ret = make_calls(event->source);
	struct uprobe *uprobe;

	if (ret)
		return ret;
	if (event->source->data && !ue->is_grouped)
		group(ue);
	if (ue->first && ue->first != ue)
		return ue->first->uprobe ? 0 : -ENOENT;
	uprobe = uprobe_register(ue->inode, ue->offset, ue->semaphore,
				 &ue->consumer);
	if (IS_ERR(uprobe))
		return PTR_ERR(uprobe);
	ue->uprobe = uprobe;
	return 0;
}

static void user_detach_event(struct ktap_event *event)
{
	struct user_event *ue = event_of(event);

	if (ue->uprobe)
		uprobe_unregister_nosync(ue->uprobe, &ue->consumer);
}

/* Once for all of them. */
static void user_detach(struct ktap_source *source)
{
	uprobe_unregister_sync();
}

static void user_release_event(struct ktap_event *event)
{
	struct user_event *ue = event_of(event);

	ktap_fetch_free(ue->fetch);
	if (ue->inode)
		path_put(&ue->path);
}

static int user_find_field(struct ktap_event *event, const char *name)
{
	struct ktap_fetch *fetch = event_of(event)->fetch;
	int nr = -ENOENT;

	if (fetch)
		nr = ktap_fields_find(ktap_fetch_call(fetch), name);
	return nr < KTAP_NR_COMMON_FIELDS ? -ENOENT : nr;
}

static void user_each_field(struct ktap_event *event,
			    void (*visit)(void *arg, const char *name),
			    void *arg)
{
	struct ktap_fetch *fetch = event_of(event)->fetch;

	if (fetch)
		ktap_fields_names(ktap_fetch_call(fetch), visit, arg);
}

const struct ktap_provider ktap_user_provider = {
	.name		= "user",
	.match		= user_match,
	.find_field	= user_find_field,
	.each_field	= user_each_field,
	.attach_event	= user_attach_event,
	.detach_event	= user_detach_event,
	.detach		= user_detach,
	.release_event	= user_release_event,
};
