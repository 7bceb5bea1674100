// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the session file: every call in every state, with its errno
 *
 *	NEW --START--> STARTING --> RUNNING --> STOPPING --> ENDED
 *	 |                |            |            |           |
 *	 +------- close at any time: everything goes -----------+
 */

#define _GNU_SOURCE

#include "common.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/capability.h>

/* The first version of each structure, for ever. */
#define START_VER0	72
#define STATUS_VER0	120

/* Not known to the compiler, which would warn. */
static void *volatile bad_address = (void *)8;

FIXTURE(abi)
{
	int fd;
	struct assembler as;
	struct ktap_start start;
	struct ktap_status status;
	struct seen seen;
};

FIXTURE_SETUP(abi)
{
	self->fd = -1;
	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
	self->fd = session_open();
	ASSERT_GE(self->fd, 0);
	self->start = start_default();
	memset(&self->seen, 0, sizeof(self->seen));
	program_hello(&self->as);
}

FIXTURE_TEARDOWN(abi)
{
	if (self->fd >= 0)
		close(self->fd);
}

/* A structure with room behind it. */
union long_start {
	struct ktap_start start;
	char bytes[8192];
};

union long_status {
	struct ktap_status status;
	char bytes[8192];
};

TEST_F(abi, sizes_are_those_of_the_first_version)
{
	EXPECT_EQ(START_VER0, KTAP_START_SIZE_VER0);
	EXPECT_EQ(STATUS_VER0, KTAP_STATUS_SIZE_VER0);
	EXPECT_EQ(24, sizeof(struct ktap_record));
	EXPECT_EQ(8, sizeof(struct ktap_record_value));
	EXPECT_EQ(0x4048f900, KTAP_IOC_START);
	EXPECT_EQ(0x0000f901, KTAP_IOC_STOP);
	EXPECT_EQ(0xc078f902, KTAP_IOC_STATUS);
}

/* ---- open ---------------------------------------------------------------- */

static void drop_capability(struct __test_metadata *_metadata, int cap1, int cap2)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	ASSERT_EQ(0, syscall(SYS_capget, &head, data));
	data[cap1 / 32].effective &= ~(1U << cap1 % 32);
	data[cap2 / 32].effective &= ~(1U << cap2 % 32);
	ASSERT_EQ(0, syscall(SYS_capset, &head, data));
}

TEST_F(abi, open_needs_a_capability)
{
	int fd;

	drop_capability(_metadata, CAP_PERFMON, CAP_SYS_ADMIN);
	fd = session_open();
	EXPECT_EQ(-1, fd);
	EXPECT_EQ(EPERM, errno);
}

TEST_F(abi, open_with_perfmon_alone)
{
	int fd;

	drop_capability(_metadata, CAP_SYS_ADMIN, CAP_SYS_ADMIN);
	fd = session_open();
	EXPECT_GE(fd, 0);
	close(fd);
}

TEST_F(abi, open_by_root_of_another_user_namespace)
{
	int fd;

	if (unshare(CLONE_NEWUSER))
		SKIP(return, "no user namespaces");
	fd = session_open();
	EXPECT_EQ(-1, fd);
	EXPECT_TRUE(errno == EPERM || errno == EACCES);
}

/* ---- KTAP_IOC_STATUS ------------------------------------------------------ */

TEST_F(abi, status_of_a_new_session)
{
	ASSERT_EQ(0, session_status(self->fd, &self->status));
	EXPECT_EQ(sizeof(self->status), self->status.size);
	EXPECT_EQ(KTAP_IMAGE_VERSION, self->status.image_version);
	EXPECT_EQ(KTAP_STATE_NEW, self->status.state);
	EXPECT_EQ(0, self->status.exit_status);
	EXPECT_EQ(0, self->status.nr_events);
	EXPECT_EQ(0, self->status.nr_errors);
	EXPECT_EQ(0, self->status.nr_lost);
	EXPECT_EQ(0, self->status.nr_fired);
	EXPECT_EQ(0, self->status.reserved);
	EXPECT_EQ(0, self->status.reserved1);
}

