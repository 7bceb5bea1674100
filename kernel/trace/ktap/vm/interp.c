// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the interpreter
 *
 * Context: any
 *
 * Direct-threaded: each instruction ends by jumping to the next one's code.
 * What the verifier has proved is not checked: opcodes, register and other
 * numbers, targets, that registers hold values.  Kinds of values are, and
 * whatever is not plain goes out of line.
 *
 * Instructions are charged where control goes back or leaves the function:
 * all that lies between the last such place (@mark) and here.  In between it
 * can only go forward, so no instruction runs unpaid.
 */

#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/srcu.h>

#include <linux/ktap/builtin.h>

#include "data/func.h"
#include "data/sample.h"
#include "data/table.h"
#include "data/tuple.h"
#include "data/value.h"
#include "limits.h"
#include "mem/heap.h"
#include "mem/scratch.h"
#include "vm/call.h"
#include "vm/interp.h"
#include "vm/kernel_symbol.h"
#include "vm/overload.h"
#include "vm/slowpath.h"
#include "vm/trap.h"

/* Units of opening a call, above those of its instructions. */
#define CALL_UNITS	4

/* Fields of the instruction that runs. */
#define IMM		KTAP_INSN_IMM(insn)
#define BC		KTAP_INSN_BC(insn)
#define A		(&regs[KTAP_INSN_A(insn)])
#define B		(&regs[KTAP_INSN_B(insn)])
#define C		(&regs[KTAP_INSN_C(insn)])
#define NR_B		KTAP_INSN_B(insn)
#define NR_C		KTAP_INSN_C(insn)

#define PROG		(vm->run->prog)

#define NEXT								\
({									\
	insn = *pc++;							\
	goto *labels[KTAP_INSN_OP(insn)];				\
})

#define TRAP(name)							\
({									\
	trap = KTAP_TRAP_##name;					\
	goto trapped;							\
})

/* Of what may trap. */
#define TRY(call)							\
({									\
	trap = (call);							\
	if (unlikely(trap > 0))						\
		goto trapped;						\
})

/* Of what may also have no effect, which is counted there, and told here. */
#define TRY_STORE(call)							\
({									\
	trap = (call);							\
	if (unlikely(trap)) {						\
		if (trap > 0)						\
			goto trapped;					\
		vm->top->pc = pc;					\
		ktap_trap_lost(vm, trap);				\
	}								\
})

#define JUMP_IF(condition)						\
({									\
	if (condition)							\
		goto jump;						\
	NEXT;								\
})

#define IS_INT(v)	likely(ktap_value_is_int(v))

/* Operands of arithmetic; unsigned ones wrap. */
#define LEFT		((u64)B->i)
#define RIGHT		((u64)C->i)
#define RIGHT_IMM	((u64)(s64)IMM)

#define ARITH(result)							\
({									\
	if (!IS_INT(B) || !IS_INT(C))					\
		TRAP(NOT_INT);						\
	*A = ktap_value_int(result);					\
	NEXT;								\
})

#define ARITH_UNARY(result)						\
({									\
	if (!IS_INT(B))							\
		TRAP(NOT_INT);						\
	*A = ktap_value_int(result);					\
	NEXT;								\
})

