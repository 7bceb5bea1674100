/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: bind every name to what it means
 */
#ifndef _KTAP_SEMA_RESOLVE_H
#define _KTAP_SEMA_RESOLVE_H

struct sema;

/**
 * resolve_run - bind every name to what it means
 * @sema: script
 */
void resolve_run(struct sema *sema);

#endif /* _KTAP_SEMA_RESOLVE_H */
