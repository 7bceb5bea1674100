/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - "did you mean"
 */
#ifndef _KTAP_SEMA_SUGGEST_H
#define _KTAP_SEMA_SUGGEST_H

struct sema;

/**
 * suggest_name - a known name that is spelled nearly the same
 * @sema: script
 * @name: is not known
 *
 * Return: the name, or NULL.
 */
const char *suggest_name(const struct sema *sema, const char *name);

#endif /* _KTAP_SEMA_SUGGEST_H */
