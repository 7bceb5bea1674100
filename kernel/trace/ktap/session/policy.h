/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - who may do what
 *
 * Context: process
 */
#ifndef _KTAP_SESSION_POLICY_H
#define _KTAP_SESSION_POLICY_H

struct ktap_events;

/**
 * ktap_policy_open() - may the caller open the files of ktap?
 *
 * Return: 0, -ENODEV (switched off at boot), -EPERM.
 */
int ktap_policy_open(void);

/* May a program be loaded?  0 or -EPERM. */
int ktap_policy_load(void);

/* May a program read the kernel's memory?  0 or -EPERM. */
int ktap_policy_read_kernel(void);

/* May these events be attached?  0 or -EPERM. */
int ktap_policy_attach(const struct ktap_events *events);

#endif /* _KTAP_SESSION_POLICY_H */
