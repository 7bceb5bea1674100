// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the names that are built in
 */
#include <stddef.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktap_bytecode.h>

#include "sema/builtin.h"

#define FORM_VALUE	true
#define FORM_CALL	false

/* What the uapi table does not say.  A name without a row has no quality. */
static const struct quality {
	const char *name;
	bool is_integer;
	bool is_pure;
	enum builtin_place place;
	__u8 max_args;		/* 0: as the uapi table says */
} qualities[] = {
	{ "len", true, true, BUILTIN_ANYWHERE, 0 },
	{ "count", true, false, BUILTIN_ANYWHERE, 0 },
	{ "sum", true, false, BUILTIN_ANYWHERE, 0 },
	{ "table.sort", false, false, BUILTIN_ANYWHERE, 2 },
	{ "tostring", false, true, BUILTIN_ANYWHERE, 0 },
	{ "tonumber", false, true, BUILTIN_ANYWHERE, 0 },
	{ "scaled", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.sub", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.find", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.match", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.format", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.rep", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.lower", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.upper", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.byte", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.char", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.startswith", false, true, BUILTIN_ANYWHERE, 0 },
	{ "string.endswith", false, true, BUILTIN_ANYWHERE, 0 },
	{ "rand", true, false, BUILTIN_ANYWHERE, 0 },
	{ "gettimeofday_ns", true, false, BUILTIN_ANYWHERE, 0 },
	{ "gettimeofday_us", true, false, BUILTIN_ANYWHERE, 0 },
	{ "gettimeofday_ms", true, false, BUILTIN_ANYWHERE, 0 },
	{ "gettimeofday_s", true, false, BUILTIN_ANYWHERE, 0 },
	{ "type", false, true, BUILTIN_ANYWHERE, 0 },
	{ "pid", true, true, BUILTIN_ANYWHERE, 0 },
	{ "tid", true, true, BUILTIN_ANYWHERE, 0 },
	{ "ppid", true, true, BUILTIN_ANYWHERE, 0 },
	{ "uid", true, true, BUILTIN_ANYWHERE, 0 },
	{ "gid", true, true, BUILTIN_ANYWHERE, 0 },
	{ "cpu", true, true, BUILTIN_ANYWHERE, 0 },
	{ "execname", false, true, BUILTIN_ANYWHERE, 0 },
	{ "nsecs", true, false, BUILTIN_ANYWHERE, 0 },
	{ "target", false, true, BUILTIN_ANYWHERE, 0 },
	{ "euid", true, true, BUILTIN_ANYWHERE, 0 },
	{ "curtask", true, true, BUILTIN_ANYWHERE, 0 },
	{ "cgroup", false, true, BUILTIN_ANYWHERE, 0 },
	{ "in_iowait", false, true, BUILTIN_ANYWHERE, 0 },
	{ "in_interrupt", false, true, BUILTIN_ANYWHERE, 0 },
	{ "num_cpus", true, true, BUILTIN_ANYWHERE, 0 },
	{ "arch", false, true, BUILTIN_ANYWHERE, 0 },
	{ "kernel_v", false, true, BUILTIN_ANYWHERE, 0 },
	{ "syscall_name", false, true, BUILTIN_ANYWHERE, 0 },
	{ "errno_name", false, true, BUILTIN_ANYWHERE, 0 },
	{ "signal_name", false, true, BUILTIN_ANYWHERE, 0 },
	{ "net.format", false, true, BUILTIN_ANYWHERE, 0 },
	{ "argstr", false, true, BUILTIN_WITH_FIELDS, 0 },
	{ "argstr.raw", false, true, BUILTIN_WITH_FIELDS, 0 },
	{ "probename", false, true, BUILTIN_WITH_EVENT, 0 },
	{ "eventname", false, true, BUILTIN_WITH_EVENT, 0 },
	{ "retval", false, true, BUILTIN_WITH_RETURN, 0 },
	{ "self.key", true, true, BUILTIN_WITH_THREAD, 0 },
	{ "ipof", false, true, BUILTIN_ANYWHERE, 0 },
	{ "ksym", false, true, BUILTIN_ANYWHERE, 0 },
	{ "stack", false, true, BUILTIN_WITH_EVENT, 0 },
	{ "ustack", false, true, BUILTIN_ANYWHERE, 0 },
	{ "usym", false, true, BUILTIN_ANYWHERE, 0 },
	{ "duration", false, false, BUILTIN_WITH_RETURN, 0 },
	/* The third argument, a name, is what the compiler adds. */
	{ "print_hist", false, false, BUILTIN_ANYWHERE, 2 },
	{ "print_stats", false, false, BUILTIN_ANYWHERE, 2 },
};

