// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's first process.  The root is the host's, read-only; the folder of
 * the job, with the files "job" and "shares", is $guest_job, which the kernel
 * made of its command line.  Ports of the virtio console: 1 output, 2 errors,
 * 3 exit status, 4 orders (names of signals for the job).
 *
 * A program, not a script: to start a dozen commands takes an emulated machine
 * longer than to boot.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DRAIN_MS	2000	/* what the job left behind may hold its output */

static const struct {
	const char *type, *target, *options;
} mounts[] = {
	{ "proc",	"/proc",		"" },
	{ "devtmpfs",	"/dev",			"" },
	{ "devpts",	"/dev/pts",		"mode=620,ptmxmode=666" },
	{ "tmpfs",	"/dev/shm",		"mode=1777" },
	{ "sysfs",	"/sys",			"" },
	{ "tmpfs",	"/tmp",			"mode=1777" },
	{ "tmpfs",	"/var/tmp",		"mode=1777" },
	{ "tmpfs",	"/run",			"mode=755" },
	{ "tracefs",	"/sys/kernel/tracing",	"" },
	{ "debugfs",	"/sys/kernel/debug",	"" },
	{ "cgroup2",	"/sys/fs/cgroup",	"" },
};

static void say(const char *format, ...)
{
	char text[512];
	va_list args;
	int fd, n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, n) != n)
		perror(text);
	if (fd >= 0)
		close(fd);
}

/* Without a status on its port scripts/guest/run knows that we failed. */
static void __attribute__((noreturn)) fail(const char *what, const char *which)
{
	say("guest: %s %s: %s\n", what, which, strerror(errno));
	sleep(1);
	reboot(RB_AUTOBOOT);
	_exit(1);
}

static char *read_shares(const char *job)
{
	static char text[16384];
	char path[512];
	int fd, n;

	snprintf(path, sizeof(path), "%s/shares", job);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n < 0)
		fail("cannot read", path);
	close(fd);
	return text;
}

static void make_path(const char *path)
{
	char copy[4096];
	char *slash;

	snprintf(copy, sizeof(copy), "%s", path);
	for (slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0755);
		*slash = '/';
	}
	mkdir(copy, 0755);
}

/* Mounts all; shows again what these mounts would hide and the job needs. */
static void mount_all(char *shares)
{
	char source[4096];
	char *share;
	size_t i;

	if (*shares && mount("/", "/mnt", NULL, MS_BIND, NULL))
		fail("cannot mount", "/mnt");
	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		if (!strncmp(mounts[i].target, "/dev/", 5))
			mkdir(mounts[i].target, 0755);
		if (mount(mounts[i].type, mounts[i].target, mounts[i].type, 0,
			  mounts[i].options))
			fail("cannot mount", mounts[i].target);
	}
	for (share = strtok(shares, "\n"); share; share = strtok(NULL, "\n")) {
		make_path(share);
		snprintf(source, sizeof(source), "/mnt%s", share);
		if (mount(source, share, NULL, MS_BIND, NULL))
			fail("cannot show", share);
	}
	umount2("/mnt", MNT_DETACH);

	/* What udev would do. */
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
	mkdir("/run/lock", 0777);
}

static int open_port(int number, int flags)
{
	struct dirent *entry;
	char suffix[16], path[300];
	DIR *dir = opendir("/dev");
	int fd = -1;

	snprintf(suffix, sizeof(suffix), "p%d", number);
	while (dir && (entry = readdir(dir))) {
		size_t length = strlen(entry->d_name);

		if (!strncmp(entry->d_name, "vport", 5) && length > strlen(suffix) &&
		    !strcmp(entry->d_name + length - strlen(suffix), suffix)) {
			snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
			fd = open(path, flags | O_CLOEXEC);
		}
	}
	if (dir)
		closedir(dir);
	if (fd < 0)
		fail("cannot open port", suffix);
	return fd;
}

/* The job in a session of its own, with signals as programs expect them. */
static pid_t start_job(const char *folder, int in, int out, int err)
{
	char path[512];
	pid_t pid = fork();

	if (pid)
		return pid;
	snprintf(path, sizeof(path), "%s/job", folder);
	setsid();
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	if (isatty(0))
		ioctl(0, TIOCSCTTY, 1);
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	execl("/bin/bash", "bash", path, NULL);
	_exit(127);
}