TEST_F(abi, status_too_short)
{
	unsigned int size;

	for (size = 0; size < STATUS_VER0; size++) {
		self->status.size = size;
		EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_STATUS, &self->status));
		EXPECT_EQ(EINVAL, errno) TH_LOG("size %u", size);
	}
}

TEST_F(abi, status_longer)
{
	union long_status status;
	unsigned int i;

	memset(&status, 0xaa, sizeof(status));
	status.status.size = STATUS_VER0 + 64;
	ASSERT_EQ(0, ioctl(self->fd, KTAP_IOC_STATUS, &status));
	/* What the kernel knows, and no more is written. */
	EXPECT_EQ(sizeof(struct ktap_status), status.status.size);
	for (i = sizeof(struct ktap_status); i < STATUS_VER0 + 64; i++)
		EXPECT_EQ((char)0xaa, status.bytes[i]);
	EXPECT_EQ(KTAP_IMAGE_VERSION, status.status.image_version);
}

TEST_F(abi, status_bad_address)
{
	void *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ktap_status *status;

	ASSERT_NE(MAP_FAILED, page);
	EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_STATUS, NULL));
	EXPECT_EQ(EFAULT, errno);

	/* The size can be read, the rest cannot be written. */
	munmap(page + 4096, 4096);
	status = page + 4096 - 8;
	status->size = sizeof(*status);
	EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_STATUS, status));
	EXPECT_EQ(EFAULT, errno);

	mprotect(page, 4096, PROT_READ);
	EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_STATUS, page));
	EXPECT_TRUE(errno == EFAULT || errno == EINVAL);
}

/* ---- KTAP_IOC_START -------------------------------------------------------- */

TEST_F(abi, start_too_short)
{
	unsigned int size;

	ASSERT_EQ(self->as.bytes, write(self->fd, self->as.image, self->as.bytes));
	for (size = 0; size < START_VER0; size++) {
		self->start.size = size;
		EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start))
			TH_LOG("size %u", size);
	}
	/* A refusal of the arguments costs nothing: it can be tried again. */
	self->start.size = START_VER0;
	EXPECT_EQ(0, session_start(self->fd, &self->start));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
}

TEST_F(abi, start_longer_with_zeros)
{
	union long_start start;

	memset(&start, 0, sizeof(start));
	start.start = self->start;
	start.start.size = sizeof(struct ktap_start) + 64;
	ASSERT_EQ(self->as.bytes, write(self->fd, self->as.image, self->as.bytes));
	EXPECT_EQ(0, session_start(self->fd, &start.start));
}

TEST_F(abi, start_longer_with_something)
{
	union long_start start;
	unsigned int i;

	ASSERT_EQ(self->as.bytes, write(self->fd, self->as.image, self->as.bytes));
	for (i = sizeof(struct ktap_start); i < sizeof(struct ktap_start) + 64; i++) {
		memset(&start, 0, sizeof(start));
		start.start = self->start;
		start.start.size = sizeof(struct ktap_start) + 64;
		start.bytes[i] = 1;
		EXPECT_EQ(-E2BIG, session_start(self->fd, &start.start))
			TH_LOG("byte %u", i);
	}
}

TEST_F(abi, start_much_longer)
{
	union long_start start;

	memset(&start, 0, sizeof(start));
	start.start = self->start;
	start.start.size = 0xffffffff;
	ASSERT_EQ(self->as.bytes, write(self->fd, self->as.image, self->as.bytes));
	EXPECT_EQ(-E2BIG, session_start(self->fd, &start.start));
}

