/* SPDX-License-Identifier: GPL-2.0 */
/* On the C library's. */
#ifndef _HOSTED_LINUX_SORT_H
#define _HOSTED_LINUX_SORT_H

#include <stdlib.h>

#define sort(base, nr, bytes, compare, swap)				\
	((void)(swap), qsort(base, nr, bytes, compare))

#endif /* _HOSTED_LINUX_SORT_H */
