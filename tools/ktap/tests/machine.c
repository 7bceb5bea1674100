// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a small machine that runs images, for tests of the compiler
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "image/image.h"
#include "tests/machine.h"

#define MAX_STEPS	2000000
#define MAX_CALLS	150

struct value {
	enum ktap_kind kind;
	__s64 number;			/* of INT and FUNC */
	const struct image_text *text;
	struct table *table;		/* of TUPLE, AGGR: values by number */
	struct value *captured;		/* of FUNC, with one of itself */
	struct value *cell;
};

struct table {
	struct table *alone;		/* its unnamed element: an AGGR */
	struct value *keys;
	struct value *values;
	__u32 nr;
	__u32 max;
};

struct machine {
	const struct image *image;
	struct arena arena;
	struct value *vars;
	const char *event;
	FILE *out;
	long steps;
	int calls;
	jmp_buf end;
};

/* Some values. */
struct list {
	struct value *values;
	__u32 nr;
};

static struct list run_func(struct machine *m, struct value callee,
			    struct list args);

static void stop(struct machine *m, const char *why)
{
	fprintf(m->out, "error: %s\n", why);
	longjmp(m->end, 1);
}

static struct value make_int(__s64 number)
{
	struct value value = { .kind = KTAP_KIND_INT, .number = number };

	return value;
}

static struct value make_bool(bool yes)
{
	struct value value = { .kind = yes ? KTAP_KIND_TRUE : KTAP_KIND_FALSE };

	return value;
}

static struct value make_string(struct machine *m, const char *text, __u32 len)
{
	struct image_text *copy = arena_alloc(&m->arena, sizeof(*copy));
	struct value value = { .kind = KTAP_KIND_STRING, .text = copy };
	char *bytes = arena_alloc(&m->arena, len + 1);

	memcpy(bytes, text, len);
	copy->text = bytes;
	copy->len = len;
	return value;
}

static bool is_true(struct value v)
{
	return v.kind != KTAP_KIND_NIL && v.kind != KTAP_KIND_FALSE;
}

static bool equal_parts(const struct table *a, const struct table *b);

static bool equal(struct value a, struct value b)
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
		if (!equal(a->values[i], b->values[i]))
			return false;
	}
	return a->nr == b->nr;
}

static void print_value(struct machine *m, FILE *out, struct value v)
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
			print_value(m, out, v.table->values[i]);
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

static struct value *find_element(struct table *t, struct value key)
{
	__u32 i;

