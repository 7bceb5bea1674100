// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a machine for tests: all that a program needs to run
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/ktap/builtin.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "builtin/libs.h"
#include "builtin/plans.h"
#include "data/aggr.h"
#include "data/func.h"
#include "data/string.h"
#include "data/pending.h"
#include "data/sort.h"
#include "data/table.h"
#include "data/tuple.h"
#include "mem/guard.h"
#include "mem/scratch.h"
#include "output/reader.h"
#include "prog/load.h"
#include "tests/asm.h"
#include "tests/machine.h"
#include "vm/errors.h"
#include "vm/kernel_symbol.h"
#include "vm/trap.h"

static const struct ktap_kind_ops kinds[KTAP_NR_KINDS] = {
	[KTAP_KIND_TABLE] = { .drop = ktap_table_drop },
	[KTAP_KIND_FUNC] = { .drop = ktap_func_drop },
	[KTAP_KIND_TUPLE] = { .drop = ktap_tuple_drop },
	[KTAP_KIND_AGGR] = { .drop = ktap_aggr_drop },
	[KTAP_KIND_SORT] = { .drop = ktap_sort_drop },
	[KTAP_KIND_CALL] = { .drop = ktap_pending_drop },
};

static __printf(3, 4) void append(char *text, size_t size, const char *fmt, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + len, size - len, fmt, args);
	va_end(args);
}

static void append_value(struct machine *m, const struct ktap_value *v)
{
	const char *blank = m->text[0] ? " " : "";
	char value[512];

	ktap_value_text(v, value, sizeof(value));
	append(m->text, sizeof(m->text),
	       v->kind == KTAP_KIND_STRING ? "%s'%s'" : "%s%s", blank, value);
}

static int check_call(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	struct machine *m = container_of(vm->run, struct machine, run);
	unsigned int i;

	for (i = 0; i < nr_args; i++)
		append_value(m, &args[i]);
	*result = ktap_value_int(nr_args);

	return 0;
}

static const struct ktap_builtin check_builtin = {
	.name		= "check",
	.min_args	= 0,
	.max_args	= KTAP_ARGS_ANY,
	.nr_results	= 1,
	.contexts	= KTAP_IN_ANY,
	.call		= check_call,
};

static int event_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		     unsigned int nr, struct ktap_value *value)
{
	struct ktap_string *string;
	int trap = 0;

	switch (nr) {
	case 0:
	case 1:
		*value = ktap_value_int(10 + nr);
		return 0;
	case 2:
		string = ktap_string_make(inv, "two", 3, &trap);
		if (!string)
			return trap ? trap : -ENOMEM;
		*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		return 0;
	case 7:
		return KTAP_TRAP_SCRATCH;
	default:
		*value = ktap_value_nil();
		return 0;
	}
}

static int event_field(const struct ktap_context *ctx,
		       struct ktap_invocation *inv, unsigned int nr,
		       struct ktap_value *value)
{
	*value = nr ? ktap_value_nil() : ktap_value_int(20);
	return 0;
}

static void event_element(const struct ktap_context *ctx, unsigned int nr,
			  s64 index, struct ktap_value *value)
{
	*value = nr || index < 0 ? ktap_value_nil() :
				   ktap_value_int(30 + (u64)index);
}

static void event_retval(const struct ktap_context *ctx,
			 struct ktap_value *value)
{
	*value = ktap_value_int(-2);
}

static struct ktap_slot *event_call(const struct ktap_context *ctx,
				    struct ktap_invocation *inv, bool owns)
{
	return container_of(ctx, struct machine, ctx)->calls;
}

static const struct ktap_context_ops event_ops = {
	.arg		= event_arg,
	.field		= event_field,
	.element	= event_element,
	.retval		= event_retval,
	.call		= event_call,
};

static struct ktap_string *make_static(struct kunit *test, const char *text)
{
	struct ktap_string *string;

