/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - addresses of processes as text, by what the processes have mapped
 */
#ifndef _KTAP_TARGET_PROCESS_H
#define _KTAP_TARGET_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

/**
 * struct processes - all that is known; begins as zeroes
 * @first: The processes.
 * @files: Files that were mapped.
 */
struct processes {
	struct process *first;
	struct process_file *files;
};

/**
 * struct process_mapping - instructions that a process has mapped
 * @process: The process; its number is the upper half.
 * @begin: Address of the first byte.
 * @end: Behind the last.
 * @offset: Where in the file.
 * @name: Name of the file, without a NUL.
 * @len: Bytes of @name.
 */
struct process_mapping {
	__u64 process;
	__u64 begin;
	__u64 end;
	__u64 offset;
	const char *name;
	size_t len;
};

/* Learns of a mapping, in the place of older ones. */
void processes_add(struct processes *processes,
		   const struct process_mapping *mapping);

/**
 * processes_text() - an address as text
 * @processes: What is known.
 * @process: Whose it is.
 * @addr: The address.
 * @is_caller: It is where a call will return to: the call itself, right before
 *	it, tells the function.
 * @buf: "main+0x1a", "[libc.so.6+0x29d90]" without a symbol, or "0x…".
 * @size: Bytes of @buf; cut to what fits.
 */
void processes_text(struct processes *processes, __u64 process, __u64 addr,
		    bool is_caller, char *buf, size_t size);

void processes_free(struct processes *processes);

#endif /* _KTAP_TARGET_PROCESS_H */
