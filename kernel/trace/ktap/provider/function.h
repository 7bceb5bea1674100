/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - probes of kernel functions: what their mechanisms share
 *
 * Context: process, but for what says otherwise
 *
 * Three mechanisms, one file each: the entry of a function hangs on ftrace
 * directly, its return on fprobe, an instruction inside it on a kprobe.
 */
#ifndef _KTAP_PROVIDER_FUNCTION_H
#define _KTAP_PROVIDER_FUNCTION_H

#include <linux/hash.h>
#include <linux/ktap/provider.h>

#include "event/fields.h"

struct ftrace_ops;
struct ftrace_regs;
struct ktap_fetch;
struct module;
struct pt_regs;

enum function_place {
	FUNCTION_ENTRY,
	FUNCTION_ENTRY_REGS,	/* whose arguments are in any register */
	FUNCTION_RETURN,
	FUNCTION_INSN,
	FUNCTION_NR_PLACES
};

/** struct function_event - a place in a function */
struct function_event {
	/** @event: First. */
	struct ktap_event event;
	/** @addr: What is probed. */
	unsigned long addr;
	/** @ip: Of an entry or return: where ftrace says that it happens. */
	unsigned long ip;
	/** @place: Which mechanism it hangs on. */
	enum function_place place;
	/** @at_entry: It is an entry that hangs where returns do. */
	bool at_entry;
	/** @fetch: Its fetch arguments, or NULL: those of the function. */
	struct ktap_fetch *fetch;
	/** @result_shift: Of a return: bits above those of the result's type. */
	u8 result_shift;
	/** @result_is_unsigned: They are zeroes, not its sign. */
	bool result_is_unsigned;
	/** @kept: Of a return: where in a call's slot what its entry kept is. */
	u32 kept;
	/** @next: Another event of the same place. */
	struct function_event *next;
};

/** struct function_context - a hit; not cleared, a place sets what it uses */
struct function_context {
	struct ktap_context ctx;
	/** @fe: The event. */
	const struct function_event *fe;
	/** @record: If it has fetch arguments: they. */
	struct ktap_trace_record record;
	/** @regs: Registers, but for FUNCTION_ENTRY. */
	struct pt_regs *regs;
	/** @fregs: Of FUNCTION_ENTRY: what ftrace saved. */
	struct ftrace_regs *fregs;
	/** @slot: Of FUNCTION_RETURN: what the call's entry left. */
	void *slot;
	/** @hooks: Of FUNCTION_RETURN: the mechanism's. */
	const void *hooks;
	/** @ret_ip: Of FUNCTION_RETURN: where it returns to. */
	unsigned long ret_ip;
};

/** struct function_table - events by address */
struct function_table {
	/** @bits: Places: 2 to the power of it. */
	unsigned int bits;
	/** @nr: Addresses. */
	unsigned int nr;
	/** @places: More than addresses, so that a search ends. */
	struct {
		/** @ip: The address; 0: none. */
		unsigned long ip;
		/** @first: Its events; NULL: they have gone with a module. */
		struct function_event *first;
	} places[];
};

static inline const struct function_context *
function_context_of(const struct ktap_context *ctx)
{
	return container_of(ctx, struct function_context, ctx);
}

/**
 * function_fire_fetched() - fire an event with fetch arguments
 * @fc: The hit, with regs.
 * @kept: What the entry of the call kept for it, or NULL.
 *
 * Context: Any.
 */
void function_fire_fetched(struct function_context *fc, void *kept);

/**
 * function_arg() - arguments that are the same at each place
 * @fc: The hit.
 * @inv: Where strings are made.
 * @nr: Number of the argument.
 * @value: Set to it.
 * @ret: What ktap_context_ops.arg returns.
 *
 * Return: True if it is one.
 */
bool function_arg(const struct function_context *fc,
		  struct ktap_invocation *inv, unsigned int nr,
		  struct ktap_value *value, int *ret);

/* Fields by name: of fetch arguments. */
int function_field(const struct ktap_context *ctx, struct ktap_invocation *inv,
		   unsigned int nr, struct ktap_value *value);
void function_element(const struct ktap_context *ctx, unsigned int nr,
		      s64 index, struct ktap_value *value);

/* The stack where ftrace calls: it begins with the function. */
unsigned int function_entry_stack(const struct ktap_context *ctx,
				  unsigned long *frames, unsigned int nr);

static inline struct function_event *function_of(const struct ktap_event *event)
{
	return container_of(event, struct function_event, event);
}

