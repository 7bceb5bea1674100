/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: compute what is constant
 */
#ifndef _KTAP_SEMA_FOLD_H
#define _KTAP_SEMA_FOLD_H

struct sema;

/**
 * fold_run - compute what is constant
 * @sema: script
 */
void fold_run(struct sema *sema);

#endif /* _KTAP_SEMA_FOLD_H */
