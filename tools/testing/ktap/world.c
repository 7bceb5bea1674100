// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - a program with all that it needs to run
 */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ktap/builtin.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "builtin/libs.h"
#include "builtin/plans.h"
#include "data/aggr.h"
#include "data/pending.h"
#include "data/sort.h"
#include "data/string.h"
#include "data/table.h"
#include "data/tuple.h"
#include "data/value.h"
#include "limits.h"
#include "mem/guard.h"
#include "mem/scratch.h"
#include "output/reader.h"
#include "output/record.h"
#include "prog/load.h"
#include "prog/verify.h"
#include "vm/interp.h"
#include "vm/kernel_symbol.h"
#include "vm/trap.h"

#include "hosted_kernel.h"
#include "world.h"

#define RECORDS_BYTES	(128 << 10)

static const struct ktap_kind_ops kinds[KTAP_NR_KINDS] = {
	[KTAP_KIND_TABLE] = { .drop = ktap_table_drop },
	[KTAP_KIND_TUPLE] = { .drop = ktap_tuple_drop },
	[KTAP_KIND_AGGR] = { .drop = ktap_aggr_drop },
	[KTAP_KIND_SORT] = { .drop = ktap_sort_drop },
	[KTAP_KIND_CALL] = { .drop = ktap_pending_drop },
};

/* Whose ring is waited for. */
static struct world *running;

static int event_arg(const struct ktap_context *ctx, struct ktap_invocation *inv,
		     unsigned int nr, struct ktap_value *value)
{
	static const char *const texts[] = { "", "two", "a somewhat longer text" };
	struct ktap_string *string;
	const char *text;
	int trap = 0;

	*value = ktap_value_nil();
	if (nr < 3) {
		*value = ktap_value_int((s64)nr - 1);
		return 0;
	}
	if (nr == 3)
		*value = ktap_value_int(S64_MIN);
	if (nr < 4 || nr > 6)
		return nr == 7 ? KTAP_TRAP_SCRATCH : 0;
	text = texts[nr - 4];
	string = ktap_string_make(inv, text, strlen(text), &trap);
	if (!string)
		return trap ? trap : -ENOMEM;
	*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}

static void event_retval(const struct ktap_context *ctx,
			 struct ktap_value *value)
{
	*value = ktap_value_int(-2);
}

/* Fields of all kinds, whatever their names. */
static int event_field(const struct ktap_context *ctx,
		       struct ktap_invocation *inv, unsigned int nr,
		       struct ktap_value *value)
{
	return event_arg(ctx, inv, nr % 9, value);
}

static void event_element(const struct ktap_context *ctx, unsigned int nr,
			  s64 index, struct ktap_value *value)
{
	*value = index >= 0 && index < 4 ? ktap_value_int(nr + index) :
					   ktap_value_nil();
}

static const struct ktap_context_ops event_ops = {
	.arg		= event_arg,
	.field		= event_field,
	.element	= event_element,
	.retval		= event_retval,
};

static int find_builtins(struct world *world, struct ktap_message *message)
{
	const struct ktap_prog *prog = world->prog;
	u32 i;

	world->run.builtins = kvcalloc(prog->nr_imports ?: 1,
				       sizeof(*world->run.builtins), GFP_KERNEL);
	if (!world->run.builtins)
		return -ENOMEM;
	for (i = 0; i < prog->nr_imports; i++) {
		const char *name = prog->imports[i].name->bytes;

		world->run.builtins[i] = ktap_libs_find(name);
		if (!world->run.builtins[i]) {
			ktap_message_set(message, "there is no built-in '%.64s'",
					 name);
			return -ENOENT;
		}
	}
	return 0;
}

/* Whatever their names: a number with a sign, and what is no number. */
static int find_symbols(struct world *world)
{
	static const s64 number = -1;
	u32 i, nr = world->prog->nr_relocs;

	world->run.symbols = kvcalloc(nr ?: 1, sizeof(*world->run.symbols),
				      GFP_KERNEL);
	if (!world->run.symbols)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		world->run.symbols[i].addr = (unsigned long)&number;
		world->run.symbols[i].bytes = i % 2 ? sizeof(s16) : 0;
		world->run.symbols[i].is_signed = true;
	}
	return 0;
}

