// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: string.sub(), string.find() and what else takes strings
 *
 * Context: any
 *
 * Places count bytes from 1; below 0 they count from the end.  Letters are
 * those of ASCII.
 */

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "vm/slowpath.h"
#include "vm/trap.h"

#define BLANKS	" \t\n\v\f\r"

/* Place of a byte from 0, which may be outside of the string. */
static s64 place_of(s64 i, size_t len)
{
	if (i < 0)
		return i < -(s64)len ? -1 : i + (s64)len;

	return i - 1;
}

static bool begins_with(const char *at, size_t len, const struct ktap_string *s)
{
	return len >= s->len && !memcmp(at, s->bytes, s->len);
}

/* The first place of @s from @from on; -1: none.  Charged by the caller. */
static s64 find_text(const struct ktap_string *in, size_t from,
		     const struct ktap_string *s)
{
	const char *at, *end = in->bytes + in->len;

	for (at = in->bytes + from; end - at >= s->len; at++) {
		if (!s->len)
			return at - in->bytes;
		at = memchr(at, s->bytes[0], end - at);
		if (!at)
			break;
		if (begins_with(at, end - at, s))
			return at - in->bytes;
	}

	return -1;
}

static int charge_search(struct ktap_vm *vm, const struct ktap_string *in,
			 const struct ktap_string *s)
{
	return ktap_vm_charge(vm, ((u64)in->len + 1) * (s->len + 1) / 16);
}

static int return_part(struct ktap_vm *vm, const struct ktap_string *s,
		       size_t from, size_t len, struct ktap_value *result)
{
	int trap = ktap_vm_charge(vm, len / 16);

	return trap ?: ktap_args_return_text(vm, s->bytes + from, len, result);
}

int ktap_lib_string_sub(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *s;
	s64 first, last = -1;
	int trap;

	trap = ktap_args_string(vm, "string.sub", 1, &args[0], &s);
	if (!trap)
		trap = ktap_args_int(vm, "string.sub", 2, &args[1], &first);
	if (!trap && nr_args > 2)
		trap = ktap_args_int(vm, "string.sub", 3, &args[2], &last);
	if (trap)
		return trap;

	first = max_t(s64, place_of(first, s->len), 0);
	last = min_t(s64, place_of(last, s->len), (s64)s->len - 1);
	if (first > last)
		return return_part(vm, s, 0, 0, result);

	return return_part(vm, s, first, last - first + 1, result);
}

/* Two results: the places of the first and the last byte. */
int ktap_lib_string_find(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *in, *s;
	s64 from = 1;
	int trap;

	vm->second = ktap_value_nil();
	trap = ktap_args_string(vm, "string.find", 1, &args[0], &in);
	if (!trap)
		trap = ktap_args_string(vm, "string.find", 2, &args[1], &s);
	if (!trap && nr_args > 2)
		trap = ktap_args_int(vm, "string.find", 3, &args[2], &from);
	if (!trap)
		trap = charge_search(vm, in, s);
	if (trap)
		return trap;

	from = max_t(s64, place_of(from, in->len), 0);
	if (from > in->len)
		return 0;
	from = find_text(in, from, s);
	if (from < 0)
		return 0;
	*result = ktap_value_int(from + 1);
	vm->second = ktap_value_int(from + s->len);

	return 0;
}

int ktap_lib_string_match(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *unused;
	int trap = 0;

	if (!ktap_value_is_nil(&args[0]))
		trap = ktap_args_string(vm, "string.match", 1, &args[0],
					&unused);
	if (!trap)
		trap = ktap_args_string(vm, "string.match", 2, &args[1],
					&unused);

	return trap ?: ktap_slowpath_match(vm, &args[0], &args[1], result);
}

static int two_strings(struct ktap_vm *vm, const char *name,
		       const struct ktap_value *args, struct ktap_string **s,
		       struct ktap_string **part)
{
	int trap = ktap_args_string(vm, name, 1, &args[0], s);

	if (!trap)
		trap = ktap_args_string(vm, name, 2, &args[1], part);

	return trap ?: ktap_vm_charge(vm, (*part)->len / 16);
}

int ktap_lib_string_startswith(struct ktap_vm *vm,
			       const struct ktap_value *args,
			       unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *s, *part;
	int trap = two_strings(vm, "string.startswith", args, &s, &part);

	if (!trap)
		*result = ktap_value_bool(begins_with(s->bytes, s->len, part));

	return trap;
}

int ktap_lib_string_endswith(struct ktap_vm *vm, const struct ktap_value *args,
			     unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *s, *part;
	int trap = two_strings(vm, "string.endswith", args, &s, &part);

	if (!trap)
		*result = ktap_value_bool(part->len <= s->len &&
					  begins_with(s->bytes + s->len - part->len,
						      part->len, part));

	return trap;
}

/* A copy of a string, byte by byte through @change. */
static int return_changed(struct ktap_vm *vm, const char *name,
			  const struct ktap_value *args, bool upper,
			  struct ktap_value *result)
{
	struct ktap_string *s, *copy;
	u32 i;
	int trap;

	trap = ktap_args_string(vm, name, 1, &args[0], &s);
	if (!trap)
		trap = ktap_vm_charge(vm, s->len / 4);
	if (trap)
		return trap;
	copy = ktap_string_alloc(&vm->inv, s->len, &trap);
	if (!copy)
		return trap ?: -ENOMEM;
	for (i = 0; i < s->len; i++) {
		char c = s->bytes[i];

		if ((unsigned char)c < 0x80)
			c = upper ? toupper(c) : tolower(c);
		copy->bytes[i] = c;
	}
	ktap_string_seal(copy);
	*result = ktap_value_obj(KTAP_KIND_STRING, &copy->obj);

