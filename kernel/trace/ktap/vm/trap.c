// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the one way in which running script fails
 *
 * Context: any
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktap/provider.h>
#include <linux/stdarg.h>

#include "data/string.h"
#include "output/record.h"
#include "vm/errors.h"
#include "vm/trap.h"

static const char *const trap_texts[KTAP_NR_TRAPS] = {
#define TEXT(name, text)						\
	[KTAP_TRAP_##name] = text,
	KTAP_TRAPS(TEXT)
#undef TEXT
};

/* In the place of a trap: what did not fit was dropped. */
#define MEMORY_LIMIT	31

/* Room for a message as a string. */
struct message {
	u64 memory[DIV_ROUND_UP(offsetof(struct ktap_string, bytes) +
				KTAP_ERROR_BYTES, 8)];
};

static struct ktap_value message_value(struct message *message, const char *text)
{
	struct ktap_string *string = (void *)message->memory;

	ktap_string_init_static(string, text, strnlen(text, KTAP_ERROR_BYTES - 1));

	return ktap_value_obj(KTAP_KIND_STRING, &string->obj);
}

int ktap_trap_explain(struct ktap_vm *vm, int trap, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(vm->why, sizeof(vm->why), fmt, args);
	va_end(args);

	return trap;
}

/* The instruction in all code of the program, and the trap: never 0. */
static unsigned long error_key(const struct ktap_vm *vm, int trap)
{
	unsigned long insn = vm->top->pc - 1 - vm->run->prog->funcs[0].insns;

	static_assert(KTAP_NR_TRAPS <= MEMORY_LIMIT);
	return insn << 5 | trap;
}

/* The row of @key, perhaps a new one; NULL: the table is full. */
static struct ktap_error *find_row(struct ktap_errors *errors,
				   unsigned long key, bool *fresh)
{
	unsigned int i;

	for (i = 0; i < KTAP_MAX_ERROR_PLACES; i++) {
		struct ktap_error *row =
			&errors->rows[(key + i) % KTAP_MAX_ERROR_PLACES];
		unsigned long seen = READ_ONCE(row->key);

		if (!seen)
			seen = cmpxchg(&row->key, 0, key);
		*fresh = !seen;
		if (!seen || seen == key)
			return row;
	}

	return NULL;
}

static struct ktap_value error_where(const struct ktap_vm *vm)
{
	const struct ktap_event *event = vm->ctx->event;
	struct ktap_string *name;

	name = event ? event->eventname : vm->top->func->self.name;

	return name->len ? ktap_value_obj(KTAP_KIND_STRING, &name->obj) :
			   ktap_value_nil();
}

static void write_error(struct ktap_vm *vm, u16 type,
			const struct ktap_error *row)
{
	struct ktap_ring *ring = vm->run->ring;
	struct message message;
	struct ktap_value values[] = {
		message_value(&message, row->why),
		ktap_value_int(row->line),
		row->where,
	};

	if (!ktap_vm_is_process(vm)) {
		ktap_record_try(ring, type, 0, values, ARRAY_SIZE(values));
		return;
	}
	ktap_vm_sleep_begin(vm);
	ktap_record_wait(ring, type, 0, values, ARRAY_SIZE(values));
	ktap_vm_sleep_end(vm);
}

static void first_error(struct ktap_vm *vm, u16 type, const char *why,
			struct ktap_error *row)
{
	const struct ktap_prog_func *func = vm->top->func;

	row->where = error_where(vm);
	row->line = func->lines[vm->top->pc - 1 - func->insns];
	strscpy(row->why, why, sizeof(row->why));
	write_error(vm, type, row);
}

void ktap_trap_report(struct ktap_vm *vm, int trap)
{
	struct ktap_run *run = vm->run;
	struct ktap_error *row;
	bool fresh;

	if (trap == KTAP_TRAP_EXIT || trap == KTAP_TRAP_CLOSED)
		return;
	if (trap == KTAP_TRAP_BUDGET && !ktap_vm_is_process(vm))
		ktap_loss_count(run->losses, KTAP_LOSS_BUDGET);

	row = find_row(run->errors, error_key(vm, trap), &fresh);
	atomic_inc(row ? &row->count : &run->errors->others);
	if (row && fresh)
		first_error(vm, KTAP_REC_ERROR,
			    vm->why[0] ? vm->why : trap_texts[trap], row);
	if (atomic_inc_return(&run->nr_errors) >= run->max_errors)
		ktap_run_stop(run);
}

/* Its row counts nothing: how much was lost is told by cause, in the end. */
void ktap_trap_lost(struct ktap_vm *vm, int error)
{
	struct ktap_error *row;
	bool fresh;

	if (error != -ENOMEM || vm->inv.lost != KTAP_LOSS_MEM_LIMIT)
		return;
	row = find_row(vm->run->errors, error_key(vm, MEMORY_LIMIT), &fresh);
	if (row && fresh)
		first_error(vm, KTAP_REC_WARNING,
			    "memory limit reached: what does not fit is dropped (--mem)",
			    row);
}

static void write_repeat(struct ktap_run *run, const char *why, u32 line,
			 struct ktap_value where, int count)
{
	struct message message;
	struct ktap_value values[] = {
		message_value(&message, why),
		ktap_value_int(line),
		where,
		ktap_value_int(count),
	};

	ktap_record_wait(run->ring, KTAP_REC_REPEAT, 0, values,
			 ARRAY_SIZE(values));
}

void ktap_trap_repeats(struct ktap_run *run)
{
	int i, others = atomic_read(&run->errors->others);

	for (i = 0; i < KTAP_MAX_ERROR_PLACES; i++) {
		const struct ktap_error *row = &run->errors->rows[i];
		int count = atomic_read(&row->count);

		if (count > 1)
			write_repeat(run, row->why, row->line, row->where,
				     count);
	}
	if (others)
		write_repeat(run, "run-time errors at further places", 0,
			     ktap_value_nil(), others);
}
