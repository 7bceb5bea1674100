// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - arguments of USDT markers as fetch arguments
 *
 * A marker says "SIZE@OPERAND", where OPERAND is an operand of the assembler:
 * "$5", "%rdi", "-12(%rbp)"; or "5", "x0", "[sp, 8]".  The kernel's fetch
 * arguments are "\5:s32", "%di:u64", "-12(%bp):s32".
 */
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "sema/usdt.h"

#define MAX_OPERAND	64

/**
 * struct operand - one that is translated
 * @text: What the marker says.
 * @out: Fetch argument of it, without its type.
 * @is_high: It is the second byte of the register @out.
 */
struct operand {
	char text[MAX_OPERAND];
	char out[MAX_OPERAND];
	bool is_high;
};

/* A number alone. */
static bool write_number(struct operand *op, const char *text)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = *text == '-' ? (unsigned long long)strtoll(text, &end, 0) :
				strtoull(text, &end, 0);
	return end != text && !*end && !errno &&
	       snprintf(op->out, sizeof(op->out), "\\%lld", number) > 0;
}

/* A place in memory: @offset from a register. */
static bool write_place(struct operand *op, long offset, const char *reg)
{
	return snprintf(op->out, sizeof(op->out), "%+ld(%%%s)", offset,
			reg) < (int)sizeof(op->out);
}

/* The digits at @text, which are not the whole number if it does not end there. */
static bool is_number(const char *text, unsigned long most)
{
	char *end;

	return *text >= '0' && *text <= '9' && strtoul(text, &end, 10) <= most &&
	       !*end;
}

/* ---- x86 -------------------------------------------------------------- */

/* The kernel's name of a register: it says "di" for all of rdi, edi, di, dil. */
static bool x86_register(char *name, bool *is_high)
{
	static const char legacy[][3] = {
		"ax", "bx", "cx", "dx", "si", "di", "bp", "sp",
	};
	size_t len = strlen(name), i;

	*is_high = false;
	/* r8d, r8w, r8b */
	if (name[0] == 'r' && name[1] >= '0' && name[1] <= '9') {
		if (strchr("dwb", name[len - 1]))
			name[len - 1] = '\0';
		return is_number(name + 1, 15);
	}
	if (len == 3 && (name[0] == 'r' || name[0] == 'e')) {
		memmove(name, name + 1, len);
	} else if (len == 2 && strchr("abcd", name[0]) &&
		   (name[1] == 'l' || name[1] == 'h')) {
		*is_high = name[1] == 'h';
		name[1] = 'x';		/* al, ah */
	} else if (len == 3 && name[2] == 'l') {
		name[2] = '\0';		/* dil */
	}
	for (i = 0; i < ARRAY_SIZE(legacy); i++) {
		if (!strcmp(name, legacy[i]))
			return true;
	}
	return false;
}

/* "-12(%rbp)"; what has an index register or a symbol has no translation. */
static bool x86_memory(struct operand *op)
{
	char *open = strchr(op->text, '(');
	size_t len = strlen(op->text);
	bool is_high;
	long offset;
	char *end;

	if (!open || open[1] != '%' || op->text[len - 1] != ')')
		return false;
	op->text[len - 1] = '\0';
	offset = strtol(op->text, &end, 0);
	return end == open && x86_register(open + 2, &is_high) && !is_high &&
	       write_place(op, offset, open + 2);
}

static bool x86_translate(struct operand *op)
{
	if (op->text[0] == '$')
		return write_number(op, op->text + 1);
	if (op->text[0] != '%')
		return x86_memory(op);
	return x86_register(op->text + 1, &op->is_high) &&
	       snprintf(op->out, sizeof(op->out), "%%%s", op->text + 1) <
	       (int)sizeof(op->out);
}

/* ---- arm64 ------------------------------------------------------------ */

/* The kernel says "x0" for w0, too. */
static bool arm64_register(char *name)
{
	if (!strcmp(name, "sp"))
		return true;
	if (!strcmp(name, "fp") || !strcmp(name, "lr")) {
		memcpy(name, *name == 'f' ? "x29" : "x30", 4);
		return true;
	}
	if (*name != 'x' && *name != 'w')
		return false;
	*name = 'x';
	return is_number(name + 1, 30);
}

/* "[sp, 8]", "[x0]"; what has an index register has no translation. */
static bool arm64_memory(struct operand *op)
{
	size_t len = strlen(op->text);
	char *comma = strchr(op->text, ','), *end;
	long offset = 0;

	if (op->text[len - 1] != ']')
		return false;
	op->text[len - 1] = '\0';
	if (comma) {
		*comma++ = '\0';
		comma += strspn(comma, " #");
		offset = strtol(comma, &end, 0);
		if (end == comma || *end)
			return false;
	}
	return arm64_register(op->text + 1) &&
	       write_place(op, offset, op->text + 1);
}

static bool arm64_translate(struct operand *op)
{
	if (op->text[0] == '[')
		return arm64_memory(op);
	if (!strcmp(op->text, "xzr") || !strcmp(op->text, "wzr"))
		return write_number(op, "0");
	if (arm64_register(op->text))
		return snprintf(op->out, sizeof(op->out), "%%%s", op->text) <
		       (int)sizeof(op->out);
	return write_number(op, op->text + strspn(op->text, "#"));
}

/* ---- all -------------------------------------------------------------- */

/* An operand ends at a blank that is not in brackets. */
static size_t operand_len(const char *text)
{
	size_t len = strcspn(text, " [");

	if (text[len] == '[')
		len += strcspn(text + len, "]");
	return len + strcspn(text + len, " ");
}

static bool translate(struct operand *op, const char *text, size_t len,
		      unsigned int machine)
{
	op->is_high = false;
	if (!len || len >= sizeof(op->text))
		return false;
	memcpy(op->text, text, len);
	op->text[len] = '\0';
	return machine == EM_AARCH64 ? arm64_translate(op) : x86_translate(op);
}

void usdt_add_args(char *text, size_t size, const char *args,
		   unsigned int machine)
{
	unsigned int nr = 0;
	struct operand op;

	args += strspn(args, " ");
	while (*args) {
		size_t len = operand_len(args), used = strlen(text);
		const char *at = memchr(args, '@', len);
		long bytes = strtol(args, NULL, 10);

		if (!at || !translate(&op, at + 1, args + len - at - 1, machine)) {
			snprintf(op.out, sizeof(op.out), "\\0");
			op.is_high = false;
		}
		if (!at || !bytes || bytes > 8 || bytes < -8)
			bytes = 8;
		snprintf(text + used, size - used, " arg%u=%s:%c%ld%s", ++nr,
			 op.out, op.is_high ? 'b' : bytes < 0 ? 's' : 'u',
			 op.is_high ? 8 : labs(bytes) * 8,
			 op.is_high ? "@8/16" : "");
		args += len;
		args += strspn(args, " ");
	}
}
