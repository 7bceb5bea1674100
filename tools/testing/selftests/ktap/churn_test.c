// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - many sessions: killed at random moments, at once, and while CPUs go
 *
 * KTAP_TEST_SEED=N repeats a run that was random.
 */

#define _GNU_SOURCE

#include "common.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define ALL_EVENTS	"syscalls:sys_enter_*"
#define ONE_EVENT	"syscalls:sys_enter_getppid"

#define KILLS		200
#define SESSIONS_AT_ONCE	50
#define ROUNDS_OF_CPUS	10

static unsigned long long seed;

/* Any seed but 0 will do. */
static unsigned int draw(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;

	return seed % below;
}

static void seed_set(void)
{
	const char *text = getenv("KTAP_TEST_SEED");

	seed = text ? strtoull(text, NULL, 0) : 7;
	seed = seed ?: 7;
	printf("# KTAP_TEST_SEED=%llu\n", seed);
}

/* ---- what sessions leave ------------------------------------------------- */

struct leftovers {
	long percpu_kb;
	long vmalloc_kb;
	int threads;
	int functions;
};

static long meminfo(const char *field)
{
	char line[256];
	long kb = -1;
	FILE *file = fopen("/proc/meminfo", "re");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, field, strlen(field)))
			kb = atol(line + strlen(field));
	if (file)
		fclose(file);

	return kb;
}

/* Threads of sessions. */
static int nr_threads(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	char path[300], name[32];
	int nr = 0;
	FILE *file;

	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(name, sizeof(name), file))
			nr += !strncmp(name, "ktap/", 5);
		fclose(file);
	}
	if (dir)
		closedir(dir);

	return nr;
}

static int nr_lines(const char *path)
{
	FILE *file = fopen(path, "re");
	int c, nr = 0;

	while (file && (c = getc(file)) != EOF)
		nr += c == '\n';
	if (file)
		fclose(file);

	return nr;
}

static void look(struct leftovers *left)
{
	left->percpu_kb = meminfo("Percpu:");
	left->vmalloc_kb = meminfo("VmallocUsed:");
	left->threads = nr_threads();
	left->functions = nr_lines(TRACING "/enabled_functions");
}

/* Memory is given back in the background. */
static bool is_back(const struct leftovers *before, struct leftovers *now)
{
	long long end = now_ms() + 5000 * test_slow();

	for (;;) {
		look(now);
		if (now->percpu_kb <= before->percpu_kb + 64 &&
		    now->vmalloc_kb <= before->vmalloc_kb + 512 &&
		    now->threads == before->threads &&
		    now->functions == before->functions)
			return true;
		if (now_ms() > end)
			return false;
		usleep(50000);
	}
}

FIXTURE(churn)
{
	struct assembler as;
};

FIXTURE_SETUP(churn)
{
	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
	seed_set();
	ASSERT_TRUE(sessions_gone(5000));
}

FIXTURE_TEARDOWN(churn)
{
}

static void expect_nothing_left(struct __test_metadata *_metadata,
				const struct leftovers *before)
{
	struct leftovers now;

	EXPECT_TRUE(sessions_gone(10000));
	EXPECT_TRUE(is_back(before, &now))
		TH_LOG("KiB per CPU %ld -> %ld, vmalloc %ld -> %ld; threads %d, functions %d -> %d",
		       before->percpu_kb, now.percpu_kb, before->vmalloc_kb,
		       now.vmalloc_kb, now.threads, before->functions,
		       now.functions);
	EXPECT_FALSE(log_is_bad());
}

static int start_counting(struct assembler *as)
{
	struct ktap_start start = start_default();
	int fd = session_open();

	if (fd >= 0) {
		program_trace(as, ONE_EVENT);
		if (session_load(fd, as, &start) ||
		    !session_reaches(fd, KTAP_STATE_RUNNING, 10000)) {
			close(fd);
			fd = -1;
		}
	}

	return fd;
}

static bool start_many(struct assembler *as, int *fds)
{
	bool done = true;
	int i;

	for (i = 0; i < SESSIONS_AT_ONCE; i++) {
		fds[i] = start_counting(as);
		done &= fds[i] >= 0;
	}

	return done;
}

