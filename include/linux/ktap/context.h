/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what one firing of an event offers to its handlers
 *
 * Context: any
 */
#ifndef _LINUX_KTAP_CONTEXT_H
#define _LINUX_KTAP_CONTEXT_H

#include <linux/ktap/value.h>

struct ktap_context;
struct ktap_event;
struct ktap_invocation;
struct ktap_slot;
struct task_struct;

/**
 * enum ktap_interrupt - how an event interrupts the code that it is about
 * @KTAP_INTERRUPT_NONE: Not at all, that code runs.
 * @KTAP_INTERRUPT_NMI: If by an NMI, by this: breakpoints.
 * @KTAP_INTERRUPT_ANY: By the interrupt or NMI that it is in: samples.
 */
enum ktap_interrupt {
	KTAP_INTERRUPT_NONE,
	KTAP_INTERRUPT_NMI,
	KTAP_INTERRUPT_ANY,
};

/**
 * struct ktap_context_ops - how a provider hands out what it knows
 *
 * One constant instance for each provider and mechanism.  Methods run inside
 * a handler, in whatever context the event fired; they may not sleep, fault
 * or take locks.  A method that is NULL means that all it could give is nil.
 */
struct ktap_context_ops {
	/**
	 * @arg: Sets @value to argument @nr of the event, nil beyond the last.
	 * Strings are made in @inv.
	 *
	 * Return: 0, an enum ktap_trap, or a negative errno: lost and counted,
	 * @value is nil.
	 */
	int (*arg)(const struct ktap_context *ctx, struct ktap_invocation *inv,
		   unsigned int nr, struct ktap_value *value);
	/**
	 * @field: Sets @value to the field that relocation @nr of the program
	 * names, nil if the event has none.  Returns as @arg.
	 */
	int (*field)(const struct ktap_context *ctx,
		     struct ktap_invocation *inv, unsigned int nr,
		     struct ktap_value *value);
	/**
	 * @element: Sets @value to element @index of such a field, nil if it
	 * is no array or has none.
	 */
	void (*element)(const struct ktap_context *ctx, unsigned int nr,
			s64 index, struct ktap_value *value);
	/**
	 * @text: Sets @value to the event's fields as text, or, if @raw is
	 * set, to what print() and printf() make text of.  Returns as @arg.
	 */
	int (*text)(const struct ktap_context *ctx, struct ktap_invocation *inv,
		    bool raw, struct ktap_value *value);
	/** @retval: Sets @value to what the call returned. */
	void (*retval)(const struct ktap_context *ctx,
		       struct ktap_value *value);
	/** @duration: Sets @value to how long the call took, in nanoseconds. */
	void (*duration)(const struct ktap_context *ctx,
			 struct ktap_value *value);
	/**
	 * @stack: Writes the kernel stack of the traced code, the innermost
	 * address first: at most @nr; @frames has room for KTAP_MAX_GLUE more.
	 *
	 * Return: Number of addresses.
	 */
	unsigned int (*stack)(const struct ktap_context *ctx,
			      unsigned long *frames, unsigned int nr);
	/**
	 * @call: The variables of the call that the event is about, or NULL:
	 * it is about none, or they were lost, which is counted.  Without
	 * @owns they are asked for what needs no counting: nothing, booleans,
	 * constants of the image, small integers.
	 */
	struct ktap_slot *(*call)(const struct ktap_context *ctx,
				  struct ktap_invocation *inv, bool owns);
	/** @interrupt: How the event came to the code that it is about. */
	enum ktap_interrupt interrupt;
};

/**
 * struct ktap_context - one firing
 *
 * Providers embed it in a structure of their own, on the stack.
 */
struct ktap_context {
	/** @ops: The provider's; NULL in top-level code and trace_end. */
	const struct ktap_context_ops *ops;
	/** @event: Which one; NULL where @ops is. */
	const struct ktap_event *event;
	/**
	 * @task: Whose pid, execname, … scripts see: the current task for
	 * events, the session's opener for process code.
	 */
	struct task_struct *task;
};

#endif /* _LINUX_KTAP_CONTEXT_H */
