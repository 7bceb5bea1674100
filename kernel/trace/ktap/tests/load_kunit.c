// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: every way to refuse an image, and what a good one says
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "prog/load.h"
#include "tests/asm.h"

/* Instead of a section: the header. */
#define HEADER	-1

static struct asm_image *good_image(struct kunit *test)
{
	struct asm_image *image = asm_create(test);

	asm_func(test, image, "", 0, 2,
		 CODE(INSN(LOADK, 0, 0, 0, 1),
		      INSN(CALLB, 0, 1, 0, 0),
		      INSN(RET, 0, 0, 0, 0)));
	asm_func(test, image, "f", 1, 3, CODE(INSN(RET, 0, 1, 0, 0)));
	asm_func(test, image, "", 0, 1, CODE(INSN(RET, 0, 0, 0, 0)));
	asm_const_int(test, image, -42);
	asm_const_string(test, image, "hello");
	asm_import(test, image, "print", 1);
	asm_var(test, image, "n");
	asm_var(test, image, "m");
	asm_call_var(test, image, "call.x");
	asm_event(test, image, KTAP_EVENT_TRACE, "sys:event", 2, 0);
	asm_event(test, image, KTAP_EVENT_TRACE, "sys:other", 2, 0);
	asm_event(test, image, KTAP_EVENT_END, NULL, 2, 1);
	asm_field(test, image, "pid", 2, KTAP_RELOC_OPTIONAL);
	asm_source(test, image, "print(n)\n");

	return image;
}

/* Loads @bytes, which it frees or gives to the program. */
static struct ktap_prog *load(void *bytes, u32 nr, struct ktap_message *message)
{
	struct ktap_prog *prog;

	message->text[0] = '\0';
	prog = ktap_load(bytes, nr, message);
	if (IS_ERR(prog))
		kvfree(bytes);

	return prog;
}

