// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - bytes to program; refuses what it does not know
 */
#include <string.h>

#include <linux/kernel.h>

#include "image/image.h"
#include "image/opcode.h"
#include "image/read.h"

struct reader {
	const unsigned char *data;
	__u32 len;
	struct image *image;
	const char *strings;	/* the image's own copy of the section */
	struct ktap_image_sect sects[KTAP_NR_SECTS];
};

/* Bytes of a section's rows. */
static const __u32 row_sizes[KTAP_NR_SECTS] = {
	[KTAP_SECT_FUNCS] = sizeof(struct ktap_image_func),
	[KTAP_SECT_CODE] = 8,
	[KTAP_SECT_LINES] = 4,
	[KTAP_SECT_CONSTS] = sizeof(struct ktap_image_const),
	[KTAP_SECT_IMPORTS] = sizeof(struct ktap_image_import),
	[KTAP_SECT_VARS] = sizeof(struct ktap_image_var),
	[KTAP_SECT_EVENTS] = sizeof(struct ktap_image_event),
	[KTAP_SECT_RELOCS] = sizeof(struct ktap_image_reloc),
	[KTAP_SECT_STRINGS] = 1,
	[KTAP_SECT_SOURCE] = 1,
};

static __u32 get16(const unsigned char *data)
{
	return data[0] | data[1] << 8;
}

static __u32 get32(const unsigned char *data)
{
	return get16(data) | get16(data + 2) << 16;
}

static __u64 get64(const unsigned char *data)
{
	return get32(data) | (__u64)get32(data + 4) << 32;
}

bool image_is_image(const void *data, size_t len)
{
	return len >= 4 && get32(data) == KTAP_IMAGE_MAGIC;
}

static const char *read_header(struct reader *reader)
{
	const unsigned char *data = reader->data;
	__u32 end, i;

	if (get16(data + 4) != KTAP_IMAGE_VERSION)
		return "the image has another version than this tool";
	if (get16(data + 6) || get32(data + 20))
		return "the image has unknown flags";
	if (get32(data + 8) != reader->len)
		return "the image is truncated or longer than it says";
	if (get32(data + 16) != KTAP_NR_SECTS)
		return "the image has another number of sections";
	end = (sizeof(struct ktap_image_header) + 7) & ~7u;
	for (i = 0; i < KTAP_NR_SECTS; i++) {
		struct ktap_image_sect *sect = &reader->sects[i];

		sect->offset = get32(data + 24 + i * 8);
		sect->bytes = get32(data + 28 + i * 8);
		if (sect->offset != end || sect->bytes % 8 ||
		    sect->bytes > reader->len - end)
			return "a section lies outside the image";
		if (sect->bytes % row_sizes[i])
			return "a section ends within a row";
		end += sect->bytes;
	}
	return end == reader->len ? NULL : "bytes follow the last section";
}

/* Strings are pointers into one copy, however often an image names them. */
static const char *read_strings(struct reader *reader)
{
	const struct ktap_image_sect *sect = &reader->sects[KTAP_SECT_STRINGS];
	char *copy = arena_alloc(reader->image->arena, sect->bytes + 1);

	memcpy(copy, reader->data + sect->offset, sect->bytes);
	reader->strings = copy;
	return NULL;
}

/* Data and number of rows of a section. */
static const unsigned char *section(struct reader *reader,
				    enum ktap_section number, __u32 *nr)
{
	const struct ktap_image_sect *sect = &reader->sects[number];

	*nr = sect->bytes / row_sizes[number];
	return reader->data + sect->offset;
}

/* A string; false if the offset does not name one. */
static bool read_text(struct reader *reader, __u64 offset,
		      struct image_text *text)
{
	const struct ktap_image_sect *sect = &reader->sects[KTAP_SECT_STRINGS];
	const unsigned char *data = reader->data + sect->offset;

	if (offset % 4 || offset < 4 || offset >= sect->bytes)
		return false;
	text->len = get32(data + offset - 4);
	if (text->len > KTAP_IMAGE_MAX_STRING ||
	    text->len >= sect->bytes - offset || data[offset + text->len])
		return false;
	text->text = reader->strings + offset;
	return true;
}