TEST_F(abi, start_unknown_bits)
{
	int i;

	ASSERT_EQ(self->as.bytes, write(self->fd, self->as.image, self->as.bytes));
	for (i = 0; i < 32; i++) {
		self->start = start_default();
		self->start.flags = 1U << i;
		if (!(self->start.flags & (KTAP_START_NAME_SKIPPED |
					   KTAP_START_FOLLOW |
					   KTAP_START_ALL | KTAP_START_DRY)))
			EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start))
				TH_LOG("flag %d", i);
		self->start = start_default();
		self->start.reserved = 1U << i;
		EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start))
			TH_LOG("reserved bit %d", i);
		/* A length without an address, and the reverse. */
		self->start = start_default();
		self->start.cpus_bytes = 1U << i;
		EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start))
			TH_LOG("bytes of CPUs %d", i);
		self->start = start_default();
		self->start.cpus = 1ULL << i;
		EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start))
			TH_LOG("address of CPUs %d", i);
	}
}

TEST_F(abi, start_values_out_of_range)
{
	struct ktap_start start;

	ASSERT_EQ(self->as.bytes, write(self->fd, self->as.image, self->as.bytes));
#define REFUSED(field, value)						\
	do {								\
		start = start_default();				\
		start.field = (value);					\
		EXPECT_EQ(-EINVAL, session_start(self->fd, &start))	\
			TH_LOG("%s = %s", #field, #value);		\
	} while (0)
	REFUSED(mem_limit, 1);
	REFUSED(mem_limit, ~0ULL);
	REFUSED(mem_limit, (4ULL << 30) + 1);
	REFUSED(ring_bytes, 1);
	REFUSED(ring_bytes, ~0U);
	REFUSED(budget, ~0ULL);
	REFUSED(overload, 101);
	REFUSED(overload, ~0U);
	REFUSED(utc_offset, 86400);
	REFUSED(utc_offset, -86400);
	REFUSED(utc_offset, 1U << 31);
#undef REFUSED
	start = start_default();
	start.target = 0x7fffffff;
	EXPECT_EQ(-ESRCH, session_start(self->fd, &start));
	start.target = 0xffffffff;
	EXPECT_NE(0, session_start(self->fd, &start));
}

TEST_F(abi, start_bad_addresses)
{
	EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_START, NULL));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_START, (void *)-4096L));
	EXPECT_EQ(EFAULT, errno);
}

TEST_F(abi, start_without_an_image)
{
	char log[256] = "";

	self->start.log = (uintptr_t)log;
	self->start.log_bytes = sizeof(log);
	EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start));
	EXPECT_EQ(KTAP_STATE_NEW, session_state(self->fd));
}

