/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - values of the small machine
 */
#ifndef _KTAP_TESTS_MACHINE_VALUE_H
#define _KTAP_TESTS_MACHINE_VALUE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "image/image.h"

struct value {
	enum ktap_kind kind;
	__s64 number;			/* of INT and FUNC */
	const struct image_text *text;
	struct table *table;		/* of TUPLE, AGGR: values by number */
	struct value *captured;		/* of FUNC, with one of itself */
	struct value *cell;
};

struct table {
	struct table *alone;		/* its unnamed element: an AGGR */
	struct value *keys;
	struct value *values;
	__u32 nr;
	__u32 max;
};

struct machine {
	const struct image *image;
	struct arena arena;
	struct value *vars;
	const char *event;
	FILE *out;
	long steps;
	int calls;
	jmp_buf end;
};

void value_stop(struct machine *m, const char *why);
struct value value_int(__s64 number);
struct value value_bool(bool yes);
struct value value_string(struct machine *m, const char *text, __u32 len);
bool value_is_true(struct value v);
bool value_equal(struct value a, struct value b);
void value_print(struct machine *m, FILE *out, struct value v);
struct value *table_find(struct table *t, struct value key);
void table_set(struct machine *m, struct table *t, struct value key,
	       struct value v);
struct table *value_table(struct machine *m, struct value v);
struct value value_key(struct machine *m, const struct value *parts, __u32 nr);
struct value value_compute(struct machine *m, enum ktap_update op,
			   struct value a, struct value b);
struct value value_join(struct machine *m, const struct value *values,
			__u32 nr);
struct value value_sample(struct machine *m, struct value old, struct value v);
struct value value_update(struct machine *m, enum ktap_update op,
			  struct value old, struct value v);
int value_order(struct machine *m, struct value a, struct value b);

#endif /* _KTAP_TESTS_MACHINE_VALUE_H */