/* As read_text(); names contain no NUL. */
static bool read_name(struct reader *reader, __u32 offset,
		      struct image_text *name)
{
	return read_text(reader, offset, name) &&
	       !memchr(name->text, 0, name->len);
}

static const char *read_func(struct reader *reader, const unsigned char *row,
			     __u32 *next, __u32 nr_insns)
{
	struct image *image = reader->image;
	struct image_func func = {
		.nr_insns = get32(row + 8),
		.line = get32(row + 12),
		.nr_params = row[16],
		.nr_regs = row[17],
		.flags = get16(row + 18),
		.nr_captured = row[20],
		.nr_cells = row[21],
	};
	const unsigned char *code, *lines;
	__u64 *insns;
	__u32 *numbers, nr, i;

	if (!read_name(reader, get32(row), &func.name))
		return "a function has no name";
	if (get32(row + 4) != *next || !func.nr_insns ||
	    func.nr_insns > KTAP_IMAGE_MAX_INSNS ||
	    func.nr_insns > nr_insns - *next)
		return "a function's code lies outside its section";
	if ((func.flags & ~KTAP_FUNC_VARARG) || get16(row + 22))
		return "a function has unknown flags";
	if (func.nr_cells > func.nr_captured)
		return "a function has captured more cells than values";
	if (!func.nr_regs || func.nr_regs > KTAP_IMAGE_MAX_REGS ||
	    func.nr_params > func.nr_regs)
		return "a function has a wrong number of registers";
	code = section(reader, KTAP_SECT_CODE, &nr) + *next * 8;
	lines = section(reader, KTAP_SECT_LINES, &nr) + *next * 4;
	insns = arena_alloc(image->arena, func.nr_insns * sizeof(*insns));
	numbers = arena_alloc(image->arena, func.nr_insns * sizeof(*numbers));
	for (i = 0; i < func.nr_insns; i++) {
		insns[i] = get64(code + i * 8);
		numbers[i] = get32(lines + i * 4);
	}
	func.insns = insns;
	func.lines = numbers;
	*next += func.nr_insns;
	vec_push(image->arena, &image->funcs, func);
	return NULL;
}

static const char *read_funcs(struct reader *reader)
{
	const __u32 row_bytes = row_sizes[KTAP_SECT_FUNCS];
	__u32 nr, nr_insns, nr_lines, next = 0, i;
	const unsigned char *rows, *lines;
	const char *why = NULL;

	rows = section(reader, KTAP_SECT_FUNCS, &nr);
	section(reader, KTAP_SECT_CODE, &nr_insns);
	lines = section(reader, KTAP_SECT_LINES, &nr_lines);
	if (!nr || nr > KTAP_IMAGE_MAX_FUNCS)
		return "the image has no functions, or too many";
	if (nr_lines != nr_insns + nr_insns % 2 ||
	    (nr_insns % 2 && get32(lines + nr_insns * 4)))
		return "the line table does not fit the code";
	for (i = 0; i < nr && !why; i++)
		why = read_func(reader, rows + i * row_bytes, &next, nr_insns);
	if (!why && next != nr_insns)
		why = "code belongs to no function";
	return why;
}

static const char *read_consts(struct reader *reader)
{
	const __u32 row_bytes = row_sizes[KTAP_SECT_CONSTS];
	struct image *image = reader->image;
	const unsigned char *row;
	__u32 nr, i;

	row = section(reader, KTAP_SECT_CONSTS, &nr);
	if (nr > KTAP_IMAGE_MAX_CONSTS)
		return "the image has too many constants";
	for (i = 0; i < nr; i++, row += row_bytes) {
		struct image_const konst = {
			.kind = get32(row),
			.value = get64(row + 8),
		};

		if ((konst.kind != KTAP_KIND_INT &&
		     konst.kind != KTAP_KIND_STRING) || get32(row + 4))
			return "a constant has an unknown kind";
		if (konst.kind == KTAP_KIND_STRING &&
		    !read_text(reader, get64(row + 8), &konst.string))
			return "a constant is no string";
		vec_push(image->arena, &image->consts, konst);
	}
	return NULL;
}

