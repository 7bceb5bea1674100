/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: decide what undeclared and captured names are
 */
#ifndef _KTAP_SEMA_SETTLE_H
#define _KTAP_SEMA_SETTLE_H

#include <stdbool.h>

struct sema;
struct symbol;

/**
 * settle_run - decide what undeclared and captured names are
 * @sema: script
 */
void settle_run(struct sema *sema);

/**
 * settle_is_accumulated - is a variable never read, but accumulated in?
 * @symbol: a program variable
 */
bool settle_is_accumulated(const struct symbol *symbol);

#endif /* _KTAP_SEMA_SETTLE_H */
