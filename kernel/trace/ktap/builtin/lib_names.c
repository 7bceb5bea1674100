// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: names of numbers
 *
 * Context: any, but for init
 */

#include <../kernel/trace/trace.h>

#include <linux/errname.h>
#include <linux/init.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <trace/syscall.h>

#include <asm/unistd.h>

#include "builtin/args.h"
#include "builtin/lib.h"

static int return_name(struct ktap_vm *vm, const char *name,
		       struct ktap_value *result)
{
	return name ? ktap_args_return_text(vm, name, strlen(name), result) : 0;
}

/* Of nil the name is nil. */
static int take_number(struct ktap_vm *vm, const char *name,
		       const struct ktap_value *arg, s64 *nr)
{
	*nr = S64_MIN;
	if (ktap_value_is_nil(arg))
		return 0;
	if (!ktap_value_is_int(arg))
		return ktap_args_refuse(vm, name, 1, arg, "an integer");
	*nr = arg->i;
	return 0;
}

#ifdef CONFIG_FTRACE_SYSCALLS
static const char *syscall_names[NR_syscalls] __ro_after_init;

/* "read" of the metadata of "sys_read". */
static int __init learn_syscalls(void)
{
	struct trace_event_call *call;

	mutex_lock(&event_mutex);
	list_for_each_entry(call, &ftrace_events, list) {
		const struct syscall_metadata *meta = call->data;
		const char *name;

		if (!call->class || !call->class->system ||
		    strcmp(call->class->system, "syscalls") || !meta ||
		    meta->syscall_nr < 0 || meta->syscall_nr >= NR_syscalls)
			continue;
		name = strchr(meta->name, '_');
		syscall_names[meta->syscall_nr] = name ? name + 1 : meta->name;
	}
	mutex_unlock(&event_mutex);
	return 0;
}
fs_initcall(learn_syscalls);

static const char *syscall_name(s64 nr)
{
	return nr >= 0 && nr < NR_syscalls ? syscall_names[nr] : NULL;
}
#else
static const char *syscall_name(s64 nr)
{
	return NULL;
}
#endif

int ktap_lib_syscall_name(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	s64 nr;
	int trap = take_number(vm, "syscall_name", &args[0], &nr);

	return trap ?: return_name(vm, syscall_name(nr), result);
}

/* Errors are negative where the kernel returns them. */
int ktap_lib_errno_name(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	const char *name = NULL;
	s64 nr;
	int trap = take_number(vm, "errno_name", &args[0], &nr);

	if (trap)
		return trap;
	if (nr && nr >= -MAX_ERRNO && nr <= MAX_ERRNO)
		name = errname(abs((int)nr));
	return return_name(vm, name, result);
}

#define NAME(signal)	[signal] = #signal

static const char *const signal_names[] = {
	NAME(SIGHUP), NAME(SIGINT), NAME(SIGQUIT), NAME(SIGILL), NAME(SIGTRAP),
	NAME(SIGABRT), NAME(SIGBUS), NAME(SIGFPE), NAME(SIGKILL), NAME(SIGUSR1),
	NAME(SIGSEGV), NAME(SIGUSR2), NAME(SIGPIPE), NAME(SIGALRM),
	NAME(SIGTERM), NAME(SIGCHLD), NAME(SIGCONT), NAME(SIGSTOP),
	NAME(SIGTSTP), NAME(SIGTTIN), NAME(SIGTTOU), NAME(SIGURG), NAME(SIGXCPU),
	NAME(SIGXFSZ), NAME(SIGVTALRM), NAME(SIGPROF), NAME(SIGWINCH),
	NAME(SIGIO), NAME(SIGPWR), NAME(SIGSYS),
#ifdef SIGSTKFLT
	NAME(SIGSTKFLT),
#endif
};

int ktap_lib_signal_name(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	const char *name = NULL;
	s64 nr;
	int trap = take_number(vm, "signal_name", &args[0], &nr);

	if (trap)
		return trap;
	if (nr > 0 && nr < ARRAY_SIZE(signal_names))
		name = signal_names[nr];
	return return_name(vm, name, result);
}
