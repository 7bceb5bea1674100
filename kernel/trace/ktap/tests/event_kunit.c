// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: texts of timers, fields of records, names that were meant
 *
 * Context: process
 */

#include <../kernel/trace/trace.h>

#include <kunit/test.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/trace_events.h>

#include "common.h"
#include "data/string.h"
#include "data/value.h"
#include "event/fields.h"
#include "event/filter.h"
#include "event/tick.h"
#include "limits.h"
#include "link/near.h"
#include "mem/scratch.h"

static void test_event_tick_text(struct kunit *test)
{
	static const struct {
		const char *text;
		/* 0: wrong. */
		u64 ns;
	} checks[] = {
		{ "10000ns", 10000 },
		{ "10us", 10000 },
		{ "10usec", 10000 },
		{ "1ms", NSEC_PER_MSEC },
		{ "3msec", 3 * NSEC_PER_MSEC },
		{ "1s", NSEC_PER_SEC },
		{ "2sec", 2 * NSEC_PER_SEC },
		{ "1m", 60ull * NSEC_PER_SEC },
		{ "1h", 3600ull * NSEC_PER_SEC },
		{ "1hz", NSEC_PER_SEC },
		{ "99hz", 10101010 },
		{ "100000hz", 10000 },
		{ "9223372036s", 9223372036ull * NSEC_PER_SEC },
		{ "", 0 }, { "s", 0 }, { "1", 0 }, { "0s", 0 }, { "0hz", 0 },
		{ "1x", 0 }, { "1 s", 0 }, { "-1s", 0 }, { "1ss", 0 },
		{ "9999ns", 0 }, { "9us", 0 }, { "100001hz", 0 },
		{ "9223372037s", 0 }, { "18446744073709551616ns", 0 },
		{ "99999999999999999999999999999999s", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		u64 ns = 0;
		const char *wrong = ktap_tick_parse(checks[i].text, &ns);

		KUNIT_EXPECT_EQ_MSG(test, !wrong, !!checks[i].ns, "%s: %s",
				    checks[i].text, wrong);
		if (!wrong)
			KUNIT_EXPECT_EQ_MSG(test, ns, checks[i].ns, "%s",
					    checks[i].text);
	}
}

/* A record as an event might make it. */
struct test_record {
	struct trace_entry ent;
	s8 small;
	u8 byte;
	s16 half;
	u32 word;
	s64 big;
	char text[8];
	u8 mac[6];
	u16 halves[2];
	u32 where;
	u32 relative;
	char rest[32];
	u64 unsigned_big;
} __packed;

#define FIELD(kind, member, sign, filter)				\
	{								\
		.type = kind, .name = #member,				\
		.offset = offsetof(struct test_record, member),		\
		.size = sizeof_field(struct test_record, member),	\
		.is_signed = sign, .filter_type = filter,		\
	}

/* What the tracing core says of it. */
static struct ftrace_event_field test_fields[] = {
	FIELD("signed char", small, 1, FILTER_OTHER),
	FIELD("u8", byte, 0, FILTER_OTHER),
	FIELD("s16", half, 1, FILTER_OTHER),
	FIELD("unsigned int", word, 0, FILTER_OTHER),
	FIELD("s64", big, 1, FILTER_OTHER),
	FIELD("char[8]", text, 1, FILTER_STATIC_STRING),
	FIELD("u8[6]", mac, 0, FILTER_OTHER),
	FIELD("u16[2]", halves, 0, FILTER_OTHER),
	FIELD("__data_loc char[]", where, 1, FILTER_DYN_STRING),
	FIELD("__rel_loc u8[]", relative, 0, FILTER_OTHER),
	FIELD("u64", unsigned_big, 0, FILTER_OTHER),
};

struct fields_bench {
	struct trace_event_class class;
	struct trace_event_call call;
	struct ktap_fields *fields;
	struct test_record record;
	struct ktap_trace_record view;
	struct ktap_scratch scratch;
	struct ktap_invocation inv;
};

static struct fields_bench *make_bench(struct kunit *test)
{
	struct fields_bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, b);
	INIT_LIST_HEAD(&b->class.fields);
	for (i = 0; i < ARRAY_SIZE(test_fields); i++)
		list_add(&test_fields[i].link, &b->class.fields);
	b->call.class = &b->class;
	b->fields = ktap_fields_create(&b->call);
	KUNIT_ASSERT_NOT_NULL(test, b->fields);
	b->view = (struct ktap_trace_record){
		.fields	= b->fields,
		.bytes	= &b->record,
		.len	= sizeof(b->record),
	};
	b->scratch.bytes = kunit_kzalloc(test, KTAP_SCRATCH_BYTES, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b->scratch.bytes);
	b->inv.scratch = &b->scratch;
	return b;
}

