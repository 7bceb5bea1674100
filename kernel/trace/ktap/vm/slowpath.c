// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what instructions do when it is not simple
 *
 * Context: any
 */

#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/ktap/builtin.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "data/func.h"
#include "data/sample.h"
#include "data/sort.h"
#include "data/string.h"
#include "data/table.h"
#include "data/tuple.h"
#include "data/value.h"
#include "prog/opinfo.h"
#include "vm/slowpath.h"
#include "vm/trap.h"

static const struct ktap_string *string_of(const struct ktap_value *v)
{
	return ktap_string_of(v->obj);
}

bool ktap_slowpath_equal(struct ktap_vm *vm, const struct ktap_value *a,
			 const struct ktap_value *b)
{
	if (a->kind == KTAP_KIND_STRING)
		ktap_slowpath_charge(vm, string_of(a)->len);

	return ktap_value_equal(a, b);
}

int ktap_slowpath_compare(struct ktap_vm *vm, const struct ktap_value *a,
			  const struct ktap_value *b, int *order)
{
	if (a->kind == KTAP_KIND_STRING)
		ktap_slowpath_charge(vm, string_of(a)->len);

	return ktap_value_compare(a, b, order);
}

/* Empty places passed before the budget is looked at. */
#define WALK_STEPS	256

static int walk_table(struct ktap_vm *vm, struct ktap_value *walk, bool *found)
{
	struct ktap_table *table = ktap_table_of(walk[0].obj);
	unsigned int steps;
	int ret, trap;

	do {
		steps = WALK_STEPS;
		ret = ktap_table_step(table, (u64 *)&walk[1].i, &walk[2],
				      &walk[3], &steps);
		trap = ktap_vm_charge(vm, (WALK_STEPS - steps) / 4);
		if (unlikely(trap))
			return trap;
	} while (ret == -EAGAIN);
	*found = ret;

	return 0;
}

static int walk_buckets(struct ktap_vm *vm, struct ktap_value *walk, bool *found)
{
	struct ktap_bucket bucket;

	*found = ktap_aggr_next(ktap_aggr_of(walk[0].obj), (u64 *)&walk[1].i,
				&bucket);
	if (*found) {
		walk[2] = ktap_value_int(bucket.least);
		walk[3] = ktap_value_int(bucket.count);
	}

	return ktap_vm_charge(vm, ktap_aggr_units());
}

static int walk_sorted(struct ktap_value *walk, bool *found)
{
	const struct ktap_sort_item *item;

	item = ktap_sort_at(ktap_sort_of(walk[0].obj),
			    min_t(u64, walk[1].i, U32_MAX));
	*found = item;
	if (!item)
		return 0;
	walk[1].i++;
	walk[2] = item->key;
	walk[3] = item->v;

	return 0;
}

int ktap_slowpath_walk(struct ktap_vm *vm, struct ktap_value *walk, bool *found)
{
	if (likely(walk->kind == KTAP_KIND_TABLE))
		return walk_table(vm, walk, found);

	return walk->kind == KTAP_KIND_SORT ? walk_sorted(walk, found) :
					      walk_buckets(vm, walk, found);
}

int ktap_slowpath_walk_begin(struct ktap_vm *vm, struct ktap_value *walk,
			     bool *found)
{
	struct ktap_aggr *aggr;
	int trap;

	walk[1] = ktap_value_int(0);
	if (likely(walk->kind == KTAP_KIND_TABLE)) {
		trap = walk_table(vm, walk, found);
		if (trap || *found)
			return trap;
		ktap_sample_find(walk, &aggr);
		if (!aggr || !aggr->shape.nr)
			return 0;
		*walk = ktap_value_obj(KTAP_KIND_AGGR, &aggr->obj);
		walk[1] = ktap_value_int(0);
	}
	if (walk->kind == KTAP_KIND_SORT)
		return walk_sorted(walk, found);
	if (walk->kind != KTAP_KIND_AGGR ||
	    !ktap_aggr_of(walk->obj)->shape.nr)
		return KTAP_TRAP_NOT_TABLE;

	return walk_buckets(vm, walk, found);
}

/* Copies a value's text, a NUL behind it; returns its length. */
static size_t copy_text(const struct ktap_value *v, char *to, size_t room)
{
	if (v->kind != KTAP_KIND_STRING)
		return ktap_value_text(v, to, room);
	memcpy(to, string_of(v)->bytes, min_t(size_t, string_of(v)->len, room - 1));

	return string_of(v)->len;
}

