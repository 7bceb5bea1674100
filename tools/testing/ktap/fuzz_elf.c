// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - fuzz target: programs and libraries, which are not trusted
 */

#include <elf.h>
#include <string.h>

#include "sema/usdt.h"
#include "target/elf.h"

#include "fuzz.h"
#include "hosted_kernel.h"

/* What a function or marker says must be within the file. */
static void take_function(void *arg, const struct elf_symbol *symbol)
{
	if (!symbol->len || symbol->len > strlen(symbol->name))
		hosted_fatal("a function's name has %zu bytes", symbol->len);
	if (!symbol->offset)
		hosted_fatal("a function is nowhere");
}

static void translate(const char *args, unsigned int machine)
{
	char text[256] = "";

	usdt_add_args(text, sizeof(text), args, machine);
	if (strlen(text) >= sizeof(text) || strchr(text, '\n'))
		hosted_fatal("arguments: %s", text);
}

static void take_marker(void *arg, const struct elf_marker *marker)
{
	if (!marker->offset)
		hosted_fatal("a marker is nowhere");
	if (strlen(marker->provider) + strlen(marker->name) > 1 << 20)
		hosted_fatal("a marker's name has no end");
	translate(marker->args, EM_X86_64);
	translate(marker->args, EM_AARCH64);
}

static void take_bytes(const struct elf *elf, struct elf_bytes bytes)
{
	const char *begin = elf_file(elf).at, *at = bytes.at;

	if (bytes.size && (at < begin ||
			   at + bytes.size > begin + elf_file(elf).size))
		hosted_fatal("bytes that are not in the file");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *why;
	struct elf *elf = elf_read(data, len, &why);

	if (!elf == !why)
		hosted_fatal("%s a word", elf ? "read, but with" :
						"refused without");
	if (!elf)
		return 0;
	elf_each_function(elf, elf, take_function, NULL);
	elf_each_marker(elf, take_marker, NULL);
	take_bytes(elf, elf_build_id(elf));
	take_bytes(elf, elf_debug_link(elf));
	elf_close(elf);

	return 0;
}
