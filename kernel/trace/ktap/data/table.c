// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tables
 *
 * Context: any
 *
 * A table is an object that owns a store; take_all() gives the store to a new
 * table.  An update that found the store before works on in it and so lands in
 * what was taken.
 */

#include <linux/errno.h>
#include <linux/ktap/slot.h>

#include "data/store.h"
#include "data/string.h"
#include "data/table.h"
#include "limits.h"

/** struct ktap_table - a table as a value */
struct ktap_table {
	struct ktap_object obj;
	/* Exchanged; NULL only if it could not be made. */
	struct ktap_store *store;
	/* The unnamed element. */
	struct ktap_slot alone;
	struct ktap_shape shape;
};

static_assert(offsetof(struct ktap_table, obj) == 0);

struct ktap_object *ktap_table_object(struct ktap_table *table)
{
	return &table->obj;
}

struct ktap_shape *ktap_table_shape(struct ktap_table *table)
{
	return &table->shape;
}

struct ktap_slot *ktap_table_alone(struct ktap_table *table)
{
	return &table->alone;
}

static struct ktap_store *store_of(const struct ktap_table *table)
{
	/* Pairs with the exchange in ktap_table_take_all(). */
	return smp_load_acquire(&table->store);
}

struct ktap_table *ktap_table_create(struct ktap_invocation *inv, u32 hint)
{
	struct ktap_object *obj;
	struct ktap_table *table;

	obj = ktap_heap_alloc(inv, KTAP_KIND_TABLE, sizeof(*table));
	if (!obj)
		return NULL;
	table = ktap_table_of(obj);
	atomic64_set(&table->alone.word, KTAP_SLOT_NIL);
	table->shape = (struct ktap_shape){};
	table->store = ktap_store_create(inv, hint);

	return table->store ? table : NULL;
}

u64 ktap_table_len(const struct ktap_table *table)
{
	return ktap_store_len(store_of(table));
}

/* The slot of a key where it is most likely to be, or NULL. */
static inline struct ktap_slot *find_soon(struct ktap_store *store,
					  const struct ktap_value *key,
					  u32 *bytes)
{
	struct ktap_key k;

	*bytes = 0;
	if (ktap_chunks_take(key))
		return ktap_chunks_find(&store->chunks, key->i);
	if (unlikely(!ktap_key_init(&k, key)))
		return NULL;
	*bytes = k.bytes;
	return ktap_store_find_node(store, &k);
}

struct ktap_slot *ktap_table_find_soon(struct ktap_table *table,
				       const struct ktap_value *key)
{
	u32 bytes;

	return find_soon(store_of(table), key, &bytes);
}

void ktap_table_get(struct ktap_table *table, const struct ktap_value *key,
		    struct ktap_value *v)
{
	struct ktap_store *store = store_of(table);
	u32 bytes;
	struct ktap_slot *slot = find_soon(store, key, &bytes);
	u64 word = slot ? ktap_slot_read(slot) : KTAP_SLOT_DEAD;
	struct ktap_key k;

	if (unlikely(word == KTAP_SLOT_DEAD) && ktap_chunks_take(key)) {
		ktap_key_init(&k, key);
		slot = ktap_store_find_node(store, &k);
		word = slot ? ktap_slot_read(slot) : KTAP_SLOT_DEAD;
	}
	ktap_slot_unpack(word, v);
}

static int give_up(struct ktap_invocation *inv)
{
	ktap_loss_count(ktap_heap_losses(inv->heap), KTAP_LOSS_LOCK);
	return -EBUSY;
}

int ktap_table_set(struct ktap_invocation *inv, struct ktap_table *table,
		   const struct ktap_value *key, const struct ktap_value *v)
{
	struct ktap_store *store;
	struct ktap_value old;
	struct ktap_slot *slot;
	struct ktap_key k;
	unsigned int i;
	int ret;

	if (!ktap_key_init(&k, key))
		return KTAP_TRAP_BAD_KEY;
	ktap_invocation_charge(inv, k.bytes);
	if (ktap_value_is_nil(v))
		return ktap_store_remove(inv, store_of(table), &k, &old);

	for (i = 0; i < KTAP_MAX_TABLE_TRIES; i++) {
		store = store_of(table);
		slot = ktap_store_find(store, &k);
		if (slot) {
			ret = ktap_slot_set(inv, slot, v);
			if (ret != -ESTALE)
				return ret;
		}
		ret = ktap_store_insert(inv, store, &k, v);
		if (ret != -EEXIST)
			return ret;
	}
	return give_up(inv);
}

int ktap_table_add(struct ktap_invocation *inv, struct ktap_table *table,
		   const struct ktap_value *key, const struct ktap_value *v)
{
	struct ktap_key k;

	if (!ktap_key_init(&k, key))
		return KTAP_TRAP_BAD_KEY;

	return ktap_store_insert(inv, store_of(table), &k, v);
}

/* Value of a new element: what is missing counts as 0, or "" for CAT. */
static int first_value(struct ktap_invocation *inv, enum ktap_update op,
		       const struct ktap_value *v, struct ktap_value *first)
{
	struct ktap_string *string;
	int trap = 0;
	size_t len;

	if (op != KTAP_UPDATE_CAT) {
		*first = ktap_value_int(0);
		if (v->kind != KTAP_KIND_INT)
			return KTAP_TRAP_NOT_INT;
		return ktap_value_arith(op, 0, v->i, &first->i);
	}

	*first = *v;
	if (v->kind == KTAP_KIND_STRING)
		return 0;
	len = ktap_value_text_max(v);
	string = ktap_string_alloc(inv, len, &trap);
	if (!string)
		return trap ?: -ENOMEM;
	string->len = ktap_value_text(v, string->bytes, len + 1);
	ktap_string_seal(string);
	*first = ktap_value_obj(KTAP_KIND_STRING, &string->obj);

	return 0;
}

