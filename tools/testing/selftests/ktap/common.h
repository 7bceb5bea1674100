/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what the C tests share: sessions, records, the kernel's log
 */
#ifndef _KTAP_TEST_COMMON_H
#define _KTAP_TEST_COMMON_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../../../../include/uapi/linux/ktap.h"

#include "../kselftest_harness.h"
#include "assemble.h"

#define TRACING		"/sys/kernel/tracing"
#define SESSION		TRACING "/ktap/session"
#define SESSIONS	TRACING "/ktap/sessions"

/* Small, so that a test can fill it. */
#define TEST_RING	(8 << 10)

/*
 * How many times slower than usual this machine is, a debugging kernel say:
 * what may take long is given so much more time.  Nothing else changes.
 */
static inline int test_slow(void)
{
	const char *text = getenv("KTAP_TEST_SLOW");
	int slow = text ? atoi(text) : 1;

	return slow > 0 ? slow : 1;
}

/* Without a priority: after those of the harness, which make the list. */
__attribute__((constructor)) static void scale_timeouts(void)
{
	struct __fixture_metadata *fixture;
	struct __test_metadata *test;

	for (fixture = __fixture_list; fixture; fixture = fixture->next) {
		for (test = fixture->tests; test; test = test->next)
			test->timeout *= test_slow();
	}
}

static inline int session_open(void)
{
	return open(SESSION, O_RDWR | O_CLOEXEC);
}

static inline bool session_missing(void)
{
	return access(SESSION, F_OK) != 0;
}

static inline struct ktap_start start_default(void)
{
	struct ktap_start start = {
		.size		= sizeof(start),
		.ring_bytes	= TEST_RING,
	};

	return start;
}

/* Returns 0 or -errno. */
static inline int session_start(int fd, struct ktap_start *start)
{
	return ioctl(fd, KTAP_IOC_START, start) ? -errno : 0;
}

/* Hands an image over and starts it; 0 or -errno. */
static inline int session_load(int fd, const struct assembler *as,
			       struct ktap_start *start)
{
	ssize_t n = write(fd, as->image, as->bytes);

	if (n < 0)
		return -errno;
	if (n != (ssize_t)as->bytes)
		return -EIO;

	return session_start(fd, start);
}

static inline int session_status(int fd, struct ktap_status *status)
{
	memset(status, 0, sizeof(*status));
	status->size = sizeof(*status);

	return ioctl(fd, KTAP_IOC_STATUS, status) ? -errno : 0;
}

static inline int session_state(int fd)
{
	struct ktap_status status;
	int ret = session_status(fd, &status);

	return ret ? ret : (int)status.state;
}

static inline long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* Waits until the session is in @state; false after @ms, on a usual machine. */
static inline bool session_reaches(int fd, int state, int ms)
{
	long long end = now_ms() + ms * test_slow();

	while (session_state(fd) != state) {
		if (now_ms() > end)
			return false;
		usleep(1000);
	}

	return true;
}

/* What read() gave: how many records of each type. */
struct seen {
	unsigned int nr[KTAP_REC_END + 1];
	unsigned int malformed;
	long long exit_status;
	unsigned long long lost;
};

static inline void seen_record(struct seen *seen, const struct ktap_record *rec)
{
	const struct ktap_record_value *value = (const void *)(rec + 1);
	long long i;

	if (rec->type < KTAP_REC_PRINT || rec->type > KTAP_REC_END) {
		seen->malformed++;
		return;
	}
	seen->nr[rec->type]++;
	if (!rec->nr || value->kind != KTAP_KIND_INT)
		return;
	memcpy(&i, value + 1, sizeof(i));
	if (rec->type == KTAP_REC_END)
		seen->exit_status = i;
	if (rec->type == KTAP_REC_LOST)
		seen->lost += i;
}

/* The records of a buffer. */
static inline void seen_records(struct seen *seen, const char *buf, size_t bytes)
{
	struct ktap_record rec;

	while (bytes) {
		if (bytes < sizeof(rec)) {
			seen->malformed++;
			return;
		}
		memcpy(&rec, buf, sizeof(rec));
		if (rec.bytes < sizeof(rec) || rec.bytes > bytes ||
		    rec.bytes & 7) {
			seen->malformed++;
			return;
		}
		seen_record(seen, (const void *)buf);
		buf += rec.bytes;
		bytes -= rec.bytes;
	}
}

/*
 * Reads until @ms have passed or the session has ended.
 * Returns 1 at the session's end, 0 if time is over, -errno.
 */
static inline int session_read_for(int fd, struct seen *seen, int ms)
{
	static char buf[64 << 10] __attribute__((aligned(8)));
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	long long end = now_ms() + ms;
	ssize_t n;

	for (;;) {
		int left = end - now_ms();

		if (left <= 0)
			return 0;
		if (poll(&pfd, 1, left) <= 0)
			continue;
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n == 0)
			return 1;
		if (n > 0)
			seen_records(seen, buf, n);
	}
}

/* The same for what should end: within @ms, on a usual machine. */
static inline int session_read(int fd, struct seen *seen, int ms)
{
	return session_read_for(fd, seen, ms * test_slow());
}

/* Sessions that exist, whatever their state. */
static inline int nr_sessions(void)
{
	char line[1024];
	FILE *file = fopen(SESSIONS, "re");
	int nr = -1;		/* the first line is a head */

	while (file && fgets(line, sizeof(line), file))
		nr++;
	if (file)
		fclose(file);

	return nr;
}

static inline bool sessions_gone(int ms)
{
	long long end = now_ms() + ms * test_slow();

	while (nr_sessions() != 0) {
		if (now_ms() > end)
			return false;
		usleep(10000);
	}

	return true;
}

/* ---- the kernel's log -------------------------------------------------- */

static int log_fd = -1;

__attribute__((constructor)) static void log_open(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log_fd >= 0)
		lseek(log_fd, 0, SEEK_END);
}

/* True if the kernel has complained since the program began. */
static inline bool log_is_bad(void)
{
	static const char * const bad[] = {
		"WARNING:", "BUG:", "Oops", "KASAN:", "UBSAN:", "lockdep",
		"general protection", "Call Trace", "detected stall",
		"soft lockup", "blocked for more than", "suspicious RCU",
		"unreferenced object",
	};
	char line[8192];
	bool found = false;
	unsigned int i;
	ssize_t n;

	while (log_fd >= 0) {
		n = read(log_fd, line, sizeof(line) - 1);
		if (n < 0 && errno == EPIPE)
			continue;
		if (n <= 0)
			break;
		line[n] = '\0';
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			if (!strstr(line, bad[i]))
				continue;
			printf("# kernel log: %s", line);
			found = true;
			break;
		}
	}

	return found;
}

#endif /* _KTAP_TEST_COMMON_H */
