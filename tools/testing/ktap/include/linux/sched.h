/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks: there is one. */
#ifndef _HOSTED_LINUX_SCHED_H
#define _HOSTED_LINUX_SCHED_H

#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define TASK_COMM_LEN		16

struct task_struct {
	int pid;
	int tgid;
	int ppid;
	char comm[TASK_COMM_LEN];
	void *mm;
	bool in_iowait;
};

extern struct task_struct hosted_task;

#define current			(&hosted_task)
#define init_pid_ns		(*(int *)NULL)
#define task_tgid_nr(task)	((task)->tgid)
#define task_pid_nr(task)	((task)->pid)
#define task_ppid_nr_ns(task, ns) ((task)->ppid)
#define task_ppid_nr(task)	((task)->ppid)
#define might_sleep()		hosted_might_sleep()
#define cond_resched()		hosted_might_sleep()
#define fatal_signal_pending(task) false
#define schedule_timeout_uninterruptible(t) ((void)(t), hosted_might_sleep())
#define schedule_timeout_idle(t)	((void)(t), hosted_might_sleep())

/* Checks that it may; lets works run. */
void hosted_might_sleep(void);

#endif /* _HOSTED_LINUX_SCHED_H */
