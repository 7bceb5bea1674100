// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: built-ins that read memory, and names and addresses as text
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <net/inet_sock.h>

#include "tests/asm.h"
#include "tests/machine.h"

/* User Mode Linux cannot survive a bad address. */
#define BAD_ADDRESS	8
#define HAS_NOFAULT	!IS_ENABLED(CONFIG_UML)

/* Arguments of a call: integers, or a string of so many bytes, or nothing. */
struct call {
	const char *name;
	u32 nr_args;
	s64 args[2];
	const char *text;
	u32 len;
};

/* What check(name(args...)) was given, or the error. */
static struct machine *call(struct kunit *test, const struct call *call,
			    enum machine_mode mode)
{
	struct asm_image *image = asm_create(test);
	u32 check = asm_import(test, image, "check", 1);
	u32 lib = asm_import(test, image, call->name, call->nr_args);
	u32 first = asm_const_int(test, image, call->args[0]);
	u32 second = asm_const_int(test, image, call->args[1]);
	struct machine *m;

	if (call->text)
		first = asm_const_bytes(test, image, call->text, call->len);
	asm_func(test, image, "", 0, 2,
		 CODE(INSN(LOADK, 0, 0, 0, first), INSN(LOADK, 1, 0, 0, second),
		      INSN(CALLB, 0, call->nr_args, 1, lib),
		      INSN(CALLB, 0, 1, 0, check), INSN(RET, 0, 0, 0, 0)));
	m = machine_create(test, image);
	machine_run(m, mode, 0);
	return m;
}

static void expect_in(struct kunit *test, const struct call *c,
		      enum machine_mode mode, const char *want, u64 faults)
{
	struct machine *m = call(test, c, mode);

	KUNIT_EXPECT_STREQ_MSG(test, m->text, want, "%s", c->name);
	KUNIT_EXPECT_EQ_MSG(test, ktap_run_lost(&m->run, KTAP_LOSS_FAULT),
			    faults, "%s", c->name);
	machine_release(m);
}

static void expect(struct kunit *test, const struct call *c, const char *want,
		   u64 faults)
{
	expect_in(test, c, MACHINE_EVENT, want, faults);
	expect_in(test, c, MACHINE_PROCESS, want, faults);
}

#define EXPECT(want, faults, lib, nr, ...)				\
	expect(test, &(const struct call){				\
		.name = lib, .nr_args = nr, .args = { __VA_ARGS__ },	\
	}, want, faults)

#define EXPECT_TEXT(want, lib, bytes)					\
	expect(test, &(const struct call){				\
		.name = lib, .nr_args = 1, .text = bytes,		\
		.len = sizeof(bytes) - 1,				\
	}, want, 0)

static void test_memory_kernel_string(struct kunit *test)
{
	char *text = kunit_kzalloc(test, 4096, GFP_KERNEL);
	char *want = kunit_kzalloc(test, 4096, GFP_KERNEL);
	long at = (long)text;
	int len;

	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_ASSERT_NOT_NULL(test, want);
	EXPECT("''", 0, "kernel_string", 1, at);
	strscpy(text, "hello", 4096);
	EXPECT("'hello'", 0, "kernel_string", 1, at);
	EXPECT("'hel'", 0, "kernel_string", 2, at, 3);
	EXPECT("''", 0, "kernel_string", 2, at, 0);
	EXPECT("'hello'", 0, "kernel_string", 2, at, 5);
	/* Around the length that needs a second look. */
	memset(text, 'x', 4095);
	for (len = 125; len <= 130; len++) {
		snprintf(want, 4096, "'%.*s'", len, text);
		EXPECT(want, 0, "kernel_string", 2, at, len);
		text[len] = '\0';
		EXPECT(want, 0, "kernel_string", 1, at);
		text[len] = 'x';
	}
	snprintf(want, 512, "'%.400s'", text);
	EXPECT(want, 0, "kernel_string", 2, at, 400);

	EXPECT("nil", 0, "kernel_string", 1, 0);
	if (HAS_NOFAULT)
		EXPECT("nil", 1, "kernel_string", 1, BAD_ADDRESS);
	EXPECT("! kernel_string(): argument 2 must be 0 to 65535, not -1 @3", 0,
	       "kernel_string", 2, at, -1);
	EXPECT("! kernel_string(): argument 2 must be 0 to 65535, not 65536 @3",
	       0, "kernel_string", 2, at, 65536);
	EXPECT_TEXT("! kernel_string(): argument 1 must be an integer, not a string @3",
		    "kernel_string", "a");
}

