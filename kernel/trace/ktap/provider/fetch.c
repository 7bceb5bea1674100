// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - fetch arguments, "name=+8(%di):string", by the kernel's own parser
 *
 * Context: process; keep, record, done and read in any
 *
 * The parser belongs to the probe events of tracefs.  A fetch is a probe of
 * theirs that is never registered: its arguments are parsed, their values are
 * stored in a record in scratch, and the record's fields are read as those of
 * any other event.
 */

#include <../kernel/trace/trace_dynevent.h>
#include <../kernel/trace/trace_probe.h>

#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "event/event.h"
#include "limits.h"
#include "mem/scratch.h"
#include "provider/fetch.h"

/* A record takes at most half of a scratch area. */
#define MAX_RECORD	(KTAP_SCRATCH_BYTES / 2)

#define HEAD_BYTES	sizeof(struct trace_entry)

struct ktap_fetch {
	struct ktap_fields *fields;
	/* What @fields is made from, in the list of the probe's class. */
	struct ftrace_event_field *list;
	struct trace_probe tp;		/* last: its arguments follow */
};

/* Texts that the parser expanded; gone when it has done. */
struct words {
	const char **argv;
	int argc;
	char **split;
	const char **expanded;
	char *dentries;
	char meta[MAX_BTF_ARGS_LEN];
};

static unsigned int parse_flags(enum ktap_fetch_place place)
{
	switch (place) {
	case KTAP_FETCH_ENTRY:
		return TPARG_FL_KERNEL | TPARG_FL_FENTRY;
	case KTAP_FETCH_RETURN:
		return TPARG_FL_KERNEL | TPARG_FL_RETURN;
	case KTAP_FETCH_USER:
		return TPARG_FL_USER;
	case KTAP_FETCH_USER_RETURN:
		return TPARG_FL_USER | TPARG_FL_RETURN;
	default:
		return TPARG_FL_KERNEL;
	}
}

static int split(struct words *words, const char *args,
		 struct traceprobe_parse_context *parse)
{
	int ret;

	words->split = argv_split(GFP_KERNEL, args, &words->argc);
	if (!words->split)
		return -ENOMEM;
	words->argv = (const char **)words->split;
	trace_probe_log_init("ktap", words->argc, words->argv);

	ret = traceprobe_expand_dentry_args(words->argc, words->argv,
					    &words->dentries);
	if (ret)
		return ret;
	words->expanded = traceprobe_expand_meta_args(words->argc, words->argv,
						      &words->argc, words->meta,
						      sizeof(words->meta), parse);
	if (IS_ERR(words->expanded)) {
		ret = PTR_ERR(words->expanded);
		words->expanded = NULL;
		return ret;
	}
	if (words->expanded)
		words->argv = words->expanded;
	return words->argc > MAX_TRACE_ARGS ? -E2BIG : 0;
}

static void free_words(struct words *words)
{
	if (!words)
		return;
	trace_probe_log_clear();
	kfree(words->expanded);
	kfree(words->dentries);
	if (words->split)
		argv_free(words->split);
	kfree(words);
}

static void describe(struct ktap_fetch *fetch, int i)
{
	struct ftrace_event_field *field = &fetch->list[i];
	const struct probe_arg *arg = &fetch->tp.args[i];

	field->name = arg->name;
	field->type = arg->fmt ?: arg->type->fmttype;
	field->offset = HEAD_BYTES + arg->offset;
	field->size = arg->type->size * max(arg->count, 1u);
	field->is_signed = arg->type->is_signed;
	field->filter_type = arg->dynamic ? FILTER_DYN_STRING : FILTER_OTHER;
	/* The list is in reverse order. */
	list_add(&field->link, &fetch->tp.event->class.fields);
}

static int make_fields(struct ktap_fetch *fetch)
{
	unsigned int i;

	fetch->list = kcalloc(fetch->tp.nr_args, sizeof(*fetch->list),
			      GFP_KERNEL_ACCOUNT);
	if (!fetch->list)
		return -ENOMEM;
	for (i = 0; i < fetch->tp.nr_args; i++)
		describe(fetch, i);
	fetch->fields = ktap_fields_create(trace_probe_event_call(&fetch->tp));
	return fetch->fields ? 0 : -ENOMEM;
}

/* "@+OFFSET" of a file is relative to what only trace_uprobe knows. */
static bool needs_dispatch(const struct probe_arg *arg)
{
	return arg->code->op == FETCH_OP_FOFFS;
}

static struct ktap_fetch *parse(struct words *words,
				struct traceprobe_parse_context *context)
{
	struct ktap_fetch *fetch;
	int ret, i;

	fetch = kzalloc(struct_size(fetch, tp.args, words->argc),
			GFP_KERNEL_ACCOUNT);
	if (!fetch)
		return ERR_PTR(-ENOMEM);