/* Whatever is not plain: there is no element, or it goes, or it is elsewhere. */
static noinline int update_slow(struct ktap_invocation *inv,
				struct ktap_table *table,
				const struct ktap_value *key,
				enum ktap_update op, const struct ktap_value *v)
{
	struct ktap_store *store;
	struct ktap_value first;
	struct ktap_slot *slot;
	struct ktap_key k;
	unsigned int i;
	int ret;

	if (!ktap_key_init(&k, key))
		return KTAP_TRAP_BAD_KEY;

	for (i = 0; i < KTAP_MAX_TABLE_TRIES; i++) {
		store = store_of(table);
		slot = ktap_store_find(store, &k);
		if (slot) {
			ret = ktap_slot_update(inv, slot, op, v);
			if (likely(ret != -ESTALE))
				return ret;
		}
		ret = first_value(inv, op, v, &first);
		if (ret)
			return ret;
		ret = ktap_store_insert(inv, store, &k, &first);
		if (ret != -EEXIST)
			return ret;
	}
	return give_up(inv);
}

int ktap_table_update(struct ktap_invocation *inv, struct ktap_table *table,
		      const struct ktap_value *key, enum ktap_update op,
		      const struct ktap_value *v)
{
	u32 bytes;
	struct ktap_slot *slot = find_soon(store_of(table), key, &bytes);
	int ret;

	ktap_invocation_charge(inv, bytes);
	if (likely(slot)) {
		if (op == KTAP_UPDATE_ADD && ktap_slot_try_add(slot, v))
			return 0;
		ret = ktap_slot_update(inv, slot, op, v);
		if (likely(ret != -ESTALE))
			return ret;
	}
	return update_slow(inv, table, key, op, v);
}

int ktap_table_take(struct ktap_invocation *inv, struct ktap_table *table,
		    const struct ktap_value *key, struct ktap_value *v)
{
	struct ktap_key k;

	*v = ktap_value_nil();
	if (!ktap_key_init(&k, key))
		return KTAP_TRAP_BAD_KEY;
	return ktap_store_remove(inv, store_of(table), &k, v);
}

struct ktap_table *ktap_table_take_all(struct ktap_invocation *inv,
				       struct ktap_table *table)
{
	struct ktap_table *taken = ktap_table_create(inv, 0);

	if (!taken)
		return NULL;
	taken->shape = table->shape;
	taken->store = xchg(&table->store, taken->store);
	/* Nobody else knows the new one: its reference moves with the word. */
	atomic64_set(&taken->alone.word,
		     atomic64_xchg(&table->alone.word, KTAP_SLOT_NIL));
	WRITE_ONCE(taken->store->shared, true);
	/* Updates in flight land in what was taken: let them. */
	if (inv->level == KTAP_LEVEL_PROCESS)
		ktap_heap_wait_handlers(inv->heap);

	return taken;
}

int ktap_table_step(struct ktap_table *table, u64 *pos, struct ktap_value *key,
		    struct ktap_value *v, unsigned int *steps)
{
	return ktap_store_next(store_of(table), pos, key, v, steps);
}

bool ktap_table_next(struct ktap_table *table, u64 *pos,
		     struct ktap_value *key, struct ktap_value *v)
{
	unsigned int steps = UINT_MAX;

	return ktap_table_step(table, pos, key, v, &steps) > 0;
}

/*
 * A table that nobody can reach: so is its store, unless it grows just now, or
 * was taken from a table in which others may have found it.  The worker has
 * waited for those.
 */
static bool drop_table(struct ktap_invocation *inv, struct ktap_table *table,
		       unsigned int *steps)
{
	struct ktap_store *store = table->store;
	bool alone;

	ktap_slot_drop_word(inv->heap,
			    atomic64_xchg(&table->alone.word, KTAP_SLOT_NIL));
	if (!store)
		return true;
	alone = atomic_read_acquire(&store->obj.state) == KTAP_OBJECT_ONE;
	if (inv->level != KTAP_LEVEL_WORKER && READ_ONCE(store->shared))
		alone = false;
	if (inv->level < KTAP_LEVEL_PROCESS && store->array != &store->first)
		alone = false;
	if (!alone) {
		ktap_heap_drop(inv->heap, &store->obj);
	} else {
		if (!ktap_store_drop(inv, store, steps))
			return false;
		ktap_heap_free_part(inv, &store->obj);
	}
	table->store = NULL;

	return true;
}

bool ktap_table_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		     unsigned int *steps)
{
	switch ((obj->flags & KTAP_OBJECT_PART_MASK) >> 4) {
	case KTAP_PART_STORE:
		return ktap_store_drop(inv,
				       container_of(obj, struct ktap_store, obj),
				       steps);
	case KTAP_PART_NODE:
		ktap_store_drop_node(inv->heap,
				     container_of(obj, struct ktap_node, obj));
		return true;
	case KTAP_PART_ARRAY:
	case KTAP_PART_CHUNK:	/* taken out when it was empty */
		return true;
	default:
		return drop_table(inv, ktap_table_of(obj), steps);
	}
}
