// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - checks of printf() with a format that is a literal
 */
#include "base/diag.h"
#include "base/format.h"
#include "base/intern.h"
#include "sema/check_printf.h"
#include "sema/kind.h"
#include "sema/results.h"
#include "syntax/ast.h"

struct check {
	struct diag *diag;
	struct exp *format;
	struct exp *value;	/* the next; NULL within results of a call */
	__u32 nr_needed;	/* values, so far */
	__u32 nr_given;
};

/* Takes a value, which has to be an integer if there is a conversion. */
static void take_value(struct check *check,
		       const struct format_conversion *conversion)
{
	struct exp *value = check->value;
	const char *kind;

	check->nr_needed++;
	if (!value)
		return;
	check->value = value->next;
	kind = conversion ? kind_name(value) : NULL;
	if (!kind)
		return;
	diag_error(check->diag, value->pos, "`%.*s` takes an integer, not a %s",
		   conversion->len, conversion->text, kind);
	diag_hint(check->diag, "`%%s` and `%%v` take any value");
}

static void check_conversion(struct check *check,
			     const struct format_conversion *conversion)
{
	bool takes_all = conversion->letter == 's' ||
			 conversion->letter == 'v' ||
			 (conversion->extension && conversion->extension != 'S');
	__u32 i;

	for (i = 0; i < conversion->nr_stars; i++)
		take_value(check, conversion);
	take_value(check, takes_all ? NULL : conversion);
}

void check_printf(struct diag *diag, struct exp *call)
{
	struct format_conversion conversion;
	struct diag_quoted quoted;
	struct format_scan scan;
	struct check check = { .diag = diag, .format = ast_inner(call->list) };
	const char *why;
	bool is_known;

	if (check.format->kind != EXP_STRING)
		return;
	scan.next = check.format->text->text;
	scan.end = scan.next + check.format->text->len;
	check.value = call->list->next;
	is_known = results_of_list(call->list, &check.nr_given);
	check.nr_given--;
	while (format_next(&scan, &conversion, &why)) {
		if (why) {
			diag_quote(&quoted, conversion.text, conversion.len);
			diag_error(diag, check.format->pos, "%s `%s`", why,
				   quoted.text);
			return;
		}
		check_conversion(&check, &conversion);
	}
	if (is_known ? check.nr_needed != check.nr_given :
	    check.nr_needed < check.nr_given)
		diag_error(diag, call->pos,
			   "the format takes %u value%s, not %u",
			   check.nr_needed, check.nr_needed == 1 ? "" : "s",
			   check.nr_given);
}
