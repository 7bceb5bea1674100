/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - program images made by hand, for tests that must not need the tool
 *
 * assemble_begin(), then strings, imports, constants, variables, functions
 * with their instructions and events in any order, then assemble_end().
 * Everything has a fixed size: a test that needs more does not compile an
 * image but overflows an array, so each adder checks and exits.
 */
#ifndef _KTAP_TEST_ASSEMBLE_H
#define _KTAP_TEST_ASSEMBLE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../../include/uapi/linux/ktap_bytecode.h"

#define ASSEMBLE_MAX	1024		/* of anything */
#define ASSEMBLE_BYTES	(64 << 10)	/* of a section, and of an image */

struct assembler {
	struct ktap_image_func funcs[ASSEMBLE_MAX];
	struct ktap_image_const consts[ASSEMBLE_MAX];
	struct ktap_image_import imports[ASSEMBLE_MAX];
	struct ktap_image_var vars[ASSEMBLE_MAX];
	struct ktap_image_event events[ASSEMBLE_MAX];
	struct ktap_image_reloc relocs[ASSEMBLE_MAX];
	uint64_t insns[ASSEMBLE_MAX];
	uint32_t lines[ASSEMBLE_MAX + 1];
	unsigned int nr_funcs, nr_consts, nr_imports, nr_vars, nr_events, nr_relocs;
	unsigned int nr_insns;
	char strings[ASSEMBLE_BYTES];
	unsigned int string_bytes;
	char source[256];
	/* The result. */
	uint8_t image[ASSEMBLE_BYTES];
	unsigned int bytes;
};

static inline unsigned int assemble_slot(unsigned int *nr)
{
	if (*nr >= ASSEMBLE_MAX) {
		fprintf(stderr, "assembler: too many\n");
		exit(1);
	}

	return (*nr)++;
}

static inline uint32_t assemble_string(struct assembler *as, const char *text)
{
	uint32_t len = strlen(text), at = (as->string_bytes + 3) & ~3u;

	if (at + 4 + len + 1 > sizeof(as->strings)) {
		fprintf(stderr, "assembler: too many strings\n");
		exit(1);
	}
	memcpy(as->strings + at, &len, 4);
	memcpy(as->strings + at + 4, text, len + 1);
	as->string_bytes = at + 4 + len + 1;

	return at + 4;
}

static inline uint32_t assemble_const(struct assembler *as, const char *text)
{
	unsigned int nr = assemble_slot(&as->nr_consts);

	as->consts[nr].kind = KTAP_KIND_STRING;
	as->consts[nr].value = assemble_string(as, text);

	return nr;
}

static inline uint32_t assemble_int(struct assembler *as, int64_t value)
{
	unsigned int nr = assemble_slot(&as->nr_consts);

	as->consts[nr].kind = KTAP_KIND_INT;
	as->consts[nr].value = value;

	return nr;
}

static inline uint32_t assemble_import(struct assembler *as, const char *name,
				       uint32_t nr_args)
{
	unsigned int nr = assemble_slot(&as->nr_imports);

	as->imports[nr].name = assemble_string(as, name);
	as->imports[nr].nr_args = nr_args;

	return nr;
}

static inline uint32_t assemble_var(struct assembler *as, const char *name)
{
	unsigned int nr = assemble_slot(&as->nr_vars);

	as->vars[nr].name = assemble_string(as, name);
	as->vars[nr].line = 1;
	as->vars[nr].kind = KTAP_VAR_PROGRAM;

	return nr;
}

/* Begins a function; the instructions that follow are its. */
static inline uint32_t assemble_func(struct assembler *as, const char *name,
				     uint8_t nr_params, uint8_t nr_regs)
{
	unsigned int nr = assemble_slot(&as->nr_funcs);

	as->funcs[nr].name = assemble_string(as, name);
	as->funcs[nr].first_insn = as->nr_insns;
	as->funcs[nr].line = nr + 1;
	as->funcs[nr].nr_params = nr_params;
	as->funcs[nr].nr_regs = nr_regs;

	return nr;
}

/* KTAP_INSN() for an opcode's short name. */
#define INSN(op, a, b, c, imm)	KTAP_INSN(KTAP_OP_##op, a, b, c, imm)

static inline void assemble_insn(struct assembler *as, uint64_t insn)
{
	unsigned int nr = assemble_slot(&as->nr_insns);

	as->insns[nr] = insn;
	as->lines[nr] = as->nr_funcs;
	as->funcs[as->nr_funcs - 1].nr_insns++;
}

