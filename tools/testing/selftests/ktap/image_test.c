// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - images that are not right: each is refused, or runs harmlessly
 *
 * The image is untrusted input.  A refused image leaves a message and no
 * session; one that a mutation left valid must end when it is told to.
 */

#define _GNU_SOURCE

#include "common.h"

/* A program that has every section, and one of each kind of thing in it. */
static void program_everything(struct assembler *as)
{
	uint32_t print, len, exit_, text, format, number, var;

	assemble_begin(as);
	print = assemble_import(as, "print", 2);
	len = assemble_import(as, "len", 1);
	exit_ = assemble_import(as, "exit", 0);
	text = assemble_const(as, "text");
	format = assemble_const(as, "key");
	number = assemble_int(as, 1LL << 40);
	var = assemble_var(as, "table");
	strcpy(as->source, "print(\"text\")\n");

	/* table = {}; table["key"] += 2^40; print(f("text"), len(table)) */
	assemble_func(as, "main", 0, 6);
	assemble_insn(as, INSN(NEWTAB, 0, 0, 0, 4));
	assemble_insn(as, INSN(SETVAR, 0, 0, 0, var));
	assemble_insn(as, INSN(LOADK, 1, 0, 0, format));
	assemble_insn(as, INSN(LOADK, 2, 0, 0, number));
	assemble_insn(as, INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_ADD));
	assemble_insn(as, INSN(MOVE, 3, 0, 0, 0));
	assemble_insn(as, INSN(CALLB, 3, 1, 1, len));
	assemble_insn(as, INSN(MOVE, 2, 3, 0, 0));
	assemble_insn(as, INSN(LOADK, 3, 0, 0, text));
	assemble_insn(as, INSN(CALLF, 3, 1, 1, 1));
	assemble_insn(as, INSN(MOVE, 4, 2, 0, 0));
	assemble_insn(as, INSN(CALLB, 3, 2, 0, print));
	/* for (i = 1, 3) { } */
	assemble_insn(as, INSN(LOADINT, 0, 0, 0, 1));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 3));
	assemble_insn(as, INSN(LOADINT, 2, 0, 0, 1));
	assemble_insn(as, INSN(FORPREP, 0, 0, 0, 2));
	assemble_insn(as, INSN(ADDI, 4, 3, 0, 1));
	assemble_insn(as, INSN(FORLOOP, 0, 0, 0, -2));
	/* for (k, v in pairs(table)) { } */
	assemble_insn(as, INSN(GETVAR, 0, 0, 0, var));
	assemble_insn(as, INSN(WALK, 0, 0, 0, 2));
	assemble_insn(as, INSN(MOVE, 4, 2, 0, 0));
	assemble_insn(as, INSN(WALKNEXT, 0, 0, 0, -2));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));

	/* function f(s) { if (s == 5) { return 1 } return s .. s } */
	assemble_func(as, "f", 1, 3);
	assemble_insn(as, INSN(JNEI, 0, 5, 0, 2));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 1));
	assemble_insn(as, INSN(RET, 1, 1, 0, 0));
	assemble_insn(as, INSN(MOVE, 1, 0, 0, 0));
	assemble_insn(as, INSN(MOVE, 2, 0, 0, 0));
	assemble_insn(as, INSN(CONCAT, 1, 1, 2, 0));
	assemble_insn(as, INSN(RET, 1, 1, 0, 0));

	/* tick-1ms { exit() }, trace_end { } */
	assemble_func(as, "", 0, 2);
	assemble_insn(as, INSN(ARG, 0, 0, 0, 1));
	assemble_insn(as, INSN(CALLB, 0, 0, 0, exit_));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, "tick-1ms", 2, 0);
	assemble_event(as, NULL, 3, 1);
	assemble_end(as);
}

struct outcome {
	int ret;		/* of KTAP_IOC_START, or of write() */
	bool ended;		/* read() said so, in time */
	struct seen seen;
	char log[512];
};