/* Frames, caches, chunks of per-CPU memory: once made, they stay. */
static bool make_what_stays(struct assembler *as)
{
	int fds[SESSIONS_AT_ONCE], i;
	bool done = start_many(as, fds);

	for (i = 0; i < SESSIONS_AT_ONCE; i++)
		close(fds[i]);

	return done && sessions_gone(5000);
}

/* ---- killed -------------------------------------------------------------- */

#define PROGRAMS	7

static void choose_program(struct assembler *as, unsigned int which)
{
	switch (which) {
	case 0:
		program_hello(as);
		break;
	case 1:
		program_endless(as);
		break;
	case 2:
		program_flood(as);
		break;
	case 3:
		program_trace(as, ALL_EVENTS);
		break;
	case 4:
		program_print_event(as, ALL_EVENTS);
		break;
	case 5:
		program_trace(as, "tick-1ms");
		break;
	default:
		program_endless_end(as);
		break;
	}
}

/* A whole life: load, attach, run, end. */
static void live(struct assembler *as)
{
	struct ktap_start start = start_default();
	struct seen seen = {};
	size_t half = as->bytes / 2;
	int fd = session_open();

	start.budget = 1 << 20;
	if (fd < 0 || write(fd, as->image, half) < 0 ||
	    write(fd, as->image + half, as->bytes - half) < 0 ||
	    session_start(fd, &start))
		_exit(1);
	session_read_for(fd, &seen, 30);
	ioctl(fd, KTAP_IOC_STOP);
	session_read(fd, &seen, 2000);
	close(fd);
	_exit(0);
}

