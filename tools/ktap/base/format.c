// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the conversions in a format of printf()
 */
#include <string.h>

#include "base/format.h"

/* The kernel allows no more either. */
#define MAX_WIDTH	1000

static bool is_one_of(const struct format_scan *scan, const char *set)
{
	return scan->next < scan->end && *scan->next &&
	       strchr(set, *scan->next);
}

static void skip(struct format_scan *scan, const char *set)
{
	while (is_one_of(scan, set))
		scan->next++;
}

/* Digits or a star; false if the number is too large. */
static bool read_width(struct format_scan *scan,
		       struct format_conversion *conversion)
{
	unsigned int width = 0;

	if (is_one_of(scan, "*")) {
		scan->next++;
		conversion->nr_stars++;
		return true;
	}
	for (; is_one_of(scan, "0123456789"); scan->next++) {
		if (width <= MAX_WIDTH)
			width = width * 10 + (*scan->next - '0');
	}
	return width <= MAX_WIDTH;
}

char format_extension(const char **next, const char *end)
{
	bool is_ip = end - *next > 1 && **next == 'I' &&
		     ((*next)[1] == '4' || (*next)[1] == '6');

	if (!is_ip && (*next == end || (**next != 'S' && **next != 'M')))
		return 0;
	*next += is_ip;
	return *(*next)++;
}

/* Behind the "%". */
static const char *read_conversion(struct format_scan *scan,
				   struct format_conversion *conversion)
{
	bool fits;

	skip(scan, "-+ #0");
	fits = read_width(scan, conversion);
	if (is_one_of(scan, ".")) {
		scan->next++;
		fits &= read_width(scan, conversion);
	}
	skip(scan, "hlqjztL");
	if (!fits)
		return "width and precision are at most 1000 in";
	if (!is_one_of(scan, "csvdiuxXop"))
		return "there is no conversion";
	conversion->letter = *scan->next++;
	if (conversion->letter == 'p')
		conversion->extension = format_extension(&scan->next, scan->end);
	return NULL;
}

bool format_next(struct format_scan *scan, struct format_conversion *conversion,
		 const char **why)
{
	memset(conversion, 0, sizeof(*conversion));
	*why = NULL;
	for (;;) {
		scan->next = scan->next == scan->end ? NULL :
			     memchr(scan->next, '%', scan->end - scan->next);
		if (!scan->next) {
			scan->next = scan->end;
			return false;
		}
		conversion->text = scan->next++;
		if (!is_one_of(scan, "%"))
			break;
		scan->next++;
	}
	*why = read_conversion(scan, conversion);
	conversion->len = scan->next - conversion->text;
	if (*why && scan->next < scan->end)
		conversion->len++;
	return true;
}