	string = kunit_kzalloc(test, ktap_string_size(strlen(text)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, string);
	ktap_string_init_static(string, text, strlen(text));

	return string;
}

static void machine_destroy(void *arg)
{
	struct machine *m = arg;

	ktap_reader_destroy(m->reader);
	if (!IS_ERR_OR_NULL(m->run.heap))
		ktap_heap_destroy(m->run.heap);
	if (!IS_ERR_OR_NULL(m->run.ring))
		ktap_ring_destroy(m->run.ring);
	kvfree(m->run.plans);
	ktap_run_free(&m->run);
	ktap_prog_free(m->prog);
	if (m->has_scratch)
		ktap_scratch_put();
}

static void load_image(struct machine *m, struct asm_image *image)
{
	struct ktap_message message = {};
	void *bytes;
	u32 nr;

	bytes = asm_write(m->test, image, &nr);
	m->prog = ktap_load(bytes, nr, &message);
	if (!IS_ERR(m->prog))
		return;
	m->prog = NULL;
	kvfree(bytes);
	KUNIT_FAIL_AND_ABORT(m->test, "%s", message.text);
}

static void bind_imports(struct machine *m)
{
	u32 i, nr = m->prog->nr_imports;
	const char *name;

	m->run.builtins = kunit_kcalloc(m->test, nr, sizeof(*m->run.builtins),
					GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(m->test, m->run.builtins);
	for (i = 0; i < nr; i++) {
		name = m->prog->imports[i].name->bytes;
		m->run.builtins[i] = strcmp(name, "check") ?
			ktap_libs_find(name) : &check_builtin;
		KUNIT_ASSERT_NOT_NULL_MSG(m->test, m->run.builtins[i], "%s", name);
	}
}

static void bind_symbols(struct machine *m)
{
	static const s8 byte = -5;
	u32 i, nr = m->prog->nr_relocs;

	m->run.symbols = kunit_kcalloc(m->test, nr, sizeof(*m->run.symbols),
				       GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(m->test, m->run.symbols);
	for (i = 0; i < nr; i++) {
		m->run.symbols[i] = (struct ktap_kernel_symbol){
			.addr		= (unsigned long)&byte,
			.bytes		= sizeof(byte),
			.is_signed	= true,
		};
	}
}

static void make_world(struct machine *m)
{
	struct ktap_verify_builtin *rows;
	u32 i, nr = m->prog->nr_imports;

	rows = kunit_kcalloc(m->test, nr, sizeof(*rows), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(m->test, rows);
	for (i = 0; i < nr; i++) {
		rows[i].min_args = m->run.builtins[i]->min_args;
		rows[i].max_args = m->run.builtins[i]->max_args;
		rows[i].nr_results = m->run.builtins[i]->nr_results;
		rows[i].contexts = m->run.builtins[i]->contexts;
	}
	m->world.builtins = rows;
}

int machine_verify(struct machine *m, struct ktap_message *message)
{
	message->text[0] = '\0';

	return ktap_verify(m->prog, &m->world, message);
}

static void make_memory(struct machine *m)
{
	struct kunit *test = m->test;

	KUNIT_ASSERT_EQ(test, ktap_scratch_get(), 0);
	m->has_scratch = true;
	KUNIT_ASSERT_EQ(test, ktap_run_init(&m->run, m->prog), 0);
	m->run.plans = ktap_plans_create(m->prog);
	KUNIT_ASSERT_NOT_NULL(test, m->run.plans);
	m->run.heap = ktap_heap_create(kinds, m->run.losses, SZ_4M);
	KUNIT_ASSERT_FALSE(test, IS_ERR(m->run.heap));
	m->run.ring = ktap_ring_create(SZ_64K, m->run.losses);
	KUNIT_ASSERT_FALSE(test, IS_ERR(m->run.ring));
	m->reader = ktap_reader_create(m->run.ring, m->prog->consts,
				       m->prog->nr_consts);
	KUNIT_ASSERT_FALSE(test, IS_ERR(m->reader));
	m->frames = kunit_kmalloc(test, KTAP_PROCESS_FRAMES_BYTES, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m->frames);
	m->records = kunit_kmalloc(test, MACHINE_RECORDS_BYTES, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m->records);
}

struct machine *machine_create(struct kunit *test, struct asm_image *image)
{
	struct machine *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	struct ktap_message message;

	KUNIT_ASSERT_NOT_NULL(test, m);
	m->test = test;
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, machine_destroy, m), 0);
	load_image(m, image);
	bind_imports(m);
	bind_symbols(m);
	make_world(m);
	KUNIT_ASSERT_EQ_MSG(test, machine_verify(m, &message), 0, "%s",
			    message.text);
	make_memory(m);
	m->event.probename = make_static(test, "event");
	m->event.eventname = make_static(test, "sys:event");
	m->ctx = (struct ktap_context){
		.ops		= &event_ops,
		.event		= &m->event,
		.task		= current,
	};

	return m;
}

void machine_release(struct machine *m)
{
	kunit_release_action(m->test, machine_destroy, m);
}

/* The row of the error that happened last, if it is alone. */
static void append_error(struct machine *m, int trap)
{
	int i;

	if (trap == KTAP_TRAP_EXIT || trap == KTAP_TRAP_CLOSED) {
		append(m->text, sizeof(m->text), "! %d", trap);
		return;
	}
	for (i = 0; i < KTAP_MAX_ERROR_PLACES; i++) {
		const struct ktap_error *row = &m->run.errors->rows[i];

		if (row->key)
			append(m->text, sizeof(m->text), "! %s @%u", row->why,
			       row->line);
	}
}

void machine_fire(struct machine *m, u32 func)
{
	int level = ktap_guard_enter(m->run.losses);

	KUNIT_ASSERT_GE(m->test, level, 0);
	rcu_read_lock();
	ktap_interp_event(&m->run, &m->ctx, func, level);
	rcu_read_unlock();
	ktap_guard_exit(level);
}

int machine_run(struct machine *m, enum machine_mode mode, u32 func)
{
	struct ktap_context top = { .task = current };
	int errors = atomic_read(&m->run.nr_errors);
	int trap = 0;

	m->text[0] = '\0';
	switch (mode) {
	case MACHINE_PROCESS:
		/* Garbage is what registers hold at first. */
		memset(m->frames, 0xa5, KTAP_PROCESS_FRAMES_BYTES);
		trap = ktap_interp_process(&m->run, &m->ctx, func, m->frames);
		break;
	case MACHINE_TOP:
		memset(m->frames, 0xa5, KTAP_PROCESS_FRAMES_BYTES);
		trap = ktap_interp_process(&m->run, &top, func, m->frames);
		break;
	case MACHINE_EVENT:
		machine_fire(m, func);
		break;
	}
	if (trap || atomic_read(&m->run.nr_errors) != errors)
		append_error(m, trap);

	return trap;
}

static const char *const record_names[] = {
	[KTAP_REC_PRINT]	= "print",
	[KTAP_REC_PRINTF]	= "printf",
	[KTAP_REC_TABLE]	= "table",
	[KTAP_REC_ROW]		= "row",
	[KTAP_REC_TABLE_END]	= "end",
	[KTAP_REC_ERROR]	= "error",
	[KTAP_REC_LOST]		= "lost",
	[KTAP_REC_REPEAT]	= "repeat",
	[KTAP_REC_BUCKET]	= "bucket",
};

static void append_record_value(struct machine *m,
				const struct ktap_record_value *value)
{
	const void *bytes = value + 1;
	struct ktap_record_aggr aggr;
	s64 number;

	switch (value->kind) {
	case KTAP_KIND_INT:
		memcpy(&number, bytes, sizeof(number));
		append(m->output, sizeof(m->output), " %lld", number);
		break;
	case KTAP_KIND_TABLE:
		memcpy(&number, bytes, sizeof(number));
		append(m->output, sizeof(m->output), " #%lld", number);
		break;
	case KTAP_KIND_AGGR:
		memcpy(&aggr, bytes, sizeof(aggr));
		append(m->output, sizeof(m->output),
		       " aggr(%llu %lld %lld %lld %lld %llu %llu)", aggr.count,
		       aggr.sum, aggr.min, aggr.max, aggr.avg, aggr.stddev,
		       aggr.buckets);
		break;
	case KTAP_KIND_STRING:
		append(m->output, sizeof(m->output), " '%.*s'",
		       (int)value->bytes, (const char *)bytes);
		break;
	default:
		append(m->output, sizeof(m->output), " %s",
		       value->kind == KTAP_KIND_TRUE ? "true" :
		       value->kind == KTAP_KIND_FALSE ? "false" :
		       value->kind == KTAP_KIND_NIL ? "nil" : "function");
	}
}

static void append_record(struct machine *m, const struct ktap_record *record)
{
	const struct ktap_record_value *value = (void *)(record + 1);
	u32 i;

	append(m->output, sizeof(m->output), "%s",
	       record->type < ARRAY_SIZE(record_names) &&
	       record_names[record->type] ? record_names[record->type] : "?");
	if (record->flags)
		append(m->output, sizeof(m->output), "/%x", record->flags);
	for (i = 0; i < record->nr; i++) {
		append_record_value(m, value);
		value = (void *)(value + 1) + ALIGN(value->bytes, 8);
	}
	append(m->output, sizeof(m->output), "\n");
}

const char *machine_read(struct machine *m)
{
	ssize_t at, nr;

	m->output[0] = '\0';
	while ((nr = ktap_reader_read(m->reader, m->records, MACHINE_RECORDS_BYTES)) > 0) {
		for (at = 0; at < nr;) {
			struct ktap_record *record = (void *)m->records + at;

			append_record(m, record);
			at += record->bytes;
		}
	}
	KUNIT_EXPECT_EQ(m->test, nr, 0);

	return m->output;
}
