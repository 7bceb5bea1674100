// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - image to program; the only reader of untrusted bytes
 *
 * Context: process
 *
 * Each reader of a section checks all that it takes from it: what one has
 * read, the next may rely on.  The section of strings comes first, because
 * all others refer to it.
 */

#include <linux/align.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/byteorder.h>

#include "prog/load.h"

/* The layout is ABI: no holes, the same size everywhere. */
static_assert(sizeof(struct ktap_image_header) == 24 + 8 * KTAP_NR_SECTS);
static_assert(sizeof(struct ktap_image_func) == 24);
static_assert(sizeof(struct ktap_image_const) == 16);
static_assert(sizeof(struct ktap_image_import) == 8);
static_assert(sizeof(struct ktap_image_var) == 16);
static_assert(sizeof(struct ktap_image_event) == 24);
static_assert(sizeof(struct ktap_image_reloc) == 24);

#define NO_STRING	U32_MAX

struct reader {
	struct ktap_prog *prog;
	struct ktap_message *message;
	u8 *image;
	u32 bytes;
	struct {
		u8 *at;
		u32 bytes;
	} sects[KTAP_NR_SECTS];
	/*
	 * Indexed by a quarter of the offset in KTAP_SECT_STRINGS: where the
	 * string lies in prog->strings, in steps of 8 bytes, or NO_STRING.
	 */
	u32 *where;
};

/* What the records of a section are, for counting and for messages. */
static const struct {
	const char *name;
	u32 record;
	u32 max;
} sect_rules[KTAP_NR_SECTS] = {
	[KTAP_SECT_FUNCS]	= { "functions", sizeof(struct ktap_image_func),
				    KTAP_IMAGE_MAX_FUNCS },
	[KTAP_SECT_CODE]	= { "code", sizeof(u64), U32_MAX },
	[KTAP_SECT_LINES]	= { "lines", sizeof(u32), U32_MAX },
	[KTAP_SECT_CONSTS]	= { "constants", sizeof(struct ktap_image_const),
				    KTAP_IMAGE_MAX_CONSTS },
	[KTAP_SECT_IMPORTS]	= { "imports", sizeof(struct ktap_image_import),
				    KTAP_IMAGE_MAX_IMPORTS },
	[KTAP_SECT_VARS]	= { "variables", sizeof(struct ktap_image_var),
				    KTAP_IMAGE_MAX_VARS },
	[KTAP_SECT_EVENTS]	= { "events", sizeof(struct ktap_image_event),
				    KTAP_IMAGE_MAX_EVENTS },
	[KTAP_SECT_RELOCS]	= { "relocations", sizeof(struct ktap_image_reloc),
				    KTAP_IMAGE_MAX_RELOCS },
	[KTAP_SECT_STRINGS]	= { "strings", 1, U32_MAX },
	[KTAP_SECT_SOURCE]	= { "source", 1, U32_MAX },
};

#define refuse(r, ...)							\
({									\
	ktap_message_set((r)->message, "bad image: " __VA_ARGS__);	\
	-EINVAL;							\
})

static u16 get16(const __u16 *field)
{
	return le16_to_cpu((__force __le16)*field);
}

static u32 get32(const __u32 *field)
{
	return le32_to_cpu((__force __le32)*field);
}

static s64 get64(const __s64 *field)
{
	return le64_to_cpu((__force __le64)*field);
}

static bool all_zero(const u8 *bytes, size_t nr)
{
	return !memchr_inv(bytes, 0, nr);
}

static u32 count(const struct reader *r, enum ktap_section nr)
{
	return r->sects[nr].bytes / sect_rules[nr].record;
}

static int read_header(struct reader *r)
{
	const struct ktap_image_header *header = (void *)r->image;

	if (r->bytes < sizeof(*header))
		return refuse(r, "%u bytes are too few for its header", r->bytes);
	if (get32(&header->magic) != KTAP_IMAGE_MAGIC)
		return refuse(r, "it does not begin as a ktap program does");
	if (get16(&header->version) != KTAP_IMAGE_VERSION) {
		ktap_message_set(r->message,
				 "image version %u: this kernel loads version %u",
				 get16(&header->version), KTAP_IMAGE_VERSION);
		return -EPROTONOSUPPORT;
	}
	if (header->flags)
		return refuse(r, "unknown flags 0x%x", get16(&header->flags));
	if (get32(&header->bytes) != r->bytes)
		return refuse(r, "its header says %u bytes, but there are %u",
			      get32(&header->bytes), r->bytes);
	if (get32(&header->nr_sects) != KTAP_NR_SECTS)
		return refuse(r, "%u sections instead of %u",
			      get32(&header->nr_sects), KTAP_NR_SECTS);
	if (header->reserved)
		return refuse(r, "a reserved field of its header is not 0");

	return 0;
}

