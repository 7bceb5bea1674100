// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a small machine that runs images, for tests of the compiler
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "tests/machine.h"
#include "tests/machine_value.h"

#define MAX_STEPS	2000000
#define MAX_CALLS	150

/* Some values. */
struct list {
	struct value *values;
	__u32 nr;
};

static struct list run_func(struct machine *m, struct value callee,
			    struct list args);

static void print_values(struct machine *m, const struct value *args, __u32 nr)
{
	__u32 i;

	for (i = 0; i < nr; i++) {
		if (i)
			fputc('\t', m->out);
		value_print(m, m->out, args[i]);
	}
	fputc('\n', m->out);
}

static void print_hist(struct machine *m, const char *name,
		       const struct value *args, __u32 nr)
{
	struct table *t = value_table(m, args[0]);
	struct value alone = { .kind = KTAP_KIND_AGGR, .table = t->alone };
	__u32 i;

	fputs(name, m->out);
	if (nr == 3) {
		fputc(' ', m->out);
		value_print(m, m->out, args[2]);
	}
	if (t->alone) {
		fputc(' ', m->out);
		value_print(m, m->out, alone);
	}
	for (i = 0; i < t->nr; i++) {
		fputc(' ', m->out);
		value_print(m, m->out, t->keys[i]);
		fputc('=', m->out);
		value_print(m, m->out, t->values[i]);
	}
	fputc('\n', m->out);
}

static struct value type_name(struct machine *m, struct value v)
{
	static const char *const names[] = {
		"nil", "boolean", "boolean", "integer", "string", "table",
		"function", "string", "tuple", "aggregate",
	};

	return value_string(m, names[v.kind], strlen(names[v.kind]));
}

/* Built-in variables have values that tests can tell apart. */
static struct value builtin_variable(struct machine *m, const char *name)
{
	struct value nil = { 0 };

	if (!strcmp(name, "pid"))
		return value_int(100);
	if (!strcmp(name, "tid"))
		return value_int(101);
	if (!strcmp(name, "uid"))
		return value_int(0);
	if (!strcmp(name, "execname"))
		return value_string(m, "init", 4);
	if (!strcmp(name, "probename") || !strcmp(name, "eventname"))
		return value_string(m, m->event, strlen(m->event));
	if (!strcmp(name, "target"))
		return nil;
	value_stop(m, "unknown built-in");
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
		return value_int(v.table ? v.table->nr : 0);
	} else if (!strcmp(name, "len")) {
		return value_int(args[0].kind == KTAP_KIND_STRING ?
				args[0].text->len : value_table(m, args[0])->nr);
	} else if (!strcmp(name, "type")) {
		return type_name(m, args[0]);
	} else if (!strcmp(name, "tostring")) {
		return value_join(m, args, 1);
	} else if (!strcmp(name, "delete")) {
		if (nr > 1)
			table_set(m, value_table(m, args[0]),
				  value_key(m, args + 1, nr - 1), nil);
		else
			value_table(m, args[0])->nr = 0;
	} else if (!strcmp(name, "take") && nr > 1) {
		key = value_key(m, args + 1, nr - 1);
		found = table_find(value_table(m, args[0]), key);
		v = found ? *found : nil;
		table_set(m, args[0].table, key, nil);
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
		value_stop(m, "stack overflow");
	for (i = 0; i < nr; i++)
		f->regs[first + i] = i < from.nr ? from.values[i] : nil;
}

static struct list call_import(struct machine *m, __u32 import, struct list args)
{
	const struct image_import *row = &m->image->imports.items[import];
	struct list result = { arena_alloc(&m->arena, sizeof(struct value)), 1 };

	if (row->nr_args != args.nr && row->nr_args != KTAP_ALL)
		value_stop(m, "import with another number of arguments");
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
		value_stop(m, "call of a value that is not a function");
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

static void run_unpack(struct machine *m, struct frame *f, __u64 insn)
{
	struct value v = f->regs[KTAP_INSN_C(insn)];
	struct list parts = { NULL, 0 };

	if (v.kind != KTAP_KIND_TUPLE)
		value_stop(m, "unpack of a value that is no tuple");
	parts.values = v.table->values;
	parts.nr = v.table->nr;
	put_list(m, f, KTAP_INSN_A(insn), KTAP_INSN_B(insn), parts);
}

static void run_set_list(struct machine *m, struct frame *f, __u64 insn)
{
	struct list list = take_list(f, KTAP_INSN_B(insn), KTAP_INSN_C(insn));
	__u32 i;

	for (i = 0; i < list.nr; i++)
		table_set(m, value_table(m, f->regs[KTAP_INSN_A(insn)]),
			  value_int(KTAP_INSN_IMM(insn) + i), list.values[i]);
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
		*a->cell = value_update(m, imm, *a->cell, r[b]);
		break;
	}
}

