// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the traced command: started stopped, let go when tracing begins
 *
 * The process is forked before the program starts, because the kernel must be
 * told its number, and waits in read() on a pipe.  Its file is found along
 * PATH beforehand: between being let go and execve() it makes no system call
 * that would be traced.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/kernel.h>

#include "run/child.h"

#define GRACE_MS	1000
#define STEP_MS		5

static int check_file(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;

	return access(path, X_OK) ? -errno : 0;
}

int child_find(const char *name, char *path, size_t size)
{
	const char *dirs = getenv("PATH");
	int found = -ENOENT, ret;
	size_t len;

	if (strchr(name, '/')) {
		if (snprintf(path, size, "%s", name) >= (int)size)
			return -ENAMETOOLONG;
		return check_file(path);
	}

	/* An empty part of PATH is the current directory. */
	for (dirs = dirs ? dirs : "/bin:/usr/bin"; dirs;
	     dirs = dirs[len] ? dirs + len + 1 : NULL) {
		len = strcspn(dirs, ":");
		ret = snprintf(path, size, "%.*s/%s", (int)(len ? len : 1),
			       len ? dirs : ".", name);
		if (ret < 0 || (size_t)ret >= size)
			continue;
		ret = check_file(path);
		if (!ret)
			return 0;
		if (ret == -EACCES)
			found = ret;
	}

	return found;
}

/* The tool's handlers must not run in the time before execve(). */
static void reset_signals(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction old;
	sigset_t none;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(caught); i++)
		if (!sigaction(caught[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			signal(caught[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(int go, int failed, const char *path, char * const argv[])
{
	char byte = 0;
	int err;

	reset_signals();
	if (write(failed, &byte, 1) != 1 || read(go, &byte, 1) != 1)
		_exit(127);

	execve(path, argv, environ);
	err = errno;
	if (write(failed, &err, sizeof(err)) != sizeof(err))
		_exit(126);
	_exit(127);
}

static void close_pair(int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

/* What the process does to get ready must not be traced either. */
static void wait_until_ready(int failed)
{
	char byte;

	while (read(failed, &byte, 1) < 0 && errno == EINTR)
		continue;
}

int child_start(struct child *child, const char *path, char * const argv[],
		int session)
{
	int go[2], failed[2], ret;

	if (pipe2(go, O_CLOEXEC))
		return -errno;
	if (pipe2(failed, O_CLOEXEC)) {
		ret = -errno;
		close_pair(go);
		return ret;
	}

	child->pid = fork();
	if (child->pid < 0) {
		ret = -errno;
		close_pair(go);
		close_pair(failed);
		return ret;
	}
	if (!child->pid) {
		close(session);
		close(go[1]);
		run_child(go[0], failed[1], path, argv);
	}

	close(go[0]);
	close(failed[1]);
	child->go = go[1];
	child->failed = failed[0];
	child->state = CHILD_WAITING;
	wait_until_ready(failed[0]);

	return 0;
}

static void close_pipes(struct child *child)
{
	close(child->go);
	close(child->failed);
}

static void reap(struct child *child)
{
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		continue;
	child->state = CHILD_ENDED;
}

int child_release(struct child *child)
{
	ssize_t n;
	int err;

	if (child->state != CHILD_WAITING)
		return 0;

	child->state = CHILD_RUNNING;
	n = write(child->go, "", 1);
	/* The pipe closes when execve() succeeds. */
	if (n == 1) {
		do {
			n = read(child->failed, &err, sizeof(err));
		} while (n < 0 && errno == EINTR);
	}
	close_pipes(child);
	if (n != sizeof(err))
		return 0;

	reap(child);

	return -err;
}

bool child_ended(struct child *child)
{
	pid_t pid;

	if (child->state == CHILD_RUNNING || child->state == CHILD_WAITING) {
		pid = waitpid(child->pid, &child->status, WNOHANG);
		if (pid == child->pid || (pid < 0 && errno == ECHILD)) {
			if (child->state == CHILD_WAITING)
				close_pipes(child);
			child->state = CHILD_ENDED;
		}
	}

	return child->state == CHILD_NONE || child->state == CHILD_ENDED;
}

int child_status(const struct child *child)
{
	if (child->state != CHILD_ENDED)
		return 0;
	if (WIFSIGNALED(child->status))
		return 128 + WTERMSIG(child->status);
	return WEXITSTATUS(child->status);
}

void child_end(struct child *child)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };
	int ms;

	if (child_ended(child))
		return;

	if (child->state == CHILD_WAITING) {
		close_pipes(child);
	} else {
		kill(child->pid, SIGTERM);
		for (ms = 0; ms < GRACE_MS; ms += STEP_MS) {
			if (child_ended(child))
				return;
			nanosleep(&step, NULL);
		}
	}
	kill(child->pid, SIGKILL);
	reap(child);
}

void child_abandon(const struct child *child)
{
	/* One that waits sees the end of its pipe, and is gone. */
	if (child->state == CHILD_RUNNING)
		kill(child->pid, SIGTERM);
}
