// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - trace events, through a private trace_event_file
 *
 * Context: process; reserve, commit and discard in any
 *
 * The file is in no trace array.  Its flag makes the tracing core hand over
 * here where it would make a record in a ring buffer.  If no handler looks at
 * the record, the handlers run then and the record is never made.  Else it is
 * made in the scratch area of this CPU and level, which is ours as long as we
 * hold the guard.
 */

#include <../kernel/trace/trace.h>

#include <linux/err.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#include "data/string.h"
#include "event/backtrace.h"
#include "event/event.h"
#include "event/fields.h"
#include "event/filter.h"
#include "event/fire.h"
#include "event/print.h"
#include "limits.h"
#include "mem/scratch.h"
#include "provider/providers.h"

/* A record takes at most half of a scratch area. */
#define MAX_RECORD	(KTAP_SCRATCH_BYTES / 2)

/* "SYSTEM:EVENT" of the longest names that the kernel takes. */
#define MAX_TEXT	192

/* A term of a filter, and all of them. */
#define MAX_TERM	128
#define MAX_TERMS	1024

struct tracepoint_event {
	struct ktap_event event;
	struct trace_event_file file;
	struct ktap_fields *fields;
	/* What must hold, as text and, while it is attached, as filter. */
	char *terms;
	struct event_filter *filter;
	/* Handlers look at fields of the record's header. */
	bool needs_header;
	/* The probe of the event, and what calls it where there are several. */
	struct ktap_code code[2];
};

struct tracepoint_context {
	struct ktap_context ctx;
	const struct tracepoint_event *te;
	struct ktap_trace_record record;
};

static int tracepoint_arg(const struct ktap_context *ctx,
			  struct ktap_invocation *inv, unsigned int nr,
			  struct ktap_value *value)
{
	const struct tracepoint_context *tc =
		container_of(ctx, struct tracepoint_context, ctx);

	return ktap_fields_read(&tc->record, nr + KTAP_NR_COMMON_FIELDS, inv,
				value);
}

static int tracepoint_field(const struct ktap_context *ctx,
			    struct ktap_invocation *inv, unsigned int nr,
			    struct ktap_value *value)
{
	const struct tracepoint_context *tc =
		container_of(ctx, struct tracepoint_context, ctx);

	return ktap_fields_read(&tc->record, tc->te->event.fields[nr], inv,
				value);
}

static void tracepoint_element(const struct ktap_context *ctx, unsigned int nr,
			       s64 index, struct ktap_value *value)
{
	const struct tracepoint_context *tc =
		container_of(ctx, struct tracepoint_context, ctx);

	ktap_fields_element(&tc->record, tc->te->event.fields[nr], index,
			    value);
}

/* The record itself; nobody looks at its hash while it is printed. */
static int raw_text(const struct ktap_trace_record *record,
		    struct ktap_invocation *inv, struct ktap_value *value)
{
	struct ktap_string *string;
	int trap = 0;

	string = ktap_string_alloc(inv, record->len, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	memcpy(string->bytes, record->bytes, record->len);
	ktap_printer_stamp(string->bytes);
	string->bytes[record->len] = '\0';
	string->hash = 0;
	string->obj.flags |= KTAP_OBJECT_EVENT;
	*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	return 0;
}

static int tracepoint_text(const struct ktap_context *ctx,
			   struct ktap_invocation *inv, bool raw,
			   struct ktap_value *value)
{
	const struct tracepoint_context *tc =
		container_of(ctx, struct tracepoint_context, ctx);
	struct ktap_string *string;
	int trap = 0;