static int find_section(struct reader *r, enum ktap_section nr, u32 expected)
{
	const struct ktap_image_header *header = (void *)r->image;
	u32 offset = get32(&header->sects[nr].offset);
	u32 bytes = get32(&header->sects[nr].bytes);
	const char *name = sect_rules[nr].name;

	if (offset != expected)
		return refuse(r, "section %s begins at %u, not at %u", name,
			      offset, expected);
	if (bytes > r->bytes - offset)
		return refuse(r, "section %s ends beyond the image", name);
	if (bytes % 8 || bytes % sect_rules[nr].record)
		return refuse(r, "section %s has an odd length, %u", name, bytes);
	if (bytes / sect_rules[nr].record > sect_rules[nr].max)
		return refuse(r, "%u %s, at most %u can be",
			      bytes / sect_rules[nr].record, name,
			      sect_rules[nr].max);
	r->sects[nr].at = r->image + offset;
	r->sects[nr].bytes = bytes;

	return 0;
}

static int read_sections(struct reader *r)
{
	u32 offset = sizeof(struct ktap_image_header);
	int i, ret;

	for (i = 0; i < KTAP_NR_SECTS; i++) {
		ret = find_section(r, i, offset);
		if (ret)
			return ret;
		offset += r->sects[i].bytes;
	}
	if (offset != r->bytes)
		return refuse(r, "%u bytes behind its last section",
			      r->bytes - offset);

	return 0;
}

/* Length of the string whose length word is at @pos, or -EINVAL. */
static int measure_string(struct reader *r, u32 pos)
{
	const u8 *at = r->sects[KTAP_SECT_STRINGS].at + pos;
	u32 left = r->sects[KTAP_SECT_STRINGS].bytes - pos;
	u32 len = get32((const __u32 *)at);
	u32 padded = ALIGN(len + 1, 4);

	if (len > KTAP_IMAGE_MAX_STRING)
		return refuse(r, "string at %u is too long: %u bytes", pos + 4,
			      len);
	if (padded > left - 4)
		return refuse(r, "string at %u ends beyond its section", pos + 4);
	if (!all_zero(at + 4 + len, padded - len))
		return refuse(r, "string at %u is not ended by NULs", pos + 4);

	return len;
}

/* Finds all strings; says how much memory they take. */
static int index_strings(struct reader *r, size_t *total)
{
	u32 bytes = r->sects[KTAP_SECT_STRINGS].bytes;
	u32 pos = 0;
	int len;

	*total = 0;
	memset(r->where, 0xff, bytes);
	while (bytes - pos > 4) {
		len = measure_string(r, pos);
		if (len < 0)
			return len;
		pos += 4;
		r->where[pos / 4] = *total / 8;
		*total += ALIGN(ktap_string_size(len), 8);
		pos += ALIGN(len + 1, 4);
	}
	if (!all_zero(r->sects[KTAP_SECT_STRINGS].at + pos, bytes - pos))
		return refuse(r, "the end of section strings is not 0");

	return 0;
}

static int read_strings(struct reader *r)
{
	const u8 *at = r->sects[KTAP_SECT_STRINGS].at;
	u32 bytes = r->sects[KTAP_SECT_STRINGS].bytes;
	size_t total;
	u32 i;
	int ret;

	r->where = kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
	if (!r->where)
		return -ENOMEM;
	ret = index_strings(r, &total);
	if (ret)
		return ret;
	r->prog->strings = kvzalloc(total, GFP_KERNEL_ACCOUNT);
	if (!r->prog->strings)
		return -ENOMEM;
	for (i = 1; i < bytes / 4; i++) {
		if (r->where[i] == NO_STRING)
			continue;
		ktap_string_init_static(r->prog->strings + r->where[i] * 8ul,
					at + i * 4,
					get32((const __u32 *)(at + i * 4 - 4)));
	}

	return 0;
}

/* The string that @offset names, or NULL. */
static struct ktap_string *find_string(struct reader *r, u64 offset)
{
	if (offset % 4 || offset >= r->sects[KTAP_SECT_STRINGS].bytes ||
	    r->where[offset / 4] == NO_STRING)
		return NULL;

	return r->prog->strings + r->where[offset / 4] * 8ul;
}

/* The same for names and texts, which are shown: no NUL in them. */
static struct ktap_string *find_name(struct reader *r, u32 offset)
{
	struct ktap_string *name = find_string(r, offset);