	for (i = 0; i < t->nr; i++) {
		if (equal(t->keys[i], key))
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

static void set_element(struct machine *m, struct table *t, struct value key,
			struct value v)
{
	struct value *found = find_element(t, key);

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

static struct table *need_table(struct machine *m, struct value v)
{
	if (v.kind != KTAP_KIND_TABLE && v.kind != KTAP_KIND_TUPLE)
		stop(m, "index of a value that is not a table");
	return v.table;
}

/* The key that parts make. */
static struct value make_key(struct machine *m, const struct value *parts,
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
		key.table->keys[i] = make_int(i + 1);
		key.table->values[i] = parts[i];
		key.table->nr++;
	}
	return key;
}

static struct value compute(struct machine *m, enum ktap_update op,
			    struct value a, struct value b)
{
	__u64 x = a.number, y = b.number;

	if (a.kind != KTAP_KIND_INT || b.kind != KTAP_KIND_INT)
		stop(m, "arithmetic on a value that is not an integer");
	switch (op) {
	case KTAP_UPDATE_ADD:
		return make_int(x + y);
	case KTAP_UPDATE_SUB:
		return make_int(x - y);
	case KTAP_UPDATE_MUL:
		return make_int(x * y);
	case KTAP_UPDATE_DIV:
	case KTAP_UPDATE_MOD:
		if (!y)
			stop(m, "divide by zero");
		if (b.number == -1)
			return make_int(op == KTAP_UPDATE_DIV ? -x : 0);
		return make_int(op == KTAP_UPDATE_DIV ? a.number / b.number :
				a.number % b.number);
	case KTAP_UPDATE_AND:
		return make_int(x & y);
	case KTAP_UPDATE_OR:
		return make_int(x | y);
	case KTAP_UPDATE_XOR:
		return make_int(x ^ y);
	case KTAP_UPDATE_SHL:
		return make_int(x << (y & 63));
	default:
		return make_int(a.number >> (y & 63));
	}
}

static struct value join(struct machine *m, const struct value *values,
			 __u32 nr)
{
	struct value v;
	char *text;
	size_t len;
	FILE *out;

	out = open_memstream(&text, &len);
	while (nr--)
		print_value(m, out, *values++);
	fclose(out);
	v = make_string(m, text, len);
	free(text);
	return v;
}

static struct value sample(struct machine *m, struct value old, struct value v)
{
	struct value aggr = { .kind = KTAP_KIND_AGGR, .table = old.table };

	if (v.kind != KTAP_KIND_INT)
		stop(m, "sample that is no integer");
	if (old.kind == KTAP_KIND_TABLE) {
		aggr.table = old.table->alone;
	} else if (old.kind != KTAP_KIND_NIL && old.kind != KTAP_KIND_AGGR) {
		stop(m, "sample added to what is no aggregate");
	}
	if (!aggr.table)
		aggr.table = arena_alloc(&m->arena, sizeof(*aggr.table));
	set_element(m, aggr.table, make_int(aggr.table->nr + 1), v);
	if (old.kind != KTAP_KIND_TABLE)
		return aggr;
	old.table->alone = aggr.table;
	return old;
}

static struct value update(struct machine *m, enum ktap_update op,
			   struct value old, struct value v)
{
	struct value both[2] = { old, v };

	if (op == KTAP_UPDATE_SAMPLE)
		return sample(m, old, v);

	if (op == KTAP_UPDATE_CAT) {
		if (old.kind == KTAP_KIND_NIL)
			both[0] = make_string(m, "", 0);
		return join(m, both, 2);
	}
	return compute(m, op, old.kind == KTAP_KIND_NIL ? make_int(0) : old, v);
}

static int order(struct machine *m, struct value a, struct value b)
{
	int found;

	if (a.kind == KTAP_KIND_INT && b.kind == KTAP_KIND_INT)
		return (a.number > b.number) - (a.number < b.number);
	if (a.kind != KTAP_KIND_STRING || b.kind != KTAP_KIND_STRING)
		stop(m, "comparison of values without order");
	found = memcmp(a.text->text, b.text->text, a.text->len < b.text->len ?
		       a.text->len : b.text->len);
	return found ? found : (int)a.text->len - (int)b.text->len;
}

static void print_values(struct machine *m, const struct value *args, __u32 nr)
{
	__u32 i;

	for (i = 0; i < nr; i++) {
		if (i)
			fputc('\t', m->out);
		print_value(m, m->out, args[i]);
	}
	fputc('\n', m->out);
}

static void print_hist(struct machine *m, const char *name,
		       const struct value *args, __u32 nr)
{
	struct table *t = need_table(m, args[0]);
	struct value alone = { .kind = KTAP_KIND_AGGR, .table = t->alone };
	__u32 i;

	fputs(name, m->out);
	if (nr == 3) {
		fputc(' ', m->out);
		print_value(m, m->out, args[2]);
	}
	if (t->alone) {
		fputc(' ', m->out);
		print_value(m, m->out, alone);
	}
	for (i = 0; i < t->nr; i++) {
		fputc(' ', m->out);
		print_value(m, m->out, t->keys[i]);
		fputc('=', m->out);
		print_value(m, m->out, t->values[i]);
	}
	fputc('\n', m->out);
}

static struct value type_name(struct machine *m, struct value v)
{
	static const char *const names[] = {
		"nil", "boolean", "boolean", "integer", "string", "table",
		"function", "string", "tuple", "aggregate",
	};

	return make_string(m, names[v.kind], strlen(names[v.kind]));
}

/* Built-in variables have values that tests can tell apart. */
static struct value builtin_variable(struct machine *m, const char *name)
{
	struct value nil = { 0 };

	if (!strcmp(name, "pid"))
		return make_int(100);
	if (!strcmp(name, "tid"))
		return make_int(101);
	if (!strcmp(name, "uid"))
		return make_int(0);
	if (!strcmp(name, "execname"))
		return make_string(m, "init", 4);
	if (!strcmp(name, "probename") || !strcmp(name, "eventname"))
		return make_string(m, m->event, strlen(m->event));
	if (!strcmp(name, "target"))
		return nil;
	stop(m, "unknown built-in");
	return nil;
}

static struct value call_builtin(struct machine *m, const char *name,
				 const struct value *args, __u32 nr)
{
	struct value nil = { 0 }, *found, v = { 0 }, key;

	if (!strcmp(name, "print")) {
		print_values(m, args, nr);
	} else if (!strcmp(name, "print_hist")) {
		print_hist(m, "hist", args, nr);
	} else if (!strcmp(name, "print_stats")) {
		print_hist(m, "stats", args, nr);
	} else if (!strcmp(name, "hist.log2") && !nr) {
		v.kind = KTAP_KIND_TABLE;
		v.table = arena_alloc(&m->arena, sizeof(*v.table));
		return v;
	} else if (!strcmp(name, "count")) {
		v = args[0];
		if (v.kind == KTAP_KIND_TABLE)
			v.table = v.table->alone;
		return make_int(v.table ? v.table->nr : 0);
	} else if (!strcmp(name, "len")) {
		return make_int(args[0].kind == KTAP_KIND_STRING ?
				args[0].text->len : need_table(m, args[0])->nr);
	} else if (!strcmp(name, "type")) {
		return type_name(m, args[0]);
	} else if (!strcmp(name, "tostring")) {
		return join(m, args, 1);
	} else if (!strcmp(name, "delete")) {
		if (nr > 1)
			set_element(m, need_table(m, args[0]),
				    make_key(m, args + 1, nr - 1), nil);
		else
			need_table(m, args[0])->nr = 0;
	} else if (!strcmp(name, "take") && nr > 1) {
		key = make_key(m, args + 1, nr - 1);
		found = find_element(need_table(m, args[0]), key);
		v = found ? *found : nil;
		set_element(m, args[0].table, key, nil);
		return v;
	} else if (!strcmp(name, "exit")) {
		longjmp(m->end, 1);
	} else {
		return builtin_variable(m, name);
	}
	return nil;
}

#define MAX_VALUES	512

struct frame {
	const struct image_func *func;
	struct value self;
	struct value regs[MAX_VALUES];
	struct list args;	/* all */
	__u32 open;		/* register behind all values that were left */
	__u32 next;
};

static struct value make_func(__u32 number)
{
	struct value v = { .kind = KTAP_KIND_FUNC, .number = number };

	return v;
}

/* @nr values from a register on, or all that there are. */
static struct list take_list(struct frame *f, __u32 first, __u32 nr)
{
	struct list list = { f->regs + first, nr };

	if (nr == KTAP_ALL)
		list.nr = f->open - first;
	return list;
}

static void put_list(struct machine *m, struct frame *f, __u32 first, __u32 nr,
		     struct list from)
{
	struct value nil = { 0 };
	__u32 i;

	if (nr == KTAP_ALL) {
		nr = from.nr;
		f->open = first + nr;
	}
	if (first + nr > MAX_VALUES)
		stop(m, "stack overflow");
	for (i = 0; i < nr; i++)
		f->regs[first + i] = i < from.nr ? from.values[i] : nil;
}

static struct list call_import(struct machine *m, __u32 import, struct list args)
{
	const struct image_import *row = &m->image->imports.items[import];
	struct list result = { arena_alloc(&m->arena, sizeof(struct value)), 1 };

	if (row->nr_args != args.nr && row->nr_args != KTAP_ALL)
		stop(m, "import with another number of arguments");
	*result.values = call_builtin(m, row->name.text, args.values, args.nr);
	return result;
}

static struct list run_call(struct machine *m, struct frame *f, __u64 insn)
{
	__u32 a = KTAP_INSN_A(insn), op = KTAP_INSN_OP(insn);
	bool by_value = op == KTAP_OP_CALL || op == KTAP_OP_TCALL;
	struct list args = take_list(f, a + by_value, KTAP_INSN_B(insn));

	if (op == KTAP_OP_CALLB)
		return call_import(m, KTAP_INSN_IMM(insn), args);
	if (!by_value)
		return run_func(m, make_func(KTAP_INSN_IMM(insn)), args);
	if (f->regs[a].kind != KTAP_KIND_FUNC)
		stop(m, "call of a value that is not a function");
	return run_func(m, f->regs[a], args);
}

static void run_varargs(struct machine *m, struct frame *f, __u64 insn)
{
	__u32 nr_params = f->func->nr_params;
	struct list rest = { f->args.values + nr_params, 0 };

	if (f->args.nr > nr_params)
		rest.nr = f->args.nr - nr_params;
	put_list(m, f, KTAP_INSN_A(insn), KTAP_INSN_B(insn), rest);
}

static void run_set_list(struct machine *m, struct frame *f, __u64 insn)
{
	struct list list = take_list(f, KTAP_INSN_B(insn), KTAP_INSN_C(insn));
	__u32 i;

	for (i = 0; i < list.nr; i++)
		set_element(m, need_table(m, f->regs[KTAP_INSN_A(insn)]),
			    make_int(KTAP_INSN_IMM(insn) + i), list.values[i]);
}

static void run_closure(struct machine *m, struct frame *f, __u64 insn)
{
	struct value *r = f->regs, *a = r + KTAP_INSN_A(insn), *cell;
	__u32 b = KTAP_INSN_B(insn), nr = KTAP_INSN_C(insn);
	__s32 imm = KTAP_INSN_IMM(insn);

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_SELF:
		*a = f->self;
		break;
	case KTAP_OP_CLOSURE:
		cell = arena_alloc(&m->arena, (nr + 1) * sizeof(*cell));
		memcpy(cell, r + b, nr * sizeof(*cell));
		*a = make_func(imm);
		a->captured = cell;
		break;
	case KTAP_OP_CAPTURED:
		*a = f->self.captured[imm];
		break;
	case KTAP_OP_NEWCELL:
		cell = arena_alloc(&m->arena, sizeof(*cell));
		*cell = *a;
		a->cell = cell;
		break;
	case KTAP_OP_GETCELL:
		*a = *r[b].cell;
		break;
	case KTAP_OP_SETCELL:
		*a->cell = r[b];
		break;
	default:
		*a->cell = update(m, imm, *a->cell, r[b]);
		break;
	}
}

/* Whether a jump is taken. */
static bool decide(struct machine *m, const struct value *regs, __u64 insn)
{
	struct value a = regs[KTAP_INSN_A(insn)], b = regs[KTAP_INSN_B(insn)];
	struct value bc = make_int(KTAP_INSN_BC(insn));

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_JMP:
		return true;
	case KTAP_OP_JT:
		return is_true(a);
	case KTAP_OP_JF:
		return !is_true(a);
	case KTAP_OP_JNZ:
		return is_true(a) && !equal(a, make_int(0));
	case KTAP_OP_JZ:
		return !is_true(a) || equal(a, make_int(0));
	case KTAP_OP_JNIL:
		return a.kind == KTAP_KIND_NIL;
	case KTAP_OP_JEQ:
		return equal(a, b);
	case KTAP_OP_JNE:
		return !equal(a, b);
	case KTAP_OP_JLT:
		return order(m, a, b) < 0;
	case KTAP_OP_JLE:
		return order(m, a, b) <= 0;
	case KTAP_OP_JGT:
		return order(m, a, b) > 0;
	case KTAP_OP_JGE:
		return order(m, a, b) >= 0;
	case KTAP_OP_JEQI:
		return equal(a, bc);
	case KTAP_OP_JNEI:
		return !equal(a, bc);
	case KTAP_OP_JLTI:
		return order(m, a, bc) < 0;
	case KTAP_OP_JLEI:
		return order(m, a, bc) <= 0;
	case KTAP_OP_JGTI:
		return order(m, a, bc) > 0;
	default:
		return order(m, a, bc) >= 0;
	}
}

