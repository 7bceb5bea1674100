/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - values as registers hold them
 *
 * Context: any
 */
#ifndef _LINUX_KTAP_VALUE_H
#define _LINUX_KTAP_VALUE_H

#include <linux/types.h>
#include <uapi/linux/ktap_bytecode.h>

struct ktap_object;
struct ktap_record_aggr;

/*
 * A key that lies in registers as its parts, KTAP_KIND_PARTS plus their
 * number: what tables are asked with, never a value of the script.
 */
#define KTAP_KIND_PARTS		0x100

/**
 * struct ktap_value - a value, unpacked and private to one invocation
 *
 * A reference in @obj is borrowed: valid to the end of the invocation that
 * loaded or made it, counted by nobody.  Slots own; see slot.h.
 */
struct ktap_value {
	union {
		/** @i: The integer of KTAP_KIND_INT. */
		s64 i;
		/** @obj: The object of all kinds from KTAP_KIND_STRING up. */
		struct ktap_object *obj;
		/** @parts: The parts of KTAP_KIND_PARTS. */
		const struct ktap_value *parts;
		/** @aggr: Of KTAP_KIND_AGGR, in values of records only. */
		const struct ktap_record_aggr *aggr;
	};
	/** @kind: An enum ktap_kind. */
	u32 kind;
};

static inline struct ktap_value ktap_value_nil(void)
{
	return (struct ktap_value){ .kind = KTAP_KIND_NIL };
}

static inline struct ktap_value ktap_value_bool(bool b)
{
	return (struct ktap_value){
		.kind = b ? KTAP_KIND_TRUE : KTAP_KIND_FALSE,
	};
}

static inline struct ktap_value ktap_value_int(s64 i)
{
	return (struct ktap_value){ .i = i, .kind = KTAP_KIND_INT };
}

static inline struct ktap_value ktap_value_obj(u32 kind, struct ktap_object *obj)
{
	return (struct ktap_value){ .obj = obj, .kind = kind };
}

/* A key of @nr parts, which stay where they are; of one, that part itself. */
static inline struct ktap_value ktap_value_key(const struct ktap_value *parts,
					       unsigned int nr)
{
	if (nr == 1)
		return *parts;
	return (struct ktap_value){
		.parts = parts, .kind = KTAP_KIND_PARTS + nr,
	};
}

static inline bool ktap_value_is_nil(const struct ktap_value *v)
{
	return v->kind == KTAP_KIND_NIL;
}

static inline bool ktap_value_is_int(const struct ktap_value *v)
{
	return v->kind == KTAP_KIND_INT;
}

static inline bool ktap_value_is_object(const struct ktap_value *v)
{
	return v->kind >= KTAP_KIND_STRING;
}

/* Truth of the language: only nil and false are false. */
static inline bool ktap_value_is_true(const struct ktap_value *v)
{
	return v->kind > KTAP_KIND_FALSE;
}

#endif /* _LINUX_KTAP_VALUE_H */
