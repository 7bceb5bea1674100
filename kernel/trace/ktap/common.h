/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - words that every room shares: traps and losses
 *
 * Context: any
 */
#ifndef _KTAP_COMMON_H
#define _KTAP_COMMON_H

#include <linux/bug.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <uapi/linux/ktap.h>

#include <asm/local.h>

/*
 * What ends an invocation.  Functions that a running script reaches return 0,
 * a negative errno if the effect was lost (and counted as a loss), or one of
 * these.
 */
#define KTAP_TRAPS(X)							\
	X(NOT_INT,	"arithmetic on a value that is not an integer")	\
	X(DIV_ZERO,	"divide by zero")				\
	X(NOT_ORDERED,	"order comparison of values without order")	\
	X(NOT_TABLE,	"index of a value that is not a table")		\
	X(NOT_STRING,	"match of a value that is not a string")	\
	X(NOT_FUNC,	"call of a value that is not a function")	\
	X(NOT_AGGR,	"sample added to what is no aggregate")		\
	X(BAD_KEY,	"value that cannot be a key")			\
	X(BAD_LOOP,	"for loop with a bound that is not an integer")	\
	X(ZERO_STEP,	"for loop with step 0")				\
	X(STACK,	"stack overflow")				\
	X(BUDGET,	"budget used up: the code ran too long")	\
	X(SCRATCH,	"no scratch memory left for a string")		\
	X(STRING_SIZE,	"string longer than 65535 bytes")		\
	X(OBJECT_SIZE,	"object too large for an event handler")	\
	X(BAD_ARG,	"wrong argument")				\
	X(BAD_FORMAT,	"wrong format")					\
	X(EXIT,		"exit")						\
	X(CLOSED,	"session closed")

enum ktap_trap {
	KTAP_TRAP_NONE,
#define KTAP_TRAP_ENUM(name, text) KTAP_TRAP_##name,
	KTAP_TRAPS(KTAP_TRAP_ENUM)
#undef KTAP_TRAP_ENUM
	KTAP_NR_TRAPS
};

/* What the design promises and only a debugging kernel checks. */
#define KTAP_ASSERT(condition)						\
	WARN_ON_ONCE(IS_ENABLED(CONFIG_KTAP_DEBUG) && !(condition))

/** struct ktap_losses - counters of one program, by cause, for each CPU */
struct ktap_losses {
	/** @count: Indexed by enum ktap_loss. */
	local_t count[KTAP_NR_LOSSES];
};

/* Counts a loss.  Context: any, NMI included. */
static inline void ktap_loss_count(struct ktap_losses __percpu *losses,
				   enum ktap_loss cause)
{
	preempt_disable_notrace();
	local_inc(&this_cpu_ptr(losses)->count[cause]);
	preempt_enable_notrace();
}

/* The same, @nr times. */
static inline void ktap_loss_add(struct ktap_losses __percpu *losses,
				 enum ktap_loss cause, unsigned long nr)
{
	preempt_disable_notrace();
	local_add(nr, &this_cpu_ptr(losses)->count[cause]);
	preempt_enable_notrace();
}

#endif /* _KTAP_COMMON_H */