	ret = trace_probe_init(&fetch->tp, "fetch", "ktap", false, words->argc);
	for (i = 0; i < words->argc && !ret; i++) {
		trace_probe_log_set_index(i);
		context->offset = 0;
		ret = traceprobe_parse_probe_arg(&fetch->tp, i, words->argv[i],
						 context);
		if (!ret)
			ret = traceprobe_update_arg(&fetch->tp.args[i]);
		if (!ret && needs_dispatch(&fetch->tp.args[i]))
			ret = -EINVAL;
	}
	if (!ret)
		ret = make_fields(fetch);
	if (ret) {
		ktap_fetch_free(fetch);
		return ERR_PTR(ret);
	}
	return fetch;
}

struct ktap_fetch *ktap_fetch_create(struct ktap_spec *spec, const char *args,
				     const char *function,
				     enum ktap_fetch_place place)
{
	struct traceprobe_parse_context context = {
		.flags = parse_flags(place),
		/* By which BTF knows the arguments of the kernel's. */
		.funcname = place <= KTAP_FETCH_RETURN ? function : NULL,
	};
	struct words *words = kzalloc(sizeof(*words), GFP_KERNEL);
	struct ktap_fetch *fetch;
	int ret;

	if (!words)
		return ERR_PTR(-ENOMEM);

	/* Protects the parser's own log of errors. */
	mutex_lock(&dyn_event_ops_mutex);
	ret = split(words, args, &context);
	fetch = ret ? ERR_PTR(ret) : parse(words, &context);
	traceprobe_finish_parse(&context);
	free_words(words);
	mutex_unlock(&dyn_event_ops_mutex);

	if (!IS_ERR(fetch) || PTR_ERR(fetch) == -ENOMEM)
		return fetch;
	ret = ktap_spec_refuse(spec,
			       "has bad arguments '%s'; tracefs' error_log says why",
			       args);
	return ERR_PTR(ret);
}

void ktap_fetch_free(struct ktap_fetch *fetch)
{
	if (!fetch)
		return;
	trace_probe_cleanup(&fetch->tp);
	kfree(fetch->fields);
	kfree(fetch->list);
	kfree(fetch);
}

size_t ktap_fetch_kept_bytes(const struct ktap_fetch *fetch)
{
	return traceprobe_get_entry_data_size((struct trace_probe *)&fetch->tp);
}

void ktap_fetch_keep(const struct ktap_fetch *fetch, void *kept,
		     struct pt_regs *regs)
{
	store_trace_entry_data(kept, (struct trace_probe *)&fetch->tp, regs);
}

struct trace_event_call *ktap_fetch_call(struct ktap_fetch *fetch)
{
	return trace_probe_event_call(&fetch->tp);
}

bool ktap_fetch_record(const struct ktap_fetch *fetch,
		       const struct ktap_event *event, int level,
		       struct pt_regs *regs, void *kept,
		       struct ktap_trace_record *record)
{
	struct ktap_losses __percpu *losses = event->events->run->losses;
	struct trace_probe *tp = (struct trace_probe *)&fetch->tp;
	struct ktap_scratch *scratch = ktap_scratch_area(level);
	void *bytes = NULL;
	int strings;

	if (!scratch) {
		ktap_loss_count(losses, KTAP_LOSS_NO_FRAME);
		return false;
	}
	strings = trace_kprobe_data_size(tp, regs, kept);
	record->fields = fetch->fields;
	record->len = HEAD_BYTES + tp->size + strings;
	if (record->len <= MAX_RECORD)
		bytes = ktap_scratch_keep(scratch, record->len);
	if (!bytes) {
		ktap_loss_count(losses, KTAP_LOSS_RECORD_SIZE);
		return false;
	}
	record->bytes = bytes;
	memset(bytes, 0, HEAD_BYTES + tp->size);
	trace_kprobe_store_args(tp, regs, kept, bytes + HEAD_BYTES, HEAD_BYTES,
				strings);
	return true;
}

void ktap_fetch_done(int level)
{
	ktap_scratch_release(ktap_scratch_area(level));
}

bool ktap_fetch_user(const struct ktap_fetch *fetch,
		     const struct ktap_event *event, struct pt_regs *regs,
		     void *bytes, size_t size, struct ktap_trace_record *record)
{
	struct trace_probe *tp = (struct trace_probe *)&fetch->tp;
	size_t fixed = HEAD_BYTES + tp->size;
	int strings;

	if (fixed > size) {
		ktap_loss_count(event->events->run->losses,
				KTAP_LOSS_RECORD_SIZE);
		return false;
	}
	strings = min_t(int, trace_uprobe_data_size(tp, regs), size - fixed);
	record->fields = fetch->fields;
	record->bytes = bytes;
	record->len = fixed + strings;
	memset(bytes, 0, fixed);
	trace_uprobe_store_args(tp, regs, bytes + HEAD_BYTES, HEAD_BYTES, strings);
	return true;
}
