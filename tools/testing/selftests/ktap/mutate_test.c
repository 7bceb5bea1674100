// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - real images, damaged at random: each is refused, or runs harmlessly
 *
 * The tool compiles a few scripts; a thousand times one of the images is cut,
 * has bits flipped, sections exchanged or fields changed to plausible values,
 * and is loaded and, if the kernel takes it, run.
 *
 * KTAP_TEST_SEED=N repeats a run; KTAP_TEST_ROUNDS=N makes it longer.
 */

#define _GNU_SOURCE

#include "common.h"

#include <sys/wait.h>

#define ROUNDS		1000
#define MAX_IMAGE	(64 << 10)

/* Between them all sections, and most built-ins and opcodes. */
static const char * const scripts[] = {
	"print(\"hello\", 1 + 2)",
	"var s = {} trace syscalls:sys_enter_* { s[probename] += 1 } trace_end { print_hist(s) }",
	"function f(n) { if (n < 2) { return 1 } return n * f(n - 1) } print(f(10), \"x\" .. 1 .. nil)",
	"t = {} for (i = 1, 100) { t[i] = {i, name = \"n\" .. i} } for (k, v in pairs(t)) { if (k % 2 == 0) { delete(t, k) } } print(len(t), t[3].name)",
	"trace syscalls:sys_enter_getppid /pid != 1 && execname == \"sh\"/ { n[tid] += 1 printf(\"%s %d\\n\", execname, arg0) }",
	"n = 0 tick-1ms { n += 1 if (n == 3) { exit(4) } } trace_end { print(n) }",
	"trace sched:sched_process_exec, sched:sched_process_fork { a[execname] = eventname print(arg0) }",
	"t = {1, 2, 3, x = 4} t[1, \"a\"] = 5 for (i = 4, 80) { t[i] += i } for (k, v in pairs(t)) { n += 1 } print(n, t[1, \"a\"], len(t)) take(t)",
	"var a = 0x7fffffffffffffff a += 1 var b = a >> 3 | 5 print(a, b, -b, !a, a == b, type(a), take({1}))",
};

#define NR_SCRIPTS	(sizeof(scripts) / sizeof(scripts[0]))

struct image {
	unsigned char *data;
	size_t bytes;
};

static unsigned long long seed;

/* Any seed but 0 will do. */
static unsigned int draw(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;

	return below ? seed % below : 0;
}

static int build(const char *script, struct image *image)
{
	char path[] = "/tmp/ktap-mutate.XXXXXX";
	const char *tool = getenv("KTAP") ?: "ktap";
	int fd = mkstemp(path), status = -1;
	ssize_t n;
	pid_t child;

	if (fd < 0)
		return -errno;
	child = fork();
	if (!child) {
		execlp(tool, tool, "build", "-o", path, "-e", script, NULL);
		_exit(127);
	}
	waitpid(child, &status, 0);
	close(fd);
	/* The tool may have put another file there. */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, image->data, MAX_IMAGE);
	close(fd);
	unlink(path);
	image->bytes = n > 0 ? n : 0;

	return status || n <= 0 ? -EINVAL : 0;
}

/* ---- damage ---------------------------------------------------------------- */

static void cut(struct image *image)
{
	image->bytes = draw(image->bytes);
}

static void flip(struct image *image)
{
	int nr = 1 + draw(8);

	while (nr--)
		image->data[draw(image->bytes)] ^= 1u << draw(8);
}

/* Numbers that are right somewhere: small ones, limits, those of the image. */
static void edit(struct image *image)
{
	static const unsigned int known[] = {
		0, 1, 2, 7, 8, 9, 0x7f, 0x80, 0xff, 0x100, 0x7fffffff, 0x80000000,
		0xfffffffe, 0xffffffff,
	};
	unsigned int nr = 1 + draw(3), at, value, from;

	while (nr--) {
		at = draw(image->bytes / 4) * 4;
		memcpy(&value, image->data + at, sizeof(value));
		switch (draw(4)) {
		case 0:
			value = known[draw(sizeof(known) / sizeof(known[0]))];
			break;
		case 1:
			value += draw(2) ? 1 : -1;
			break;
		case 2:
			value += draw(2) ? 8 : -8;
			break;
		default:
			from = draw(image->bytes / 4) * 4;
			memcpy(&value, image->data + from, sizeof(value));
		}
		memcpy(image->data + at, &value, sizeof(value));
	}
}

/* Their places in the table, or what is there. */
static void exchange_sections(struct image *image)
{
	struct ktap_image_header *header = (void *)image->data;
	unsigned int a = draw(KTAP_NR_SECTS), b = draw(KTAP_NR_SECTS);
	unsigned int bytes = header->sects[a].bytes, i;
	unsigned char byte;

	if (draw(2)) {
		i = header->sects[a].offset;
		header->sects[a].offset = header->sects[b].offset;
		header->sects[b].offset = i;
		if (draw(2))
			return;
		header->sects[a].bytes = header->sects[b].bytes;
		header->sects[b].bytes = bytes;
		return;
	}
	if (bytes > header->sects[b].bytes)
		bytes = header->sects[b].bytes;
	for (i = 0; i < bytes; i++) {
		unsigned char *p = image->data + header->sects[a].offset + i;
		unsigned char *q = image->data + header->sects[b].offset + i;

		byte = *p;
		*p = *q;
		*q = byte;
	}
}