static void test_load_good(struct kunit *test)
{
	struct ktap_message message;
	struct ktap_prog *prog;
	u32 nr;
	void *bytes = asm_write(test, good_image(test), &nr);

	prog = load(bytes, nr, &message);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(prog), "%s", message.text);
	KUNIT_EXPECT_STREQ(test, message.text, "");
	KUNIT_EXPECT_STREQ(test, prog->script->bytes, "test.kp");
	KUNIT_ASSERT_EQ(test, prog->nr_funcs, 3);
	KUNIT_EXPECT_EQ(test, prog->funcs[0].nr_insns, 3);
	KUNIT_EXPECT_EQ(test, prog->funcs[0].insns[1], INSN(CALLB, 0, 1, 0, 0));
	KUNIT_EXPECT_EQ(test, prog->funcs[0].lines[2], 3);
	KUNIT_EXPECT_EQ(test, prog->funcs[1].insns[0], INSN(RET, 0, 1, 0, 0));
	KUNIT_EXPECT_EQ(test, prog->funcs[1].lines[0], 4);
	KUNIT_EXPECT_EQ(test, prog->funcs[1].line, 4);
	KUNIT_EXPECT_EQ(test, prog->funcs[1].nr_params, 1);
	KUNIT_EXPECT_EQ(test, prog->funcs[1].nr_regs, 3);
	KUNIT_EXPECT_EQ(test, prog->funcs[1].self.nr, 1);
	KUNIT_EXPECT_STREQ(test, prog->funcs[1].self.name->bytes, "f");
	KUNIT_ASSERT_EQ(test, prog->nr_consts, 2);
	KUNIT_EXPECT_EQ(test, prog->consts[0].kind, KTAP_KIND_INT);
	KUNIT_EXPECT_EQ(test, prog->consts[0].i, -42);
	KUNIT_EXPECT_EQ(test, prog->consts[1].kind, KTAP_KIND_STRING);
	KUNIT_EXPECT_STREQ(test, ktap_string_of(prog->consts[1].obj)->bytes,
			   "hello");
	KUNIT_EXPECT_EQ(test, atomic_read(&prog->consts[1].obj->state), 1);
	KUNIT_EXPECT_EQ(test, prog->consts[1].obj->flags, KTAP_OBJECT_STATIC);
	KUNIT_ASSERT_EQ(test, prog->nr_imports, 1);
	KUNIT_EXPECT_STREQ(test, prog->imports[0].name->bytes, "print");
	KUNIT_EXPECT_EQ(test, prog->imports[0].nr_args, 1);
	KUNIT_ASSERT_EQ(test, prog->nr_vars, 2);
	KUNIT_ASSERT_EQ(test, prog->nr_calls, 1);
	KUNIT_EXPECT_STREQ(test, prog->vars[0].name->bytes, "n");
	KUNIT_ASSERT_EQ(test, prog->nr_events, 3);
	KUNIT_EXPECT_STREQ(test, prog->events[1].text->bytes, "sys:other");
	KUNIT_EXPECT_EQ(test, prog->events[1].func, 2);
	KUNIT_EXPECT_EQ(test, prog->events[1].line, 7);
	KUNIT_EXPECT_EQ(test, prog->events[2].kind, KTAP_EVENT_END);
	KUNIT_EXPECT_NULL(test, prog->events[2].text);
	KUNIT_EXPECT_EQ(test, prog->events[2].group, 1);
	KUNIT_ASSERT_EQ(test, prog->nr_relocs, 1);
	KUNIT_EXPECT_STREQ(test, prog->relocs[0].name->bytes, "pid");
	KUNIT_EXPECT_EQ(test, prog->relocs[0].func, 2);
	KUNIT_EXPECT_EQ(test, prog->relocs[0].flags, KTAP_RELOC_OPTIONAL);
	KUNIT_EXPECT_EQ(test, prog->relocs[0].line, 9);
	KUNIT_EXPECT_EQ(test, prog->relocs[0].column, 5);
	KUNIT_EXPECT_EQ(test, prog->source_bytes, 9);
	KUNIT_EXPECT_EQ(test, memcmp(prog->source, "print(n)\n", 9), 0);
	ktap_prog_free(prog);
}

/* One number of the good image is replaced. */
struct change {
	const char *name;
	int sect;
	u32 offset;
	u8 width;
	u64 value;
	int error;
	const char *message;
};

#define FUNC(nr, field)	KTAP_SECT_FUNCS, (nr) * 24 +			\
			offsetof(struct ktap_image_func, field)
#define CONST(nr, field) KTAP_SECT_CONSTS, (nr) * 16 +			\
			offsetof(struct ktap_image_const, field)
#define EVENT(nr, field) KTAP_SECT_EVENTS, (nr) * 24 +			\
			offsetof(struct ktap_image_event, field)
#define RELOC(nr, field) KTAP_SECT_RELOCS, (nr) * 24 +			\
			offsetof(struct ktap_image_reloc, field)
#define HEAD(field)	HEADER, offsetof(struct ktap_image_header, field)
#define SECT(nr, field)	HEADER, offsetof(struct ktap_image_header, sects) + \
			(nr) * 8 + offsetof(struct ktap_image_sect, field)