static void test_memory_kernel_read(struct kunit *test)
{
	static const char bytes[] = "ab\0cd";

	EXPECT("'ab'", 0, "kernel_read", 2, (long)bytes, 2);
	EXPECT("''", 0, "kernel_read", 2, (long)bytes, 0);
	if (HAS_NOFAULT)
		EXPECT("nil", 1, "kernel_read", 2, BAD_ADDRESS, 8);
	EXPECT("''", 0, "kernel_read", 2, BAD_ADDRESS, 0);
	EXPECT("! kernel_read(): argument 2 must be 0 to 65535, not -1 @3", 0,
	       "kernel_read", 2, (long)bytes, -1);
	/* More than a handler's area has room for. */
	expect_in(test, &(const struct call){
			.name = "kernel_read", .nr_args = 2,
			.args = { (long)bytes, 40000 },
		  }, MACHINE_EVENT,
		  "! no scratch memory left for a string @3", 0);
}

/* The thread of a test has no user memory, process code never has. */
static void test_memory_user(struct kunit *test)
{
	EXPECT("nil", 0, "user_string", 1, 0);
	EXPECT("nil", 1, "user_string", 1, 4096);
	EXPECT("nil", 1, "user_strings", 1, 4096);
	EXPECT("nil", 1, "user_buf", 2, 4096, 8);
	EXPECT("! user_strings(): argument 2 must be 0 to 256, not 257 @3", 0,
	       "user_strings", 2, 4096, 257);
}

static void test_memory_names(struct kunit *test)
{
	EXPECT("'ENOENT'", 0, "errno_name", 1, 2);
	EXPECT("'ENOENT'", 0, "errno_name", 1, -2);
	EXPECT("nil", 0, "errno_name", 1, 0);
	EXPECT("nil", 0, "errno_name", 1, 4094);
	EXPECT("nil", 0, "errno_name", 1, S64_MIN);
	EXPECT("nil", 0, "errno_name", 1, 0x100000002);
	EXPECT("'SIGKILL'", 0, "signal_name", 1, 9);
	EXPECT("nil", 0, "signal_name", 1, 0);
	EXPECT("nil", 0, "signal_name", 1, -9);
	EXPECT("nil", 0, "signal_name", 1, 64);
	EXPECT("nil", 0, "syscall_name", 1, -1);
	EXPECT("nil", 0, "syscall_name", 1, 1000000);
	EXPECT_TEXT("! errno_name(): argument 1 must be an integer, not a string @3",
		    "errno_name", "a");
}

static void test_memory_addresses(struct kunit *test)
{
	u32 addr;

	memcpy(&addr, "\x7f\0\0\1", 4);
	EXPECT("'127.0.0.1'", 0, "net.format", 1, addr);
	EXPECT_TEXT("'192.168.0.255'", "net.format", "\xc0\xa8\0\xff");
	EXPECT_TEXT("'52:54:00:12:34:56'", "net.format",
		    "\x52\x54\0\x12\x34\x56");
	EXPECT_TEXT("'::1'", "net.format", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1");
	EXPECT_TEXT("! net.format(): argument 1 must have 4, 6 or 16 bytes, not 5 @3",
		    "net.format", "12345");
#ifdef CONFIG_INET
	struct inet_sock *sock = kunit_kzalloc(test, sizeof(*sock), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sock);
	sock->inet_saddr = (__force __be32)0x01020304;
	sock->inet_daddr = (__force __be32)0xfffefdfc;
	EXPECT("16909060", 0, "net.ip_sock_saddr", 1, (long)sock);
	EXPECT("4294901244", 0, "net.ip_sock_daddr", 1, (long)sock);
	if (HAS_NOFAULT)
		EXPECT("nil", 1, "net.ip_sock_daddr", 1, BAD_ADDRESS);
#endif
}

static void test_memory_system(struct kunit *test)
{
	char want[80];

	snprintf(want, sizeof(want), "'%s'", init_uts_ns.name.release);
	EXPECT(want, 0, "kernel_v", 0, 0);
	snprintf(want, sizeof(want), "'%s'", init_uts_ns.name.machine);
	EXPECT(want, 0, "arch", 0, 0);
	snprintf(want, sizeof(want), "%u", num_online_cpus());
	EXPECT(want, 0, "num_cpus", 0, 0);
	snprintf(want, sizeof(want), "%ld", (long)current);
	EXPECT(want, 0, "curtask", 0, 0);
	EXPECT("0", 0, "euid", 0, 0);
	EXPECT("false", 0, "in_iowait", 0, 0);
	EXPECT("false", 0, "in_interrupt", 0, 0);
}

static struct kunit_case memory_cases[] = {
	KUNIT_CASE(test_memory_kernel_string),
	KUNIT_CASE(test_memory_kernel_read),
	KUNIT_CASE(test_memory_user),
	KUNIT_CASE(test_memory_names),
	KUNIT_CASE(test_memory_addresses),
	KUNIT_CASE(test_memory_system),
	{}
};

static struct kunit_suite memory_suite = {
	.name		= "ktap-memory",
	.test_cases	= memory_cases,
};

kunit_test_suite(memory_suite);