	return 0;
}

int ktap_lib_string_lower(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	return return_changed(vm, "string.lower", args, false, result);
}

int ktap_lib_string_upper(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	return return_changed(vm, "string.upper", args, true, result);
}

/* @nr times @s with @between in between. */
static int return_repeated(struct ktap_vm *vm, const struct ktap_string *s,
			   s64 nr, const struct ktap_string *between,
			   struct ktap_value *result)
{
	size_t step = s->len + (between ? between->len : 0);
	struct ktap_string *string;
	int trap = 0;
	char *at;

	if (nr <= 0 || (!step && nr > 1))
		return ktap_args_return_text(vm, "", 0, result);
	if (step && nr > KTAP_MAX_STRING / step + 1)
		return KTAP_TRAP_STRING_SIZE;
	trap = ktap_vm_charge(vm, (step / 16 + 1) * nr);
	if (trap)
		return trap;
	string = ktap_string_alloc(&vm->inv, step * (nr - 1) + s->len, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	for (at = string->bytes; nr; nr--) {
		memcpy(at, s->bytes, s->len);
		at += s->len;
		if (!between || nr == 1)
			continue;
		memcpy(at, between->bytes, between->len);
		at += between->len;
	}
	ktap_string_seal(string);
	*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}

int ktap_lib_string_rep(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *s, *between = NULL;
	s64 nr;
	int trap;

	trap = ktap_args_string(vm, "string.rep", 1, &args[0], &s);
	if (!trap)
		trap = ktap_args_int(vm, "string.rep", 2, &args[1], &nr);
	if (!trap && nr_args > 2)
		trap = ktap_args_string(vm, "string.rep", 3, &args[2],
					&between);

	return trap ?: return_repeated(vm, s, nr, between, result);
}

int ktap_lib_string_byte(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *s;
	s64 i = 1;
	int trap;

	trap = ktap_args_string(vm, "string.byte", 1, &args[0], &s);
	if (!trap && nr_args > 1)
		trap = ktap_args_int(vm, "string.byte", 2, &args[1], &i);
	if (trap)
		return trap;
	i = place_of(i, s->len);
	if (i >= 0 && i < s->len)
		*result = ktap_value_int((u8)s->bytes[i]);

	return 0;
}

int ktap_lib_string_char(struct ktap_vm *vm, const struct ktap_value *args,
			 unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *string;
	unsigned int nr;
	int trap = 0;
	s64 i;

	string = ktap_string_alloc(&vm->inv, nr_args, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	for (nr = 0; nr < nr_args && !trap; nr++) {
		trap = ktap_args_int(vm, "string.char", nr + 1, &args[nr], &i);
		if (!trap && (i < 0 || i > U8_MAX))
			trap = ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
						 "string.char(): argument %u must be 0 to 255, not %lld",
						 nr + 1, i);
		if (!trap)
			string->bytes[nr] = i;
	}
	string->len = nr;
	ktap_string_seal(string);
	if (!trap)
		*result = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return trap;
}

/* The next part of @s from *@at on; without @by, what blanks surround. */
static bool next_part(const struct ktap_string *s, const struct ktap_string *by,
		      s64 *at, size_t *first, size_t *len)
{
	s64 found;

	if (!by) {
		while (*at < s->len && strchr(BLANKS, s->bytes[*at]) &&
		       s->bytes[*at])
			++*at;
		*first = *at;
		while (*at < s->len &&
		       !(s->bytes[*at] && strchr(BLANKS, s->bytes[*at])))
			++*at;
		*len = *at - *first;
		return *len;
	}
	if (*at < 0)
		return false;
	*first = *at;
	found = find_text(s, *at, by);
	*len = (found < 0 ? s->len : found) - *first;
	*at = found < 0 ? -1 : found + by->len;

	return true;
}

static int add_part(struct ktap_vm *vm, struct ktap_table *table, s64 nr,
		    const struct ktap_string *s, size_t first, size_t len)
{
	struct ktap_value key = ktap_value_int(nr), part = ktap_value_nil();
	int ret = ktap_vm_charge(vm, 8 + len / 16);

	if (!ret)
		ret = ktap_args_return_text(vm, s->bytes + first, len, &part);

	return ret ?: ktap_table_set(&vm->inv, table, &key, &part);
}

int ktap_lib_string_split(struct ktap_vm *vm, const struct ktap_value *args,
			  unsigned int nr_args, struct ktap_value *result)
{
	struct ktap_string *s, *by = NULL;
	struct ktap_table *table;
	size_t first, len;
	s64 at = 0, nr = 0;
	int ret;

	ret = ktap_args_string(vm, "string.split", 1, &args[0], &s);
	if (!ret && nr_args > 1)
		ret = ktap_args_string(vm, "string.split", 2, &args[1], &by);
	if (!ret && by && !by->len)
		ret = ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					"string.split(): argument 2 must not be empty");
	if (!ret)
		ret = by ? charge_search(vm, s, by) :
			   ktap_vm_charge(vm, s->len);
	if (ret)
		return ret;
	table = ktap_table_create(&vm->inv, 0);
	if (!table)
		return -ENOMEM;
	*result = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table));
	while (ret <= 0 && next_part(s, by, &at, &first, &len))
		ret = add_part(vm, table, ++nr, s, first, len);

	return ret;
}