	if (raw)
		return raw_text(&tc->record, inv, value);
	string = ktap_string_alloc(inv, KTAP_MAX_EVENT_TEXT, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	string->len = ktap_fields_text(&tc->record, string->bytes,
				       KTAP_MAX_EVENT_TEXT);
	ktap_string_seal(string);
	*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	return 0;
}

static unsigned int tracepoint_stack(const struct ktap_context *ctx,
				     unsigned long *frames, unsigned int nr)
{
	const struct tracepoint_context *tc =
		container_of(ctx, struct tracepoint_context, ctx);

	return ktap_backtrace_behind(tc->te->code, frames, nr);
}

static const struct ktap_context_ops tracepoint_ops = {
	.arg		= tracepoint_arg,
	.field		= tracepoint_field,
	.element	= tracepoint_element,
	.text		= tracepoint_text,
	.stack		= tracepoint_stack,
};

/* Of handlers that do not look at the record. */
static const struct ktap_context_ops bare_ops = {
	.stack	= tracepoint_stack,
};

static struct tracepoint_event *event_of(struct trace_event_file *file)
{
	return container_of(file, struct tracepoint_event, file);
}

/*
 * Some events ask the ring buffer where the record is that they reserved.  So
 * it has the head of an entry of the ring buffer, which also holds its length.
 */
#define HEAD_BYTES	(sizeof(struct ring_buffer_event) + sizeof(u32))

/* As ftrace would, which does not know that the guard is held. */
static noinline void fill_header(struct trace_entry *record,
				 const struct trace_event_call *call)
{
	unsigned int trace_ctx = tracing_gen_ctx_dec();

	if (IS_ENABLED(CONFIG_PREEMPT_COUNT) && (trace_ctx & 0xf))
		trace_ctx--;
	tracing_generic_entry_update(record, call->event.type, trace_ctx);
}

static void *make_record(const struct tracepoint_event *te, int level,
			 unsigned long len, struct trace_event_buffer *fbuffer)
{
	struct ktap_losses __percpu *losses = te->event.events->run->losses;
	struct ktap_scratch *scratch = ktap_scratch_area(level);
	struct ring_buffer_event *head;
	struct trace_entry *record;

	if (!scratch) {
		ktap_loss_count(losses, KTAP_LOSS_NO_FRAME);
		return NULL;
	}
	head = len <= MAX_RECORD ?
	       ktap_scratch_keep(scratch, HEAD_BYTES + len) : NULL;
	if (!head) {
		ktap_loss_count(losses, KTAP_LOSS_RECORD_SIZE);
		return NULL;
	}

	memset(head, 0, HEAD_BYTES + sizeof(*record));
	head->array[0] = len;
	/* Of an entry whose head has a length, as ring_buffer_event_data(). */
	record = (struct trace_entry *)&head->array[1];
	record->type = te->file.event_call->event.type;
	if (te->needs_header)
		fill_header(record, te->file.event_call);
	fbuffer->event = head;
	fbuffer->entry = record;
	fbuffer->regs = NULL;
	fbuffer->trace_file = (struct trace_event_file *)&te->file;
	fbuffer->trace_ctx = level;
	return record;
}

static void give_record_back(struct trace_event_buffer *fbuffer)
{
	int level = fbuffer->trace_ctx;

	ktap_scratch_release(ktap_scratch_area(level));
	ktap_fire_exit(level);
}

void *ktap_tracepoint_reserve(struct trace_event_buffer *fbuffer,
			      struct trace_event_file *file, unsigned long len)
{
	struct tracepoint_event *te = event_of(file);
	struct tracepoint_context tc __uninitialized;
	void *record;
	int level;

	if (!te->event.needs_args) {
		tc.ctx.ops = &bare_ops;
		tc.te = te;
		ktap_fire(&te->event, &tc.ctx);
		return NULL;
	}

	level = ktap_fire_enter(&te->event);
	if (level < 0)
		return NULL;
	record = make_record(te, level, len, fbuffer);
	if (!record)
		ktap_fire_exit(level);
	return record;
}

void ktap_tracepoint_commit(struct trace_event_buffer *fbuffer)
{
	struct tracepoint_event *te = event_of(fbuffer->trace_file);
	struct tracepoint_context tc __uninitialized;

	if (!te->filter || filter_match_preds(te->filter, fbuffer->entry)) {
		tc.ctx.ops = &tracepoint_ops;
		tc.te = te;
		tc.record.fields = te->fields;
		tc.record.bytes = fbuffer->entry;
		tc.record.len = fbuffer->event->array[0];
		ktap_fire_run_inline(&te->event, &tc.ctx, fbuffer->trace_ctx);
	}
	give_record_back(fbuffer);
}

void ktap_tracepoint_discard(struct trace_event_buffer *fbuffer)
{
	give_record_back(fbuffer);
}

/* Events with a record of their own; system calls have another provider. */
static bool is_ours(struct trace_event_call *call)
{
	return call->class && call->class->system &&
	       strcmp(call->class->system, "syscalls") &&
	       strcmp(call->class->system, "ftrace") &&
	       trace_event_name(call);
}

/* Who removes an event must wait for us; but a module takes its own along. */
static bool hold(struct trace_event_call *call)
{
	return !(call->flags & TRACE_EVENT_FL_DYNAMIC) ||
	       trace_event_try_get_ref(call);
}

static void let_go(struct trace_event_call *call)
{
	if (call->flags & TRACE_EVENT_FL_DYNAMIC)
		trace_event_put_ref(call);
}

/* Whose event it is, or NULL. */
static const struct module *module_of(const struct trace_event_call *call)
{
	return call->flags & TRACE_EVENT_FL_DYNAMIC ? NULL : call->module;
}

static int learn_event(struct tracepoint_event *te, struct trace_event_call *call)
{
	if (te->file.event_call)
		let_go(call);	/* one reference is enough */
	te->file.event_call = call;
	if (call->flags & TRACE_EVENT_FL_TRACEPOINT && !te->code[0].begin) {
		ktap_code_init(&te->code[0], (unsigned long)call->class->probe);
		ktap_code_init(&te->code[1], (unsigned long)call->tp->iterator);
	}
	if (te->event.needs_args && !te->fields) {
		te->fields = ktap_fields_create(call);
		if (!te->fields)
			return -ENOMEM;
	}
	return 0;
}

static int add_event(struct ktap_source *source, struct ktap_spec *spec,
		     struct trace_event_call *call, const char *text)
{
	struct ktap_event *event;

	if (!call->class->reg || call->flags & TRACE_EVENT_FL_IGNORE_ENABLE ||
	    !hold(call)) {
		ktap_event_skip(source, spec, text);
		return 0;
	}

