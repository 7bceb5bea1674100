// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of tables that several use at a time
 *
 * Context: process
 */

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "data/buckets.h"
#include "data/hash.h"
#include "data/store.h"
#include "data/table.h"
#include "mem/guard.h"
#include "tests/fixture.h"
#include "tests/tables.h"

/* -- locks ----------------------------------------------------------------- */

static void test_store_nmi_gives_up(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_value v = ktap_value_int(1);
	struct ktap_invocation inv;
	struct ktap_store *store;
	unsigned int stripe, steps = U32_MAX;
	int inserted, removed, freed;
	unsigned long flags;
	struct ktap_key key;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	store = ktap_store_create(&inv, 0);
	KUNIT_ASSERT_NOT_NULL(test, store);
	fixture_end(fix, &inv);
	KUNIT_EXPECT_TRUE(test, ktap_key_init(&key, &v));
	stripe = key.hash >> (32 - KTAP_STRIPE_BITS);

	/* An NMI comes while the code that it interrupts has the lock. */
	fixture_begin(fix, &inv, 3);
	raw_spin_lock_irqsave(&store->locks[stripe], flags);
	store->held = BIT(stripe);
	inserted = ktap_store_insert(&inv, store, &key, &v);
	removed = ktap_store_remove(&inv, store, &key, &v);
	store->held = 0;
	raw_spin_unlock_irqrestore(&store->locks[stripe], flags);
	v = ktap_value_int(1);
	freed = ktap_store_insert(&inv, store, &key, &v);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_EQ(test, inserted, -EBUSY);
	KUNIT_EXPECT_EQ(test, removed, -EBUSY);
	KUNIT_EXPECT_EQ(test, freed, 0);
	KUNIT_EXPECT_EQ(test, ktap_store_len(store), 1);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_LOCK), 2);

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	KUNIT_EXPECT_TRUE(test, ktap_store_drop(&inv, store, &steps));
	ktap_heap_free_part(&inv, &store->obj);
	fixture_end(fix, &inv);
	fixture_expect_empty(test);
}

/* What exists is read and updated whoever has the lock of its bucket. */
static void test_store_existing_needs_no_lock(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_value v = ktap_value_int(1), found;
	struct ktap_invocation inv;
	unsigned int steps = U32_MAX;
	struct ktap_store *store;
	struct ktap_slot *slot;
	struct ktap_key key;
	unsigned long flags;
	raw_spinlock_t *lock;
	int ret;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	store = ktap_store_create(&inv, 0);
	KUNIT_ASSERT_NOT_NULL(test, store);
	KUNIT_EXPECT_TRUE(test, ktap_key_init(&key, &v));
	KUNIT_EXPECT_EQ(test, ktap_store_insert(&inv, store, &key, &v), 0);
	fixture_end(fix, &inv);
	lock = &store->locks[key.hash >> (32 - KTAP_STRIPE_BITS)];

	fixture_begin(fix, &inv, 3);
	raw_spin_lock_irqsave(lock, flags);
	slot = ktap_store_find(store, &key);
	ret = slot ? ktap_slot_update(&inv, slot, KTAP_UPDATE_ADD, &v) :
		     -ENOENT;
	raw_spin_unlock_irqrestore(lock, flags);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_EQ(test, ret, 0);
	if (slot) {
		ktap_slot_get(slot, &found);
		KUNIT_EXPECT_EQ(test, found.i, 2);
	}
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_LOCK), 0);

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	KUNIT_EXPECT_TRUE(test, ktap_store_drop(&inv, store, &steps));
	ktap_heap_free_part(&inv, &store->obj);
	fixture_end(fix, &inv);
	fixture_expect_empty(test);
}

/* -- growth while the worker is late ---------------------------------------- */

/* Elements that come meanwhile. */
#define NR_LATE		2000

/* Integers that are no business of the array part. */
#define FAR		(1LL << 40)

struct blocker {
	struct ktap_heap_job job;
	struct completion go_on;
};

static void block(struct ktap_heap *heap, struct ktap_heap_job *job)
{
	struct blocker *blocker = container_of(job, struct blocker, job);

	wait_for_completion(&blocker->go_on);
}

static unsigned int longest_chain(const struct ktap_array *array)
{
	unsigned int longest = 0, len;
	struct ktap_node *node;
	u32 i;

	for (i = 0; i < ktap_array_nr(array); i++) {
		len = 0;
		node = array->buckets[i];
		if (node == KTAP_BUCKET_MOVED)
			continue;
		for (; node && node->hash >> array->shift == i; node = node->next)
			len++;
		longest = max(longest, len);
	}
	return longest;
}

