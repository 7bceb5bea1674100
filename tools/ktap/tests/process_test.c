// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of addresses of processes: this program is the process
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/ktap.h>

#include "target/process.h"
#include "tests/screen.h"
#include "tests/tap.h"

int process_test_place(void);

int process_test_place(void)
{
	return getpid();
}

/* Another name of it. */
__asm__(".globl __process_test_alias\n"
	".type __process_test_alias, %function\n"
	".set __process_test_alias, process_test_place\n");

static struct process_mapping own;
static char path[4096];

/* The mapping that holds this program's instructions. */
static void find_own(void)
{
	uint64_t place = (uintptr_t)process_test_place;
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[5000], name[4096];

	while (maps && fgets(line, sizeof(line), maps)) {
		uint64_t begin, end, offset;

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %4095[^\n]",
			   &begin, &end, &offset, name) != 4 ||
		    place < begin || place >= end)
			continue;
		own.begin = begin;
		own.end = end;
		own.offset = offset;
		snprintf(path, sizeof(path), "%s", name);
		own.name = path;
		own.len = strlen(path);
	}
	if (maps)
		fclose(maps);
	own.process = (uint64_t)getpid() << 32 | 7;
}

static const char *text(struct processes *processes, uint64_t addr,
			bool is_caller)
{
	static char buf[300];

	processes_text(processes, own.process, addr, is_caller, buf, sizeof(buf));
	return buf;
}

static void test_text(void)
{
	uint64_t place = (uintptr_t)process_test_place;
	struct processes processes = { 0 };
	struct process_mapping other = own;
	char wanted[100], buf[8];

	tap_text(text(&processes, 0x1234, false), "0x1234", "nothing is known");
	processes_add(&processes, &own);
	tap_text(text(&processes, place, false), "process_test_place",
		 "where a function begins, by the better of its names");
	tap_text(text(&processes, place + 1, false), "process_test_place+0x1",
		 "within it");
	tap_text(text(&processes, place + 1, true), "process_test_place+0x1",
		 "where it calls");
	tap_ok(!strstr(text(&processes, place, true), "process_test_place"),
	       "a call that is its caller's last instruction");
	tap_text(text(&processes, 0x10, false), "0x10", "where nothing is mapped");
	processes_text(&processes, own.process, place, false, buf, sizeof(buf));
	tap_text(buf, "process", "cut to the room there is");

	/* Another process may have other things there. */
	other.process++;
	other.name = "[vdso]";
	other.len = 6;
	other.offset = 0x100;
	processes_add(&processes, &other);
	tap_text(text(&processes, place, false), "process_test_place",
		 "of two processes");
	processes_text(&processes, other.process, other.begin + 1, false, wanted,
		       sizeof(wanted));
	tap_text(wanted, "[vdso+0x101]", "the other, without symbols");

	/* What is mapped later takes the place of what was before. */
	other.process = own.process;
	other.name = "/no/such/lib.so.1";
	other.len = strlen(other.name);
	other.begin = place;
	other.end = place + 1;
	processes_add(&processes, &other);
	tap_text(text(&processes, place, false), "[lib.so.1+0x100]",
		 "a file that cannot be read");
	processes_free(&processes);
}

static void test_records(void)
{
	uint64_t place = (uintptr_t)process_test_place;
	struct stream stream;
	struct screen screen;

	stream_init(&stream);
	stream_add(&stream, KTAP_REC_MAPPING, 0, "iiiis", (int64_t)own.process,
		   (int64_t)own.begin, (int64_t)own.end, (int64_t)own.offset,
		   path);
	stream_add(&stream, KTAP_REC_PRINT, 0, "siy", "text", (int64_t)3,
		   own.process, place);
	stream_add(&stream, KTAP_REC_PRINT, 0, "u", own.process, place,
		   (uint64_t)5);
	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_HIST, "tniin", (int64_t)1,
		   (int64_t)20, (int64_t)1);
	stream_add(&stream, KTAP_REC_ROW, 0, "tui", (int64_t)1, own.process,
		   place + 2, (uint64_t)6, (int64_t)9);
	stream_add(&stream, KTAP_REC_TABLE_END, 0, "ti", (int64_t)1, (int64_t)1);
	screen_open(&screen);
	reader_feed(&screen.reader, stream.buf, stream.len);
	screen_show(&screen);
	tap_has(screen.out, "text\t3\tprocess_test_place\n",
		"a symbol beside other values");
	tap_has(screen.out, "\nprocess_test_place\n0x5\n", "a stack alone");
	tap_has(screen.out, "process_test_place+0x2\n", "a stack as a key");
	tap_text(screen.err, "", "no complaint");
	reader_exit(&screen.reader);
	screen_close(&screen);
	stream_exit(&stream);
}

int main(void)
{
	find_own();
	if (!tap_ok(own.len > 0, "this program is mapped"))
		return tap_end();
	test_text();
	test_records();
	return tap_end();
}
