/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - records with addresses of processes, as records with text
 */
#ifndef _KTAP_RUN_SYMBOLISE_H
#define _KTAP_RUN_SYMBOLISE_H

#include "base/arena.h"
#include "run/record.h"
#include "target/process.h"

/**
 * struct symbolise - what it needs; begins as zeroes
 * @processes: What processes have mapped.
 * @arena: Where the values of the last record lie.
 * @bytes: Those values.
 * @len: Bytes of them.
 * @room: Bytes allocated.
 */
struct symbolise {
	struct processes processes;
	struct arena arena;
	unsigned char *bytes;
	size_t len;
	size_t room;
};

/* Learns from a KTAP_REC_MAPPING. */
void symbolise_learn(struct symbolise *symbolise, const struct record *rec);

/**
 * symbolise_record() - makes text of a record's user addresses
 * @symbolise: What is known, and where the new values lie until the next call.
 * @rec: The record.
 *
 * Stacks and symbols of processes become what those of the kernel are.
 */
void symbolise_record(struct symbolise *symbolise, struct record *rec);

void symbolise_exit(struct symbolise *symbolise);

#endif /* _KTAP_RUN_SYMBOLISE_H */
