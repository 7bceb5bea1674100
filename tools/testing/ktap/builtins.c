// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - built-ins that need a kernel around them: always nil
 */

#include "builtin/lib.h"

#define NIL(name)							\
int ktap_lib_##name(struct ktap_vm *vm, const struct ktap_value *args,	\
		    unsigned int nr_args, struct ktap_value *result)	\
{									\
	return 0;							\
}

NIL(euid)
NIL(curtask)
NIL(cgroup)
NIL(in_iowait)
NIL(in_interrupt)
NIL(num_cpus)
NIL(arch)
NIL(kernel_v)
NIL(user_string)
NIL(user_strings)
NIL(user_buf)
NIL(kernel_string)
NIL(kernel_read)
NIL(syscall_name)
NIL(errno_name)
NIL(signal_name)
NIL(net_format)
NIL(net_ip_sock_saddr)
NIL(net_ip_sock_daddr)
