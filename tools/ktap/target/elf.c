// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - functions and markers of programs and libraries
 *
 * The file is not trusted: whatever it says is checked against its length, and
 * copied out before it is looked at, as it may lie at any address.  Files of 32
 * bits are read into the structures of 64 bits.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/kernel.h>

#include "target/elf.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_ORDER	ELFDATA2LSB
#else
#define OWN_ORDER	ELFDATA2MSB
#endif

#if defined(__x86_64__)
#define OWN_MACHINE	EM_X86_64
#define OWN_MACHINE_32	EM_386
#elif defined(__aarch64__)
#define OWN_MACHINE	EM_AARCH64
#define OWN_MACHINE_32	EM_ARM
#else
#define OWN_MACHINE	EM_NONE		/* any */
#define OWN_MACHINE_32	EM_NONE
#endif

/* No text of a file is longer: what has no end is none. */
#define MAX_TEXT	4096

struct elf {
	const char *bytes;
	size_t size;
	bool is_mapped;
	bool is_64;
	Elf64_Ehdr head;
	__u64 nr_sections;
	__u64 names;		/* number of the section with sections' names */
};

/* Copies @size bytes at @offset: false if they are not in the file. */
static bool read_at(const struct elf *elf, __u64 offset, void *to, size_t size)
{
	if (offset > elf->size || size > elf->size - offset)
		return false;
	memcpy(to, elf->bytes + offset, size);
	return true;
}

/* Number @nr of a table of @size bytes each. */
static bool read_nth(const struct elf *elf, __u64 offset, __u64 nr, void *to,
		     size_t size)
{
	if (offset > elf->size || nr >= (elf->size - offset) / size)
		return false;
	return read_at(elf, offset + nr * size, to, size);
}

static bool read_section(const struct elf *elf, __u64 nr, Elf64_Shdr *section)
{
	Elf32_Shdr half;

	if (elf->is_64)
		return read_nth(elf, elf->head.e_shoff, nr, section,
				sizeof(*section));
	if (!read_nth(elf, elf->head.e_shoff, nr, &half, sizeof(half)))
		return false;
	*section = (Elf64_Shdr) {
		.sh_name	= half.sh_name,
		.sh_type	= half.sh_type,
		.sh_addr	= half.sh_addr,
		.sh_offset	= half.sh_offset,
		.sh_size	= half.sh_size,
		.sh_link	= half.sh_link,
	};
	return true;
}

static bool read_segment(const struct elf *elf, __u64 nr, Elf64_Phdr *segment)
{
	Elf32_Phdr half;

	if (elf->is_64)
		return read_nth(elf, elf->head.e_phoff, nr, segment,
				sizeof(*segment));
	if (!read_nth(elf, elf->head.e_phoff, nr, &half, sizeof(half)))
		return false;
	*segment = (Elf64_Phdr) {
		.p_type		= half.p_type,
		.p_offset	= half.p_offset,
		.p_vaddr	= half.p_vaddr,
		.p_filesz	= half.p_filesz,
	};
	return true;
}

static bool read_symbol(const struct elf *elf, __u64 offset, __u64 nr,
			Elf64_Sym *symbol)
{
	Elf32_Sym half;

	if (elf->is_64)
		return read_nth(elf, offset, nr, symbol, sizeof(*symbol));
	if (!read_nth(elf, offset, nr, &half, sizeof(half)))
		return false;
	*symbol = (Elf64_Sym) {
		.st_name	= half.st_name,
		.st_info	= half.st_info,
		.st_shndx	= half.st_shndx,
		.st_value	= half.st_value,
		.st_size	= half.st_size,
	};
	return true;
}

/* ---- opening ---------------------------------------------------------- */

static bool read_head(struct elf *elf)
{
	Elf32_Ehdr half;

	if (elf->is_64)
		return read_at(elf, 0, &elf->head, sizeof(elf->head));
	if (!read_at(elf, 0, &half, sizeof(half)))
		return false;
	memcpy(elf->head.e_ident, half.e_ident, sizeof(half.e_ident));
	elf->head.e_type = half.e_type;
	elf->head.e_machine = half.e_machine;
	elf->head.e_phoff = half.e_phoff;
	elf->head.e_shoff = half.e_shoff;
	elf->head.e_phentsize = half.e_phentsize;
	elf->head.e_phnum = half.e_phnum;
	elf->head.e_shentsize = half.e_shentsize;
	elf->head.e_shnum = half.e_shnum;
	elf->head.e_shstrndx = half.e_shstrndx;
	return true;
}