static const struct change changes[] = {
	{ "magic", HEAD(magic), 4, 0x464c457f, EINVAL,
	  "bad image: it does not begin as a ktap program does" },
	{ "version 0", HEAD(version), 2, 0, EPROTONOSUPPORT,
	  "image version 0: this kernel loads version 1" },
	{ "next version", HEAD(version), 2, 2, EPROTONOSUPPORT,
	  "image version 2: this kernel loads version 1" },
	{ "flag", HEAD(flags), 2, 1, EINVAL, "unknown flags 0x1" },
	{ "length", HEAD(bytes), 4, 1000000, EINVAL,
	  "its header says 1000000 bytes, but there are" },
	{ "fewer sections", HEAD(nr_sects), 4, 9, EINVAL,
	  "9 sections instead of 10" },
	{ "more sections", HEAD(nr_sects), 4, 11, EINVAL,
	  "11 sections instead of 10" },
	{ "header reserved", HEAD(reserved), 4, 1, EINVAL,
	  "a reserved field of its header is not 0" },
	{ "script", HEAD(script), 4, 0, EINVAL,
	  "the name of the script is no string" },
	{ "first section not behind the header",
	  SECT(KTAP_SECT_FUNCS, offset), 4, 112, EINVAL,
	  "section functions begins at 112, not at 104" },
	{ "gap between sections", SECT(KTAP_SECT_FUNCS, bytes), 4, 48, EINVAL,
	  "section code begins at 176, not at 152" },
	{ "section beyond the image", SECT(KTAP_SECT_SOURCE, bytes), 4,
	  0xfffffff8, EINVAL, "section source ends beyond the image" },
	{ "section of odd length", SECT(KTAP_SECT_SOURCE, bytes), 4, 12, EINVAL,
	  "section source has an odd length, 12" },
	{ "section with half a record", SECT(KTAP_SECT_FUNCS, bytes), 4, 80,
	  EINVAL, "section functions has an odd length, 80" },
	{ "bytes behind the last section", SECT(KTAP_SECT_SOURCE, bytes), 4, 8,
	  EINVAL, "8 bytes behind its last section" },

	{ "string too long", KTAP_SECT_STRINGS, 0, 4, 65536, EINVAL,
	  "string at 4 is too long: 65536 bytes" },
	{ "string of 4 GiB", KTAP_SECT_STRINGS, 0, 4, 0xffffffff, EINVAL,
	  "string at 4 is too long: 4294967295 bytes" },
	{ "string beyond its section", KTAP_SECT_STRINGS, 0, 4, 60000, EINVAL,
	  "string at 4 ends beyond its section" },
	{ "string without NUL", KTAP_SECT_STRINGS, 11, 1, 'x', EINVAL,
	  "string at 4 is not ended by NULs" },
	{ "string padding", KTAP_SECT_STRINGS, 0, 4, 5, EINVAL,
	  "string at 4 is not ended by NULs" },

	{ "function flag", FUNC(1, flags), 2, 2, EINVAL,
	  "function 1: unknown flag or reserved field" },
	{ "function reserved", FUNC(1, reserved), 2, 1, EINVAL,
	  "function 1: unknown flag or reserved field" },
	{ "more cells than captured", FUNC(1, nr_cells), 1, 1, EINVAL,
	  "function 1: 0 captured, 1 of them cells" },
	{ "too many captured", FUNC(1, nr_captured), 1, 251, EINVAL,
	  "function 1: 251 captured, 0 of them cells" },
	{ "top-level code that captures", FUNC(0, nr_captured), 1, 1, EINVAL,
	  "function 0: 1 captured, 0 of them cells" },
	{ "top-level code with arguments", FUNC(0, flags), 2, 1, EINVAL,
	  "function 0: 0 captured, 0 of them cells" },
	{ "function name", FUNC(1, name), 4, 6, EINVAL,
	  "function 1: its name is no string" },
	{ "function name is 0", FUNC(1, name), 4, 0, EINVAL,
	  "function 1: its name is no string" },
	{ "function name beyond the strings", FUNC(1, name), 4, 0xfffffffc,
	  EINVAL, "function 1: its name is no string" },
	{ "function's beginning", FUNC(1, first_insn), 4, 2, EINVAL,
	  "function 1 begins at instruction 2, not at 3" },
	{ "function without instructions", FUNC(1, nr_insns), 4, 0, EINVAL,
	  "function 1: 0 instructions" },
	{ "function beyond the code", FUNC(2, nr_insns), 4, 2, EINVAL,
	  "function 2: 2 instructions" },
	{ "function too long", FUNC(0, nr_insns), 4, 0xffffffff, EINVAL,
	  "function 0: 4294967295 instructions" },
	{ "function without registers", FUNC(1, nr_regs), 1, 0, EINVAL,
	  "function 1: 0 registers" },
	{ "function with too many registers", FUNC(1, nr_regs), 1, 251, EINVAL,
	  "function 1: 251 registers" },
	{ "function with more parameters than registers", FUNC(1, nr_params), 1,
	  4, EINVAL, "function 1: 4 parameters" },
	{ "top-level code with parameters", FUNC(0, nr_params), 1, 1, EINVAL,
	  "function 0: 1 parameters" },

	{ "end of lines", KTAP_SECT_LINES, 5 * 4, 4, 1, EINVAL,
	  "the end of section lines is not 0" },

	{ "constant of kind nil", CONST(0, kind), 4, KTAP_KIND_NIL, EINVAL,
	  "constant 0: unknown kind 0" },
	{ "constant of kind table", CONST(0, kind), 4, KTAP_KIND_TABLE, EINVAL,
	  "constant 0: unknown kind 5" },
	{ "constant reserved", CONST(0, reserved), 4, 1, EINVAL,
	  "constant 0: its reserved field is not 0" },
	{ "constant inside a string", CONST(1, value), 8, 8, EINVAL,
	  "constant 1 is no string" },
	{ "constant beyond 4 GiB", CONST(1, value), 8, 0x100000004, EINVAL,
	  "constant 1 is no string" },
	{ "negative constant", CONST(1, value), 8, -4, EINVAL,
	  "constant 1 is no string" },

	{ "import without a name", KTAP_SECT_IMPORTS, 0, 4, 0, EINVAL,
	  "import 0 has no name" },
	{ "import with too many arguments", KTAP_SECT_IMPORTS, 4, 4, 251, EINVAL,
	  "import 0: 251 arguments" },
	{ "variable without a name", KTAP_SECT_VARS, 0, 4, 0, EINVAL,
	  "variable 0 has no name" },
	{ "variable of unknown kind", KTAP_SECT_VARS, 8, 4, 3, EINVAL,
	  "variable 0 is of an unknown kind" },
	{ "variable behind those of calls", KTAP_SECT_VARS, 8, 4, KTAP_VAR_CALL,
	  EINVAL, "variable 1 is behind those of calls" },
	{ "variable reserved", KTAP_SECT_VARS, 12, 4, 1, EINVAL,
	  "variable 0 is of an unknown kind" },

	{ "event of unknown kind", EVENT(0, kind), 4, 2, EINVAL,
	  "event 0: unknown kind 2" },
	{ "event without a text", EVENT(0, text), 4, 0, EINVAL,
	  "event 0 has no text" },
	{ "trace_end with a text", EVENT(2, text), 4, 4, EINVAL,
	  "event 2: trace_end with a text" },
	{ "event without a handler", EVENT(1, func), 4, 3, EINVAL,
	  "event 1: no function 3" },
	{ "first group", EVENT(0, group), 4, 1, EINVAL,
	  "event 0: group 1 cannot follow" },
	{ "group that descends", EVENT(2, group), 4, 0xffffffff, EINVAL,
	  "event 2: group 4294967295 cannot follow" },
	{ "group that is left out", EVENT(2, group), 4, 2, EINVAL,
	  "event 2: group 2 cannot follow" },

	{ "relocation of unknown kind", RELOC(0, kind), 4, 2, EINVAL,
	  "relocation 0: unknown kind 2" },
	{ "symbol that may be missing", RELOC(0, kind), 4, 1, EINVAL,
	  "relocation 0: unknown flags 0x1" },
	{ "relocation with an unknown flag", RELOC(0, flags), 4, 2, EINVAL,
	  "relocation 0: unknown flags 0x2" },
	{ "relocation without a name", RELOC(0, name), 4, 0, EINVAL,
	  "relocation 0 has no name" },
	{ "relocation without a function", RELOC(0, func), 4, 3, EINVAL,
	  "relocation 0: no function 3" },

	{ "NUL in the source", KTAP_SECT_SOURCE, 3, 1, 0, EINVAL,
	  "its source text contains a NUL" },
};