static unsigned int find_all(struct ktap_store *store, unsigned int nr)
{
	unsigned int i, found = 0;
	struct ktap_slot *slot;
	struct ktap_value v;
	struct ktap_key key;

	for (i = 0; i < nr; i++) {
		v = ktap_value_int(FAR + i);
		ktap_key_init(&key, &v);
		slot = ktap_store_find(store, &key);
		if (slot) {
			ktap_slot_get(slot, &v);
			found += v.i == FAR + i;
		}
	}
	return found;
}

/* Handlers add buckets and move their own; the worker does the rest later. */
static void test_store_grows_before_the_worker(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, nr = 0, walked = 0, steps = U32_MAX;
	struct blocker blocker = { .job.run = block };
	struct ktap_array *first;
	struct ktap_invocation inv;
	struct ktap_store *store;
	struct ktap_value v;
	struct ktap_key key;
	u64 pos = 0;

	init_completion(&blocker.go_on);
	ktap_heap_submit(fix->heap, &blocker.job);
	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	store = ktap_store_create(&inv, 0);
	KUNIT_ASSERT_NOT_NULL(test, store);
	fixture_end(fix, &inv);
	first = store->array;

	for (i = 0; i < NR_LATE; i++) {
		v = ktap_value_int(FAR + nr);
		ktap_key_init(&key, &v);
		/* Handlers have what is on their lists, process code has all. */
		fixture_begin(fix, &inv, i % 2 ? KTAP_LEVEL_PROCESS : i / 2 % 4);
		nr += !ktap_store_insert(&inv, store, &key, &v);
		fixture_end(fix, &inv);
	}
	KUNIT_EXPECT_GE(test, nr, NR_LATE / 2);
	KUNIT_EXPECT_EQ(test, NR_LATE - nr,
			fixture_lost(fix, KTAP_LOSS_MEM_EMPTY));
	KUNIT_EXPECT_PTR_EQ(test, store->array, first);
	KUNIT_ASSERT_NOT_NULL(test, first->next);
	KUNIT_EXPECT_EQ(test, longest_chain(first), 0);
	KUNIT_EXPECT_LE(test, longest_chain(first->next), nr / 20);
	KUNIT_EXPECT_EQ(test, find_all(store, nr), nr);

	complete(&blocker.go_on);
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_GE(test, ktap_array_nr(store->array), nr / 2);
	KUNIT_EXPECT_EQ(test, find_all(store, nr), nr);
	while (ktap_store_next(store, &pos, &v, &v, &steps) > 0)
		walked++;
	KUNIT_EXPECT_EQ(test, walked, nr);

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	KUNIT_EXPECT_TRUE(test, ktap_store_drop(&inv, store, &steps));
	ktap_heap_free_part(&inv, &store->obj);
	fixture_end(fix, &inv);
	fixture_expect_empty(test);
}

/* -- many at once ---------------------------------------------------------- */

#define NR_ROUNDS	20000
#define NR_SHARED_KEYS	8

struct worker {
	struct fixture *fix;
	struct ktap_table *table;
	unsigned int nr;
	s64 added, taken;
	u64 misses, wrong;
	struct completion done;
};

/* Updates of a few elements that all share, now and then taken away. */
static void update_shared(struct worker *w, struct ktap_invocation *inv,
			  unsigned int i)
{
	struct ktap_value key = ktap_value_int(i % NR_SHARED_KEYS);
	struct ktap_value one = ktap_value_int(1), v;

	if (i % 7) {
		if (ktap_table_update(inv, w->table, &key, KTAP_UPDATE_ADD,
				      &one))
			w->misses++;
		else
			w->added++;
	} else if (!ktap_table_take(inv, w->table, &key, &v) &&
		   v.kind == KTAP_KIND_INT) {
		w->taken += v.i;
	}
}