/*
 * One life of a session.  The budget is small, so that a loop that a mutation
 * makes ends soon; what waits for events is stopped.
 */
static void try_image(const void *image, size_t bytes, struct outcome *out)
{
	struct ktap_start start = start_default();
	ssize_t n;
	int fd;

	memset(out, 0, sizeof(*out));
	fd = session_open();
	/* Too many that are still being taken down. */
	if (fd < 0 && errno == EBUSY && sessions_gone(10000))
		fd = session_open();
	if (fd < 0) {
		out->ret = -errno;
		return;
	}
	start.budget = 20000;
	start.log = (uintptr_t)out->log;
	start.log_bytes = sizeof(out->log);

	n = bytes ? write(fd, image, bytes) : 0;
	if (n < 0)
		out->ret = -errno;
	else if (n != (ssize_t)bytes)
		out->ret = -EIO;
	else
		out->ret = session_start(fd, &start);

	if (!out->ret) {
		out->ended = session_read_for(fd, &out->seen, 100) == 1;
		if (!out->ended) {
			ioctl(fd, KTAP_IOC_STOP);
			out->ended = session_read(fd, &out->seen, 5000) == 1;
		}
	}
	close(fd);
}

/* Refused with a message, or run to its end with a well-formed stream. */
static bool harmless(const struct outcome *out)
{
	if (out->ret)
		return out->log[0] || out->ret == -EFBIG || out->ret == -E2BIG;

	return out->ended && !out->seen.malformed &&
	       out->seen.nr[KTAP_REC_END] == 1;
}

FIXTURE(image)
{
	struct assembler as;
	struct outcome out;
};

FIXTURE_SETUP(image)
{
	if (session_missing() || geteuid())
		SKIP(return, "needs CONFIG_KTAP and root");
	program_everything(&self->as);
}

FIXTURE_TEARDOWN(image)
{
}

static struct ktap_image_header *header_of(struct assembler *as)
{
	return (void *)as->image;
}

static void *section_of(struct assembler *as, unsigned int sect)
{
	return as->image + header_of(as)->sects[sect].offset;
}

TEST_F(image, valid)
{
	try_image(self->as.image, self->as.bytes, &self->out);
	ASSERT_EQ(0, self->out.ret)
		TH_LOG("refused: %s", self->out.log);
	EXPECT_TRUE(self->out.ended);
	EXPECT_EQ(0, self->out.seen.malformed);
	EXPECT_EQ(1, self->out.seen.nr[KTAP_REC_PRINT]);
	EXPECT_EQ(0, self->out.seen.nr[KTAP_REC_ERROR]);
	EXPECT_EQ(1, self->out.seen.nr[KTAP_REC_END]);
	EXPECT_EQ(0, self->out.seen.exit_status);
}

TEST_F(image, empty)
{
	try_image(self->as.image, 0, &self->out);
	EXPECT_NE(0, self->out.ret);
}

TEST_F_TIMEOUT(image, truncated, 240)
{
	unsigned int bytes;

	for (bytes = 1; bytes < self->as.bytes; bytes++) {
		try_image(self->as.image, bytes, &self->out);
		ASSERT_EQ(-EINVAL, self->out.ret)
			TH_LOG("%u bytes of %u: %d", bytes, self->as.bytes, self->out.ret);
		ASSERT_NE(0, self->out.log[0])
			TH_LOG("%u bytes: no message", bytes);
	}
}

TEST_F(image, trailing)
{
	unsigned int more;

	for (more = 1; more <= 16; more++) {
		try_image(self->as.image, self->as.bytes + more, &self->out);
		EXPECT_EQ(-EINVAL, self->out.ret);
		EXPECT_NE(0, self->out.log[0]);
	}
	/* Nor does it help to say so in the header. */
	header_of(&self->as)->bytes += 8;
	try_image(self->as.image, self->as.bytes + 8, &self->out);
	EXPECT_EQ(-EINVAL, self->out.ret);
}