TEST_F(abi, start_tells_why_it_failed)
{
	char log[256], small[8];

	program_trace(&self->as, "sched:no_such_event");
	memset(log, 'x', sizeof(log));
	self->start.log = (uintptr_t)log;
	self->start.log_bytes = sizeof(log);
	EXPECT_NE(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_NE(NULL, memchr(log, '\0', sizeof(log)));
	EXPECT_NE(NULL, strstr(log, "no_such_event"))
		TH_LOG("message: %s", log);

	/* A short buffer gets what fits, ended by a NUL. */
	close(self->fd);
	self->fd = session_open();
	memset(small, 'x', sizeof(small));
	self->start.log = (uintptr_t)small;
	self->start.log_bytes = sizeof(small) - 1;
	EXPECT_NE(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ('\0', small[sizeof(small) - 2]);
	EXPECT_EQ('x', small[sizeof(small) - 1]);
	EXPECT_EQ(0, memcmp(small, log, sizeof(small) - 2));

	/* A bad one does not hide the errno, nor crash. */
	close(self->fd);
	self->fd = session_open();
	self->start.log = 8;
	self->start.log_bytes = 4096;
	EXPECT_NE(0, session_load(self->fd, &self->as, &self->start));
}

/* What was refused is gone; the session is as new. */
TEST_F(abi, start_again_after_a_refusal)
{
	struct assembler *bad = malloc(sizeof(*bad));

	program_trace(bad, "sched:no_such_event");
	EXPECT_NE(0, session_load(self->fd, bad, &self->start));
	EXPECT_EQ(KTAP_STATE_NEW, session_state(self->fd));
	EXPECT_EQ(-EINVAL, session_start(self->fd, &self->start));
	EXPECT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
	free(bad);
}

TEST_F(abi, start_twice)
{
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(-EBUSY, session_start(self->fd, &self->start));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(-EBUSY, session_start(self->fd, &self->start));
	EXPECT_EQ(KTAP_STATE_ENDED, session_state(self->fd));
}

TEST_F(abi, start_does_not_wait)
{
	long long begun = now_ms();

	program_endless(&self->as);
	self->start.budget = 1ULL << 40;
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_LT(now_ms() - begun, 2000 * test_slow());
	EXPECT_EQ(KTAP_STATE_STARTING, session_state(self->fd));
}

/* ---- write ----------------------------------------------------------------- */

TEST_F(abi, write_in_pieces)
{
	unsigned int i;

	for (i = 0; i < self->as.bytes; i++)
		ASSERT_EQ(1, write(self->fd, self->as.image + i, 1));
	ASSERT_EQ(0, session_start(self->fd, &self->start));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
}

TEST_F(abi, write_nothing)
{
	EXPECT_EQ(0, write(self->fd, self->as.image, 0));
	EXPECT_EQ(0, session_load(self->fd, &self->as, &self->start));
}

TEST_F(abi, write_bad_address)
{
	EXPECT_EQ(-1, write(self->fd, bad_address, 100));
	EXPECT_EQ(EFAULT, errno);
}

TEST_F(abi, write_after_start)
{
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(-1, write(self->fd, self->as.image, 1));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(-1, write(self->fd, self->as.image, 1));
	EXPECT_EQ(EBUSY, errno);
}

/* ---- read and poll ----------------------------------------------------------- */

static int poll_now(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) > 0 ? pfd.revents : 0;
}

TEST_F(abi, read_before_start)
{
	char buf[4096];

	EXPECT_EQ(-1, read(self->fd, buf, sizeof(buf)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0, poll_now(self->fd) & POLLIN);
}

TEST_F(abi, read_a_whole_life)
{
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(0, self->seen.malformed);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_END]);
	EXPECT_EQ(0, self->seen.nr[KTAP_REC_ERROR]);
	EXPECT_EQ(0, self->seen.exit_status);
}

TEST_F(abi, read_after_the_end_stays_zero)
{
	char buf[4096];
	int i;

	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	for (i = 0; i < 3; i++) {
		EXPECT_NE(0, poll_now(self->fd) & POLLIN);
		EXPECT_EQ(0, read(self->fd, buf, sizeof(buf)));
	}
}

TEST_F(abi, read_nothing)
{
	char buf[8];

	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(0, read(self->fd, buf, 0));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
}

/* A buffer that the next record does not fit into loses nothing. */
TEST_F(abi, read_into_a_small_buffer)
{
	char buf[16];

	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	ASSERT_TRUE(session_reaches(self->fd, KTAP_STATE_ENDED, 5000));
	EXPECT_EQ(-1, read(self->fd, buf, sizeof(buf)));
	EXPECT_EQ(EMSGSIZE, errno);
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_END]);
}

/* Whole records only, however the buffer ends. */
TEST_F(abi, read_record_by_record)
{
	char buf[128] __attribute__((aligned(8)));
	ssize_t n;

	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	while ((n = read(self->fd, buf, sizeof(buf))) > 0)
		seen_records(&self->seen, buf, n);
	EXPECT_EQ(0, n);
	EXPECT_EQ(0, self->seen.malformed);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_END]);
}

TEST_F(abi, read_bad_address)
{
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	ASSERT_TRUE(session_reaches(self->fd, KTAP_STATE_ENDED, 5000));
	EXPECT_EQ(-1, read(self->fd, bad_address, 4096));
	EXPECT_EQ(EFAULT, errno);
}

