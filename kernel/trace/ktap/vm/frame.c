// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - one invocation: registers, open calls, budget
 *
 * Context: any, but for what waits, which is for process code
 *
 * Registers grow up from the beginning of the area, open calls down from its
 * end.  The registers of a call begin at its arguments, which are registers of
 * the caller, so frames overlap.  In process code a call clears its registers
 * before it begins; so all that lies in a frame is a value that was loaded
 * since, and everything that the frames hold can be counted at any time.
 */

#include <linux/ktap/context.h>
#include <linux/sched.h>
#include <linux/srcu.h>

#include "data/func.h"
#include "mem/heap.h"
#include "vm/frame.h"

/* Units after which process code looks up. */
#define SLICE_UNITS	4096

void ktap_vm_prepare(struct ktap_vm *vm, unsigned int level)
{
	struct ktap_scratch *scratch = ktap_scratch_area(level);

	memset(vm, 0, sizeof(*vm));
	vm->inv.scratch = scratch;
	vm->inv.level = level;
	vm->regs = scratch->frames;
	vm->calls = (void *)vm;
}

static void own_object(struct ktap_vm *vm, struct ktap_object *obj, bool own)
{
	if (own)
		ktap_heap_own(obj);
	else
		ktap_heap_drop(vm->inv.heap, obj);
}

static void own_value(struct ktap_vm *vm, const struct ktap_value *value,
		      bool own)
{
	if (ktap_value_is_object(value))
		own_object(vm, value->obj, own);
}

/* Behind the last value that the call which runs has in the area. */
static struct ktap_value *frame_end(const struct ktap_vm *vm)
{
	struct ktap_value *end = vm->top->base + vm->top->func->nr_regs;

	return vm->open && vm->open > end ? vm->open : end;
}

/*
 * Counts or drops what frames hold.  A register that two frames share is
 * counted twice and dropped twice.
 */
static void own_frames(void *arg, bool own)
{
	struct ktap_vm *vm = arg;
	const struct ktap_value *v, *end = frame_end(vm);
	struct ktap_call *call;
	unsigned int i;

	for (call = vm->top; call < vm->calls; call++) {
		if (call != vm->top)
			end = call->base + call->func->nr_regs;
		for (v = call->base - call->nr_varargs; v < end; v++)
			own_value(vm, v, own);
		own_object(vm, &call->self->obj, own);
	}
	for (i = 0; i < vm->nr_held; i++)
		own_value(vm, &vm->held[i], own);
}

int ktap_vm_refill(struct ktap_vm *vm)
{
	s64 left = vm->inv.budget + vm->reserve;

	if (left < 0)
		return KTAP_TRAP_BUDGET;
	if (READ_ONCE(vm->run->closed))
		return KTAP_TRAP_CLOSED;
	if (READ_ONCE(vm->run->interrupted) && vm->run->may_interrupt)
		return KTAP_TRAP_EXIT;
	cond_resched();
	vm->inv.budget = min_t(s64, left, SLICE_UNITS);
	vm->reserve = left - vm->inv.budget;

	return 0;
}

void ktap_vm_settle(struct ktap_vm *vm)
{
	if (ktap_heap_pressed(vm->inv.heap))
		ktap_heap_settle(&vm->inv, &vm->srcu_idx, own_frames, vm);
}

struct ktap_value *ktap_vm_room(const struct ktap_vm *vm, unsigned int nr)
{
	struct ktap_value *room = frame_end(vm);
	const struct ktap_call *call;

	/*
	 * The frame of a caller may end behind that of the call which runs, and
	 * all that lies in it is counted when process code sleeps.
	 */
	for (call = vm->top + 1; call < vm->calls; call++)
		room = max(room, call->base + call->func->nr_regs);

	return (void *)(room + nr) <= (void *)vm->top ? room : NULL;
}

void ktap_vm_sleep_begin(struct ktap_vm *vm)
	__releases(ktap_heap_srcu(vm->inv.heap))
{
	own_frames(vm, true);
	srcu_read_unlock(ktap_heap_srcu(vm->inv.heap), vm->srcu_idx);
}

void ktap_vm_sleep_end(struct ktap_vm *vm)
	__acquires(ktap_heap_srcu(vm->inv.heap))
{
	vm->srcu_idx = srcu_read_lock(ktap_heap_srcu(vm->inv.heap));
	own_frames(vm, false);
}