TEST_F(image, magic)
{
	header_of(&self->as)->magic ^= 0x20202020;
	try_image(self->as.image, self->as.bytes, &self->out);
	EXPECT_EQ(-EINVAL, self->out.ret);
	EXPECT_NE(0, self->out.log[0]);
}

TEST_F(image, version)
{
	static const uint16_t versions[] = {
		0, KTAP_IMAGE_VERSION + 1, 0x7fff, 0xffff,
	};
	unsigned int i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		header_of(&self->as)->version = versions[i];
		try_image(self->as.image, self->as.bytes, &self->out);
		EXPECT_EQ(-EPROTONOSUPPORT, self->out.ret)
			TH_LOG("version %u", versions[i]);
		EXPECT_NE(NULL, strstr(self->out.log, "version"))
			TH_LOG("message: %s", self->out.log);
	}
}

TEST_F(image, header_fields)
{
	struct ktap_image_header *header = header_of(&self->as), good = *header;
	int i;

	for (i = 0; i < 16; i++) {
		header->flags = 1 << i;
		try_image(self->as.image, self->as.bytes, &self->out);
		EXPECT_EQ(-EINVAL, self->out.ret) TH_LOG("flag %d", i);
	}
	*header = good;
	for (i = 0; i < 32; i++) {
		header->reserved = 1U << i;
		try_image(self->as.image, self->as.bytes, &self->out);
		EXPECT_EQ(-EINVAL, self->out.ret) TH_LOG("reserved bit %d", i);
	}
	*header = good;
	for (i = -1; i <= 1; i += 2) {
		header->nr_sects = KTAP_NR_SECTS + i;
		try_image(self->as.image, self->as.bytes, &self->out);
		EXPECT_EQ(-EINVAL, self->out.ret);
	}
	*header = good;
	header->script = 0xfffffff0;
	try_image(self->as.image, self->as.bytes, &self->out);
	EXPECT_EQ(-EINVAL, self->out.ret);
}

TEST_F(image, sections)
{
	struct ktap_image_header *header = header_of(&self->as), good = *header;
	static const uint32_t odd[] = {
		1, 4, 0x7ffffff8, 0x80000000, 0xfffffff8, 0xffffffff,
	};
	unsigned int sect, i;

	for (sect = 0; sect < KTAP_NR_SECTS; sect++) {
		for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
			*header = good;
			header->sects[sect].offset += odd[i];
			try_image(self->as.image, self->as.bytes, &self->out);
			EXPECT_EQ(-EINVAL, self->out.ret)
				TH_LOG("section %u, offset + %#x", sect, odd[i]);

			*header = good;
			header->sects[sect].bytes += odd[i];
			try_image(self->as.image, self->as.bytes, &self->out);
			EXPECT_EQ(-EINVAL, self->out.ret)
				TH_LOG("section %u, bytes + %#x", sect, odd[i]);
		}
	}
}

/* write() takes what an image may have, and not a byte more. */
TEST_F_TIMEOUT(image, oversized, 60)
{
	size_t bytes = KTAP_IMAGE_MAX_BYTES + 4096;
	char *large = calloc(1, bytes);
	struct ktap_start start = start_default();
	size_t done = 0;
	ssize_t n = 0;
	int fd;

	ASSERT_NE(NULL, large);
	memcpy(large, self->as.image, self->as.bytes);
	fd = session_open();
	ASSERT_GE(fd, 0);
	while (done < bytes) {
		n = write(fd, large + done, bytes - done < 65536 ?
			  bytes - done : 65536);
		if (n <= 0)
			break;
		done += n;
	}
	EXPECT_EQ(-1, n);
	EXPECT_EQ(EFBIG, errno);
	EXPECT_LE(done, KTAP_IMAGE_MAX_BYTES);
	EXPECT_NE(0, session_start(fd, &start));
	close(fd);

	/* In one piece. */
	fd = session_open();
	ASSERT_GE(fd, 0);
	n = write(fd, large, bytes);
	EXPECT_TRUE(n < 0 || (size_t)n <= KTAP_IMAGE_MAX_BYTES);
	EXPECT_NE(0, session_start(fd, &start));
	close(fd);
	free(large);
}