TEST_F(abi, read_without_waiting)
{
	char buf[4096] __attribute__((aligned(8)));
	ssize_t n;

	program_trace(&self->as, "syscalls:sys_enter_getppid");
	ASSERT_EQ(0, fcntl(self->fd, F_SETFL, O_NONBLOCK));
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	ASSERT_TRUE(session_reaches(self->fd, KTAP_STATE_RUNNING, 5000));
	/* The record that says so, then nothing. */
	usleep(50000);
	while ((n = read(self->fd, buf, sizeof(buf))) > 0)
		seen_records(&self->seen, buf, n);
	EXPECT_EQ(-1, n);
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_STARTED]);
	EXPECT_EQ(0, poll_now(self->fd) & POLLIN);

	ASSERT_EQ(0, ioctl(self->fd, KTAP_IOC_STOP));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_END]);
}

/* A reader that waits is woken by STOP from elsewhere. */
TEST_F(abi, read_waits_for_the_end)
{
	long long begun = now_ms();
	int status;
	pid_t child;

	program_trace(&self->as, "syscalls:sys_enter_getppid");
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	child = fork();
	if (!child) {
		usleep(200000);
		ioctl(self->fd, KTAP_IOC_STOP);
		_exit(0);
	}
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 10000));
	EXPECT_GE(now_ms() - begun, 150);
	waitpid(child, &status, 0);
}

TEST_F(abi, events_wake_the_reader)
{
	struct seen before;
	int status, i;
	pid_t child;

	program_print_event(&self->as, "syscalls:sys_enter_getppid");
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	ASSERT_TRUE(session_reaches(self->fd, KTAP_STATE_RUNNING, 5000));
	session_read_for(self->fd, &self->seen, 100);
	before = self->seen;
	/* Not ours: who opened the session is not traced. */
	syscall(SYS_getppid);
	child = fork();
	if (!child) {
		for (i = 0; i < 10; i++)
			syscall(SYS_getppid);
		_exit(0);
	}
	waitpid(child, &status, 0);
	session_read(self->fd, &self->seen, 1000);
	EXPECT_EQ(10, self->seen.nr[KTAP_REC_PRINT] - before.nr[KTAP_REC_PRINT]);
	ASSERT_EQ(0, session_status(self->fd, &self->status));
	EXPECT_EQ(1, self->status.nr_events);
	EXPECT_EQ(10, self->status.nr_fired);
}

/* ---- KTAP_IOC_STOP ------------------------------------------------------------ */

TEST_F(abi, stop_before_start)
{
	EXPECT_EQ(-1, ioctl(self->fd, KTAP_IOC_STOP));
	EXPECT_EQ(EINVAL, errno);
	/* And the session is none the worse for it. */
	EXPECT_EQ(0, session_load(self->fd, &self->as, &self->start));
}

TEST_F(abi, stop_twice)
{
	program_trace(&self->as, "syscalls:sys_enter_getppid");
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	EXPECT_EQ(0, ioctl(self->fd, KTAP_IOC_STOP));
	EXPECT_EQ(0, ioctl(self->fd, KTAP_IOC_STOP));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(0, ioctl(self->fd, KTAP_IOC_STOP));
}

/* As exit() there: no event, but trace_end. */
TEST_F(abi, stop_in_top_level_code)
{
	program_endless(&self->as);
	self->start.budget = 1ULL << 40;
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	usleep(100000);
	EXPECT_EQ(0, ioctl(self->fd, KTAP_IOC_STOP));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(0, self->seen.nr[KTAP_REC_STARTED]);
	EXPECT_EQ(0, self->seen.nr[KTAP_REC_ERROR]);
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_END]);
}

/* ---- anything else ------------------------------------------------------------- */

TEST_F(abi, unknown_calls)
{
	static const unsigned int calls[] = {
		0, 0xf900, 0xf903, 0xf9ff, 0xffffffff,
		_IO(KTAP_IOC_MAGIC, 0), _IO(KTAP_IOC_MAGIC, 2),
		_IOW(KTAP_IOC_MAGIC, 3, struct ktap_start),
		_IOR(KTAP_IOC_MAGIC, 0, struct ktap_start),
		_IOW(KTAP_IOC_MAGIC, 0, int),
	};
	unsigned int i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		EXPECT_EQ(-1, ioctl(self->fd, calls[i], &self->status));
		EXPECT_EQ(ENOTTY, errno) TH_LOG("call %#x", calls[i]);
	}
}