static size_t text_max(const struct ktap_value *v)
{
	if (v->kind == KTAP_KIND_STRING)
		return string_of(v)->len;

	return ktap_value_text_max(v);
}

int ktap_slowpath_concat(struct ktap_vm *vm, const struct ktap_value *values,
			 unsigned int nr, struct ktap_value *result)
{
	struct ktap_string *string;
	size_t at = 0, len = 0;
	unsigned int i;
	int trap = 0;

	*result = ktap_value_nil();
	for (i = 0; i < nr; i++)
		len += text_max(&values[i]);
	ktap_slowpath_charge(vm, len + 16 * nr);
	string = ktap_string_alloc(&vm->inv, len, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	/* A text may have become longer: then its end is missing. */
	for (i = 0; i < nr; i++)
		at = min(len, at + copy_text(&values[i], string->bytes + at,
					     len - at + 1));
	string->len = at;
	ktap_string_seal(string);
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}

int ktap_slowpath_key(struct ktap_vm *vm, const struct ktap_value *parts,
		      unsigned int nr, struct ktap_value *key)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (parts[i].kind == KTAP_KIND_STRING)
			ktap_slowpath_charge(vm, string_of(&parts[i])->len);
		else if (!ktap_value_may_be_part(&parts[i]))
			return KTAP_TRAP_BAD_KEY;
	}
	*key = ktap_value_key(parts, nr);

	return 0;
}

int ktap_slowpath_part(const struct ktap_value *v, const struct ktap_value *nr,
		       struct ktap_value *part)
{
	const struct ktap_tuple *tuple;

	if (v->kind != KTAP_KIND_TUPLE)
		return KTAP_TRAP_NOT_TABLE;
	tuple = ktap_tuple_of(v->obj);
	*part = ktap_value_nil();
	if (ktap_value_is_int(nr) && nr->i >= 1 && nr->i <= tuple->nr)
		*part = tuple->parts[nr->i - 1];

	return 0;
}

int ktap_slowpath_update(struct ktap_vm *vm, struct ktap_slot *slot,
			 enum ktap_update op, const struct ktap_value *v)
{
	if (op == KTAP_UPDATE_SAMPLE)
		return ktap_sample_slot(&vm->inv, slot, v);

	return ktap_slot_update(&vm->inv, slot, op, v);
}

int ktap_slowpath_forprep(struct ktap_value *loop, bool *runs)
{
	u64 start, limit, step;
	int i;

	for (i = 0; i < 3; i++) {
		if (!ktap_value_is_int(&loop[i]))
			return KTAP_TRAP_BAD_LOOP;
	}
	if (!loop[2].i)
		return KTAP_TRAP_ZERO_STEP;

	/* Unsigned differences: right even where signed ones overflow. */
	start = loop[0].i;
	limit = loop[1].i;
	step = loop[2].i;
	if (loop[2].i > 0) {
		*runs = loop[0].i <= loop[1].i;
		loop[1].i = div64_u64(limit - start, step);
	} else {
		*runs = loop[0].i >= loop[1].i;
		loop[1].i = div64_u64(start - limit, -step);
	}

	return 0;
}

int ktap_slowpath_set_list(struct ktap_vm *vm, const struct ktap_value *table,
			   const struct ktap_value *values, unsigned int nr,
			   s64 first)
{
	int ret = ktap_vm_charge(vm, nr), lost = 0;
	unsigned int i;

	for (i = 0; i < nr && ret <= 0; i++) {
		struct ktap_value key = ktap_value_int(first + i);

		ret = ktap_table_set(&vm->inv, ktap_table_of(table->obj), &key,
				     &values[i]);
		if (ret < 0)
			lost = ret;
	}

	return ret > 0 ? ret : lost;
}

static struct ktap_slot *call_vars(struct ktap_vm *vm, bool owns)
{
	const struct ktap_context_ops *ops = vm->ctx->ops;

	return ops && ops->call ? ops->call(vm->ctx, &vm->inv, owns) : NULL;
}

void ktap_slowpath_get_call(struct ktap_vm *vm, u32 nr, struct ktap_value *v)
{
	const struct ktap_slot *vars = call_vars(vm, false);

	if (vars)
		ktap_slot_get(&vars[nr], v);
	else
		*v = ktap_value_nil();
}

