/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - run-time limits, each named once
 *
 * Limits of images are in the uapi header.
 */
#ifndef _KTAP_LIMITS_H
#define _KTAP_LIMITS_H

#include <linux/sizes.h>
#include <uapi/linux/ktap_bytecode.h>

/* Context levels: interrupt_context_level() gives 0 … 3. */
#define KTAP_NR_LEVELS		4

/* Per CPU and level, for all sessions together: 4 levels make 128 KiB. */
#define KTAP_SCRATCH_BYTES	SZ_16K
#define KTAP_FRAMES_BYTES	SZ_16K

/* Registers of process code, which has a thread of its own. */
#define KTAP_PROCESS_FRAMES_BYTES	SZ_64K

/* Calls that may be open in one invocation. */
#define KTAP_MAX_CALLS		128

/* Objects above this can be made in process code only. */
#define KTAP_MAX_HANDLER_OBJECT	SZ_4K

#define KTAP_MAX_STRING		KTAP_IMAGE_MAX_STRING

/* Elements of one bucket; more are lost until the table has grown. */
#define KTAP_MAX_CHAIN		128
/* Buckets of a table: 2 to the power of it. */
#define KTAP_MAX_BUCKET_BITS	26
/* The same for what a script asks for when it makes a table. */
#define KTAP_MAX_HINT_BITS	16
/* Integers below 2 to the power of it may be in a table's array part. */
#define KTAP_MAX_INDEX_BITS	28
/* Tries of an update that always meets elements being removed. */
#define KTAP_MAX_TABLE_TRIES	64
/* Tries of an NMI to take a table's lock. */
#define KTAP_MAX_NMI_SPINS	256

/* Buckets of a histogram, and bits below the highest that tell them apart. */
#define KTAP_MAX_BUCKETS	2048
#define KTAP_MAX_HIST_BITS	4

/* Units of work; see "Budget" in Documentation/trace/ktap/design.rst. */
#define KTAP_EVENT_BUDGET	50000
#define KTAP_PROCESS_BUDGET	100000000
#define KTAP_MAX_BUDGET		(1LL << 40)
/* What an event costs beside the units of its handlers. */
#define KTAP_EVENT_UNITS	16
/* Percent of a CPU that handlers may take; 100: all of it. */
#define KTAP_DEFAULT_OVERLOAD	50
#define KTAP_MAX_OVERLOAD	100

/* A program's data: default 64 MiB or an eighth of memory, the lesser. */
#define KTAP_DEFAULT_MEM	SZ_64M
#define KTAP_DEFAULT_MEM_SHARE	8
#define KTAP_MIN_MEM		SZ_64K
#define KTAP_MAX_MEM		(1ULL << 32)

/*
 * Free lists of one session on one CPU; more where a thread fills them, which
 * comes when it may.
 */
#define KTAP_MAX_FREE_BYTES	(IS_ENABLED(CONFIG_PREEMPT_RT) ? SZ_512K : SZ_64K)

#define KTAP_DEFAULT_RING	SZ_256K
#define KTAP_MIN_RING		SZ_8K
#define KTAP_MAX_RING		SZ_64M

#define KTAP_DEFAULT_ERRORS	100

/* Run-time errors: places that are told apart, bytes of a message. */
#define KTAP_MAX_ERROR_PLACES	64
#define KTAP_ERROR_BYTES	128

/* argstr as a value: longer ones are cut. */
#define KTAP_MAX_EVENT_TEXT	1024

/* Seconds. */
#define KTAP_MAX_UTC_OFFSET	(24 * 60 * 60)

/* Timers. */
#define KTAP_MIN_PERIOD_NS	10000

/* Frames of a stack, and those of ktap and the tracing core that it hides. */
#define KTAP_MAX_FRAMES		127
#define KTAP_MAX_GLUE		24

/*
 * What processes have mapped, for user addresses: processes remembered (a power
 * of 2), requests that wait, mappings of a process, bytes that wait to be read;
 * how often a process is looked at whenever it maps more, and then every how
 * many milliseconds.
 */
#define KTAP_MAX_SEEN		1024
#define KTAP_MAX_REQUESTS	64
#define KTAP_MAX_MAPPINGS	1024
#define KTAP_MAX_MAPPING_BYTES	SZ_8M
#define KTAP_MAX_FREE_LOOKS	32
#define KTAP_LOOK_MS		100

#define KTAP_MAX_CPU_BYTES	SZ_8K	/* of a mask that user space hands in */
#define KTAP_MAX_SESSIONS	64
#define KTAP_MAX_EVENTS		65536	/* attached, of one program */

#endif /* _KTAP_LIMITS_H */
