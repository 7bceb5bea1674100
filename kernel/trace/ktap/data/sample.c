// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - adding samples: what `<<<` does to variables and elements
 *
 * Context: any
 *
 * Who finds an aggregate adds to it, even if it is taken out of its place
 * meanwhile: the sample is in what was taken then.  A new one gets its first
 * sample before others can find it.
 */

#include <linux/errno.h>

#include "data/sample.h"
#include "limits.h"

static const struct ktap_shape no_shape;

static struct ktap_aggr *aggr_in(const struct ktap_value *v)
{
	return ktap_aggr_of(v->obj);
}

/* What a slot owns, or NULL: it holds no object. */
static struct ktap_object *object_in(const struct ktap_slot *slot)
{
	u64 word = ktap_slot_read(slot);

	return ktap_slot_holds_object(word) ? ktap_slot_object(word) : NULL;
}

/* The aggregate that is the unnamed element of a table, or NULL. */
static struct ktap_aggr *aggr_alone(struct ktap_table *table)
{
	struct ktap_object *obj = object_in(ktap_table_alone(table));

	return obj && obj->kind == KTAP_KIND_AGGR ? ktap_aggr_of(obj) : NULL;
}

/* The aggregate that a slot holds, or that its table has; NULL: neither. */
static __always_inline struct ktap_aggr *aggr_at(const struct ktap_slot *slot)
{
	struct ktap_object *obj = object_in(slot);

	if (!obj)
		return NULL;
	if (obj->kind == KTAP_KIND_TABLE)
		return aggr_alone(ktap_table_of(obj));

	return obj->kind == KTAP_KIND_AGGR ? ktap_aggr_of(obj) : NULL;
}

bool ktap_sample_find(const struct ktap_value *v, struct ktap_aggr **aggr)
{
	*aggr = NULL;
	switch (v->kind) {
	case KTAP_KIND_NIL:
		return true;
	case KTAP_KIND_AGGR:
		*aggr = aggr_in(v);
		return true;
	case KTAP_KIND_TABLE:
		*aggr = aggr_alone(ktap_table_of(v->obj));
		return true;
	default:
		return false;
	}
}

/* A new aggregate with one sample. */
static int make_first(struct ktap_invocation *inv, const struct ktap_shape *shape,
		      const struct ktap_value *v, struct ktap_value *first)
{
	struct ktap_aggr *aggr = ktap_aggr_create(inv, shape);
	int ret = aggr ? ktap_aggr_add(inv, aggr, v->i) : -ENOMEM;

	if (!ret)
		*first = ktap_value_obj(KTAP_KIND_AGGR, &aggr->obj);

	return ret;
}

/* To the unnamed element of a table. */
static int sample_table(struct ktap_invocation *inv, struct ktap_table *table,
			const struct ktap_value *v)
{
	struct ktap_aggr *aggr = aggr_alone(table);
	struct ktap_value first;
	int ret;

	if (likely(aggr))
		return ktap_aggr_add(inv, aggr, v->i);
	ret = make_first(inv, ktap_table_shape(table), v, &first);
	if (!ret)
		ret = ktap_slot_fill(inv, ktap_table_alone(table), &first);

	return ret;
}

/* Adds to @target; -ENOENT: it is nil, -EEXIST: look again. */
static __always_inline int sample_existing(struct ktap_invocation *inv,
					   const struct ktap_value *target,
					   const struct ktap_value *v)
{
	if (likely(target->kind == KTAP_KIND_AGGR))
		return ktap_aggr_add(inv, aggr_in(target), v->i);
	switch (target->kind) {
	case KTAP_KIND_TABLE:
		return sample_table(inv, ktap_table_of(target->obj), v);
	case KTAP_KIND_NIL:
		return -ENOENT;
	default:
		return KTAP_TRAP_NOT_AGGR;
	}
}

static int give_up(struct ktap_invocation *inv)
{
	ktap_loss_count(ktap_heap_losses(inv->heap), KTAP_LOSS_LOCK);
	return -EBUSY;
}

int ktap_sample_slot(struct ktap_invocation *inv, struct ktap_slot *slot,
		     const struct ktap_value *v)
{
	struct ktap_value old, first;
	struct ktap_aggr *aggr;
	unsigned int i;
	int ret;

	if (unlikely(v->kind != KTAP_KIND_INT))
		return KTAP_TRAP_NOT_INT;
	aggr = aggr_at(slot);
	if (likely(aggr))
		return ktap_aggr_add(inv, aggr, v->i);
	for (i = 0; i < KTAP_MAX_TABLE_TRIES; i++) {
		ktap_slot_get(slot, &old);
		ret = sample_existing(inv, &old, v);
		if (ret == -ENOENT) {
			ret = make_first(inv, &no_shape, v, &first);
			if (!ret)
				ret = ktap_slot_fill(inv, slot, &first);
		}
		if (ret != -EEXIST)
			return ret;
	}

	return give_up(inv);
}

int ktap_sample_value(struct ktap_invocation *inv, struct ktap_value *target,
		      const struct ktap_value *v)
{
	unsigned int i;
	int ret;

	if (unlikely(v->kind != KTAP_KIND_INT))
		return KTAP_TRAP_NOT_INT;
	if (ktap_value_is_nil(target))
		return make_first(inv, &no_shape, v, target);
	for (i = 0; i < KTAP_MAX_TABLE_TRIES; i++) {
		ret = sample_existing(inv, target, v);
		if (ret != -EEXIST)
			return ret;
	}

	return give_up(inv);
}

int ktap_sample_element(struct ktap_invocation *inv, struct ktap_table *table,
			const struct ktap_value *key,
			const struct ktap_value *v)
{
	struct ktap_slot *slot = ktap_table_find_soon(table, key);
	struct ktap_value old, first;
	struct ktap_aggr *aggr;
	unsigned int i;
	int ret;

	if (unlikely(v->kind != KTAP_KIND_INT))
		return KTAP_TRAP_NOT_INT;
	aggr = slot ? aggr_at(slot) : NULL;
	if (likely(aggr))
		return ktap_aggr_add(inv, aggr, v->i);
	for (i = 0; i < KTAP_MAX_TABLE_TRIES; i++) {
		ktap_table_get(table, key, &old);
		ret = sample_existing(inv, &old, v);
		if (ret == -ENOENT) {
			ret = make_first(inv, ktap_table_shape(table), v,
					 &first);
			if (!ret)
				ret = ktap_table_add(inv, table, key, &first);
		}
		if (ret != -EEXIST)
			return ret;
	}

	return give_up(inv);
}
