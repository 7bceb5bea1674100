// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what all kinds have in common
 *
 * Context: any
 */

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "data/aggr.h"
#include "data/func.h"
#include "data/hash.h"
#include "data/string.h"
#include "data/symbol.h"
#include "data/tuple.h"
#include "data/value.h"

static const char * const kind_names[KTAP_NR_KINDS] = {
	[KTAP_KIND_NIL]		= "nil",
	[KTAP_KIND_FALSE]	= "boolean",
	[KTAP_KIND_TRUE]	= "boolean",
	[KTAP_KIND_INT]		= "integer",
	[KTAP_KIND_STRING]	= "string",
	[KTAP_KIND_TABLE]	= "table",
	[KTAP_KIND_FUNC]	= "function",
	[KTAP_KIND_CONST]	= "string",
	[KTAP_KIND_TUPLE]	= "tuple",
	[KTAP_KIND_AGGR]	= "aggregate",
	[KTAP_KIND_STACK]	= "stack",
	[KTAP_KIND_SYMBOL]	= "symbol",
	[KTAP_KIND_SORT]	= "sort",
	[KTAP_KIND_CALL]	= "call",
};

const char *ktap_value_kind_name(u32 kind)
{
	return kind < KTAP_NR_KINDS ? kind_names[kind] : "?";
}

u32 ktap_value_hash(const struct ktap_value *v)
{
	switch (v->kind) {
	case KTAP_KIND_INT:
		return ktap_hash_int(v->i);
	case KTAP_KIND_STRING:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		return ktap_string_of(v->obj)->hash;
	case KTAP_KIND_NIL:
	case KTAP_KIND_FALSE:
	case KTAP_KIND_TRUE:
		return ktap_hash_int(~(u64)v->kind);
	case KTAP_KIND_TUPLE:
		return ktap_tuple_of(v->obj)->hash;
	default:
		return ktap_hash_int((unsigned long)v->obj);
	}
}

