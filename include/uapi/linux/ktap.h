/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ktap - the session file: its calls, and what read() returns
 *
 * Opening /sys/kernel/tracing/ktap/session makes a session.  write() takes a
 * program image (ktap_bytecode.h), in one piece or several; KTAP_IOC_START
 * loads and starts it; read() returns whole records, 0 when the program has
 * ended and all was read; the last close() ends everything.
 */
#ifndef _UAPI_LINUX_KTAP_H
#define _UAPI_LINUX_KTAP_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define KTAP_IOC_MAGIC	0xF9

/* Size of the first version of each structure: the least that is accepted. */
#define KTAP_START_SIZE_VER0	72
#define KTAP_STATUS_SIZE_VER0	120

/**
 * struct ktap_start - argument of KTAP_IOC_START
 *
 * A later version may be longer: a kernel takes a longer structure if what it
 * does not know is 0 (E2BIG otherwise), and a shorter one down to VER0.
 *
 * @size: Size of the structure.
 * @flags: KTAP_START_*.
 * @mem_limit: Bytes that the program's data may take; 0: the default.
 * @ring_bytes: Bytes of ring for each CPU; 0: the default (256 KiB).
 * @max_errors: Run-time errors after which the session stops; 0: the default
 *	(100).
 * @target: Process that events in tasks are restricted to; 0: none.
 * @overload: Percent of a CPU that event handlers may take for 100 ms before
 *	the session is stopped; 100: never; 0: the default (50).
 * @budget: Units that top-level code, a tick or trace_end may use; 0: the
 *	default.
 * @log: Address of a buffer for a message, or 0.
 * @log_bytes: Length of the buffer.  When KTAP_IOC_START fails the message
 *	stands there, ended by a NUL.
 * @utc_offset: Seconds that local time is ahead of UTC, for strftime(); less
 *	than a day.
 * @cpus: Address of a bit for each CPU that events are restricted to, from the
 *	lowest of the first byte; or 0.
 * @cpus_bytes: Length of @cpus; 0: events of all CPUs.
 * @reserved: 0.
 */
struct ktap_start {
	__u32 size;
	__u32 flags;
	__u64 mem_limit;
	__u32 ring_bytes;
	__u32 max_errors;
	__u32 target;
	__u32 overload;
	__u64 budget;
	__u64 log;
	__u32 log_bytes;
	__s32 utc_offset;
	__u64 cpus;
	__u32 cpus_bytes;
	__u32 reserved;
};

/* Write KTAP_REC_WARNING also for events that a glob matched and that have no hook. */
#define KTAP_START_NAME_SKIPPED	0x1
/* The processes that the target starts from then on are looked at, too. */
#define KTAP_START_FOLLOW	0x2
/* Events are not restricted to the target: the script is told who it is. */
#define KTAP_START_ALL		0x4
/* Events are attached, but no code of the program runs. */
#define KTAP_START_DRY		0x8

/**
 * enum ktap_state - where a session stands
 * @KTAP_STATE_NEW: No program has been started.
 * @KTAP_STATE_STARTING: Top-level code runs, or events are being attached.
 * @KTAP_STATE_RUNNING: Events are delivered.
 * @KTAP_STATE_STOPPING: No more events; trace_end runs.
 * @KTAP_STATE_ENDED: Nothing runs any more; records may be left to read.
 */
enum ktap_state {
	KTAP_STATE_NEW		= 0,
	KTAP_STATE_STARTING	= 1,
	KTAP_STATE_RUNNING	= 2,
	KTAP_STATE_STOPPING	= 3,
	KTAP_STATE_ENDED	= 4,
};

/*
 * The ways to lose something.  Columns: name, text.  The order is ABI; rows
 * are only added at the end.
 */
