// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - makes small programs: what a compiler makes, and what none would make
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include <linux/types.h>

#include "tests/elf_file.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_ORDER	ELFDATA2LSB
#else
#define OWN_ORDER	ELFDATA2MSB
#endif

#if defined(__aarch64__)
#define MACHINE		EM_AARCH64
#define MACHINE_32	EM_ARM
#else
#define MACHINE		EM_X86_64
#define MACHINE_32	EM_386
#endif

#define CODE		0x100
#define CODE_BYTES	0x40

static const char names[] =
	"\0.symtab\0.strtab\0.shstrtab\0.note.stapsdt\0.stapsdt.base\0"
	".note.gnu.build-id\0.gnu_debuglink";
static const char texts[] = "\0first\0versioned@@V1\0alias\0data\0extern";

static size_t put(struct elf_file *file, const void *bytes, size_t len)
{
	size_t at = (file->len + 7) & ~(size_t)7;

	if (at + len > sizeof(file->bytes))
		abort();
	memcpy(file->bytes + at, bytes, len);
	file->len = at + len;
	return at;
}

/* Where @text is in @all, whose texts end at a NUL each. */
static unsigned int place_of(const char *all, size_t size, const char *text)
{
	size_t at = 0;

	while (at < size && strcmp(all + at, text))
		at += strlen(all + at) + 1;
	return at;
}

static void put_symbol(struct elf_file *file, const char *name, int type,
		       unsigned int addr, unsigned int size)
{
	unsigned int at = *name ? place_of(texts, sizeof(texts), name) : 0;
	Elf64_Sym symbol = {
		.st_name	= at,
		.st_info	= ELF64_ST_INFO(STB_GLOBAL, type),
		.st_shndx	= addr ? 1 : SHN_UNDEF,
		.st_value	= addr,
		.st_size	= size,
	};
	Elf32_Sym half = {
		.st_name	= at,
		.st_info	= ELF32_ST_INFO(STB_GLOBAL, type),
		.st_shndx	= addr ? 1 : SHN_UNDEF,
		.st_value	= addr,
		.st_size	= size,
	};

	if (file->is_64)
		memcpy(file->bytes + file->len, &symbol, sizeof(symbol));
	else
		memcpy(file->bytes + file->len, &half, sizeof(half));
	file->len += file->is_64 ? sizeof(symbol) : sizeof(half);
}

static void put_symbols(struct elf_file *file)
{
	put(file, "", 0);
	file->len = (file->len + 7) & ~(size_t)7;
	put_symbol(file, "", STT_NOTYPE, 0, 0);
	put_symbol(file, "first", STT_FUNC, ELF_FILE_BASE + CODE, 16);
	put_symbol(file, "versioned@@V1", STT_FUNC, ELF_FILE_BASE + CODE + 16, 16);
	put_symbol(file, "alias", STT_FUNC, ELF_FILE_BASE + CODE, 16);
	put_symbol(file, "data", STT_OBJECT, ELF_FILE_BASE + CODE + 32, 4);
	put_symbol(file, "extern", STT_FUNC, 0, 0);
}

/* Appends a note to @notes and returns its end. */
static char *add_note(char *at, const char *owner, unsigned int type,
		      const void *desc, size_t len)
{
	Elf64_Nhdr head = { strlen(owner) + 1, len, type };

	memcpy(at, &head, sizeof(head));
	at += sizeof(head);
	memcpy(at, owner, strlen(owner) + 1);
	at += (strlen(owner) + 4) & ~(size_t)3;
	memcpy(at, desc, len);
	return at + ((len + 3) & ~(size_t)3);
}

static char *add_marker(const struct elf_file *file, char *notes,
			unsigned int offset, unsigned int semaphore,
			const char *text, size_t len)
{
	__u64 addrs[] = {
		ELF_FILE_BASE + offset, ELF_FILE_BASE + CODE,
		semaphore ? ELF_FILE_BASE + semaphore : 0,
	};
	__u32 halves[] = { addrs[0], addrs[1], addrs[2] };
	size_t bytes = file->is_64 ? sizeof(addrs) : sizeof(halves);
	char desc[128];

	memcpy(desc, file->is_64 ? (void *)addrs : (void *)halves, bytes);
	memcpy(desc + bytes, text, len);
	return add_note(notes, "stapsdt", 3, desc, bytes + len);
}

static size_t put_section(struct elf_file *file, enum elf_file_section nr,
			  const char *name, int type, size_t offset, size_t size)
{
	unsigned int text = name ? place_of(names, sizeof(names), name) : 0;
	Elf64_Shdr section = {
		.sh_name	= text,
		.sh_type	= type,
		.sh_addr	= ELF_FILE_BASE + offset,
		.sh_offset	= offset,
		.sh_size	= size,
		.sh_link	= SECTION_STRTAB,
	};
	Elf32_Shdr half = {
		.sh_name	= text,
		.sh_type	= type,
		.sh_addr	= ELF_FILE_BASE + offset,
		.sh_offset	= offset,
		.sh_size	= size,
		.sh_link	= SECTION_STRTAB,
	};

	file->sections[nr] = file->len;
	if (file->is_64)
		memcpy(file->bytes + file->len, &section, sizeof(section));
	else
		memcpy(file->bytes + file->len, &half, sizeof(half));
	file->len += file->is_64 ? sizeof(section) : sizeof(half);
	return file->sections[nr];
}

