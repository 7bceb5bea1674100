// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - from an image to a running thread
 *
 * Context: process
 */

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/ktap/builtin.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "builtin/plans.h"
#include "data/aggr.h"
#include "data/func.h"
#include "data/pending.h"
#include "data/sort.h"
#include "data/table.h"
#include "data/tuple.h"
#include "event/print.h"
#include "event/process.h"
#include "limits.h"
#include "link/bind_symbols.h"
#include "link/resolve.h"
#include "mem/scratch.h"
#include "prog/load.h"
#include "session/launch.h"
#include "session/policy.h"
#include "session/session.h"
#include "session/thread.h"
#include "vm/calibrate.h"
#include "vm/overload.h"

static const struct ktap_kind_ops kinds[KTAP_NR_KINDS] = {
	[KTAP_KIND_TABLE] = { .drop = ktap_table_drop },
	[KTAP_KIND_FUNC] = { .drop = ktap_func_drop },
	[KTAP_KIND_TUPLE] = { .drop = ktap_tuple_drop },
	[KTAP_KIND_AGGR] = { .drop = ktap_aggr_drop },
	[KTAP_KIND_SORT] = { .drop = ktap_sort_drop },
	[KTAP_KIND_CALL] = { .drop = ktap_pending_drop },
};

static void drop_image(struct ktap_session *session)
{
	kvfree(session->image);
	session->image = NULL;
	session->image_bytes = 0;
	session->image_room = 0;
}

/* Lockdown may forbid what some built-ins do. */
static int check_builtins(const struct ktap_prog *prog,
			  const struct ktap_builtin *const *builtins,
			  struct ktap_message *message)
{
	int ret = 0;
	u32 i;

	for (i = 0; i < prog->nr_imports && !ret; i++) {
		if (!(builtins[i]->contexts & KTAP_READS_KERNEL))
			continue;
		ret = ktap_policy_read_kernel();
		if (ret)
			ktap_message_set(message,
					 "%s: '%s' reads memory of the kernel, which is locked down",
					 prog->script->bytes, builtins[i]->name);
	}
	return ret;
}

static int find_symbols(struct ktap_session *session,
			struct ktap_message *message)
{
	const struct ktap_prog *prog = session->prog;
	struct ktap_kernel_symbol *symbols;
	u32 i = 0;
	int ret;

	while (i < prog->nr_relocs && prog->relocs[i].kind != KTAP_RELOC_SYMBOL)
		i++;
	if (i == prog->nr_relocs)
		return 0;
	ret = ktap_policy_read_kernel();
	if (ret) {
		ktap_message_set(message,
				 "%s: symbols of the kernel are read, which is locked down",
				 prog->script->bytes);
		return ret;
	}
	symbols = ktap_bind_symbols(prog, message);
	if (IS_ERR(symbols))
		return PTR_ERR(symbols);
	session->run.symbols = symbols;
	return 0;
}

/* Image to verified program; the image is used up. */
static int load_program(struct ktap_session *session,
			struct ktap_message *message)
{
	const struct ktap_builtin **builtins;
	struct ktap_prog *prog;
	int ret;

	prog = ktap_load(session->image, session->image_bytes, message);
	if (IS_ERR(prog))
		return PTR_ERR(prog);
	session->image = NULL;
	session->prog = prog;

	builtins = ktap_resolve_builtins(prog, message);
	if (IS_ERR(builtins))
		return PTR_ERR(builtins);
	session->run.builtins = builtins;
	ret = check_builtins(prog, builtins, message);
	ret = ret ?: ktap_resolve_verify(prog, builtins, message);
	return ret ?: find_symbols(session, message);
}

static u64 memory_limit(u64 wanted)
{
	u64 share = (u64)totalram_pages() * PAGE_SIZE / KTAP_DEFAULT_MEM_SHARE;

	return wanted ?: min_t(u64, share, KTAP_DEFAULT_MEM);
}

static int make_run(struct ktap_session *session, const struct ktap_start *start)
{
	struct ktap_run *run = &session->run;
	int ret = ktap_run_init(run, session->prog);

	if (ret)
		return ret;
	if (start->budget)
		run->process_budget = start->budget;
	session->names_skipped = start->flags & KTAP_START_NAME_SKIPPED;
	session->dry = start->flags & KTAP_START_DRY;
	if (start->max_errors)
		run->max_errors = start->max_errors;
	run->utc_offset = start->utc_offset;

	run->plans = ktap_plans_create(session->prog);
	if (!run->plans)
		return -ENOMEM;
	run->heap = ktap_heap_create(kinds, run->losses,
				     memory_limit(start->mem_limit));
	if (IS_ERR(run->heap)) {
		ret = PTR_ERR(run->heap);
		run->heap = NULL;
		return ret;
	}
	run->ring = ktap_ring_create(start->ring_bytes ?: KTAP_DEFAULT_RING,
				     run->losses);
	if (IS_ERR(run->ring)) {
		ret = PTR_ERR(run->ring);
		run->ring = NULL;
		return ret;
	}
	return 0;
}

static int make_output(struct ktap_session *session,
		       const struct ktap_start *start)
{
	session->frames = kvzalloc(KTAP_PROCESS_FRAMES_BYTES, GFP_KERNEL_ACCOUNT);
	session->bounce = kvmalloc(KTAP_RECORD_MAX, GFP_KERNEL_ACCOUNT);
	session->reader = ktap_reader_create(session->run.ring,
					     session->prog->consts,
					     session->prog->nr_consts);
	if (IS_ERR(session->reader))
		session->reader = NULL;
	if (!session->frames || !session->bounce || !session->reader)
		return -ENOMEM;

	ktap_overload_init(&session->run,
			   start->overload ?: KTAP_DEFAULT_OVERLOAD,
			   ktap_calibrate(&session->run, session->frames));
	return 0;
}