/* Loops keep: count of rounds left, or position, in A + 1. */
static bool run_loop(struct machine *m, struct value *r, enum ktap_opcode op)
{
	struct table *t;
	__s64 step;

	switch (op) {
	case KTAP_OP_FORPREP:
		if (r[0].kind != KTAP_KIND_INT || r[1].kind != KTAP_KIND_INT ||
		    r[2].kind != KTAP_KIND_INT || !r[2].number)
			stop(m, "bad bounds of a loop");
		step = r[2].number;
		r[3] = r[0];
		if (step > 0 ? r[0].number > r[1].number :
			       r[0].number < r[1].number)
			return true;
		r[1].number = step > 0 ?
			((__u64)r[1].number - r[0].number) / step :
			((__u64)r[0].number - r[1].number) / -(__u64)step;
		return false;
	case KTAP_OP_FORLOOP:
		if (!r[1].number--)
			return false;
		r[0].number = (__u64)r[0].number + r[2].number;
		r[3] = r[0];
		return true;
	case KTAP_OP_WALK:
		t = need_table(m, r[0]);
		r[1] = make_int(0);
		break;
	default:
		t = r[0].table;
		r[1].number++;
		break;
	}
	if (r[1].number >= t->nr)
		return op == KTAP_OP_WALK;
	r[2] = t->keys[r[1].number];
	r[3] = t->values[r[1].number];
	return op != KTAP_OP_WALK;
}