/*
 * Every bit of the header; of the rest one bit and all bits of each byte, or
 * every bit if KTAP_TEST_ALL is set.
 */
TEST_F_TIMEOUT(image, flipped, 600)
{
	unsigned int header = sizeof(struct ktap_image_header);
	unsigned int at, i, refused = 0, ran = 0;
	bool all = getenv("KTAP_TEST_ALL");
	uint8_t masks[9], nr;

	for (at = 0; at < self->as.bytes; at++) {
		nr = 0;
		for (i = 0; i < 8; i++)
			if (all || at < header || i == at % 8)
				masks[nr++] = 1 << i;
		masks[nr++] = 0xff;

		for (i = 0; i < nr; i++) {
			self->as.image[at] ^= masks[i];
			try_image(self->as.image, self->as.bytes, &self->out);
			self->as.image[at] ^= masks[i];
			ASSERT_TRUE(harmless(&self->out))
				TH_LOG("byte %u ^ %#x: start %d, ended %d, malformed %u, message '%s'",
				       at, masks[i], self->out.ret,
				       self->out.ended,
				       self->out.seen.malformed,
				       self->out.log);
			refused += self->out.ret != 0;
			ran += self->out.ret == 0;
		}
	}
	TH_LOG("%u bytes: %u refused, %u ran", self->as.bytes, refused, ran);
	EXPECT_GT(refused, ran / 8);
	EXPECT_TRUE(sessions_gone(5000));
}

/* Random damage to several words at once; the seed is printed. */
TEST_F_TIMEOUT(image, random, 300)
{
	uint8_t good[ASSEMBLE_BYTES];
	unsigned int seed = 20250101, round, n;
	const char *given = getenv("KTAP_TEST_SEED");

	if (given)
		seed = atoi(given);
	srandom(seed);
	TH_LOG("seed %u", seed);
	memcpy(good, self->as.image, self->as.bytes);
	for (round = 0; round < 500; round++) {
		memcpy(self->as.image, good, self->as.bytes);
		for (n = random() % 8; n < 8; n++) {
			unsigned int at = random() % (self->as.bytes / 4) * 4;
			uint32_t word = random() % 4 ? random() % 16 : random();

			if (random() % 2)
				at = sizeof(struct ktap_image_header) +
				     at % (self->as.bytes -
					   sizeof(struct ktap_image_header));
			memcpy(self->as.image + (at & ~3u), &word, 4);
		}
		try_image(self->as.image, self->as.bytes, &self->out);
		ASSERT_TRUE(harmless(&self->out))
			TH_LOG("round %u: start %d, ended %d, message '%s'",
			       round, self->out.ret, self->out.ended,
			       self->out.log);
	}
	EXPECT_TRUE(sessions_gone(5000));
}

/* ---- one rule of the verifier each --------------------------------------
 *
 * The unit tests have a case for every rule; these show that the kernel's
 * answer reaches the user, with function, instruction and line.
 */

static void expect_refused(struct __test_metadata *_metadata,
			   struct assembler *as, int error)
{
	struct outcome out;

	assemble_end(as);
	try_image(as->image, as->bytes, &out);
	EXPECT_EQ(error, out.ret) TH_LOG("message: %s", out.log);
	EXPECT_NE(0, out.log[0]);
	EXPECT_EQ(NULL, strchr(out.log, '\n'));
}

#define REFUSED(name, ...)	REFUSED_FOR(name, -EINVAL, __VA_ARGS__)
#define REFUSED_FOR(name, error, ...)					\
TEST_F(image, name)							\
{									\
	struct assembler *as = &self->as;				\
									\
	assemble_begin(as);						\
	__VA_ARGS__							\
	expect_refused(_metadata, as, error);				\
}

