/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the control files
 *
 * Context: boot
 */
#ifndef _KTAP_SESSION_CONTROL_H
#define _KTAP_SESSION_CONTROL_H

/**
 * ktap_control_init() - create the control files below tracefs
 *
 * Context: Boot, after tracefs has been registered.
 * Return: 0, or -ENOMEM.
 */
int ktap_control_init(void);

#endif /* _KTAP_SESSION_CONTROL_H */