	return name && !memchr(name->bytes, 0, name->len) ? name : NULL;
}

static int read_script(struct reader *r)
{
	const struct ktap_image_header *header = (void *)r->image;

	r->prog->script = find_name(r, get32(&header->script));
	if (!r->prog->script)
		return refuse(r, "the name of the script is no string");

	return 0;
}

static bool only_counts(const struct ktap_prog_func *func)
{
	return func->nr_insns == 2 &&
	       KTAP_INSN_OP(func->insns[0]) == KTAP_OP_ADDVAR &&
	       KTAP_INSN_OP(func->insns[1]) == KTAP_OP_RET;
}

static int read_func(struct reader *r, u32 nr, u32 *insns)
{
	const struct ktap_image_func *in =
		(void *)r->sects[KTAP_SECT_FUNCS].at + nr * sizeof(*in);
	struct ktap_prog_func *func = &r->prog->funcs[nr];
	u32 nr_insns = get32(&in->nr_insns);

	if (get16(&in->flags) & ~KTAP_FUNC_VARARG || in->reserved)
		return refuse(r, "function %u: unknown flag or reserved field", nr);
	if (in->nr_cells > in->nr_captured ||
	    in->nr_captured > KTAP_IMAGE_MAX_REGS ||
	    (!nr && (in->nr_captured || in->flags)))
		return refuse(r, "function %u: %u captured, %u of them cells",
			      nr, in->nr_captured, in->nr_cells);
	if (get32(&in->first_insn) != *insns)
		return refuse(r, "function %u begins at instruction %u, not at %u",
			      nr, get32(&in->first_insn), *insns);
	if (!nr_insns || nr_insns > KTAP_IMAGE_MAX_INSNS ||
	    nr_insns > count(r, KTAP_SECT_CODE) - *insns)
		return refuse(r, "function %u: %u instructions", nr, nr_insns);
	if (!in->nr_regs || in->nr_regs > KTAP_IMAGE_MAX_REGS)
		return refuse(r, "function %u: %u registers", nr, in->nr_regs);
	if (in->nr_params > in->nr_regs || (!nr && in->nr_params))
		return refuse(r, "function %u: %u parameters", nr, in->nr_params);

	func->insns = (u64 *)r->sects[KTAP_SECT_CODE].at + *insns;
	func->lines = (u32 *)r->sects[KTAP_SECT_LINES].at + *insns;
	func->nr_insns = nr_insns;
	func->line = get32(&in->line);
	func->nr_params = in->nr_params;
	func->nr_regs = in->nr_regs;
	func->nr_captured = in->nr_captured;
	func->nr_cells = in->nr_cells;
	func->is_vararg = get16(&in->flags) & KTAP_FUNC_VARARG;
	func->counts = only_counts(func);
	atomic_set(&func->self.obj.state, -1);
	func->self.obj.kind = KTAP_KIND_FUNC;
	func->self.obj.flags = KTAP_OBJECT_STATIC;
	func->self.nr = nr;
	func->self.name = find_name(r, get32(&in->name));
	if (!func->self.name)
		return refuse(r, "function %u: its name is no string", nr);
	*insns += nr_insns;

	return 0;
}

static int read_funcs(struct reader *r)
{
	struct ktap_prog *prog = r->prog;
	u32 i, insns = 0;
	int ret;

	prog->nr_funcs = count(r, KTAP_SECT_FUNCS);
	if (!prog->nr_funcs)
		return refuse(r, "it has no function");
	prog->funcs = kvcalloc(prog->nr_funcs, sizeof(*prog->funcs),
			       GFP_KERNEL_ACCOUNT);
	if (!prog->funcs)
		return -ENOMEM;
	for (i = 0; i < prog->nr_funcs; i++) {
		ret = read_func(r, i, &insns);
		if (ret)
			return ret;
	}
	if (insns != count(r, KTAP_SECT_CODE))
		return refuse(r, "%u instructions belong to no function",
			      count(r, KTAP_SECT_CODE) - insns);

	return 0;
}

/* Instructions and lines stay where they are, in this machine's byte order. */
static int read_code(struct reader *r)
{
	u64 *insns = (u64 *)r->sects[KTAP_SECT_CODE].at;
	u32 *lines = (u32 *)r->sects[KTAP_SECT_LINES].at;
	u32 i, nr = count(r, KTAP_SECT_CODE);

	if (count(r, KTAP_SECT_LINES) != ALIGN(nr, 2))
		return refuse(r, "%u lines for %u instructions",
			      count(r, KTAP_SECT_LINES), nr);
	if (nr % 2 && lines[nr])
		return refuse(r, "the end of section lines is not 0");
	for (i = 0; i < nr; i++) {
		le64_to_cpus(&insns[i]);
		le32_to_cpus(&lines[i]);
	}

	return 0;
}