static struct value load(struct machine *m, __u64 insn)
{
	struct value v = { 0 };
	__s32 imm = KTAP_INSN_IMM(insn);

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_LOADBOOL:
		return make_bool(KTAP_INSN_B(insn));
	case KTAP_OP_LOADINT:
		return make_int(imm);
	case KTAP_OP_LOADK:
		v.kind = m->image->consts.items[imm].kind;
		v.number = m->image->consts.items[imm].value;
		v.text = &m->image->consts.items[imm].string;
		if (v.kind == KTAP_KIND_STRING)
			v.number = 0;
		else
			v.text = NULL;
		break;
	case KTAP_OP_LOADFN:
		v.kind = KTAP_KIND_FUNC;
		v.number = imm;
		break;
	case KTAP_OP_GETVAR:
		return m->vars[imm];
	case KTAP_OP_NEWTAB:
		v.kind = KTAP_KIND_TABLE;
		v.table = arena_alloc(&m->arena, sizeof(*v.table));
		break;
	case KTAP_OP_ARG:
		return make_int(1000 + imm);
	case KTAP_OP_FIELD:
		return make_int(2000 + imm);
	default:
		break;
	}
	return v;
}

static void run_table(struct machine *m, struct value *r, __u64 insn)
{
	__u32 a = KTAP_INSN_A(insn), b = KTAP_INSN_B(insn);
	__u32 c = KTAP_INSN_C(insn);
	struct value *found, nil = { 0 };

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_GETTAB:
		found = find_element(need_table(m, r[b]), r[c]);
		r[a] = found ? *found : nil;
		break;
	case KTAP_OP_SETTAB:
		set_element(m, need_table(m, r[a]), r[b], r[c]);
		break;
	case KTAP_OP_ADDTAB:
		found = find_element(need_table(m, r[a]), r[b]);
		set_element(m, r[a].table, r[b],
			    update(m, KTAP_UPDATE_ADD, found ? *found : nil,
				   make_int(KTAP_INSN_IMM(insn))));
		break;
	default:
		found = find_element(need_table(m, r[a]), r[b]);
		set_element(m, r[a].table, r[b],
			    update(m, KTAP_INSN_IMM(insn),
				   found ? *found : nil, r[c]));
		break;
	}
}

