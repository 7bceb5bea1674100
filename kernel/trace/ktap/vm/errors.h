/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the run-time errors that a program has made, by place and cause
 *
 * Context: any
 */
#ifndef _KTAP_VM_ERRORS_H
#define _KTAP_VM_ERRORS_H

#include <linux/atomic.h>
#include <linux/ktap/value.h>

#include "limits.h"

/** struct ktap_error - a place and a cause */
struct ktap_error {
	/**
	 * @key: What tells it from others; 0: the row is free.  Claimed once
	 * by compare-and-exchange; the claimer alone writes the next three.
	 */
	unsigned long key;
	/** @where: Name of the event or function, as in KTAP_REC_ERROR. */
	struct ktap_value where;
	/** @line: Source line. */
	u32 line;
	/** @why: Message. */
	char why[KTAP_ERROR_BYTES];
	/** @count: How often it happened. */
	atomic_t count;
};

/** struct ktap_errors - a table that fills up; read when handlers have ended */
struct ktap_errors {
	struct ktap_error rows[KTAP_MAX_ERROR_PLACES];
	/** @others: Errors that found no row. */
	atomic_t others;
};

#endif /* _KTAP_VM_ERRORS_H */