static void put_head(struct elf_file *file, size_t sections)
{
	Elf64_Ehdr head = {
		.e_type		= ET_EXEC,
		.e_machine	= MACHINE,
		.e_phoff	= sizeof(head),
		.e_shoff	= sections,
		.e_phentsize	= sizeof(Elf64_Phdr),
		.e_phnum	= 1,
		.e_shentsize	= sizeof(Elf64_Shdr),
		.e_shnum	= NR_SECTIONS,
		.e_shstrndx	= SECTION_NAMES,
	};
	Elf32_Ehdr half = {
		.e_type		= ET_EXEC,
		.e_machine	= MACHINE_32,
		.e_phoff	= sizeof(half),
		.e_shoff	= sections,
		.e_phentsize	= sizeof(Elf32_Phdr),
		.e_phnum	= 1,
		.e_shentsize	= sizeof(Elf32_Shdr),
		.e_shnum	= NR_SECTIONS,
		.e_shstrndx	= SECTION_NAMES,
	};
	Elf64_Phdr segment = {
		.p_type		= PT_LOAD,
		.p_vaddr	= ELF_FILE_BASE,
		.p_filesz	= CODE + CODE_BYTES,
	};
	Elf32_Phdr half_segment = {
		.p_type		= PT_LOAD,
		.p_vaddr	= ELF_FILE_BASE,
		.p_filesz	= CODE + CODE_BYTES,
	};
	unsigned char *ident = file->bytes;

	if (file->is_64) {
		memcpy(file->bytes, &head, sizeof(head));
		memcpy(file->bytes + sizeof(head), &segment, sizeof(segment));
	} else {
		memcpy(file->bytes, &half, sizeof(half));
		memcpy(file->bytes + sizeof(half), &half_segment,
		       sizeof(half_segment));
	}
	memcpy(ident, ELFMAG, SELFMAG);
	ident[EI_CLASS] = file->is_64 ? ELFCLASS64 : ELFCLASS32;
	ident[EI_DATA] = OWN_ORDER;
	ident[EI_VERSION] = EV_CURRENT;
}

void elf_file_make(struct elf_file *file, bool is_64)
{
	static const char one[] = "pro\0one\0" "8@%rdi -4@$5", two[] = "pro\0two\0";
	static const char link[] = "first.debug\0\x11\x22\x33\x44";
	size_t at[NR_SECTIONS], size[NR_SECTIONS], heads;
	char notes[512] = "", id[64] = "", *end;

	memset(file, 0, sizeof(*file));
	file->is_64 = is_64;
	file->len = CODE + CODE_BYTES;

	put_symbols(file);
	size[SECTION_SYMTAB] = 6 * (is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym));
	at[SECTION_SYMTAB] = file->len - size[SECTION_SYMTAB];
	at[SECTION_STRTAB] = put(file, texts, sizeof(texts));
	at[SECTION_NAMES] = put(file, names, sizeof(names));
	end = add_marker(file, notes, CODE + 4, CODE + 32, one, sizeof(one));
	end = add_marker(file, end, CODE + 20, 0, two, sizeof(two));
	at[SECTION_MARKERS] = put(file, notes, end - notes);
	size[SECTION_MARKERS] = end - notes;
	end = add_note(id, "GNU", NT_GNU_BUILD_ID, "\xab\xcd\xef\x01", 4);
	at[SECTION_BUILD_ID] = put(file, id, end - id);
	size[SECTION_BUILD_ID] = end - id;
	at[SECTION_LINK] = put(file, link, sizeof(link) - 1);

	heads = put(file, "", 0);
	file->len = heads;
	put_section(file, SECTION_NONE, NULL, SHT_NULL, 0, 0);
	put_section(file, SECTION_SYMTAB, ".symtab", SHT_SYMTAB,
		    at[SECTION_SYMTAB], size[SECTION_SYMTAB]);
	put_section(file, SECTION_STRTAB, ".strtab", SHT_STRTAB,
		    at[SECTION_STRTAB], sizeof(texts));
	put_section(file, SECTION_NAMES, ".shstrtab", SHT_STRTAB,
		    at[SECTION_NAMES], sizeof(names));
	put_section(file, SECTION_MARKERS, ".note.stapsdt", SHT_NOTE,
		    at[SECTION_MARKERS], size[SECTION_MARKERS]);
	put_section(file, SECTION_BASE, ".stapsdt.base", SHT_PROGBITS, CODE, 1);
	put_section(file, SECTION_BUILD_ID, ".note.gnu.build-id", SHT_NOTE,
		    at[SECTION_BUILD_ID], size[SECTION_BUILD_ID]);
	put_section(file, SECTION_LINK, ".gnu_debuglink", SHT_PROGBITS,
		    at[SECTION_LINK], sizeof(link) - 1);
	put_head(file, heads);
}

void elf_file_set(struct elf_file *file, size_t at, unsigned int value)
{
	memcpy(file->bytes + at, &value, sizeof(value));
}

/* A word of the file's own size. */
static void set_word(struct elf_file *file, size_t at, unsigned long value)
{
	__u64 word = value;
	__u32 half = value;

	if (file->is_64)
		memcpy(file->bytes + at, &word, sizeof(word));
	else
		memcpy(file->bytes + at, &half, sizeof(half));
}

void elf_file_set_offset(struct elf_file *file, enum elf_file_section section,
			 unsigned long value)
{
	set_word(file, file->sections[section] +
		 (file->is_64 ? offsetof(Elf64_Shdr, sh_offset) :
				offsetof(Elf32_Shdr, sh_offset)), value);
}

void elf_file_set_size(struct elf_file *file, enum elf_file_section section,
		       unsigned long value)
{
	set_word(file, file->sections[section] +
		 (file->is_64 ? offsetof(Elf64_Shdr, sh_size) :
				offsetof(Elf32_Shdr, sh_size)), value);
}
