/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - checks of printf() with a format that is a literal
 */
#ifndef _KTAP_SEMA_CHECK_PRINTF_H
#define _KTAP_SEMA_CHECK_PRINTF_H

struct diag;
struct exp;

/**
 * check_printf - complain if values do not fit the format
 * @diag: where to
 * @call: of printf
 */
void check_printf(struct diag *diag, struct exp *call);

#endif /* _KTAP_SEMA_CHECK_PRINTF_H */
