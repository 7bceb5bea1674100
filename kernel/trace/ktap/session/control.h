/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KTAP_SESSION_CONTROL_H
#define _KTAP_SESSION_CONTROL_H

/**
 * ktap_control_init - Creates the control files below tracefs
 *
 * Context: Boot, after tracefs has been registered.
 * Return: 0, or -ENOMEM.
 */
int ktap_control_init(void);

#endif /* _KTAP_SESSION_CONTROL_H */