/* Rows of one section among each other: instructions, constants, events. */
static void exchange_rows(struct image *image)
{
	struct ktap_image_header *header = (void *)image->data;
	unsigned int sect = draw(KTAP_NR_SECTS);
	unsigned int nr = header->sects[sect].bytes / 8;
	unsigned char *rows = image->data + header->sects[sect].offset;
	unsigned int a = draw(nr) * 8, b = draw(nr) * 8;
	unsigned char row[8];

	if (!nr)
		return;
	memcpy(row, rows + a, 8);
	memcpy(rows + a, rows + b, 8);
	memcpy(rows + b, row, 8);
}

static void (* const ways[])(struct image *image) = {
	cut, flip, edit, edit, exchange_sections, exchange_rows, exchange_rows,
};

/* ---- run ------------------------------------------------------------------- */

struct outcome {
	int ret;
	bool ended;
	struct seen seen;
	char log[1024];
};

static int open_free(void)
{
	int fd = session_open();

	/* Too many that are still being taken down. */
	if (fd < 0 && errno == EBUSY && sessions_gone(10000))
		fd = session_open();

	return fd;
}

static void try_image(const struct image *image, struct outcome *out)
{
	struct ktap_start start = start_default();
	int fd = open_free();

	memset(out, 0, sizeof(*out));
	start.budget = 20000;
	start.mem_limit = 1 << 20;
	start.max_errors = 3;
	start.log = (uintptr_t)out->log;
	start.log_bytes = sizeof(out->log);
	if (fd < 0 ||
	    (image->bytes && write(fd, image->data, image->bytes) < 0))
		out->ret = -errno;
	else
		out->ret = session_start(fd, &start);
	if (!out->ret) {
		out->ended = session_read_for(fd, &out->seen, 10) == 1;
		if (!out->ended) {
			ioctl(fd, KTAP_IOC_STOP);
			out->ended = session_read(fd, &out->seen, 5000) == 1;
		}
	}
	if (fd >= 0)
		close(fd);
}

/* Refused with a message, or run to its end with a well-formed stream. */
static bool is_harmless(const struct outcome *out)
{
	if (!out->ret)
		return out->ended && !out->seen.malformed &&
		       out->seen.nr[KTAP_REC_END] == 1;

	return out->log[0] && (out->ret == -EINVAL || out->ret == -E2BIG ||
			       out->ret == -ENOENT || out->ret == -ENOEXEC ||
			       out->ret == -EPROTONOSUPPORT ||
			       out->ret == -EOPNOTSUPP || out->ret == -ENOMEM);
}

static int rounds(void)
{
	const char *text = getenv("KTAP_TEST_ROUNDS");

	return text ? atoi(text) : ROUNDS;
}

FIXTURE(mutate)
{
};

FIXTURE_SETUP(mutate)
{
	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
}

FIXTURE_TEARDOWN(mutate)
{
}

TEST_F_TIMEOUT(mutate, images_of_the_tool, 300)
{
	const char *text = getenv("KTAP_TEST_SEED");
	struct image images[NR_SCRIPTS], image;
	int i, way, nr_ran = 0, nr_refused = 0;
	struct outcome *out = malloc(sizeof(*out));
	unsigned int times;

	seed = text ? strtoull(text, NULL, 0) : 7;
	seed = seed ?: 7;
	printf("# KTAP_TEST_SEED=%llu\n", seed);
	for (i = 0; i < (int)NR_SCRIPTS; i++) {
		images[i].data = malloc(MAX_IMAGE);
		ASSERT_EQ(0, build(scripts[i], &images[i])) TH_LOG("%s", scripts[i]);
		try_image(&images[i], out);
		ASSERT_EQ(0, out->ret) TH_LOG("%s: %s", scripts[i], out->log);
	}
	image.data = malloc(MAX_IMAGE);
	for (i = 0; i < rounds(); i++) {
		struct image *from = &images[draw(NR_SCRIPTS)];

		memcpy(image.data, from->data, from->bytes);
		image.bytes = from->bytes;
		way = draw(sizeof(ways) / sizeof(ways[0]));
		times = 1 + draw(2);
		/* What has been damaged has no sections to rely on. */
		ways[way](&image);
		while (--times && image.bytes)
			flip(&image);
		try_image(&image, out);
		nr_ran += !out->ret;
		nr_refused += !!out->ret;
		EXPECT_TRUE(is_harmless(out))
			TH_LOG("round %d, script %d, way %d: %d '%s', ended %d, malformed %u",
			       i, (int)(from - images), way, out->ret, out->log,
			       out->ended, out->seen.malformed);
	}
	printf("# %d refused, %d ran\n", nr_refused, nr_ran);
	EXPECT_GT(nr_refused, rounds() / 4);
	EXPECT_GT(nr_ran, rounds() / 20);
	EXPECT_TRUE(sessions_gone(10000));
	EXPECT_FALSE(log_is_bad());
}

TEST_HARNESS_MAIN
