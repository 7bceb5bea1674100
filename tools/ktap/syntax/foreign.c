// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what users of other tools type
 */
#include <stddef.h>
#include <string.h>

#include <linux/kernel.h>

#include "base/intern.h"
#include "syntax/foreign.h"

struct row {
	const char *theirs;
	const char *ours;
};

static const struct row words[] = {
	{ "and", "write `&&`" },
	{ "or", "write `||`" },
	{ "not", "write `!`" },
	{ "local", "write `var`" },
	{ "then", "the body of an `if` stands in braces: `if (c) { … }`" },
	{ "do", "bodies and blocks stand in braces: `{ … }`" },
	{ "end", "bodies and blocks stand in braces: `{ … }`" },
	{ "let", "write `var`" },
	{ "goto", "there are no labels; `break`, `continue` and `return` leave blocks" },
	{ "BEGIN", "what stands outside of blocks runs first, without `BEGIN`" },
	{ "END", "write `trace_end { … }`" },
	{ "kprobe", "write `trace probe:vfs_read { … }`" },
	{ "kretprobe", "write `trace probe:vfs_read%return { … }`" },
	{ "uprobe", "write `trace probe:/bin/bash:readline { … }`" },
	{ "uretprobe", "write `trace probe:/bin/bash:readline%return { … }`" },
	{ "usdt", "write `trace sdt:/path:name { … }`" },
	{ "tracepoint", "write `trace sched:sched_switch { … }`" },
	{ "rawtracepoint", "write `trace rawtp:sched_switch { … }`" },
	{ "fentry", "write `trace probe:vfs_read { … }`" },
	{ "fexit", "write `trace probe:vfs_read%return { … }`" },
	{ "kfunc", "write `trace probe:vfs_read { … }`" },
	{ "kretfunc", "write `trace probe:vfs_read%return { … }`" },
	{ "syscall", "write `trace syscalls:sys_enter_openat { … }`" },
	{ "interval", "write `tick-1s { … }`" },
	{ "profile", "write `profile-99hz { … }`" },
	{ "tick", "write `tick-1s { … }`" },
};

/* By what the text begins with. */
static const struct row events[] = {
	{ "kprobe:", "write `probe:vfs_read`" },
	{ "kretprobe:", "write `probe:vfs_read%return`" },
	{ "uprobe:", "write `probe:/bin/bash:readline`" },
	{ "uretprobe:", "write `probe:/bin/bash:readline%return`" },
	{ "usdt:", "write `sdt:/path:name`" },
	{ "tracepoint:", "write `sched:sched_switch`" },
	{ "rawtracepoint:", "write `rawtp:sched_switch`" },
	{ "interval:", "write `tick-1s { … }`, without `trace`" },
	{ "profile:", "write `profile-99hz { … }`, without `trace`" },
	{ "tick-", "write `tick-1s { … }`, without `trace`" },
	{ "profile-", "write `profile-99hz { … }`, without `trace`" },
	{ "BEGIN", "what stands outside of blocks runs first, without `BEGIN`" },
	{ "END", "write `trace_end { … }`" },
};

static const struct row names[] = {
	{ "count", "events are counted by `n[execname] += 1`" },
	{ "sum", "sums are made by `n[execname] += value`" },
	{ "hist", "`var h = hist.log2()` outside of handlers, then `h <<< value`" },
	{ "lhist", "`var h = hist.linear(0, 100, 10)` outside of handlers, then `h <<< value`" },
	{ "quantize", "`var h = hist.log2()` outside of handlers, then `h <<< value`" },
	{ "lquantize", "`var h = hist.linear(0, 100, 10)` outside of handlers, then `h <<< value`" },
	{ "stats", "`x <<< value`, then `print_stats(x)`" },
	{ "printa", "write `print_hist(t)`" },
	{ "str", "write `user_string(address)` or `kernel_string(address)`" },
	{ "copyinstr", "write `user_string(address)`" },
	{ "copyin", "write `user_buf(address, size)`" },
	{ "kstr", "write `kernel_string(address)`" },
	{ "kstack", "write `stack()`" },
	{ "timestamp", "write `nsecs`" },
	{ "walltimestamp", "write `gettimeofday_ns()`" },
	{ "elapsed", "write `nsecs`, less its value at the start" },
	{ "func", "write `probename`" },
	{ "probe", "write `eventname`" },
	{ "probefunc", "write `probename`" },
	{ "probeprov", "write `eventname`" },
	{ "probemod", "write `eventname`" },
	{ "reg", "`trace probe:vfs_read pos=%cx { … args.pos … }`" },
	{ "kdebug", "write `trace syscalls:sys_enter_open { … }`" },
	{ "timer", "write `tick-1s { … }` or `profile-10ms { … }`" },
	{ "ffi", "write `cast(\"struct sk_buff *\", address)`" },
	{ "ipairs", "write `for (i = 1, len(t)) { … t[i] … }`, or `pairs(t)`" },
	{ "next", "write `for (k, v in pairs(t)) { … }`" },
	{ "clear", "write `delete(t)`" },
	{ "zero", "write `take(t)`" },
	{ "join", "write `table.concat(user_strings(address), \" \")`" },
	{ "system", "commands cannot be run; `ktap … -- COMMAND` traces one" },
};

static const char *find(const struct row *rows, size_t nr,
			const struct intern_text *text)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (intern_equals(text, rows[i].theirs))
			return rows[i].ours;
	}
	return NULL;
}

const char *foreign_name(const struct intern_text *name)
{
	return find(names, ARRAY_SIZE(names), name);
}

const char *foreign_word(const struct intern_text *word)
{
	return find(words, ARRAY_SIZE(words), word);
}

const char *foreign_event(const struct intern_text *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++) {
		if (!strncmp(text->text, events[i].theirs,
			     strlen(events[i].theirs)))
			return events[i].ours;
	}
	return NULL;
}
