// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: time
 *
 * Context: any
 */

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/timekeeping.h>

#include "builtin/args.h"
#include "builtin/emit.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "vm/trap.h"

/* What strftime() may give. */
#define MAX_TEXT	256

/* The same clock as that of the records. */
int ktap_lib_nsecs(struct ktap_vm *vm, const struct ktap_value *args,
		   unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(ktime_get_mono_fast_ns());

	return 0;
}

int ktap_lib_gettimeofday_ns(struct ktap_vm *vm, const struct ktap_value *args,
			     unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(ktime_get_real_fast_ns());

	return 0;
}

int ktap_lib_gettimeofday_us(struct ktap_vm *vm, const struct ktap_value *args,
			     unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(div_u64(ktime_get_real_fast_ns(),
					 NSEC_PER_USEC));

	return 0;
}

int ktap_lib_gettimeofday_ms(struct ktap_vm *vm, const struct ktap_value *args,
			     unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(div_u64(ktime_get_real_fast_ns(),
					 NSEC_PER_MSEC));

	return 0;
}

int ktap_lib_gettimeofday_s(struct ktap_vm *vm, const struct ktap_value *args,
			    unsigned int nr_args, struct ktap_value *result)
{
	*result = ktap_value_int(div_u64(ktime_get_real_fast_ns(),
					 NSEC_PER_SEC));

	return 0;
}

/* Seconds and microseconds of the clock that nsecs shows, as a line. */
int ktap_lib_print_trace_clock(struct ktap_vm *vm,
			       const struct ktap_value *args,
			       unsigned int nr_args, struct ktap_value *result)
{
	u32 rest;
	u64 seconds = div_u64_rem(ktime_get_mono_fast_ns(), NSEC_PER_SEC, &rest);
	struct ktap_value line = ktap_value_nil();
	char text[40];
	int ret;

	ret = snprintf(text, sizeof(text), "%5llu.%06u", seconds,
		       rest / (u32)NSEC_PER_USEC);
	ret = ktap_args_return_text(vm, text, ret, &line);
	if (ret)
		return ret;
	/* Process code may wait for the ring. */
	vm->held = &line;
	vm->nr_held = 1;
	ret = ktap_emit_record(vm, KTAP_REC_PRINT, 0, &line, 1);
	vm->nr_held = 0;
	vm->held = NULL;

	return ret;
}

/* A moment, and the text that is made of it. */
struct moment {
	struct tm tm;
	s64 seconds;
	u32 ns;
	int offset;
	char text[MAX_TEXT];
	size_t len;
};

static const char *const days[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday",
};

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December",
};

static __printf(2, 3) void add(struct moment *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	m->len += vscnprintf(m->text + m->len, sizeof(m->text) - m->len, fmt,
			     args);
	va_end(args);
}

static bool add_date(struct moment *m, char letter)
{
	const struct tm *tm = &m->tm;

	switch (letter) {
	case 'Y':
		add(m, "%ld", (long)tm->tm_year + 1900);
		return true;
	case 'y':
		add(m, "%02ld", (long)tm->tm_year % 100);
		return true;
	case 'm':
		add(m, "%02d", tm->tm_mon + 1);
		return true;
	case 'd':
		add(m, "%02d", tm->tm_mday);
		return true;
	case 'e':
		add(m, "%2d", tm->tm_mday);
		return true;
	case 'j':
		add(m, "%03d", tm->tm_yday + 1);
		return true;
	case 'a':
		add(m, "%.3s", days[tm->tm_wday]);
		return true;
	case 'A':
		add(m, "%s", days[tm->tm_wday]);
		return true;
	case 'b':
		add(m, "%.3s", months[tm->tm_mon]);
		return true;
	case 'B':
		add(m, "%s", months[tm->tm_mon]);
		return true;
	case 'F':
		add(m, "%ld-%02d-%02d", (long)tm->tm_year + 1900, tm->tm_mon + 1,
		    tm->tm_mday);
		return true;
	default:
		return false;
	}
}

static bool add_time(struct moment *m, char letter)
{
	const struct tm *tm = &m->tm;

	switch (letter) {
	case 'H':
		add(m, "%02d", tm->tm_hour);
		return true;
	case 'I':
		add(m, "%02d", (tm->tm_hour + 11) % 12 + 1);
		return true;
	case 'p':
		add(m, tm->tm_hour < 12 ? "AM" : "PM");
		return true;
	case 'M':
		add(m, "%02d", tm->tm_min);
		return true;
	case 'S':
		add(m, "%02d", tm->tm_sec);
		return true;
	case 'T':
		add(m, "%02d:%02d:%02d", tm->tm_hour, tm->tm_min, tm->tm_sec);
		return true;
	case 'R':
		add(m, "%02d:%02d", tm->tm_hour, tm->tm_min);
		return true;
	case 'L':
		add(m, "%03u", m->ns / (u32)NSEC_PER_MSEC);
		return true;
	case 'f':
		add(m, "%06u", m->ns / (u32)NSEC_PER_USEC);
		return true;
	case 'N':
		add(m, "%09u", m->ns);
		return true;
	case 's':
		add(m, "%lld", m->seconds);
		return true;
	case 'z':
		add(m, "%c%02d%02d", m->offset < 0 ? '-' : '+',
		    abs(m->offset) / 3600, abs(m->offset) / 60 % 60);
		return true;
	case '%':
		add(m, "%%");
		return true;
	default:
		return false;
	}
}

static int write_moment(struct ktap_vm *vm, struct moment *m,
			const struct ktap_string *format)
{
	const char *at, *end = format->bytes + format->len;

	for (at = format->bytes; at < end && m->len < MAX_TEXT - 1; at++) {
		if (*at != '%') {
			m->text[m->len++] = *at;
			continue;
		}
		if (++at < end && (add_date(m, *at) || add_time(m, *at)))
			continue;
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_FORMAT,
					 "strftime(): unknown conversion %%%.*s",
					 at < end, at);
	}
	if (m->len == MAX_TEXT - 1)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_FORMAT,
					 "strftime(): more than %u bytes",
					 MAX_TEXT - 2);

	return 0;
}

int ktap_lib_strftime(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	struct moment m = { .offset = vm->run->utc_offset };
	struct ktap_string *format;
	s64 ns = ktime_get_real_fast_ns();
	int trap;

	trap = ktap_args_string(vm, "strftime", 1, &args[0], &format);
	if (!trap && nr_args > 1)
		trap = ktap_args_int(vm, "strftime", 2, &args[1], &ns);
	if (!trap)
		trap = ktap_vm_charge(vm, format->len + MAX_TEXT / 16);
	if (trap)
		return trap;

	/* Down, also before 1970. */
	m.seconds = div_s64_rem(ns, NSEC_PER_SEC, (s32 *)&m.ns);
	if ((s32)m.ns < 0) {
		m.ns += NSEC_PER_SEC;
		m.seconds--;
	}
	time64_to_tm(m.seconds, m.offset, &m.tm);
	trap = write_moment(vm, &m, format);

	return trap ?: ktap_args_return_text(vm, m.text, m.len, result);
}
