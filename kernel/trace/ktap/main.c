// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - brings the floors up, from ground to roof
 *
 * Context: boot.
 */

#include <linux/init.h>

#include "session/control.h"
#include "session/modules.h"

static int __init ktap_init(void)
{
	int ret = ktap_modules_init();

	return ret ?: ktap_control_init();
}
fs_initcall(ktap_init);
