// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - arguments of USDT markers as fetch arguments
 *
 * A marker says "SIZE@OPERAND", where OPERAND is an operand of the assembler:
 * "$5", "%rdi", "-12(%rbp)", "x0", "[sp, 8]".  The kernel's fetch arguments
 * are "\5:s32", "%di:u64", "-12(%bp):s32".
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "sema/usdt.h"

/* The kernel's name of a register: x86 says "di" for all of rdi, edi, di, dil. */
static bool kernel_register(const char *name, size_t len, char *out, size_t size)
{
	static const char legacy[][3] = {
		"ax", "bx", "cx", "dx", "si", "di", "bp", "sp",
	};
	char body[8];
	size_t i;

	if (len < 2 || len >= sizeof(body))
		return false;
	memcpy(body, name, len);
	body[len] = '\0';
	/* r8d, r8w, r8b */
	if (body[0] == 'r' && body[1] >= '0' && body[1] <= '9') {
		body[strspn(body + 1, "0123456789") + 1] = '\0';
		return snprintf(out, size, "%%%s", body) > 0;
	}
	if (body[0] == 'r' || body[0] == 'e')
		memmove(body, body + 1, len);
	if (len == 2 && (body[1] == 'l' || body[1] == 'h'))
		body[1] = 'x';		/* al */
	else if (strlen(body) == 3 && body[2] == 'l')
		body[2] = '\0';		/* dil */
	for (i = 0; i < ARRAY_SIZE(legacy); i++) {
		if (!strcmp(body, legacy[i]))
			return snprintf(out, size, "%%%s", body) > 0;
	}
	return false;
}

/* "-12(%rbp)"; what has an index register has no translation. */
static bool translate_memory(const char *op, size_t len, char *out, size_t size)
{
	const char *open = memchr(op, '(', len);
	char reg[16];
	long offset;
	char *end;

	if (!open || open[1] != '%' || op[len - 1] != ')')
		return false;
	offset = strtol(op, &end, 0);
	if (end != open ||
	    !kernel_register(open + 2, op + len - 1 - (open + 2), reg, sizeof(reg)))
		return false;
	return snprintf(out, size, "%+ld(%s)", offset, reg) > 0;
}

static bool translate(const char *op, size_t len, char *out, size_t size)
{
	if (op[0] == '$')
		return snprintf(out, size, "\\%ld", strtol(op + 1, NULL, 0)) > 0;
	if (op[0] == '%')
		return kernel_register(op + 1, len - 1, out, size);
	return translate_memory(op, len, out, size);
}

void usdt_add_args(char *text, size_t size, const char *args)
{
	unsigned int nr = 0;

	while (*args) {
		size_t len = strcspn(args, " "), used = strlen(text);
		const char *at = memchr(args, '@', len);
		long bytes = strtol(args, NULL, 10);
		char operand[64];

		if (!at || !translate(at + 1, args + len - at - 1, operand,
				      sizeof(operand)))
			snprintf(operand, sizeof(operand), "\\0");
		if (!at || !bytes || bytes > 8 || bytes < -8)
			bytes = 8;
		snprintf(text + used, size - used, " arg%u=%s:%c%ld", ++nr,
			 operand, bytes < 0 ? 's' : 'u', labs(bytes) * 8);
		args += len;
		args += strspn(args, " ");
	}
}
