// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the runner, with a pipe in the kernel's place
 *
 * The pipe gets some records when the program is started and others when it is
 * stopped; whichever has the end of the program closes it.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "run/session.h"
#include "tests/screen.h"
#include "tests/stream.h"
#include "tests/tap.h"

struct fake {
	struct control control;		/* first */
	int to;				/* what the session reads comes here */
	struct stream at_start;
	struct stream at_stop;
	bool ends_at_start;
	uint32_t image_version;
	int load_ret;
	int start_ret;
	const char *log;
	int signal_at_load;
	int signal_at_start;
	/* What was seen: */
	char image[64];
	size_t image_bytes;
	struct ktap_start start;
	int nr_starts;
	int nr_stops;
};

static struct fake fake;
static struct screen screen;
static char dir[] = "/tmp/ktap-session-test.XXXXXX";

static void put(struct stream *stream)
{
	size_t done = 0;
	ssize_t n;

	while (done < stream->len) {
		n = write(fake.to, stream->buf + done, stream->len - done);
		if (n < 0)
			abort();
		done += n;
	}
}

static void put_end(void)
{
	if (fake.to >= 0)
		close(fake.to);
	fake.to = -1;
}

static int fake_load(struct control *control, const void *image, size_t bytes)
{
	(void)control;
	fake.image_bytes = bytes;
	memcpy(fake.image, image, bytes < sizeof(fake.image) ?
				  bytes : sizeof(fake.image));
	if (fake.signal_at_load)
		raise(fake.signal_at_load);

	return fake.load_ret;
}

static int fake_start(struct control *control, struct ktap_start *start)
{
	(void)control;
	fake.nr_starts++;
	fake.start = *start;
	if (fake.log)
		snprintf((char *)(uintptr_t)start->log, start->log_bytes,
			 "%s", fake.log);
	if (!fake.start_ret) {
		put(&fake.at_start);
		if (fake.ends_at_start)
			put_end();
		if (fake.signal_at_start)
			raise(fake.signal_at_start);
	}

	return fake.start_ret;
}

static int fake_stop(struct control *control)
{
	(void)control;
	/* As in the kernel, nothing stops what has not been started. */
	if (!fake.nr_stops++ && fake.nr_starts && fake.to >= 0) {
		put(&fake.at_stop);
		put_end();
	} else if (!fake.nr_starts) {
		fake.nr_stops = 0;
		return -EINVAL;
	}

	return 0;
}

static int fake_status(struct control *control, struct ktap_status *status)
{
	(void)control;
	if (status->size != sizeof(*status))
		return -EINVAL;
	status->image_version = fake.image_version;
	status->nr_events = 345;
	status->nr_skipped = 2;
	status->load_ns = 400000;
	status->attach_ns = 12300000;
	status->detach_ns = 3100000;
	status->nr_fired = 1000;
	status->nr_errors = 1;
	status->nr_lost = 7;
	status->run_units = 5000;
	status->mem_bytes = 2 << 20;
	status->mem_limit = 64 << 20;
	status->mem_waiting = 4096;
	status->mem_free = 8192;

	return 0;
}

static const struct control_ops fake_ops = {
	.load	= fake_load,
	.start	= fake_start,
	.stop	= fake_stop,
	.status	= fake_status,
};

static void begin(void)
{
	int fds[2];

	memset(&fake, 0, sizeof(fake));
	if (pipe2(fds, O_CLOEXEC))
		abort();
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	fcntl(fds[1], F_SETPIPE_SZ, 1 << 20);
	fake.control.ops = &fake_ops;
	fake.control.fd = fds[0];
	fake.to = fds[1];
	fake.image_version = KTAP_IMAGE_VERSION;
	stream_init(&fake.at_start);
	stream_init(&fake.at_stop);
	screen_open(&screen);
}

static int run(const struct session_options *options)
{
	static const struct session_options usual = { 0 };

	return session_run(&fake.control, "image", 6,
			   options ? options : &usual, &screen.render.sink);
}

/* The renderer's output and messages stand still from here on. */
static void show(void)
{
	screen_show(&screen);
}

static void end(void)
{
	put_end();
	close(fake.control.fd);
	stream_exit(&fake.at_start);
	stream_exit(&fake.at_stop);
	screen_close(&screen);
}

static void add_print(struct stream *stream, const char *text)
{
	stream_add(stream, KTAP_REC_PRINT, 0, "s", text);
}

static void add_started(struct stream *stream)
{
	stream_add(stream, KTAP_REC_STARTED, 0, "ii", (int64_t)1, (int64_t)0);
}

