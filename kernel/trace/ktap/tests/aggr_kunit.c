// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of aggregates and of the buckets of histograms
 *
 * Context: process
 */

#include <linux/limits.h>

#include "data/aggr.h"
#include "data/sample.h"
#include "tests/fixture.h"
#include "tests/tables.h"

/* -- buckets --------------------------------------------------------------- */

/* They follow each other without gap, and values fall where they belong. */
static void check_shape(struct kunit *test, const struct ktap_shape *shape)
{
	s64 least, largest, middle, last = S64_MIN;
	unsigned int i;

	KUNIT_ASSERT_LE(test, shape->nr, KTAP_MAX_BUCKETS);
	for (i = 0; i < shape->nr; i++) {
		ktap_hist_bounds(shape, i, &least, &largest);
		KUNIT_ASSERT_EQ(test, least, i ? last + 1 : S64_MIN);
		KUNIT_ASSERT_GE(test, largest, least);
		KUNIT_ASSERT_EQ(test, ktap_hist_bucket(shape, least), i);
		KUNIT_ASSERT_EQ(test, ktap_hist_bucket(shape, largest), i);
		middle = least + (s64)(((u64)largest - (u64)least) / 2);
		KUNIT_ASSERT_EQ(test, ktap_hist_bucket(shape, middle), i);
		last = largest;
	}
	KUNIT_EXPECT_EQ(test, last, S64_MAX);
}

static void test_hist_log2(struct kunit *test)
{
	struct ktap_shape shape;
	s64 least, largest;
	unsigned int bits;

	for (bits = 0; bits <= KTAP_MAX_HIST_BITS; bits++) {
		ktap_hist_log2(&shape, bits);
		check_shape(test, &shape);
	}
	ktap_hist_log2(&shape, 0);
	KUNIT_EXPECT_EQ(test, shape.nr, 128);
	ktap_hist_bounds(&shape, ktap_hist_bucket(&shape, 1000), &least,
			 &largest);
	KUNIT_EXPECT_EQ(test, least, 512);
	KUNIT_EXPECT_EQ(test, largest, 1023);
	ktap_hist_log2(&shape, 2);
	ktap_hist_bounds(&shape, ktap_hist_bucket(&shape, -1000), &least,
			 &largest);
	KUNIT_EXPECT_EQ(test, least, -1023);
	KUNIT_EXPECT_EQ(test, largest, -896);
}

static void test_hist_linear(struct kunit *test)
{
	static const struct {
		s64 lo, hi, step;
		unsigned int nr;
	} good[] = {
		{ 0, 100, 10, 12 }, { 0, 25, 10, 5 }, { -7, -6, 1, 3 },
		{ 0, 1, S64_MAX, 3 }, { S64_MIN + 1, S64_MAX, S64_MAX, 4 },
		{ 0, KTAP_MAX_BUCKETS - 2, 1, KTAP_MAX_BUCKETS },
	}, bad[] = {
		{ 0, 0, 1 }, { 1, 0, 1 }, { 0, 1, 0 }, { 0, 1, -1 },
		{ 0, KTAP_MAX_BUCKETS - 1, 1 }, { S64_MIN, S64_MAX, 1 },
	};
	struct ktap_shape shape;
	int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		KUNIT_ASSERT_TRUE(test, ktap_hist_linear(&shape, good[i].lo,
							 good[i].hi,
							 good[i].step));
		KUNIT_EXPECT_EQ(test, shape.nr, good[i].nr);
		check_shape(test, &shape);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_FALSE(test, ktap_hist_linear(&shape, bad[i].lo,
							  bad[i].hi,
							  bad[i].step));
}

/* -- samples --------------------------------------------------------------- */

static int sample(struct kunit *test, u8 level, struct ktap_table *table,
		  s64 key, s64 v)
{
	struct ktap_value k = ktap_value_int(key), value = ktap_value_int(v);
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, level);
	ret = ktap_sample_element(&inv, table, &k, &value);
	fixture_end(fix, &inv);

	return ret;
}

