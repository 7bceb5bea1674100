// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: texts of probes in programs and libraries
 *
 * Context: process
 *
 * They come from an image, which may say anything.
 */

#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "provider/user_text.h"

#define NO_FILE		"has no file and place: write PATH:NAME"
#define NO_PLACE	\
	"has no place in the file, which the tool finds: write PATH:0xOFFSET"
#define BEHIND		"has something behind its place"

struct text_case {
	const char *text;
	/* What is wrong with it, or NULL and what it says. */
	const char *wrong;
	const char *path;
	const char *name;
	const char *event;
	const char *args;
	loff_t offset;
	loff_t semaphore;
	bool is_return;
};

static const struct text_case cases[] = {
	{ "probe:/bin/a:main@0x10", NULL, "/bin/a", "main",
	  "probe:/bin/a:main", "", 0x10 },
	{ "probe:/bin/a:main@16%return", NULL, "/bin/a", "main",
	  "probe:/bin/a:main%return", "", 0x10, 0, true },
	{ "probe:/bin/a:main@0x10  x=%di y=+0(%si):string", NULL, "/bin/a",
	  "main", "probe:/bin/a:main", "x=%di y=+0(%si):string", 0x10 },
	{ "probe:/bin/a:0x20", NULL, "/bin/a", "0x20",
	  "probe:/bin/a:0x20", "", 0x20 },
	{ "probe:\"/opt/a b:c\":f@1", NULL, "/opt/a b:c", "f",
	  "probe:\"/opt/a b:c\":f", "", 1 },
	{ "probe:'/a\"':f@1", NULL, "/a\"", "f", "probe:'/a\"':f", "", 1 },
	{ "sdt:/bin/a:mark@0x10(0x20)", NULL, "/bin/a", "mark",
	  "sdt:/bin/a:mark", "", 0x10, 0x20 },
	{ "sdt:/bin/a:mark@0x10(0x20) arg1=%di:u64", NULL, "/bin/a", "mark",
	  "sdt:/bin/a:mark", "arg1=%di:u64", 0x10, 0x20 },
	{ "probe:/bin/a:main@0x7fffffffffffffff", NULL, "/bin/a", "main",
	  "probe:/bin/a:main", "", S64_MAX },

	{ "probe:/bin/a", NO_FILE },
	{ "sdt:", NO_FILE },
	{ "sdt:a b:c", NO_FILE },
	{ "probe:\"/bin/a", NO_FILE },
	{ "probe:\"/bin/a\"main", NO_FILE },
	{ "probe:/bin/a:", NO_PLACE },
	{ "probe:/bin/a:main", NO_PLACE },
	{ "probe:/bin/a:main@", NO_PLACE },
	{ "probe:/bin/a:main@x", NO_PLACE },
	{ "probe:/bin/a:main@-1", NO_PLACE },
	{ "probe:/bin/a:main@0x8000000000000000", NO_PLACE },
	{ "probe:/bin/a:main@99999999999999999999999999", NO_PLACE },
	{ "probe:/bin/a:@1", NO_PLACE },
	{ "sdt:/bin/a:mark@1(", NO_PLACE },
	{ "sdt:/bin/a:mark@1(2", NO_PLACE },
	{ "sdt:/bin/a:mark@1()", NO_PLACE },
	{ "sdt:/bin/a:mark@1(-2)", NO_PLACE },
	{ "sdt:/bin/a:mark@1(2)3", BEHIND },
	{ "probe:/bin/a:main@1%retur", BEHIND },
	{ "probe:/bin/a:main@1%returns", BEHIND },
};

static void expect_parts(struct kunit *test, const struct text_case *c,
			 const struct ktap_user_text *ut)
{
	KUNIT_EXPECT_STREQ(test, ut->path, c->path);
	KUNIT_EXPECT_STREQ(test, ut->name, c->name);
	KUNIT_EXPECT_STREQ(test, ut->event, c->event);
	KUNIT_EXPECT_STREQ(test, ut->args, c->args);
	KUNIT_EXPECT_EQ_MSG(test, ut->offset, c->offset, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ut->semaphore, c->semaphore, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ut->is_return, c->is_return, "%s", c->text);
}

static void test_user_text_parse(struct kunit *test)
{
	struct ktap_user_text *ut;
	const char *wrong;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ut = kzalloc(sizeof(*ut), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, ut);
		wrong = ktap_user_text_parse(ut, cases[i].text);
		KUNIT_EXPECT_STREQ_MSG(test, wrong ?: "", cases[i].wrong ?: "",
				       "%s", cases[i].text);
		if (!wrong && !cases[i].wrong)
			expect_parts(test, &cases[i], ut);
		ktap_user_text_free(ut);
	}
}

/* Names up to what fits, and no byte more. */
static void test_user_text_long_name(struct kunit *test)
{
	static const char begin[] = "probe:/a:";
	char *text = kunit_kzalloc(test, 400, GFP_KERNEL);
	struct ktap_user_text *ut;
	int len;

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (len = 250; len < 260; len++) {
		strscpy(text, begin, 400);
		memset(text + strlen(begin), 'n', len);
		strscpy(text + strlen(begin) + len, "@1", 16);
		ut = kzalloc(sizeof(*ut), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, ut);
		KUNIT_EXPECT_EQ_MSG(test, !ktap_user_text_parse(ut, text),
				    len < sizeof(ut->name), "%d", len);
		ktap_user_text_free(ut);
	}
}

static void test_user_text_is(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, ktap_user_text_is("probe:/bin/a:f"));
	KUNIT_EXPECT_TRUE(test, ktap_user_text_is("probe:\"/a b\":f"));
	KUNIT_EXPECT_TRUE(test, ktap_user_text_is("sdt:"));
	KUNIT_EXPECT_FALSE(test, ktap_user_text_is("probe:vfs_read"));
	KUNIT_EXPECT_FALSE(test, ktap_user_text_is("probe:vfs_read x=@a/b"));
	KUNIT_EXPECT_FALSE(test, ktap_user_text_is("sched:/"));
}

static struct kunit_case user_text_cases[] = {
	KUNIT_CASE(test_user_text_parse),
	KUNIT_CASE(test_user_text_long_name),
	KUNIT_CASE(test_user_text_is),
	{}
};

static struct kunit_suite user_text_suite = {
	.name		= "ktap-user-text",
	.test_cases	= user_text_cases,
};

kunit_test_suite(user_text_suite);
