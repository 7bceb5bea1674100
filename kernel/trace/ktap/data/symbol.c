// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - addresses of code as text; stacks of them
 *
 * Context: any
 */

#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "data/symbol.h"

size_t ktap_symbol_name(unsigned long addr, char *buf)
{
	unsigned long size, offset;
	char name[KSYM_NAME_LEN];
	const char *found;
	char *module;

	found = kallsyms_lookup(addr, &size, &offset, &module, name);
	return found ? strscpy(buf, found, KTAP_SYMBOL_TEXT) : 0;
}

size_t ktap_symbol_text(unsigned long addr, char *buf)
{
	unsigned long size, offset;
	char name[KSYM_NAME_LEN];
	const char *found;
	char *module;

	found = kallsyms_lookup(addr, &size, &offset, &module, name);
	if (!found)
		return scnprintf(buf, KTAP_SYMBOL_TEXT, "0x%lx", addr);
	if (!offset)
		return scnprintf(buf, KTAP_SYMBOL_TEXT, "%s", found);
	return scnprintf(buf, KTAP_SYMBOL_TEXT, "%.*s+0x%lx",
			 KTAP_SYMBOL_TEXT - 20, found, offset);
}

size_t ktap_symbol_lines(const struct ktap_string *string, char *buf,
			 size_t size)
{
	const struct ktap_frames *frames = ktap_symbol_frames(string);
	char line[KTAP_SYMBOL_TEXT];
	size_t len, total = 0;
	unsigned int i;

	for (i = 0; i < ktap_symbol_nr(string); i++) {
		if (frames->process)
			len = scnprintf(line, sizeof(line), "0x%lx",
					frames->addrs[i]);
		else
			len = ktap_symbol_text(frames->addrs[i], line);
		if (i) {
			if (total < size)
				buf[total] = '\n';
			total++;
		}
		if (total < size)
			memcpy(buf + total, line, min(len, size - total));
		total += len;
	}
	if (size)
		buf[min(total, size - 1)] = '\0';
	return total;
}
