// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - ring to records of the uapi, merged over the CPUs
 *
 * Context: process
 */

#include <linux/align.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <uapi/linux/ktap.h>

#include "data/string.h"
#include "data/symbol.h"
#include "output/format.h"
#include "output/merge.h"
#include "output/reader.h"

struct ktap_reader {
	struct ktap_ring *ring;
	struct ktap_merge *merge;
	const struct ktap_value *consts;
	u32 nr_consts;
	bool at_end;
	size_t (*print)(void *arg, const void *bytes, size_t len,
			const char **text);
	void *print_arg;
	struct ktap_mapping *(*next_mapping)(void *arg);
	void *mapping_arg;
	/* Taken, but there was no room for it. */
	struct ktap_mapping *mapping;
};

/* A buffer that is being filled. */
struct reader_out {
	u8 *at;
	size_t left;
};

struct ktap_reader *ktap_reader_create(struct ktap_ring *ring,
				       const struct ktap_value *consts,
				       u32 nr_consts)
{
	struct ktap_reader *reader;

	reader = kzalloc(sizeof(*reader), GFP_KERNEL);
	if (!reader)
		return ERR_PTR(-ENOMEM);
	reader->merge = ktap_merge_create(ring);
	if (!reader->merge) {
		kfree(reader);
		return ERR_PTR(-ENOMEM);
	}

	reader->ring = ring;
	reader->consts = consts;
	reader->nr_consts = nr_consts;
	return reader;
}

void ktap_reader_set_printer(struct ktap_reader *reader,
			     size_t (*print)(void *arg, const void *bytes,
					     size_t len, const char **text),
			     void *arg)
{
	reader->print = print;
	reader->print_arg = arg;
}

void ktap_reader_set_mappings(struct ktap_reader *reader,
			      struct ktap_mapping *(*next)(void *arg),
			      void *arg)
{
	reader->next_mapping = next;
	reader->mapping_arg = arg;
}

void ktap_reader_destroy(struct ktap_reader *reader)
{
	if (IS_ERR_OR_NULL(reader))
		return;
	ktap_merge_destroy(reader->merge);
	kfree(reader->mapping);
	kfree(reader);
}

static void *out_take(struct reader_out *out, size_t bytes)
{
	void *at = out->at;

	if (bytes > out->left)
		return NULL;
	out->at += bytes;
	out->left -= bytes;
	return at;
}

static bool put_value(struct reader_out *out, u32 kind, const void *bytes,
		      size_t len)
{
	size_t room = ALIGN(len, 8);
	struct ktap_record_value *value;
	u8 *at;

	value = out_take(out, sizeof(*value) + room);
	if (!value)
		return false;

	value->kind = kind;
	value->flags = 0;
	value->bytes = len;
	at = (u8 *)(value + 1);
	/* What follows the bytes up to the next word is 0. */
	if (room)
		*(u64 *)(at + room - sizeof(u64)) = 0;
	memcpy(at, bytes, len);
	return true;
}

static bool put_int(struct reader_out *out, u32 kind, s64 i)
{
	struct ktap_record_value *value = out_take(out, sizeof(*value) + sizeof(i));

	if (!value)
		return false;

	value->kind = kind;
	value->flags = 0;
	value->bytes = sizeof(i);
	*(s64 *)(value + 1) = i;
	return true;
}

/* Addresses of a process, which the tool makes text of. */
static bool put_user_frames(struct reader_out *out, u32 kind, u64 process,
			    const void *addrs, unsigned int nr)
{
	size_t bytes = (nr + 1) * sizeof(u64);
	struct ktap_record_value *value = out_take(out, sizeof(*value) + bytes);
	unsigned long addr;
	unsigned int i;
	u64 *at;

	if (!value)
		return false;
	value->kind = kind;
	value->flags = KTAP_VALUE_USER;
	value->bytes = bytes;
	at = (u64 *)(value + 1);
	*at++ = process;
	for (i = 0; i < nr; i++) {
		memcpy(&addr, addrs + i * sizeof(addr), sizeof(addr));
		*at++ = addr;
	}
	return true;
}