/* More than fit in the head are told by the first section. */
static void count_sections(struct elf *elf)
{
	Elf64_Shdr first;

	elf->nr_sections = elf->head.e_shnum;
	elf->names = elf->head.e_shstrndx;
	if (!elf->head.e_shoff || !read_section(elf, 0, &first))
		return;
	if (!elf->nr_sections)
		elf->nr_sections = first.sh_size;
	if (elf->names == SHN_XINDEX)
		elf->names = first.sh_link;
}

/* The last element of each table lies in the file. */
static bool are_tables_whole(const struct elf *elf)
{
	Elf64_Shdr section;
	Elf64_Phdr segment;

	if (elf->nr_sections &&
	    (elf->head.e_shentsize != (elf->is_64 ? sizeof(Elf64_Shdr) :
						    sizeof(Elf32_Shdr)) ||
	     !read_section(elf, elf->nr_sections - 1, &section)))
		return false;
	return !elf->head.e_phnum ||
	       (elf->head.e_phentsize == (elf->is_64 ? sizeof(Elf64_Phdr) :
						       sizeof(Elf32_Phdr)) &&
		read_segment(elf, elf->head.e_phnum - 1, &segment));
}

static bool is_own_machine(const struct elf *elf)
{
	return OWN_MACHINE == EM_NONE || elf->head.e_machine == OWN_MACHINE ||
	       elf->head.e_machine == OWN_MACHINE_32;
}

static const char *check(struct elf *elf)
{
	unsigned char ident[EI_NIDENT];

	if (elf->size >= 2 && !memcmp(elf->bytes, "#!", 2))
		return "a script: name the program that its first line names";
	if (!read_at(elf, 0, ident, sizeof(ident)) ||
	    memcmp(ident, ELFMAG, SELFMAG))
		return "no program or library";
	elf->is_64 = ident[EI_CLASS] == ELFCLASS64;
	if (!elf->is_64 && ident[EI_CLASS] != ELFCLASS32)
		return "damaged: neither of 64 nor of 32 bits";
	if (ident[EI_DATA] != OWN_ORDER)
		return "made for another kind of machine";
	if (!read_head(elf))
		return "damaged: it ends within its head";
	if (!is_own_machine(elf))
		return "made for another kind of machine";
	count_sections(elf);
	if (!are_tables_whole(elf))
		return "damaged: it ends before its tables";
	return NULL;
}

struct elf *elf_read(const void *bytes, size_t size, const char **why)
{
	struct elf *elf = calloc(1, sizeof(*elf));

	*why = NULL;
	if (!elf)
		return NULL;
	elf->bytes = bytes;
	elf->size = size;
	*why = check(elf);
	if (!*why)
		return elf;
	free(elf);
	return NULL;
}

/* What is no regular file could be waited for, and has no end. */
static const char *check_kind(const struct stat *st)
{
	if (S_ISREG(st->st_mode))
		return st->st_size ? NULL : "no program or library: it is empty";
	return S_ISDIR(st->st_mode) ? "a directory" : "no regular file";
}

struct elf *elf_open(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	void *bytes = MAP_FAILED;
	struct elf *elf;
	struct stat st;

	*why = NULL;
	if (fd >= 0 && !fstat(fd, &st)) {
		*why = check_kind(&st);
		if (!*why)
			bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE,
				     fd, 0);
	}
	if (fd >= 0)
		close(fd);
	if (bytes == MAP_FAILED)
		return NULL;

	elf = elf_read(bytes, st.st_size, why);
	if (elf)
		elf->is_mapped = true;
	else
		munmap(bytes, st.st_size);
	return elf;
}

void elf_close(struct elf *elf)
{
	if (!elf)
		return;
	if (elf->is_mapped)
		munmap((void *)elf->bytes, elf->size);
	free(elf);
}

unsigned int elf_machine(const struct elf *elf)
{
	return elf->head.e_machine;
}

struct elf_bytes elf_file(const struct elf *elf)
{
	return (struct elf_bytes){ elf->bytes, elf->size };
}

/* ---- sections --------------------------------------------------------- */

