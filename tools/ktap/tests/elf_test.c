// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of reading programs and libraries: sound ones, damaged ones
 */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "target/elf.h"
#include "target/functions.h"
#include "tests/elf_file.h"
#include "tests/tap.h"

/* What was found, as text. */
static char found[8192];

static void add_function(void *arg, const struct elf_symbol *symbol)
{
	size_t used = strlen(found);

	(void)arg;
	snprintf(found + used, sizeof(found) - used, "%.*s@%llx+%llu ",
		 (int)symbol->len, symbol->name,
		 (unsigned long long)symbol->offset,
		 (unsigned long long)symbol->size);
}

static void add_marker(void *arg, const struct elf_marker *marker)
{
	size_t used = strlen(found);

	(void)arg;
	snprintf(found + used, sizeof(found) - used, "%s:%s@%llx(%llx)%s ",
		 marker->provider, marker->name,
		 (unsigned long long)marker->offset,
		 (unsigned long long)marker->semaphore, marker->args);
}

/* Looks at all of it; returns why it was refused, or "". */
static const char *look(const unsigned char *bytes, size_t len)
{
	/* A block of its own, so that a sanitizer sees its end. */
	unsigned char *copy = malloc(len ? len : 1);
	struct elf *elf;
	const char *why;

	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	found[0] = '\0';
	elf = elf_read(copy, len, &why);
	if (elf) {
		elf_each_function(elf, elf, add_function, NULL);
		elf_each_marker(elf, add_marker, NULL);
		elf_build_id(elf);
		elf_debug_link(elf);
		elf_close(elf);
	}
	free(copy);
	return why ? why : "";
}

#define FUNCTIONS	"first@100+16 versioned@110+16 alias@100+16 "
#define MARKERS		"pro:one@104(120)8@%rdi -4@$5 pro:two@114(0) "

static void test_sound(bool is_64)
{
	struct elf_file file;
	struct elf_bytes bytes;
	struct elf *elf;
	const char *why;

	elf_file_make(&file, is_64);
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS MARKERS,
		 is_64 ? "64 bits: functions and markers" :
			 "32 bits: functions and markers");
	elf = elf_read(file.bytes, file.len, &why);
	tap_ok(elf && elf_has_symbols(elf), "its symbols are all there");
	bytes = elf_build_id(elf);
	tap_ok(bytes.size == 4 && !memcmp(bytes.at, "\xab\xcd\xef\x01", 4),
	       "its build number");
	bytes = elf_debug_link(elf);
	tap_ok(bytes.size == 16 && !strcmp(bytes.at, "first.debug"),
	       "its debug link");
	elf_close(elf);
}

static Elf64_Shdr *section(struct elf_file *file, enum elf_file_section nr)
{
	return (Elf64_Shdr *)(file->bytes + file->sections[nr]);
}

/* What functions_find() has of a name, as text. */
static const char *find(const struct functions *functions, const char *name)
{
	const struct elf_symbol *symbol;
	__u32 i, nr;

	found[0] = '\0';
	symbol = functions_find(functions, name, &nr);
	for (i = 0; i < nr; i++)
		add_function(NULL, &symbol[i]);
	return found;
}

static void test_by_name(void)
{
	const struct elf_symbol *symbol;
	struct functions *functions;
	struct elf_file file;
	struct elf *elf;
	const char *why;
	__u32 i, nr;

	elf_file_make(&file, true);
	/* A table of the same functions once more, as .dynsym has them. */
	*section(&file, SECTION_LINK) = *section(&file, SECTION_SYMTAB);
	section(&file, SECTION_LINK)->sh_type = SHT_DYNSYM;
	elf = elf_read(file.bytes, file.len, &why);
	functions = functions_read(elf, "none");
	found[0] = '\0';
	symbol = functions_all(functions, &nr);
	for (i = 0; i < nr; i++)
		add_function(NULL, &symbol[i]);
	tap_text(found, "alias@100+16 first@100+16 versioned@110+16 ",
		 "functions stand in the order of their names");
	tap_text(find(functions, "alias"), "alias@100+16 ", "the first is found");
	tap_text(find(functions, "versioned"), "versioned@110+16 ",
		 "and the last, without its version");
	tap_text(find(functions, "aliases"), "", "what has more letters is not");
	tap_text(find(functions, "firs"), "", "nor what has fewer");
	tap_text(find(functions, "data"), "", "nor a variable");
	functions_free(functions);
	elf_close(elf);
}