static struct ktap_aggr *aggr_at(struct kunit *test, struct ktap_table *table,
				 s64 key)
{
	struct ktap_value k = ktap_value_int(key), v;

	ktap_table_get(table, &k, &v);
	KUNIT_ASSERT_EQ(test, v.kind, KTAP_KIND_AGGR);

	return ktap_aggr_of(v.obj);
}

static void test_aggr_levels(struct kunit *test)
{
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_summary sums;
	struct ktap_aggr *aggr;
	u8 level;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		KUNIT_EXPECT_EQ(test, sample(test, level, table, 1, level), 0);
		KUNIT_EXPECT_EQ(test, sample(test, level, table, 1, -1), 0);
	}
	aggr = aggr_at(test, table, 1);
	/* NMIs have a cell of their own. */
	KUNIT_EXPECT_NE(test, aggr->roots[0], 0);
	KUNIT_EXPECT_NE(test, aggr->roots[1], 0);
	ktap_aggr_read(aggr, &sums);
	KUNIT_EXPECT_EQ(test, sums.count, 10);
	KUNIT_EXPECT_EQ(test, sums.sum, 5);
	KUNIT_EXPECT_EQ(test, sums.min, -1);
	KUNIT_EXPECT_EQ(test, sums.max, KTAP_LEVEL_PROCESS);
	KUNIT_EXPECT_EQ(test, ktap_summary_avg(&sums), 0);
	forget_table(test, table);
}

static void test_aggr_stddev(struct kunit *test)
{
	static const s64 v[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
	static const s64 wide[] = { S64_MIN, S64_MAX, 0 };
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_summary sums;
	int i;

	for (i = 0; i < ARRAY_SIZE(v); i++) {
		sample(test, 0, table, 1, v[i]);
		sample(test, 0, table, 2, v[i] * 1000000000000);
		sample(test, 0, table, 3, -5);
	}
	for (i = 0; i < ARRAY_SIZE(wide); i++)
		sample(test, 0, table, 4, wide[i]);
	ktap_aggr_read(aggr_at(test, table, 1), &sums);
	KUNIT_EXPECT_EQ(test, ktap_summary_stddev(&sums), 2);
	KUNIT_EXPECT_EQ(test, ktap_summary_avg(&sums), 5);
	ktap_aggr_read(aggr_at(test, table, 2), &sums);
	KUNIT_EXPECT_EQ(test, ktap_summary_stddev(&sums), 2000000000000);
	ktap_aggr_read(aggr_at(test, table, 3), &sums);
	KUNIT_EXPECT_EQ(test, ktap_summary_stddev(&sums), 0);
	KUNIT_EXPECT_EQ(test, ktap_summary_avg(&sums), -5);
	/* 2^63 times the root of 2/3. */
	ktap_aggr_read(aggr_at(test, table, 4), &sums);
	KUNIT_EXPECT_EQ(test, ktap_summary_stddev(&sums),
			7530851732716320751ULL);
	forget_table(test, table);
}

static void test_aggr_buckets(struct kunit *test)
{
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_bucket bucket;
	u64 pos = 0, seen = 0;
	struct ktap_aggr *aggr;
	s64 last = S64_MIN, i;

	ktap_hist_log2(ktap_table_shape(table), 2);
	for (i = -1000; i <= 1000; i++)
		KUNIT_ASSERT_EQ(test, sample(test, KTAP_LEVEL_PROCESS, table, 1,
					     i * i * i), 0);
	aggr = aggr_at(test, table, 1);
	while (ktap_aggr_next(aggr, &pos, &bucket)) {
		KUNIT_EXPECT_GE(test, bucket.least, last);
		KUNIT_EXPECT_NE(test, bucket.count, 0);
		seen += bucket.count;
		last = bucket.largest;
	}
	KUNIT_EXPECT_EQ(test, seen, 2001);
	KUNIT_EXPECT_FALSE(test, ktap_aggr_next(aggr, &pos, &bucket));
	forget_table(test, table);
}

/* Only what was touched is there. */
static void test_aggr_memory(struct kunit *test)
{
	struct ktap_table *table = stored_table(test, 0);
	struct fixture *fix = test->priv;
	u64 empty = fixture_live(fix), one;
	unsigned int i;

	ktap_hist_log2(ktap_table_shape(table), 4);
	KUNIT_EXPECT_EQ(test, sample(test, KTAP_LEVEL_PROCESS, table, 0, 1), 0);
	one = fixture_live(fix) - empty;
	/* Slots, aggregate, cell of 121 pointers, a chunk of 16 buckets. */
	KUNIT_EXPECT_LT(test, one, 2600);
	for (i = 0; i < 1000; i++)
		sample(test, KTAP_LEVEL_PROCESS, table, 0, 1);
	KUNIT_EXPECT_EQ(test, fixture_live(fix) - empty, one);
	forget_table(test, table);
}

/* What cannot be added has no effect, and leaves nothing behind. */
static void test_aggr_without_memory(struct kunit *test)
{
	struct ktap_table *table = stored_table(test, 0);
	struct fixture *fix = test->priv;
	struct ktap_summary sums;
	unsigned int nth;
	int ret = -1;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");
	ktap_hist_log2(ktap_table_shape(table), 0);
	for (nth = 1; ret && nth < 20; nth++) {
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), 0);
		ktap_heap_inject(fix->heap, nth);
		ret = sample(test, 0, table, 1, 5);
		ktap_heap_inject(fix->heap, 0);
		ktap_heap_drain(fix->heap);
	}
	/*
	 * Aggregate, cell and buckets failed once each; where the array part
	 * gets no memory for the element, a node takes it.
	 */
	KUNIT_EXPECT_EQ(test, nth, 5);
	ktap_aggr_read(aggr_at(test, table, 1), &sums);
	KUNIT_EXPECT_EQ(test, sums.count, 1);

	ktap_heap_inject(fix->heap, 1);
	KUNIT_EXPECT_EQ(test, sample(test, 0, table, 1, 1 << 20), -ENOMEM);
	ktap_heap_inject(fix->heap, 0);
	ktap_aggr_read(aggr_at(test, table, 1), &sums);
	KUNIT_EXPECT_EQ(test, sums.count, 1);
	forget_table(test, table);
}

