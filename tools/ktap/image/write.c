// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - program to bytes; the only writer of the format
 *
 * Sections are written in file order.  All but STRINGS refer to strings by
 * offset, so the strings are laid out first, each once, and written last.
 */
#include <stdlib.h>
#include <string.h>

#include "image/image.h"
#include "image/write.h"

struct buffer {
	unsigned char *data;
	size_t len;
	size_t max;
	bool failed;		/* no memory */
};

struct writer {
	struct arena arena;	/* of this file's tables */
	struct buffer strings;	/* contents of KTAP_SECT_STRINGS */
	__u32 *slots;		/* hash to offset of a string, 0: free */
	__u32 nr_slots;		/* a power of two */
	__u32 nr_used;
	struct buffer out;
	struct ktap_image_sect sects[KTAP_NR_SECTS];
};

static void put_bytes(struct buffer *buffer, const void *bytes, size_t len)
{
	if (buffer->failed)
		return;
	if (len > buffer->max - buffer->len) {
		size_t max = buffer->max * 2 + len + 4096;
		void *grown = realloc(buffer->data, max);

		if (!grown) {
			buffer->failed = true;
			return;
		}
		buffer->data = grown;
		buffer->max = max;
	}
	if (len)
		memcpy(buffer->data + buffer->len, bytes, len);
	buffer->len += len;
}

static void put16(struct buffer *buffer, __u32 value)
{
	unsigned char bytes[2] = { value, value >> 8 };

	put_bytes(buffer, bytes, sizeof(bytes));
}

static void put32(struct buffer *buffer, __u32 value)
{
	put16(buffer, value);
	put16(buffer, value >> 16);
}

static void put64(struct buffer *buffer, __u64 value)
{
	put32(buffer, value);
	put32(buffer, value >> 32);
}

static void pad(struct buffer *buffer, unsigned int unit)
{
	static const unsigned char zeroes[8];

	if (buffer->len % unit)
		put_bytes(buffer, zeroes, unit - buffer->len % unit);
}