static void test_refused(void)
{
	struct elf_file file;

	tap_text(look((void *)"", 0), "no program or library", "nothing");
	tap_text(look((void *)"\177ELF", 4), "no program or library",
		 "its first four bytes");
	tap_text(look((void *)"#!/bin/sh\n", 10),
		 "a script: name the program that its first line names",
		 "a script");
	elf_file_make(&file, true);
	file.bytes[EI_CLASS] = 3;
	tap_text(look(file.bytes, file.len),
		 "damaged: neither of 64 nor of 32 bits", "an unknown width");
	elf_file_make(&file, true);
	file.bytes[EI_DATA] ^= 3;
	tap_text(look(file.bytes, file.len), "made for another kind of machine",
		 "the other order of bytes");
	elf_file_make(&file, true);
	((Elf64_Ehdr *)file.bytes)->e_machine = EM_S390;
	tap_text(look(file.bytes, file.len), "made for another kind of machine",
		 "another machine");
	elf_file_make(&file, true);
	tap_text(look(file.bytes, 40), "damaged: it ends within its head",
		 "half of a head");
	tap_text(look(file.bytes, file.len - 1),
		 "damaged: it ends before its tables", "the last byte missing");
}

/* Fields of the head. */
static void test_heads(void)
{
	struct elf_file file;
	Elf64_Ehdr *head = (Elf64_Ehdr *)file.bytes;

	elf_file_make(&file, true);
	head->e_shoff = ~0ULL;
	tap_text(look(file.bytes, file.len),
		 "damaged: it ends before its tables", "sections beyond the end");
	elf_file_make(&file, true);
	head->e_phoff = ~0ULL - 7;
	tap_text(look(file.bytes, file.len),
		 "damaged: it ends before its tables", "segments beyond the end");
	elf_file_make(&file, true);
	head->e_shnum = 0xfff0;
	tap_text(look(file.bytes, file.len),
		 "damaged: it ends before its tables", "too many sections");
	elf_file_make(&file, true);
	head->e_shentsize = 1;
	tap_text(look(file.bytes, file.len),
		 "damaged: it ends before its tables", "sections of another size");
	elf_file_make(&file, true);
	head->e_shstrndx = 0xffee;
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS, "no names of sections: no markers");
	elf_file_make(&file, true);
	head->e_shnum = 0;
	((Elf64_Shdr *)(file.bytes + file.sections[0]))->sh_size = NR_SECTIONS;
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS MARKERS, "sections counted by the first one");
	((Elf64_Shdr *)(file.bytes + file.sections[0]))->sh_size = ~0ULL;
	tap_text(look(file.bytes, file.len),
		 "damaged: it ends before its tables", "and far too many");
	elf_file_make(&file, true);
	head->e_shoff = 0;
	head->e_shnum = 0;
	tap_text(look(file.bytes, file.len), "", "no sections at all");
	tap_text(found, "", "have nothing");
}

/* Each section outside of the file, too long, and empty. */
static void test_sections(bool is_64)
{
	static const char *const wanted[NR_SECTIONS] = {
		[SECTION_SYMTAB] = MARKERS,
		[SECTION_STRTAB] = MARKERS,
		[SECTION_NAMES] = FUNCTIONS,
		[SECTION_MARKERS] = FUNCTIONS,
		/* Only its address counts. */
		[SECTION_BASE] = FUNCTIONS MARKERS,
		[SECTION_BUILD_ID] = FUNCTIONS MARKERS,
		[SECTION_LINK] = FUNCTIONS MARKERS,
	};
	static const unsigned long wrong[] = { 0xffffffff, 0x80000000, 0x10000 };
	struct elf_file file;
	bool ok = true;
	size_t i, j;

	for (i = 1; i < NR_SECTIONS; i++) {
		for (j = 0; j < ARRAY_SIZE(wrong); j++) {
			elf_file_make(&file, is_64);
			elf_file_set_offset(&file, i, wrong[j]);
			look(file.bytes, file.len);
			ok = ok && !strcmp(found, wanted[i]);
			elf_file_make(&file, is_64);
			elf_file_set_size(&file, i, wrong[j]);
			look(file.bytes, file.len);
			ok = ok && !strcmp(found, wanted[i]);
		}
		elf_file_make(&file, is_64);
		elf_file_set_size(&file, i, 0);
		look(file.bytes, file.len);
		ok = ok && !strcmp(found, wanted[i]);
	}
	tap_ok(ok, is_64 ? "64 bits: a section outside of the file has nothing" :
			   "32 bits: a section outside of the file has nothing");
}

