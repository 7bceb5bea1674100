// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - run: compiles a script, runs it, shows what it puts out
 *
 * What can be found wrong is found in this order: the command line, the
 * script, the session, the output file.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/source.h"
#include "cmd/cmd.h"
#include "cmd/complain.h"
#include "cmd/list.h"
#include "cmd/list_elf.h"
#include "cmd/options.h"
#include "cmd/script.h"
#include "cmd/version.h"
#include "render/render.h"
#include "run/session.h"
#include "target/tracefs.h"

static const char *text;
static const char *output;
static const char *cpu_list;
static bool quiet, verbose, strict, version, list, functions, markers, all, json;
static bool dry, command_status;
static __u64 pid, mem, ring, max_errors, budget, overload;

static const struct option_row options[] = {
	{ 'a', "all", OPTION_FLAG, &all, 0, 0, NULL,
	  "trace all processes, in spite of --pid or a command" },
	{ 'C', "cpu", OPTION_TEXT, &cpu_list, 0, 0, "LIST",
	  "trace what happens on these CPUs alone (0,2-3)" },
	{ 'd', "dry-run", OPTION_FLAG, &dry, 0, 0, NULL,
	  "attach the events, but run nothing of the script" },
	{ 'e', "execute", OPTION_TEXT, &text, 0, 0, "TEXT",
	  "run TEXT as the script" },
	{ 'l', "list", OPTION_FLAG, &list, 0, 0, NULL,
	  "list the events that fit the operands; with -v their fields" },
	{ 'f', "functions", OPTION_FLAG, &functions, 0, 0, NULL,
	  "with -l: list the functions of a program or library" },
	{ 'm', "markers", OPTION_FLAG, &markers, 0, 0, NULL,
	  "with -l: list the USDT markers of a program or library" },
	{ 'o', "output", OPTION_TEXT, &output, 0, 0, "FILE",
	  "write the output to FILE" },
	{ 'p', "pid", OPTION_NUMBER, &pid, 1, INT32_MAX, "PID",
	  "trace this process alone" },
	{ 'q', "quiet", OPTION_FLAG, &quiet, 0, 0, NULL,
	  "do not say that tracing has begun" },
	{ 'v', "verbose", OPTION_FLAG, &verbose, 0, 0, NULL,
	  "tell times, numbers of events, memory" },
	{ 0, "mem", OPTION_SIZE, &mem, 1, INT64_MAX, "BYTES",
	  "limit the memory of the program's data (K, M, G)" },
	{ 0, "ring", OPTION_SIZE, &ring, 1, UINT32_MAX, "BYTES",
	  "set the size of each CPU's output ring (K, M, G)" },
	{ 0, "max-errors", OPTION_NUMBER, &max_errors, 1, UINT32_MAX, "N",
	  "stop after N run-time errors (100)" },
	{ 0, "budget", OPTION_NUMBER, &budget, 1, INT64_MAX, "N",
	  "allow top-level code, tick and trace_end N units of work" },
	{ 0, "overload", OPTION_NUMBER, &overload, 1, 100, "PERCENT",
	  "stop when handlers take more than that of a CPU (50; 100: never)" },
	{ 0, "json", OPTION_FLAG, &json, 0, 0, NULL,
	  "write the output as JSON, one object a line" },
	{ 0, "status", OPTION_FLAG, &command_status, 0, 0, NULL,
	  "end with the exit status of COMMAND" },
	{ 0, "werror", OPTION_FLAG, &strict, 0, 0, NULL,
	  "take warnings of the compiler for errors" },
	{ 'V', "version", OPTION_FLAG, &version, 0, 0, NULL,
	  "show versions" },
	OPTION_HELP,
	{ 0 }
};

/* A bit for each CPU of -C. */
static unsigned char cpus[1024];
static __u32 cpus_bytes;

/* Return: what follows a number below the limit, or NULL. */
static const char *read_cpu(const char *at, unsigned int *cpu)
{
	*cpu = 0;
	if (*at < '0' || *at > '9')
		return NULL;
	for (; *at >= '0' && *at <= '9'; at++) {
		*cpu = *cpu * 10 + *at - '0';
		if (*cpu >= 8 * sizeof(cpus))
			return NULL;
	}
	return at;
}