#define KTAP_LOSSES(X)							\
	X(RING_FULL,   "records that found the ring full")		\
	X(RECORD_SIZE, "records larger than a page of the ring")	\
	X(RECURSION,   "events inside a running handler")		\
	X(NMI,         "events in NMI that this kernel cannot handle")	\
	X(NO_RCU,      "events where RCU was not watching")		\
	X(NO_FRAME,    "events on a CPU without frame memory")		\
	X(MEM_LIMIT,   "updates that met the memory limit")		\
	X(MEM_EMPTY,   "updates that found no free memory at hand")	\
	X(LOCK,        "updates given up for a contended lock in NMI")	\
	X(FAULT,       "reads of memory that faulted")			\
	X(BUDGET,      "handlers ended by their budget")		\
	X(TICK_MISSED, "periods of tick that came too early")		\
	X(PERIOD_BUSY, "timer interrupts that came too late")		\
	X(PROBED,      "probes of code that a running handler calls") \
	X(MISSED,      "hits of probes that the kernel could not deliver") \
	X(MODULE,      "events whose module was removed") \
	X(NO_ENTRY,    "returns of calls whose entry was not seen")

enum ktap_loss {
#define KTAP_LOSS_ENUM(name, text) KTAP_LOSS_##name,
	KTAP_LOSSES(KTAP_LOSS_ENUM)
#undef KTAP_LOSS_ENUM
	KTAP_NR_LOSSES
};

/**
 * struct ktap_status - result of KTAP_IOC_STATUS
 *
 * The caller sets @size; the kernel fills what both know.
 *
 * @size: Size of the structure.
 * @image_version: Newest KTAP_IMAGE_VERSION that this kernel loads.
 * @state: enum ktap_state.
 * @exit_status: What exit() was given, or 1 after a run-time error, or 0.
 * @nr_events: Events that are attached.
 * @nr_errors: Run-time errors so far.
 * @load_ns: Time that copying, checking and linking took.
 * @attach_ns: From KTAP_IOC_START to the opening of the gate.
 * @detach_ns: Time that taking out all hooks took; 0 before.
 * @nr_fired: Events that were handled.
 * @mem_bytes: Bytes that the program's data takes now.
 * @mem_limit: The limit.
 * @nr_lost: Losses of all causes.
 * @mem_waiting: Of @mem_bytes, what waits to be freed.
 * @mem_free: Of @mem_bytes, what lies on free lists.
 * @run_units: Instructions and other work charged to the program.
 * @nr_skipped: Events that a glob matched and that cannot be attached.
 * @reserved: 0.
 * @reserved1: 0.
 */
struct ktap_status {
	__u32 size;
	__u32 image_version;
	__u32 state;
	__s32 exit_status;
	__u32 nr_events;
	__u32 nr_errors;
	__u64 load_ns;
	__u64 attach_ns;
	__u64 detach_ns;
	__u64 nr_fired;
	__u64 mem_bytes;
	__u64 mem_limit;
	__u64 nr_lost;
	__u64 mem_waiting;
	__u64 mem_free;
	__u64 run_units;
	__u32 nr_skipped;
	__u32 reserved;
	__u64 reserved1;
};

#define KTAP_IOC_START	_IOW(KTAP_IOC_MAGIC, 0, struct ktap_start)
#define KTAP_IOC_STOP	_IO(KTAP_IOC_MAGIC, 1)
#define KTAP_IOC_STATUS	_IOWR(KTAP_IOC_MAGIC, 2, struct ktap_status)

/**
 * enum ktap_rec - types of records
 * @KTAP_REC_PRINT: print(): @nr values.
 * @KTAP_REC_PRINTF: printf(): @nr values, the first is the format.
 * @KTAP_REC_TABLE: Head of a table's elements: values are the table's number,
 *	the name (or nil), the rows to show, the number of elements at the time,
 *	the unnamed element (an AGGR) or nil.
 *	@flags says what it is for.
 * @KTAP_REC_ROW: An element: table's number, key, value.  A table that is not
 *	shown, because it lies too deep, has the number 0; others begin at 1.
 * @KTAP_REC_TABLE_END: Tail: table's number, number of rows that were written.
 *	Rows of one table come in order, other records may come between.
 * @KTAP_REC_STARTED: The gate has opened: number of events, number skipped.
 * @KTAP_REC_ERROR: Run-time error: message, source line (0: none), name of the
 *	event or function.
 * @KTAP_REC_WARNING: As ERROR, but nothing ended.
 * @KTAP_REC_LOST: Records were lost here on this CPU: how many.
 * @KTAP_REC_LOSS: At the end, for each cause that happened: enum ktap_loss,
 *	how often.
 * @KTAP_REC_REPEAT: At the end, for each error that happened more than once:
 *	message, source line, event or function, how often.
 * @KTAP_REC_END: Last record: exit status.
 * @KTAP_REC_BUCKET: A bucket of a histogram: number of its table, least and
 *	largest value, samples.  Those from the first to the last that has
 *	samples come in order.
 * @KTAP_REC_MAPPING: Instructions that a process has mapped: the process as
 *	values of KTAP_VALUE_USER name it, address of the first byte and of that
 *	behind the last, where in the file, name of the file.  Comes before the
 *	first record with an address in it, and again when it has changed.
 */
