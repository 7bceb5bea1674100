// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - third pass of the verifier: what registers hold
 *
 * Context: process; also built in user space
 *
 * At each instruction a register is undefined, holds a value or a cell, or
 * belongs to the state of a loop.  Four sets of bits say so: registers with a
 * value, with a cell, and first registers of numeric loops and of walks that
 * are under way.  Where paths meet, only what all of them agree on is left, so
 * the sets of a block can only shrink and the search ends.
 *
 * Values whose number is not known live from one instruction to the next, so
 * no set is needed for them.
 */

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "prog/verify_state.h"

#define MAX_WORDS	BITS_TO_LONGS(KTAP_IMAGE_MAX_REGS)
#define FOR_STATE	3	/* registers of a numeric loop's state */
#define WALK_STATE	2	/* registers of a walk's state */
#define LOOP_REGS	4	/* registers of both with what the body sees */
#define NR_SETS		4
#define NOT_OPEN	U32_MAX

/* What registers hold at one place. */
struct regs {
	unsigned long *value;
	unsigned long *cell;
	unsigned long *loop;
	unsigned long *walk;
};

struct pass {
	struct ktap_verify_state *state;
	/* Words of one set. */
	u32 words;
	u32 nr_regs;
	/* NR_SETS for each block: what holds where it begins. */
	unsigned long *sets;
	/*
	 * Blocks that are to be looked at again, each once: a ring of their
	 * numbers, and a bit for each that is in it.
	 */
	u32 *queue;
	u32 queue_head;
	u32 queue_len;
	unsigned long *pending;
	/* Where the walk through a block stands. */
	struct regs now;
	unsigned long now_sets[NR_SETS * MAX_WORDS];
	/* First register of values without a known number, or NOT_OPEN. */
	u32 open;
};

/* Some registers in a row. */
struct span {
	u32 first;
	u32 nr;
};

/* What an instruction does, besides loops, which have their own rules. */
struct effects {
	struct span reads[3];
	/* Registers with cells that are read. */
	struct span cells;
	struct span writes;
	/* What is written is a cell. */
	bool writes_cell;
	/* From here on all is undefined afterwards, but for @writes. */
	u32 clobbers;
};

static struct regs sets_at(const struct pass *pass, unsigned long *sets)
{
	return (struct regs){
		.value	= sets,
		.cell	= sets + pass->words,
		.loop	= sets + 2 * pass->words,
		.walk	= sets + 3 * pass->words,
	};
}

static struct regs sets_of(const struct pass *pass, u32 block)
{
	return sets_at(pass, pass->sets + (size_t)block * NR_SETS * pass->words);
}

static void add_operand(struct effects *fx, int nr, enum ktap_operand kind, u8 reg)
{
	if (kind == KTAP_OPERAND_SRC || kind == KTAP_OPERAND_SRCDST)
		fx->reads[nr] = (struct span){ reg, 1 };
	if (kind == KTAP_OPERAND_CELL)
		fx->cells = (struct span){ reg, 1 };
	if (kind == KTAP_OPERAND_DST || kind == KTAP_OPERAND_SRCDST)
		fx->writes = (struct span){ reg, 1 };
}

/* @nr values from @first on; all of them end where the open ones begin. */
static struct span values(const struct pass *pass, u32 first, u8 nr)
{
	if (nr != KTAP_ALL)
		return (struct span){ first, nr };
	if (pass->open == NOT_OPEN || pass->open < first)
		return (struct span){ first, 0 };

	return (struct span){ first, pass->open - first };
}

static void add_call(const struct pass *pass, struct effects *fx, u64 insn)
{
	u8 a = KTAP_INSN_A(insn), b = KTAP_INSN_B(insn), c = KTAP_INSN_C(insn);
	bool by_value = ktap_verify_is_by_value(insn);

	if (by_value)
		fx->reads[0] = (struct span){ a, 1 };
	fx->reads[1] = values(pass, a + by_value, b);
	fx->writes = (struct span){ a, c == KTAP_ALL ? 0 : c };
	fx->clobbers = a;
}

