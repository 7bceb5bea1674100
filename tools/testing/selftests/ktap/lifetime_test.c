// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a session's end, from any state, by close and by SIGKILL
 *
 * A child takes the session to a point and waits there; then its file is
 * closed, or the child is killed.  Either way no session is left soon after,
 * and the next one works.
 */

#define _GNU_SOURCE

#include "common.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define ALL_EVENTS	"syscalls:sys_enter_*"

/* Takes a session to a point; 0, or why it could not. */
typedef int (*point_fn)(int fd, struct assembler *as);

static int start_long(int fd, struct assembler *as)
{
	struct ktap_start start = start_default();

	start.budget = 1ULL << 40;

	return session_load(fd, as, &start);
}

static int at_open(int fd, struct assembler *as)
{
	(void)as;

	return fd < 0;
}

static int at_half_written(int fd, struct assembler *as)
{
	program_hello(as);

	return write(fd, as->image, as->bytes / 2) != as->bytes / 2;
}

static int at_written(int fd, struct assembler *as)
{
	program_hello(as);

	return write(fd, as->image, as->bytes) != as->bytes;
}

static int at_started(int fd, struct assembler *as)
{
	program_hello(as);

	return start_long(fd, as);
}

static int at_refused(int fd, struct assembler *as)
{
	program_trace(as, "sched:no_such_event");

	return start_long(fd, as) == 0;
}

static int at_endless_top(int fd, struct assembler *as)
{
	program_endless(as);

	return start_long(fd, as);
}

/* Top-level code that waits for room in a ring that nobody reads. */
static int at_full_ring(int fd, struct assembler *as)
{
	int ret;

	program_flood(as);
	ret = start_long(fd, as);
	usleep(200000);

	return ret;
}

/* START has returned, the events are being attached. */
static int at_attach(int fd, struct assembler *as)
{
	program_trace(as, ALL_EVENTS);

	return start_long(fd, as);
}

static int at_running(int fd, struct assembler *as)
{
	int ret;

	program_trace(as, ALL_EVENTS);
	ret = start_long(fd, as);
	if (!ret && !session_reaches(fd, KTAP_STATE_RUNNING, 10000))
		ret = -ETIME;

	return ret;
}

/* Handlers write, nobody reads: records are lost, and the session goes on. */
static int at_full_ring_of_handlers(int fd, struct assembler *as)
{
	int ret, status, i;
	pid_t child;

	program_print_event(as, ALL_EVENTS);
	ret = start_long(fd, as);
	if (!ret && !session_reaches(fd, KTAP_STATE_RUNNING, 10000))
		ret = -ETIME;
	/* Who opened the session is not traced. */
	child = fork();
	if (!child) {
		for (i = 0; i < 2000; i++)
			syscall(SYS_getppid);
		_exit(0);
	}
	waitpid(child, &status, 0);

	return ret;
}

static int at_tick(int fd, struct assembler *as)
{
	int ret;

	program_trace(as, "tick-1ms");
	ret = start_long(fd, as);
	usleep(50000);

	return ret;
}

static int at_trace_end(int fd, struct assembler *as)
{
	int ret;

	program_endless_end(as);
	ret = start_long(fd, as);
	if (!ret && !session_reaches(fd, KTAP_STATE_STOPPING, 10000))
		ret = -ETIME;

	return ret;
}

static int at_stop(int fd, struct assembler *as)
{
	int ret = at_running(fd, as);

	return ret ?: ioctl(fd, KTAP_IOC_STOP);
}

static int at_end(int fd, struct assembler *as)
{
	int ret;

	program_hello(as);
	ret = start_long(fd, as);
	if (!ret && !session_reaches(fd, KTAP_STATE_ENDED, 10000))
		ret = -ETIME;

	return ret;
}

FIXTURE(lifetime)
{
	struct assembler as;
};

FIXTURE_VARIANT(lifetime)
{
	point_fn point;
};