enum ktap_rec {
	KTAP_REC_PRINT		= 1,
	KTAP_REC_PRINTF		= 2,
	KTAP_REC_TABLE		= 3,
	KTAP_REC_ROW		= 4,
	KTAP_REC_TABLE_END	= 5,
	KTAP_REC_STARTED	= 6,
	KTAP_REC_ERROR		= 7,
	KTAP_REC_WARNING	= 8,
	KTAP_REC_LOST		= 9,
	KTAP_REC_LOSS		= 10,
	KTAP_REC_REPEAT		= 11,
	KTAP_REC_END		= 12,
	KTAP_REC_BUCKET		= 13,
	KTAP_REC_MAPPING	= 14,
};

/* Flags of KTAP_REC_TABLE. */
#define KTAP_TABLE_VALUE	0x1	/* a later record shows it as a value */
#define KTAP_TABLE_HIST		0x2	/* print_hist() */
#define KTAP_TABLE_STATS	0x4	/* print_stats() */
#define KTAP_TABLE_BUCKETS	0x8	/* a later record shows it: an AGGR */

/* No record is longer: a buffer of this size takes each. */
#define KTAP_RECORD_MAX		(1 << 17)

/**
 * struct ktap_record - head of each record that read() returns
 * @bytes: Length with this head and all values; a multiple of 8.
 * @type: enum ktap_rec.
 * @flags: By type.
 * @cpu: CPU that wrote it.
 * @nr: Number of values that follow.
 * @time_ns: When, as the script's nsecs.
 */
struct ktap_record {
	__u32 bytes;
	__u16 type;
	__u16 flags;
	__u32 cpu;
	__u32 nr;
	__u64 time_ns;
};

/**
 * struct ktap_record_value - a value in a record
 * @kind: enum ktap_kind.
 * @flags: KTAP_VALUE_*.
 * @bytes: Length of what follows: 8 for INT and TABLE (its number), the exact
 *	number of bytes of a STRING, FUNC (its name), SYMBOL ("name+0x1a") or
 *	STACK (that of each frame, the innermost first, newlines between), of
 *	the parts of a TUPLE, which are values that follow it, of a struct
 *	ktap_record_aggr for AGGR, 0 for others.  The next value begins at the
 *	next multiple of 8.
 */
struct ktap_record_value {
	__u16 kind;
	__u16 flags;
	__u32 bytes;
};

/*
 * Of a SYMBOL or STACK: addresses of a process.  The bytes are __u64: first the
 * process, whose number is the upper half, then the addresses.
 */
#define KTAP_VALUE_USER		0x1

/**
 * struct ktap_record_aggr - an aggregate in a record
 * @count: Samples; if 0 the rest is 0, too.
 * @sum: Their sum.
 * @min: The least.
 * @max: The largest.
 * @avg: Their average, truncated.
 * @stddev: Their standard deviation, truncated.
 * @buckets: Number of the table with the buckets, or 0.
 */
struct ktap_record_aggr {
	__u64 count;
	__s64 sum;
	__s64 min;
	__s64 max;
	__s64 avg;
	__u64 stddev;
	__u64 buckets;
};

#endif /* _UAPI_LINUX_KTAP_H */