static void add_captures(const struct pass *pass, struct effects *fx, u64 insn)
{
	const struct ktap_prog_func *func =
		&pass->state->prog->funcs[KTAP_INSN_IMM(insn)];
	u8 b = KTAP_INSN_B(insn);

	fx->cells = (struct span){ b, func->nr_cells };
	fx->reads[0] = (struct span){ b + func->nr_cells,
				      func->nr_captured - func->nr_cells };
}

static struct effects effects_of(const struct pass *pass, u64 insn)
{
	const struct ktap_opinfo *info = ktap_opinfo_of(insn);
	u8 a = KTAP_INSN_A(insn), b = KTAP_INSN_B(insn), c = KTAP_INSN_C(insn);
	struct effects fx = { .clobbers = pass->nr_regs };

	add_operand(&fx, 0, info->a, a);
	add_operand(&fx, 1, info->b, b);
	add_operand(&fx, 2, info->c, c);

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_CONCAT:
	case KTAP_OP_GETTUP:
	case KTAP_OP_SETTUP:
	case KTAP_OP_UPDTUP:
		fx.reads[1] = (struct span){ b, c };
		break;
	case KTAP_OP_RET:
		fx.reads[0] = values(pass, a, b);
		break;
	case KTAP_OP_CALL:
	case KTAP_OP_CALLF:
	case KTAP_OP_CALLB:
	case KTAP_OP_TCALL:
	case KTAP_OP_TCALLF:
		add_call(pass, &fx, insn);
		break;
	case KTAP_OP_VARARG:
	case KTAP_OP_UNPACK:
		fx.writes = (struct span){ a, b == KTAP_ALL ? 0 : b };
		if (b == KTAP_ALL)
			fx.clobbers = a;
		break;
	case KTAP_OP_SETLIST:
		fx.reads[1] = values(pass, b, c);
		break;
	case KTAP_OP_MOVE:
		/* It copies what the register holds: see apply_move(). */
		if (test_bit(b, pass->now.cell))
			fx.reads[1].nr = 0;
		break;
	case KTAP_OP_CLOSURE:
		add_captures(pass, &fx, insn);
		break;
	case KTAP_OP_CAPTURED:
		fx.writes_cell = KTAP_INSN_IMM(insn) <
				 pass->state->func->nr_cells;
		break;
	case KTAP_OP_NEWCELL:
		fx.writes_cell = true;
		break;
	case KTAP_OP_FORPREP:
		fx.reads[0] = (struct span){ a, FOR_STATE };
		fx.writes = (struct span){ a + FOR_STATE, 1 };
		break;
	case KTAP_OP_FORLOOP:
		fx.writes = (struct span){ a + FOR_STATE, 1 };
		break;
	case KTAP_OP_WALK:
		fx.reads[0] = (struct span){ a, 1 };
		fx.writes = (struct span){ a + 1, LOOP_REGS - 1 };
		break;
	case KTAP_OP_WALKNEXT:
		fx.writes = (struct span){ a + WALK_STATE,
					    LOOP_REGS - WALK_STATE };
		break;
	}

	return fx;
}

static int check_reads(struct pass *pass, u32 pc, struct span span)
{
	u32 end = span.first + span.nr;
	u32 reg = find_next_zero_bit(pass->now.value, end, span.first);

	if (reg >= end)
		return 0;

	return ktap_verify_refuse(pass->state, pc,
				  "register %u is read, but has no value on every path",
				  reg);
}

static int check_cells(struct pass *pass, u32 pc, struct span span)
{
	u32 end = span.first + span.nr;
	u32 reg = find_next_zero_bit(pass->now.cell, end, span.first);

	if (reg >= end)
		return 0;

	return ktap_verify_refuse(pass->state, pc,
				  "register %u holds no cell on every path", reg);
}

/* The first of the registers up to @end that is a loop's state, or @end. */
static u32 find_loop_state(const struct pass *pass, const unsigned long *set,
			   u32 first, u32 end, u32 width)
{
	u32 start = first < width ? 0 : first - width + 1;
	u32 head = find_next_bit(set, end, start);

	return head < end ? max(head, first) : end;
}

