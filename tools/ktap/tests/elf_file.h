/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - makes small programs: what a compiler makes, and what none would make
 */
#ifndef _KTAP_TESTS_ELF_FILE_H
#define _KTAP_TESTS_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/compiler.h>

#define ELF_FILE_BYTES	4096

/* Address of byte 0 of the file, once it is loaded. */
#define ELF_FILE_BASE	0x400000

/* Sections, by number. */
enum elf_file_section {
	SECTION_NONE,
	SECTION_SYMTAB,
	SECTION_STRTAB,
	SECTION_NAMES,
	SECTION_MARKERS,
	SECTION_BASE,
	SECTION_BUILD_ID,
	SECTION_LINK,
	NR_SECTIONS
};

/**
 * struct elf_file - a file
 * @is_64: Of 64 bits, else of 32.
 * @bytes: Its bytes.
 * @len: Their number.
 * @sections: Where in it the head of each section is.
 */
struct elf_file {
	bool is_64;
	unsigned char bytes[ELF_FILE_BYTES] __aligned(8);
	size_t len;
	size_t sections[NR_SECTIONS];
};

/**
 * elf_file_make() - makes a sound file
 * @file: The file.
 * @is_64: Of 64 bits.
 *
 * It has the functions "first" (at 0x100 of the file, 16 bytes), "versioned@@V1"
 * (0x110, 16 bytes) and "alias" (0x100), the variable "data", the function
 * "extern" that is elsewhere, the markers "pro:one" at 0x104 with the arguments
 * "8@%rdi -4@$5" and a semaphore at 0x120, and "pro:two" at 0x114 without either;
 * a build number, ab cd ef 01, and a link to "first.debug".
 */
void elf_file_make(struct elf_file *file, bool is_64);

/* Changes a field of 4 bytes, or, of a section, its offset or size. */
void elf_file_set(struct elf_file *file, size_t at, unsigned int value);
void elf_file_set_offset(struct elf_file *file, enum elf_file_section section,
			 unsigned long value);
void elf_file_set_size(struct elf_file *file, enum elf_file_section section,
		       unsigned long value);

#endif /* _KTAP_TESTS_ELF_FILE_H */