static void run_tuple(struct machine *m, struct value *r, __u64 insn)
{
	__u32 a = KTAP_INSN_A(insn), b = KTAP_INSN_B(insn);
	__u32 c = KTAP_INSN_C(insn);
	struct value key, *found, nil = { 0 }, v = r[b + c - 1];

	if (KTAP_INSN_OP(insn) == KTAP_OP_GETTUP) {
		found = find_element(need_table(m, r[b]),
				     make_key(m, r + b + 1, c - 1));
		r[a] = found ? *found : nil;
		return;
	}
	key = make_key(m, r + b, c - 1);
	found = find_element(need_table(m, r[a]), key);
	if (KTAP_INSN_OP(insn) == KTAP_OP_UPDTUP)
		v = update(m, KTAP_INSN_IMM(insn), found ? *found : nil, v);
	set_element(m, r[a].table, key, v);
}

static void run_other(struct machine *m, struct value *r, __u64 insn)
{
	__u32 op = KTAP_INSN_OP(insn), a = KTAP_INSN_A(insn);
	__u32 b = KTAP_INSN_B(insn), c = KTAP_INSN_C(insn);
	__s32 imm = KTAP_INSN_IMM(insn);

	if (op >= KTAP_OP_ADD && op <= KTAP_OP_SHR)
		r[a] = compute(m, op - KTAP_OP_ADD, r[b], r[c]);
	else if (op == KTAP_OP_ADDI)
		r[a] = compute(m, KTAP_UPDATE_ADD, r[b], make_int(imm));
	else if (op > KTAP_OP_ADDI && op <= KTAP_OP_SHRI)
		r[a] = compute(m, KTAP_UPDATE_MUL + (op - KTAP_OP_MULI), r[b],
			       make_int(imm));
	else if (op == KTAP_OP_NEG)
		r[a] = compute(m, KTAP_UPDATE_SUB, make_int(0), r[b]);
	else if (op == KTAP_OP_BNOT)
		r[a] = compute(m, KTAP_UPDATE_XOR, r[b], make_int(-1));
	else if (op == KTAP_OP_NOT)
		r[a] = make_bool(!is_true(r[b]));
	else if (op == KTAP_OP_CONCAT)
		r[a] = join(m, r + b, c);
	else if (op == KTAP_OP_MOVE)
		r[a] = r[b];
	else if (op == KTAP_OP_SETVAR)
		m->vars[imm] = r[a];
	else if (op == KTAP_OP_UPDVAR)
		m->vars[imm] = update(m, b, m->vars[imm], r[a]);
	else if (op == KTAP_OP_ADDVAR)
		m->vars[imm] = update(m, KTAP_UPDATE_ADD, m->vars[imm],
				      make_int(KTAP_INSN_BC(insn)));
	else if (op == KTAP_OP_GETTAB || op == KTAP_OP_SETTAB ||
		 op == KTAP_OP_UPDTAB || op == KTAP_OP_ADDTAB)
		run_table(m, r, insn);
	else if (op == KTAP_OP_ARGAT)
		r[a] = make_int(1000 + r[b].number);
	else if (op == KTAP_OP_FIELDAT)
		r[a] = make_int(3000 + 100 * imm + r[b].number);
	else if (op >= KTAP_OP_GETTUP && op <= KTAP_OP_UPDTUP)
		run_tuple(m, r, insn);
	else if (op == KTAP_OP_SAMPLE)
		r[a] = sample(m, r[a], r[b]);
	else if (op != KTAP_OP_NOP)
		r[a] = load(m, insn);
}