static int check_writes(struct pass *pass, u32 pc, u32 first, u32 end)
{
	u32 reg;

	reg = min(find_loop_state(pass, pass->now.loop, first, end, FOR_STATE),
		  find_loop_state(pass, pass->now.walk, first, end, WALK_STATE));
	if (reg >= end)
		return 0;

	return ktap_verify_refuse(pass->state, pc,
				  "register %u is overwritten, but a loop needs it",
				  reg);
}

static int check_loop(struct pass *pass, u32 pc, u64 insn)
{
	u8 a = KTAP_INSN_A(insn);

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_FORLOOP:
		if (!test_bit(a, pass->now.loop))
			return ktap_verify_refuse(pass->state, pc,
						  "not every path has passed FORPREP of register %u",
						  a);
		return 0;
	case KTAP_OP_WALKNEXT:
		if (!test_bit(a, pass->now.walk))
			return ktap_verify_refuse(pass->state, pc,
						  "not every path has passed WALK of register %u",
						  a);
		return 0;
	default:
		return 0;
	}
}

/* First register of the values of unknown number that an instruction leaves. */
static u32 opens(u64 insn)
{
	bool all;

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_CALL:
	case KTAP_OP_CALLF:
		all = KTAP_INSN_C(insn) == KTAP_ALL;
		break;
	case KTAP_OP_VARARG:
	case KTAP_OP_UNPACK:
		all = KTAP_INSN_B(insn) == KTAP_ALL;
		break;
	default:
		all = false;
	}

	return all ? KTAP_INSN_A(insn) : NOT_OPEN;
}

/* First register of the values of unknown number that an instruction takes. */
static u32 takes(u64 insn)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_CALL:
	case KTAP_OP_CALLF:
	case KTAP_OP_CALLB:
	case KTAP_OP_TCALL:
	case KTAP_OP_TCALLF:
	case KTAP_OP_RET:
		if (KTAP_INSN_B(insn) != KTAP_ALL)
			return NOT_OPEN;
		return KTAP_INSN_A(insn) + ktap_verify_is_by_value(insn);
	case KTAP_OP_SETLIST:
		return KTAP_INSN_C(insn) == KTAP_ALL ? KTAP_INSN_B(insn) :
						       NOT_OPEN;
	default:
		return NOT_OPEN;
	}
}

static int check_open(struct pass *pass, u32 pc, u64 insn)
{
	u32 first = takes(insn);

	if (first == NOT_OPEN && pass->open == NOT_OPEN)
		return 0;
	if (first == NOT_OPEN)
		return ktap_verify_refuse(pass->state, pc,
					  "does not take all values that the instruction before it left");
	if (pass->open == NOT_OPEN)
		return ktap_verify_refuse(pass->state, pc,
					  "takes all values, but the instruction before it left none");
	if (pass->open < first)
		return ktap_verify_refuse(pass->state, pc,
					  "takes values from register %u on, but they begin at %u",
					  first, pass->open);

	return 0;
}

static int check_insn(struct pass *pass, u32 pc, u64 insn)
{
	struct effects fx;
	int i, ret;

	ret = check_open(pass, pc, insn);
	if (ret)
		return ret;
	fx = effects_of(pass, insn);
	ret = check_cells(pass, pc, fx.cells);
	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(fx.reads); i++) {
		ret = check_reads(pass, pc, fx.reads[i]);
		if (ret)
			return ret;
	}
	ret = check_loop(pass, pc, insn);
	if (ret)
		return ret;
	ret = check_writes(pass, pc, fx.writes.first,
			   fx.writes.first + fx.writes.nr);
	if (ret)
		return ret;

	return check_writes(pass, pc, fx.clobbers, pass->nr_regs);
}

static void apply_move(struct pass *pass, u8 to, u8 from)
{
	__assign_bit(to, pass->now.value, test_bit(from, pass->now.value));
	__assign_bit(to, pass->now.cell, test_bit(from, pass->now.cell));
}