/* Addresses of the kernel become text here, where it may take its time. */
static bool put_symbols(struct reader_out *out, u32 kind, const void *addrs,
			unsigned int nr)
{
	struct ktap_record_value *value = out_take(out, sizeof(*value));
	unsigned long addr;
	unsigned int i;
	size_t done;
	char *text;

	if (!value)
		return false;
	text = out->at;
	for (i = 0; i < nr; i++) {
		if (out->left < KTAP_SYMBOL_TEXT + 1)
			return false;
		memcpy(&addr, addrs + i * sizeof(addr), sizeof(addr));
		if (i)
			*(char *)out_take(out, 1) = '\n';
		out_take(out, ktap_symbol_text(addr, out->at));
	}

	value->kind = kind;
	value->flags = 0;
	value->bytes = (char *)out->at - text;
	done = ALIGN(value->bytes, 8) - value->bytes;
	text = out_take(out, done);
	if (!text)
		return false;
	memset(text, 0, done);
	return true;
}

static bool put_frames(struct reader_out *out, u32 kind, const void *bytes,
		       size_t len)
{
	const void *addrs = bytes + sizeof(struct ktap_frames);
	unsigned int nr = (len - sizeof(struct ktap_frames)) / sizeof(long);
	u64 process;

	memcpy(&process, bytes, sizeof(process));
	return process ? put_user_frames(out, kind, process, addrs, nr) :
			 put_symbols(out, kind, addrs, nr);
}

static bool put_const(struct ktap_reader *reader, struct reader_out *out, u32 nr)
{
	const struct ktap_string *string;

	if (WARN_ON_ONCE(nr >= reader->nr_consts ||
			 reader->consts[nr].kind != KTAP_KIND_STRING))
		return put_value(out, KTAP_KIND_NIL, NULL, 0);

	string = ktap_string_of(reader->consts[nr].obj);
	return put_value(out, KTAP_KIND_STRING, string->bytes, string->len);
}

static bool expand_value(struct ktap_reader *reader, struct reader_out *out,
			 const u32 **at);

/* The @nr parts of a tuple, which are no tuples. */
static bool expand_parts(struct ktap_reader *reader, struct reader_out *out,
			 const u32 **at, u32 nr)
{
	struct ktap_record_value *value = out_take(out, sizeof(*value));

	if (!value)
		return false;
	for (; nr; nr--)
		if (!expand_value(reader, out, at))
			return false;
	value->kind = KTAP_KIND_TUPLE;
	value->flags = 0;
	value->bytes = out->at - (u8 *)(value + 1);

	return true;
}

static bool put_event(struct ktap_reader *reader, struct reader_out *out,
		      const void *bytes, size_t len)
{
	const char *text = "";
	size_t nr = 0;

	if (reader->print_arg)
		nr = reader->print(reader->print_arg, bytes, len, &text);
	return put_value(out, KTAP_KIND_STRING, text,
			 min(nr, KTAP_RING_EVENT_MAX));
}

/* Expands the value at *@at and moves on. */
static bool expand_value(struct ktap_reader *reader, struct reader_out *out,
			 const u32 **at)
{
	u32 word = *(*at)++;
	u32 kind = ktap_ring_kind(word);
	u32 number = ktap_ring_number(word);
	const u32 *data = *at;
	s64 i;

	switch (kind) {
	case KTAP_KIND_INT:
	case KTAP_KIND_TABLE:
		if (number & KTAP_RING_SHORT)
			i = (s32)*data;
		else
			memcpy(&i, data, sizeof(i));
		*at += number & KTAP_RING_SHORT ? 1 : 2;
		return put_int(out, kind, i);
	case KTAP_KIND_STRING:
	case KTAP_KIND_FUNC:
		*at += ALIGN(number, 4) / sizeof(u32);
		return put_value(out, kind, data, number);
	case KTAP_KIND_TUPLE:
		return expand_parts(reader, out, at, number);
	case KTAP_RING_EVENT:
		*at += ALIGN(number, 4) / sizeof(u32);
		return put_event(reader, out, data, number);
	case KTAP_KIND_AGGR:
		*at += sizeof(struct ktap_record_aggr) / sizeof(u32);
		return put_value(out, kind, data,
				 sizeof(struct ktap_record_aggr));
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		*at += ALIGN(number, 4) / sizeof(u32);
		return put_frames(out, kind, data, number);
	case KTAP_KIND_CONST:
		return put_const(reader, out, number);
	default:
		return put_value(out, kind, NULL, 0);
	}
}

static struct ktap_record *put_head(struct reader_out *out, u16 type,
				    u32 cpu, u64 time_ns)
{
	struct ktap_record *record = out_take(out, sizeof(*record));

	if (record) {
		*record = (struct ktap_record) {
			.type = type,
			.cpu = cpu,
			.time_ns = time_ns,
		};
	}
	return record;
}