static const char *read_imports(struct reader *reader)
{
	const __u32 row_bytes = row_sizes[KTAP_SECT_IMPORTS];
	struct image *image = reader->image;
	const unsigned char *row;
	__u32 nr, i;

	row = section(reader, KTAP_SECT_IMPORTS, &nr);
	if (nr > KTAP_IMAGE_MAX_IMPORTS)
		return "the image has too many imports";
	for (i = 0; i < nr; i++, row += row_bytes) {
		struct image_import import = { .nr_args = get32(row + 4) };

		if (!read_name(reader, get32(row), &import.name))
			return "an import has no name";
		if (import.nr_args > KTAP_IMAGE_MAX_REGS &&
		    import.nr_args != KTAP_ALL)
			return "an import has too many arguments";
		vec_push(image->arena, &image->imports, import);
	}
	return NULL;
}

static const char *read_vars(struct reader *reader)
{
	const __u32 row_bytes = row_sizes[KTAP_SECT_VARS];
	struct image *image = reader->image;
	const unsigned char *row;
	__u32 nr, i;

	row = section(reader, KTAP_SECT_VARS, &nr);
	if (nr > KTAP_IMAGE_MAX_VARS)
		return "the image has too many variables";
	for (i = 0; i < nr; i++, row += row_bytes) {
		struct image_var var = {
			.line = get32(row + 4),
			.kind = get32(row + 8),
		};

		if (!read_name(reader, get32(row), &var.name))
			return "a variable has no name";
		if (var.kind >= KTAP_NR_VAR_KINDS || get32(row + 12))
			return "a variable is of an unknown kind";
		if (i && var.kind < KTAP_VAR_CALL &&
		    image->vars.items[i - 1].kind == KTAP_VAR_CALL)
			return "a variable is behind those of calls";
		vec_push(image->arena, &image->vars, var);
	}
	return NULL;
}

static const char *read_event(struct reader *reader, const unsigned char *row,
			      __u32 group)
{
	struct image *image = reader->image;
	struct image_event event = {
		.kind = get32(row),
		.func = get32(row + 8),
		.group = get32(row + 12),
		.line = get32(row + 16),
		.column = get32(row + 20),
	};

	if (event.kind != KTAP_EVENT_TRACE && event.kind != KTAP_EVENT_END)
		return "an event has an unknown kind";
	if (event.kind == KTAP_EVENT_END && get32(row + 4))
		return "a trace_end has a text";
	if (event.kind == KTAP_EVENT_TRACE &&
	    !read_name(reader, get32(row + 4), &event.text))
		return "an event has no text";
	if (event.func >= image->funcs.nr ||
	    image->funcs.items[event.func].nr_params)
		return "an event has no handler";
	if (event.group != group && event.group != group + 1)
		return "groups of events are out of order";
	vec_push(image->arena, &image->events, event);
	return NULL;
}

static const char *read_events(struct reader *reader)
{
	const __u32 row_bytes = row_sizes[KTAP_SECT_EVENTS];
	const unsigned char *rows;
	const char *why = NULL;
	__u32 nr, i, group = 0;

	rows = section(reader, KTAP_SECT_EVENTS, &nr);
	if (nr > KTAP_IMAGE_MAX_EVENTS)
		return "the image has too many events";
	if (nr && get32(rows + 12))
		return "groups of events are out of order";
	for (i = 0; i < nr && !why; i++) {
		why = read_event(reader, rows + i * row_bytes, group);
		group = get32(rows + i * row_bytes + 12);
	}
	return why;
}

static const char *read_relocs(struct reader *reader)
{
	const __u32 row_bytes = row_sizes[KTAP_SECT_RELOCS];
	struct image *image = reader->image;
	const unsigned char *row;
	__u32 nr, i;

	row = section(reader, KTAP_SECT_RELOCS, &nr);
	if (nr > KTAP_IMAGE_MAX_RELOCS)
		return "the image has too many relocations";
	for (i = 0; i < nr; i++, row += row_bytes) {
		struct image_reloc reloc = {
			.kind = get32(row),
			.func = get32(row + 8),
			.flags = get32(row + 12),
			.line = get32(row + 16),
			.column = get32(row + 20),
		};

		if (reloc.kind > KTAP_RELOC_SYMBOL ||
		    reloc.flags & ~(reloc.kind == KTAP_RELOC_FIELD ?
				    KTAP_RELOC_OPTIONAL : 0))
			return "a relocation has an unknown kind or flag";
		if (!read_name(reader, get32(row + 4), &reloc.name))
			return "a relocation has no name";
		if (reloc.func >= image->funcs.nr)
			return "a relocation belongs to no function";
		vec_push(image->arena, &image->relocs, reloc);
	}
	return NULL;
}