/* Jumps and what is no call of the script. */
static void run_insn(struct machine *m, struct frame *f, __u64 insn)
{
	__u32 op = KTAP_INSN_OP(insn), a = KTAP_INSN_A(insn);

	if (op >= KTAP_OP_FORPREP && op <= KTAP_OP_WALKNEXT)
		f->next += run_loop(m, f->regs + a, op) ?
			   KTAP_INSN_IMM(insn) : 0;
	else if (op >= KTAP_OP_JMP && op <= KTAP_OP_JGEI)
		f->next += decide(m, f->regs, insn) ? KTAP_INSN_IMM(insn) : 0;
	else if (op >= KTAP_OP_CALL && op <= KTAP_OP_CALLB)
		put_list(m, f, a, KTAP_INSN_C(insn), run_call(m, f, insn));
	else if (op == KTAP_OP_VARARG)
		run_varargs(m, f, insn);
	else if (op == KTAP_OP_SETLIST)
		run_set_list(m, f, insn);
	else if (op >= KTAP_OP_SELF && op <= KTAP_OP_UPDCELL)
		run_closure(m, f, insn);
	else
		run_other(m, f->regs, insn);
}

/* A frame in which a function begins. */
static void open_frame(struct machine *m, struct frame *f, struct value callee,
		       struct list args)
{
	struct value *copy = arena_alloc(&m->arena,
					 (args.nr + 1) * sizeof(*copy));