static struct ktap_value read_field(struct kunit *test, struct fields_bench *b,
				    unsigned int nr)
{
	struct ktap_value value;

	KUNIT_EXPECT_EQ(test, ktap_fields_read(&b->view,
					       nr + KTAP_NR_COMMON_FIELDS,
					       &b->inv, &value), 0);
	return value;
}

static void expect_int(struct kunit *test, struct fields_bench *b,
		       unsigned int nr, s64 wanted)
{
	struct ktap_value value = read_field(test, b, nr);

	KUNIT_EXPECT_EQ(test, value.kind, KTAP_KIND_INT);
	KUNIT_EXPECT_EQ(test, value.i, wanted);
}

static void expect_bytes(struct kunit *test, struct fields_bench *b,
			 unsigned int nr, const char *wanted, size_t len)
{
	struct ktap_value value = read_field(test, b, nr);

	KUNIT_ASSERT_EQ(test, value.kind, KTAP_KIND_STRING);
	KUNIT_ASSERT_EQ(test, ktap_string_of(value.obj)->len, len);
	KUNIT_EXPECT_MEMEQ(test, ktap_string_of(value.obj)->bytes, wanted, len);
}

static void expect_nil(struct kunit *test, struct fields_bench *b,
		       unsigned int nr)
{
	struct ktap_value value = read_field(test, b, nr);

	KUNIT_EXPECT_EQ(test, value.kind, KTAP_KIND_NIL);
}

static void test_event_fields(struct kunit *test)
{
	struct fields_bench *b = make_bench(test);
	struct test_record *r = &b->record;

	r->small = -1;
	r->byte = 0xff;
	r->half = -2;
	r->word = 0xffffffff;
	r->big = S64_MIN;
	memcpy(r->text, "12345678", 8);		/* no NUL */
	memcpy(r->mac, "\0\1\2\3\4\5", 6);
	r->where = 6 << 16 | offsetof(struct test_record, rest);
	memcpy(r->rest, "hello", 6);
	/* From the end of the word to rest[6]. */
	r->relative = 3 << 16 | 6;
	memcpy(r->rest + 6, "\0\377\0", 3);

	expect_int(test, b, 0, -1);
	expect_int(test, b, 1, 0xff);
	expect_int(test, b, 2, -2);
	expect_int(test, b, 3, 0xffffffff);
	expect_int(test, b, 4, S64_MIN);
	expect_bytes(test, b, 5, "12345678", 8);
	expect_bytes(test, b, 6, "\0\1\2\3\4\5", 6);
	expect_nil(test, b, 7);
	expect_bytes(test, b, 8, "hello", 5);
	expect_bytes(test, b, 9, "\0\377\0", 3);
	expect_nil(test, b, 11);
	expect_nil(test, b, UINT_MAX - KTAP_NR_COMMON_FIELDS);
	kfree(b->fields);
}

/* A record may say that a field lies outside. */
static void test_event_fields_outside(struct kunit *test)
{
	struct fields_bench *b = make_bench(test);
	size_t end = sizeof(b->record);
	struct ktap_value value;

	b->record.where = 1 << 16 | (end - 1);
	expect_bytes(test, b, 8, "", 0);
	b->record.where = 2 << 16 | (end - 1);
	expect_nil(test, b, 8);
	b->record.where = 0xffffffff;
	expect_nil(test, b, 8);
	b->record.relative = 0xffffffff;
	expect_nil(test, b, 9);
	b->record.relative = 41 << 16;
	expect_nil(test, b, 9);

	/* A record that is shorter than its fields. */
	b->view.len = sizeof(struct trace_entry);
	KUNIT_EXPECT_EQ(test, ktap_fields_read(&b->view,
					       4 + KTAP_NR_COMMON_FIELDS,
					       &b->inv, &value), 0);
	KUNIT_EXPECT_EQ(test, value.kind, KTAP_KIND_NIL);
	kfree(b->fields);
}

