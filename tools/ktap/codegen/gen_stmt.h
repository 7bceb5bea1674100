/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - code of statements
 */
#ifndef _KTAP_CODEGEN_GEN_STMT_H
#define _KTAP_CODEGEN_GEN_STMT_H

struct func;
struct stmt;

/**
 * gen_stmts - make code of statements
 * @func: function
 * @stmts: first of a list, or NULL
 */
void gen_stmts(struct func *func, struct stmt *stmts);

#endif /* _KTAP_CODEGEN_GEN_STMT_H */
