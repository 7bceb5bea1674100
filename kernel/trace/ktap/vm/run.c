// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a program as it runs: what all its invocations share
 *
 * Context: any, but for init and free, which may sleep
 */

#include <linux/irq_work.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "limits.h"
#include "vm/errors.h"
#include "vm/run.h"

static void tell_session(struct irq_work *work)
{
	struct ktap_run *run = container_of(work, struct ktap_run, stop_work);

	if (run->on_stop)
		run->on_stop(run);
}

void ktap_run_stop(struct ktap_run *run)
{
	WRITE_ONCE(run->gate, 0);
	irq_work_queue(&run->stop_work);
}

void ktap_run_exit(struct ktap_run *run, int status)
{
	if (!atomic_cmpxchg(&run->exiting, 0, 1))
		WRITE_ONCE(run->exit_status, status);
	ktap_run_stop(run);
}

u64 ktap_run_lost(const struct ktap_run *run, enum ktap_loss cause)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += local_read(&per_cpu_ptr(run->losses, cpu)->count[cause]);

	return sum;
}

void ktap_run_sum(const struct ktap_run *run, u64 *fired, u64 *units)
{
	int cpu;

	*fired = 0;
	*units = 0;
	for_each_possible_cpu(cpu) {
		struct ktap_run_stats *stats = per_cpu_ptr(run->stats, cpu);
		u64 events = local64_read(&stats->fired);

		*fired += events + local64_read(&stats->ticks);
		/* What was charged for events beside their instructions is out. */
		*units += local64_read(&stats->units) +
			  READ_ONCE(stats->granted) -
			  local64_read(&stats->left) -
			  events * KTAP_EVENT_UNITS;
	}
}

int ktap_run_init(struct ktap_run *run, const struct ktap_prog *prog)
{
	init_irq_work(&run->stop_work, tell_session);
	run->prog = prog;
	run->process_budget = KTAP_PROCESS_BUDGET;
	run->max_errors = KTAP_DEFAULT_ERRORS;
	run->overload_share = KTAP_PROCESS_BUDGET;
	run->overload_percent = 100;
	run->rand_seed = get_random_u64();

	/* A slot of zeroes is nil. */
	run->vars = kvcalloc(prog->nr_vars, sizeof(*run->vars),
			     GFP_KERNEL_ACCOUNT);
	run->losses = alloc_percpu_gfp(struct ktap_losses, GFP_KERNEL_ACCOUNT);
	run->stats = alloc_percpu_gfp(struct ktap_run_stats, GFP_KERNEL_ACCOUNT);
	run->errors = kvzalloc(sizeof(*run->errors), GFP_KERNEL_ACCOUNT);
	if (run->vars && run->losses && run->stats && run->errors)
		return 0;
	ktap_run_free(run);

	return -ENOMEM;
}

void ktap_run_free(struct ktap_run *run)
{
	if (run->prog)
		irq_work_sync(&run->stop_work);
	kvfree(run->errors);
	free_percpu(run->stats);
	free_percpu(run->losses);
	kvfree(run->vars);
	run->errors = NULL;
	run->stats = NULL;
	run->losses = NULL;
	run->vars = NULL;
}