static void add_error(struct stream *stream)
{
	stream_add(stream, KTAP_REC_ERROR, 0, "sis", "divide by zero",
		   (int64_t)1, "tick-1s");
}

static void add_end(struct stream *stream, int64_t status)
{
	stream_add(stream, KTAP_REC_END, 0, "i", status);
}

/* The kernel's end of the pipe is none that a process can inherit. */
static void close_in_child(void)
{
	if (fake.to >= 0)
		close(fake.to);
}

/* ---- from start to end ------------------------------------------------ */

static void test_hello(void)
{
	const struct session_options options = {
		.mem = 1 << 20, .ring = 8192,
		.max_errors = 3, .budget = 77, .target = 1, .overload = 5,
	};

	begin();
	add_print(&fake.at_start, "hello");
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	tap_is(run(&options), 0, "a program without events: status");
	show();
	tap_text(screen.out, "hello\n", "its output");
	tap_text(screen.err, "", "nothing on stderr");
	tap_ok(fake.image_bytes == 6 && !strcmp(fake.image, "image"),
	       "the image arrived");
	tap_ok(fake.start.size == sizeof(fake.start) && !fake.start.flags &&
	       fake.start.mem_limit == 1 << 20 &&
	       fake.start.ring_bytes == 8192 && fake.start.max_errors == 3 &&
	       fake.start.budget == 77 && fake.start.target == 1 &&
	       !fake.start.cpus && !fake.start.cpus_bytes &&
	       !fake.start.reserved && fake.start.utc_offset == 3600 && fake.start.overload == 5,
	       "the options arrived");
	tap_is(fake.nr_stops, 0, "what ends by itself is not stopped");
	end();

	begin();
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	run(&(struct session_options){ .dry = true, .all = true });
	tap_is(fake.start.flags, KTAP_START_DRY | KTAP_START_ALL,
	       "flags arrive");
	end();
}

static void is_status(int64_t status, bool error, int wanted, const char *name)
{
	begin();
	if (error)
		add_error(&fake.at_start);
	add_end(&fake.at_start, status);
	fake.ends_at_start = true;
	tap_is(run(NULL), wanted, name);
	show();
	end();
}

static void test_statuses(void)
{
	is_status(42, false, 42, "exit(42)");
	is_status(0, true, 1, "exit(0) after a run-time error");
	is_status(3, true, 3, "exit(3) after a run-time error");
	is_status(-1, false, 255, "exit(-1)");
	is_status(256, false, 1, "exit(256) is not success");
}

static void test_broken_stream(void)
{
	begin();
	add_print(&fake.at_start, "hello");
	fake.ends_at_start = true;
	tap_is(run(NULL), 1, "a stream without its end: status");
	show();
	tap_text(screen.out, "hello\n", "its output");
	tap_text(screen.err,
		 "ktap: the session ended without a status\n",
		 "its message");
	end();

	begin();
	add_print(&fake.at_start, "hello");
	((struct ktap_record *)fake.at_start.buf)->type = 99;
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	tap_is(run(NULL), 1, "a malformed record: status");
	show();
	tap_text(screen.err,
		 "ktap: the kernel sent a malformed record (an unknown type): 40 bytes skipped\n"
		 "ktap: 1 malformed records in all\n", "its message");
	end();
}

static void test_verbose(void)
{
	const struct session_options options = {
		.verbose = true,
	};

	begin();
	add_started(&fake.at_start);
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	run(&options);
	show();
	tap_text(screen.err,
		 "ktap: 345 events attached in 12.300 ms, 2 skipped (loading took 0.400 ms)\n"
		 "ktap: 1000 events handled, 1 errors, 7 lost, 5000 units of work\n"
		 "ktap: memory: 2048 KiB of 65536 KiB (4 KiB wait to be freed, 8 KiB free)\n"
		 "ktap: detached in 3.100 ms\n",
		 "-v tells times and numbers");
	end();
}

/* ---- what cannot be started ------------------------------------------- */

static void is_refused(int ret, const char *log, const char *message)
{
	begin();
	fake.start_ret = ret;
	fake.log = log;
	tap_is(run(NULL), 255, "a program that is refused: status");
	show();
	tap_text(screen.err, message, "its message");
	end();
}

