/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - how long a unit of work takes on this machine
 *
 * Context: process
 */
#ifndef _KTAP_VM_CALIBRATE_H
#define _KTAP_VM_CALIBRATE_H

#include <linux/types.h>

struct ktap_run;

/**
 * ktap_calibrate() - measure the time of a unit, once since boot
 * @run: A program that has not begun; its heap is used.
 * @frames: KTAP_PROCESS_FRAMES_BYTES for registers.
 *
 * Context: Process context, may sleep.  Takes some 10 us the first time.
 * Return: The time in 1/256 ns, not 0.
 */
u64 ktap_calibrate(const struct ktap_run *run, void *frames);

#endif /* _KTAP_VM_CALIBRATE_H */
