// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a loop of the cheapest system call, timed
 *
 * Prints nanoseconds for each call.  On an emulated CPU whose clock counts
 * instructions that is the number of instructions.
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Calls before the clock starts: tables and caches of a tracer fill up. */
#define WARM_UP		1000
/* Then a rest: the kernel makes jumps of kprobes a while after they came. */
#define REST_US		200000

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void call(long nr)
{
	while (nr--)
		syscall(SYS_getppid);
}

int main(int argc, char **argv)
{
	long nr = argc > 1 ? atol(argv[1]) : 0;
	long long begun;

	if (nr <= 0) {
		fprintf(stderr, "usage: getppid CALLS\n");
		return 2;
	}
	call(WARM_UP);
	usleep(REST_US);
	begun = now_ns();
	call(nr);
	printf("%.1f\n", (double)(now_ns() - begun) / nr);
	return 0;
}
