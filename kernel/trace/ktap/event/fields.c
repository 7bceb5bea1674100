// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - fields of a trace event's record as values
 *
 * Context: any, but for create, find and names
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
#include <linux/unaligned.h>

#include "data/string.h"
#include "event/fields.h"

/* The integers first, two of each size: unsigned, signed. */
enum field_kind {
	FIELD_U8,
	FIELD_S8,
	FIELD_U16,
	FIELD_S16,
	FIELD_U32,
	FIELD_S32,
	FIELD_U64,
	FIELD_S64,
	FIELD_NONE,	/* has no value */
	FIELD_TEXT,	/* bytes up to a NUL */
	FIELD_BYTES,
	FIELD_ARRAY,	/* has elements only */
};

enum field_place {
	PLACE_HERE,
	PLACE_DATA_LOC,	/* a word with length and distance from the record */
	PLACE_REL_LOC,	/* … from the end of the word */
};

struct field {
	u8 kind;
	u8 place;
	/* Kind of an array's elements, or FIELD_NONE. */
	u8 element;
	u32 offset;
	u32 size;
	/* The event's. */
	const char *name;
};

struct ktap_fields {
	u32 nr;
	struct field fields[] __counted_by(nr);
};

static const char *const common_names[KTAP_NR_COMMON_FIELDS] = {
	"common_type", "common_flags", "common_preempt_count", "common_pid",
};

static u8 int_kind(size_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return FIELD_U8 + is_signed;
	case 2:
		return FIELD_U16 + is_signed;
	case 4:
		return FIELD_U32 + is_signed;
	case 8:
		return FIELD_U64 + is_signed;
	default:
		return FIELD_NONE;
	}
}

static size_t int_size(u8 kind)
{
	return kind < FIELD_NONE ? 1 << kind / 2 : 0;
}

