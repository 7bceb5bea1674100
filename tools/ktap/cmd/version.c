// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - versions of the tool and of the kernel
 */

#include <stdio.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "cmd/version.h"
#include "run/control.h"
#include "target/tracefs.h"

#ifndef KTAP_VERSION
#define KTAP_VERSION	"of unknown version"
#endif

void version_print(void)
{
	struct ktap_status status = { .size = sizeof(status) };
	struct control control;
	char why[512];

	printf("ktap %s, image version %u\n", KTAP_VERSION, KTAP_IMAGE_VERSION);
	if (control_open(&control, &tracefs_usual, why, sizeof(why))) {
		printf("kernel: %s\n", why);
		return;
	}
	if (control.ops->status(&control, &status))
		puts("kernel: does not tell its image version");
	else
		printf("kernel: image version %u\n", status.image_version);
	control_close(&control);
}
