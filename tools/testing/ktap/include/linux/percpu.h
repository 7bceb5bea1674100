/* SPDX-License-Identifier: GPL-2.0 */
/* There is one CPU: its variables are variables. */
#ifndef _HOSTED_LINUX_PERCPU_H
#define _HOSTED_LINUX_PERCPU_H

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/smp.h>

#define DEFINE_PER_CPU(type, name)	__typeof__(type) name
#define DECLARE_PER_CPU(type, name)	extern __typeof__(type) name
#define per_cpu(name, cpu)		(*per_cpu_ptr(&(name), cpu))
#define per_cpu_ptr(ptr, cpu)		((void)(cpu), (ptr))
#define this_cpu_ptr(ptr)		(ptr)
#define raw_cpu_ptr(ptr)		(ptr)
#define raw_cpu_read(name)		(name)
#define raw_cpu_write(name, v)		((name) = (v))
#define get_cpu_ptr(ptr)		(preempt_disable(), (ptr))
#define put_cpu_ptr(ptr)		((void)(ptr), preempt_enable())
#define this_cpu_write(name, v)		((name) = (v))
#define this_cpu_add_return(name, v)	((name) += (v))
#define this_cpu_read(name)		(name)
#define __this_cpu_write(name, v)	((name) = (v))
#define __this_cpu_read(name)		(name)
#define alloc_percpu(type)		alloc_percpu_gfp(type, GFP_KERNEL)
#define alloc_percpu_gfp(type, gfp)	((type *)kzalloc(sizeof(type), gfp))
#define free_percpu(ptr)		kfree(ptr)

#endif /* _HOSTED_LINUX_PERCPU_H */