static const char *read_source(struct reader *reader)
{
	const struct ktap_image_sect *sect = &reader->sects[KTAP_SECT_SOURCE];
	const unsigned char *data = reader->data + sect->offset;
	struct image *image = reader->image;
	__u32 len = sect->bytes;
	char *copy;

	while (len && !data[len - 1])
		len--;
	if (sect->bytes - len >= 8 && sect->bytes)
		return "the source text is padded too far";
	copy = arena_alloc(image->arena, len + 1);
	memcpy(copy, data, len);
	image->source.text = copy;
	image->source.len = len;
	return NULL;
}

static bool operand_names_something(const struct image *image,
				    enum operand kind, __s64 value)
{
	switch (kind) {
	case OPERAND_NONE:
		return !value;
	case OPERAND_KONST:
		return value >= 0 && value < image->consts.nr;
	case OPERAND_FUNC:
		return value >= 0 && value < image->funcs.nr;
	case OPERAND_IMPORT:
		return value >= 0 && value < image->imports.nr;
	case OPERAND_VAR:
		return value >= 0 && value < image_first_call(image);
	case OPERAND_CALLVAR:
		return value >= 0 &&
		       value < image->vars.nr - image_first_call(image);
	case OPERAND_FIELD:
	case OPERAND_SYMBOL:
		return value >= 0 && value < image->relocs.nr &&
		       (image->relocs.items[value].kind == KTAP_RELOC_SYMBOL) ==
		       (kind == OPERAND_SYMBOL);
	case OPERAND_UPDATE:
		return value >= 0 && value < KTAP_NR_UPDATES;
	default:
		return true;
	}
}

static const char *check_insn(const struct image *image,
			      const struct image_func *func, __u32 number)
{
	__u64 insn = func->insns[number];
	const struct opcode *opcode;
	__s64 target;

	if (KTAP_INSN_OP(insn) >= KTAP_NR_OPCODES)
		return "an instruction has an unknown opcode";
	opcode = &opcodes[KTAP_INSN_OP(insn)];
	if (!operand_names_something(image, opcode->a, KTAP_INSN_A(insn)) ||
	    !operand_names_something(image, opcode->b, KTAP_INSN_B(insn)) ||
	    !operand_names_something(image, opcode->c, KTAP_INSN_C(insn)) ||
	    !operand_names_something(image, opcode->imm, KTAP_INSN_IMM(insn)))
		return "an instruction's operand names nothing";
	if (opcode->imm == OPERAND_JUMP) {
		target = (__s64)number + 1 + KTAP_INSN_IMM(insn);
		if (target < 0 || target >= func->nr_insns)
			return "a jump leaves its function";
	}
	return NULL;
}

static const char *check_code(struct reader *reader)
{
	const struct image *image = reader->image;
	const char *why = NULL;
	__u32 i, j;

	for (i = 0; i < image->funcs.nr && !why; i++) {
		const struct image_func *func = &image->funcs.items[i];

		for (j = 0; j < func->nr_insns && !why; j++)
			why = check_insn(image, func, j);
	}
	return why;
}

static const char *(*const stages[])(struct reader *reader) = {
	read_header, read_strings, read_funcs, read_consts, read_imports, read_vars,
	read_events, read_relocs, read_source, check_code,
};

const char *image_read(struct image *image, struct arena *arena,
		       const void *data, size_t len)
{
	struct reader reader = { .data = data, .len = len, .image = image };
	const char *why = NULL;
	size_t i;

	image_init(image, arena);
	if (!image_is_image(data, len))
		return "this is no ktap image";
	if (len > KTAP_IMAGE_MAX_BYTES)
		return "the image is too large";
	if (len < sizeof(struct ktap_image_header))
		return "the image is truncated";
	for (i = 0; i < ARRAY_SIZE(stages) && !why; i++)
		why = stages[i](&reader);
	if (!why && !read_name(&reader, get32(reader.data + 12),
			       &image->script))
		why = "the script has no name";
	return why;
}
