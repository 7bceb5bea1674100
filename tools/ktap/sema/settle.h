/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: decide what undeclared and captured names are
 */
#ifndef _KTAP_SEMA_SETTLE_H
#define _KTAP_SEMA_SETTLE_H

struct sema;

/**
 * settle_run - decide what undeclared and captured names are
 * @sema: script
 */
void settle_run(struct sema *sema);

#endif /* _KTAP_SEMA_SETTLE_H */