/* Elements of its own: they come, are there, and go, by text and by number. */
static void change_own(struct worker *w, struct ktap_invocation *inv,
		       unsigned int i)
{
	struct ktap_value key, v, big = ktap_value_int(S64_MAX - i);
	struct ktap_string *string;
	char text[24];
	int trap = 0, ret;

	string = ktap_string_make(inv, text,
				  snprintf(text, sizeof(text), "%u of %u",
					   i % 512, w->nr), &trap);
	if (!string)
		return;
	key = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	ret = ktap_table_set(inv, w->table, &key, &big);
	if (ret) {
		w->misses++;
		return;
	}
	ktap_table_get(w->table, &key, &v);
	w->wrong += !ktap_value_equal(&v, &big);
	if (i & 512) {
		ret = ktap_table_take(inv, w->table, &key, &v);
		w->wrong += ret || !ktap_value_equal(&v, &big);
		ktap_table_get(w->table, &key, &v);
		w->wrong += v.kind != KTAP_KIND_NIL;
	}
}

/* Small integers of its own: chunks come, are shared with others, and go. */
static void change_index(struct worker *w, struct ktap_invocation *inv,
			 unsigned int i)
{
	struct ktap_value key, v, number = ktap_value_int(i);

	key = ktap_value_int(NR_SHARED_KEYS + i % 1024 * 8 + w->nr % 8);
	if (w->nr >= 8)
		return;
	if (ktap_table_set(inv, w->table, &key, &number)) {
		w->misses++;
		return;
	}
	ktap_table_get(w->table, &key, &v);
	w->wrong += !ktap_value_equal(&v, &number);
	w->added += i;
	if (ktap_table_take(inv, w->table, &key, &v)) {
		w->misses++;
		return;
	}
	w->wrong += !ktap_value_equal(&v, &number);
	w->taken += i;
}

static int work(void *data)
{
	struct ktap_invocation inv;
	struct worker *w = data;
	unsigned int i;
	int level;

	for (i = 0; i < NR_ROUNDS; i++) {
		level = ktap_guard_enter(w->fix->losses);
		if (level < 0) {
			w->wrong++;
			break;
		}
		ktap_heap_begin(&inv, w->fix->heap, level);
		update_shared(w, &inv, i);
		change_own(w, &inv, i);
		change_index(w, &inv, i);
		ktap_heap_end(&inv);
		ktap_guard_exit(level);
		if (!(i % 64))
			cond_resched();
	}
	complete(&w->done);
	return 0;
}

static void test_table_many_at_once(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int nr = 2 * num_online_cpus(), i;
	s64 added = 0, taken = 0, left = 0;
	struct ktap_value key, v;
	struct task_struct *task;
	struct worker *workers;
	u64 pos = 0, misses = 0, lost;

	workers = kunit_kcalloc(test, nr, sizeof(*workers), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, workers);
	ktap_heap_gate(fix->heap, true);
	for (i = 0; i < nr; i++) {
		workers[i].fix = fix;
		workers[i].table = table;
		workers[i].nr = i;
		init_completion(&workers[i].done);
		task = kthread_run(work, &workers[i], "ktap_test/%u", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	}
	for (i = 0; i < nr; i++) {
		wait_for_completion(&workers[i].done);
		KUNIT_EXPECT_EQ(test, workers[i].wrong, 0);
		added += workers[i].added;
		taken += workers[i].taken;
		misses += workers[i].misses;
	}
	while (ktap_table_next(table, &pos, &key, &v))
		if (key.kind == KTAP_KIND_INT)
			left += v.i;
	KUNIT_EXPECT_EQ(test, added, taken + left);
	KUNIT_EXPECT_GT(test, added, 0);
	/* A statement may meet two losses but reports one. */
	lost = fixture_lost(fix, KTAP_LOSS_MEM_EMPTY) +
	       fixture_lost(fix, KTAP_LOSS_MEM_LIMIT) +
	       fixture_lost(fix, KTAP_LOSS_LOCK);
	KUNIT_EXPECT_EQ(test, misses, lost);
	kunit_info(test, "%u threads, %llu updates lost and counted", nr, lost);
	ktap_heap_gate(fix->heap, false);
	forget_table(test, table);
}

static struct kunit_case table_shared_cases[] = {
	KUNIT_CASE(test_store_nmi_gives_up),
	KUNIT_CASE(test_store_existing_needs_no_lock),
	KUNIT_CASE(test_store_grows_before_the_worker),
	KUNIT_CASE_SLOW(test_table_many_at_once),
	{}
};

static struct kunit_suite table_shared_suite = {
	.name		= "ktap_table_shared",
	.init		= table_init,
	.exit		= fixture_exit,
	.test_cases	= table_shared_cases,
};

kunit_test_suite(table_shared_suite);
