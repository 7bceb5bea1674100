// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - texts of counters and breakpoints
 *
 * Context: process
 */

#include <linux/hw_breakpoint.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "limits.h"
#include "provider/perf_text.h"

/* Period where the text has none: of what happens often, a million. */
#define OFTEN	1000000

static const struct {
	const char *name;
	u32 type;
	u32 config;
	u32 period;
} counters[] = {
#define HARDWARE(name, id) { name, PERF_TYPE_HARDWARE, PERF_COUNT_HW_##id, OFTEN }
#define SOFTWARE(name, id, n) { name, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_##id, n }
	HARDWARE("cycles", CPU_CYCLES),
	HARDWARE("cpu-cycles", CPU_CYCLES),
	HARDWARE("instructions", INSTRUCTIONS),
	HARDWARE("cache-references", CACHE_REFERENCES),
	HARDWARE("cache-misses", CACHE_MISSES),
	HARDWARE("branches", BRANCH_INSTRUCTIONS),
	HARDWARE("branch-instructions", BRANCH_INSTRUCTIONS),
	HARDWARE("branch-misses", BRANCH_MISSES),
	HARDWARE("bus-cycles", BUS_CYCLES),
	HARDWARE("stalled-cycles-frontend", STALLED_CYCLES_FRONTEND),
	HARDWARE("stalled-cycles-backend", STALLED_CYCLES_BACKEND),
	HARDWARE("ref-cycles", REF_CPU_CYCLES),
	SOFTWARE("cpu-clock", CPU_CLOCK, OFTEN),
	SOFTWARE("task-clock", TASK_CLOCK, OFTEN),
	SOFTWARE("page-faults", PAGE_FAULTS, 1),
	SOFTWARE("faults", PAGE_FAULTS, 1),
	SOFTWARE("minor-faults", PAGE_FAULTS_MIN, 1),
	SOFTWARE("major-faults", PAGE_FAULTS_MAJ, 1),
	SOFTWARE("context-switches", CONTEXT_SWITCHES, 1),
	SOFTWARE("cs", CONTEXT_SWITCHES, 1),
	SOFTWARE("cpu-migrations", CPU_MIGRATIONS, 1),
	SOFTWARE("migrations", CPU_MIGRATIONS, 1),
	SOFTWARE("alignment-faults", ALIGNMENT_FAULTS, 1),
	SOFTWARE("emulation-faults", EMULATION_FAULTS, 1),
	SOFTWARE("cgroup-switches", CGROUP_SWITCHES, 1),
};

void ktap_perf_each_name(void (*visit)(void *arg, const char *text), void *arg)
{
	char text[48];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		snprintf(text, sizeof(text), "perf:%s", counters[i].name);
		visit(arg, text);
	}
}

static bool is_clock(const struct perf_event_attr *attr)
{
	return attr->type == PERF_TYPE_SOFTWARE &&
	       (attr->config == PERF_COUNT_SW_CPU_CLOCK ||
		attr->config == PERF_COUNT_SW_TASK_CLOCK);
}

const char *ktap_perf_parse(const char *text, struct perf_event_attr *attr)
{
	size_t len = strcspn(text, ":");
	u64 period;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		if (strlen(counters[i].name) == len &&
		    !strncmp(counters[i].name, text, len))
			break;
	}
	if (i == ARRAY_SIZE(counters))
		return "is no counter that the kernel knows, such as 'perf:cycles:1000000'";

	period = counters[i].period;
	if (text[len] && kstrtou64(text + len + 1, 10, &period))
		return "has a period that is no number";

	*attr = (struct perf_event_attr) {
		.size = sizeof(*attr),
		.type = counters[i].type,
		.config = counters[i].config,
		.sample_period = period,
	};
	if (!period)
		return "has a period of 0";
	if (period > S64_MAX)
		return "has a period that is too long";
	if (is_clock(attr) && period < KTAP_MIN_PERIOD_NS)
		return "has a period below 10 us";
	return NULL;
}

/* "w", "rw", "x" */
static const char *parse_modes(const char *modes, struct perf_event_attr *attr)
{
	u32 type = 0;

	for (; *modes; modes++) {
		switch (*modes) {
		case 'r':
			type |= HW_BREAKPOINT_R;
			break;
		case 'w':
			type |= HW_BREAKPOINT_W;
			break;
		case 'x':
			type |= HW_BREAKPOINT_X;
			break;
		default:
			return "has a mode other than r, w and x";
		}
	}
	if (!type)
		return "has no mode: write 'mem:SYMBOL:w', ':rw' or ':x'";
	if (type & HW_BREAKPOINT_X && type != HW_BREAKPOINT_X)
		return "mixes x with r or w";
	attr->bp_type = type;
	return NULL;
}

static bool is_length(unsigned long len)
{
	return len == 1 || len == 2 || len == 4 || len == 8;
}

/* An address, or a symbol, whose size is the length unless the text has one. */
static const char *parse_place(const char *place, struct perf_event_attr *attr)
{
	unsigned long addr, size = 0, offset;

	if (isdigit(place[0])) {
		if (kstrtoul(place, 0, &addr))
			return "has an address that is no number";
	} else {
		addr = kallsyms_lookup_name(place);
		if (!addr)
			return "names no symbol of the kernel";
		if (!kallsyms_lookup_size_offset(addr, &size, &offset) || offset)
			size = 0;
	}
	attr->bp_addr = addr;
	attr->bp_len = is_length(size) ? size : sizeof(long);
	return NULL;
}

static const char *parse_length(const char *text, struct perf_event_attr *attr)
{
	unsigned long len;

	if (kstrtoul(text, 0, &len) || !is_length(len))
		return "has a length other than 1, 2, 4 and 8";
	attr->bp_len = len;
	return NULL;
}

const char *ktap_mem_parse(const char *text, struct perf_event_attr *attr)
{
	char buf[KSYM_NAME_LEN], *modes, *len;
	const char *wrong;

	if (strscpy(buf, text) < 0)
		return "is too long";
	modes = strchr(buf, ':');
	if (!modes)
		return "has no mode: write 'mem:SYMBOL:w', ':rw' or ':x'";
	*modes++ = '\0';
	len = strchr(buf, '/');
	if (len)
		*len++ = '\0';

	hw_breakpoint_init(attr);
	wrong = parse_modes(modes, attr);
	if (!wrong)
		wrong = parse_place(buf, attr);
	if (!wrong && len)
		wrong = parse_length(len, attr);
	if (wrong)
		return wrong;
	if (attr->bp_type == HW_BREAKPOINT_X)
		attr->bp_len = sizeof(long);
	else if (attr->bp_addr % attr->bp_len)
		return "has an address that is no multiple of its length";
	return NULL;
}
