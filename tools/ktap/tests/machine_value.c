// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - values of the small machine
 */
#include <stdlib.h>
#include <string.h>

#include "tests/machine_value.h"

void value_stop(struct machine *m, const char *why)
{
	fprintf(m->out, "error: %s\n", why);
	longjmp(m->end, 1);
}

struct value value_int(__s64 number)
{
	struct value value = { .kind = KTAP_KIND_INT, .number = number };

	return value;
}

struct value value_bool(bool yes)
{
	struct value value = { .kind = yes ? KTAP_KIND_TRUE : KTAP_KIND_FALSE };

	return value;
}

struct value value_string(struct machine *m, const char *text, __u32 len)
{
	struct image_text *copy = arena_alloc(&m->arena, sizeof(*copy));
	struct value value = { .kind = KTAP_KIND_STRING, .text = copy };
	char *bytes = arena_alloc(&m->arena, len + 1);

	memcpy(bytes, text, len);
	copy->text = bytes;
	copy->len = len;
	return value;
}

bool value_is_true(struct value v)
{
	return v.kind != KTAP_KIND_NIL && v.kind != KTAP_KIND_FALSE;
}

static bool equal_parts(const struct table *a, const struct table *b);

bool value_equal(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == KTAP_KIND_STRING)
		return a.text->len == b.text->len &&
		       !memcmp(a.text->text, b.text->text, a.text->len);
	if (a.kind == KTAP_KIND_TUPLE)
		return equal_parts(a.table, b.table);
	return a.number == b.number && a.table == b.table &&
	       a.captured == b.captured;
}

static bool equal_parts(const struct table *a, const struct table *b)
{
	__u32 i;

	for (i = 0; i < a->nr && i < b->nr; i++) {
		if (!value_equal(a->values[i], b->values[i]))
			return false;
	}
	return a->nr == b->nr;
}

void value_print(struct machine *m, FILE *out, struct value v)
{
	__s64 sum = 0;
	__u32 i;

	switch (v.kind) {
	case KTAP_KIND_NIL:
		fputs("nil", out);
		break;
	case KTAP_KIND_FALSE:
	case KTAP_KIND_TRUE:
		fputs(v.kind == KTAP_KIND_TRUE ? "true" : "false", out);
		break;
	case KTAP_KIND_INT:
		fprintf(out, "%lld", (long long)v.number);
		break;
	case KTAP_KIND_STRING:
		fwrite(v.text->text, 1, v.text->len, out);
		break;
	case KTAP_KIND_FUNC:
		fprintf(out, "function %s",
			m->image->funcs.items[v.number].name.text);
		break;
	case KTAP_KIND_TUPLE:
		for (i = 0; i < v.table->nr; i++) {
			fputs(i ? ", " : "", out);
			value_print(m, out, v.table->values[i]);
		}
		break;
	case KTAP_KIND_AGGR:
		for (i = 0; i < v.table->nr; i++)
			sum += v.table->values[i].number;
		fprintf(out, "count %u, sum %lld", v.table->nr, (long long)sum);
		break;
	default:
		fputs("table", out);
		break;
	}
}

struct value *table_find(struct table *t, struct value key)
{
	__u32 i;

	for (i = 0; i < t->nr; i++) {
		if (value_equal(t->keys[i], key))
			return &t->values[i];
	}
	return NULL;
}

static void grow_table(struct machine *m, struct table *t)
{
	__u32 max = t->max * 2 + 4, i;
	struct value *keys = arena_alloc(&m->arena, max * sizeof(*keys));
	struct value *values = arena_alloc(&m->arena, max * sizeof(*values));

	for (i = 0; i < t->nr; i++) {
		keys[i] = t->keys[i];
		values[i] = t->values[i];
	}
	t->keys = keys;
	t->values = values;
	t->max = max;
}

void table_set(struct machine *m, struct table *t, struct value key,
	       struct value v)
{
	struct value *found = table_find(t, key);

	if (!found && v.kind != KTAP_KIND_NIL) {
		if (t->nr == t->max)
			grow_table(m, t);
		t->keys[t->nr] = key;
		t->values[t->nr++] = v;
	} else if (found && v.kind == KTAP_KIND_NIL) {
		__u32 i = found - t->values;

		memmove(t->keys + i, t->keys + i + 1,
			(t->nr - i - 1) * sizeof(*t->keys));
		memmove(t->values + i, t->values + i + 1,
			(t->nr - i - 1) * sizeof(*t->values));
		t->nr--;
	} else if (found) {
		*found = v;
	}
}

