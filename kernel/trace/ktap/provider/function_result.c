// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what kernel functions return, as BTF tells of their types
 *
 * Context: process
 *
 * The register has 64 bits also where the type has fewer; what the others are
 * is up to the compiler.
 */

#include <linux/bpf.h>
#include <linux/bsearch.h>
#include <linux/btf.h>
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "data/string.h"
#include "provider/function.h"

/* Types between two looks at whether others want the CPU. */
#define MANY_TYPES	1024

static const char *name_of(const struct function_event *fe)
{
	return fe->event.probename->bytes;
}

static int compare(const void *a, const void *b)
{
	return strcmp(name_of(*(struct function_event * const *)a),
		      name_of(*(struct function_event * const *)b));
}

static int compare_name(const void *name, const void *fe)
{
	return strcmp(name, name_of(*(struct function_event * const *)fe));
}

static bool is_wanted(const struct ktap_event *event)
{
	const struct function_event *fe = function_of(event);

	return event->needs_result && fe->place == FUNCTION_RETURN &&
	       !fe->at_entry && core_kernel_text(fe->addr);
}

static u32 collect(struct ktap_source *source, struct function_event **wanted)
{
	struct ktap_event *event;
	u32 nr = 0;

	list_for_each_entry(event, &source->list, node) {
		if (!is_wanted(event))
			continue;
		if (wanted)
			wanted[nr] = function_of(event);
		nr++;
	}
	return nr;
}

static void set_type(struct function_event *fe, const struct btf *btf,
		     const struct btf_type *func)
{
	const struct btf_type *type = btf_type_by_id(btf, func->type);

	if (type)
		type = btf_type_skip_modifiers(btf, type->type, NULL);
	if (!type || !type->size || type->size > sizeof(u64))
		return;
	if (btf_type_is_int(type))
		fe->result_is_unsigned =
			!(btf_int_encoding(type) & BTF_INT_SIGNED);
	else if (btf_is_any_enum(type))
		fe->result_is_unsigned = !btf_type_kflag(type);
	else
		return;
	fe->result_shift = 64 - BITS_PER_BYTE * type->size;
}

/* Several events may be of functions of this name. */
static void set_types(struct function_event **wanted, u32 nr,
		      const struct btf *btf, const struct btf_type *func)
{
	const char *name = btf_name_by_offset(btf, func->name_off);
	struct function_event **found, **end = wanted + nr;

	found = bsearch(name, wanted, nr, sizeof(*wanted), compare_name);
	if (!found)
		return;
	while (found > wanted && !compare_name(name, found - 1))
		found--;
	for (; found < end && !compare_name(name, found); found++)
		set_type(*found, btf, func);
}

int function_results_learn(struct ktap_source *source)
{
	u32 nr = collect(source, NULL), i;
	struct function_event **wanted;
	struct btf *btf;

	btf = nr ? bpf_get_btf_vmlinux() : NULL;
	if (IS_ERR_OR_NULL(btf))
		return 0;
	wanted = kvmalloc_array(nr, sizeof(*wanted), GFP_KERNEL);
	if (!wanted)
		return -ENOMEM;
	collect(source, wanted);
	sort(wanted, nr, sizeof(*wanted), compare, NULL);
	for (i = 1; i < btf_nr_types(btf); i++) {
		const struct btf_type *type = btf_type_by_id(btf, i);

		if (btf_type_is_func(type))
			set_types(wanted, nr, btf, type);
		if (!(i % MANY_TYPES))
			cond_resched();
	}
	kvfree(wanted);
	return 0;
}
