// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - load for stress.sh: events of each context, as many as are asked for
 *
 *	stress_load THREADS CALLS TIMER_MS PACKETS
 *
 * Each of THREADS threads, one on each CPU in turn, makes CALLS calls of
 * getppid() and sends PACKETS packets through the loopback device, which a soft
 * interrupt receives.  Meanwhile POSIX timers whose signal is ignored expire in
 * hard interrupts, for TIMER_MS at least.  Prints the calls and the packets.
 */

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TIMERS		16	/* of each thread; more would be all that a CPU does */

static long nr_calls, nr_packets, timer_ms;
static struct sockaddr_in address = { .sin_family = AF_INET };
static int receiver;
static atomic_long calls, packets;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void loopback_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &ifr))
		fail("lo");
	ifr.ifr_flags |= IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &ifr))
		fail("lo up");
	close(fd);
}

/* What it receives is dropped when its buffer is full: the event was before. */
static void make_receiver(void)
{
	socklen_t len = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	receiver = socket(AF_INET, SOCK_DGRAM, 0);
	if (receiver < 0 ||
	    bind(receiver, (struct sockaddr *)&address, sizeof(address)) ||
	    getsockname(receiver, (struct sockaddr *)&address, &len))
		fail("receiver");
}

/* The kernel forwards them by itself, no more often than once in a jiffy. */
static void start_timers(void)
{
	struct itimerspec spec = {
		.it_value.tv_nsec	= 1000000,
		.it_interval.tv_nsec	= 1000000,
	};
	struct sigevent event = {
		.sigev_notify	= SIGEV_SIGNAL,
		.sigev_signo	= SIGUSR1,
	};
	timer_t timer;
	int i;

	for (i = 0; i < TIMERS; i++) {
		if (timer_create(CLOCK_MONOTONIC, &event, &timer) ||
		    timer_settime(timer, 0, &spec, NULL))
			fail("timer");
	}
}

static void make_calls(void)
{
	long i;

	for (i = 0; i < nr_calls; i++)
		syscall(SYS_getppid);
	atomic_fetch_add(&calls, nr_calls);
}

static void send_packets(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	long i;

	if (fd < 0)
		fail("sender");
	for (i = 0; i < nr_packets; i++) {
		if (sendto(fd, "x", 1, 0, (struct sockaddr *)&address,
			   sizeof(address)) != 1)
			fail("sendto");
	}
	close(fd);
	atomic_fetch_add(&packets, nr_packets);
}

static void *work(void *arg)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((long)arg % sysconf(_SC_NPROCESSORS_ONLN), &set);
	sched_setaffinity(0, sizeof(set), &set);

	if (timer_ms)
		start_timers();
	make_calls();
	send_packets();

	return NULL;
}

static long read_number(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (*end || number < 0) {
		fprintf(stderr, "stress_load: not a number: %s\n", text);
		exit(2);
	}

	return number;
}

int main(int argc, char **argv)
{
	struct rlimit limit = { 100000, 100000 };
	pthread_t threads[64];
	long nr, i;

	if (argc != 5) {
		fprintf(stderr,
			"usage: stress_load THREADS CALLS TIMER_MS PACKETS\n");
		return 2;
	}
	nr = read_number(argv[1]);
	if (nr > 64)
		nr = 64;
	nr_calls = read_number(argv[2]);
	timer_ms = read_number(argv[3]);
	nr_packets = read_number(argv[4]);

	signal(SIGUSR1, SIG_IGN);
	setrlimit(RLIMIT_SIGPENDING, &limit);
	loopback_up();
	make_receiver();
	for (i = 0; i < nr; i++) {
		if (pthread_create(&threads[i], NULL, work, (void *)i))
			fail("thread");
	}
	usleep(timer_ms * 1000);
	for (i = 0; i < nr; i++)
		pthread_join(threads[i], NULL);
	printf("%ld %ld\n", (long)calls, (long)packets);

	return 0;
}
