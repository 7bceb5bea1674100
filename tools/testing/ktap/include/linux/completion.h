/* SPDX-License-Identifier: GPL-2.0 */
/* There are no threads. */
#ifndef _HOSTED_LINUX_COMPLETION_H
#define _HOSTED_LINUX_COMPLETION_H

struct completion {
	int unused;
};

#define init_completion(done)		((void)(done))
#define complete(done)			((void)(done))
#define wait_for_completion(done)	((void)(done))

#endif /* _HOSTED_LINUX_COMPLETION_H */