TEST_F(abi, no_seek_no_map)
{
	char buf[8];

	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pread(self->fd, buf, sizeof(buf), 8));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pwrite(self->fd, buf, sizeof(buf), 8));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(ENODEV, errno);
}

/* ---- several sessions, several holders ------------------------------------------- */

TEST_F(abi, two_sessions)
{
	struct assembler *second = malloc(sizeof(*second));
	struct seen seen = {};
	int fd = session_open();

	ASSERT_GE(fd, 0);
	program_trace(&self->as, "syscalls:sys_enter_getppid");
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	ASSERT_TRUE(session_reaches(self->fd, KTAP_STATE_RUNNING, 5000));

	program_hello(second);
	ASSERT_EQ(0, session_load(fd, second, &self->start));
	EXPECT_EQ(1, session_read(fd, &seen, 5000));
	EXPECT_EQ(1, seen.nr[KTAP_REC_PRINT]);
	close(fd);

	EXPECT_EQ(KTAP_STATE_RUNNING, session_state(self->fd));
	EXPECT_EQ(0, ioctl(self->fd, KTAP_IOC_STOP));
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(0, self->seen.nr[KTAP_REC_PRINT]);
	free(second);
}

/* The last close ends it, not the first. */
TEST_F(abi, inherited)
{
	int ready[2], status;
	pid_t child;
	char c;

	ASSERT_EQ(0, pipe(ready));
	program_trace(&self->as, "syscalls:sys_enter_getppid");
	ASSERT_EQ(0, session_load(self->fd, &self->as, &self->start));
	ASSERT_TRUE(session_reaches(self->fd, KTAP_STATE_RUNNING, 5000));
	child = fork();
	if (!child) {
		close(ready[1]);
		if (read(ready[0], &c, 1))	/* until the parent has closed */
			_exit(1);
		if (session_state(self->fd) != KTAP_STATE_RUNNING)
			_exit(2);
		if (ioctl(self->fd, KTAP_IOC_STOP))
			_exit(3);
		_exit(session_read(self->fd, &self->seen, 5000) == 1 ? 0 : 4);
	}
	close(ready[0]);
	close(self->fd);
	self->fd = -1;
	EXPECT_GE(nr_sessions(), 1);
	close(ready[1]);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(0, WEXITSTATUS(status));
	EXPECT_TRUE(sessions_gone(5000));
}

TEST_F(abi, duplicate_reads_the_same)
{
	int fd = dup(self->fd);

	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, session_load(fd, &self->as, &self->start));
	close(fd);
	EXPECT_EQ(1, session_read(self->fd, &self->seen, 5000));
	EXPECT_EQ(1, self->seen.nr[KTAP_REC_PRINT]);
}

/* ---- ktap/sessions ----------------------------------------------------------------- */

TEST_F(abi, sessions_lists_a_session)
{
	int n = nr_sessions();

	ASSERT_GE(n, 1);
	close(self->fd);
	self->fd = -1;
	EXPECT_TRUE(sessions_gone(5000));
}

TEST_F_TIMEOUT(abi, many_sessions, 60)
{
	int fds[256], n, i;

	for (n = 0; n < 256; n++) {
		fds[n] = session_open();
		if (fds[n] < 0)
			break;
	}
	/* A limit, and one clear errno at it. */
	EXPECT_GE(n, 32);
	EXPECT_LT(n, 256);
	EXPECT_EQ(EBUSY, errno);
	for (i = 0; i < n; i++)
		close(fds[i]);
	close(self->fd);
	EXPECT_TRUE(sessions_gone(5000));
	self->fd = session_open();
	EXPECT_GE(self->fd, 0);
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