static int read_const(struct reader *r, u32 nr)
{
	const struct ktap_image_const *in =
		(void *)r->sects[KTAP_SECT_CONSTS].at + nr * sizeof(*in);
	struct ktap_value *value = &r->prog->consts[nr];
	struct ktap_string *string;

	if (in->reserved)
		return refuse(r, "constant %u: its reserved field is not 0", nr);
	switch (get32(&in->kind)) {
	case KTAP_KIND_INT:
		*value = ktap_value_int(get64(&in->value));
		return 0;
	case KTAP_KIND_STRING:
		string = find_string(r, get64(&in->value));
		if (!string)
			return refuse(r, "constant %u is no string", nr);
		atomic_set(&string->obj.state, nr);
		*value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		return 0;
	default:
		return refuse(r, "constant %u: unknown kind %u", nr,
			      get32(&in->kind));
	}
}

static int read_import(struct reader *r, u32 nr)
{
	const struct ktap_image_import *in =
		(void *)r->sects[KTAP_SECT_IMPORTS].at + nr * sizeof(*in);
	struct ktap_prog_import *import = &r->prog->imports[nr];

	import->name = find_name(r, get32(&in->name));
	if (!import->name || !import->name->len)
		return refuse(r, "import %u has no name", nr);
	import->nr_args = get32(&in->nr_args);
	if (import->nr_args > KTAP_IMAGE_MAX_REGS &&
	    import->nr_args != KTAP_ALL)
		return refuse(r, "import %u: %u arguments", nr, import->nr_args);

	return 0;
}

static int read_var(struct reader *r, u32 nr)
{
	const struct ktap_image_var *in =
		(void *)r->sects[KTAP_SECT_VARS].at + nr * sizeof(*in);
	struct ktap_prog_var *var = &r->prog->vars[nr];

	var->name = find_name(r, get32(&in->name));
	if (!var->name || !var->name->len)
		return refuse(r, "variable %u has no name", nr);
	var->line = get32(&in->line);
	var->kind = get32(&in->kind);
	if (var->kind >= KTAP_NR_VAR_KINDS || in->reserved)
		return refuse(r, "variable %u is of an unknown kind", nr);
	if (var->kind == KTAP_VAR_CALL) {
		r->prog->nr_vars--;
		if (++r->prog->nr_calls > KTAP_IMAGE_MAX_CALLVARS)
			return refuse(r, "more than %u variables of calls",
				      KTAP_IMAGE_MAX_CALLVARS);
	} else if (r->prog->nr_calls) {
		return refuse(r, "variable %u is behind those of calls", nr);
	}

	return 0;
}

static int check_group(struct reader *r, u32 nr)
{
	u32 before = nr ? r->prog->events[nr - 1].group : 0;
	u32 group = r->prog->events[nr].group;

	if (group != before && (!nr || group - before != 1))
		return refuse(r, "event %u: group %u cannot follow", nr, group);

	return 0;
}

static int read_event(struct reader *r, u32 nr)
{
	const struct ktap_image_event *in =
		(void *)r->sects[KTAP_SECT_EVENTS].at + nr * sizeof(*in);
	struct ktap_prog_event *event = &r->prog->events[nr];

	event->kind = get32(&in->kind);
	event->func = get32(&in->func);
	event->group = get32(&in->group);
	event->line = get32(&in->line);
	event->column = get32(&in->column);
	switch (event->kind) {
	case KTAP_EVENT_TRACE:
		event->text = find_name(r, get32(&in->text));
		if (!event->text || !event->text->len)
			return refuse(r, "event %u has no text", nr);
		break;
	case KTAP_EVENT_END:
		if (in->text)
			return refuse(r, "event %u: trace_end with a text", nr);
		break;
	default:
		return refuse(r, "event %u: unknown kind %u", nr, event->kind);
	}
	if (event->func >= r->prog->nr_funcs)
		return refuse(r, "event %u: no function %u", nr, event->func);

	return check_group(r, nr);
}

