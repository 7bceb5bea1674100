// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what the mechanisms cost by themselves: a counter on each, no more
 *
 * Context: process; the counters in any
 *
 * For tools/ktap/bench/rows.py.  Writing "MECHANISM FUNCTION[+OFFSET]" to
 * /sys/module/ktap/parameters/floor hooks a counter there, "none" takes it
 * out; reading gives what it has counted.
 */

#include <linux/fprobe.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <trace/events/syscalls.h>

static DEFINE_PER_CPU(unsigned long, hits);

struct mechanism {
	const char *name;
	/* @addr: Of an instruction; 0: none was named. */
	int (*attach)(unsigned long addr);
	void (*detach)(void);
};

static DEFINE_MUTEX(floor_mutex);	/* protects what follows */
static const struct mechanism *attached;

static void on_sys_enter(void *data, struct pt_regs *regs, long id)
{
	this_cpu_inc(hits);
}

static int attach_tracepoint(unsigned long addr)
{
	return register_trace_sys_enter(on_sys_enter, NULL);
}

static void detach_tracepoint(void)
{
	unregister_trace_sys_enter(on_sys_enter, NULL);
	tracepoint_synchronize_unregister();
}

static void on_ftrace(unsigned long ip, unsigned long parent_ip,
		      struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	this_cpu_inc(hits);
}

static struct ftrace_ops ftrace_hook = { .func = on_ftrace };

static int attach_ftrace(unsigned long addr)
{
	int ret = ftrace_set_filter_ip(&ftrace_hook, addr, 0, 1);

	return ret ?: register_ftrace_function(&ftrace_hook);
}

static void detach_ftrace(void)
{
	unregister_ftrace_function(&ftrace_hook);
	ftrace_free_filter(&ftrace_hook);
}

static int on_kprobe(struct kprobe *kprobe, struct pt_regs *regs)
{
	this_cpu_inc(hits);
	return 0;
}
NOKPROBE_SYMBOL(on_kprobe);

static struct kprobe kprobe_hook;

static int attach_kprobe(unsigned long addr)
{
	kprobe_hook = (struct kprobe){
		.addr		= (kprobe_opcode_t *)addr,
		.pre_handler	= on_kprobe,
	};
	return register_kprobe(&kprobe_hook);
}

static void detach_kprobe(void)
{
	unregister_kprobe(&kprobe_hook);
}

static int on_fprobe_entry(struct fprobe *fprobe, unsigned long ip,
			   unsigned long ret_ip, struct pt_regs *regs,
			   void *data)
{
	this_cpu_inc(hits);
	return 0;
}

static void on_fprobe_exit(struct fprobe *fprobe, unsigned long ip,
			   unsigned long ret_ip, struct pt_regs *regs,
			   void *data)
{
	this_cpu_inc(hits);
}

/*
 * ftrace keeps the trampoline of what is no dynamic memory, and a list of all
 * of them: each mechanism has a hook of its own, which is never cleared.
 */
static struct fprobe fprobe_entry = {
	.entry_handler	= on_fprobe_entry,
};

static struct fprobe fprobe_exit = {
	.exit_handler	= on_fprobe_exit,
};

/* As who measures durations: the entry leaves a word for the exit. */
static struct fprobe fprobe_both = {
	.entry_handler	 = on_fprobe_entry,
	.exit_handler	 = on_fprobe_exit,
	.entry_data_size = sizeof(u64),
};

/* The one of them that is attached. */
static struct fprobe *fprobe_hook;

static int attach_fprobe(struct fprobe *fprobe, unsigned long addr)
{
	fprobe_hook = fprobe;
	return register_fprobe_ips(fprobe, &addr, 1);
}

static int attach_fprobe_entry(unsigned long addr)
{
	return attach_fprobe(&fprobe_entry, addr);
}

static int attach_fprobe_exit(unsigned long addr)
{
	return attach_fprobe(&fprobe_exit, addr);
}

static int attach_fprobe_both(unsigned long addr)
{
	return attach_fprobe(&fprobe_both, addr);
}

static void detach_fprobe(void)
{
	unregister_fprobe(fprobe_hook);
}

static const struct mechanism mechanisms[] = {
	{ "tracepoint",	  attach_tracepoint,   detach_tracepoint },
	{ "ftrace",	  attach_ftrace,       detach_ftrace },
	{ "kprobe",	  attach_kprobe,       detach_kprobe },
	{ "fprobe-entry", attach_fprobe_entry, detach_fprobe },
	{ "fprobe-exit",  attach_fprobe_exit,  detach_fprobe },
	{ "fprobe-both",  attach_fprobe_both,  detach_fprobe },
};

static const struct mechanism *find_mechanism(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mechanisms); i++) {
		if (!strcmp(mechanisms[i].name, name))
			return &mechanisms[i];
	}
	return NULL;
}

/* The address of "FUNCTION[+OFFSET]", or 0. */
static unsigned long find_place(char *text)
{
	char *function = strsep(&text, "+");
	unsigned int offset = 0;
	unsigned long addr;

	if (text && kstrtouint(text, 0, &offset))
		return 0;
	addr = kallsyms_lookup_name(function);
	return addr ? addr + offset : 0;
}

static void reset_hits(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(hits, cpu) = 0;
}

/* Under the mutex. */
static int choose(char *text)
{
	const char *name = strsep(&text, " ");
	const struct mechanism *mechanism = find_mechanism(name);
	unsigned long addr = text ? find_place(text) : 0;
	int ret = 0;

	if (!mechanism != !strcmp(name, "none") || (text && !addr))
		return -EINVAL;
	if (attached)
		attached->detach();
	attached = NULL;
	reset_hits();
	if (mechanism)
		ret = mechanism->attach(addr);
	if (!ret)
		attached = mechanism;
	return ret;
}

static int floor_set(const char *value, const struct kernel_param *param)
{
	char *text = kstrdup(value, GFP_KERNEL);
	int ret;

	if (!text)
		return -ENOMEM;
	mutex_lock(&floor_mutex);
	ret = choose(strim(text));
	mutex_unlock(&floor_mutex);
	kfree(text);
	return ret;
}

static int floor_get(char *buffer, const struct kernel_param *param)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(hits, cpu);
	return sysfs_emit(buffer, "%lu\n", sum);
}

static const struct kernel_param_ops floor_ops = {
	.set	= floor_set,
	.get	= floor_get,
};

module_param_cb(floor, &floor_ops, NULL, 0600);