/* A built-in of the program that @what is said of, or NULL. */
static const struct ktap_builtin *find_import(const struct ktap_session *session,
					      u8 what)
{
	u32 i;

	for (i = 0; i < session->prog->nr_imports; i++) {
		if (session->run.builtins[i]->contexts & what)
			return session->run.builtins[i];
	}
	return NULL;
}

static unsigned int session_user_frames(struct ktap_run *run,
					struct ktap_frames *frames,
					unsigned int nr)
{
	struct ktap_session *session = container_of(run, struct ktap_session, run);

	return ktap_processes_walk(session->processes, frames, nr);
}

static int make_processes(struct ktap_session *session,
			  struct ktap_message *message)
{
	const struct ktap_builtin *builtin =
		find_import(session, KTAP_NEEDS_MAPPINGS);
	struct ktap_processes *processes;

	if (!builtin)
		return 0;
	processes = ktap_processes_create(session->run.ring);
	if (PTR_ERR(processes) == -EOPNOTSUPP)
		ktap_message_set(message, "%s: '%s' needs CONFIG_PERF_EVENTS",
				 session->prog->script->bytes, builtin->name);
	if (IS_ERR(processes))
		return PTR_ERR(processes);

	session->processes = processes;
	session->run.user_frames = session_user_frames;
	ktap_reader_set_mappings(session->reader, ktap_processes_next,
				 processes);
	return 0;
}

static int make_printer(struct ktap_session *session)
{
	if (!find_import(session, KTAP_READS_EVENT))
		return 0;
	session->printer = ktap_printer_create();
	if (!session->printer)
		return -ENOMEM;
	ktap_reader_set_printer(session->reader, ktap_printer_print,
				session->printer);
	return 0;
}

static int find_events(struct ktap_session *session,
		       struct ktap_message *message)
{
	int ret;

	session->missing = bitmap_zalloc(session->prog->nr_events ?: 1,
					 GFP_KERNEL);
	if (!session->missing)
		return -ENOMEM;
	ret = ktap_resolve_events(session->prog, &session->events,
				  session->missing, message);
	if (ret || !session->events.nr_events)
		return ret;

	ret = ktap_scratch_get();
	session->has_scratch = !ret;
	return ret;
}

/* The target's number is the caller's; ours is the initial namespace's. */
static int set_target(struct ktap_session *session,
		      const struct ktap_start *start,
		      struct ktap_message *message)
{
	struct task_struct *task;
	pid_t target = start->target;
	pid_t pid = 0;

	session->events.target.own[0] = session->opener->tgid;
	if (!target)
		return 0;

	rcu_read_lock();
	task = pid_task(find_vpid(target), PIDTYPE_TGID);
	if (task)
		pid = task->tgid;
	rcu_read_unlock();
	if (!pid) {
		ktap_message_set(message, "there is no process %d", target);
		return -ESRCH;
	}

	session->run.target = pid;
	if (start->flags & KTAP_START_ALL)
		return 0;
	if (start->flags & KTAP_START_FOLLOW)
		return ktap_target_follow(&session->events.target, pid);
	ktap_target_only(&session->events.target, pid);
	return 0;
}

static int set_cpus(struct ktap_session *session, const struct ktap_start *start,
		    struct ktap_message *message)
{
	u8 *bytes;
	int ret;

	if (!start->cpus_bytes)
		return 0;
	bytes = memdup_user(u64_to_user_ptr(start->cpus), start->cpus_bytes);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	ret = ktap_target_cpus(&session->events.target, bytes,
			       start->cpus_bytes);
	if (ret == -EINVAL)
		ktap_message_set(message, "there is none of these CPUs");
	kfree(bytes);
	return ret;
}

static void session_on_stop(struct ktap_run *run)
{
	struct ktap_session *session = container_of(run, struct ktap_session, run);

	wake_up_all(&session->events.wait);
}

static int load(struct ktap_session *session, const struct ktap_start *start,
		struct ktap_message *message)
{
	int ret = load_program(session, message);

	if (!ret)
		ret = make_run(session, start);
	if (!ret)
		ret = make_output(session, start);
	if (!ret)
		ret = make_printer(session);
	if (!ret)
		ret = make_processes(session, message);
	if (!ret)
		ret = set_target(session, start, message);
	if (!ret)
		ret = set_cpus(session, start, message);
	if (!ret)
		ret = find_events(session, message);
	if (!ret)
		ret = ktap_thread_create(session);
	if (ret)
		ktap_session_unload(session);
	return ret;
}

static int start_locked(struct ktap_session *session,
			const struct ktap_start *start,
			struct ktap_message *message)
{
	int ret;

	if (session->state != KTAP_STATE_NEW)
		return -EBUSY;
	if (!session->image_bytes) {
		ktap_message_set(message, "no program image was written");
		return -EINVAL;
	}

	session->started_ns = ktime_get_mono_fast_ns();
	ret = load(session, start, message);
	drop_image(session);
	if (ret)
		return ret;

	session->run.on_stop = session_on_stop;
	session->events.target.own[1] = session->thread->pid;
	session->load_ns = ktime_get_mono_fast_ns() - session->started_ns;
	kref_get(&session->ref);
	/* Pairs with ktap_session_state(). */
	smp_store_release(&session->state, KTAP_STATE_STARTING);
	wake_up_process(session->thread);
	return 0;
}

int ktap_launch(struct ktap_session *session, const struct ktap_start *start,
		struct ktap_message *message)
{
	int ret = ktap_policy_load();

	if (ret)
		return ret;

	mutex_lock(&session->lock);
	ret = start_locked(session, start, message);
	mutex_unlock(&session->lock);
	return ret;
}
