/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that tests see. */
#ifndef _HOSTED_LINUX_UTSNAME_H
#define _HOSTED_LINUX_UTSNAME_H

#define __NEW_UTS_LEN		64

struct hosted_uts {
	struct {
		char machine[__NEW_UTS_LEN + 1];
		char release[__NEW_UTS_LEN + 1];
	} name;
};

extern struct hosted_uts init_uts_ns;

#endif /* _HOSTED_LINUX_UTSNAME_H */