/* Bytes of a section, or none. */
static struct elf_bytes section_bytes(const struct elf *elf,
				      const Elf64_Shdr *section)
{
	if (section->sh_type == SHT_NOBITS ||
	    section->sh_offset > elf->size ||
	    section->sh_size > elf->size - section->sh_offset)
		return (struct elf_bytes){ };
	return (struct elf_bytes){
		elf->bytes + section->sh_offset, section->sh_size,
	};
}

/* The text at @at of a section of texts, or NULL. */
static const char *text_at(struct elf_bytes texts, __u64 at)
{
	const char *text = texts.at;
	size_t most;

	if (at >= texts.size)
		return NULL;
	text += at;
	most = texts.size - at;
	if (most > MAX_TEXT)
		most = MAX_TEXT;
	return memchr(text, 0, most) ? text : NULL;
}

static bool find_section(const struct elf *elf, const char *name,
			 Elf64_Shdr *section)
{
	struct elf_bytes names;
	Elf64_Shdr texts;
	__u64 i;

	if (elf->names >= elf->nr_sections ||
	    !read_section(elf, elf->names, &texts))
		return false;
	names = section_bytes(elf, &texts);
	for (i = 0; i < elf->nr_sections && read_section(elf, i, section); i++) {
		const char *text = text_at(names, section->sh_name);

		if (text && !strcmp(text, name))
			return true;
	}
	return false;
}

static struct elf_bytes find_bytes(const struct elf *elf, const char *name)
{
	Elf64_Shdr section;

	if (!find_section(elf, name, &section))
		return (struct elf_bytes){ };
	return section_bytes(elf, &section);
}

struct elf_bytes elf_debug_link(const struct elf *elf)
{
	return find_bytes(elf, ".gnu_debuglink");
}

/* ---- functions -------------------------------------------------------- */

/* Where in the file an address of the program is, or 0. */
static __u64 file_offset(const struct elf *elf, __u64 addr)
{
	Elf64_Phdr segment;
	unsigned int i;

	for (i = 0; i < elf->head.e_phnum; i++) {
		if (!read_segment(elf, i, &segment))
			break;
		if (segment.p_type == PT_LOAD && addr >= segment.p_vaddr &&
		    addr - segment.p_vaddr < segment.p_filesz)
			return addr - segment.p_vaddr + segment.p_offset;
	}
	return 0;
}

static bool is_function(const Elf64_Sym *symbol)
{
	unsigned int type = ELF64_ST_TYPE(symbol->st_info);

	return (type == STT_FUNC || type == STT_GNU_IFUNC) &&
	       symbol->st_shndx != SHN_UNDEF;
}

static void visit_table(const struct elf *elf, const struct elf *tables,
			const Elf64_Shdr *table,
			void (*visit)(void *arg, const struct elf_symbol *symbol),
			void *arg)
{
	size_t size = tables->is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	__u64 nr = section_bytes(tables, table).size / size, i;
	struct elf_symbol symbol;
	struct elf_bytes texts;
	Elf64_Shdr section;
	Elf64_Sym sym;

	if (table->sh_link >= tables->nr_sections ||
	    !read_section(tables, table->sh_link, &section))
		return;
	texts = section_bytes(tables, &section);
	for (i = 0; i < nr && read_symbol(tables, table->sh_offset, i, &sym); i++) {
		if (!is_function(&sym))
			continue;
		symbol.name = text_at(texts, sym.st_name);
		/* The debug file's own segments have nothing in them. */
		symbol.offset = file_offset(elf, sym.st_value);
		if (!symbol.name || !symbol.offset)
			continue;
		symbol.len = strcspn(symbol.name, "@");
		symbol.size = sym.st_size;
		symbol.is_global = ELF64_ST_BIND(sym.st_info) == STB_GLOBAL;
		symbol.is_resolver =
			ELF64_ST_TYPE(sym.st_info) == STT_GNU_IFUNC;
		if (symbol.len)
			visit(arg, &symbol);
	}
}

/* A file has at most one of each type. */
static bool find_table(const struct elf *elf, unsigned int type,
		       Elf64_Shdr *section)
{
	__u64 i;

	for (i = 0; i < elf->nr_sections && read_section(elf, i, section); i++) {
		if (section->sh_type == type)
			return true;
	}
	return false;
}