#define VARIANT(name)							\
FIXTURE_VARIANT_ADD(lifetime, name) { .point = at_##name }

VARIANT(open);
VARIANT(half_written);
VARIANT(written);
VARIANT(started);
VARIANT(refused);
VARIANT(endless_top);
VARIANT(full_ring);
VARIANT(attach);
VARIANT(running);
VARIANT(full_ring_of_handlers);
VARIANT(tick);
VARIANT(trace_end);
VARIANT(stop);
VARIANT(end);

FIXTURE_SETUP(lifetime)
{
	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
	ASSERT_TRUE(sessions_gone(5000));
}

FIXTURE_TEARDOWN(lifetime)
{
}

/* A session works now. */
static void expect_works(struct __test_metadata *_metadata,
			 struct assembler *as)
{
	struct ktap_start start = start_default();
	struct seen seen = {};
	int fd = session_open();

	ASSERT_GE(fd, 0);
	program_hello(as);
	ASSERT_EQ(0, session_load(fd, as, &start));
	EXPECT_EQ(1, session_read(fd, &seen, 5000));
	EXPECT_EQ(1, seen.nr[KTAP_REC_PRINT]);
	close(fd);
}

/* close() does not wait for the script, whatever it does. */
TEST_F_TIMEOUT(lifetime, close, 60)
{
	long long begun;
	int fd = session_open();

	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, variant->point(fd, &self->as));
	begun = now_ms();
	EXPECT_EQ(0, close(fd));
	EXPECT_LT(now_ms() - begun, 1000 * test_slow());
	EXPECT_TRUE(sessions_gone(5000));
	expect_works(_metadata, &self->as);
	EXPECT_TRUE(sessions_gone(5000));
}

TEST_F_TIMEOUT(lifetime, kill, 60)
{
	int ready[2], status;
	pid_t child;
	char c;

	ASSERT_EQ(0, pipe(ready));
	child = fork();
	if (!child) {
		int fd = session_open();

		c = fd < 0 || variant->point(fd, &self->as);
		if (write(ready[1], &c, 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	EXPECT_EQ(0, c);
	kill(child, SIGKILL);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_TRUE(sessions_gone(5000));
	expect_works(_metadata, &self->as);
	EXPECT_TRUE(sessions_gone(5000));
	close(ready[0]);
	close(ready[1]);
}

/* A reader that waits in read() when it is killed. */
TEST_F_TIMEOUT(lifetime, kill_reader, 60)
{
	int ready[2], status;
	pid_t child;
	char c;

	ASSERT_EQ(0, pipe(ready));
	child = fork();
	if (!child) {
		static char buf[4096];
		int fd = session_open();

		c = fd < 0 || variant->point(fd, &self->as);
		if (write(ready[1], &c, 1) != 1)
			_exit(1);
		while (read(fd, buf, sizeof(buf)) > 0)
			;
		pause();
		_exit(0);
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	EXPECT_EQ(0, c);
	usleep(20000);
	kill(child, SIGKILL);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(sessions_gone(5000));
	close(ready[0]);
	close(ready[1]);
}

/* Eight at once, all killed in the middle of it. */
TEST(kill_many)
{
	struct assembler *as = malloc(sizeof(*as));
	pid_t children[8];
	int i, status;

	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
	for (i = 0; i < 8; i++) {
		children[i] = fork();
		if (!children[i]) {
			int fd = session_open();

			at_full_ring_of_handlers(fd, as);
			pause();
		}
	}
	usleep(300000);
	for (i = 0; i < 8; i++)
		kill(children[i], SIGKILL);
	for (i = 0; i < 8; i++)
		EXPECT_EQ(children[i], waitpid(children[i], &status, 0));
	EXPECT_TRUE(sessions_gone(10000));
	free(as);
}

/* Fixtures run in their order: this comes last. */
FIXTURE(afterwards)
{
};

FIXTURE_SETUP(afterwards)
{
	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
}

FIXTURE_TEARDOWN(afterwards)
{
}

TEST_F(afterwards, nothing_is_left)
{
	EXPECT_TRUE(sessions_gone(5000));
	EXPECT_FALSE(log_is_bad());
}

TEST_HARNESS_MAIN