static u32 find_sect(const void *bytes, int sect)
{
	return sect == HEADER ? 0 : get_unaligned_le32(bytes + 24 + sect * 8);
}

static void make_change(void *bytes, const struct change *change)
{
	u8 *at = bytes + find_sect(bytes, change->sect) + change->offset;
	int i;

	for (i = 0; i < change->width; i++)
		at[i] = change->value >> 8 * i;
}

static void test_load_refused(struct kunit *test)
{
	struct asm_image *image = good_image(test);
	struct ktap_message message;
	struct ktap_prog *prog;
	void *bytes;
	u32 nr;
	int i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		bytes = asm_write(test, image, &nr);
		make_change(bytes, &changes[i]);
		prog = load(bytes, nr, &message);
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(prog),
				    -changes[i].error, "%s", changes[i].name);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(message.text,
						       changes[i].message),
					  "%s: '%s' instead of '%s'",
					  changes[i].name, message.text,
					  changes[i].message);
		if (!IS_ERR(prog))
			ktap_prog_free(prog);
	}
}

/* Loads what an assembler has made and expects it to be refused. */
static void expect_refused(struct kunit *test, const struct asm_image *image,
			   const char *text)
{
	struct ktap_message message;
	struct ktap_prog *prog;
	u32 nr;
	void *bytes = asm_write(test, image, &nr);

	prog = load(bytes, nr, &message);
	KUNIT_ASSERT_TRUE_MSG(test, IS_ERR(prog), "loaded, without '%s'", text);
	KUNIT_EXPECT_EQ(test, PTR_ERR(prog), -EINVAL);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(message.text, text),
				  "'%s' instead of '%s'", message.text, text);
}