static int verify(struct world *world, struct ktap_message *message)
{
	const struct ktap_prog *prog = world->prog;
	struct ktap_verify_world rows = { };
	struct ktap_verify_builtin *row;
	int ret;
	u32 i;

	row = kvcalloc(prog->nr_imports ?: 1, sizeof(*row), GFP_KERNEL);
	if (!row)
		return -ENOMEM;
	for (i = 0; i < prog->nr_imports; i++) {
		const struct ktap_builtin *builtin = world->run.builtins[i];

		row[i].min_args = builtin->min_args;
		row[i].max_args = builtin->max_args;
		row[i].nr_results = builtin->nr_results;
		row[i].contexts = builtin->contexts;
	}
	rows.builtins = row;
	ret = ktap_verify(prog, &rows, message);
	kvfree(row);

	return ret;
}

int world_load(struct world *world, const void *image, size_t bytes,
	       struct ktap_message *message)
{
	void *copy = kvmalloc(bytes, GFP_KERNEL);
	int ret;

	memset(world, 0, sizeof(*world));
	message->text[0] = '\0';
	if (!copy)
		return -ENOMEM;
	memcpy(copy, image, bytes);
	world->prog = ktap_load(copy, bytes, message);
	if (IS_ERR(world->prog)) {
		ret = PTR_ERR(world->prog);
		world->prog = NULL;
		kvfree(copy);
		return ret;
	}
	ret = find_builtins(world, message);
	if (!ret)
		ret = find_symbols(world);
	if (!ret)
		ret = verify(world, message);
	if (ret)
		world_destroy(world);

	return ret;
}

static struct ktap_string *make_static(const char *text)
{
	struct ktap_string *string;

	string = kzalloc(ktap_string_size(strlen(text)), GFP_KERNEL);
	if (string)
		ktap_string_init_static(string, text, strlen(text));
	return string;
}

static bool read_waiting(void)
{
	return running && world_read(running);
}

int world_start(struct world *world, const struct world_limits *limits)
{
	struct ktap_run *run = &world->run;
	int ret;

	ret = ktap_scratch_get();
	if (ret)
		return ret;
	world->has_scratch = true;
	ret = ktap_run_init(run, world->prog);
	if (ret)
		return ret;
	if (limits->budget)
		run->process_budget = limits->budget;
	if (limits->max_errors)
		run->max_errors = limits->max_errors;
	run->plans = ktap_plans_create(world->prog);
	if (!run->plans)
		return -ENOMEM;
	run->heap = ktap_heap_create(kinds, run->losses,
				     limits->mem ?: KTAP_DEFAULT_MEM);
	if (IS_ERR(run->heap)) {
		run->heap = NULL;
		return -ENOMEM;
	}
	run->ring = ktap_ring_create(limits->ring ?: KTAP_DEFAULT_RING,
				     run->losses);
	if (IS_ERR(run->ring)) {
		run->ring = NULL;
		return -ENOMEM;
	}
	world->reader = ktap_reader_create(run->ring, world->prog->consts,
					   world->prog->nr_consts);
	if (IS_ERR(world->reader)) {
		world->reader = NULL;
		return -ENOMEM;
	}
	world->frames = kmalloc(KTAP_PROCESS_FRAMES_BYTES, GFP_KERNEL);
	world->records = kmalloc(RECORDS_BYTES, GFP_KERNEL);
	world->ctx.ops = &event_ops;
	world->ctx.task = current;
	world->event.probename = make_static("event");
	world->event.eventname = make_static("hosted:event");
	world->ctx.event = &world->event;
	if (!world->frames || !world->records || !world->event.probename ||
	    !world->event.eventname)
		return -ENOMEM;
	ktap_heap_gate(run->heap, true);
	running = world;
	hosted_waiter = read_waiting;

	return 0;
}