static void test_texts(void)
{
	struct elf_file file;
	Elf64_Shdr *texts;
	Elf64_Sym *symbols;
	size_t i;

	elf_file_make(&file, true);
	texts = (Elf64_Shdr *)(file.bytes + file.sections[SECTION_STRTAB]);
	/* "first" has an end; those behind have none. */
	for (i = 7; i < texts->sh_size; i++)
		file.bytes[texts->sh_offset + i] = 'x';
	look(file.bytes, file.len);
	tap_text(found, "first@100+16 " MARKERS, "texts without an end are none");

	elf_file_make(&file, true);
	symbols = (Elf64_Sym *)(file.bytes +
		((Elf64_Shdr *)(file.bytes + file.sections[SECTION_SYMTAB]))->sh_offset);
	symbols[1].st_name = ~0U;
	symbols[2].st_value = 0x1000;
	symbols[3].st_name = 0;
	look(file.bytes, file.len);
	tap_text(found, MARKERS,
		 "functions without a name, or at no place of the file, are none");
}

static void test_notes(void)
{
	struct elf_file file;
	Elf64_Shdr *notes;
	Elf64_Nhdr *note;
	size_t len;

	elf_file_make(&file, true);
	notes = (Elf64_Shdr *)(file.bytes + file.sections[SECTION_MARKERS]);
	note = (Elf64_Nhdr *)(file.bytes + notes->sh_offset);
	note->n_descsz = ~0U;
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS, "a note longer than its section ends them");
	elf_file_make(&file, true);
	note->n_namesz = 0xfffffffd;
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS, "and one whose name is");
	elf_file_make(&file, true);
	note->n_type = 4;
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS "pro:two@114(0) ", "one of another type is skipped");
	elf_file_make(&file, true);
	/* Into its last text. */
	len = note->n_descsz;
	memset((char *)(note + 1) + 8 + len - 13, 'x', 13);
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS "pro:two@114(0) ",
		 "and one whose texts have no end");
	elf_file_make(&file, true);
	note->n_descsz = 23;
	look(file.bytes, file.len);
	tap_text(found, FUNCTIONS, "and one without room for its addresses");
}

/* Cut at each byte, and random bytes changed: nothing is read that is not there. */
static void test_random(void)
{
	struct elf_file file, damaged;
	int nr_read = 0, i, j;
	size_t len;

	srand(1);
	for (i = 0; i < 2; i++) {
		elf_file_make(&file, i);
		for (len = 0; len < file.len; len++)
			nr_read += !*look(file.bytes, len);
	}
	tap_is(nr_read, 0, "a file that is cut is refused");
	for (i = 0; i < 20000; i++) {
		elf_file_make(&damaged, i % 2);
		for (j = rand() % 8; j >= 0; j--)
			damaged.bytes[rand() % damaged.len] =
				rand() % 4 ? rand() % 16 - 8 : rand();
		nr_read += !*look(damaged.bytes, damaged.len);
	}
	tap_ok(nr_read > 1000, "20,000 damaged files are survived");
}

/* With an argument: writes a sound file of 32 or 64 bits, as a fuzzer's seed. */
int main(int argc, char **argv)
{
	struct elf_file file;

	if (argc > 1) {
		elf_file_make(&file, atoi(argv[1]) == 64);
		return fwrite(file.bytes, file.len, 1, stdout) != 1;
	}
	test_sound(true);
	test_sound(false);
	test_by_name();
	test_refused();
	test_heads();
	test_sections(true);
	test_sections(false);
	test_texts();
	test_notes();
	test_random();
	return tap_end();
}
