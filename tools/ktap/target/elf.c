// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - functions and markers of programs and libraries
 *
 * The file is not trusted: whatever it says is checked against its length.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/elf.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_ORDER	ELFDATA2LSB
#else
#define OWN_ORDER	ELFDATA2MSB
#endif

struct elf {
	const char *bytes;
	size_t size;
	const Elf64_Ehdr *head;
	const Elf64_Shdr *sections;	/* head->e_shnum of them */
	const Elf64_Phdr *segments;	/* head->e_phnum of them */
};

/* @nr elements of @size bytes at @offset, or NULL: they are not in the file. */
static const void *bytes_at(const struct elf *elf, __u64 offset, __u64 nr,
			    __u64 size)
{
	if (offset > elf->size || nr > (elf->size - offset) / size ||
	    offset % 4)
		return NULL;
	return elf->bytes + offset;
}

static const char *check(struct elf *elf)
{
	const Elf64_Ehdr *head = bytes_at(elf, 0, 1, sizeof(*head));

	if (!head || memcmp(head->e_ident, ELFMAG, SELFMAG))
		return "no program or library";
	if (head->e_ident[EI_CLASS] != ELFCLASS64 ||
	    head->e_ident[EI_DATA] != OWN_ORDER)
		return "a program of another kind of machine: give 0xOFFSET instead of a name";
	elf->head = head;
	elf->sections = bytes_at(elf, head->e_shoff, head->e_shnum,
				 sizeof(*elf->sections));
	elf->segments = bytes_at(elf, head->e_phoff, head->e_phnum,
				 sizeof(*elf->segments));
	if (!elf->sections || !elf->segments)
		return "damaged";
	return NULL;
}

struct elf *elf_open(const char *path, const char **why)
{
	struct elf *elf = calloc(1, sizeof(*elf));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *bytes = MAP_FAILED;

	*why = NULL;
	if (elf && fd >= 0 && !fstat(fd, &st))
		bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (bytes == MAP_FAILED) {
		free(elf);
		return NULL;
	}
	elf->bytes = bytes;
	elf->size = st.st_size;
	*why = check(elf);
	if (!*why)
		return elf;
	elf_close(elf);
	return NULL;
}

void elf_close(struct elf *elf)
{
	munmap((void *)elf->bytes, elf->size);
	free(elf);
}

/* Where in the file an address of the program is, or 0. */
static __u64 file_offset(const struct elf *elf, __u64 addr)
{
	unsigned int i;

	for (i = 0; i < elf->head->e_phnum; i++) {
		const Elf64_Phdr *seg = &elf->segments[i];

		if (seg->p_type == PT_LOAD && addr >= seg->p_vaddr &&
		    addr - seg->p_vaddr < seg->p_filesz)
			return addr - seg->p_vaddr + seg->p_offset;
	}
	return 0;
}

/* The text at @at of a section of texts, or NULL. */
static const char *text_at(const struct elf *elf, const Elf64_Shdr *texts,
			   __u64 at)
{
	const char *text;

	if (texts->sh_offset > elf->size ||
	    texts->sh_size > elf->size - texts->sh_offset ||
	    at >= texts->sh_size)
		return NULL;
	text = elf->bytes + texts->sh_offset + at;
	return memchr(text, 0, texts->sh_size - at) ? text : NULL;
}

static void visit_table(const struct elf *elf, const Elf64_Shdr *table,
			void (*visit)(void *arg, const char *name, size_t len,
				      __u64 offset),
			void *arg)
{
	__u64 nr = table->sh_size / sizeof(Elf64_Sym), i;
	const Elf64_Sym *syms = bytes_at(elf, table->sh_offset, nr, sizeof(*syms));

	if (!syms || table->sh_link >= elf->head->e_shnum)
		return;
	for (i = 0; i < nr; i++) {
		const char *name;
		__u64 offset;

		if (ELF64_ST_TYPE(syms[i].st_info) != STT_FUNC ||
		    syms[i].st_shndx == SHN_UNDEF)
			continue;
		name = text_at(elf, &elf->sections[table->sh_link],
			       syms[i].st_name);
		offset = file_offset(elf, syms[i].st_value);
		if (name && *name && offset)
			visit(arg, name, strcspn(name, "@"), offset);
	}
}