/* Whether a slot that holds it must drop it. */
static bool is_counted(const struct ktap_value *v)
{
	if (ktap_value_is_object(v))
		return !(v->obj->flags & KTAP_OBJECT_STATIC);

	return ktap_value_is_int(v) && !ktap_slot_int_fits(v->i);
}

int ktap_slowpath_set_call(struct ktap_vm *vm, u32 nr,
			   const struct ktap_value *v)
{
	struct ktap_slot *vars = call_vars(vm, is_counted(v));

	return vars ? ktap_slot_set(&vm->inv, &vars[nr], v) : 0;
}

/* Whether glob_match() sees all of it: it stops at a NUL. */
static bool is_plain(const struct ktap_string *string)
{
	return !memchr(string->bytes, '\0', string->len);
}

int ktap_slowpath_match(struct ktap_vm *vm, const struct ktap_value *string,
			const struct ktap_value *glob, struct ktap_value *result)
{
	const struct ktap_string *s, *g;
	int trap;

	*result = ktap_value_bool(false);
	if (glob->kind != KTAP_KIND_STRING)
		return KTAP_TRAP_NOT_STRING;
	if (ktap_value_is_nil(string))
		return 0;
	if (string->kind != KTAP_KIND_STRING)
		return KTAP_TRAP_NOT_STRING;
	s = string_of(string);
	g = string_of(glob);
	/* Each byte may be looked at again for each byte of the glob. */
	trap = ktap_vm_charge(vm, ((u64)s->len + 1) * (g->len + 1) / 16);
	if (trap)
		return trap;
	*result = ktap_value_bool(is_plain(s) && is_plain(g) &&
				  glob_match(g->bytes, s->bytes));

	return 0;
}

static const char *plural(unsigned int nr)
{
	return nr == 1 ? "" : "s";
}

int ktap_slowpath_check_count(struct ktap_vm *vm,
			      const struct ktap_builtin *builtin,
			      unsigned int nr)
{
	if (nr < builtin->min_args)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s() takes at least %u argument%s, not %u",
					 builtin->name, builtin->min_args,
					 plural(builtin->min_args), nr);
	if (nr > builtin->max_args && builtin->max_args != KTAP_ARGS_ANY)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "%s() takes at most %u argument%s, not %u",
					 builtin->name, builtin->max_args,
					 plural(builtin->max_args), nr);

	return 0;
}

static const char *article(const struct ktap_value *v)
{
	return v->kind == KTAP_KIND_INT || v->kind == KTAP_KIND_AGGR ? "an" : "a";
}

static const char *kind(const struct ktap_value *v)
{
	return ktap_value_kind_name(v->kind);
}

static int explain_operand(struct ktap_vm *vm, int trap, const char *what,
			   const struct ktap_value *v, const char *which)
{
	return ktap_trap_explain(vm, trap, "%s %s %s value%s", what, article(v),
				 kind(v), which);
}

int ktap_slowpath_parts(struct ktap_vm *vm, const struct ktap_value *v,
			const struct ktap_tuple **tuple)
{
	if (v->kind != KTAP_KIND_TUPLE)
		return explain_operand(vm, KTAP_TRAP_BAD_ARG, "unpack() of", v,
				       ", not of a tuple");
	*tuple = ktap_tuple_of(v->obj);

	return 0;
}

/* Arithmetic on two values of which one is no integer; @right NULL: it is. */
static int explain_sides(struct ktap_vm *vm, const struct ktap_value *left,
			 const struct ktap_value *right)
{
	bool is_left = !right || !ktap_value_is_int(left);

	return explain_operand(vm, KTAP_TRAP_NOT_INT, "arithmetic on",
			       is_left ? left : right,
			       is_left ? " (left operand)" :
					 " (right operand)");
}