	if (args.nr)
		memcpy(copy, args.values, args.nr * sizeof(*copy));
	memset(f, 0, sizeof(*f));
	f->func = &m->image->funcs.items[callee.number];
	f->self = callee;
	f->args.values = copy;
	f->args.nr = args.nr;
	if (args.nr > f->func->nr_params)
		args.nr = f->func->nr_params;
	memcpy(f->regs, copy, args.nr * sizeof(*copy));
}

static struct list run_func(struct machine *m, struct value callee,
			    struct list args)
{
	struct frame *f = arena_alloc(&m->arena, sizeof(*f));
	struct list results;
	__u32 op, a;
	__u64 insn;

	if (++m->calls > MAX_CALLS)
		stop(m, "stack overflow");
	open_frame(m, f, callee, args);
	for (;;) {
		insn = f->func->insns[f->next++];
		op = KTAP_INSN_OP(insn);
		a = KTAP_INSN_A(insn);
		if (m->steps++ > MAX_STEPS)
			stop(m, "endless");
		if (op == KTAP_OP_RET)
			break;
		if (op == KTAP_OP_TCALLF) {
			open_frame(m, f, make_func(KTAP_INSN_IMM(insn)),
				   take_list(f, a, KTAP_INSN_B(insn)));
		} else if (op == KTAP_OP_TCALL &&
			   f->regs[a].kind == KTAP_KIND_FUNC) {
			open_frame(m, f, f->regs[a],
				   take_list(f, a + 1, KTAP_INSN_B(insn)));
		} else if (op == KTAP_OP_TCALL) {
			stop(m, "call of a value that is not a function");
		} else {
			run_insn(m, f, insn);
		}
	}
	results = take_list(f, a, KTAP_INSN_B(insn));
	m->calls--;
	return results;
}

static void run_handler(struct machine *m, __u32 number)
{
	struct list nothing = { NULL, 0 };

	if (setjmp(m->end))
		return;
	m->calls = 0;
	run_func(m, make_func(number), nothing);
}

static void run_events(struct machine *m, enum ktap_event_kind kind)
{
	__u32 i;

	for (i = 0; i < m->image->events.nr; i++) {
		const struct image_event *event = &m->image->events.items[i];

		if (event->kind == kind && (kind == KTAP_EVENT_END ||
					    !strcmp(event->text.text, m->event)))
			run_handler(m, event->func);
	}
}

char *machine_run(const struct image *image, const char *event)
{
	struct machine m = { .image = image, .event = event };
	char *text;
	size_t len;

	m.out = open_memstream(&text, &len);
	m.vars = arena_alloc(&m.arena, (image->vars.nr + 1) * sizeof(*m.vars));
	run_handler(&m, 0);
	if (event) {
		run_events(&m, KTAP_EVENT_TRACE);
		run_events(&m, KTAP_EVENT_END);
	}
	fclose(m.out);
	arena_free(&m.arena);
	return text;
}
