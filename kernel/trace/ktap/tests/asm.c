// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - an assembler for tests: images from opcode macros
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/align.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "tests/asm.h"

/* Room in each section at first. */
#define FIRST_BYTES	256

static void make_room(struct kunit *test, struct asm_image *image,
		      enum ktap_section nr, u32 room)
{
	u8 *bytes = kunit_kzalloc(test, room, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	if (image->sects[nr].bytes) {
		memcpy(bytes, image->sects[nr].bytes, image->sects[nr].room);
		kunit_kfree(test, image->sects[nr].bytes);
	}
	image->sects[nr].bytes = bytes;
	image->sects[nr].room = room;
}

/* The next @bytes of a section, cleared, with 8 more behind them. */
static u8 *grow(struct kunit *test, struct asm_image *image,
		enum ktap_section nr, u32 bytes)
{
	u32 at = image->sects[nr].len;

	if (at + bytes + 8 > image->sects[nr].room)
		make_room(test, image, nr, 2 * (at + bytes + 8));
	image->sects[nr].len += bytes;

	return image->sects[nr].bytes + at;
}

static void put32(struct kunit *test, struct asm_image *image,
		  enum ktap_section nr, u32 value)
{
	put_unaligned_le32(value, grow(test, image, nr, sizeof(value)));
}

static void put64(struct kunit *test, struct asm_image *image,
		  enum ktap_section nr, u64 value)
{
	put_unaligned_le64(value, grow(test, image, nr, sizeof(value)));
}

struct asm_image *asm_create(struct kunit *test)
{
	struct asm_image *image = kunit_kzalloc(test, sizeof(*image), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, image);
	for (i = 0; i < KTAP_NR_SECTS; i++)
		make_room(test, image, i, FIRST_BYTES);
	image->script = asm_string(test, image, "test.kp", 7);