static void expect_element(struct kunit *test, struct fields_bench *b,
			   const char *name, s64 index, s64 wanted)
{
	int nr = ktap_fields_find(&b->call, name);
	struct ktap_value value;

	KUNIT_ASSERT_GE(test, nr, KTAP_NR_COMMON_FIELDS);
	ktap_fields_element(&b->view, nr, index, &value);
	KUNIT_EXPECT_EQ(test, value.kind, KTAP_KIND_INT);
	KUNIT_EXPECT_EQ(test, value.i, wanted);
}

static void expect_no_element(struct kunit *test, struct fields_bench *b,
			      const char *name, s64 index)
{
	struct ktap_value value;

	ktap_fields_element(&b->view, ktap_fields_find(&b->call, name), index,
			    &value);
	KUNIT_EXPECT_EQ_MSG(test, value.kind, KTAP_KIND_NIL, "%s[%lld]", name,
			    index);
}

static void test_event_fields_elements(struct kunit *test)
{
	struct fields_bench *b = make_bench(test);
	struct test_record *r = &b->record;

	r->halves[0] = 0xfffe;
	r->halves[1] = 7;
	memcpy(r->mac, "\0\1\2\3\4\377", 6);
	memcpy(r->text, "ab", 3);
	r->relative = 2 << 16 | 1;
	memcpy(r->rest, "\0\xfe\xff", 3);

	expect_element(test, b, "halves", 0, 0xfffe);
	expect_element(test, b, "halves", 1, 7);
	expect_element(test, b, "mac", 5, 0xff);
	expect_element(test, b, "text", 1, 'b');
	expect_element(test, b, "relative", 1, 0xff);
	expect_no_element(test, b, "halves", 2);
	expect_no_element(test, b, "halves", -1);
	expect_no_element(test, b, "halves", S64_MIN);
	expect_no_element(test, b, "halves", S64_MAX);
	expect_no_element(test, b, "relative", 2);
	expect_no_element(test, b, "word", 0);
	expect_no_element(test, b, "no_such", 0);
	b->view.len = offsetof(struct test_record, halves) + 2;
	expect_no_element(test, b, "halves", 0);
	kfree(b->fields);
}

static void test_event_fields_text(struct kunit *test)
{
	static const char want[] =
		"small=-1 byte=255 half=-2 word=4294967295 big=-5 text=abc "
		"mac=000102030405 halves={1,65535} where=hello relative=00ff "
		"unsigned_big=0";
	struct fields_bench *b = make_bench(test);
	struct test_record *r = &b->record;
	char text[sizeof(want)];
	size_t i;

	*r = (struct test_record){
		.small = -1, .byte = 0xff, .half = -2, .word = 0xffffffff,
		.big = -5, .text = "abc", .mac = { 0, 1, 2, 3, 4, 5 },
		.halves = { 1, 0xffff },
		.where = 6 << 16 | offsetof(struct test_record, rest),
		.relative = 2 << 16 | 6, .rest = "hello\0\0\xff",
	};
	KUNIT_EXPECT_EQ(test, ktap_fields_text(&b->view, text, sizeof(text)),
			sizeof(want) - 1);
	KUNIT_EXPECT_STREQ(test, text, want);
	/* Less room: a beginning. */
	for (i = 1; i < sizeof(want); i++) {
		KUNIT_EXPECT_EQ(test, ktap_fields_text(&b->view, text, i), i - 1);
		KUNIT_EXPECT_EQ(test, strncmp(text, want, i - 1), 0);
	}
	/* A record that lies. */
	r->where = 0xffffffff;
	b->view.len = offsetof(struct test_record, text);
	ktap_fields_text(&b->view, text, sizeof(text));
	KUNIT_EXPECT_STREQ(test, text,
			   "small=-1 byte=255 half=-2 word=4294967295 big=-5 "
			   "text=nil mac=nil halves=nil where=nil relative=nil "
			   "unsigned_big=0");
	kfree(b->fields);
}

