/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a script means: the passes between tree and code
 */
#ifndef _KTAP_SEMA_SEMA_H
#define _KTAP_SEMA_SEMA_H

struct sema;

/**
 * sema_run - run all passes
 * @sema: all but its last three members is filled
 *
 * Return: 0, or -1 if errors were reported.
 */
int sema_run(struct sema *sema);

#endif /* _KTAP_SEMA_SEMA_H */
