/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - events in programs and libraries: from names to places in the file
 */
#ifndef _KTAP_SEMA_PLACE_H
#define _KTAP_SEMA_PLACE_H

struct sema;

/**
 * place_run - give events in files their places, and what globs fit its own
 * @sema: script; its events' texts are changed
 *
 * probe:FILE:NAME[+OFFSET][%return] becomes probe:PATH:NAME@0xPLACE[%return],
 * sdt:FILE[:PROVIDER]:NAME becomes sdt:PATH:NAME@0xPLACE[(0xSEMAPHORE)] with
 * its arguments.  A file that is not found, if it may be a module of the
 * kernel, is left to the kernel.
 */
void place_run(struct sema *sema);

#endif /* _KTAP_SEMA_PLACE_H */
