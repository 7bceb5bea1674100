/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a program in memory
 *
 * What <linux/ktap_bytecode.h> lays down as bytes, as structures: the code
 * generator fills it and image/write.c makes bytes of it; image/read.c makes
 * it of bytes and image/disasm.c shows it.
 */
#ifndef _KTAP_IMAGE_IMAGE_H
#define _KTAP_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/ktap_bytecode.h>
#include <linux/types.h>

#include "base/arena.h"
#include "base/vec.h"

/**
 * struct image_text - bytes of a string; text is NULL where there is none
 */
struct image_text {
	const char *text;	/* ended by a NUL that len does not count */
	__u32 len;
};

struct image_func {
	struct image_text name;
	const __u64 *insns;
	const __u32 *lines;	/* one for each instruction */
	__u32 nr_insns;
	__u32 line;
	__u8 nr_params;
	__u8 nr_regs;
	__u16 flags;		/* KTAP_FUNC_* */
	__u8 nr_captured;
	__u8 nr_cells;
};

struct image_const {
	enum ktap_kind kind;	/* INT or STRING */
	__s64 value;
	struct image_text string;
};

struct image_import {
	struct image_text name;
	__u32 nr_args;
};

struct image_var {
	struct image_text name;
	__u32 line;
	enum ktap_var_kind kind;
};

struct image_event {
	enum ktap_event_kind kind;
	struct image_text text;
	__u32 func;
	__u32 group;
	__u32 line;
	__u32 column;
};

struct image_reloc {
	enum ktap_reloc_kind kind;
	struct image_text name;
	__u32 func;
	__u32 flags;
	__u32 line;
	__u32 column;
};

/**
 * struct image - a program; zeroes are an empty one
 */
struct image {
	struct arena *arena;		/* everything lives here */
	struct image_text script;	/* name */
	struct image_text source;	/* text, may be empty */
	DECLARE_VEC(struct image_func, funcs);	/* number 0 is the top-level code */
	DECLARE_VEC(struct image_const, consts);
	DECLARE_VEC(struct image_import, imports);
	DECLARE_VEC(struct image_var, vars);
	DECLARE_VEC(struct image_event, events);
	DECLARE_VEC(struct image_reloc, relocs);
	struct image_index *index;	/* finds constants and imports again */
};

/**
 * struct image_bytes - a program as bytes
 */
struct image_bytes {
	void *data;		/* from malloc() */
	size_t len;
};

/**
 * image_init - begin a program
 * @image: to be filled
 * @arena: where it will live
 */
void image_init(struct image *image, struct arena *arena);

/**
 * image_first_call - number of the first variable of calls
 * @image: program
 *
 * Return: the number, or that of all variables if there is none.
 */
__u32 image_first_call(const struct image *image);

/**
 * image_add_int - number of an integer constant
 * @image: program
 * @value: the integer
 *
 * Return: the number; equal constants have the same.
 */
__u32 image_add_int(struct image *image, __s64 value);

/**
 * image_add_string - number of a string constant
 * @image: program
 * @string: the string
 *
 * Return: the number; equal constants have the same.
 */
__u32 image_add_string(struct image *image, struct image_text string);

/**
 * image_add_import - number of a built-in
 * @image: program
 * @name: its name
 * @nr_args: how many arguments it is called with
 *
 * Return: the number; equal imports have the same.
 */
__u32 image_add_import(struct image *image, struct image_text name,
		       __u32 nr_args);

/**
 * image_bytes_free - free what image_write() made
 * @bytes: is empty afterwards
 */
void image_bytes_free(struct image_bytes *bytes);

#endif /* _KTAP_IMAGE_IMAGE_H */
