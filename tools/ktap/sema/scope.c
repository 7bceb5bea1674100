// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - names and what they mean
 */
#include <string.h>

#include <linux/kernel.h>

#include "base/intern.h"
#include "sema/missing.h"
#include "sema/scope.h"

void scope_open(struct scope *scope, struct block *block)
{
	block->outer = scope->block;
	block->symbols = NULL;
	scope->block = block;
}

void scope_close(struct scope *scope)
{
	struct symbol *symbol;

	for (symbol = scope->block->symbols; symbol; symbol = symbol->next)
		symbol->name->binding = symbol->shadowed;
	scope->block = scope->block->outer;
}

static struct symbol *make_symbol(struct scope *scope, enum symbol_kind kind,
				  struct intern_text *name, __u32 pos)
{
	struct symbol *symbol = arena_alloc(scope->arena, sizeof(*symbol));

	symbol->kind = kind;
	symbol->name = name;
	symbol->pos = pos;
	return symbol;
}

struct symbol *scope_declare(struct scope *scope, struct intern_text *name,
			     __u32 pos, const struct func_def *owner)
{
	struct symbol *symbol = make_symbol(scope, SYMBOL_LOCAL, name, pos);

	symbol->owner = owner;
	symbol->shadowed = name->binding;
	symbol->next = scope->block->symbols;
	scope->block->symbols = symbol;
	name->binding = symbol;
	vec_push(scope->arena, &scope->symbols, symbol);
	return symbol;
}

static const struct special {
	const char *name;
	enum symbol_kind kind;
} specials[] = {
	{ "arg", SYMBOL_SCRIPT_ARGS },
	{ "args", SYMBOL_EVENT_ARGS },
	{ "self", SYMBOL_SELF },
	{ "call", SYMBOL_CALL },
	{ "pairs", SYMBOL_ITERATOR },
	{ "sort_pairs", SYMBOL_ITERATOR },
};

/* Kind of a name that is not declared; UNDECLARED if it is not known, too. */
static enum symbol_kind outermost_kind(const char *name,
				       struct builtin *builtin)
{
	size_t i;

	if (builtin_find(name, builtin))
		return SYMBOL_BUILTIN;
	for (i = 0; i < ARRAY_SIZE(specials); i++) {
		if (!strcmp(specials[i].name, name))
			return specials[i].kind;
	}
	if (!strncmp(name, "arg", 3) && name[3] >= '0' && name[3] <= '9' &&
	    !name[4])
		return SYMBOL_EVENT_ARG;
	if (builtin_is_library(name))
		return SYMBOL_LIBRARY;
	return missing_is_name(name) ? SYMBOL_MISSING : SYMBOL_UNDECLARED;
}

struct symbol *scope_find(struct scope *scope, struct intern_text *name,
			  __u32 pos)
{
	struct symbol *symbol = name->binding;

	if (symbol)
		return symbol;
	symbol = make_symbol(scope, SYMBOL_UNDECLARED, name, pos);
	symbol->kind = outermost_kind(name->text, &symbol->builtin);
	if (symbol->kind == SYMBOL_EVENT_ARG)
		symbol->number = name->text[3] - '0';
	if (symbol->kind == SYMBOL_UNDECLARED)
		vec_push(scope->arena, &scope->symbols, symbol);
	name->binding = symbol;
	return symbol;
}

struct symbol *scope_find_owned(struct scope *scope, struct intern_text *name,
				__u32 pos, enum ktap_var_kind kind)
{
	struct symbol *symbol = name->binding;

	if (symbol)
		return symbol;
	symbol = make_symbol(scope, SYMBOL_UNDECLARED, name, pos);
	symbol->var_kind = kind;
	/* Whatever the script does with it, it is one and is read. */
	symbol->uses.nr_stores = 1;
	symbol->uses.nr_reads = 1;
	vec_push(scope->arena, &scope->symbols, symbol);
	name->binding = symbol;
	return symbol;
}

struct symbol *scope_alias(struct scope *scope, const char *builtin,
			   struct intern_text *name, __u32 pos)
{
	struct symbol *symbol = make_symbol(scope, SYMBOL_BUILTIN, name, pos);

	builtin_find(builtin, &symbol->builtin);
	return symbol;
}

struct symbol *scope_find_member(struct scope *scope, struct intern_text *name,
				 __u32 pos)
{
	struct symbol *symbol = name->binding;
	struct builtin builtin = { 0 };
	enum symbol_kind kind;

	if (symbol)
		return symbol;
	kind = outermost_kind(name->text, &builtin);
	if (kind == SYMBOL_UNDECLARED)
		return NULL;
	symbol = make_symbol(scope, kind, name, pos);
	symbol->builtin = builtin;
	name->binding = symbol;
	return symbol;
}
