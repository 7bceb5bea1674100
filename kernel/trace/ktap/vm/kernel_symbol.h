/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - symbols of the kernel that a program names
 *
 * Context: any
 */
#ifndef _KTAP_VM_KERNEL_SYMBOL_H
#define _KTAP_VM_KERNEL_SYMBOL_H

#include <linux/ktap/value.h>

struct ktap_vm;

/** struct ktap_kernel_symbol - one of them, as this kernel has it */
struct ktap_kernel_symbol {
	/** @addr: Its address; of variables per CPU what that is told from. */
	unsigned long addr;
	/** @bytes: Of the integer that it holds; 0: its value is its address. */
	u8 bytes;
	/** @is_signed: The integer has a sign. */
	bool is_signed;
	/** @is_percpu: There is one for each CPU. */
	bool is_percpu;
};

/**
 * ktap_kernel_read_int() - an integer in the kernel's memory
 * @vm: The invocation; charged.
 * @addr: Where it is.
 * @bytes: 1, 2, 4 or 8.
 * @is_signed: It has a sign.
 *
 * Return: The integer; nil if it cannot be read, which is counted.
 */
struct ktap_value ktap_kernel_read_int(struct ktap_vm *vm, const void *addr,
				       unsigned int bytes, bool is_signed);

/**
 * ktap_kernel_symbol_load() - the address or the value of a symbol
 * @vm: The invocation; charged.
 * @nr: Number of its relocation.
 * @wants_value: What a variable holds is wanted, not its address.
 *
 * Return: An integer; nil if it cannot be read, which is counted.
 */
struct ktap_value ktap_kernel_symbol_load(struct ktap_vm *vm, u32 nr,
					  bool wants_value);

#endif /* _KTAP_VM_KERNEL_SYMBOL_H */
