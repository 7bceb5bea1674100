// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - globs in the filters of ftrace:function
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/intern.h"
#include "sema/fglob.h"
#include "sema/state.h"
#include "syntax/ast.h"

/**
 * struct fglob - the globs of a filter
 */
struct fglob {
	char text[512];		/* the event's, with them behind it */
	size_t len;
	bool has_equal;
};

static const struct intern_text *glob_of(const struct exp *exp)
{
	if (exp->kind != EXP_BINARY || (exp->op != OP_EQ && exp->op != OP_NE) ||
	    exp->first->kind != EXP_NAME || !intern_equals(exp->first->name, "ip"))
		return NULL;
	if (exp->second->kind != EXP_FGLOB && exp->second->kind != EXP_STRING)
		return NULL;
	return strchr(exp->second->text->text, ' ') ? NULL : exp->second->text;
}

/* False: the term stays in the filter. */
static bool take_term(struct fglob *fglob, const struct exp *exp)
{
	const struct intern_text *glob = glob_of(exp);
	bool is_equal = exp->op == OP_EQ;
	int len;

	if (!glob || (is_equal && fglob->has_equal))
		return false;
	len = snprintf(fglob->text + fglob->len, sizeof(fglob->text) - fglob->len,
		       " %s%s", is_equal ? "" : "!", glob->text);
	if (len < 0 || fglob->len + len >= sizeof(fglob->text))
		return false;
	fglob->len += len;
	fglob->has_equal |= is_equal;
	return true;
}

/* Return: what is left of the filter, or NULL. */
static struct exp *take_terms(struct fglob *fglob, struct exp *exp)
{
	if (exp->kind != EXP_AND)
		return take_term(fglob, exp) ? NULL : exp;
	exp->first = take_terms(fglob, exp->first);
	exp->second = take_terms(fglob, exp->second);
	if (!exp->first)
		return exp->second;
	return exp->second ? exp : exp->first;
}

void fglob_run(struct sema *sema)
{
	static const char name[] = "ftrace:function";
	struct func_def *func;

	for (func = sema->ast->main; func; func = func->next) {
		struct fglob fglob = { .len = strlen(name) };

		if (func->kind != FUNC_EVENT || !func->filter ||
		    func->events->next ||
		    !intern_equals(func->events->text, name))
			continue;
		memcpy(fglob.text, name, sizeof(name));
		func->filter = take_terms(&fglob, func->filter);
		func->events->text = intern_text(sema->intern, fglob.text,
						 fglob.len);
	}
}