static void test_load_no_function(struct kunit *test)
{
	expect_refused(test, asm_create(test), "it has no function");
}

static void test_load_code_without_function(struct kunit *test)
{
	struct asm_image *image = good_image(test);

	/* One instruction more than functions have; its line was padding. */
	image->sects[KTAP_SECT_CODE].len += 8;
	expect_refused(test, image, "1 instructions belong to no function");
}

static void test_load_lines_missing(struct kunit *test)
{
	struct asm_image *image = good_image(test);

	image->sects[KTAP_SECT_LINES].len -= 8;
	expect_refused(test, image, "4 lines for 5 instructions");
}

static void test_load_lines_too_many(struct kunit *test)
{
	struct asm_image *image = good_image(test);

	image->sects[KTAP_SECT_LINES].len += 8;
	expect_refused(test, image, "8 lines for 5 instructions");
}

static void test_load_end_of_strings(struct kunit *test)
{
	struct asm_image *image = good_image(test);
	u32 *len = &image->sects[KTAP_SECT_STRINGS].len;

	/* A word that is no whole string ends the section. */
	if (*len % 8 == 0)
		asm_string(test, image, "abc", 3);
	while (*len % 8 == 0)
		asm_string(test, image, "abcd", 4);
	image->sects[KTAP_SECT_STRINGS].bytes[*len] = 1;
	*len += 4;
	expect_refused(test, image, "the end of section strings is not 0");
}

static void test_load_nul_in_name(struct kunit *test)
{
	struct asm_image *image = good_image(test);

	image->script = asm_string(test, image, "a\0b", 3);
	expect_refused(test, image, "the name of the script is no string");
}

static void test_load_nul_in_constant(struct kunit *test)
{
	struct asm_image *image = good_image(test);
	u32 offset = asm_string(test, image, "a\0b", 3);
	struct ktap_message message;
	struct ktap_prog *prog;
	void *bytes;
	u32 nr;

	put_unaligned_le32(offset, image->sects[KTAP_SECT_CONSTS].bytes + 24);
	bytes = asm_write(test, image, &nr);
	prog = load(bytes, nr, &message);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(prog), "%s", message.text);
	KUNIT_EXPECT_EQ(test, ktap_string_of(prog->consts[1].obj)->len, 3);
	ktap_prog_free(prog);
}