static void test_refused(void)
{
	is_refused(-EINVAL, "t.kp:1:7: no event a:b", "t.kp:1:7: no event a:b\n");
	is_refused(-EINVAL, "function 3 is unreachable\n",
		   "ktap: function 3 is unreachable\n");
	is_refused(-ENOMEM, NULL,
		   "ktap: cannot start the program: Cannot allocate memory\n");
	is_refused(-E2BIG, NULL,
		   "ktap: this kernel does not know an option that was asked for\n");
	is_refused(-EPERM, NULL,
		   "ktap: not permitted: tracing needs CAP_PERFMON, and may be locked down\n");
	is_refused(-ENOTTY, NULL,
		   "ktap: this kernel's ktap cannot run programs\n");

	begin();
	fake.load_ret = -ENOSPC;
	tap_is(run(NULL), 255, "an image that is not taken: status");
	show();
	tap_text(screen.err,
		 "ktap: cannot hand the program to the kernel: No space left on device\n",
		 "its message");
	tap_is(fake.nr_starts, 0, "it is not started");
	end();

	begin();
	fake.image_version = 0;
	tap_is(run(NULL), 255, "an old kernel: status");
	show();
	tap_text(screen.err,
		 "ktap: this kernel loads images up to version 0, this tool makes version 1\n",
		 "its message");
	end();
}

/* ---- the command ------------------------------------------------------ */

static char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", dir, name);

	return path;
}

static bool exists(const char *name)
{
	return !access(path_of(name), F_OK);
}

static int run_command(const char *shell)
{
	char sh[] = "sh", c[] = "-c";
	char *command[] = { sh, c, (char *)shell, NULL };
	const struct session_options options = {
		.command = command,
	};

	return run(&options);
}

static void test_command(void)
{
	begin();
	add_started(&fake.at_start);
	add_print(&fake.at_stop, "counted");
	add_end(&fake.at_stop, 5);
	tap_is(run_command("echo $$ > $DIR/ran"), 5,
	       "a command is run, its end stops the session");
	show();
	tap_text(screen.out, "counted\n", "what comes then is shown");
	tap_text(screen.err, "", "nothing on stderr");
	tap_is(fake.nr_stops, 1, "one stop");
	tap_ok(exists("ran"), "the command ran");
	if (exists("ran")) {
		char text[20] = "";
		int fd = open(path_of("ran"), O_RDONLY);

		tap_ok(read(fd, text, sizeof(text) - 1) > 0 &&
		       atoi(text) == (int)fake.start.target,
		       "the kernel was told its process");
		close(fd);
	}
	end();
}

static void test_command_not_run(void)
{
	begin();
	add_print(&fake.at_start, "hello");
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	tap_is(run_command("touch $DIR/never"), 0,
	       "a program that ends before tracing begins: status");
	show();
	tap_text(screen.err,
		 "ktap: the program ended before tracing began: sh was not run\n",
		 "its message");
	tap_ok(!exists("never"), "the command did not run");
	end();

	begin();
	fake.start_ret = -EINVAL;
	tap_is(run_command("touch $DIR/never"), 255,
	       "a program that is refused: status");
	show();
	tap_ok(!exists("never"), "the command did not run");
	end();
}

static void test_no_command(void)
{
	char no_such[] = "no-such-command";
	char *missing[] = { no_such, NULL };
	char *directory[] = { dir, NULL };
	char *garbage[] = { path_of("garbage"), NULL };
	struct session_options options = {
		.command = missing,
	};
	FILE *file;

	begin();
	tap_is(run(&options), 255, "no such command: status");
	show();
	tap_text(screen.err,
		 "ktap: cannot run no-such-command: No such file or directory\n",
		 "its message");
	tap_is(fake.nr_starts, 0, "nothing is started");
	end();

	options.command = directory;
	begin();
	tap_is(run(&options), 255, "a command that is a directory: status");
	show();
	tap_has(screen.err, ": Is a directory\n", "its message");
	end();

	/* Found out by execve() alone, when tracing has begun. */
	file = fopen(path_of("garbage"), "w");
	fputs("\177ELF garbage", file);
	fclose(file);
	chmod(path_of("garbage"), 0755);
	options.command = garbage;
	begin();
	add_started(&fake.at_start);
	add_end(&fake.at_stop, 0);
	tap_is(run(&options), 255, "a command that is no program: status");
	show();
	tap_has(screen.err, "garbage: Exec format error\n", "its message");
	tap_is(fake.nr_stops, 1, "the session is stopped");
	end();
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void test_command_ended(void)
{
	double begun = now();

	begin();
	add_started(&fake.at_start);
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	tap_is(run_command("exec sleep 50"), 0,
	       "exit() while the command runs: status");
	tap_ok(now() - begun < 5, "the command is ended");
	show();
	end();

	begun = now();
	begin();
	add_started(&fake.at_start);
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	run_command("trap '' TERM; touch $DIR/deaf; while :; do sleep 0.1; done");
	tap_ok(now() - begun < 5, "so is one that ignores SIGTERM");
	show();
	tap_ok(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD,
	       "no process is left");
	end();
}

/* ---- signals ---------------------------------------------------------- */

static void test_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	int i;

	for (i = 0; i < 3; i++) {
		begin();
		add_started(&fake.at_start);
		add_print(&fake.at_stop, "at the end");
		add_end(&fake.at_stop, 0);
		fake.signal_at_start = signals[i];
		tap_is(run(NULL), 0, "a signal stops the session");
		show();
		tap_text(screen.out, "at the end\n", "trace_end is waited for");
		end();
	}

	begin();
	add_started(&fake.at_start);
	add_end(&fake.at_stop, 9);
	fake.signal_at_load = SIGINT;
	tap_is(run(NULL), 9, "a signal before the start is not forgotten");
	show();
	end();

	begin();
	add_end(&fake.at_start, 0);
	fake.ends_at_start = true;
	signal(SIGHUP, SIG_IGN);
	fake.signal_at_start = SIGHUP;
	run(NULL);
	tap_is(fake.nr_stops, 0, "a signal that was ignored stays ignored");
	signal(SIGHUP, SIG_DFL);
	show();
	end();
}