/* How long it takes; -1 if it does not come to its end. */
static long long life_us(struct assembler *as)
{
	long long begun = now_ms();
	pid_t child = fork();
	int status;

	if (!child)
		live(as);
	waitpid(child, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return -1;

	return (now_ms() - begun) * 1000 + 1000;
}

TEST_F_TIMEOUT(churn, killed_at_random_moments, 300)
{
	int round, status, killed = 0;
	long long life[PROGRAMS];
	struct leftovers before;
	unsigned int which;
	pid_t child;

	ASSERT_TRUE(make_what_stays(&self->as));
	for (which = 0; which < PROGRAMS; which++) {
		choose_program(&self->as, which);
		life[which] = life_us(&self->as);
		ASSERT_GT(life[which], 0) TH_LOG("program %u", which);
	}
	ASSERT_TRUE(sessions_gone(5000));
	look(&before);
	for (round = 0; round < KILLS; round++) {
		which = draw(PROGRAMS);
		choose_program(&self->as, which);
		child = fork();
		if (!child)
			live(&self->as);
		usleep(draw(life[which]));
		kill(child, SIGKILL);
		ASSERT_EQ(child, waitpid(child, &status, 0));
		killed += WIFSIGNALED(status);
	}
	/* Nearly all: else they are not killed in what they do. */
	EXPECT_GT(killed, KILLS / 2);
	expect_nothing_left(_metadata, &before);
}

/* ---- at once -------------------------------------------------------------- */

static void call_from_child(int nr, int cpu)
{
	pid_t child = fork();
	cpu_set_t set;
	int status;

	if (child) {
		waitpid(child, &status, 0);
		return;
	}
	if (cpu >= 0) {
		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		sched_setaffinity(0, sizeof(set), &set);
	}
	while (nr--)
		syscall(SYS_getppid);
	_exit(0);
}

TEST_F_TIMEOUT(churn, many_at_once, 120)
{
	int fds[SESSIONS_AT_ONCE], i;
	struct ktap_status status;
	struct leftovers before;

	ASSERT_TRUE(make_what_stays(&self->as));
	look(&before);

	ASSERT_TRUE(start_many(&self->as, fds));
	EXPECT_EQ(SESSIONS_AT_ONCE, nr_sessions());
	call_from_child(1000, -1);
	/* Each counts all, whoever else does. */
	for (i = 0; i < SESSIONS_AT_ONCE; i++) {
		ASSERT_EQ(0, session_status(fds[i], &status));
		EXPECT_EQ(1000, status.nr_fired) TH_LOG("session %d", i);
		EXPECT_EQ(0, status.nr_lost) TH_LOG("session %d", i);
	}
	/* One ends, the others go on. */
	for (i = 0; i < SESSIONS_AT_ONCE; i += 2)
		close(fds[i]);
	call_from_child(1000, -1);
	for (i = 1; i < SESSIONS_AT_ONCE; i += 2) {
		ASSERT_EQ(0, session_status(fds[i], &status));
		EXPECT_EQ(2000, status.nr_fired) TH_LOG("session %d", i);
		close(fds[i]);
	}
	expect_nothing_left(_metadata, &before);
}

/* ---- while CPUs go ---------------------------------------------------------- */

static bool set_cpu(int cpu, bool online)
{
	char path[100];
	bool done;
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", cpu);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	done = fd >= 0 && write(fd, online ? "1" : "0", 1) == 1;
	if (fd >= 0)
		close(fd);

	return done;
}

/* All but the first, which stays. */
static bool set_cpus(int nr, bool online)
{
	bool done = true;
	int cpu;

	for (cpu = 1; cpu < nr; cpu++)
		done &= set_cpu(cpu, online);

	return done;
}

/* Calls by somebody on each CPU in turn. */
static int call_everywhere(int nr_cpus, int nr)
{
	int cpu;

	for (cpu = 0; cpu < nr_cpus; cpu++)
		call_from_child(nr, cpu);

	return nr_cpus * nr;
}

TEST_F_TIMEOUT(churn, cpus_go_and_come, 120)
{
	int nr_cpus = sysconf(_SC_NPROCESSORS_ONLN), round, fd, other;
	unsigned long long calls = 0, others;
	struct ktap_status status;

	if (nr_cpus < 2 || !set_cpus(nr_cpus, true))
		SKIP(return, "needs CPUs that can be taken off line");

	fd = start_counting(&self->as);
	ASSERT_GE(fd, 0);
	for (round = 0; round < ROUNDS_OF_CPUS; round++) {
		calls += call_everywhere(nr_cpus, 50);
		ASSERT_TRUE(set_cpus(nr_cpus, false));
		calls += call_everywhere(1, 50);
		/* Opened while they are away, used when they are back. */
		other = start_counting(&self->as);
		ASSERT_GE(other, 0);
		ASSERT_TRUE(set_cpus(nr_cpus, true));
		others = call_everywhere(nr_cpus, 50);
		calls += others;
		ASSERT_EQ(0, session_status(other, &status));
		EXPECT_EQ(others, status.nr_fired) TH_LOG("round %d", round);
		EXPECT_EQ(0, status.nr_lost) TH_LOG("round %d", round);
		close(other);
	}
	ASSERT_EQ(0, session_status(fd, &status));
	EXPECT_EQ(calls, status.nr_fired);
	EXPECT_EQ(0, status.nr_lost);
	close(fd);
	EXPECT_TRUE(sessions_gone(5000));
	EXPECT_FALSE(log_is_bad());
}

/* Sessions begin and are killed while CPUs go and come. */
TEST_F_TIMEOUT(churn, killed_while_cpus_go, 120)
{
	int nr_cpus = sysconf(_SC_NPROCESSORS_ONLN), round, status, i;
	pid_t children[4];

	if (nr_cpus < 2 || !set_cpus(nr_cpus, true))
		SKIP(return, "needs CPUs that can be taken off line");

	for (round = 0; round < ROUNDS_OF_CPUS; round++) {
		for (i = 0; i < 4; i++) {
			choose_program(&self->as, draw(PROGRAMS));
			children[i] = fork();
			if (!children[i])
				live(&self->as);
		}
		usleep(draw(20000));
		EXPECT_TRUE(set_cpus(nr_cpus, false));
		usleep(draw(20000));
		kill(children[0], SIGKILL);
		kill(children[1], SIGKILL);
		EXPECT_TRUE(set_cpus(nr_cpus, true));
		kill(children[2], SIGKILL);
		for (i = 0; i < 4; i++)
			EXPECT_EQ(children[i], waitpid(children[i], &status, 0));
	}
	EXPECT_TRUE(sessions_gone(10000));
	EXPECT_EQ(0, nr_threads());
	EXPECT_FALSE(log_is_bad());
}

TEST_HARNESS_MAIN
