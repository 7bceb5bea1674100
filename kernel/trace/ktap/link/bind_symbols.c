// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - names of the kernel's symbols to where they are
 *
 * Context: process
 *
 * What a variable holds is known from BTF, which describes those that exist
 * for each CPU; of others, and without BTF, it is the machine word there.
 */

#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/sections.h>

#include "link/bind_symbols.h"
#include "link/near.h"
#include "vm/kernel_symbol.h"

static bool is_code(unsigned long addr)
{
	return __kernel_text_address(addr) || is_kernel_inittext(addr);
}

static bool is_percpu(unsigned long addr)
{
	return IS_ENABLED(CONFIG_SMP) &&
	       addr >= (unsigned long)__per_cpu_start &&
	       addr < (unsigned long)__per_cpu_end;
}

#if defined(CONFIG_DEBUG_INFO_BTF) && defined(CONFIG_BPF_SYSCALL)
static const struct btf_type *find_type(const char *name)
{
	struct btf *btf = bpf_get_btf_vmlinux();
	s32 id;

	if (IS_ERR_OR_NULL(btf))
		return NULL;
	id = btf_find_by_name_kind(btf, name, BTF_KIND_VAR);
	if (id < 0)
		return NULL;

	return btf_type_skip_modifiers(btf, btf_type_by_id(btf, id)->type, NULL);
}

static void set_type(struct ktap_kernel_symbol *symbol, const char *name)
{
	const struct btf_type *type = find_type(name);

	if (!type || btf_type_is_ptr(type))
		return;
	symbol->bytes = 0;
	if (btf_type_is_int(type)) {
		symbol->is_signed = btf_int_encoding(type) & BTF_INT_SIGNED;
		symbol->bytes = type->size;
	} else if (btf_is_any_enum(type)) {
		symbol->is_signed = btf_type_kflag(type);
		symbol->bytes = type->size;
	}
	if (symbol->bytes > sizeof(u64))
		symbol->bytes = 0;
}
#else
static void set_type(struct ktap_kernel_symbol *symbol, const char *name)
{
}
#endif

static bool find(const char *name, struct ktap_kernel_symbol *symbol)
{
	symbol->addr = kallsyms_lookup_name(name);
	if (!symbol->addr)
		return false;
	symbol->is_percpu = is_percpu(symbol->addr);
	if (!symbol->is_percpu && is_code(symbol->addr))
		return true;
	symbol->bytes = sizeof(long);
	set_type(symbol, name);

	return true;
}

static int offer_name(void *arg, const char *name, unsigned long addr)
{
	ktap_near_offer(arg, name);

	return 0;
}

static void blame(const struct ktap_prog *prog,
		  const struct ktap_prog_reloc *reloc,
		  struct ktap_message *message)
{
	const char *name = reloc->name->bytes;
	struct ktap_near near;

	ktap_near_init(&near, name);
	kallsyms_on_each_symbol(offer_name, &near);
	if (near.best[0])
		ktap_message_set(message,
				 "%s:%u:%u: this kernel has no symbol '%s' (did you mean '%s'?)",
				 prog->script->bytes, reloc->line,
				 reloc->column, name, near.best);
	else
		ktap_message_set(message,
				 "%s:%u:%u: this kernel has no symbol '%s'%s",
				 prog->script->bytes, reloc->line,
				 reloc->column, name,
				 IS_ENABLED(CONFIG_KALLSYMS_ALL) ? "" :
				 "; it was built without CONFIG_KALLSYMS_ALL, and so without names of variables");
}

struct ktap_kernel_symbol *ktap_bind_symbols(const struct ktap_prog *prog,
					     struct ktap_message *message)
{
	struct ktap_kernel_symbol *symbols;
	u32 i;

	symbols = kvcalloc(prog->nr_relocs ?: 1, sizeof(*symbols),
			   GFP_KERNEL_ACCOUNT);
	if (!symbols)
		return ERR_PTR(-ENOMEM);

	for (i = 0; i < prog->nr_relocs; i++) {
		const struct ktap_prog_reloc *reloc = &prog->relocs[i];

		if (reloc->kind != KTAP_RELOC_SYMBOL ||
		    find(reloc->name->bytes, &symbols[i]))
			continue;
		blame(prog, reloc, message);
		kvfree(symbols);
		return ERR_PTR(-ENOENT);
	}

	return symbols;
}
