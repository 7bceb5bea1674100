// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: who runs, and where
 *
 * Context: any
 */

#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "builtin/args.h"
#include "builtin/lib.h"

int ktap_lib_pid(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(task_tgid_nr(vm->ctx->task));

	return 0;
}

int ktap_lib_tid(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(task_pid_nr(vm->ctx->task));

	return 0;
}

int ktap_lib_ppid(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(task_ppid_nr_ns(vm->ctx->task, &init_pid_ns));

	return 0;
}

int ktap_lib_uid(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(from_kuid(&init_user_ns,
					   task_uid(vm->ctx->task)));

	return 0;
}

int ktap_lib_gid(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(from_kgid(&init_user_ns,
					   task_cred_xxx(vm->ctx->task, gid)));

	return 0;
}

int ktap_lib_cpu(struct ktap_vm *vm, const struct ktap_value *args,
		 unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(raw_smp_processor_id());

	return 0;
}

/* The name may change under our eyes; a mixture of two is ended all the same. */
int ktap_lib_execname(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *string;
	int trap = 0;

	string = ktap_string_alloc(&vm->inv, TASK_COMM_LEN - 1, &trap);
	if (unlikely(!string))
		return trap ? trap : -ENOMEM;
	memcpy(string->bytes, vm->ctx->task->comm, TASK_COMM_LEN);
	ktap_string_seal_text(string);
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}
