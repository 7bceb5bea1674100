// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - runs the suites of kernel/trace/ktap/tests; prints TAP
 *
 *	kunit [SUITE...]
 */

#include <kunit/test.h>
#include <setjmp.h>

#include "hosted_kernel.h"

/* What goes away with the test: memory, or an action. */
struct kunit_resource {
	struct kunit_resource *next;
	void (*action)(void *arg);
	void *arg;
};

enum { ENDS_FAILED = 1, ENDS_SKIPPED };

static struct kunit_suite *suites;
static jmp_buf test_end;
static char why[1024];

void hosted_add_suite(struct kunit_suite *suite)
{
	suite->next = suites;
	suites = suite;
}

static void free_memory(void *memory)
{
	kfree(memory);
}

int kunit_add_action(struct kunit *test, void (*action)(void *), void *arg)
{
	struct kunit_resource *resource = malloc(sizeof(*resource));

	if (!resource)
		abort();
	resource->action = action;
	resource->arg = arg;
	resource->next = test->resources;
	test->resources = resource;

	return 0;
}

void kunit_release_action(struct kunit *test, void (*action)(void *), void *arg)
{
	struct kunit_resource **place = &test->resources, *resource;

	while ((*place)->action != action || (*place)->arg != arg)
		place = &(*place)->next;
	resource = *place;
	*place = resource->next;
	action(arg);
	free(resource);
}

void *kunit_kmalloc(struct kunit *test, size_t bytes, gfp_t gfp)
{
	void *memory = kmalloc(bytes, gfp);

	kunit_add_action(test, free_memory, memory);
	return memory;
}

void *kunit_kzalloc(struct kunit *test, size_t bytes, gfp_t gfp)
{
	void *memory = kzalloc(bytes, gfp);

	kunit_add_action(test, free_memory, memory);
	return memory;
}

void kunit_kfree(struct kunit *test, const void *memory)
{
	kunit_release_action(test, free_memory, (void *)memory);
}

void hosted_fail(const char *file, int line, const char *fmt, ...)
{
	va_list args;
	int len;

	len = snprintf(why, sizeof(why), "%s:%d: ", file, line);
	va_start(args, fmt);
	vsnprintf(why + len, sizeof(why) - len, fmt, args);
	va_end(args);
	longjmp(test_end, ENDS_FAILED);
}

void hosted_skip(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	longjmp(test_end, ENDS_SKIPPED);
}

static void run_body(struct kunit_suite *suite, struct kunit_case *kase,
		     struct kunit *test)
{
	if (suite->init)
		suite->init(test);
	kase->run(test);
}

/* What a test that failed has left does not matter any more. */
static int run_test(struct kunit_suite *suite, struct kunit_case *kase)
{
	struct kunit test = { 0 };
	int ends = setjmp(test_end);

	if (!ends)
		run_body(suite, kase, &test);
	if (ends == ENDS_FAILED)
		return ends;
	if (suite->exit)
		suite->exit(&test);
	while (test.resources)
		kunit_release_action(&test, test.resources->action,
				     test.resources->arg);
	hosted_check_idle();

	return ends;
}

static bool wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (strstr(name, argv[i]))
			return true;
	}
	return argc == 1;
}

int main(int argc, char **argv)
{
	struct kunit_suite *suite;
	struct kunit_case *kase;
	int nr = 0, failed = 0, ends;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (suite = suites; suite; suite = suite->next) {
		if (!wanted(suite->name, argc, argv))
			continue;
		for (kase = suite->test_cases; kase->run; kase++) {
			ends = run_test(suite, kase);
			/* What needs a kernel runs in one. */
			if (ends != ENDS_SKIPPED)
				printf("%s %d - %s: %s\n",
				       ends ? "not ok" : "ok", ++nr,
				       suite->name, kase->name);
			if (ends)
				printf("# %s: %s\n", kase->name, why);
			if (ends != ENDS_FAILED)
				continue;
			failed++;
			/* It may have left a lock: the rest would tell nothing. */
			if (hosted_is_busy())
				return 1;
		}
	}
	printf("1..%d\n", nr);

	return failed ? 1 : 0;
}
