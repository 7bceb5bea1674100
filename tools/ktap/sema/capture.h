/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: find what functions capture
 */
#ifndef _KTAP_SEMA_CAPTURE_H
#define _KTAP_SEMA_CAPTURE_H

struct sema;

/**
 * capture_run - decide which functions are closures, and over what
 * @sema: script whose names are settled
 */
void capture_run(struct sema *sema);

#endif /* _KTAP_SEMA_CAPTURE_H */
