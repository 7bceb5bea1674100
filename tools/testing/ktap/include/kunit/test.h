/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites in kernel/trace/ktap/tests use of KUnit.  The first
 * expectation of a test that does not hold ends it.
 */
#ifndef _HOSTED_KUNIT_TEST_H
#define _HOSTED_KUNIT_TEST_H

#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

/* The C library has one. */
#define remove			suite_remove

struct kunit_resource;

struct kunit {
	void *priv;
	const void *param_value;
	struct kunit_resource *resources;
};

struct kunit_case {
	void (*run)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	struct kunit_case *test_cases;
	struct kunit_suite *next;
};

#define KUNIT_CASE(func)	{ .run = func, .name = #func }
#define KUNIT_CASE_SLOW(func)	KUNIT_CASE(func)

void hosted_add_suite(struct kunit_suite *suite);

#define kunit_test_suite(suite)						\
static void __attribute__((__constructor__)) hosted_add(void)		\
{									\
	hosted_add_suite(&(suite));					\
}

void *kunit_kmalloc(struct kunit *test, size_t bytes, gfp_t gfp);
void *kunit_kzalloc(struct kunit *test, size_t bytes, gfp_t gfp);
void kunit_kfree(struct kunit *test, const void *memory);
int kunit_add_action(struct kunit *test, void (*action)(void *), void *arg);
void kunit_release_action(struct kunit *test, void (*action)(void *), void *arg);

#define kunit_kcalloc(test, nr, bytes, gfp)				\
	kunit_kzalloc(test, array_size(nr, bytes), gfp)

/* End the test that runs. */
__printf(3, 4)
void hosted_fail(const char *file, int line, const char *fmt, ...)
	__attribute__((__noreturn__));
__printf(1, 2)
void hosted_skip(const char *fmt, ...) __attribute__((__noreturn__));

#define kunit_skip(test, ...)	hosted_skip(__VA_ARGS__)
#define kunit_info(test, fmt, ...) printf("# " fmt "\n", ##__VA_ARGS__)

#define KUNIT_FAIL(test, ...)						\
	hosted_fail(__FILE__, __LINE__, __VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, ...)	KUNIT_FAIL(test, __VA_ARGS__)

#define HOSTED_COMPARE(left, op, right, ...)				\
do {									\
	__auto_type __left = (left);					\
	__auto_type __right = (right);					\
									\
	if (!(__left op __right))					\
		hosted_fail(__FILE__, __LINE__,				\
			    "%s " #op " %s: %lld and %lld " __VA_ARGS__, \
			    #left, #right, (long long)__left,		\
			    (long long)__right);			\
} while (0)

#define HOSTED_TRUE(what, condition)					\
do {									\
	if (!(condition))						\
		hosted_fail(__FILE__, __LINE__, "%s", what);		\
} while (0)

#define HOSTED_STREQ(left, right)					\
do {									\
	const char *__left = (left), *__right = (right);		\
									\
	if (strcmp(__left, __right))					\
		hosted_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"",	\
			    __left, __right);				\
} while (0)

