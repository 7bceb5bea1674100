/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: find mistakes that no grammar forbids
 */
#ifndef _KTAP_SEMA_CHECK_H
#define _KTAP_SEMA_CHECK_H

struct sema;

/**
 * check_run - find mistakes that no grammar forbids
 * @sema: script
 */
void check_run(struct sema *sema);

#endif /* _KTAP_SEMA_CHECK_H */