REFUSED(no_function, /* nothing */)
REFUSED(function_without_code,
	assemble_func(as, "main", 0, 1);)
REFUSED(unknown_opcode,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, KTAP_INSN(KTAP_NR_OPCODES, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(opcode_255,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, KTAP_INSN(255, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(unused_operand,
	assemble_func(as, "main", 0, 2);
	assemble_insn(as, INSN(LOADNIL, 0, 1, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(register_too_large,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADNIL, 1, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(register_not_written,
	assemble_func(as, "main", 0, 2);
	assemble_insn(as, INSN(MOVE, 0, 1, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(register_not_written_on_one_path,
	assemble_func(as, "main", 0, 2);
	assemble_insn(as, INSN(LOADNIL, 0, 0, 0, 0));
	assemble_insn(as, INSN(JF, 0, 0, 0, 1));
	assemble_insn(as, INSN(LOADNIL, 1, 0, 0, 0));
	assemble_insn(as, INSN(MOVE, 0, 1, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(jump_before,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(JMP, 0, 0, 0, -2));)
REFUSED(jump_behind,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(JMP, 0, 0, 0, 1));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(jump_far,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(JMP, 0, 0, 0, 0x7fffffff));)
REFUSED(fall_off,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADNIL, 0, 0, 0, 0));)
REFUSED(unreachable,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_insn(as, INSN(LOADNIL, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(constant_number,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADK, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(constant_negative,
	assemble_const(as, "x");
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADK, 0, 0, 0, -1));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(variable_number,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(GETVAR, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(function_number,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(CALLF, 0, 0, 0, 1));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(import_number,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(CALLB, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED_FOR(import_unknown, -ENOENT,
	assemble_import(as, "no_such_builtin", 0);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(CALLB, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED_FOR(import_arity, -ENOENT,
	assemble_import(as, "len", 2);
	assemble_func(as, "main", 0, 2);
	assemble_insn(as, INSN(LOADNIL, 0, 0, 0, 0));
	assemble_insn(as, INSN(LOADNIL, 1, 0, 0, 0));
	assemble_insn(as, INSN(CALLB, 0, 2, 1, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(call_arity,
	assemble_import(as, "len", 1);
	assemble_func(as, "main", 0, 2);
	assemble_insn(as, INSN(LOADNIL, 0, 0, 0, 0));
	assemble_insn(as, INSN(LOADNIL, 1, 0, 0, 0));
	assemble_insn(as, INSN(CALLB, 0, 2, 1, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(call_results,
	assemble_import(as, "print", 0);
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(CALLB, 0, 0, 2, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(call_range,
	assemble_func(as, "main", 0, 2);
	assemble_insn(as, INSN(LOADNIL, 0, 0, 0, 0));
	assemble_insn(as, INSN(LOADNIL, 1, 0, 0, 0));
	assemble_insn(as, INSN(CALLF, 1, 2, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(divide_by_zero,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADINT, 0, 0, 0, 1));
	assemble_insn(as, INSN(DIVI, 0, 0, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(boolean_two,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADBOOL, 0, 2, 0, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(concat_one,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADINT, 0, 0, 0, 1));
	assemble_insn(as, INSN(CONCAT, 0, 0, 1, 0));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(update_unknown,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(LOADINT, 0, 0, 0, 1));
	assemble_insn(as, INSN(UPDTAB, 0, 0, 0, KTAP_NR_UPDATES));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(loop_without_beginning,
	assemble_func(as, "main", 0, 4);
	assemble_insn(as, INSN(LOADINT, 0, 0, 0, 1));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 1));
	assemble_insn(as, INSN(LOADINT, 2, 0, 0, 1));
	assemble_insn(as, INSN(FORLOOP, 0, 0, 0, -1));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(loop_state_written,
	assemble_func(as, "main", 0, 4);
	assemble_insn(as, INSN(LOADINT, 0, 0, 0, 1));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 9));
	assemble_insn(as, INSN(LOADINT, 2, 0, 0, 1));
	assemble_insn(as, INSN(FORPREP, 0, 0, 0, 2));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 5));
	assemble_insn(as, INSN(FORLOOP, 0, 0, 0, -2));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(walk_without_beginning,
	assemble_func(as, "main", 0, 4);
	assemble_insn(as, INSN(NEWTAB, 0, 0, 0, 0));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 1));
	assemble_insn(as, INSN(WALKNEXT, 0, 0, 0, -1));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(walk_state_forged,
	assemble_func(as, "main", 0, 4);
	assemble_insn(as, INSN(NEWTAB, 0, 0, 0, 0));
	assemble_insn(as, INSN(WALK, 0, 0, 0, 2));
	assemble_insn(as, INSN(LOADINT, 1, 0, 0, 12345));
	assemble_insn(as, INSN(WALKNEXT, 0, 0, 0, -2));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(argument_number,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(ARG, 0, 0, 0, 256));
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, "tick-1s", 1, 0);)
REFUSED(handler_number,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, "tick-1s", 1, 0);)
REFUSED(handler_with_parameter,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 1, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, "tick-1s", 1, 0);)
REFUSED(group_descends,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, "tick-1s", 1, 1);
	assemble_event(as, "tick-1s", 1, 0);)
REFUSED(too_many_registers,
	assemble_func(as, "main", 0, KTAP_IMAGE_MAX_REGS + 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(no_register,
	assemble_func(as, "main", 0, 0);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(more_parameters_than_registers,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "f", 3, 2);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));)
REFUSED(timer_too_short,
	assemble_func(as, "main", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_func(as, "", 0, 1);
	assemble_insn(as, INSN(RET, 0, 0, 0, 0));
	assemble_event(as, "tick-1us", 1, 0);)

/* What resolves is refused when it names nothing. */
static void expect_no_event(struct __test_metadata *_metadata,
			    const char *event)
{
	struct assembler as;
	struct outcome out;

	program_trace(&as, event);
	try_image(as.image, as.bytes, &out);
	EXPECT_NE(0, out.ret) TH_LOG("%s was accepted", event);
	EXPECT_NE(0, out.log[0]) TH_LOG("%s: no message", event);
}

TEST_F(image, events_that_do_not_exist)
{
	static const char * const events[] = {
		"syscalls:sys_enter_no_such", "no_such:event", "sched:no_such",
		"syscalls:no_such_*", "", ":", "a", "sched:", ":sched_switch",
		"nothing:here:there", "tick-", "tick-5", "tick-0s", "tick-s",
		"tick-99999999999999999999s", "\x01\xff",
		"sched:sched_process_exec extra words",
	};
	unsigned int i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		expect_no_event(_metadata, events[i]);
}

/* Bytes of the strings' section that belong to no string must be 0 too. */
TEST_F(image, string_padding)
{
	struct ktap_image_sect *sect = &header_of(&self->as)->sects[KTAP_SECT_STRINGS];
	char *strings = section_of(&self->as, KTAP_SECT_STRINGS);
	uint32_t len;

	/* A length that reaches out of the section. */
	memcpy(&len, strings, 4);
	len += sect->bytes;
	memcpy(strings, &len, 4);
	try_image(self->as.image, self->as.bytes, &self->out);
	EXPECT_EQ(-EINVAL, self->out.ret);

	/* A string without its NUL. */
	program_everything(&self->as);
	strings = section_of(&self->as, KTAP_SECT_STRINGS);
	memcpy(&len, strings, 4);
	strings[4 + len] = 'x';
	try_image(self->as.image, self->as.bytes, &self->out);
	EXPECT_EQ(-EINVAL, self->out.ret);
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
