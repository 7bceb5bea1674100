/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the traced command: started stopped, let go when tracing begins
 */
#ifndef _KTAP_RUN_CHILD_H
#define _KTAP_RUN_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * enum child_state - where the command stands
 * @CHILD_NONE: There is none.
 * @CHILD_WAITING: It exists and has not begun.
 * @CHILD_RUNNING: It runs.
 * @CHILD_ENDED: It has ended and was waited for.
 */
enum child_state {
	CHILD_NONE,
	CHILD_WAITING,
	CHILD_RUNNING,
	CHILD_ENDED,
};

/**
 * struct child - the traced command
 * @state: Where it stands.
 * @pid: Its process.
 * @status: Of CHILD_ENDED: as waitpid() tells it.
 * @go: Write end of the pipe that it waits on.
 * @failed: Read end of the pipe that brings the errno of its execve().
 */
struct child {
	enum child_state state;
	pid_t pid;
	int status;
	int go;
	int failed;
};

/**
 * child_find() - finds the program of a command
 * @name: As the user wrote it, looked for along PATH if it has no "/".
 * @path: The file.
 * @size: Bytes of @path.
 *
 * Return: 0 or -errno.
 */
int child_find(const char *name, char *path, size_t size);

/**
 * child_start() - makes the process, which waits to be let go
 * @child: The command.
 * @path: Its file.
 * @argv: Its arguments, ended by NULL.
 * @session: A file that it must not keep open.
 *
 * Return: 0 or -errno.
 */
int child_start(struct child *child, const char *path, char * const argv[],
		int session);

/**
 * child_release() - lets the command begin
 * @child: The command.
 *
 * Return: 0, or -errno of its execve(): then it has ended.
 */
int child_release(struct child *child);

/* Return: true if it has ended (or there is none); waits for nothing. */
bool child_ended(struct child *child);

/* Return: its exit status, 128 and the signal that killed it; 0 until it ended. */
int child_status(const struct child *child);

/**
 * child_end() - ends the command, however it stands
 * @child: The command.
 *
 * One that has not begun never does.  One that runs is asked to end
 * (SIGTERM), and made to after a second.
 */
void child_end(struct child *child);

/* The same without waiting, for a tool that exits; may run in a signal. */
void child_abandon(const struct child *child);

#endif /* _KTAP_RUN_CHILD_H */
