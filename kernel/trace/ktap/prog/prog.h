/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a loaded program: what an image says, checked and constant
 *
 * Context: process, but that handlers read it
 */
#ifndef _KTAP_PROG_PROG_H
#define _KTAP_PROG_PROG_H

#include <linux/ktap/value.h>

#include "data/func.h"
#include "data/string.h"

/** struct ktap_prog_func - code of a function */
struct ktap_prog_func {
	/** @insns: Instructions in this machine's byte order. */
	const u64 *insns;
	/** @lines: Source line of each. */
	const u32 *lines;
	u32 nr_insns;
	u32 line;
	u8 nr_params;
	u8 nr_regs;
	u8 nr_captured;
	/** @nr_cells: Of what it captures, those that come first. */
	u8 nr_cells;
	/** @is_vararg: It keeps surplus arguments. */
	bool is_vararg;
	/** @counts: All it does is to add to a variable: ADDVAR, then RET. */
	bool counts;
	/** @self: The function as a value; holds its name. */
	struct ktap_func self;
};

/** struct ktap_prog_import - a built-in that the program calls */
struct ktap_prog_import {
	struct ktap_string *name;
	u32 nr_args;
};

/** struct ktap_prog_var - a program variable */
struct ktap_prog_var {
	struct ktap_string *name;
	u32 line;
	/** @kind: enum ktap_var_kind. */
	u32 kind;
};

/** struct ktap_prog_event - an event text and its handler */
struct ktap_prog_event {
	/** @kind: enum ktap_event_kind. */
	u32 kind;
	/** @text: NULL for KTAP_EVENT_END. */
	struct ktap_string *text;
	u32 func;
	u32 group;
	u32 line;
	u32 column;
};

/** struct ktap_prog_reloc - a name that is resolved when it loads */
struct ktap_prog_reloc {
	/** @kind: enum ktap_reloc_kind. */
	u32 kind;
	struct ktap_string *name;
	/** @func: Function that refers to it. */
	u32 func;
	/** @flags: KTAP_RELOC_*. */
	u32 flags;
	u32 line;
	u32 column;
};

/** struct ktap_prog - a program; constant once verified */
struct ktap_prog {
	struct ktap_string *script;
	struct ktap_prog_func *funcs;
	struct ktap_value *consts;
	struct ktap_prog_import *imports;
	struct ktap_prog_var *vars;
	struct ktap_prog_event *events;
	struct ktap_prog_reloc *relocs;
	u32 nr_funcs;
	u32 nr_consts;
	u32 nr_imports;
	/** @nr_vars: Those of the program and of threads. */
	u32 nr_vars;
	/** @nr_calls: Those of calls, behind them in @vars. */
	u32 nr_calls;
	u32 nr_events;
	u32 nr_relocs;
	/** @strings: Memory of all strings that the above refer to. */
	void *strings;
	/** @source: Source text, not ended by a NUL; may be empty. */
	const char *source;
	u32 source_bytes;
	/** @image: The image's bytes; @insns, @lines and @source point there. */
	void *image;
	u32 image_bytes;
};

/**
 * ktap_prog_free() - free a program
 * @prog: A program of ktap_load(), or NULL.
 */
void ktap_prog_free(struct ktap_prog *prog);

#endif /* _KTAP_PROG_PROG_H */