/* The effect of all but loop instructions. */
static void apply_insn(struct pass *pass, u64 insn)
{
	struct effects fx;

	if (KTAP_INSN_OP(insn) == KTAP_OP_MOVE) {
		apply_move(pass, KTAP_INSN_A(insn), KTAP_INSN_B(insn));
		return;
	}
	fx = effects_of(pass, insn);
	if (fx.clobbers < pass->nr_regs) {
		u32 nr = pass->nr_regs - fx.clobbers;

		bitmap_clear(pass->now.value, fx.clobbers, nr);
		bitmap_clear(pass->now.cell, fx.clobbers, nr);
	}
	if (fx.writes_cell) {
		bitmap_clear(pass->now.value, fx.writes.first, fx.writes.nr);
		bitmap_set(pass->now.cell, fx.writes.first, fx.writes.nr);
	} else {
		bitmap_set(pass->now.value, fx.writes.first, fx.writes.nr);
		bitmap_clear(pass->now.cell, fx.writes.first, fx.writes.nr);
	}
}

static void enter_loop(struct pass *pass, unsigned long *set, u8 a, u32 width)
{
	__set_bit(a, set);
	bitmap_clear(pass->now.cell, a, LOOP_REGS);
	bitmap_clear(pass->now.value, a, width);
	bitmap_set(pass->now.value, a + width, LOOP_REGS - width);
}

static void leave_loop(struct pass *pass, unsigned long *set, u8 a)
{
	__clear_bit(a, set);
	bitmap_clear(pass->now.cell, a, LOOP_REGS);
	bitmap_clear(pass->now.value, a, LOOP_REGS);
}

/* The effect of a block's last instruction, if control goes on as @jumps. */
static void apply_last(struct pass *pass, u64 insn, bool jumps)
{
	u8 a = KTAP_INSN_A(insn);

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_FORPREP:
		if (jumps)
			leave_loop(pass, pass->now.loop, a);
		else
			enter_loop(pass, pass->now.loop, a, FOR_STATE);
		break;
	case KTAP_OP_FORLOOP:
		if (jumps)
			enter_loop(pass, pass->now.loop, a, FOR_STATE);
		else
			leave_loop(pass, pass->now.loop, a);
		break;
	case KTAP_OP_WALK:
		if (jumps)
			leave_loop(pass, pass->now.walk, a);
		else
			enter_loop(pass, pass->now.walk, a, WALK_STATE);
		break;
	case KTAP_OP_WALKNEXT:
		if (jumps)
			enter_loop(pass, pass->now.walk, a, WALK_STATE);
		else
			leave_loop(pass, pass->now.walk, a);
		break;
	default:
		apply_insn(pass, insn);
	}
}

static void queue_block(struct pass *pass, u32 block)
{
	u32 nr = pass->state->nr_blocks;
	u32 end = pass->queue_head + pass->queue_len;

	if (__test_and_set_bit(block, pass->pending))
		return;
	pass->queue[end < nr ? end : end - nr] = block;
	pass->queue_len++;
}

static u32 take_block(struct pass *pass)
{
	u32 block = pass->queue[pass->queue_head];

	if (++pass->queue_head == pass->state->nr_blocks)
		pass->queue_head = 0;
	pass->queue_len--;
	__clear_bit(block, pass->pending);

	return block;
}

/* Leaves in a block's sets what they and @pass->now agree on. */
static void meet(struct pass *pass, u32 block)
{
	unsigned long *sets = sets_of(pass, block).value;
	bool changed = false;
	u32 i;

	for (i = 0; i < NR_SETS * pass->words; i++) {
		unsigned long both = sets[i] & pass->now_sets[i];

		changed |= both != sets[i];
		sets[i] = both;
	}
	if (changed)
		queue_block(pass, block);
}

static void begin_block(struct pass *pass, u32 block)
{
	memcpy(pass->now_sets, sets_of(pass, block).value,
	       NR_SETS * pass->words * sizeof(*pass->now_sets));
}