static bool tuple_equal(const struct ktap_tuple *a, const struct ktap_tuple *b)
{
	unsigned int i;

	if (a == b)
		return true;
	if (a->hash != b->hash || a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (!ktap_value_equal(&a->parts[i], &b->parts[i]))
			return false;

	return true;
}

bool ktap_value_equal(const struct ktap_value *a, const struct ktap_value *b)
{
	if (a->kind != b->kind)
		return false;

	switch (a->kind) {
	case KTAP_KIND_NIL:
	case KTAP_KIND_FALSE:
	case KTAP_KIND_TRUE:
		return true;
	case KTAP_KIND_INT:
		return a->i == b->i;
	case KTAP_KIND_STRING:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		return ktap_string_equal(ktap_string_of(a->obj),
					 ktap_string_of(b->obj));
	case KTAP_KIND_TUPLE:
		return tuple_equal(ktap_tuple_of(a->obj), ktap_tuple_of(b->obj));
	default:
		return a->obj == b->obj;
	}
}

int ktap_value_compare(const struct ktap_value *a, const struct ktap_value *b,
		       int *order)
{
	if (a->kind == KTAP_KIND_INT && b->kind == KTAP_KIND_INT)
		*order = a->i < b->i ? -1 : a->i > b->i;
	else if (a->kind == KTAP_KIND_STRING && b->kind == KTAP_KIND_STRING)
		*order = ktap_string_compare(ktap_string_of(a->obj),
					     ktap_string_of(b->obj));
	else
		return KTAP_TRAP_NOT_ORDERED;
	return 0;
}

static size_t copy_text(const char *text, size_t len, char *buf, size_t size)
{
	size_t copied;

	if (size) {
		copied = min(len, size - 1);
		memcpy(buf, text, copied);
		buf[copied] = '\0';
	}
	return len;
}

/* Digits of the longest integer, and its sign. */
#define MAX_DIGITS	20

static size_t int_text(s64 i, char *buf, size_t size)
{
	char text[MAX_DIGITS];
	size_t len = 0;

	if (i < 0)
		text[len++] = '-';
	len += num_to_str(text + len, sizeof(text) - len,
			  i < 0 ? -(u64)i : i, 0);

	return copy_text(text, len, buf, size);
}

static size_t string_text(const struct ktap_string *string, char *buf,
			  size_t size)
{
	return copy_text(string->bytes, string->len, buf, size);
}

static size_t func_text(const struct ktap_func *func, char *buf, size_t size)
{
	static const char word[] = "function ";
	size_t len = sizeof(word) - 1, done;

	if (!func->name->len)
		return copy_text(word, len - 1, buf, size);
	copy_text(word, len, buf, size);
	done = min(len, size);

	return len + string_text(func->name, buf + done, size - done);
}

/* "a, b"; parts are no tuples. */
static size_t tuple_text(const struct ktap_tuple *tuple, char *buf, size_t size)
{
	size_t len = 0, done;
	unsigned int i;

	for (i = 0; i < tuple->nr; i++) {
		if (i) {
			done = min(len, size);
			len += copy_text(", ", 2, buf + done, size - done);
		}
		done = min(len, size);
		len += ktap_value_text(&tuple->parts[i], buf + done,
				       size - done);
	}

	return len;
}

size_t ktap_value_text(const struct ktap_value *v, char *buf, size_t size)
{
	switch (v->kind) {
	case KTAP_KIND_NIL:
		return copy_text("nil", 3, buf, size);
	case KTAP_KIND_FALSE:
		return copy_text("false", 5, buf, size);
	case KTAP_KIND_TRUE:
		return copy_text("true", 4, buf, size);
	case KTAP_KIND_INT:
		return int_text(v->i, buf, size);
	case KTAP_KIND_STRING:
		return string_text(ktap_string_of(v->obj), buf, size);
	case KTAP_KIND_FUNC:
		return func_text(ktap_func_of(v->obj), buf, size);
	case KTAP_KIND_TUPLE:
		return tuple_text(ktap_tuple_of(v->obj), buf, size);
	case KTAP_KIND_AGGR:
		return ktap_aggr_text(ktap_aggr_of(v->obj), buf, size);
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		return ktap_symbol_lines(ktap_string_of(v->obj), buf, size);
	default:
		return copy_text("table", 5, buf, size);
	}
}

size_t ktap_value_text_max(const struct ktap_value *v)
{
	if (v->kind == KTAP_KIND_AGGR)
		return KTAP_AGGR_TEXT;

	return ktap_value_text(v, NULL, 0);
}

int ktap_value_arith(enum ktap_update op, s64 a, s64 b, s64 *result)
{
	switch (op) {
	case KTAP_UPDATE_ADD:
		*result = (u64)a + (u64)b;
		return 0;
	case KTAP_UPDATE_SUB:
		*result = (u64)a - (u64)b;
		return 0;
	case KTAP_UPDATE_MUL:
		*result = (u64)a * (u64)b;
		return 0;
	case KTAP_UPDATE_DIV:
	case KTAP_UPDATE_MOD:
		if (!b)
			return KTAP_TRAP_DIV_ZERO;
		/* The processor may trap at S64_MIN / -1; wrap instead. */
		if (b == -1)
			*result = op == KTAP_UPDATE_DIV ? -(u64)a : 0;
		else if (op == KTAP_UPDATE_DIV)
			*result = div64_s64(a, b);
		else
			*result = a - div64_s64(a, b) * b;
		return 0;
	case KTAP_UPDATE_AND:
		*result = a & b;
		return 0;
	case KTAP_UPDATE_OR:
		*result = a | b;
		return 0;
	case KTAP_UPDATE_XOR:
		*result = a ^ b;
		return 0;
	case KTAP_UPDATE_SHL:
		*result = (u64)a << (b & 63);
		return 0;
	case KTAP_UPDATE_SHR:
		*result = a >> (b & 63);
		return 0;
	default:
		return KTAP_TRAP_NOT_INT;
	}
}