int world_process(struct world *world, u32 func)
{
	struct ktap_context ctx = { .task = current };
	int trap;

	trap = ktap_interp_process(&world->run, &ctx, func, world->frames);
	hosted_check_idle();
	hosted_run_works();

	return trap;
}

void world_fire(struct world *world, u32 func, unsigned int level)
{
	static const unsigned long counts[KTAP_NR_LEVELS] = {
		0, SOFTIRQ_OFFSET, HARDIRQ_OFFSET, NMI_OFFSET + HARDIRQ_OFFSET,
	};
	int entered;

	hosted_preempt_count += counts[level];
	entered = ktap_guard_enter(world->run.losses);
	if (entered != (int)level)
		hosted_fatal("the guard of level %u gave %d", level, entered);
	rcu_read_lock();
	ktap_interp_event(&world->run, &world->ctx, func, entered);
	rcu_read_unlock();
	ktap_guard_exit(entered);
	hosted_preempt_count -= counts[level];
	if (hosted_kicked)
		hosted_run_kicks();
	hosted_check_idle();
	hosted_run_works();
}

bool world_read(struct world *world)
{
	bool any = false;
	ssize_t nr;

	while ((nr = ktap_reader_read(world->reader, world->records,
				      RECORDS_BYTES)) > 0) {
		any = true;
		world->feed(world, world->records, nr);
	}
	if (nr < 0)
		hosted_fatal("the reader says %zd", nr);

	return any;
}

static void tell_losses(struct world *world)
{
	enum ktap_loss cause;

	for (cause = 0; cause < KTAP_NR_LOSSES; cause++) {
		u64 nr = ktap_run_lost(&world->run, cause);
		struct ktap_value values[] = {
			ktap_value_int(cause),
			ktap_value_int(nr),
		};

		if (nr)
			ktap_record_wait(world->run.ring, KTAP_REC_LOSS, 0,
					 values, ARRAY_SIZE(values));
	}
}

void world_end(struct world *world)
{
	const struct ktap_prog *prog = world->prog;
	struct ktap_value status;
	u32 i;

	ktap_heap_gate(world->run.heap, false);
	for (i = 0; i < prog->nr_events; i++) {
		if (prog->events[i].kind == KTAP_EVENT_END &&
		    world_process(world, prog->events[i].func) == KTAP_TRAP_EXIT)
			break;
	}
	ktap_trap_repeats(&world->run);
	tell_losses(world);
	status = ktap_value_int(atomic_read(&world->run.exiting) ?
				world->run.exit_status :
				!!atomic_read(&world->run.nr_errors));
	ktap_record_wait(world->run.ring, KTAP_REC_END, 0, &status, 1);
	world_read(world);
	if (!ktap_reader_at_end(world->reader))
		hosted_fatal("the last record was not read");
}

/* What waits to be freed is freed, and what is free is on the lists. */
static void check_heap(struct world *world)
{
	struct ktap_heap_stats stats;

	ktap_heap_drain(world->run.heap);
	ktap_heap_stats(world->run.heap, &stats);
	if (stats.waiting || stats.free > stats.used || stats.used > stats.limit)
		hosted_fatal("heap: %llu bytes used, %llu free, %llu waiting, limit %llu",
			     (unsigned long long)stats.used,
			     (unsigned long long)stats.free,
			     (unsigned long long)stats.waiting,
			     (unsigned long long)stats.limit);
}

void world_destroy(struct world *world)
{
	if (world->run.heap)
		check_heap(world);
	running = NULL;
	hosted_waiter = NULL;
	ktap_reader_destroy(world->reader);
	ktap_heap_destroy(world->run.heap);
	ktap_ring_destroy(world->run.ring);
	ktap_run_free(&world->run);
	kvfree(world->run.builtins);
	kvfree(world->run.symbols);
	kvfree(world->run.plans);
	ktap_prog_free(world->prog);
	kfree(world->event.probename);
	kfree(world->event.eventname);
	kfree(world->records);
	kfree(world->frames);
	if (world->has_scratch)
		ktap_scratch_put();
	memset(world, 0, sizeof(*world));
	hosted_check_idle();
}
