/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - plans of the formats of a program
 *
 * Context: process
 */
#ifndef _KTAP_BUILTIN_PLANS_H
#define _KTAP_BUILTIN_PLANS_H

#include "prog/prog.h"

/**
 * ktap_plans_create() - read what may be a format
 * @prog: The program.
 *
 * Return: What ktap_format_plan() says of each constant, to be freed by
 * kvfree(), or NULL: no memory.
 */
u32 *ktap_plans_create(const struct ktap_prog *prog);

#endif /* _KTAP_BUILTIN_PLANS_H */