/* A session that never ends, in a process of its own. */
static pid_t fork_session(int *out)
{
	int fds[2], held;
	pid_t pid;

	if (pipe(fds))
		abort();
	fflush(stdout);
	begin();
	add_started(&fake.at_start);
	add_print(&fake.at_start, "hello");
	/* Its stop is not followed by an end. */
	fake.nr_stops = 1;
	held = dup(fake.to);
	pid = fork();
	if (!pid) {
		fake.to = held;
		render_init(&screen.render, &render_text, "t.kp", fds[1], 2);
		_exit(run(NULL));
	}
	close(held);
	close(fds[1]);
	*out = fds[0];

	return pid;
}

static void test_idle(void)
{
	char text[20] = "";
	struct pollfd pfd;
	int status, out;
	pid_t pid = fork_session(&out);

	pfd = (struct pollfd) { .fd = out, .events = POLLIN };
	tap_ok(poll(&pfd, 1, 5000) == 1 &&
	       read(out, text, sizeof(text) - 1) == 6 &&
	       !strcmp(text, "hello\n"),
	       "output does not wait for more when there is none");

	kill(pid, SIGINT);
	usleep(100000);
	tap_is(waitpid(pid, &status, WNOHANG), 0, "one SIGINT waits for the end");
	kill(pid, SIGINT);
	waitpid(pid, &status, 0);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGINT,
	       "the second one does not");
	close(out);
	show();
	end();
}

/* ---- the output ------------------------------------------------------- */

static void render_to(int fd)
{
	screen.render.out.fd = fd;
}

static void test_output(void)
{
	int fds[2], fd, i;

	begin();
	if (pipe(fds))
		abort();
	close(fds[0]);
	render_to(fds[1]);
	add_started(&fake.at_start);
	for (i = 0; i < 1000; i++)
		add_print(&fake.at_start, "hello");
	tap_is(run(NULL), 0, "output that nobody reads: status");
	tap_is(fake.nr_stops, 1, "the session is stopped");
	show();
	tap_text(screen.err, "", "no message");
	close(fds[1]);
	end();

	begin();
	fd = open("/dev/full", O_WRONLY);
	render_to(fd);
	add_started(&fake.at_start);
	add_print(&fake.at_start, "hello");
	tap_is(run(NULL), 1, "output that does not fit: status");
	tap_is(fake.nr_stops, 1, "the session is stopped");
	show();
	tap_text(screen.err,
		 "ktap: cannot write the output: No space left on device\n",
		 "its message");
	close(fd);
	end();
}

int main(void)
{
	char remove[100];

	if (!mkdtemp(dir))
		return 1;
	setenv("DIR", dir, 1);
	setenv("TZ", "HERE-1", 1);
	pthread_atfork(NULL, NULL, close_in_child);

	test_hello();
	test_statuses();
	test_broken_stream();
	test_verbose();
	test_refused();
	test_command();
	test_command_not_run();
	test_no_command();
	test_command_ended();
	test_signals();
	test_idle();
	test_output();

	snprintf(remove, sizeof(remove), "rm -rf %s", dir);
	if (system(remove))
		return 1;

	return tap_end();
}