/* Bytes of an array's element by the name of its type, or 0. */
static size_t element_size(const char *type, size_t len)
{
	static const struct {
		const char *name;
		u8 size;
	} types[] = {
		{ "char", 1 }, { "signed char", 1 }, { "unsigned char", 1 },
		{ "u8", 1 }, { "s8", 1 }, { "__u8", 1 }, { "__s8", 1 },
		{ "uint8_t", 1 }, { "int8_t", 1 }, { "bool", 1 },
		{ "short", 2 }, { "unsigned short", 2 }, { "u16", 2 },
		{ "s16", 2 }, { "__u16", 2 }, { "__s16", 2 }, { "uint16_t", 2 },
		{ "int16_t", 2 }, { "__le16", 2 }, { "__be16", 2 },
		{ "int", 4 }, { "unsigned int", 4 }, { "unsigned", 4 },
		{ "u32", 4 }, { "s32", 4 }, { "__u32", 4 }, { "__s32", 4 },
		{ "uint32_t", 4 }, { "int32_t", 4 }, { "__le32", 4 },
		{ "__be32", 4 }, { "long long", 8 },
		{ "unsigned long long", 8 }, { "u64", 8 }, { "s64", 8 },
		{ "__u64", 8 }, { "__s64", 8 }, { "uint64_t", 8 },
		{ "int64_t", 8 }, { "__le64", 8 }, { "__be64", 8 },
		{ "long", sizeof(long) }, { "unsigned long", sizeof(long) },
		{ "cpumask_t", sizeof(long) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (strlen(types[i].name) == len &&
		    !memcmp(type, types[i].name, len))
			return types[i].size;
	}
	return memchr(type, '*', len) ? sizeof(void *) : 0;
}

static void learn_array(struct field *field, const char *type,
			const struct ftrace_event_field *source)
{
	size_t len = strcspn(type, "[");
	size_t size;

	while (len && type[len - 1] == ' ')
		len--;
	size = element_size(type, len);
	field->element = int_kind(size, source->is_signed);
	switch (source->filter_type) {
	case FILTER_STATIC_STRING:
	case FILTER_DYN_STRING:
	case FILTER_RDYN_STRING:
		field->kind = FIELD_TEXT;
		break;
	default:
		field->kind = size == 1 ? FIELD_BYTES : FIELD_ARRAY;
	}
}

static const char *skip_word(const char *type, const char *word)
{
	size_t len = strlen(word);

	return strncmp(type, word, len) ? NULL : skip_spaces(type + len);
}

static void learn_field(struct field *field,
			const struct ftrace_event_field *source)
{
	const char *data_loc = skip_word(source->type, "__data_loc ");
	const char *rel_loc = skip_word(source->type, "__rel_loc ");

	field->name = source->name;
	field->offset = source->offset;
	field->size = source->size;
	field->element = FIELD_NONE;
	if (data_loc || rel_loc) {
		field->place = data_loc ? PLACE_DATA_LOC : PLACE_REL_LOC;
		learn_array(field, data_loc ?: rel_loc, source);
	} else if (strchr(source->type, '[')) {
		learn_array(field, source->type, source);
	} else {
		field->kind = int_kind(source->size, source->is_signed);
	}
}

struct ktap_fields *ktap_fields_create(struct trace_event_call *call)
{
	struct list_head *list = trace_get_fields(call);
	u32 nr = KTAP_NR_COMMON_FIELDS + list_count_nodes(list), i;
	struct ftrace_event_field *source;
	struct ktap_fields *fields;

	fields = kzalloc(struct_size(fields, fields, nr), GFP_KERNEL_ACCOUNT);
	if (!fields)
		return NULL;

	fields->nr = nr;
	for (i = 0; i < KTAP_NR_COMMON_FIELDS; i++) {
		fields->fields[i].kind = FIELD_NONE;
		source = trace_find_event_field(call, (char *)common_names[i]);
		if (source)
			learn_field(&fields->fields[i], source);
	}
	list_for_each_entry_reverse(source, list, link)
		learn_field(&fields->fields[i++], source);
	return fields;
}

int ktap_fields_find(struct trace_event_call *call, const char *name)
{
	struct ftrace_event_field *source;
	int nr;

	for (nr = 0; nr < KTAP_NR_COMMON_FIELDS; nr++) {
		if (!strcmp(common_names[nr], name))
			return nr;
	}
	list_for_each_entry_reverse(source, trace_get_fields(call), link) {
		if (!strcmp(source->name, name))
			return nr;
		nr++;
	}
	return -ENOENT;
}

void ktap_fields_names(struct trace_event_call *call,
		       void (*visit)(void *arg, const char *name), void *arg)
{
	struct ftrace_event_field *source;

	list_for_each_entry_reverse(source, trace_get_fields(call), link)
		visit(arg, source->name);
}

/* Fields of packed records need not be aligned. */
static __always_inline s64 read_int(u8 kind, const void *at)
{
	switch (kind) {
	case FIELD_U8:
		return *(const u8 *)at;
	case FIELD_S8:
		return *(const s8 *)at;
	case FIELD_U16:
		return get_unaligned((const u16 *)at);
	case FIELD_S16:
		return get_unaligned((const s16 *)at);
	case FIELD_U32:
		return get_unaligned((const u32 *)at);
	case FIELD_S32:
		return get_unaligned((const s32 *)at);
	default:
		return get_unaligned((const s64 *)at);
	}
}

/* Where a field's bytes are; NULL: beyond the record. */
static const void *find_bytes(const struct ktap_trace_record *record,
			      const struct field *field, size_t *size)
{
	size_t offset = field->offset;
	u32 word;

	*size = field->size;
	if (offset + *size > record->len)
		return NULL;
	if (field->place == PLACE_HERE)
		return record->bytes + offset;

	if (*size != sizeof(word))
		return NULL;
	memcpy(&word, record->bytes + offset, sizeof(word));
	if (field->place == PLACE_REL_LOC)
		offset += sizeof(word);
	else
		offset = 0;
	offset += word & 0xffff;
	*size = word >> 16;
	return offset + *size <= record->len ? record->bytes + offset : NULL;
}

static noinline int read_string(const struct ktap_trace_record *record,
				const struct field *field,
				struct ktap_invocation *inv,
				struct ktap_value *value)
{
	struct ktap_string *string;
	const void *at;
	size_t size;
	int trap = 0;

	if (field->kind != FIELD_TEXT && field->kind != FIELD_BYTES)
		return 0;
	at = find_bytes(record, field, &size);
	if (!at)
		return 0;
	if (field->kind == FIELD_TEXT)
		size = strnlen(at, size);
	string = ktap_string_make(inv, at, size, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	return 0;
}

int ktap_fields_read(const struct ktap_trace_record *record, unsigned int nr,
		     struct ktap_invocation *inv, struct ktap_value *value)
{
	const struct field *field;

	*value = ktap_value_nil();
	if (nr >= record->fields->nr)
		return 0;
	field = &record->fields->fields[nr];
	if (field->kind >= FIELD_NONE)
		return read_string(record, field, inv, value);
	if (field->offset + field->size <= record->len)
		*value = ktap_value_int(read_int(field->kind, record->bytes +
						 field->offset));
	return 0;
}

void ktap_fields_element(const struct ktap_trace_record *record, unsigned int nr,
			 s64 index, struct ktap_value *value)
{
	const struct field *field;
	size_t size, width;
	const void *at;

	*value = ktap_value_nil();
	if (nr >= record->fields->nr)
		return;
	field = &record->fields->fields[nr];
	width = int_size(field->element);
	if (!width || index < 0)
		return;
	at = find_bytes(record, field, &size);
	if (at && index < size / width)
		*value = ktap_value_int(read_int(field->element,
						 at + index * width));
}

/* Strings as they are, other bytes in hexadecimal, elements in braces. */
static size_t array_text(const struct ktap_trace_record *record,
			 const struct field *field, char *text, size_t size)
{
	size_t width = int_size(field->element), len = 0, bytes, i;
	const void *at = find_bytes(record, field, &bytes);

	if (!at)
		return scnprintf(text, size, "nil");
	if (field->kind == FIELD_TEXT)
		return scnprintf(text, size, "%.*s", (int)strnlen(at, bytes),
				 (const char *)at);
	if (field->kind == FIELD_BYTES)
		return scnprintf(text, size, "%*phN", (int)min(bytes, 64), at);
	if (!width)
		return scnprintf(text, size, "…");
	for (i = 0; i < bytes / width && len < size - 1; i++)
		len += scnprintf(text + len, size - len, "%c%lld",
				 i ? ',' : '{',
				 read_int(field->element, at + i * width));
	return len + scnprintf(text + len, size - len, "}");
}

size_t ktap_fields_text(const struct ktap_trace_record *record, char *text,
			size_t size)
{
	size_t len = 0;
	u32 i;

	text[0] = '\0';
	for (i = KTAP_NR_COMMON_FIELDS; i < record->fields->nr; i++) {
		const struct field *field = &record->fields->fields[i];
		struct ktap_value value;

		len += scnprintf(text + len, size - len, "%s%s=",
				 len ? " " : "", field->name);
		if (field->kind >= FIELD_NONE) {
			len += array_text(record, field, text + len, size - len);
			continue;
		}
		/* Of an integer nothing is made. */
		ktap_fields_read(record, i, NULL, &value);
		len += scnprintf(text + len, size - len, "%lld",
				 ktap_value_is_int(&value) ? value.i : 0);
	}
	return len;
}
