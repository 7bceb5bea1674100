// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - symbols of the kernel that a program names
 *
 * Context: any
 */

#include <linux/percpu.h>
#include <linux/uaccess.h>

#include "vm/frame.h"
#include "vm/kernel_symbol.h"

/* Units of reading memory that may not be there. */
#define READ_UNITS	10

union number {
	s8 s8;
	u8 u8;
	s16 s16;
	u16 u16;
	s32 s32;
	u32 u32;
	u64 u64;
};

static s64 extend(const union number *number, unsigned int bytes,
		  bool is_signed)
{
	switch (bytes) {
	case 1:
		return is_signed ? number->s8 : number->u8;
	case 2:
		return is_signed ? number->s16 : number->u16;
	case 4:
		return is_signed ? number->s32 : number->u32;
	default:
		return number->u64;
	}
}

struct ktap_value ktap_kernel_read_int(struct ktap_vm *vm, const void *addr,
				       unsigned int bytes, bool is_signed)
{
	union number number;

	vm->inv.budget -= READ_UNITS;
	if (!copy_from_kernel_nofault(&number, addr, bytes))
		return ktap_value_int(extend(&number, bytes, is_signed));
	ktap_loss_count(vm->run->losses, KTAP_LOSS_FAULT);

	return ktap_value_nil();
}

static unsigned long address_of(const struct ktap_kernel_symbol *symbol)
{
	/* Process code may change its CPU at any time: it gets one of them. */
	if (symbol->is_percpu)
		return (unsigned long)raw_cpu_ptr((void __percpu *)symbol->addr);

	return symbol->addr;
}

struct ktap_value ktap_kernel_symbol_load(struct ktap_vm *vm, u32 nr,
					  bool wants_value)
{
	const struct ktap_kernel_symbol *symbol = &vm->run->symbols[nr];
	unsigned long addr = address_of(symbol);

	if (!wants_value || !symbol->bytes)
		return ktap_value_int(addr);

	return ktap_kernel_read_int(vm, (const void *)addr, symbol->bytes,
				    symbol->is_signed);
}