static void test_event_fields_names(struct kunit *test)
{
	struct fields_bench *b = make_bench(test);
	int pid = ktap_fields_find(&b->call, "common_pid");
	struct ktap_value value;

	KUNIT_EXPECT_EQ(test, ktap_fields_find(&b->call, "small"),
			KTAP_NR_COMMON_FIELDS);
	KUNIT_EXPECT_EQ(test, ktap_fields_find(&b->call, "relative"),
			KTAP_NR_COMMON_FIELDS + 9);
	KUNIT_EXPECT_EQ(test, ktap_fields_find(&b->call, "smal"), -ENOENT);
	KUNIT_EXPECT_EQ(test, ktap_fields_find(&b->call, ""), -ENOENT);
	KUNIT_ASSERT_LT(test, pid, KTAP_NR_COMMON_FIELDS);
	b->record.ent.pid = -7;
	KUNIT_EXPECT_EQ(test, ktap_fields_read(&b->view, pid, &b->inv, &value),
			0);
	KUNIT_EXPECT_EQ(test, value.i, -7);
	kfree(b->fields);
}

static void test_event_fields_full_scratch(struct kunit *test)
{
	struct fields_bench *b = make_bench(test);
	struct ktap_value value;

	b->scratch.used = KTAP_SCRATCH_BYTES;
	KUNIT_EXPECT_EQ(test, ktap_fields_read(&b->view,
					       5 + KTAP_NR_COMMON_FIELDS,
					       &b->inv, &value),
			KTAP_TRAP_SCRATCH);
	KUNIT_EXPECT_EQ(test, value.kind, KTAP_KIND_NIL);
	kfree(b->fields);
}