#define KUNIT_EXPECT_EQ(test, l, r)	HOSTED_COMPARE(l, ==, r)
#define KUNIT_EXPECT_NE(test, l, r)	HOSTED_COMPARE(l, !=, r)
#define KUNIT_EXPECT_LT(test, l, r)	HOSTED_COMPARE(l, <, r)
#define KUNIT_EXPECT_LE(test, l, r)	HOSTED_COMPARE(l, <=, r)
#define KUNIT_EXPECT_GT(test, l, r)	HOSTED_COMPARE(l, >, r)
#define KUNIT_EXPECT_GE(test, l, r)	HOSTED_COMPARE(l, >=, r)
#define KUNIT_EXPECT_PTR_EQ(test, l, r)	HOSTED_TRUE(#l " == " #r, (l) == (r))
#define KUNIT_EXPECT_PTR_NE(test, l, r)	HOSTED_TRUE(#l " != " #r, (l) != (r))
#define KUNIT_EXPECT_TRUE(test, c)	HOSTED_TRUE(#c, c)
#define KUNIT_EXPECT_FALSE(test, c)	HOSTED_TRUE("!(" #c ")", !(c))
#define KUNIT_EXPECT_NULL(test, p)	HOSTED_TRUE(#p " is NULL", !(p))
#define KUNIT_EXPECT_NOT_NULL(test, p)	HOSTED_TRUE(#p " is not NULL", p)
#define KUNIT_EXPECT_STREQ(test, l, r)	HOSTED_STREQ(l, r)
#define KUNIT_EXPECT_MEMEQ(test, l, r, bytes)				\
	HOSTED_TRUE(#l " has the bytes of " #r, !memcmp(l, r, bytes))
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p)				\
	HOSTED_TRUE(#p " is no error", !IS_ERR_OR_NULL(p))

#define KUNIT_EXPECT_EQ_MSG(test, l, r, ...)				\
do {									\
	if ((l) != (r))							\
		KUNIT_FAIL(test, __VA_ARGS__);				\
} while (0)
#define KUNIT_EXPECT_STREQ_MSG(test, l, r, ...)				\
do {									\
	if (strcmp(l, r))						\
		KUNIT_FAIL(test, __VA_ARGS__);				\
} while (0)
#define KUNIT_EXPECT_NOT_NULL_MSG(test, p, ...)				\
do {									\
	if (!(p))							\
		KUNIT_FAIL(test, __VA_ARGS__);				\
} while (0)
#define KUNIT_ASSERT_TRUE_MSG(test, c, ...)				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, c, __VA_ARGS__)
#define KUNIT_ASSERT_FALSE_MSG(test, c, ...)				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, !(c), __VA_ARGS__)
#define KUNIT_EXPECT_TRUE_MSG(test, c, ...)				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, c, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, c, ...)				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, !(c), __VA_ARGS__)

#define KUNIT_ASSERT_EQ(test, l, r)	KUNIT_EXPECT_EQ(test, l, r)
#define KUNIT_ASSERT_NE(test, l, r)	KUNIT_EXPECT_NE(test, l, r)
#define KUNIT_ASSERT_LT(test, l, r)	KUNIT_EXPECT_LT(test, l, r)
#define KUNIT_ASSERT_LE(test, l, r)	KUNIT_EXPECT_LE(test, l, r)
#define KUNIT_ASSERT_GT(test, l, r)	KUNIT_EXPECT_GT(test, l, r)
#define KUNIT_ASSERT_GE(test, l, r)	KUNIT_EXPECT_GE(test, l, r)
#define KUNIT_ASSERT_TRUE(test, c)	KUNIT_EXPECT_TRUE(test, c)
#define KUNIT_ASSERT_FALSE(test, c)	KUNIT_EXPECT_FALSE(test, c)
#define KUNIT_ASSERT_NOT_NULL(test, p)	KUNIT_EXPECT_NOT_NULL(test, p)
#define KUNIT_ASSERT_NULL(test, p)	KUNIT_EXPECT_NULL(test, p)
#define KUNIT_ASSERT_STREQ(test, l, r)	KUNIT_EXPECT_STREQ(test, l, r)
#define KUNIT_ASSERT_PTR_EQ(test, l, r)	KUNIT_EXPECT_PTR_EQ(test, l, r)
#define KUNIT_ASSERT_PTR_NE(test, l, r)	KUNIT_EXPECT_PTR_NE(test, l, r)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, ...)				\
	KUNIT_EXPECT_EQ_MSG(test, l, r, __VA_ARGS__)
#define KUNIT_ASSERT_NOT_NULL_MSG(test, p, ...)				\
	KUNIT_EXPECT_NOT_NULL_MSG(test, p, __VA_ARGS__)

#endif /* _HOSTED_KUNIT_TEST_H */