#define BUILTIN_ROW(c_name, script_name, least, most, results, contexts, form, text) \
	{								\
		.name = script_name,					\
		.import = script_name,					\
		.min_args = least,					\
		.max_args = most,					\
		.nr_results = results,					\
		.is_value = FORM_##form,				\
		.code = BUILTIN_IMPORT,					\
	},

#define CUT_ROW(script_name, sign, width)				\
	{								\
		.name = script_name,					\
		.min_args = 1,						\
		.max_args = 1,						\
		.nr_results = 1,					\
		.is_integer = true,					\
		.is_pure = true,					\
		.is_signed = sign,					\
		.bits = width,						\
		.code = BUILTIN_CUT,					\
	}

static const struct builtin uapi_rows[] = { KTAP_BUILTINS(BUILTIN_ROW) };

static const struct builtin own_rows[] = {
	CUT_ROW("s8", true, 8),
	CUT_ROW("s16", true, 16),
	CUT_ROW("s32", true, 32),
	CUT_ROW("u8", false, 8),
	CUT_ROW("u16", false, 16),
	CUT_ROW("u32", false, 32),
	{
		.name = "table.new",
		.max_args = 2,
		.nr_results = 1,
		.code = BUILTIN_NEW_TABLE,
	},
	{
		.name = "unpack",
		.min_args = 1,
		.max_args = 1,
		.nr_results = KTAP_ALL,
		.code = BUILTIN_UNPACK,
	},
	{
		.name = "kaddr",
		.min_args = 1,
		.max_args = 1,
		.nr_results = 1,
		.is_integer = true,
		.code = BUILTIN_KADDR,
	},
	{
		.name = "net.format_ip_addr",
		.import = "net.format",
		.min_args = 1,
		.max_args = 1,
		.nr_results = 1,
		.code = BUILTIN_IMPORT,
	},
	{
		.name = "stringof",
		.import = "tostring",
		.min_args = 1,
		.max_args = 1,
		.nr_results = 1,
		.code = BUILTIN_IMPORT,
	},
	{
		.name = "comm",
		.import = "execname",
		.nr_results = 1,
		.is_value = true,
		.code = BUILTIN_IMPORT,
	},
};

/* Variables that were functions in the ktap of 2013. */
static const char *const callable[] = {
	"in_iowait", "in_interrupt", "num_cpus", "arch", "kernel_v",
};

static const char *const libraries[] = {
	"ansi", "hist", "net", "string", "table",
};

#define NR_UAPI_ROWS	ARRAY_SIZE(uapi_rows)
#define NR_OWN_ROWS	ARRAY_SIZE(own_rows)

static const struct builtin *row_at(unsigned int number)
{
	if (number < NR_UAPI_ROWS)
		return &uapi_rows[number];
	number -= NR_UAPI_ROWS;
	return number < NR_OWN_ROWS ? &own_rows[number] : NULL;
}

static void add_quality(struct builtin *builtin)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(qualities); i++) {
		const struct quality *quality = &qualities[i];

		if (!builtin->import || strcmp(quality->name, builtin->import))
			continue;
		builtin->is_integer = quality->is_integer;
		builtin->is_pure = quality->is_pure;
		builtin->place = quality->place;
		if (quality->max_args)
			builtin->max_args = quality->max_args;
	}
	for (i = 0; i < ARRAY_SIZE(callable); i++)
		builtin->may_be_called |= !strcmp(callable[i], builtin->name);
}

bool builtin_find(const char *name, struct builtin *builtin)
{
	const struct builtin *row;
	unsigned int i;

	for (i = 0; (row = row_at(i)); i++) {
		if (strcmp(row->name, name))
			continue;
		*builtin = *row;
		add_quality(builtin);
		return true;
	}
	return false;
}

const char *builtin_name(unsigned int number)
{
	const struct builtin *row = row_at(number);

	return row ? row->name : NULL;
}

bool builtin_is_library(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(libraries); i++) {
		if (!strcmp(libraries[i], name))
			return true;
	}
	return false;
}