/* Whether a jump is taken. */
static bool decide(struct machine *m, const struct value *regs, __u64 insn)
{
	struct value a = regs[KTAP_INSN_A(insn)], b = regs[KTAP_INSN_B(insn)];
	struct value bc = value_int(KTAP_INSN_BC(insn));

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_JMP:
		return true;
	case KTAP_OP_JT:
		return value_is_true(a);
	case KTAP_OP_JF:
		return !value_is_true(a);
	case KTAP_OP_JNZ:
		return value_is_true(a) && !value_equal(a, value_int(0));
	case KTAP_OP_JZ:
		return !value_is_true(a) || value_equal(a, value_int(0));
	case KTAP_OP_JNIL:
		return a.kind == KTAP_KIND_NIL;
	case KTAP_OP_JEQ:
		return value_equal(a, b);
	case KTAP_OP_JNE:
		return !value_equal(a, b);
	case KTAP_OP_JLT:
		return value_order(m, a, b) < 0;
	case KTAP_OP_JLE:
		return value_order(m, a, b) <= 0;
	case KTAP_OP_JGT:
		return value_order(m, a, b) > 0;
	case KTAP_OP_JGE:
		return value_order(m, a, b) >= 0;
	case KTAP_OP_JEQI:
		return value_equal(a, bc);
	case KTAP_OP_JNEI:
		return !value_equal(a, bc);
	case KTAP_OP_JLTI:
		return value_order(m, a, bc) < 0;
	case KTAP_OP_JLEI:
		return value_order(m, a, bc) <= 0;
	case KTAP_OP_JGTI:
		return value_order(m, a, bc) > 0;
	default:
		return value_order(m, a, bc) >= 0;
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
			value_stop(m, "bad bounds of a loop");
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
		t = value_table(m, r[0]);
		r[1] = value_int(0);
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
		return value_bool(KTAP_INSN_B(insn));
	case KTAP_OP_LOADINT:
		return value_int(imm);
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
		return value_int(1000 + imm);
	case KTAP_OP_FIELD:
		return value_int(2000 + imm);
	case KTAP_OP_SYMBOL:
		return value_int(4000 + imm);
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
		found = table_find(value_table(m, r[b]), r[c]);
		r[a] = found ? *found : nil;
		break;
	case KTAP_OP_SETTAB:
		table_set(m, value_table(m, r[a]), r[b], r[c]);
		break;
	case KTAP_OP_ADDTAB:
		found = table_find(value_table(m, r[a]), r[b]);
		table_set(m, r[a].table, r[b],
			  value_update(m, KTAP_UPDATE_ADD, found ? *found : nil,
				       value_int(KTAP_INSN_IMM(insn))));
		break;
	default:
		found = table_find(value_table(m, r[a]), r[b]);
		table_set(m, r[a].table, r[b],
			  value_update(m, KTAP_INSN_IMM(insn),
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
		found = table_find(value_table(m, r[b]),
				   value_key(m, r + b + 1, c - 1));
		r[a] = found ? *found : nil;
		return;
	}
	key = value_key(m, r + b, c - 1);
	found = table_find(value_table(m, r[a]), key);
	if (KTAP_INSN_OP(insn) == KTAP_OP_UPDTUP)
		v = value_update(m, KTAP_INSN_IMM(insn), found ? *found : nil, v);
	table_set(m, r[a].table, key, v);
}

static void run_other(struct machine *m, struct value *r, __u64 insn)
{
	__u32 op = KTAP_INSN_OP(insn), a = KTAP_INSN_A(insn);
	__u32 b = KTAP_INSN_B(insn), c = KTAP_INSN_C(insn);
	__s32 imm = KTAP_INSN_IMM(insn);

	if (op >= KTAP_OP_ADD && op <= KTAP_OP_SHR)
		r[a] = value_compute(m, op - KTAP_OP_ADD, r[b], r[c]);
	else if (op == KTAP_OP_ADDI)
		r[a] = value_compute(m, KTAP_UPDATE_ADD, r[b], value_int(imm));
	else if (op > KTAP_OP_ADDI && op <= KTAP_OP_SHRI)
		r[a] = value_compute(m, KTAP_UPDATE_MUL + (op - KTAP_OP_MULI), r[b],
				     value_int(imm));
	else if (op == KTAP_OP_NEG)
		r[a] = value_compute(m, KTAP_UPDATE_SUB, value_int(0), r[b]);
	else if (op == KTAP_OP_BNOT)
		r[a] = value_compute(m, KTAP_UPDATE_XOR, r[b], value_int(-1));
	else if (op == KTAP_OP_NOT)
		r[a] = value_bool(!value_is_true(r[b]));
	else if (op == KTAP_OP_CONCAT)
		r[a] = value_join(m, r + b, c);
	else if (op == KTAP_OP_MOVE)
		r[a] = r[b];
	else if (op == KTAP_OP_SETVAR)
		m->vars[imm] = r[a];
	else if (op == KTAP_OP_UPDVAR)
		m->vars[imm] = value_update(m, b, m->vars[imm], r[a]);
	else if (op == KTAP_OP_ADDVAR)
		m->vars[imm] = value_update(m, KTAP_UPDATE_ADD, m->vars[imm],
					    value_int(KTAP_INSN_BC(insn)));
	else if (op == KTAP_OP_GETTAB || op == KTAP_OP_SETTAB ||
		 op == KTAP_OP_UPDTAB || op == KTAP_OP_ADDTAB)
		run_table(m, r, insn);
	else if (op == KTAP_OP_ARGAT)
		r[a] = value_int(1000 + r[b].number);
	else if (op == KTAP_OP_FIELDAT)
		r[a] = value_int(3000 + 100 * imm + r[b].number);
	else if (op >= KTAP_OP_GETTUP && op <= KTAP_OP_UPDTUP)
		run_tuple(m, r, insn);
	else if (op == KTAP_OP_SAMPLE)
		r[a] = value_sample(m, r[a], r[b]);
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
	else if (op == KTAP_OP_UNPACK)
		run_unpack(m, f, insn);
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
		value_stop(m, "stack overflow");
	open_frame(m, f, callee, args);
	for (;;) {
		insn = f->func->insns[f->next++];
		op = KTAP_INSN_OP(insn);
		a = KTAP_INSN_A(insn);
		if (m->steps++ > MAX_STEPS)
			value_stop(m, "endless");
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
			value_stop(m, "call of a value that is not a function");
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