/* "0,2-3" */
static bool read_cpus(const char *at)
{
	unsigned int first, last;

	do {
		at = read_cpu(at, &first);
		last = first;
		if (at && *at == '-')
			at = read_cpu(at + 1, &last);
		if (!at || last < first)
			return false;
		for (; first <= last; first++)
			cpus[first / 8] |= 1 << first % 8;
		if (last / 8 >= cpus_bytes)
			cpus_bytes = last / 8 + 1;
	} while (*at == ',' && *++at);
	return !*at && at[-1] != ',';
}

static int check_options(const struct operands *operands)
{
	if (cpu_list && !read_cpus(cpu_list)) {
		complain("--cpu: '%s' is no list of CPUs, such as 0,2-3",
			 cpu_list);
		return STATUS_USAGE;
	}
	if (operands->command && !operands->command[0]) {
		complain("which command? None follows --");
		return STATUS_USAGE;
	}
	if (command_status && !operands->command) {
		complain("--status: of which command? Name it behind --");
		return STATUS_USAGE;
	}
	if (operands->command && pid) {
		complain("either --pid or -- command: not both");
		return STATUS_USAGE;
	}
	if (pid && kill(pid, 0) && errno == ESRCH) {
		complain("--pid: there is no process %u", (unsigned int)pid);
		return STATUS_USAGE;
	}

	return 0;
}

/* Return: a file to write to, or -1 after a complaint. */
static int open_output(void)
{
	int fd;

	if (!output)
		return STDOUT_FILENO;

	fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		complain("cannot write to %s: %s", output, strerror(errno));

	return fd;
}

static int run_session(struct control *control, const struct script *script,
		       const struct operands *operands, int fd)
{
	const struct session_options session_options = {
		.mem		= mem,
		.ring		= ring,
		.max_errors	= max_errors,
		.budget		= budget,
		.overload	= overload,
		.target		= pid,
		.all		= all,
		.dry		= dry,
		.cpus		= cpus_bytes ? cpus : NULL,
		.cpus_bytes	= cpus_bytes,
		.command	= operands->command,
		.command_status	= command_status,
		.verbose	= verbose,
	};
	struct arena arena = { 0 };
	struct source source;
	struct render render;
	int status, ret;

	render_init(&render, json ? &render_json : &render_text, script->name, fd, STDERR_FILENO);
	render.tell_start = isatty(STDERR_FILENO) && !quiet && !verbose;
	if (script->source_len) {
		source_init(&source, &arena, script->name, script->source,
			    script->source_len);
		render.source = &source;
	}

	status = session_run(control, script->image.data, script->image.len,
			     &session_options, &render.sink);
	ret = render_exit(&render);
	arena_free(&arena);

	return status || !ret || ret == -EPIPE ? status : STATUS_ERROR;
}

static int run_script(const struct script *script,
		      const struct operands *operands)
{
	struct control control;
	int fd, status = STATUS_LOAD;
	char why[512];

	if (control_open(&control, &tracefs_usual, why, sizeof(why))) {
		complain("%s", why);
		return STATUS_LOAD;
	}

	fd = open_output();
	if (fd >= 0)
		status = run_session(&control, script, operands, fd);
	control_close(&control);

	return status;
}

/* For checks that need the kernel's events; whoever needs more complains. */
static const char *find_tracefs(void)
{
	static char dir[PATH_MAX];

	return tracefs_find(&tracefs_usual, dir, sizeof(dir)) ? NULL : dir;
}

static int run(const struct operands *operands)
{
	struct script script;
	int status;

	if (version) {
		version_print();
		return 0;
	}
	if (functions || markers)
		return list_elf(operands, markers, verbose);
	if (list)
		return list_events(&tracefs_usual, operands, verbose);

	status = check_options(operands);
	if (status)
		return status;
	status = script_open(&script, text, operands);
	if (status)
		return status;

	status = script_compile(&script, find_tracefs(), verbose, strict);
	if (!status)
		status = run_script(&script, operands);
	script_close(&script);

	return status;
}

const struct command cmd_run = {
	.name		= "run",
	.usage		= "[OPTIONS] FILE [ARGS...] [-- COMMAND [ARGS...]]\n"
			  "[OPTIONS] -e 'TEXT' [ARGS...] [-- COMMAND [ARGS...]]\n"
			  "-l [-v] [GLOB...]\n"
			  "-lf|-lm [-v] ELF [GLOB...]\n",
	.summary	= "Runs a script, or an image that 'ktap build' made.",
	.options	= options,
	.run		= run,
};