/* What may trap besides, or needs care with signs. */
#define ARITH_CALL(op, v)						\
({									\
	if (!IS_INT(B) || !IS_INT(v))					\
		TRAP(NOT_INT);						\
	TRY(ktap_value_arith(KTAP_UPDATE_##op, B->i, (v)->i, &number));	\
	*A = ktap_value_int(number);					\
	NEXT;								\
})

#define COMPARE(of_ints, of_order)					\
({									\
	if (IS_INT(A) && IS_INT(B))					\
		JUMP_IF(of_ints);					\
	TRY(ktap_slowpath_compare(vm, A, B, &order));			\
	JUMP_IF(of_order);						\
})

#define COMPARE_IMM(condition)						\
({									\
	if (!IS_INT(A))							\
		TRAP(NOT_ORDERED);					\
	JUMP_IF(condition);						\
})

static bool is_equal(struct ktap_vm *vm, const struct ktap_value *a,
		     const struct ktap_value *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == KTAP_KIND_INT)
		return a->i == b->i;

	return ktap_slowpath_equal(vm, a, b);
}

static bool is_int_of(const struct ktap_value *v, s64 i)
{
	return ktap_value_is_int(v) && v->i == i;
}

/* Truth of filters: 0 is false, too. */
static bool is_nonzero(const struct ktap_value *v)
{
	return ktap_value_is_true(v) && !is_int_of(v, 0);
}

static int load_arg(struct ktap_vm *vm, unsigned int nr, struct ktap_value *v)
{
	const struct ktap_context_ops *ops = vm->ctx->ops;

	*v = ktap_value_nil();

	return ops && ops->arg ? ops->arg(vm->ctx, &vm->inv, nr, v) : 0;
}

static int load_arg_at(struct ktap_vm *vm, s64 nr, struct ktap_value *v)
{
	if (nr >= 0 && nr <= INT_MAX)
		return load_arg(vm, nr, v);
	*v = ktap_value_nil();

	return 0;
}

static int load_field(struct ktap_vm *vm, unsigned int nr, struct ktap_value *v)
{
	const struct ktap_context_ops *ops = vm->ctx->ops;

	if (likely(ops && ops->field))
		return ops->field(vm->ctx, &vm->inv, nr, v);
	*v = ktap_value_nil();

	return 0;
}

static void load_element(struct ktap_vm *vm, unsigned int nr, s64 index,
			 struct ktap_value *v)
{
	const struct ktap_context_ops *ops = vm->ctx->ops;

	if (ops && ops->element)
		ops->element(vm->ctx, nr, index, v);
	else
		*v = ktap_value_nil();
}

static void load_var(const struct ktap_slot *slot, struct ktap_value *v)
{
	ktap_slot_unpack(ktap_slot_read(slot), v);
}

/* Looking up a long string takes time. */
static struct ktap_table *use_table(struct ktap_vm *vm,
				    const struct ktap_value *table,
				    const struct ktap_value *key)
{
	if (key->kind == KTAP_KIND_STRING)
		ktap_slowpath_charge(vm, ktap_string_of(key->obj)->len);

	return ktap_table_of(table->obj);
}

static int make_table(struct ktap_vm *vm, u32 hint, struct ktap_value *v)
{
	struct ktap_table *table;

	ktap_slowpath_charge(vm, ktap_table_cost(hint));
	table = ktap_table_create(&vm->inv, hint);
	*v = table ? ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table)) :
		     ktap_value_nil();

	return table ? 0 : -ENOMEM;
}

static int update_cell(struct ktap_vm *vm, const struct ktap_value *cell,
		       enum ktap_update op, const struct ktap_value *v)
{
	struct ktap_slot *slot = ktap_cell_slot(cell);

	if (unlikely(!slot) ||
	    (op == KTAP_UPDATE_ADD && likely(ktap_slot_try_add(slot, v))))
		return 0;

	return ktap_slowpath_update(vm, slot, op, v);
}

static int call_builtin(struct ktap_vm *vm, u32 import,
			const struct ktap_value *args, struct ktap_value *result)
{
	const struct ktap_builtin *builtin = vm->run->builtins[import];
	unsigned int nr = vm->open - args;
	int ret;

	ret = ktap_slowpath_check_count(vm, builtin, nr);
	if (!ret)
		ret = builtin->call(vm, args, nr, result);
	vm->open = NULL;

	return ret;
}

/*
 * The loop.  The pc of @vm->top is set when a trap ends it.  The first call is
 * opened here: a frame of 250 registers fits into an area that is empty.
 */
