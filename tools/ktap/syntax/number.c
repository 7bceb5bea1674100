// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the text of integers
 */
#include <string.h>

#include <linux/kernel.h>

#include "syntax/number.h"

static const char malformed[] = "malformed number";
static const char too_large[] = "the number is too large";

static const struct unit {
	const char *name;
	__u64 ns;
} units[] = {
	{ "ns", 1ULL },
	{ "us", 1000ULL },
	{ "ms", 1000000ULL },
	{ "s", 1000000000ULL },
	{ "m", 60000000000ULL },
	{ "h", 3600000000000ULL },
};

struct scan {
	const char *next;
	const char *end;
	__u64 value;
	bool overflow;
};

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static void multiply(struct scan *scan, __u64 factor)
{
	scan->overflow |= __builtin_mul_overflow(scan->value, factor,
						 &scan->value);
}

/* Digits with a "_" between two of them; false if there is none. */
static bool scan_digits(struct scan *scan, int base)
{
	bool any = false;

	while (scan->next < scan->end) {
		const char *digit = scan->next;

		if (any && *digit == '_' && digit + 1 < scan->end)
			digit++;
		if (digit_value(*digit) >= base)
			break;
		multiply(scan, base);
		scan->overflow |= __builtin_add_overflow(scan->value,
							 digit_value(*digit),
							 &scan->value);
		scan->next = digit + 1;
		any = true;
	}
	return any;
}

static const char *parse_prefixed(struct scan *scan, int base, __s64 *value)
{
	scan->next += 2;
	if (!scan_digits(scan, base) || scan->next != scan->end)
		return malformed;
	if (scan->overflow)
		return too_large;
	*value = scan->value;
	return NULL;
}

/* "e6", "E+6": false if it is malformed. */
static bool scan_exponent(struct scan *scan)
{
	int exponent = 0;

	scan->next++;
	if (scan->next < scan->end && *scan->next == '+')
		scan->next++;
	if (scan->next == scan->end || digit_value(*scan->next) > 9)
		return false;
	while (scan->next < scan->end && digit_value(*scan->next) <= 9) {
		if (exponent < 100)
			exponent = exponent * 10 + digit_value(*scan->next);
		scan->next++;
	}
	while (exponent-- && scan->value)
		multiply(scan, 10);
	return true;
}

static bool scan_unit(struct scan *scan)
{
	size_t len = scan->end - scan->next, i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (len == strlen(units[i].name) &&
		    !memcmp(scan->next, units[i].name, len)) {
			multiply(scan, units[i].ns);
			return true;
		}
	}
	return false;
}

static const char *parse_decimal(struct scan *scan, __s64 *value,
				 bool *saturated)
{
	bool plain;

	if (!scan_digits(scan, 10))
		return malformed;
	plain = scan->next == scan->end;
	if (!plain && (*scan->next == 'e' || *scan->next == 'E') &&
	    !scan_exponent(scan))
		return malformed;
	if (scan->next < scan->end && !scan_unit(scan))
		return malformed;
	if (!plain && (scan->overflow || scan->value >> 63))
		return too_large;
	*saturated = scan->overflow;
	*value = scan->overflow ? -1 : (__s64)scan->value;
	return NULL;
}

const char *number_parse(const char *text, __u32 len, __s64 *value,
			 bool *saturated)
{
	struct scan scan = { .next = text, .end = text + len };
	char second = len > 1 ? text[1] : 0;

	*value = 0;
	*saturated = false;
	if (text[0] == '0') {
		if (second == 'x' || second == 'X')
			return parse_prefixed(&scan, 16, value);
		if (second == 'o' || second == 'O')
			return parse_prefixed(&scan, 8, value);
		if (second == 'b' || second == 'B')
			return parse_prefixed(&scan, 2, value);
		if (second >= '0' && second <= '9')
			return malformed;
	}
	return parse_decimal(&scan, value, saturated);
}

bool number_parse_argument(const char *text, __s64 *value)
{
	bool negative = text[0] == '-', hex;
	struct scan scan = { .next = text + negative };

	scan.end = scan.next + strlen(scan.next);
	if (strchr(scan.next, '_'))
		return false;
	hex = scan.next[0] == '0' && (scan.next[1] == 'x' || scan.next[1] == 'X');
	if (hex)
		scan.next += 2;
	if (!scan_digits(&scan, hex ? 16 : 10) || scan.next != scan.end ||
	    scan.overflow)
		return false;
	/* Decimals fit 64 bits with their sign; 0x numbers may fill them. */
	if (!hex && scan.value > (negative ? 1ULL << 63 : (1ULL << 63) - 1))
		return false;
	*value = negative ? -scan.value : scan.value;
	return true;
}