/* Goes through a block and hands on to the next what holds behind it. */
static void spread_block(struct pass *pass, u32 nr)
{
	const struct ktap_verify_block *block = &pass->state->blocks[nr];
	const u64 *insns = pass->state->func->insns;
	unsigned long before[NR_SETS * MAX_WORDS];
	u32 pc, last = block[1].first - 1;

	begin_block(pass, nr);
	for (pc = block->first; pc < last; pc++)
		apply_insn(pass, insns[pc]);

	memcpy(before, pass->now_sets, sizeof(before));
	if (block->next != KTAP_NO_BLOCK) {
		apply_last(pass, insns[last], false);
		meet(pass, block->next);
		memcpy(pass->now_sets, before, sizeof(before));
	}
	if (block->target != KTAP_NO_BLOCK) {
		apply_last(pass, insns[last], true);
		meet(pass, block->target);
	}
}

/* All is thought possible at first; only parameters hold a value at the start. */
static void init_sets(struct pass *pass)
{
	u32 nr_params = pass->state->func->nr_params;
	u32 block;

	size_t bytes = NR_SETS * pass->words * sizeof(*pass->sets);

	memset(pass->sets, 0xff, pass->state->nr_blocks * bytes);
	memset(pass->sets, 0, bytes);
	bitmap_set(pass->sets, 0, nr_params);
	for (block = 0; block < pass->state->nr_blocks; block++)
		queue_block(pass, block);
}

/*
 * First in the order of the code, which is that of most paths, then what has
 * changed, until nothing moves.  A block comes back at most once for each bit
 * of its sets, and nothing else is looked at in between: the time is linear.
 */
static void spread(struct pass *pass)
{
	u32 steps = 0;

	while (pass->queue_len) {
		spread_block(pass, take_block(pass));
		if (++steps % 1024 == 0)
			cond_resched();
	}
}

static int check_block(struct pass *pass, u32 nr)
{
	const struct ktap_verify_block *block = &pass->state->blocks[nr];
	const u64 *insns = pass->state->func->insns;
	u32 pc;
	int ret;

	begin_block(pass, nr);
	for (pc = block->first; pc < block[1].first; pc++) {
		ret = check_insn(pass, pc, insns[pc]);
		if (ret)
			return ret;
		pass->open = opens(insns[pc]);
		/* A loop instruction is the last of its block. */
		apply_insn(pass, insns[pc]);
	}
	if (pass->open != NOT_OPEN)
		return ktap_verify_refuse(pass->state, pc - 1,
					  "nothing takes all values that it leaves");

	return 0;
}

static int run_pass(struct pass *pass)
{
	u32 i;
	int ret;

	pass->now = sets_at(pass, pass->now_sets);
	pass->open = NOT_OPEN;
	init_sets(pass);
	spread(pass);
	for (i = 0; i < pass->state->nr_blocks; i++) {
		ret = check_block(pass, i);
		if (ret)
			return ret;
	}

	return 0;
}

int ktap_verify_regs(struct ktap_verify_state *state)
{
	struct pass *pass;
	int ret = -ENOMEM;

	pass = kzalloc(sizeof(*pass), GFP_KERNEL_ACCOUNT);
	if (!pass)
		return -ENOMEM;
	pass->state = state;
	pass->nr_regs = state->func->nr_regs;
	pass->words = BITS_TO_LONGS(pass->nr_regs);
	pass->sets = kvmalloc_array(state->nr_blocks,
				    NR_SETS * pass->words * sizeof(*pass->sets),
				    GFP_KERNEL_ACCOUNT);
	pass->queue = kvmalloc_array(state->nr_blocks, sizeof(*pass->queue),
				     GFP_KERNEL_ACCOUNT);
	pass->pending = kvcalloc(BITS_TO_LONGS(state->nr_blocks),
				 sizeof(*pass->pending), GFP_KERNEL_ACCOUNT);
	if (pass->sets && pass->queue && pass->pending)
		ret = run_pass(pass);
	kvfree(pass->sets);
	kvfree(pass->queue);
	kvfree(pass->pending);
	kfree(pass);

	return ret;
}