	event = ktap_event_add(source, spec, sizeof(struct tracepoint_event),
			       call, trace_event_name(call), text);
	if (IS_ERR(event)) {
		let_go(call);
		return PTR_ERR(event);
	}
	return learn_event(container_of(event, struct tracepoint_event, event),
			   call);
}

static void make_text(char *text, struct trace_event_call *call)
{
	snprintf(text, MAX_TEXT, "%s:%s", call->class->system,
		 trace_event_name(call));
}

static int tracepoint_match(struct ktap_source *source, struct ktap_spec *spec)
{
	struct trace_event_call *call;
	char text[MAX_TEXT];
	int ret = 0;

	mutex_lock(&event_mutex);
	list_for_each_entry_reverse(call, &ftrace_events, list) {
		if (!is_ours(call) ||
		    (spec->module && module_of(call) != spec->module))
			continue;
		make_text(text, call);
		if (glob_match(spec->text, text))
			ret = add_event(source, spec, call, text);
		if (ret)
			break;
	}
	mutex_unlock(&event_mutex);
	return ret;
}

static void tracepoint_each_name(void (*visit)(void *arg, const char *text),
				 void *arg)
{
	struct trace_event_call *call;
	char text[MAX_TEXT];

	mutex_lock(&event_mutex);
	list_for_each_entry(call, &ftrace_events, list) {
		if (!is_ours(call))
			continue;
		make_text(text, call);
		visit(arg, text);
	}
	mutex_unlock(&event_mutex);
}

static int tracepoint_find_field(struct ktap_event *event, const char *name)
{
	struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);
	int nr = ktap_fields_find(te->file.event_call, name);

	if (nr >= 0 && nr < KTAP_NR_COMMON_FIELDS)
		te->needs_header = true;
	return nr;
}

static void tracepoint_each_field(struct ktap_event *event,
				  void (*visit)(void *arg, const char *name),
				  void *arg)
{
	struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);

	ktap_fields_names(te->file.event_call, visit, arg);
}

/* Terms that have no room are left to the handler. */
static void tracepoint_add_term(struct ktap_event *event,
				const struct ktap_filter_term *term)
{
	struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);
	size_t len = te->terms ? strlen(te->terms) : 0;
	char text[MAX_TERM];
	char *terms;

	if (ktap_filter_term(te->file.event_call, term, text, sizeof(text)) < 0 ||
	    len > MAX_TERMS)
		return;
	terms = kasprintf(GFP_KERNEL, "%s%s%s", len ? te->terms : "",
			  len ? " && " : "", text);
	if (!terms)
		return;
	kfree(te->terms);
	te->terms = terms;
}

/* If it cannot be made the handler is run each time. */
static void make_filter(struct tracepoint_event *te, struct trace_array *tr)
{
	if (te->terms && create_event_filter(tr, te->file.event_call, te->terms,
					     false, &te->filter)) {
		free_event_filter(te->filter);
		te->filter = NULL;
	}
}

static int attach_locked(struct tracepoint_event *te)
{
	struct trace_event_call *call = te->file.event_call;
	struct trace_array *tr = top_trace_array();

	if (!tr)
		return -ENODEV;
	te->file.tr = tr;
	te->file.flags = EVENT_FILE_FL_KTAP | EVENT_FILE_FL_ENABLED;
	INIT_LIST_HEAD(&te->file.triggers);
	make_filter(te, tr);
	return call->class->reg(call, TRACE_REG_REGISTER, &te->file);
}

static int tracepoint_attach_event(struct ktap_event *event)
{
	struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);
	int ret;

	mutex_lock(&event_mutex);
	ret = attach_locked(te);
	mutex_unlock(&event_mutex);
	return ret;
}

static void tracepoint_detach_event(struct ktap_event *event)
{
	struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);
	struct trace_event_call *call = te->file.event_call;

	mutex_lock(&event_mutex);
	call->class->reg(call, TRACE_REG_UNREGISTER, &te->file);
	mutex_unlock(&event_mutex);
}

static bool tracepoint_is_of(const struct ktap_event *event,
			     const struct module *module)
{
	const struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);

	return te->file.event_call && module_of(te->file.event_call) == module;
}

static void tracepoint_release_event(struct ktap_event *event)
{
	struct tracepoint_event *te =
		container_of(event, struct tracepoint_event, event);

	if (te->file.event_call)
		let_go(te->file.event_call);
	free_event_filter(te->filter);
	kfree(te->terms);
	kfree(te->fields);
}

const struct ktap_provider ktap_tracepoint_provider = {
	.name		= "tracepoint",
	.match		= tracepoint_match,
	.each_name	= tracepoint_each_name,
	.find_field	= tracepoint_find_field,
	.each_field	= tracepoint_each_field,
	.add_term	= tracepoint_add_term,
	.is_of		= tracepoint_is_of,
	.attach_event	= tracepoint_attach_event,
	.detach_event	= tracepoint_detach_event,
	.release_event	= tracepoint_release_event,
};
