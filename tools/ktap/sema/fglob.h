/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - globs in the filters of ftrace:function
 */
#ifndef _KTAP_SEMA_FGLOB_H
#define _KTAP_SEMA_FGLOB_H

struct sema;

/**
 * fglob_run - hand globs over to ftrace
 * @sema: script that was just parsed
 *
 * Terms "ip == GLOB" and "ip != GLOB" that are joined by && leave the filter
 * and go behind the event's text, "ftrace:function GLOB !GLOB".  ftrace takes
 * any of several globs, so the second "==" stays where it is.
 */
void fglob_run(struct sema *sema);

#endif /* _KTAP_SEMA_FGLOB_H */
