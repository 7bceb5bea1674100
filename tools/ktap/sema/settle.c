// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: decide what undeclared and captured names are
 *
 * After it a variable is a LOCAL, a register of one function and of those that
 * capture it, or a VAR, shared by all; a function that is never assigned is a
 * FUNC, unless it captures something (see capture.c).
 */
#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "sema/settle.h"
#include "sema/state.h"
#include "sema/suggest.h"
#include "syntax/ast.h"
#include "syntax/foreign.h"

#define MAX_HINTS	100

static void make_var(struct sema *sema, struct symbol *symbol)
{
	symbol->kind = SYMBOL_VAR;
	symbol->number = sema->vars.nr;
	vec_push(sema->arena, &sema->vars, symbol);
}

static void make_call_var(struct sema *sema, struct symbol *symbol)
{
	symbol->kind = SYMBOL_CALL_VAR;
	symbol->number = sema->call_vars.nr;
	vec_push(sema->arena, &sema->call_vars, symbol);
	if (sema->call_vars.nr == KTAP_IMAGE_MAX_CALLVARS + 1)
		diag_error(sema->diag, symbol->pos,
			   "there are at most %u variables of calls",
			   KTAP_IMAGE_MAX_CALLVARS);
}

static void settle_local(struct sema *sema, struct symbol *symbol)
{
	if (symbol->func && !symbol->assigned)
		symbol->kind = SYMBOL_FUNC;
	else if (symbol->captured && !symbol->in_loop)
		make_var(sema, symbol);
}

/* A variable of that name that cannot be seen from there. */
static const struct symbol *find_private(const struct sema *sema,
					 const struct symbol *symbol)
{
	__u32 i;

	for (i = 0; i < sema->scope.symbols.nr; i++) {
		const struct symbol *other = sema->scope.symbols.items[i];

		if (other != symbol && other->name == symbol->name)
			return other;
	}
	return NULL;
}

static void hint_unknown(struct sema *sema, const struct symbol *symbol)
{
	const struct uses *uses = &symbol->uses;
	const struct symbol *private;
	const char *foreign, *near;

	/* To find them takes time, and no more errors are shown. */
	if (sema->diag->nr_errors > MAX_HINTS)
		return;
	private = find_private(sema, symbol);
	near = suggest_name(sema, symbol->name->text);
	foreign = foreign_name(symbol->name);
	if (!foreign)
		foreign = foreign_word(symbol->name);
	if (!uses->nr_reads && uses->nr_assigned_inside)
		diag_hint(sema->diag,
			  "`var %s = …` makes it private; at top level it is shared",
			  symbol->name->text);
	else if (foreign)
		diag_hint(sema->diag, "%s", foreign);
	else if (private)
		diag_hint(sema->diag, "the `%s` of line %u ends with its block",
			  private->name->text,
			  source_line(sema->diag->source, private->pos));
	else if (near)
		diag_hint(sema->diag, "did you mean `%s`?", near);
}

static void report_unknown(struct sema *sema, const struct symbol *symbol)
{
	const struct uses *uses = &symbol->uses;
	const char *name = symbol->name->text;

	if (uses->nr_reads) {
		diag_error(sema->diag, uses->read_pos, "`%s` is not declared",
			   name);
	} else {
		diag_error(sema->diag, uses->assigned_pos,
			   "`%s` is not declared", name);
	}
	hint_unknown(sema, symbol);
}

static void report_conflict(struct sema *sema, const struct symbol *symbol)
{
	const struct uses *uses = &symbol->uses;
	const char *first, *second;

	if (uses->nr_stores || uses->nr_table_updates || uses->nr_table_joins)
		first = "a table";
	else
		first = uses->nr_updates ? "a counter" : "text";
	if (uses->nr_samples)
		second = "an aggregate";
	else
		second = uses->nr_joins ? "text" : "a counter";
	diag_error(sema->diag, uses->conflict_pos,
		   "`%s` is used as %s and as %s", symbol->name->text, first,
		   second);
}

static void settle_undeclared(struct sema *sema, struct symbol *symbol)
{
	const struct uses *uses = &symbol->uses;
	bool accumulates = uses->nr_updates || uses->nr_joins ||
			   uses->nr_table_updates || uses->nr_table_joins ||
			   uses->nr_samples;

	if (symbol->var_kind == KTAP_VAR_CALL) {
		make_call_var(sema, symbol);
		return;
	}
	if (symbol->later_pos) {
		diag_error(sema->diag, symbol->pos, "`%s` is not declared here",
			   symbol->name->text);
		diag_hint(sema->diag, "it is declared below, in line %u",
			  source_line(sema->diag->source, symbol->later_pos));
		return;
	}
	if (!uses->nr_assigned && !uses->nr_stores && !accumulates) {
		if (!uses->nr_reads && !uses->nr_assigned_inside) {
			symbol->kind = SYMBOL_FIELD;
			return;
		}
		report_unknown(sema, symbol);
		return;
	}
	if (uses->conflict_pos && !uses->nr_assigned)
		report_conflict(sema, symbol);
	if (!accumulates && !uses->nr_stores && !uses->nr_reads &&
	    !uses->nr_filter_reads)
		diag_remark(sema->diag, symbol->pos,
			    "`%s` is assigned and never read",
			    symbol->name->text);
	make_var(sema, symbol);
}

void settle_run(struct sema *sema)
{
	__u32 i;

	for (i = 0; i < sema->scope.symbols.nr; i++) {
		struct symbol *symbol = sema->scope.symbols.items[i];

		if (symbol->kind == SYMBOL_LOCAL)
			settle_local(sema, symbol);
		else if (symbol->kind == SYMBOL_UNDECLARED)
			settle_undeclared(sema, symbol);
	}
	if (sema->args_table)
		make_var(sema, sema->args_table);
}

bool settle_is_accumulated(const struct symbol *symbol)
{
	const struct uses *uses = &symbol->uses;

	return (uses->nr_updates || uses->nr_joins || uses->nr_table_updates ||
		uses->nr_samples) &&
	       !uses->nr_table_joins && !uses->nr_stores &&
	       !uses->nr_reads && !uses->nr_filter_reads &&
	       !uses->nr_assigned_inside;
}
