// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - fields of a trace event's record as values
 *
 * Context: any, but for create
 *
 * What a field is follows from its type's text, as for the kernel's filters.
 * Where a record says itself where a field lies, that is checked against the
 * record's length: records of user and synthetic events are not trusted.
 */

#include <../kernel/trace/trace.h>

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#include "data/string.h"
#include "event/fields.h"

enum field_kind {
	FIELD_NONE,	/* has no value */
	FIELD_INT,
	FIELD_TEXT,	/* bytes up to a NUL */
	FIELD_BYTES,
};

enum field_place {
	PLACE_HERE,
	PLACE_DATA_LOC,	/* a word with length and distance from the record */
	PLACE_REL_LOC,	/* … from the end of the word */
};

struct field {
	u8 kind;
	u8 place;
	bool is_signed;
	u32 offset;
	u32 size;
};

struct ktap_fields {
	u32 nr;
	struct field fields[] __counted_by(nr);
};

/* Whether the elements of an array type are single bytes. */
static bool has_byte_elements(const char *type)
{
	static const char *const names[] = {
		"char[", "unsigned char[", "signed char[", "u8[", "__u8[",
		"s8[", "__s8[", "uint8_t[", "int8_t[", "bool[",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strncmp(type, names[i], strlen(names[i])))
			return true;
	}
	return false;
}

static u8 array_kind(const struct ftrace_event_field *source, const char *type)
{
	switch (source->filter_type) {
	case FILTER_STATIC_STRING:
	case FILTER_DYN_STRING:
	case FILTER_RDYN_STRING:
		return FIELD_TEXT;
	default:
		return has_byte_elements(type) ? FIELD_BYTES : FIELD_NONE;
	}
}

static const char *skip_word(const char *type, const char *word)
{
	size_t len = strlen(word);

	return strncmp(type, word, len) ? NULL : skip_spaces(type + len);
}

static bool is_int_size(int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static void learn_field(struct field *field,
			const struct ftrace_event_field *source)
{
	const char *data_loc = skip_word(source->type, "__data_loc ");
	const char *rel_loc = skip_word(source->type, "__rel_loc ");

	field->offset = source->offset;
	field->size = source->size;
	field->is_signed = source->is_signed;
	if (data_loc || rel_loc) {
		field->place = data_loc ? PLACE_DATA_LOC : PLACE_REL_LOC;
		field->kind = array_kind(source, data_loc ?: rel_loc);
	} else if (strchr(source->type, '[')) {
		field->kind = array_kind(source, source->type);
	} else if (is_int_size(source->size)) {
		field->kind = FIELD_INT;
	}
}

struct ktap_fields *ktap_fields_create(struct trace_event_call *call)
{
	struct list_head *list = trace_get_fields(call);
	struct ftrace_event_field *source;
	struct ktap_fields *fields;
	u32 i = 0;

	fields = kzalloc(struct_size(fields, fields, list_count_nodes(list)),
			 GFP_KERNEL_ACCOUNT);
	if (!fields)
		return NULL;

	fields->nr = list_count_nodes(list);
	list_for_each_entry_reverse(source, list, link)
		learn_field(&fields->fields[i++], source);
	return fields;
}

/* Fields of packed records need not be aligned. */
static s64 read_int(const struct field *field, const u8 *at)
{
	union {
		s8 s8;
		s16 s16;
		s32 s32;
		s64 s64;
	} n;

	memcpy(&n, at, field->size);
	switch (field->size) {
	case 1:
		return field->is_signed ? n.s8 : (u8)n.s8;
	case 2:
		return field->is_signed ? n.s16 : (u16)n.s16;
	case 4:
		return field->is_signed ? n.s32 : (u32)n.s32;
	default:
		return n.s64;
	}
}

/* Where a field's bytes are; false: beyond the record. */
static bool find_bytes(const struct field *field, size_t bytes,
		       const u8 *record, size_t *offset, size_t *size)
{
	u32 word;

	*offset = field->offset;
	*size = field->size;
	if (*offset + *size > bytes)
		return false;
	if (field->place == PLACE_HERE)
		return true;

	if (*size != sizeof(word))
		return false;
	memcpy(&word, record + *offset, sizeof(word));
	*offset = word & 0xffff;
	*size = word >> 16;
	if (field->place == PLACE_REL_LOC)
		*offset += field->offset + sizeof(word);
	return *offset + *size <= bytes;
}

int ktap_fields_read(const struct ktap_fields *fields, unsigned int nr,
		     const void *record, size_t bytes,
		     struct ktap_invocation *inv, struct ktap_value *value)
{
	const struct field *field;
	struct ktap_string *string;
	size_t offset, size;
	const u8 *at;
	int trap = 0;

	*value = ktap_value_nil();
	if (nr >= fields->nr)
		return 0;
	field = &fields->fields[nr];
	if (field->kind == FIELD_NONE ||
	    !find_bytes(field, bytes, record, &offset, &size))
		return 0;

	at = record + offset;
	if (field->kind == FIELD_INT) {
		*value = ktap_value_int(read_int(field, at));
		return 0;
	}
	if (field->kind == FIELD_TEXT)
		size = strnlen(at, size);
	string = ktap_string_make(inv, at, size, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	return 0;
}