/* @text NULL: trace_end. */
static inline void assemble_event(struct assembler *as, const char *text,
				  uint32_t func, uint32_t group)
{
	unsigned int nr = assemble_slot(&as->nr_events);
	struct ktap_image_event *event = &as->events[nr];

	event->kind = text ? KTAP_EVENT_TRACE : KTAP_EVENT_END;
	event->text = text ? assemble_string(as, text) : 0;
	event->func = func;
	event->group = group;
	event->line = 1;
	event->column = 1;
}

static inline void assemble_begin(struct assembler *as)
{
	memset(as, 0, sizeof(*as));
}

static inline void assemble_section(struct assembler *as, unsigned int sect,
				    const void *data, unsigned int bytes)
{
	struct ktap_image_header *header = (void *)as->image;

	header->sects[sect].offset = as->bytes;
	header->sects[sect].bytes = (bytes + 7) & ~7u;
	if (as->bytes + bytes + 8 > sizeof(as->image)) {
		fprintf(stderr, "assembler: image too large\n");
		exit(1);
	}
	memcpy(as->image + as->bytes, data, bytes);
	as->bytes += header->sects[sect].bytes;
}

static inline void assemble_end(struct assembler *as)
{
	struct ktap_image_header *header = (void *)as->image;
	uint32_t script = assemble_string(as, "test.kp");

	memset(as->image, 0, sizeof(as->image));
	as->bytes = sizeof(*header);
	assemble_section(as, KTAP_SECT_FUNCS, as->funcs,
			 as->nr_funcs * sizeof(as->funcs[0]));
	assemble_section(as, KTAP_SECT_CODE, as->insns, as->nr_insns * 8);
	assemble_section(as, KTAP_SECT_LINES, as->lines, as->nr_insns * 4);
	assemble_section(as, KTAP_SECT_CONSTS, as->consts,
			 as->nr_consts * sizeof(as->consts[0]));
	assemble_section(as, KTAP_SECT_IMPORTS, as->imports,
			 as->nr_imports * sizeof(as->imports[0]));
	assemble_section(as, KTAP_SECT_VARS, as->vars,
			 as->nr_vars * sizeof(as->vars[0]));
	assemble_section(as, KTAP_SECT_EVENTS, as->events,
			 as->nr_events * sizeof(as->events[0]));
	assemble_section(as, KTAP_SECT_RELOCS, as->relocs,
			 as->nr_relocs * sizeof(as->relocs[0]));
	assemble_section(as, KTAP_SECT_STRINGS, as->strings, as->string_bytes);
	assemble_section(as, KTAP_SECT_SOURCE, as->source, strlen(as->source));

	header->magic = KTAP_IMAGE_MAGIC;
	header->version = KTAP_IMAGE_VERSION;
	header->bytes = as->bytes;
	header->script = script;
	header->nr_sects = KTAP_NR_SECTS;
}

/* ---- programs that several tests use ----------------------------------- */

/* print("hello") */
static inline void program_hello(struct assembler *as)
{
	uint32_t text, import;

	assemble_begin(as);
	text = assemble_const(as, "hello");
	import = assemble_import(as, "print", 1);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADK, 0, 0, 0, text));
	assemble_insn(as, INSN(CALLB, 0, 1, 0, import));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_end(as);
}

/* while (1) { } */
static inline void program_endless(struct assembler *as)
{
	assemble_begin(as);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(JMP, 0, 0, 0, -1));
	assemble_end(as);
}

/* while (1) { print("a line ...") } */
static inline void program_flood(struct assembler *as)
{
	uint32_t text, import;

	assemble_begin(as);
	text = assemble_const(as, "a line that takes some room in the ring");
	import = assemble_import(as, "print", 1);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADK, 0, 0, 0, text));
	assemble_insn(as, INSN(CALLB, 0, 1, 0, import));
	assemble_insn(as, INSN(JMP, 0, 0, 0, -3));
	assemble_end(as);
}

/* trace EVENT { } , which runs until it is stopped */
static inline void program_trace(struct assembler *as, const char *event)
{
	assemble_begin(as);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, event, 1, 0);
	assemble_end(as);
}

/* trace EVENT { print(probename) } */
static inline void program_print_event(struct assembler *as, const char *event)
{
	uint32_t print, probename;

	assemble_begin(as);
	print = assemble_import(as, "print", 1);
	probename = assemble_import(as, "probename", 0);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(CALLB, 0, 0, 1, probename));
	assemble_insn(as, INSN(CALLB, 0, 1, 0, print));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, event, 1, 0);
	assemble_end(as);
}

/* trace_end { while (1) { } } */
static inline void program_endless_end(struct assembler *as)
{
	assemble_begin(as);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(JMP, 0, 0, 0, -1));
	assemble_event(as, NULL, 1, 0);
	assemble_end(as);
}

#endif /* _KTAP_TEST_ASSEMBLE_H */
