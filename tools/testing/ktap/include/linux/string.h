/* SPDX-License-Identifier: GPL-2.0 */
/* The tools', and what they lack. */
#ifndef _HOSTED_LINUX_STRING_H
#define _HOSTED_LINUX_STRING_H

#include_next <linux/string.h>

#undef strscpy
ssize_t strscpy(char *to, const char *from, size_t size);

#define memset_startat(obj, v, member)					\
	memset((char *)(obj) + offsetof(typeof(*(obj)), member), v,	\
	       sizeof(*(obj)) - offsetof(typeof(*(obj)), member))

#endif /* _HOSTED_LINUX_STRING_H */