#ifdef CONFIG_KTAP_RESULTS
/**
 * function_results_learn() - finds out what types functions return
 * @source: The program's function events.
 *
 * Known are those that BTF describes; not those of modules.  What is not known
 * is 64 bits with a sign.
 *
 * Return: 0 or -ENOMEM.
 */
int function_results_learn(struct ktap_source *source);
#else
static inline int function_results_learn(struct ktap_source *source)
{
	return 0;
}
#endif

/* What a function returned, of the register that has it.  Context: Any. */
static inline s64 function_result(const struct function_event *fe, u64 word)
{
	word <<= fe->result_shift;
	if (fe->result_is_unsigned)
		return word >> fe->result_shift;

	return (s64)word >> fe->result_shift;
}

/* The events at @ip, or NULL.  Context: Any. */
static __always_inline struct function_event *
function_table_find(const struct function_table *table, unsigned long ip)
{
	u32 mask = (1u << table->bits) - 1;
	u32 i = hash_long(ip, table->bits);

	while (table->places[i].ip != ip) {
		if (unlikely(!table->places[i].ip))
			return NULL;
		i = (i + 1) & mask;
	}
	return READ_ONCE(table->places[i].first);
}

/**
 * function_table_create() - make the table of a program's events of a place
 * @source: The program's function events.
 * @place: Which of them.
 *
 * Return: The table, to be freed by kvfree(), or NULL: no memory.
 */
struct function_table *function_table_create(struct ktap_source *source,
					     enum function_place place);

/* The addresses in a table, to be freed by kvfree(); NULL: no memory. */
unsigned long *function_table_ips(const struct function_table *table);

/**
 * function_table_leave() - forget the addresses that lie in a module
 * @table: The table.
 * @ops: What hooks its addresses.
 * @module: The module.
 *
 * Return: True if no address is left; then @ops is to be unregistered.
 */
bool function_table_leave(struct function_table *table, struct ftrace_ops *ops,
			  const struct module *module);

/* Sets or clears the mark of all events in the table. */
void function_table_mark(const struct function_table *table, bool attached);

/** struct function_place_ops - a mechanism */
struct function_place_ops {
	/**
	 * @attach: Hooks the events of its place, of which there are some, and
	 * marks those that are.
	 *
	 * Return: What @detach wants, or an ERR_PTR.
	 */
	void *(*attach)(struct ktap_source *source, enum function_place place);
	/** @detach: Takes out the hooks; when it returns nothing fires. */
	void (*detach)(void *hooks);
	/**
	 * @leave: Takes out the hooks in @module.
	 *
	 * Return: True if none is left; @detach is called then.
	 */
	bool (*leave)(void *hooks, const struct module *module);
	/** @missed: Hits that the mechanism could not deliver. */
	unsigned long (*missed)(void *hooks);
};

extern const struct function_place_ops function_entry_ops;
extern const struct function_place_ops function_return_ops;
extern const struct function_place_ops function_insn_ops;

/**
 * struct function_spec - the text of a function probe
 *
 * "probe:[MODULE:]SYM[+OFFSET][%return] [ARGS]"
 */
struct function_spec {
	/** @module: Name of a module, or "". */
	char module[64];
	/** @symbol: Name or glob. */
	char symbol[256];
	/** @offset: Bytes from its beginning. */
	unsigned long offset;
	/** @is_return: It ends in %return. */
	bool is_return;
	/** @args: Fetch arguments, or "". */
	const char *args;
};

/**
 * function_spec_parse() - read the text of a function probe
 * @fs: To be filled.
 * @text: What follows "probe:".
 *
 * Return: NULL, or what is wrong with it.
 */
const char *function_spec_parse(struct function_spec *fs, const char *text);

/**
 * function_spec_each() - find the functions that a text names
 * @fs: The text.
 * @module: Only those of this module; NULL: all.
 * @visit: Called for each, with its name and address.
 * @arg: For @visit.
 *
 * Stops when @visit returns something else than 0.
 *
 * Return: What @visit returned, or 0.
 */
int function_spec_each(const struct function_spec *fs,
		       const struct module *module,
		       int (*visit)(void *arg, const char *name,
				    unsigned long addr),
		       void *arg);

/**
 * function_refusal() - ask whether a function may be probed
 * @addr: Its address.
 *
 * Return: NULL, or why not, for "event 'TEXT' …".
 */
const char *function_refusal(unsigned long addr);

#endif /* _KTAP_PROVIDER_FUNCTION_H */
