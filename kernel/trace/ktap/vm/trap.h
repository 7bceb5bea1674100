/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the one way in which running script fails
 *
 * Context: any
 */
#ifndef _KTAP_VM_TRAP_H
#define _KTAP_VM_TRAP_H

#include "vm/frame.h"

/**
 * ktap_trap_explain() - say more about the trap that is about to be returned
 * @vm: The invocation.
 * @trap: enum ktap_trap.
 * @fmt: As printf().
 *
 * Return: @trap.
 */
__printf(3, 4)
int ktap_trap_explain(struct ktap_vm *vm, int trap, const char *fmt, ...);

/**
 * ktap_trap_report() - an invocation ended by a trap
 * @vm: The invocation; its top call is where it happened.
 * @trap: What happened; KTAP_TRAP_EXIT and CLOSED are no errors.
 *
 * Writes KTAP_REC_ERROR the first time for a place and cause, counts later
 * ones, and stops the session at the error limit.
 */
void ktap_trap_report(struct ktap_vm *vm, int trap);

/**
 * ktap_trap_lost() - an instruction had no effect
 * @vm: The invocation, which goes on; its top call is where it happened.
 * @error: Why: a negative errno.
 *
 * It was counted.  The first time that a place meets the memory limit,
 * KTAP_REC_WARNING says which line it is.
 */
void ktap_trap_lost(struct ktap_vm *vm, int error);

/**
 * ktap_trap_repeats() - write KTAP_REC_REPEAT for errors that came again
 * @run: A program whose handlers have ended.
 *
 * Context: Process; waits for room in the ring.
 */
void ktap_trap_repeats(struct ktap_run *run);

#endif /* _KTAP_VM_TRAP_H */