/* What ktap itself says of a term. */
static bool holds(const struct ktap_filter_term *term,
		  const struct ktap_value *field)
{
	int order = 0;

	if (term->op == KTAP_FILTER_AND)
		return field->i & term->value.i;
	if (term->op == KTAP_FILTER_EQ || term->op == KTAP_FILTER_NE)
		return ktap_value_equal(field, &term->value) ==
		       (term->op == KTAP_FILTER_EQ);
	ktap_value_compare(field, &term->value, &order);
	switch (term->op) {
	case KTAP_FILTER_LT:
		return order < 0;
	case KTAP_FILTER_LE:
		return order <= 0;
	case KTAP_FILTER_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

/* Values at which types end, and others. */
static s64 any_value(struct rnd_state *rnd)
{
	s64 value = (s64)prandom_u32_state(rnd) << 32 | prandom_u32_state(rnd);
	u32 bits = prandom_u32_state(rnd) % 65;

	switch (prandom_u32_state(rnd) % 4) {
	case 0:
		return (bits == 64 ? 0 : 1ULL << bits) + value % 2;
	case 1:
		return -(bits == 64 ? 0 : 1ULL << bits) + value % 2;
	case 2:
		return bits ? value >> (64 - bits) : 0;
	default:
		return value % 4;
	}
}

/* Where the kernel is asked it says what ktap says, whatever the field holds. */
static void compare_filters(struct kunit *test, struct fields_bench *b,
			    const struct ktap_filter_term *term,
			    const char *text, struct rnd_state *rnd)
{
	struct event_filter *filter = NULL;
	int nr = ktap_fields_find(&b->call, term->field), i;
	struct ktap_value value;

	mutex_lock(&event_mutex);
	i = create_event_filter(NULL, &b->call, (char *)text, false, &filter);
	mutex_unlock(&event_mutex);
	KUNIT_ASSERT_EQ_MSG(test, i, 0, "%s", text);
	for (i = 0; i < 50; i++) {
		prandom_bytes_state(rnd, b->record.text, 8);
		if (i % 2)
			memcpy(b->record.text, "abcdefgh", i % 9);
		if (i % 3)
			b->record.text[i % 8] = '\0';
		b->record.small = any_value(rnd);
		b->record.byte = any_value(rnd);
		b->record.half = any_value(rnd);
		b->record.word = any_value(rnd);
		b->record.big = any_value(rnd);
		b->record.unsigned_big = any_value(rnd);
		b->scratch.used = 0;
		ktap_fields_read(&b->view, nr, &b->inv, &value);
		KUNIT_ASSERT_EQ_MSG(test,
				    !!filter_match_preds(filter, &b->record),
				    holds(term, &value), "%s", text);
	}
	free_event_filter(filter);
}

static void test_event_filter_agrees(struct kunit *test)
{
	static const char *const names[] = {
		"small", "byte", "half", "word", "big", "unsigned_big",
	};
	struct fields_bench *b = make_bench(test);
	struct ktap_filter_term term;
	struct rnd_state rnd;
	int i, taken = 0;
	char text[128];

	b->call.name = "ktap_test";
	b->call.class->system = "ktap";
	prandom_seed_state(&rnd, 7);
	for (i = 0; i < 2000; i++) {
		term.field = names[i % ARRAY_SIZE(names)];
		term.op = prandom_u32_state(&rnd) % (KTAP_FILTER_AND + 1);
		term.value = ktap_value_int(any_value(&rnd));
		if (ktap_filter_term(&b->call, &term, text, sizeof(text)) < 0)
			continue;
		taken++;
		compare_filters(test, b, &term, text, &rnd);
	}
	KUNIT_EXPECT_GT(test, taken, 500);
	kfree(b->fields);
}

static void test_event_filter_strings(struct kunit *test)
{
	static const char *const texts[] = {
		"a", "abc", "abcdefg", "abcdefgh", "", "a*", "a\"b", "a b",
	};
	struct fields_bench *b = make_bench(test);
	struct ktap_filter_term term = { .field = "text" };
	struct rnd_state rnd;
	int i, taken = 0;
	char text[128];

	prandom_seed_state(&rnd, 8);
	for (i = 0; i < 2 * ARRAY_SIZE(texts); i++) {
		struct ktap_string *string;

		string = kunit_kzalloc(test, 64, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, string);
		ktap_string_init_static(string, texts[i / 2],
					strlen(texts[i / 2]));
		term.op = i % 2 ? KTAP_FILTER_NE : KTAP_FILTER_EQ;
		term.value = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		if (ktap_filter_term(&b->call, &term, text, sizeof(text)) < 0)
			continue;
		taken++;
		compare_filters(test, b, &term, text, &rnd);
	}
	/* a, abc, abcdefg and "a b". */
	KUNIT_EXPECT_EQ(test, taken, 8);
	kfree(b->fields);
}

static void test_event_near(struct kunit *test)
{
	static const char *const names[] = {
		"sched:sched_switch", "sched:sched_waking", "irq:irq_handler_entry",
	};
	static const struct {
		const char *wanted;
		const char *best;
	} checks[] = {
		{ "sched:sched_swich", "sched:sched_switch" },
		{ "schd:sched_switch", "sched:sched_switch" },
		{ "sched:sched_walking", "sched:sched_waking" },
		{ "irq:handler_entry", "irq:irq_handler_entry" },
		{ "net:netif_rx", "" },
		{ "", "" },
	};
	struct ktap_near near;
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		ktap_near_init(&near, checks[i].wanted);
		for (n = 0; n < ARRAY_SIZE(names); n++)
			ktap_near_offer(&near, names[n]);
		KUNIT_EXPECT_STREQ(test, near.best, checks[i].best);
	}
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE(test_event_tick_text),
	KUNIT_CASE(test_event_fields),
	KUNIT_CASE(test_event_fields_outside),
	KUNIT_CASE(test_event_fields_elements),
	KUNIT_CASE(test_event_fields_names),
	KUNIT_CASE(test_event_fields_text),
	KUNIT_CASE(test_event_fields_full_scratch),
	KUNIT_CASE(test_event_filter_agrees),
	KUNIT_CASE(test_event_filter_strings),
	KUNIT_CASE(test_event_near),
	{}
};

static struct kunit_suite event_suite = {
	.name		= "ktap-event",
	.test_cases	= event_cases,
};

kunit_test_suite(event_suite);