static void test_aggr_take(struct kunit *test)
{
	struct ktap_table *table = stored_table(test, 0), *taken;
	struct ktap_value target, v = ktap_value_int(3);
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_aggr *aggr;

	ktap_hist_log2(ktap_table_shape(table), 1);
	target = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table));
	fixture_begin(fix, &inv, 1);
	KUNIT_EXPECT_EQ(test, ktap_sample_value(&inv, &target, &v), 0);
	KUNIT_EXPECT_TRUE(test, ktap_sample_find(&target, &aggr));
	KUNIT_ASSERT_NOT_NULL(test, aggr);
	KUNIT_EXPECT_EQ(test, aggr->shape.bits, 1);
	taken = ktap_table_take_all(&inv, table);
	KUNIT_ASSERT_NOT_NULL(test, taken);
	KUNIT_EXPECT_TRUE(test, ktap_sample_find(&target, &aggr));
	KUNIT_EXPECT_NULL(test, aggr);
	target = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(taken));
	KUNIT_EXPECT_TRUE(test, ktap_sample_find(&target, &aggr));
	KUNIT_EXPECT_NOT_NULL(test, aggr);
	KUNIT_EXPECT_EQ(test, ktap_table_shape(taken)->bits, 1);
	fixture_end(fix, &inv);
	forget_table(test, table);
}

static struct kunit_case aggr_cases[] = {
	KUNIT_CASE(test_hist_log2),
	KUNIT_CASE(test_hist_linear),
	KUNIT_CASE(test_aggr_levels),
	KUNIT_CASE(test_aggr_stddev),
	KUNIT_CASE(test_aggr_buckets),
	KUNIT_CASE(test_aggr_memory),
	KUNIT_CASE(test_aggr_without_memory),
	KUNIT_CASE(test_aggr_take),
	{}
};

static struct kunit_suite aggr_suite = {
	.name		= "ktap-aggr",
	.init		= table_init,
	.exit		= fixture_exit,
	.test_cases	= aggr_cases,
};

kunit_test_suite(aggr_suite);
