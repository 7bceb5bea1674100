/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: find fields that no event of a handler has
 */
#ifndef _KTAP_SEMA_FIELDS_H
#define _KTAP_SEMA_FIELDS_H

struct sema;

/**
 * fields_run - run the pass
 * @sema: script; nothing is checked unless it knows where tracefs is
 */
void fields_run(struct sema *sema);

#endif /* _KTAP_SEMA_FIELDS_H */
