/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - records: what a session's read() returns, checked and taken apart
 */
#ifndef _KTAP_RUN_RECORD_H
#define _KTAP_RUN_RECORD_H

#include <stddef.h>

#include <linux/types.h>

/**
 * struct record_value - a value in a record
 * @kind: enum ktap_kind.
 * @len: Bytes of @text or @parts.
 * @i: The integer of an INT, the number of a TABLE.
 * @text: Bytes of a STRING or of a FUNC's name, without a NUL.
 * @parts: Of a TUPLE, see record_parts(); of an AGGR, see record_aggr().
 */
struct record_value {
	__u16 kind;
	__u32 len;
	union {
		__s64 i;
		const char *text;
		const void *parts;
	};
};

/**
 * struct record - a record that record_read() found sound
 * @type: enum ktap_rec.
 * @flags: By type.
 * @cpu: CPU that wrote it.
 * @nr: Number of its values.
 * @time_ns: When.
 * @value_flags: KTAP_VALUE_* of any of its values.
 * @kinds: BIT() of the kind of each value, and of the parts of tuples.
 * @bytes: Its length in the stream.
 * @values: Where its values begin; see record_values().
 */
struct record {
	__u16 type;
	__u16 flags;
	__u32 cpu;
	__u32 nr;
	__u64 time_ns;
	__u16 value_flags;
	__u32 kinds;
	__u32 bytes;
	const unsigned char *values;
};

/**
 * struct record_cursor - a walk through the values of a record
 * @at: The next value.
 * @left: How many are left.
 */
struct record_cursor {
	const unsigned char *at;
	__u32 left;
};

/**
 * record_read() - checks the record at the beginning of a buffer
 * @buf: The buffer.
 * @len: Bytes in it.
 * @rec: The record.
 * @why: What is wrong with it, if something is.
 *
 * Every size, kind and pad is checked, and that the values are those that a
 * record of this type has.
 *
 * Return: 0; -EBADMSG: this record is malformed, but its length can be
 * believed (in @rec->bytes); -EPROTO: nothing of the rest of the buffer can.
 */
int record_read(const void *buf, size_t len, struct record *rec,
		const char **why);

/* Begins a walk through the values of a record. */
void record_values(const struct record *rec, struct record_cursor *cursor);

struct ktap_record_aggr;

/* What a value of kind AGGR says. */
void record_aggr(const struct record_value *value,
		 struct ktap_record_aggr *aggr);

/* Return: the number of the table that a value refers to, or 0. */
__s64 record_table(const struct record_value *value);

/* Begins a walk through the parts of a tuple. */
void record_parts(const struct record_value *tuple,
		  struct record_cursor *cursor);

/* Takes the next value.  Return: 1, or 0 at the end (@value is nil then). */
int record_next(struct record_cursor *cursor, struct record_value *value);

#endif /* _KTAP_RUN_RECORD_H */
