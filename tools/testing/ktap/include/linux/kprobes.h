/* SPDX-License-Identifier: GPL-2.0 */
/* Kprobes: a test may pretend that one is running. */
#ifndef _HOSTED_LINUX_KPROBES_H
#define _HOSTED_LINUX_KPROBES_H

#include <linux/types.h>

extern bool hosted_kprobe_runs;

#define kprobe_running()	hosted_kprobe_runs
#define NOKPROBE_SYMBOL(name)

#endif /* _HOSTED_LINUX_KPROBES_H */
