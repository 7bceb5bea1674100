// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - addresses of processes as text, by what the processes have mapped
 *
 * A file is read when the first address in it is shown, and once.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/process.h"
#include "target/symbols.h"

struct mapping {
	struct mapping *next;
	__u64 begin;
	__u64 end;
	__u64 offset;
	struct process_file *file;
};

struct process {
	struct process *next;
	__u64 id;
	unsigned int root_of;		/* itself, or 0: its root is ours */
	struct mapping *mappings;
};

/* By name: what processes of other roots call so may be another file. */
struct process_file {
	struct process_file *next;
	unsigned int root_of;		/* a process, or 0: our own root */
	bool was_read;
	struct symbols *symbols;
	char name[];
};

/* It becomes the first: stacks of a process are often shown together. */
static struct process *find_process(struct processes *processes, __u64 id)
{
	struct process **link = &processes->first, *process;

	while ((process = *link) && process->id != id)
		link = &process->next;
	if (process) {
		*link = process->next;
		process->next = processes->first;
		processes->first = process;
	}
	return process;
}

/* The process, if its root is not ours, else 0. */
static unsigned int other_root(unsigned int pid)
{
	struct stat ours, theirs;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/root/.", pid);
	if (stat(path, &theirs) || stat("/", &ours) ||
	    (ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino))
		return 0;
	return pid;
}

static struct process *get_process(struct processes *processes, __u64 id)
{
	struct process *process = find_process(processes, id);

	if (process)
		return process;
	process = calloc(1, sizeof(*process));
	if (!process)
		return NULL;
	process->id = id;
	process->root_of = other_root(id >> 32);
	process->next = processes->first;
	processes->first = process;
	return process;
}

static struct process_file *get_file(struct processes *processes,
				     unsigned int root,
				     const struct process_mapping *mapping)
{
	struct process_file *file;

	for (file = processes->files; file; file = file->next) {
		if (file->root_of == root &&
		    strlen(file->name) == mapping->len &&
		    !memcmp(file->name, mapping->name, mapping->len))
			return file;
	}
	file = calloc(1, sizeof(*file) + mapping->len + 1);
	if (!file)
		return NULL;
	memcpy(file->name, mapping->name, mapping->len);
	file->root_of = root;
	file->next = processes->files;
	processes->files = file;
	return file;
}

/* Takes out what @begin … @end takes the place of. */
static void drop_mappings(struct process *process, __u64 begin, __u64 end)
{
	struct mapping **link = &process->mappings, *mapping;

	while ((mapping = *link)) {
		if (mapping->begin < end && begin < mapping->end) {
			*link = mapping->next;
			free(mapping);
		} else {
			link = &mapping->next;
		}
	}
}

void processes_add(struct processes *processes,
		   const struct process_mapping *new)
{
	struct process *process = get_process(processes, new->process);
	struct mapping *mapping = malloc(sizeof(*mapping));
	struct process_file *file = NULL;

	if (process && new->begin < new->end)
		file = get_file(processes, process->root_of, new);
	if (!file || !mapping) {
		free(mapping);
		return;
	}
	drop_mappings(process, new->begin, new->end);
	*mapping = (struct mapping) {
		.next	= process->mappings,
		.begin	= new->begin,
		.end	= new->end,
		.offset	= new->offset,
		.file	= file,
	};
	process->mappings = mapping;
}

static void read_file(struct process_file *file)
{
	char path[PATH_MAX];

	file->was_read = true;
	if (file->name[0] != '/')
		return;
	if (!file->root_of) {
		file->symbols = symbols_open(file->name);
		return;
	}
	if (snprintf(path, sizeof(path), "/proc/%u/root%s", file->root_of,
		     file->name) < (int)sizeof(path))
		file->symbols = symbols_open(path);
}

static const struct mapping *find_mapping(struct processes *processes,
					  __u64 id, __u64 addr)
{
	struct process *process = find_process(processes, id);
	const struct mapping *mapping = process ? process->mappings : NULL;

	while (mapping && (addr < mapping->begin || addr >= mapping->end))
		mapping = mapping->next;
	return mapping;
}

/* "[libc.so.6+0x29d90]" */
static void write_place(const struct process_file *file, __u64 offset, char *buf,
			size_t size)
{
	const char *name = strrchr(file->name, '/');

	name = name ? name + 1 : file->name;
	if (*name == '[')
		name++;		/* "[vdso]" */
	snprintf(buf, size, "[%.*s+0x%llx]", (int)strcspn(name, "]"), name,
		 (unsigned long long)offset);
}

void processes_text(struct processes *processes, __u64 id, __u64 addr,
		    bool is_caller, char *buf, size_t size)
{
	const struct mapping *mapping;
	const char *name = NULL;
	__u64 offset, begin;

	mapping = find_mapping(processes, id, addr - is_caller);
	if (!mapping) {
		snprintf(buf, size, "0x%llx", (unsigned long long)addr);
		return;
	}
	if (!mapping->file->was_read)
		read_file(mapping->file);
	offset = addr - mapping->begin + mapping->offset;
	if (mapping->file->symbols)
		name = symbols_find(mapping->file->symbols, offset - is_caller,
				    &begin);
	if (!name)
		write_place(mapping->file, offset, buf, size);
	else if (offset == begin)
		snprintf(buf, size, "%s", name);
	else
		snprintf(buf, size, "%s+0x%llx", name,
			 (unsigned long long)(offset - begin));
}

void processes_free(struct processes *processes)
{
	struct process_file *file;
	struct process *process;

	while ((process = processes->first)) {
		processes->first = process->next;
		drop_mappings(process, 0, ~0ULL);
		free(process);
	}
	while ((file = processes->files)) {
		processes->files = file->next;
		symbols_close(file->symbols);
		free(file);
	}
}