struct table *value_table(struct machine *m, struct value v)
{
	if (v.kind != KTAP_KIND_TABLE && v.kind != KTAP_KIND_TUPLE)
		value_stop(m, "index of a value that is not a table");
	return v.table;
}

/* The key that parts make. */
struct value value_key(struct machine *m, const struct value *parts,
		       __u32 nr)
{
	struct value key = { .kind = KTAP_KIND_TUPLE };
	__u32 i;

	if (nr == 1)
		return *parts;
	key.table = arena_alloc(&m->arena, sizeof(*key.table));
	for (i = 0; i < nr; i++) {
		if (key.table->nr == key.table->max)
			grow_table(m, key.table);
		key.table->keys[i] = value_int(i + 1);
		key.table->values[i] = parts[i];
		key.table->nr++;
	}
	return key;
}

struct value value_compute(struct machine *m, enum ktap_update op,
			   struct value a, struct value b)
{
	__u64 x = a.number, y = b.number;

	if (a.kind != KTAP_KIND_INT || b.kind != KTAP_KIND_INT)
		value_stop(m, "arithmetic on a value that is not an integer");
	switch (op) {
	case KTAP_UPDATE_ADD:
		return value_int(x + y);
	case KTAP_UPDATE_SUB:
		return value_int(x - y);
	case KTAP_UPDATE_MUL:
		return value_int(x * y);
	case KTAP_UPDATE_DIV:
	case KTAP_UPDATE_MOD:
		if (!y)
			value_stop(m, "divide by zero");
		if (b.number == -1)
			return value_int(op == KTAP_UPDATE_DIV ? -x : 0);
		return value_int(op == KTAP_UPDATE_DIV ? a.number / b.number :
				a.number % b.number);
	case KTAP_UPDATE_AND:
		return value_int(x & y);
	case KTAP_UPDATE_OR:
		return value_int(x | y);
	case KTAP_UPDATE_XOR:
		return value_int(x ^ y);
	case KTAP_UPDATE_SHL:
		return value_int(x << (y & 63));
	default:
		return value_int(a.number >> (y & 63));
	}
}

struct value value_join(struct machine *m, const struct value *values,
			__u32 nr)
{
	struct value v;
	char *text;
	size_t len;
	FILE *out;

	out = open_memstream(&text, &len);
	while (nr--)
		value_print(m, out, *values++);
	fclose(out);
	v = value_string(m, text, len);
	free(text);
	return v;
}

struct value value_sample(struct machine *m, struct value old, struct value v)
{
	struct value aggr = { .kind = KTAP_KIND_AGGR, .table = old.table };

	if (v.kind != KTAP_KIND_INT)
		value_stop(m, "sample that is no integer");
	if (old.kind == KTAP_KIND_TABLE)
		aggr.table = old.table->alone;
	else if (old.kind != KTAP_KIND_NIL && old.kind != KTAP_KIND_AGGR)
		value_stop(m, "sample added to what is no aggregate");
	if (!aggr.table)
		aggr.table = arena_alloc(&m->arena, sizeof(*aggr.table));
	table_set(m, aggr.table, value_int(aggr.table->nr + 1), v);
	if (old.kind != KTAP_KIND_TABLE)
		return aggr;
	old.table->alone = aggr.table;
	return old;
}

struct value value_update(struct machine *m, enum ktap_update op,
			  struct value old, struct value v)
{
	struct value both[2] = { old, v };

	if (op == KTAP_UPDATE_SAMPLE)
		return value_sample(m, old, v);

	if (op == KTAP_UPDATE_CAT) {
		if (old.kind == KTAP_KIND_NIL)
			both[0] = value_string(m, "", 0);
		return value_join(m, both, 2);
	}
	return value_compute(m, op, old.kind == KTAP_KIND_NIL ? value_int(0) : old, v);
}

int value_order(struct machine *m, struct value a, struct value b)
{
	int found;

	if (a.kind == KTAP_KIND_INT && b.kind == KTAP_KIND_INT)
		return (a.number > b.number) - (a.number < b.number);
	if (a.kind != KTAP_KIND_STRING || b.kind != KTAP_KIND_STRING)
		value_stop(m, "comparison of values without order");
	found = memcmp(a.text->text, b.text->text, a.text->len < b.text->len ?
		       a.text->len : b.text->len);
	return found ? found : (int)a.text->len - (int)b.text->len;
}