	return image;
}

u32 asm_string(struct kunit *test, struct asm_image *image, const char *text,
	       u32 len)
{
	u32 offset;

	put32(test, image, KTAP_SECT_STRINGS, len);
	offset = image->sects[KTAP_SECT_STRINGS].len;
	memcpy(grow(test, image, KTAP_SECT_STRINGS, ALIGN(len + 1, 4)), text, len);

	return offset;
}

static u32 put_name(struct kunit *test, struct asm_image *image,
		    const char *name)
{
	return asm_string(test, image, name, strlen(name));
}

static u32 put_const(struct kunit *test, struct asm_image *image, u32 kind,
		     s64 value)
{
	put32(test, image, KTAP_SECT_CONSTS, kind);
	put32(test, image, KTAP_SECT_CONSTS, 0);
	put64(test, image, KTAP_SECT_CONSTS, value);

	return image->nr_consts++;
}

u32 asm_const_int(struct kunit *test, struct asm_image *image, s64 value)
{
	return put_const(test, image, KTAP_KIND_INT, value);
}

u32 asm_const_string(struct kunit *test, struct asm_image *image,
		     const char *text)
{
	return put_const(test, image, KTAP_KIND_STRING,
			 put_name(test, image, text));
}

u32 asm_const_bytes(struct kunit *test, struct asm_image *image,
		    const char *bytes, u32 len)
{
	return put_const(test, image, KTAP_KIND_STRING,
			 asm_string(test, image, bytes, len));
}

u32 asm_import(struct kunit *test, struct asm_image *image, const char *name,
	       u32 nr_args)
{
	put32(test, image, KTAP_SECT_IMPORTS, put_name(test, image, name));
	put32(test, image, KTAP_SECT_IMPORTS, nr_args);

	return image->nr_imports++;
}

static void put_var(struct kunit *test, struct asm_image *image,
		    const char *name, enum ktap_var_kind kind)
{
	put32(test, image, KTAP_SECT_VARS, put_name(test, image, name));
	put32(test, image, KTAP_SECT_VARS, 1);
	put32(test, image, KTAP_SECT_VARS, kind);
	put32(test, image, KTAP_SECT_VARS, 0);
}

u32 asm_var(struct kunit *test, struct asm_image *image, const char *name)
{
	put_var(test, image, name, KTAP_VAR_PROGRAM);

	return image->nr_vars++;
}

u32 asm_call_var(struct kunit *test, struct asm_image *image, const char *name)
{
	put_var(test, image, name, KTAP_VAR_CALL);

	return image->nr_call_vars++;
}

void asm_event(struct kunit *test, struct asm_image *image,
	       enum ktap_event_kind kind, const char *text, u32 func, u32 group)
{
	put32(test, image, KTAP_SECT_EVENTS, kind);
	put32(test, image, KTAP_SECT_EVENTS,
	      text ? put_name(test, image, text) : 0);
	put32(test, image, KTAP_SECT_EVENTS, func);
	put32(test, image, KTAP_SECT_EVENTS, group);
	put32(test, image, KTAP_SECT_EVENTS, 7);
	put32(test, image, KTAP_SECT_EVENTS, 1);
}

u32 asm_func(struct kunit *test, struct asm_image *image, const char *name,
	     u8 nr_params, u8 nr_regs, const u64 *insns, u32 nr_insns)
{
	u8 *small;
	u32 i;

	put32(test, image, KTAP_SECT_FUNCS, put_name(test, image, name));
	put32(test, image, KTAP_SECT_FUNCS, image->nr_insns);
	put32(test, image, KTAP_SECT_FUNCS, nr_insns);
	put32(test, image, KTAP_SECT_FUNCS, image->line + 1);
	small = grow(test, image, KTAP_SECT_FUNCS, 4);
	small[0] = nr_params;
	small[1] = nr_regs;
	put32(test, image, KTAP_SECT_FUNCS, 0);
	for (i = 0; i < nr_insns; i++) {
		put64(test, image, KTAP_SECT_CODE, insns[i]);
		put32(test, image, KTAP_SECT_LINES, ++image->line);
	}
	image->nr_insns += nr_insns;

	return image->nr_funcs++;
}

static u32 put_reloc(struct kunit *test, struct asm_image *image,
		     enum ktap_reloc_kind kind, const char *name, u32 func,
		     u32 flags)
{
	put32(test, image, KTAP_SECT_RELOCS, kind);
	put32(test, image, KTAP_SECT_RELOCS, put_name(test, image, name));
	put32(test, image, KTAP_SECT_RELOCS, func);
	put32(test, image, KTAP_SECT_RELOCS, flags);
	put32(test, image, KTAP_SECT_RELOCS, 9);
	put32(test, image, KTAP_SECT_RELOCS, 5);

	return image->nr_relocs++;
}

u32 asm_field(struct kunit *test, struct asm_image *image, const char *name,
	      u32 func, u32 flags)
{
	return put_reloc(test, image, KTAP_RELOC_FIELD, name, func, flags);
}

u32 asm_symbol(struct kunit *test, struct asm_image *image, const char *name)
{
	return put_reloc(test, image, KTAP_RELOC_SYMBOL, name, 0, 0);
}

void asm_func_more(struct asm_image *image, u8 flags, u8 nr_captured,
		   u8 nr_cells)
{
	u8 *end = image->sects[KTAP_SECT_FUNCS].bytes +
		  image->sects[KTAP_SECT_FUNCS].len;
	struct ktap_image_func *row = (void *)(end - sizeof(*row));

	put_unaligned_le16(flags, &row->flags);
	row->nr_captured = nr_captured;
	row->nr_cells = nr_cells;
}

void asm_source(struct kunit *test, struct asm_image *image, const char *text)
{
	memcpy(grow(test, image, KTAP_SECT_SOURCE, strlen(text)), text,
	       strlen(text));
}

static void write_header(const struct asm_image *image, u8 *to, u32 bytes)
{
	u32 i, at = sizeof(struct ktap_image_header);

	put_unaligned_le32(KTAP_IMAGE_MAGIC, to);
	put_unaligned_le16(KTAP_IMAGE_VERSION, to + 4);
	put_unaligned_le32(bytes, to + 8);
	put_unaligned_le32(image->script, to + 12);
	put_unaligned_le32(KTAP_NR_SECTS, to + 16);
	for (i = 0; i < KTAP_NR_SECTS; i++) {
		put_unaligned_le32(at, to + 24 + i * 8);
		put_unaligned_le32(ALIGN(image->sects[i].len, 8),
				   to + 28 + i * 8);
		at += ALIGN(image->sects[i].len, 8);
	}
}

void *asm_write(struct kunit *test, const struct asm_image *image, u32 *bytes)
{
	u32 at = sizeof(struct ktap_image_header);
	u8 *to;
	int i;

	*bytes = at;
	for (i = 0; i < KTAP_NR_SECTS; i++)
		*bytes += ALIGN(image->sects[i].len, 8);
	to = kvzalloc(*bytes, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, to);
	write_header(image, to, *bytes);
	for (i = 0; i < KTAP_NR_SECTS; i++) {
		memcpy(to + at, image->sects[i].bytes, image->sects[i].len);
		at += ALIGN(image->sects[i].len, 8);
	}

	return to;
}