bool elf_has_symbols(const struct elf *elf)
{
	Elf64_Shdr table;

	return find_table(elf, SHT_SYMTAB, &table);
}

void elf_each_function(const struct elf *elf, const struct elf *tables,
		       void (*visit)(void *arg, const struct elf_symbol *symbol),
		       void *arg)
{
	static const unsigned int types[] = { SHT_SYMTAB, SHT_DYNSYM };
	Elf64_Shdr table;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (find_table(tables, types[i], &table))
			visit_table(elf, tables, &table, visit, arg);
	}
}

/* ---- notes ------------------------------------------------------------ */

/**
 * struct note - a note, and those behind it
 * @rest: What has not been read yet.
 * @name: Who wrote it.
 * @desc: What it says.
 * @type: What it is, to @name.
 */
struct note {
	struct elf_bytes rest;
	struct elf_bytes name;
	struct elf_bytes desc;
	__u32 type;
};

/* Takes @size bytes, padded to 4, off the rest. */
static bool take_bytes(struct elf_bytes *rest, __u32 size,
		       struct elf_bytes *bytes)
{
	__u64 padded = ((__u64)size + 3) & ~3ULL;

	if (size > rest->size)
		return false;
	if (padded > rest->size)
		padded = rest->size;	/* the last pad may be missing */
	*bytes = (struct elf_bytes){ rest->at, size };
	rest->at = (const char *)rest->at + padded;
	rest->size -= padded;
	return true;
}

static bool next_note(struct note *note)
{
	struct elf_bytes bytes;
	Elf64_Nhdr head;

	if (!take_bytes(&note->rest, sizeof(head), &bytes))
		return false;
	memcpy(&head, bytes.at, sizeof(head));
	note->type = head.n_type;
	return take_bytes(&note->rest, head.n_namesz, &note->name) &&
	       take_bytes(&note->rest, head.n_descsz, &note->desc);
}

static bool is_note_of(const struct note *note, const char *owner, __u32 type)
{
	return note->type == type && note->name.size == strlen(owner) + 1 &&
	       !memcmp(note->name.at, owner, note->name.size);
}

struct elf_bytes elf_build_id(const struct elf *elf)
{
	struct note note = { .rest = find_bytes(elf, ".note.gnu.build-id") };

	while (next_note(&note)) {
		if (is_note_of(&note, "GNU", NT_GNU_BUILD_ID))
			return note.desc;
	}
	return (struct elf_bytes){ };
}

/* ---- markers ---------------------------------------------------------- */

/* Owner and type of the notes that describe them. */
#define MARKER_OWNER	"stapsdt"
#define MARKER_TYPE	3

/* Three addresses, then three texts. */
static bool read_marker(const struct elf *elf, struct elf_bytes desc,
			__u64 *addrs, const char **texts)
{
	size_t width = elf->is_64 ? sizeof(__u64) : sizeof(__u32);
	const char *at = desc.at, *end;
	__u32 half;
	int i;

	if (desc.size < 3 * width)
		return false;
	end = at + desc.size;
	for (i = 0; i < 3; i++, at += width) {
		if (elf->is_64) {
			memcpy(&addrs[i], at, width);
		} else {
			memcpy(&half, at, width);
			addrs[i] = half;
		}
	}
	for (i = 0; i < 3; i++) {
		texts[i] = at;
		at = at < end ? memchr(at, 0, end - at) : NULL;
		if (!at)
			return false;
		at++;
	}
	return true;
}

static void visit_marker(const struct elf *elf, struct elf_bytes desc,
			 __u64 base,
			 void (*visit)(void *arg, const struct elf_marker *m),
			 void *arg)
{
	struct elf_marker marker;
	const char *texts[3];
	__u64 addrs[3], moved;

	if (!read_marker(elf, desc, addrs, texts))
		return;
	/* What prelink did to the program it did not do to the notes. */
	moved = base ? base - addrs[1] : 0;
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
	struct note note = { .rest = find_bytes(elf, ".note.stapsdt") };
	Elf64_Shdr base = { };

	if (!find_section(elf, ".stapsdt.base", &base))
		base.sh_addr = 0;
	while (next_note(&note)) {
		if (is_note_of(&note, MARKER_OWNER, MARKER_TYPE))
			visit_marker(elf, note.desc, base.sh_addr, visit, arg);
	}
}
