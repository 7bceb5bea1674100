// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a program to be traced: threads that come and go, calls that nest
 *
 *	thread_load threads N	N threads, one after the other, each of which
 *				makes the system call getppid() twice
 *	thread_load busy S	two threads that make it for S seconds
 *	thread_load nest N	nested(N) calls nested(N - 1) … nested(0);
 *				prints the result, N * (N + 1) / 2
 *	thread_load jump N	the same, but nested(0) leaves them all by
 *				longjmp() into outer(N), which returns N
 *	thread_load numbers N	system calls that do not exist, below and from
 *				N, and getppid() after each; prints how many
 *	thread_load compat N	N times the call of 32-bit programs whose number
 *				is that of semget(), and which is getppid(); and
 *				getppid(); fails where there are no such calls
 *	thread_load polls N	N times poll() of an epoll that watches one that
 *				watches one that watches one that watches a pipe:
 *				the kernel's function calls itself, four deep
 */
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static jmp_buf out;
static int jumps;

static long nested(long n);
/* So that it is a call and no loop. */
static long (*volatile call)(long n) = nested;

static long nested(long n)
{
	if (!n && jumps)
		longjmp(out, 1);
	return n ? n + call(n - 1) : 0;
}

long outer(long n);

__attribute__((__noinline__)) long outer(long n)
{
	volatile long kept = n;

	if (!setjmp(out))
		kept += call(n);
	return kept;
}

static void *call_twice(void *arg)
{
	syscall(SYS_getppid);
	syscall(SYS_getppid);
	return arg;
}

static int call_numbers(int from)
{
	const long numbers[] = {
		from, from + 1, from + 63, from + 64, 1 << 16, 1 << 20, 1 << 24,
		(1 << 30) - 1, INT_MAX, INT_MIN, -2, -1,
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (syscall(numbers[i]) != -1)
			return 1;
		syscall(SYS_getppid);
	}
	printf("%zu\n", i);
	return 0;
}

static void *call_long(void *arg)
{
	time_t end = time(NULL) + *(int *)arg;

	while (time(NULL) < end)
		syscall(SYS_getppid);
	return NULL;
}

static int run_threads(int nr)
{
	pthread_t thread;
	int i;

	for (i = 0; i < nr; i++) {
		if (pthread_create(&thread, NULL, call_twice, NULL))
			return 1;
		pthread_join(thread, NULL);
	}
	return 0;
}

static int run_busy(int seconds)
{
	pthread_t threads[2];
	int i;

	for (i = 0; i < 2; i++) {
		if (pthread_create(&threads[i], NULL, call_long, &seconds))
			return 1;
	}
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static int call_compat(int nr)
{
#ifdef __x86_64__
	long number;

	while (nr--) {
		number = SYS_semget;
		asm volatile("int $0x80" : "+a" (number) : : "memory", "r8",
			     "r9", "r10", "r11");
		if (number != syscall(SYS_getppid))
			return 1;
	}
	return 0;
#else
	return nr != 0;
#endif
}

/* What watches @fd, or -1. */
static int watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(0);

	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		return -1;
	return epoll;
}

static int run_polls(int nr)
{
	struct pollfd polled = { .events = POLLIN };
	int fds[2], i;

	if (pipe(fds) || write(fds[1], "", 1) != 1)
		return 1;
	polled.fd = watch(watch(watch(watch(fds[0]))));
	for (i = 0; i < nr; i++) {
		if (poll(&polled, 1, 0) != 1)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 0;

	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "threads"))
		return run_threads(n);
	if (!strcmp(argv[1], "busy"))
		return run_busy(n);
	if (!strcmp(argv[1], "numbers"))
		return call_numbers(n);
	if (!strcmp(argv[1], "compat"))
		return call_compat(n);
	if (!strcmp(argv[1], "polls"))
		return run_polls(n);
	jumps = !strcmp(argv[1], "jump");
	printf("%ld\n", jumps ? outer(n) : call(n));
	return 0;
}