static void test_load_too_many(struct kunit *test)
{
	struct asm_image *image = good_image(test);
	int i;

	for (i = 0; i < KTAP_IMAGE_MAX_IMPORTS; i++)
		asm_import(test, image, "i", 0);
	expect_refused(test, image, "1025 imports, at most 1024 can be");
}

static void test_load_source_padding(struct kunit *test)
{
	struct asm_image *image = good_image(test);

	/* Eight NULs are more than padding. */
	image->sects[KTAP_SECT_SOURCE].len = 24;
	expect_refused(test, image, "its source text contains a NUL");
}

static void test_load_too_large(struct kunit *test)
{
	struct ktap_message message;
	struct ktap_prog *prog;
	u32 nr = KTAP_IMAGE_MAX_BYTES + 8;
	void *bytes = kvzalloc(nr, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	prog = load(bytes, nr, &message);
	KUNIT_EXPECT_PTR_EQ(test, prog, ERR_PTR(-E2BIG));
	KUNIT_EXPECT_STREQ(test, message.text,
			   "image too large: at most 4194304 bytes");
}

static void test_load_truncated(struct kunit *test)
{
	struct ktap_message message;
	u32 nr, len, header = sizeof(struct ktap_image_header);
	u8 *whole = asm_write(test, good_image(test), &nr);
	struct ktap_prog *prog;
	void *bytes;

	for (len = 0; len < nr; len++) {
		/* Of exactly this length: KASAN sees a read beyond it. */
		bytes = kmemdup(whole, len, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, bytes);
		if (len >= header)
			put_unaligned_le32(len, bytes + 8);
		prog = load(bytes, len, &message);
		KUNIT_ASSERT_TRUE_MSG(test, IS_ERR(prog), "%u bytes", len);
		KUNIT_ASSERT_NE(test, message.text[0], '\0');
		if (len < header)
			KUNIT_EXPECT_NOT_NULL(test,
					      strstr(message.text,
						     "are too few for its header"));
	}
	kvfree(whole);
}

static void test_load_bits_flipped(struct kunit *test)
{
	u32 nr, bit, refused = 0;
	u8 *whole = asm_write(test, good_image(test), &nr);
	struct ktap_message message;
	struct ktap_prog *prog;
	u8 *bytes;

	for (bit = 0; bit < nr * 8; bit++) {
		bytes = kmemdup(whole, nr, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, bytes);
		bytes[bit / 8] ^= 1 << bit % 8;
		prog = load(bytes, nr, &message);
		if (IS_ERR(prog))
			refused++;
		else
			ktap_prog_free(prog);
		KUNIT_ASSERT_EQ(test, IS_ERR(prog), message.text[0] != '\0');
	}
	/* All of the header; more than half of the whole. */
	KUNIT_EXPECT_GT(test, refused, nr * 4);
	kvfree(whole);
}

static struct kunit_case load_cases[] = {
	KUNIT_CASE(test_load_good),
	KUNIT_CASE(test_load_refused),
	KUNIT_CASE(test_load_no_function),
	KUNIT_CASE(test_load_code_without_function),
	KUNIT_CASE(test_load_lines_missing),
	KUNIT_CASE(test_load_lines_too_many),
	KUNIT_CASE(test_load_end_of_strings),
	KUNIT_CASE(test_load_nul_in_name),
	KUNIT_CASE(test_load_nul_in_constant),
	KUNIT_CASE(test_load_too_many),
	KUNIT_CASE(test_load_source_padding),
	KUNIT_CASE(test_load_too_large),
	KUNIT_CASE(test_load_truncated),
	KUNIT_CASE(test_load_bits_flipped),
	{}
};

static struct kunit_suite load_suite = {
	.name		= "ktap-load",
	.test_cases	= load_cases,
};

kunit_test_suite(load_suite);
