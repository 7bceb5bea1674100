// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: tonumber(), scaled(), rand()
 *
 * Context: any
 */

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "vm/trap.h"

/* Digits behind the point that an integer can have. */
#define MAX_DIGITS	18

static const struct unit {
	const char *name;
	u64 ns;
} units[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "m", 60000000000 },
	{ "h", 3600000000000 },
};

struct scan {
	const char *at;
	const char *end;
	u64 value;
	bool overflow;
};

static char peek(const struct scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower(c);

	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static void multiply(struct scan *scan, u64 by)
{
	scan->overflow |= check_mul_overflow(scan->value, by, &scan->value);
}

/* Digits, with one "_" between two of them. */
static bool scan_digits(struct scan *scan, int base)
{
	bool any = false;
	int digit;

	for (;; scan->at++) {
		const char *before = scan->at;

		if (any && peek(scan) == '_')
			scan->at++;
		digit = digit_value(peek(scan));
		if (digit >= base) {
			scan->at = before;
			return any;
		}
		multiply(scan, base);
		scan->overflow |= check_add_overflow(scan->value, (u64)digit,
						     &scan->value);
		any = true;
	}
}

static bool scan_exponent(struct scan *scan)
{
	int exponent = 0;

	scan->at++;
	if (peek(scan) == '+')
		scan->at++;
	if (!isdigit(peek(scan)))
		return false;
	for (; isdigit(peek(scan)); scan->at++) {
		if (exponent < 100)
			exponent = exponent * 10 + (*scan->at - '0');
	}
	while (exponent-- && scan->value)
		multiply(scan, 10);

	return true;
}

static void scan_unit(struct scan *scan)
{
	size_t len = scan->end - scan->at;
	int i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (len != strlen(units[i].name) ||
		    memcmp(scan->at, units[i].name, len))
			continue;
		multiply(scan, units[i].ns);
		scan->at = scan->end;
		return;
	}
}

/* Base of "0x…", "0o…" and "0b…", or 10. */
static int scan_base(struct scan *scan)
{
	char letter;

	if (peek(scan) != '0' || scan->end - scan->at < 2)
		return 10;
	letter = tolower(scan->at[1]);
	if (letter != 'x' && letter != 'o' && letter != 'b')
		return 10;
	scan->at += 2;

	return letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
}

/* "017" is no number of the language: it might mean two. */
static bool is_ambiguous(const struct scan *scan)
{
	return scan->end - scan->at > 1 && scan->at[0] == '0' &&
	       isdigit(scan->at[1]);
}

static bool scan_number(struct scan *scan)
{
	bool plain = true;
	int base;

	if (is_ambiguous(scan))
		return false;
	base = scan_base(scan);
	if (!scan_digits(scan, base))
		return false;
	if (base == 10 && scan->at < scan->end) {
		plain = false;
		if (tolower(peek(scan)) == 'e' && !scan_exponent(scan))
			return false;
		if (scan->at < scan->end)
			scan_unit(scan);
	}
	if (scan->at < scan->end || scan->overflow)
		return false;

	return plain || scan->value <= S64_MAX;
}

static void read_number(const struct ktap_string *s, struct ktap_value *result)
{
	struct scan scan = { .at = s->bytes, .end = s->bytes + s->len };
	bool minus;

	while (scan.at < scan.end && isspace(*scan.at))
		scan.at++;
	while (scan.at < scan.end && isspace(scan.end[-1]))
		scan.end--;
	minus = peek(&scan) == '-';
	scan.at += minus;
	if (scan_number(&scan))
		*result = ktap_value_int(minus ? -scan.value : scan.value);
}

int ktap_lib_tonumber(struct ktap_vm *vm, const struct ktap_value *args,
		      unsigned int nr_args, struct ktap_value *result)
{
	int trap = 0;

	if (ktap_value_is_int(&args[0])) {
		*result = args[0];
	} else if (args[0].kind == KTAP_KIND_STRING) {
		trap = ktap_vm_charge(vm, ktap_string_of(args[0].obj)->len / 4);
		if (!trap)
			read_number(ktap_string_of(args[0].obj), result);
	}

	return trap;
}

/* @rest / @by, which is below 1, to so many digits. */
static u64 fraction(u64 rest, u64 by, unsigned int digits)
{
	u64 all = 0, digit;

	/* A digit at a time: the product with a power might not fit. */
	for (; digits; digits--) {
		digit = mul_u64_u64_div_u64(rest, 10, by);
		rest = rest * 10 - digit * by;
		all = all * 10 + digit;
	}

	return all;
}

int ktap_lib_scaled(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result)
{
	s64 v, by, digits = 3;
	char text[64];
	u64 size, rest;
	int trap, len;

	trap = ktap_args_int(vm, "scaled", 1, &args[0], &v);
	if (!trap)
		trap = ktap_args_int(vm, "scaled", 2, &args[1], &by);
	if (!trap && nr_args > 2)
		trap = ktap_args_int(vm, "scaled", 3, &args[2], &digits);
	if (trap)
		return trap;
	if (by <= 0)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "scaled(): argument 2 must be above 0, not %lld",
					 by);
	if (digits < 0 || digits > MAX_DIGITS)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "scaled(): argument 3 must be 0 to %u, not %lld",
					 MAX_DIGITS, digits);

	size = v < 0 ? -(u64)v : v;
	size = div64_u64_rem(size, by, &rest);
	len = snprintf(text, sizeof(text), "%s%llu", v < 0 ? "-" : "", size);
	if (digits)
		len += snprintf(text + len, sizeof(text) - len, ".%0*llu",
				(int)digits, fraction(rest, by, digits));

	return ktap_args_return_text(vm, text, len, result);
}

/* One sequence for each CPU; an interrupt in between takes the next number. */
static DEFINE_PER_CPU(u64, rand_state);

/* A mixing step, so that neighbours in a sequence have nothing in common. */
static u64 mix(u64 x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ull;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebull;

	return x ^ x >> 31;
}

int ktap_lib_rand(struct ktap_vm *vm, const struct ktap_value *args,
		  unsigned int nr_args, struct ktap_value *result)
{
	s64 below = S64_MAX;
	u64 number;
	int trap;

	if (nr_args) {
		trap = ktap_args_int(vm, "rand", 1, &args[0], &below);
		if (trap)
			return trap;
	}
	if (below <= 0)
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "rand(): argument 1 must be above 0, not %lld",
					 below);
	number = this_cpu_add_return(rand_state, 0x9e3779b97f4a7c15ull);
	number ^= vm->run->rand_seed + ((u64)raw_smp_processor_id() << 32);
	number = mix(number);
	*result = ktap_value_int(mul_u64_u64_shr(number, below, 64));

	return 0;
}