/* The sample of an instruction that adds one, or NULL. */
static const struct ktap_value *sample_of(u64 insn, const struct ktap_value *regs)
{
	const struct ktap_value *b = &regs[KTAP_INSN_B(insn)];
	bool by_b = KTAP_INSN_B(insn) == KTAP_UPDATE_SAMPLE;
	bool by_imm = KTAP_INSN_IMM(insn) == KTAP_UPDATE_SAMPLE;

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_SAMPLE:
		return b;
	case KTAP_OP_UPDVAR:
		return by_b ? &regs[KTAP_INSN_A(insn)] : NULL;
	case KTAP_OP_UPDCELL:
		return by_imm ? b : NULL;
	case KTAP_OP_UPDTAB:
		return by_imm ? &regs[KTAP_INSN_C(insn)] : NULL;
	case KTAP_OP_UPDTUP:
		return by_imm ? b + KTAP_INSN_C(insn) - 1 : NULL;
	default:
		return NULL;
	}
}

/* What a sample was to be added to. */
static int explain_not_aggr(struct ktap_vm *vm, u64 insn,
			    const struct ktap_value *regs)
{
	const struct ktap_value *a = &regs[KTAP_INSN_A(insn)];
	const struct ktap_value *b = &regs[KTAP_INSN_B(insn)];
	struct ktap_value target = *a, key = *b;

	/* It may have changed since: it is only told. */
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_UPDVAR:
		ktap_slot_get(&vm->run->vars[KTAP_INSN_IMM(insn)], &target);
		break;
	case KTAP_OP_UPDCELL:
		if (ktap_cell_slot(a))
			ktap_slot_get(ktap_cell_slot(a), &target);
		break;
	case KTAP_OP_UPDTUP:
		key = ktap_value_key(b, KTAP_INSN_C(insn) - 1);
		fallthrough;
	case KTAP_OP_UPDTAB:
		ktap_table_get(ktap_table_of(a->obj), &key, &target);
		break;
	}

	return explain_operand(vm, KTAP_TRAP_NOT_AGGR, "sample added to",
			       &target, "");
}

static int explain_not_int(struct ktap_vm *vm, u64 insn,
			   const struct ktap_value *regs)
{
	const struct ktap_value *sample = sample_of(insn, regs);
	const struct ktap_value *a = &regs[KTAP_INSN_A(insn)];
	const struct ktap_value *b = &regs[KTAP_INSN_B(insn)];
	const struct ktap_value *c = &regs[KTAP_INSN_C(insn)];
	struct ktap_value old = ktap_value_int(0), key;

	if (sample)
		return explain_operand(vm, KTAP_TRAP_NOT_INT, "sample that is",
				       sample, "");
	/* The target of an update may have changed since: it is only told. */
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_UPDVAR:
		if (ktap_value_is_int(a))
			ktap_slot_get(&vm->run->vars[KTAP_INSN_IMM(insn)], &old);
		return explain_sides(vm, &old, a);
	case KTAP_OP_ADDVAR:
		ktap_slot_get(&vm->run->vars[KTAP_INSN_IMM(insn)], &old);
		return explain_sides(vm, &old, NULL);
	case KTAP_OP_UPDCELL:
		if (ktap_value_is_int(b) && ktap_cell_slot(a))
			ktap_slot_get(ktap_cell_slot(a), &old);
		return explain_sides(vm, &old, b);
	case KTAP_OP_UPDTAB:
		if (ktap_value_is_int(c))
			ktap_table_get(ktap_table_of(a->obj), b, &old);
		return explain_sides(vm, &old, c);
	case KTAP_OP_ADDTAB:
		ktap_table_get(ktap_table_of(a->obj), b, &old);
		return explain_sides(vm, &old, NULL);
	case KTAP_OP_ARGAT:
	case KTAP_OP_FIELDAT:
		return explain_operand(vm, KTAP_TRAP_NOT_INT,
				       "argument or element whose number is", b, "");
	case KTAP_OP_UPDTUP:
		c = b + KTAP_INSN_C(insn) - 1;
		key = ktap_value_key(b, KTAP_INSN_C(insn) - 1);
		if (ktap_value_is_int(c))
			ktap_table_get(ktap_table_of(a->obj), &key, &old);
		return explain_sides(vm, &old, c);
	default:
		if (ktap_opinfo_of(insn)->c == KTAP_OPERAND_SRC)
			return explain_sides(vm, b, c);
		return explain_operand(vm, KTAP_TRAP_NOT_INT, "arithmetic on",
				       b, "");
	}
}

