/* SPDX-License-Identifier: GPL-2.0 */
/* Kernel memory is the C library's, but that it may run out on demand. */
#ifndef _HOSTED_LINUX_SLAB_H
#define _HOSTED_LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>

/* The allocation that many calls ahead fails; 0: none. */
extern unsigned int hosted_fail_in;

void *kmalloc(size_t bytes, gfp_t gfp);
void *kzalloc(size_t bytes, gfp_t gfp);
void kfree(const void *memory);

void *kmemdup(const void *from, size_t bytes, gfp_t gfp);

#define kvmemdup(from, bytes, gfp)	kmemdup(from, bytes, gfp)
#define kvmalloc(bytes, gfp)		kmalloc(bytes, gfp)
#define kvzalloc(bytes, gfp)		kzalloc(bytes, gfp)
#define kvfree(memory)			kfree(memory)
#define kmalloc_node(bytes, gfp, node)	kmalloc(bytes, gfp)
#define kzalloc_node(bytes, gfp, node)	kzalloc(bytes, gfp)
#define kvcalloc(nr, bytes, gfp)	kzalloc(array_size(nr, bytes), gfp)
#define kcalloc(nr, bytes, gfp)		kzalloc(array_size(nr, bytes), gfp)
#define kvmalloc_array(nr, bytes, gfp)	kmalloc(array_size(nr, bytes), gfp)

#endif /* _HOSTED_LINUX_SLAB_H */
