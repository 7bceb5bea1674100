// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the runner: loads and starts a program, reads until it has ended
 *
 * One loop polls the session and the signals.  Whatever ends tracing from this
 * side - a signal, the end of the command, an output that is gone - does so
 * through KTAP_IOC_STOP; the program then ends by itself and read() returns 0.
 */

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "run/child.h"
#include "run/session.h"

#define LOG_BYTES	4096

struct session {
	struct control *control;
	const struct session_options *options;
	struct reader reader;
	struct child child;
	int signals;			/* signalfd for SIGCHLD */
	bool stopped;
	bool quit;			/* the output is gone: do not wait */
	int status;			/* at least this, from this side */
	int command_status;		/* of a command that ended by itself */
};

static __printf(2, 3)
void note(struct session *session, const char *format, ...)
{
	struct record_sink *sink = session->reader.sink;
	char text[LOG_BYTES + PATH_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sink->ops->note(sink, text);
}

static void stop(struct session *session)
{
	if (session->stopped)
		return;
	session->stopped = true;
	session->control->ops->stop(session->control);
}

/* ---- the beginning ---------------------------------------------------- */

static bool read_status(struct session *session, struct ktap_status *status)
{
	memset(status, 0, sizeof(*status));
	status->size = sizeof(*status);

	return !session->control->ops->status(session->control, status);
}

static bool check_version(struct session *session)
{
	struct ktap_status status;

	if (!read_status(session, &status) ||
	    status.image_version >= KTAP_IMAGE_VERSION)
		return true;

	note(session, "this kernel loads images up to version %u, this tool makes version %u",
	     status.image_version, KTAP_IMAGE_VERSION);

	return false;
}

static bool make_child(struct session *session)
{
	char * const *argv = session->options->command;
	char path[PATH_MAX];
	int ret;

	if (!argv)
		return true;

	ret = child_find(argv[0], path, sizeof(path));
	if (!ret)
		ret = child_start(&session->child, path, argv,
				  session->control->fd);
	if (ret)
		note(session, "cannot run %s: %s", argv[0], strerror(-ret));

	return !ret;
}

static void explain_start(struct session *session, int err, const char *log)
{
	switch (log[0] ? 0 : err) {
	case 0:
		note(session, "%s", log);
		break;
	case E2BIG:
		note(session, "this kernel does not know an option that was asked for");
		break;
	case EPERM:
	case EACCES:
		note(session, "not permitted: tracing needs CAP_PERFMON, and may be locked down");
		break;
	case ENOTTY:
		note(session, "this kernel's ktap cannot run programs");
		break;
	default:
		note(session, "cannot start the program: %s", strerror(err));
		break;
	}
}

/* Seconds that local time is ahead of UTC, now and for the whole session. */
static __s32 utc_offset(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? tm.tm_gmtoff : 0;
}

static bool start_program(struct session *session, const void *image,
			  size_t bytes)
{
	const struct session_options *options = session->options;
	struct control *control = session->control;
	char log[LOG_BYTES] = "";
	struct ktap_start start = {
		.size		= sizeof(start),
		.mem_limit	= options->mem,
		.ring_bytes	= options->ring,
		.max_errors	= options->max_errors,
		.target		= options->target,
		.utc_offset	= utc_offset(),
		.budget		= options->budget,
		.overload	= options->overload,
		.flags		= options->verbose ? KTAP_START_NAME_SKIPPED : 0,
		.log		= (uintptr_t)log,
		.log_bytes	= sizeof(log),
		.cpus_bytes	= options->cpus_bytes,
		.cpus		= (uintptr_t)options->cpus,
	};
	int ret;

	if (session->child.state == CHILD_WAITING) {
		start.target = session->child.pid;
		start.flags |= KTAP_START_FOLLOW;
	}
	if (options->all)
		start.flags |= KTAP_START_ALL;
	if (options->dry)
		start.flags |= KTAP_START_DRY;

	ret = control->ops->load(control, image, bytes);
	if (ret) {
		note(session, "cannot hand the program to the kernel: %s",
		     strerror(-ret));
		return false;
	}

	ret = control->ops->start(control, &start);
	if (ret) {
		log[sizeof(log) - 1] = '\0';
		log[strcspn(log, "\n")] = '\0';
		explain_start(session, -ret, log);
	}

	return !ret;
}

/* ---- signals ---------------------------------------------------------- */

/*
 * The signals that ask to end act in their handler, because the tool may be
 * held up in a write() to an output that nobody reads.  SIGCHLD is polled.
 */
static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

static struct session *running;
static sig_atomic_t nr_interrupts;	/* the handler changes it */

static void take_interrupt(int number)
{
	int saved = errno;

	/* Asked twice: do not wait for trace_end. */
	if (nr_interrupts) {
		child_abandon(&running->child);
		_exit(128 + number);
	}
	nr_interrupts = 1;
	running->control->ops->stop(running->control);
	errno = saved;
}

static void catch_signals(struct session *session, struct sigaction *old)
{
	struct sigaction action = {
		.sa_handler	= take_interrupt,
		.sa_flags	= SA_RESTART,
	};
	sigset_t set;
	size_t i;

	running = session;
	WRITE_ONCE(nr_interrupts, 0);
	sigemptyset(&action.sa_mask);
	for (i = 0; i < ARRAY_SIZE(ending); i++) {
		sigaction(ending[i], NULL, &old[i]);
		/* What was ignored when the tool was started stays so. */
		if (old[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	}

	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	session->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void restore_signals(struct session *session,
			    const struct sigaction *old)
{
	sigset_t set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ending); i++)
		sigaction(ending[i], &old[i], NULL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	close(session->signals);
	running = NULL;
}

static void take_child_signals(struct session *session)
{
	struct signalfd_siginfo info;

	while (read(session->signals, &info, sizeof(info)) == sizeof(info))
		if (session->child.state == CHILD_RUNNING &&
		    child_ended(&session->child))
			stop(session);
}

/* ---- the loop --------------------------------------------------------- */

static void release_child(struct session *session)
{
	int ret;

	if (!session->reader.started || session->child.state != CHILD_WAITING)
		return;

	ret = child_release(&session->child);
	if (ret) {
		note(session, "cannot run %s: %s",
		     session->options->command[0], strerror(-ret));
		session->status = STATUS_LOAD;
		stop(session);
	}
}

static void tell_start(struct session *session)
{
	struct ktap_status status;

	if (!session->options->verbose || !read_status(session, &status))
		return;

	note(session, "%u events attached in %.3f ms, %u skipped (loading took %.3f ms)",
	     status.nr_events, status.attach_ns / 1e6, status.nr_skipped,
	     status.load_ns / 1e6);
}

static void flush(struct session *session)
{
	struct record_sink *sink = session->reader.sink;
	int ret = sink->ops->flush(sink);

	if (!ret || session->quit)
		return;

	stop(session);
	session->quit = true;
	if (ret != -EPIPE) {
		note(session, "cannot write the output: %s", strerror(-ret));
		session->status = STATUS_ERROR;
	}
}

/* Return: 1, 0 at the end, -errno. */
static int read_records(struct session *session)
{
	static __u64 buf[KTAP_RECORD_MAX / sizeof(__u64)];
	bool started = session->reader.started;
	ssize_t n;

	n = read(session->control->fd, buf, sizeof(buf));
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : -errno;

	reader_feed(&session->reader, buf, n);
	if (!started && session->reader.started) {
		tell_start(session);
		release_child(session);
	}

	return n > 0;
}

static int read_to_end(struct session *session)
{
	struct pollfd fds[2] = {
		{ .fd = session->control->fd, .events = POLLIN },
		{ .fd = session->signals, .events = POLLIN },
	};
	int n, ret = 1;

	/* One write for each read: an output that is gone is noticed at once. */
	while (ret > 0 && !session->quit) {
		n = poll(fds, 2, -1);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && fds[1].revents)
			take_child_signals(session);
		if (n > 0 && fds[0].revents) {
			ret = read_records(session);
			flush(session);
		}
	}

	return ret;
}

/* ---- the end ---------------------------------------------------------- */

static void end_child(struct session *session)
{
	if (session->child.state == CHILD_WAITING && !session->quit)
		note(session, "the program ended before tracing began: %s was not run",
		     session->options->command[0]);
	child_end(&session->child);
}

static void tell_end(struct session *session)
{
	struct ktap_status status;

	if (!session->options->verbose || !read_status(session, &status))
		return;

	note(session, "%llu events handled, %u errors, %llu lost, %llu units of work",
	     (unsigned long long)status.nr_fired, status.nr_errors,
	     (unsigned long long)status.nr_lost,
	     (unsigned long long)status.run_units);
	note(session,
	     "memory: %llu KiB of %llu KiB (%llu KiB wait to be freed, %llu KiB free)",
	     (unsigned long long)status.mem_bytes >> 10,
	     (unsigned long long)status.mem_limit >> 10,
	     (unsigned long long)status.mem_waiting >> 10,
	     (unsigned long long)status.mem_free >> 10);
	/* Hooks go after the last record: it may not be known yet. */
	if (status.detach_ns)
		note(session, "detached in %.3f ms", status.detach_ns / 1e6);
}

static int end_status(struct session *session, int ret)
{
	struct reader *reader = &session->reader;

	if (reader->nr_malformed)
		note(session, "%lu malformed records in all",
		     reader->nr_malformed);
	if (ret < 0) {
		note(session, "cannot read from the session: %s",
		     strerror(-ret));
		return STATUS_ERROR;
	}
	if (!reader->ended && !session->quit) {
		note(session, "the session ended without a status");
		return STATUS_ERROR;
	}
	if (session->status)
		return session->status;
	if (!reader->status && (reader->nr_errors || reader->nr_malformed))
		return STATUS_ERROR;

	if (!reader->status && session->options->command_status)
		return session->command_status;

	/* A wait status has 8 bits; failure must not look like success. */
	if (reader->status && !(reader->status & 0xff))
		return STATUS_ERROR;

	return reader->status & 0xff;
}

static int run_program(struct session *session, const void *image,
		       size_t bytes)
{
	int ret, status = STATUS_LOAD;

	if (check_version(session) && make_child(session)) {
		if (start_program(session, image, bytes)) {
			/* A signal that came before could stop nothing. */
			if (READ_ONCE(nr_interrupts))
				stop(session);
			ret = read_to_end(session);
			/* Of a command that is ended by us we do not tell. */
			session->command_status = child_status(&session->child);
			end_child(session);
			tell_end(session);
			status = end_status(session, ret);
		}
		child_end(&session->child);
	}

	return status;
}

int session_run(struct control *control, const void *image, size_t bytes,
		const struct session_options *options,
		struct record_sink *sink)
{
	struct session session = {
		.control	= control,
		.options	= options,
		.reader.sink	= sink,
	};
	struct sigaction old[ARRAY_SIZE(ending)];
	int status;

	catch_signals(&session, old);
	status = run_program(&session, image, bytes);
	reader_exit(&session.reader);
	restore_signals(&session, old);

	return status;
}