void elf_each_function(const struct elf *elf,
		       void (*visit)(void *arg, const char *name, size_t len,
				     __u64 offset),
		       void *arg)
{
	unsigned int i;

	for (i = 0; i < elf->head->e_shnum; i++) {
		const Elf64_Shdr *section = &elf->sections[i];

		if (section->sh_type == SHT_SYMTAB ||
		    section->sh_type == SHT_DYNSYM)
			visit_table(elf, section, visit, arg);
	}
}

/* ---- markers ---------------------------------------------------------- */

/* Owner and type of the notes that describe them. */
#define MARKER_OWNER	"stapsdt"
#define MARKER_TYPE	3

static const Elf64_Shdr *find_section(const struct elf *elf, const char *name)
{
	unsigned int names = elf->head->e_shstrndx, i;

	for (i = 0; names < elf->head->e_shnum && i < elf->head->e_shnum; i++) {
		const char *text = text_at(elf, &elf->sections[names],
					   elf->sections[i].sh_name);

		if (text && !strcmp(text, name))
			return &elf->sections[i];
	}
	return NULL;
}

/* Three addresses, then three texts. */
static void visit_marker(const struct elf *elf, const char *desc, size_t size,
			 __u64 moved,
			 void (*visit)(void *arg, const struct elf_marker *m),
			 void *arg)
{
	const char *at = desc + 3 * sizeof(__u64), *end = desc + size;
	struct elf_marker marker;
	const char *texts[3];
	__u64 addrs[3];
	int i;

	if (size < sizeof(addrs))
		return;
	memcpy(addrs, desc, sizeof(addrs));
	for (i = 0; i < 3; i++) {
		const char *next = memchr(at, 0, end - at);

		if (!next)
			return;
		texts[i] = at;
		at = next + 1;
	}
	/* What prelink did to the program it did not do to the notes. */
	if (moved)
		moved -= addrs[1];
	marker.provider = texts[0];
	marker.name = texts[1];
	marker.args = texts[2];
	marker.offset = file_offset(elf, addrs[0] + moved);
	marker.semaphore = addrs[2] ? file_offset(elf, addrs[2] + moved) : 0;
	if (marker.offset)
		visit(arg, &marker);
}

void elf_each_marker(const struct elf *elf,
		     void (*visit)(void *arg, const struct elf_marker *marker),
		     void *arg)
{
	const Elf64_Shdr *base = find_section(elf, ".stapsdt.base");
	const Elf64_Shdr *notes = find_section(elf, ".note.stapsdt");
	const char *at = notes ? bytes_at(elf, notes->sh_offset,
					  notes->sh_size, 1) : NULL;
	size_t left = at ? notes->sh_size : 0;

	while (left >= sizeof(Elf64_Nhdr)) {
		const Elf64_Nhdr *note = (const Elf64_Nhdr *)at;
		__u64 name = ((__u64)note->n_namesz + 3) & ~3ULL;
		__u64 desc = ((__u64)note->n_descsz + 3) & ~3ULL;

		at += sizeof(*note);
		left -= sizeof(*note);
		if (name + desc > left)
			break;
		if (note->n_type == MARKER_TYPE &&
		    note->n_namesz == sizeof(MARKER_OWNER) &&
		    !memcmp(at, MARKER_OWNER, sizeof(MARKER_OWNER)))
			visit_marker(elf, at + name, note->n_descsz,
				     base ? base->sh_addr : 0, visit, arg);
		at += name + desc;
		left -= name + desc;
	}
}