static bool put_lost(struct reader_out *out, u32 cpu, u64 time_ns, s64 lost)
{
	struct ktap_record *record;

	record = put_head(out, KTAP_REC_LOST, cpu, time_ns);
	if (!record || !put_int(out, KTAP_KIND_INT, lost))
		return false;

	record->nr = 1;
	record->bytes = out->at - (u8 *)record;
	return true;
}

static bool expand_record(struct ktap_reader *reader, struct reader_out *out,
			  const struct ktap_merge_head *head)
{
	const struct ktap_ring_record *source = head->record;
	const u32 *at = (const u32 *)(source + 1);
	struct ktap_record *record;
	unsigned int i;

	record = put_head(out, source->type, head - reader->merge->heads, head->time_ns);
	if (!record)
		return false;
	for (i = 0; i < source->nr; i++) {
		if (!expand_value(reader, out, &at))
			return false;
	}
	record->flags = source->flags;
	record->nr = source->nr;
	record->bytes = out->at - (u8 *)record;
	return true;
}

static bool put_mapping(struct reader_out *out,
			const struct ktap_mapping *mapping, u64 time_ns)
{
	const u64 numbers[] = {
		mapping->process, mapping->begin, mapping->end,
		mapping->offset,
	};
	struct ktap_record *record;
	unsigned int i;

	record = put_head(out, KTAP_REC_MAPPING, 0, time_ns);
	if (!record)
		return false;
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (!put_int(out, KTAP_KIND_INT, numbers[i]))
			return false;
	}
	if (!put_value(out, KTAP_KIND_STRING, mapping->name, mapping->len))
		return false;

	record->nr = ARRAY_SIZE(numbers) + 1;
	record->bytes = out->at - (u8 *)record;
	return true;
}

/* What the next record needs: true, or false for lack of room. */
static bool put_mappings(struct ktap_reader *reader, struct reader_out *out)
{
	struct reader_out room;

	if (!reader->next_mapping)
		return true;
	for (;;) {
		if (!reader->mapping)
			reader->mapping =
				reader->next_mapping(reader->mapping_arg);
		if (!reader->mapping)
			return true;
		room = *out;
		if (!put_mapping(&room, reader->mapping, reader->merge->horizon_ns))
			return false;
		*out = room;
		kfree(reader->mapping);
		reader->mapping = NULL;
	}
}

/* Before the end: losses of CPUs that have written nothing since. */
static bool put_last_losses(struct ktap_reader *reader, struct reader_out *out,
			    u64 time_ns)
{
	struct reader_out room = *out;
	int cpu;

	for_each_possible_cpu(cpu) {
		struct ktap_merge_head *head = &reader->merge->heads[cpu];

		if (!head->record || !head->lost)
			head->lost = ktap_ring_take_lost(reader->ring, cpu);
		if (!head->lost)
			continue;
		if (!put_lost(&room, cpu, time_ns, head->lost))
			return false;
		head->lost = 0;
		*out = room;
	}
	return true;
}

/* Takes out the record of a head: true, or false for lack of room. */
static bool take_record(struct ktap_reader *reader, struct reader_out *out,
			struct ktap_merge_head *head)
{
	int cpu = head - reader->merge->heads;
	bool is_end = head->record->type == KTAP_REC_END;
	struct reader_out room = *out;

	if (head->lost) {
		if (!put_lost(&room, cpu, head->time_ns, head->lost))
			return false;
		head->lost = 0;
		*out = room;
	}
	if (is_end && !put_last_losses(reader, out, head->time_ns))
		return false;

	room = *out;
	if (!expand_record(reader, &room, head))
		return false;
	*out = room;

	ktap_merge_step(reader->merge, head);
	reader->at_end |= is_end;
	return true;
}

ssize_t ktap_reader_read(struct ktap_reader *reader, void *buf, size_t size)
{
	struct reader_out out = { .at = buf, .left = size };
	struct ktap_merge_head *head;

	ktap_ring_begin_read(reader->ring);
	do {
		/* First the record: what it needs is known by then. */
		head = ktap_merge_next(reader->merge);
		if (IS_ERR(head))
			break;
	} while (put_mappings(reader, &out) && head &&
		 take_record(reader, &out, head));
	ktap_ring_end_read(reader->ring, !head);

	if (out.left < size)
		return size - out.left;
	if (IS_ERR(head))
		return PTR_ERR(head);
	return head || reader->mapping ? -EMSGSIZE : 0;
}

bool ktap_reader_at_end(const struct ktap_reader *reader)
{
	return reader->at_end;
}