static __u32 hash_text(struct image_text text)
{
	__u32 hash = 2166136261u, i;

	for (i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.text[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static struct image_text text_at(const struct writer *writer, __u32 offset)
{
	const unsigned char *len = writer->strings.data + offset - 4;
	struct image_text text = {
		.text = (const char *)len + 4,
		.len = len[0] | len[1] << 8 | len[2] << 16 | (__u32)len[3] << 24,
	};

	return text;
}

static void grow_slots(struct writer *writer)
{
	__u32 nr = writer->nr_slots ? writer->nr_slots * 2 : 256, i, slot;
	__u32 *slots = arena_alloc(&writer->arena, nr * sizeof(*slots));

	for (i = 0; i < writer->nr_slots; i++) {
		if (!writer->slots[i])
			continue;
		slot = hash_text(text_at(writer, writer->slots[i])) & (nr - 1);
		while (slots[slot])
			slot = (slot + 1) & (nr - 1);
		slots[slot] = writer->slots[i];
	}
	writer->slots = slots;
	writer->nr_slots = nr;
}

/* Offset of a string in KTAP_SECT_STRINGS; adds it if it is new. */
static __u32 string_offset(struct writer *writer, struct image_text text)
{
	__u32 slot, offset;

	if (!text.text)
		return 0;
	if (writer->nr_used * 2 >= writer->nr_slots)
		grow_slots(writer);
	slot = hash_text(text) & (writer->nr_slots - 1);
	while ((offset = writer->slots[slot])) {
		struct image_text found = text_at(writer, offset);

		if (found.len == text.len &&
		    !memcmp(found.text, text.text, text.len))
			return offset;
		slot = (slot + 1) & (writer->nr_slots - 1);
	}
	pad(&writer->strings, 4);
	put32(&writer->strings, text.len);
	offset = writer->strings.len;
	put_bytes(&writer->strings, text.text, text.len);
	put_bytes(&writer->strings, "", 1);
	if (writer->strings.failed)
		return 0;
	writer->slots[slot] = offset;
	writer->nr_used++;
	return offset;
}

static void write_funcs(struct writer *writer, const struct image *image)
{
	struct buffer *out = &writer->out;
	__u32 first = 0, i;

	for (i = 0; i < image->funcs.nr; i++) {
		const struct image_func *func = &image->funcs.items[i];

		put32(out, string_offset(writer, func->name));
		put32(out, first);
		put32(out, func->nr_insns);
		put32(out, func->line);
		put16(out, func->nr_params | func->nr_regs << 8);
		put16(out, func->flags);
		put32(out, func->nr_captured | func->nr_cells << 8);
		first += func->nr_insns;
	}
}

static void write_code(struct writer *writer, const struct image *image)
{
	__u32 i, j;

	for (i = 0; i < image->funcs.nr; i++) {
		for (j = 0; j < image->funcs.items[i].nr_insns; j++)
			put64(&writer->out, image->funcs.items[i].insns[j]);
	}
}

static void write_lines(struct writer *writer, const struct image *image)
{
	__u32 i, j;

	for (i = 0; i < image->funcs.nr; i++) {
		for (j = 0; j < image->funcs.items[i].nr_insns; j++)
			put32(&writer->out, image->funcs.items[i].lines[j]);
	}
}

static void write_consts(struct writer *writer, const struct image *image)
{
	__u32 i;

	for (i = 0; i < image->consts.nr; i++) {
		const struct image_const *row = &image->consts.items[i];

		put32(&writer->out, row->kind);
		put32(&writer->out, 0);
		put64(&writer->out, row->kind == KTAP_KIND_STRING ?
				    string_offset(writer, row->string) :
				    (__u64)row->value);
	}
}

static void write_imports(struct writer *writer, const struct image *image)
{
	__u32 i;

	for (i = 0; i < image->imports.nr; i++) {
		put32(&writer->out,
		      string_offset(writer, image->imports.items[i].name));
		put32(&writer->out, image->imports.items[i].nr_args);
	}
}

static void write_vars(struct writer *writer, const struct image *image)
{
	__u32 i;

	for (i = 0; i < image->vars.nr; i++) {
		put32(&writer->out,
		      string_offset(writer, image->vars.items[i].name));
		put32(&writer->out, image->vars.items[i].line);
		put32(&writer->out, image->vars.items[i].kind);
		put32(&writer->out, 0);
	}
}

static void write_events(struct writer *writer, const struct image *image)
{
	__u32 i;

	for (i = 0; i < image->events.nr; i++) {
		const struct image_event *event = &image->events.items[i];

		put32(&writer->out, event->kind);
		put32(&writer->out, string_offset(writer, event->text));
		put32(&writer->out, event->func);
		put32(&writer->out, event->group);
		put32(&writer->out, event->line);
		put32(&writer->out, event->column);
	}
}

static void write_relocs(struct writer *writer, const struct image *image)
{
	__u32 i;

	for (i = 0; i < image->relocs.nr; i++) {
		const struct image_reloc *reloc = &image->relocs.items[i];

		put32(&writer->out, reloc->kind);
		put32(&writer->out, string_offset(writer, reloc->name));
		put32(&writer->out, reloc->func);
		put32(&writer->out, reloc->flags);
		put32(&writer->out, reloc->line);
		put32(&writer->out, reloc->column);
	}
}

static void write_strings(struct writer *writer, const struct image *image)
{
	(void)image;
	put_bytes(&writer->out, writer->strings.data, writer->strings.len);
}

static void write_source(struct writer *writer, const struct image *image)
{
	put_bytes(&writer->out, image->source.text, image->source.len);
}

static void (*const section_writers[KTAP_NR_SECTS])(struct writer *writer,
						    const struct image *image) = {
	[KTAP_SECT_FUNCS] = write_funcs,
	[KTAP_SECT_CODE] = write_code,
	[KTAP_SECT_LINES] = write_lines,
	[KTAP_SECT_CONSTS] = write_consts,
	[KTAP_SECT_IMPORTS] = write_imports,
	[KTAP_SECT_VARS] = write_vars,
	[KTAP_SECT_EVENTS] = write_events,
	[KTAP_SECT_RELOCS] = write_relocs,
	[KTAP_SECT_STRINGS] = write_strings,
	[KTAP_SECT_SOURCE] = write_source,
};

static void put_header(struct writer *writer, __u32 script, size_t bytes)
{
	struct buffer *out = &writer->out;
	__u32 i;

	put32(out, KTAP_IMAGE_MAGIC);
	put16(out, KTAP_IMAGE_VERSION);
	put16(out, 0);
	put32(out, bytes);
	put32(out, script);
	put32(out, KTAP_NR_SECTS);
	put32(out, 0);
	for (i = 0; i < KTAP_NR_SECTS; i++) {
		put32(out, writer->sects[i].offset);
		put32(out, writer->sects[i].bytes);
	}
}

static void write_all(struct writer *writer, const struct image *image)
{
	struct buffer *out = &writer->out;
	__u32 script = string_offset(writer, image->script), i;
	size_t bytes;

	put_header(writer, script, 0);
	pad(out, 8);
	for (i = 0; i < KTAP_NR_SECTS; i++) {
		writer->sects[i].offset = out->len;
		section_writers[i](writer, image);
		pad(out, 8);
		writer->sects[i].bytes = out->len - writer->sects[i].offset;
	}
	/* Now that the sections are known. */
	bytes = out->len;
	out->len = 0;
	put_header(writer, script, bytes);
	out->len = bytes;
}

/* Why the program cannot be written, or NULL. */
static const char *find_excess(const struct image *image)
{
	if (image->funcs.nr > KTAP_IMAGE_MAX_FUNCS)
		return "the program has too many functions";
	if (image->consts.nr > KTAP_IMAGE_MAX_CONSTS)
		return "the program has too many constants";
	if (image->imports.nr > KTAP_IMAGE_MAX_IMPORTS)
		return "the program calls too many built-ins";
	if (image->vars.nr > KTAP_IMAGE_MAX_VARS)
		return "the program has too many variables";
	if (image->events.nr > KTAP_IMAGE_MAX_EVENTS)
		return "the program has too many events";
	if (image->relocs.nr > KTAP_IMAGE_MAX_RELOCS)
		return "the program names too many fields of events";
	return NULL;
}

const char *image_write(const struct image *image, struct image_bytes *bytes)
{
	const char *why = find_excess(image);
	struct writer writer;

	memset(&writer, 0, sizeof(writer));
	memset(bytes, 0, sizeof(*bytes));
	if (why)
		return why;
	write_all(&writer, image);
	if (writer.out.failed || writer.strings.failed)
		why = "out of memory";
	else if (writer.out.len > KTAP_IMAGE_MAX_BYTES)
		why = "the program is too large";
	if (why) {
		free(writer.out.data);
	} else {
		bytes->data = writer.out.data;
		bytes->len = writer.out.len;
	}
	free(writer.strings.data);
	arena_free(&writer.arena);
	return why;
}
