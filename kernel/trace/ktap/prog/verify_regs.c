// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - third pass of the verifier: what registers hold
 *
 * Context: process; also built in user space
 *
 * At each instruction a register is undefined, holds a value, or belongs to
 * the state of a loop.  Three sets of bits say so: registers with a value, and
 * first registers of numeric loops and of walks that are under way.  Where
 * paths meet, only what all of them agree on is left, so the sets of a block
 * can only shrink and the search ends.
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

/* What registers hold at one place. */
struct regs {
	unsigned long *value;
	unsigned long *loop;
	unsigned long *walk;
};

struct pass {
	struct ktap_verify_state *state;
	/* Words of one set. */
	u32 words;
	u32 nr_regs;
	/* Three sets for each block: what holds where it begins. */
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
	unsigned long now_sets[3 * MAX_WORDS];
};

/* Some registers in a row. */
struct span {
	u32 first;
	u32 nr;
};

/* What an instruction does, besides loops, which have their own rules. */
struct effects {
	struct span reads[3];
	struct span writes;
	/* From here on all is undefined afterwards, but for @writes. */
	u32 clobbers;
};

static struct regs sets_of(const struct pass *pass, u32 block)
{
	unsigned long *sets = pass->sets + (size_t)block * 3 * pass->words;

	return (struct regs){
		.value	= sets,
		.loop	= sets + pass->words,
		.walk	= sets + 2 * pass->words,
	};
}

static void add_operand(struct effects *fx, int nr, enum ktap_operand kind, u8 reg)
{
	if (kind == KTAP_OPERAND_SRC || kind == KTAP_OPERAND_SRCDST)
		fx->reads[nr] = (struct span){ reg, 1 };
	if (kind == KTAP_OPERAND_DST || kind == KTAP_OPERAND_SRCDST)
		fx->writes = (struct span){ reg, 1 };
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
		fx.reads[0] = (struct span){ a, b };
		break;
	case KTAP_OP_CALL:
	case KTAP_OP_CALLF:
	case KTAP_OP_CALLB:
		fx.reads[0] = (struct span){
			a, b + (KTAP_INSN_OP(insn) == KTAP_OP_CALL)
		};
		fx.writes = (struct span){ a, c };
		fx.clobbers = a;
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

static int check_insn(struct pass *pass, u32 pc, u64 insn)
{
	struct effects fx = effects_of(pass, insn);
	int i, ret;

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

/* The effect of all but loop instructions. */
static void apply_insn(struct pass *pass, u64 insn)
{
	struct effects fx = effects_of(pass, insn);

	if (fx.clobbers < pass->nr_regs)
		bitmap_clear(pass->now.value, fx.clobbers,
			     pass->nr_regs - fx.clobbers);
	bitmap_set(pass->now.value, fx.writes.first, fx.writes.nr);
}

static void enter_loop(struct pass *pass, unsigned long *set, u8 a, u32 width)
{
	__set_bit(a, set);
	bitmap_clear(pass->now.value, a, width);
	bitmap_set(pass->now.value, a + width, LOOP_REGS - width);
}

static void leave_loop(struct pass *pass, unsigned long *set, u8 a)
{
	__clear_bit(a, set);
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

	for (i = 0; i < 3 * pass->words; i++) {
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
	       3 * pass->words * sizeof(*pass->now_sets));
}

/* Goes through a block and hands on to the next what holds behind it. */
static void spread_block(struct pass *pass, u32 nr)
{
	const struct ktap_verify_block *block = &pass->state->blocks[nr];
	const u64 *insns = pass->state->func->insns;
	unsigned long before[3 * MAX_WORDS];
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

	memset(pass->sets, 0xff, (size_t)pass->state->nr_blocks * 3 *
				 pass->words * sizeof(*pass->sets));
	memset(pass->sets, 0, 3 * pass->words * sizeof(*pass->sets));
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
		/* A loop instruction is the last of its block. */
		apply_insn(pass, insns[pc]);
	}

	return 0;
}

static int run_pass(struct pass *pass)
{
	u32 i;
	int ret;

	pass->now = (struct regs){
		.value	= pass->now_sets,
		.loop	= pass->now_sets + pass->words,
		.walk	= pass->now_sets + 2 * pass->words,
	};
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
				    3 * pass->words * sizeof(*pass->sets),
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
