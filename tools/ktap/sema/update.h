/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - updates that are written as assignments
 */
#ifndef _KTAP_SEMA_UPDATE_H
#define _KTAP_SEMA_UPDATE_H

struct scope;
struct stmt;

/**
 * update_find - make "x op= e" of "x = x op e"
 * @scope: names
 * @stmt: an assignment whose names are not resolved; is changed if both sides
 *	have the same variable or element, and @e calls no script function
 */
void update_find(struct scope *scope, struct stmt *stmt);

#endif /* _KTAP_SEMA_UPDATE_H */
