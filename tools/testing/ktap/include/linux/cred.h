/* SPDX-License-Identifier: GPL-2.0 */
/* The one task is root's. */
#ifndef _HOSTED_LINUX_CRED_H
#define _HOSTED_LINUX_CRED_H

#define init_user_ns		(*(int *)NULL)
#define task_uid(task)		((void)(task), 0)
#define task_euid(task)		((void)(task), 0)
#define task_cred_xxx(task, field) ((void)(task), 0)
#define from_kuid(ns, uid)	(uid)
#define from_kgid(ns, gid)	(gid)

#endif /* _HOSTED_LINUX_CRED_H */