int ktap_interp_run(struct ktap_vm *vm, const struct ktap_prog_func *func)
{
	static const void * const labels[KTAP_NR_OPCODES] __annotate_jump_table = {
#define LABEL(name, ...)						\
		[KTAP_OP_##name] = &&op_##name,
		KTAP_OPCODES(LABEL)
#undef LABEL
	};
	const struct ktap_prog_func *callee;
	const struct ktap_tuple *tuple;
	struct ktap_func *self;
	unsigned int nr;
	/* Set by the instruction that reads them: not cleared for each event. */
	struct ktap_value value __uninitialized, key __uninitialized;
	s64 number __uninitialized;
	int order __uninitialized, trap __uninitialized;
	bool runs __uninitialized;
	struct ktap_value *base, *regs = vm->regs;
	struct ktap_call *first = vm->calls - 1;
	const u64 *pc = func->insns, *mark = pc;
	u64 insn;

	first->func = func;
	first->self = ktap_call_self(func);
	first->base = regs;
	first->nr_varargs = 0;
	vm->top = first;
	NEXT;

op_NOP:
	NEXT;
op_MOVE:
	*A = *B;
	NEXT;
op_LOADNIL:
	*A = ktap_value_nil();
	NEXT;
op_LOADBOOL:
	*A = ktap_value_bool(NR_B);
	NEXT;
op_LOADINT:
	*A = ktap_value_int(IMM);
	NEXT;
op_LOADK:
	*A = PROG->consts[IMM];
	NEXT;
op_LOADFN:
	*A = ktap_value_obj(KTAP_KIND_FUNC, &PROG->funcs[IMM].self.obj);
	NEXT;

op_GETVAR:
	load_var(&vm->run->vars[IMM], A);
	NEXT;
op_SETVAR:
	TRY_STORE(ktap_slot_set(&vm->inv, &vm->run->vars[IMM], A));
	NEXT;
op_UPDVAR:
	if (NR_B == KTAP_UPDATE_ADD &&
	    likely(ktap_slot_try_add(&vm->run->vars[IMM], A)))
		NEXT;
	TRY_STORE(ktap_slowpath_update(vm, &vm->run->vars[IMM], NR_B, A));
	NEXT;

op_ADDVAR:
	if (likely(ktap_slot_try_add_small(&vm->run->vars[IMM], BC)))
		NEXT;
	value = ktap_value_int(BC);
	TRY_STORE(ktap_slot_update(&vm->inv, &vm->run->vars[IMM], KTAP_UPDATE_ADD,
				   &value));
	NEXT;

op_NEWTAB:
	TRY_STORE(make_table(vm, IMM, A));
	NEXT;
op_GETTAB:
	if (likely(B->kind == KTAP_KIND_TABLE)) {
		ktap_table_get(use_table(vm, B, C), C, A);
		NEXT;
	}
	TRY(ktap_slowpath_part(B, C, &value));
	*A = value;
	NEXT;
op_SETTAB:
	if (unlikely(A->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	TRY_STORE(ktap_table_set(&vm->inv, ktap_table_of(A->obj), B, C));
	NEXT;
op_UPDTAB:
	if (unlikely(A->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	if (unlikely(IMM == KTAP_UPDATE_SAMPLE))
		TRY_STORE(ktap_sample_element(&vm->inv, use_table(vm, A, B), B, C));
	else
		TRY_STORE(ktap_table_update(&vm->inv, ktap_table_of(A->obj), B, IMM,
					    C));
	NEXT;

op_ADDTAB:
	if (unlikely(A->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	value = ktap_value_int(IMM);
	TRY_STORE(ktap_table_update(&vm->inv, ktap_table_of(A->obj), B,
				    KTAP_UPDATE_ADD, &value));
	NEXT;
op_GETTUP:
	if (unlikely(B->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	TRY(ktap_slowpath_key(vm, B + 1, NR_C - 1, &key));
	ktap_table_get(ktap_table_of(B->obj), &key, A);
	NEXT;
op_SETTUP:
	if (unlikely(A->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	key = ktap_value_key(B, NR_C - 1);
	TRY_STORE(ktap_table_set(&vm->inv, ktap_table_of(A->obj), &key,
				 B + NR_C - 1));
	NEXT;
op_UPDTUP:
	if (unlikely(A->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	if (unlikely(IMM == KTAP_UPDATE_SAMPLE)) {
		TRY(ktap_slowpath_key(vm, B, NR_C - 1, &key));
		TRY_STORE(ktap_sample_element(&vm->inv, ktap_table_of(A->obj), &key,
					      B + NR_C - 1));
		NEXT;
	}
	key = ktap_value_key(B, NR_C - 1);
	TRY_STORE(ktap_table_update(&vm->inv, ktap_table_of(A->obj), &key, IMM,
				    B + NR_C - 1));
	NEXT;
op_SAMPLE:
	TRY_STORE(ktap_sample_value(&vm->inv, A, B));
	NEXT;

op_GETCALL:
	ktap_slowpath_get_call(vm, IMM, A);
	NEXT;
op_SETCALL:
	TRY_STORE(ktap_slowpath_set_call(vm, IMM, A));
	NEXT;

op_ADD:
	ARITH(LEFT + RIGHT);
op_SUB:
	ARITH(LEFT - RIGHT);
op_MUL:
	ARITH(LEFT * RIGHT);
op_AND:
	ARITH(LEFT & RIGHT);
op_OR:
	ARITH(LEFT | RIGHT);
op_XOR:
	ARITH(LEFT ^ RIGHT);
op_DIV:
	ARITH_CALL(DIV, C);
op_MOD:
	ARITH_CALL(MOD, C);
op_SHL:
	ARITH_CALL(SHL, C);
op_SHR:
	ARITH_CALL(SHR, C);
op_ADDI:
	ARITH_UNARY(LEFT + RIGHT_IMM);
op_MULI:
	ARITH_UNARY(LEFT * RIGHT_IMM);
op_ANDI:
	ARITH_UNARY(LEFT & RIGHT_IMM);
op_ORI:
	ARITH_UNARY(LEFT | RIGHT_IMM);
op_XORI:
	ARITH_UNARY(LEFT ^ RIGHT_IMM);
op_DIVI:
	value = ktap_value_int(IMM);
	ARITH_CALL(DIV, &value);
op_MODI:
	value = ktap_value_int(IMM);
	ARITH_CALL(MOD, &value);
op_SHLI:
	value = ktap_value_int(IMM);
	ARITH_CALL(SHL, &value);
op_SHRI:
	value = ktap_value_int(IMM);
	ARITH_CALL(SHR, &value);
op_NEG:
	ARITH_UNARY(-LEFT);
op_BNOT:
	ARITH_UNARY(~LEFT);
op_NOT:
	*A = ktap_value_bool(!ktap_value_is_true(B));
	NEXT;
op_CONCAT:
	TRY_STORE(ktap_slowpath_concat(vm, B, NR_C, &value));
	*A = value;
	NEXT;

op_JMP:
	goto jump;
op_JT:
	JUMP_IF(ktap_value_is_true(A));
op_JF:
	JUMP_IF(!ktap_value_is_true(A));
op_JNZ:
	JUMP_IF(is_nonzero(A));
op_JZ:
	JUMP_IF(!is_nonzero(A));
op_JNIL:
	JUMP_IF(ktap_value_is_nil(A));
op_JEQ:
	JUMP_IF(is_equal(vm, A, B));
op_JNE:
	JUMP_IF(!is_equal(vm, A, B));
op_JLT:
	COMPARE(A->i < B->i, order < 0);
op_JLE:
	COMPARE(A->i <= B->i, order <= 0);
op_JGT:
	COMPARE(A->i > B->i, order > 0);
op_JGE:
	COMPARE(A->i >= B->i, order >= 0);
op_JEQI:
	JUMP_IF(is_int_of(A, BC));
op_JNEI:
	JUMP_IF(!is_int_of(A, BC));
op_JLTI:
	COMPARE_IMM(A->i < BC);
op_JLEI:
	COMPARE_IMM(A->i <= BC);
op_JGTI:
	COMPARE_IMM(A->i > BC);
op_JGEI:
	COMPARE_IMM(A->i >= BC);

op_FORPREP:
	TRY(ktap_slowpath_forprep(A, &runs));
	A[3] = A[0];
	JUMP_IF(!runs);
op_FORLOOP:
	if (!A[1].i)
		NEXT;
	A[1].i = (u64)A[1].i - 1;
	A[0].i = (u64)A[0].i + (u64)A[2].i;
	A[3] = A[0];
	goto jump;
op_WALK:
	TRY(ktap_slowpath_walk_begin(vm, A, &runs));
	JUMP_IF(!runs);
op_WALKNEXT:
	TRY(ktap_slowpath_walk(vm, A, &runs));
	JUMP_IF(runs);

op_CALL:
	if (unlikely(A->kind != KTAP_KIND_FUNC))
		TRAP(NOT_FUNC);
	self = ktap_func_of(A->obj);
	callee = &PROG->funcs[self->nr];
	base = A + 1;
	goto call;
op_CALLF:
	callee = &PROG->funcs[IMM];
	self = ktap_call_self(callee);
	base = A;
	goto call;
op_CALLB:
	value = ktap_value_nil();
	if (likely(NR_B != KTAP_ALL))
		TRY_STORE(vm->run->builtins[IMM]->call(vm, A, NR_B, &value));
	else
		TRY_STORE(call_builtin(vm, IMM, A, &value));
	if (NR_C) {
		*A = value;
		if (unlikely(NR_C > 1))
			A[1] = vm->second;
	}
	NEXT;
op_RET:
	vm->inv.budget -= pc - mark;
	if (vm->top == first) {
		vm->open = NULL;
		return 0;
	}
	nr = ktap_call_count(vm, NR_B, A);
	vm->open = NULL;
	ktap_call_close(vm, A, nr);
	pc = vm->top->pc;
	mark = pc;
	regs = vm->top->base;
	NEXT;
op_TCALL:
	if (unlikely(A->kind != KTAP_KIND_FUNC))
		TRAP(NOT_FUNC);
	self = ktap_func_of(A->obj);
	callee = &PROG->funcs[self->nr];
	base = A + 1;
	goto tail_call;
op_TCALLF:
	callee = &PROG->funcs[IMM];
	self = ktap_call_self(callee);
	base = A;
	goto tail_call;
op_VARARG:
	TRY(ktap_call_varargs(vm, A, NR_B));
	NEXT;
op_UNPACK:
	TRY(ktap_slowpath_parts(vm, C, &tuple));
	TRY(ktap_call_spread(vm, A, NR_B, tuple->parts, tuple->nr));
	NEXT;
op_SETLIST:
	if (unlikely(A->kind != KTAP_KIND_TABLE))
		TRAP(NOT_TABLE);
	nr = ktap_call_count(vm, NR_C, B);
	TRY(ktap_slowpath_set_list(vm, A, B, nr, IMM));
	vm->open = NULL;
	NEXT;

op_SELF:
	*A = ktap_value_obj(KTAP_KIND_FUNC, &vm->top->self->obj);
	NEXT;
op_CLOSURE:
	TRY(ktap_closure_create(&vm->inv, &PROG->funcs[IMM].self, B, NR_C,
				&value));
	*A = value;
	NEXT;
op_CAPTURED:
	ktap_slot_unpack(ktap_closure_of(&vm->top->self->obj)->captured[IMM],
			 A);
	NEXT;
op_NEWCELL:
	TRY(ktap_cell_create(&vm->inv, A));
	NEXT;
op_GETCELL:
	if (likely(ktap_cell_slot(B)))
		load_var(ktap_cell_slot(B), A);
	else
		*A = ktap_value_nil();
	NEXT;
op_SETCELL:
	if (likely(ktap_cell_slot(A)))
		TRY(ktap_slot_set(&vm->inv, ktap_cell_slot(A), B));
	NEXT;
op_UPDCELL:
	TRY(update_cell(vm, A, IMM, B));
	NEXT;
op_MATCH:
	TRY(ktap_slowpath_match(vm, B, C, &value));
	*A = value;
	NEXT;
op_ARG:
	TRY(load_arg(vm, IMM, A));
	NEXT;
op_ARGAT:
	if (!IS_INT(B))
		TRAP(NOT_INT);
	TRY(load_arg_at(vm, B->i, A));
	NEXT;
op_FIELD:
	TRY(load_field(vm, IMM, A));
	NEXT;
op_FIELDAT:
	if (!IS_INT(B))
		TRAP(NOT_INT);
	load_element(vm, IMM, B->i, A);
	NEXT;
op_SYMBOL:
	*A = ktap_kernel_symbol_load(vm, IMM, NR_B);
	NEXT;

jump:
	if (likely(IMM >= 0)) {
		pc += IMM;
		NEXT;
	}
	vm->inv.budget -= pc - mark;
	pc += IMM;
	mark = pc;
	if (likely(vm->inv.budget >= 0))
		NEXT;
	/* A trap happens at the instruction before @pc: the target. */
	pc++;
	TRY(ktap_vm_refill(vm));
	pc--;
	if (ktap_vm_is_process(vm))
		ktap_vm_settle(vm);
	NEXT;

call:
	vm->inv.budget -= pc - mark + CALL_UNITS;
	mark = pc;
	if (unlikely(vm->inv.budget < 0)) {
		TRY(ktap_vm_refill(vm));
		if (ktap_vm_is_process(vm))
			ktap_vm_settle(vm);
	}
	nr = ktap_call_count(vm, NR_B, base);
	vm->open = NULL;
	vm->top->pc = pc;
	TRY(ktap_call_open(vm, callee, self, base, nr));
	vm->top->results = A;
	vm->top->nr_results = NR_C;
	goto enter;

tail_call:
	vm->inv.budget -= pc - mark + CALL_UNITS;
	mark = pc;
	if (unlikely(vm->inv.budget < 0)) {
		TRY(ktap_vm_refill(vm));
		if (ktap_vm_is_process(vm))
			ktap_vm_settle(vm);
	}
	nr = ktap_call_count(vm, NR_B, base);
	vm->open = NULL;
	TRY(ktap_call_replace(vm, callee, self, base, nr));
enter:
	regs = vm->top->base;
	pc = callee->insns;
	mark = pc;
	NEXT;

trapped:
	vm->inv.budget -= pc - mark;
	vm->top->pc = pc;
	trap = ktap_slowpath_explain(vm, trap, insn, regs);
	ktap_trap_report(vm, trap);
	vm->why[0] = '\0';
	vm->open = NULL;
	return trap;
}

static_assert(KTAP_IMAGE_MAX_REGS * sizeof(struct ktap_value) +
	      sizeof(struct ktap_call) <= KTAP_VM_FRAMES_BYTES);

int ktap_interp_process(struct ktap_run *run, const struct ktap_context *ctx,
			u32 func, void *frames)
{
	struct srcu_struct *srcu = ktap_heap_srcu(run->heap);
	const struct ktap_prog_func *first;
	struct ktap_run_stats *stats;
	struct ktap_vm vm;
	int trap;

	might_sleep();
	vm.run = run;
	vm.ctx = ctx;
	/* The first back edge or call fetches the first slice. */
	vm.inv.budget = 0;
	vm.reserve = run->process_budget;
	vm.regs = frames;
	vm.calls = frames + round_down(KTAP_PROCESS_FRAMES_BYTES, sizeof(u64));
	vm.open = NULL;
	vm.held = NULL;
	vm.nr_held = 0;
	vm.why[0] = '\0';
	vm.srcu_idx = srcu_read_lock(srcu);
	ktap_heap_begin(&vm.inv, run->heap, KTAP_LEVEL_PROCESS);
	first = &run->prog->funcs[func];
	ktap_call_clear(vm.regs, first->nr_regs);
	trap = ktap_interp_run(&vm, first);
	ktap_heap_end(&vm.inv);
	srcu_read_unlock(srcu, vm.srcu_idx);

	stats = get_cpu_ptr(run->stats);
	if (ctx->ops)
		local64_inc(&stats->ticks);
	local64_add(run->process_budget - vm.inv.budget - vm.reserve,
		    &stats->units);
	put_cpu_ptr(run->stats);

	return trap;
}