static void give_order(int fd, pid_t job)
{
	char order[16] = "";

	if (read(fd, order, sizeof(order) - 1) <= 0)
		return;
	kill(-job, strncmp(order, "INT", 3) ? SIGTERM : SIGINT);
}

/* Moves what has come; false at the end. */
static int carry(int from, int to)
{
	static char data[65536];
	ssize_t n = read(from, data, sizeof(data)), done = 0, m;

	if (n <= 0)
		return 0;
	while (done < n) {
		m = write(to, data + done, n - done);
		if (m <= 0)
			return 0;
		done += m;
	}
	return 1;
}

static int child_pipe[2];

static void on_child(int signal)
{
	int saved = errno;

	(void)signal;
	if (write(child_pipe[1], "", 1) < 0)
		saved = errno;
	errno = saved;
}

/* Waits for a child's end, reaps whatever has ended; true if the job has. */
static int reap(pid_t job, int *status)
{
	int ended = 0, one;
	char bytes[64];
	pid_t pid;

	if (read(child_pipe[0], bytes, sizeof(bytes)) < 0)
		return 0;

	while ((pid = waitpid(-1, &one, WNOHANG)) > 0) {
		if (pid != job)
			continue;
		ended = 1;
		*status = WIFEXITED(one) ? WEXITSTATUS(one) : 128 + WTERMSIG(one);
	}
	return ended;
}

static int run_with_ports(const char *folder)
{
	struct pollfd fds[4] = { { .fd = child_pipe[0] }, { .fd = open_port(4, O_RDONLY) } };
	int ports[2] = { open_port(1, O_WRONLY), open_port(2, O_WRONLY) };
	int pipes[2][2], status = 125, ended = 0, ready, i;
	pid_t job;

	if (pipe2(pipes[0], O_CLOEXEC) || pipe2(pipes[1], O_CLOEXEC))
		fail("cannot make", "pipes");
	job = start_job(folder, open("/dev/null", O_RDONLY | O_CLOEXEC), pipes[0][1], pipes[1][1]);
	for (i = 0; i < 2; i++) {
		close(pipes[i][1]);
		fds[2 + i].fd = pipes[i][0];
	}
	for (i = 0; i < 4; i++)
		fds[i].events = POLLIN;

	while (!ended || fds[2].fd >= 0 || fds[3].fd >= 0) {
		ready = poll(fds, 4, ended ? DRAIN_MS : -1);
		if (!ready)
			break;
		if (ready < 0)
			continue;
		if (fds[0].revents & POLLIN)
			ended |= reap(job, &status);
		if (fds[1].revents & POLLIN)
			give_order(fds[1].fd, job);
		else if (fds[1].revents)
			fds[1].fd = -1;
		for (i = 0; i < 2; i++) {
			if (fds[2 + i].revents && !carry(fds[2 + i].fd, ports[i]))
				fds[2 + i].fd = -1;
		}
	}
	return status;
}

static int run_on_terminal(const char *folder)
{
	int tty = open("/dev/hvc0", O_RDWR | O_NOCTTY | O_CLOEXEC), status = 125;
	pid_t job;

	if (tty < 0)
		fail("cannot open", "/dev/hvc0");
	job = start_job(folder, tty, tty, tty);
	while (!reap(job, &status))
		;
	return status;
}

int main(void)
{
	const char *folder = getenv("guest_job");
	struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_NOCLDSTOP };
	char text[16];
	int fd, length;

	if (!folder)
		fail("no", "guest_job");
	mount_all(read_shares(folder));
	say("guest: ready\n");
	if (pipe2(child_pipe, O_CLOEXEC) || sigaction(SIGCHLD, &action, NULL))
		fail("cannot make", "pipes");

	length = snprintf(text, sizeof(text), "%d\n",
			  getenv("guest_tty") ? run_on_terminal(folder) : run_with_ports(folder));
	fd = open_port(3, O_WRONLY);
	if (write(fd, text, length) != length)
		fail("cannot write", "the status");
	reboot(RB_AUTOBOOT);
	return 1;
}