static int explain_order(struct ktap_vm *vm, u64 insn,
			 const struct ktap_value *regs)
{
	const struct ktap_value *a = &regs[KTAP_INSN_A(insn)];
	const struct ktap_value *b = &regs[KTAP_INSN_B(insn)];

	if (ktap_opinfo_of(insn)->b != KTAP_OPERAND_SRC)
		return explain_operand(vm, KTAP_TRAP_NOT_ORDERED,
				       "order comparison of", a,
				       " with an integer value");

	return ktap_trap_explain(vm, KTAP_TRAP_NOT_ORDERED,
				 "order comparison of %s %s value with %s %s value",
				 article(a), kind(a), article(b), kind(b));
}

static int explain_not_table(struct ktap_vm *vm, u64 insn,
			     const struct ktap_value *regs)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_WALK:
		return explain_operand(vm, KTAP_TRAP_NOT_TABLE, "pairs() of",
				       &regs[KTAP_INSN_A(insn)], "");
	case KTAP_OP_GETTAB:
	case KTAP_OP_GETTUP:
		return explain_operand(vm, KTAP_TRAP_NOT_TABLE, "index of",
				       &regs[KTAP_INSN_B(insn)], "");
	default:
		if (regs[KTAP_INSN_A(insn)].kind == KTAP_KIND_TUPLE)
			return ktap_trap_explain(vm, KTAP_TRAP_NOT_TABLE,
						 "the parts of a tuple cannot be changed");
		return explain_operand(vm, KTAP_TRAP_NOT_TABLE, "index of",
				       &regs[KTAP_INSN_A(insn)], "");
	}
}

/* A key, or the first of its parts, that cannot be one. */
static int explain_bad_key(struct ktap_vm *vm, u64 insn,
			   const struct ktap_value *regs)
{
	const struct ktap_value *part = &regs[KTAP_INSN_B(insn)];

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_GETTUP:
		part++;
		fallthrough;
	case KTAP_OP_SETTUP:
	case KTAP_OP_UPDTUP:
		/* One of them cannot: that is why we are here. */
		while (ktap_value_may_be_part(part))
			part++;
		return explain_operand(vm, KTAP_TRAP_BAD_KEY, "part of a key that is",
				       part, "");
	default:
		return explain_operand(vm, KTAP_TRAP_BAD_KEY, "key that is",
				       part, "");
	}
}

static int explain_not_string(struct ktap_vm *vm, u64 insn,
			      const struct ktap_value *regs)
{
	const struct ktap_value *b = &regs[KTAP_INSN_B(insn)];
	const struct ktap_value *c = &regs[KTAP_INSN_C(insn)];

	if (c->kind != KTAP_KIND_STRING)
		return explain_operand(vm, KTAP_TRAP_NOT_STRING, "match with",
				       c, " as its glob");

	return explain_operand(vm, KTAP_TRAP_NOT_STRING, "match of", b, "");
}

static int explain_bad_loop(struct ktap_vm *vm, u64 insn,
			    const struct ktap_value *regs)
{
	static const char *const parts[] = { "start", "limit", "step" };
	const struct ktap_value *loop = &regs[KTAP_INSN_A(insn)];
	int i = 0;

	while (i < 2 && ktap_value_is_int(&loop[i]))
		i++;

	return ktap_trap_explain(vm, KTAP_TRAP_BAD_LOOP,
				 "for loop whose %s is %s %s value", parts[i],
				 article(&loop[i]), kind(&loop[i]));
}

int ktap_slowpath_explain(struct ktap_vm *vm, int trap, u64 insn,
			  const struct ktap_value *regs)
{
	if (vm->why[0])
		return trap;
	switch (trap) {
	case KTAP_TRAP_NOT_INT:
		return explain_not_int(vm, insn, regs);
	case KTAP_TRAP_NOT_AGGR:
		return explain_not_aggr(vm, insn, regs);
	case KTAP_TRAP_NOT_ORDERED:
		return explain_order(vm, insn, regs);
	case KTAP_TRAP_NOT_TABLE:
		return explain_not_table(vm, insn, regs);
	case KTAP_TRAP_NOT_STRING:
		return explain_not_string(vm, insn, regs);
	case KTAP_TRAP_NOT_FUNC:
		return explain_operand(vm, trap, "call of",
				       &regs[KTAP_INSN_A(insn)], "");
	case KTAP_TRAP_BAD_LOOP:
		return explain_bad_loop(vm, insn, regs);
	case KTAP_TRAP_BAD_KEY:
		return explain_bad_key(vm, insn, regs);
	default:
		return trap;
	}
}
