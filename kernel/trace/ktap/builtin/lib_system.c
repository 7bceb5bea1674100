// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: the machine, its kernel, and what they know of a thread
 *
 * Context: any
 */

#include <linux/cgroup.h>
#include <linux/cpumask.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/utsname.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "mem/guard.h"

int ktap_lib_num_cpus(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(num_online_cpus());

	return 0;
}

static int return_text(struct ktap_vm *vm, const char *text,
		       struct ktap_value *result)
{
	return ktap_args_return_text(vm, text, strnlen(text, __NEW_UTS_LEN),
				     result);
}

int ktap_lib_arch(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	return return_text(vm, init_uts_ns.name.machine, result);
}

int ktap_lib_kernel_v(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	return return_text(vm, init_uts_ns.name.release, result);
}

int ktap_lib_in_interrupt(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_bool(!ktap_vm_is_process(vm) &&
				  ktap_traced_level(preempt_count()));

	return 0;
}

int ktap_lib_euid(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(from_kuid(&init_user_ns,
					   task_euid(vm->ctx->task)));

	return 0;
}

int ktap_lib_curtask(struct ktap_vm *vm, const struct ktap_value *args,
		     unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int((long)vm->ctx->task);

	return 0;
}

/* The number that stat() shows of its directory in cgroup2. */
int ktap_lib_cgroup(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
#ifdef CONFIG_CGROUPS
	rcu_read_lock();
	*result = ktap_value_int(cgroup_id(task_dfl_cgroup(vm->ctx->task)));
	rcu_read_unlock();
#endif
	return 0;
}

int ktap_lib_in_iowait(struct ktap_vm *vm, const struct ktap_value *args,
		       unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_bool(vm->ctx->task->in_iowait);

	return 0;
}