static int read_reloc(struct reader *r, u32 nr)
{
	const struct ktap_image_reloc *in =
		(void *)r->sects[KTAP_SECT_RELOCS].at + nr * sizeof(*in);
	struct ktap_prog_reloc *reloc = &r->prog->relocs[nr];

	reloc->kind = get32(&in->kind);
	reloc->func = get32(&in->func);
	reloc->flags = get32(&in->flags);
	reloc->line = get32(&in->line);
	reloc->column = get32(&in->column);
	if (reloc->kind > KTAP_RELOC_SYMBOL)
		return refuse(r, "relocation %u: unknown kind %u", nr,
			      reloc->kind);
	if (reloc->flags & ~(reloc->kind == KTAP_RELOC_FIELD ?
			     KTAP_RELOC_OPTIONAL : 0))
		return refuse(r, "relocation %u: unknown flags 0x%x", nr,
			      reloc->flags);
	reloc->name = find_name(r, get32(&in->name));
	if (!reloc->name || !reloc->name->len)
		return refuse(r, "relocation %u has no name", nr);
	if (reloc->func >= r->prog->nr_funcs)
		return refuse(r, "relocation %u: no function %u", nr,
			      reloc->func);

	return 0;
}

static int read_array(struct reader *r, enum ktap_section sect, void **array,
		      size_t size, int (*read)(struct reader *r, u32 nr))
{
	u32 i, nr = count(r, sect);
	int ret;

	*array = kvcalloc(nr, size, GFP_KERNEL_ACCOUNT);
	if (!*array)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		ret = read(r, i);
		if (ret)
			return ret;
	}

	return 0;
}

static int read_tables(struct reader *r)
{
	struct ktap_prog *prog = r->prog;
	int ret;

	prog->nr_consts = count(r, KTAP_SECT_CONSTS);
	ret = read_array(r, KTAP_SECT_CONSTS, (void **)&prog->consts,
			 sizeof(*prog->consts), read_const);
	if (ret)
		return ret;
	prog->nr_imports = count(r, KTAP_SECT_IMPORTS);
	ret = read_array(r, KTAP_SECT_IMPORTS, (void **)&prog->imports,
			 sizeof(*prog->imports), read_import);
	if (ret)
		return ret;
	prog->nr_vars = count(r, KTAP_SECT_VARS);
	/* Counts those of calls apart. */
	ret = read_array(r, KTAP_SECT_VARS, (void **)&prog->vars,
			 sizeof(*prog->vars), read_var);
	if (ret)
		return ret;
	prog->nr_events = count(r, KTAP_SECT_EVENTS);
	ret = read_array(r, KTAP_SECT_EVENTS, (void **)&prog->events,
			 sizeof(*prog->events), read_event);
	if (ret)
		return ret;
	prog->nr_relocs = count(r, KTAP_SECT_RELOCS);

	return read_array(r, KTAP_SECT_RELOCS, (void **)&prog->relocs,
			  sizeof(*prog->relocs), read_reloc);
}

static int read_source(struct reader *r)
{
	const u8 *at = r->sects[KTAP_SECT_SOURCE].at;
	u32 bytes = r->sects[KTAP_SECT_SOURCE].bytes;
	u32 len = bytes;

	while (len && bytes - len < 7 && !at[len - 1])
		len--;
	if (memchr(at, 0, len))
		return refuse(r, "its source text contains a NUL");
	r->prog->source = at;
	r->prog->source_bytes = len;

	return 0;
}

/* In order; each may rely on what the earlier ones have read. */
static int (*const readers[])(struct reader *r) = {
	read_header,
	read_sections,
	read_strings,
	read_script,
	read_code,
	read_funcs,
	read_tables,
	read_source,
};

static int read_image(struct reader *r)
{
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(readers); i++) {
		ret = readers[i](r);
		if (ret)
			break;
	}
	kvfree(r->where);
	if (ret == -ENOMEM)
		ktap_message_set(r->message, "not enough memory for the program");

	return ret;
}

struct ktap_prog *ktap_load(void *image, size_t bytes,
			    struct ktap_message *message)
{
	struct reader r = {
		.message	= message,
		.image		= image,
		.bytes		= bytes,
	};
	int ret;

	if (bytes > KTAP_IMAGE_MAX_BYTES) {
		ktap_message_set(message, "image too large: at most %u bytes",
				 KTAP_IMAGE_MAX_BYTES);
		return ERR_PTR(-E2BIG);
	}
	r.prog = kzalloc(sizeof(*r.prog), GFP_KERNEL_ACCOUNT);
	if (!r.prog) {
		ktap_message_set(message, "not enough memory for the program");
		return ERR_PTR(-ENOMEM);
	}
	ret = read_image(&r);
	if (ret) {
		ktap_prog_free(r.prog);
		return ERR_PTR(ret);
	}
	r.prog->image = image;
	r.prog->image_bytes = bytes;

	return r.prog;
}
