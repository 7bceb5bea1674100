// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - gives files to a fuzz target, without a fuzzer:
 *
 *	replay_elf|replay_image|replay_script FILE...
 *
 * Prints TAP.  A file of hexadecimal digits, NAME.hex, is read as what it
 * stands for; "#" begins a comment.
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static size_t read_hex(FILE *stream, uint8_t *bytes, size_t room)
{
	size_t nr = 0;
	int digit, c;
	char text[3] = { 0 };

	for (digit = 0; (c = getc(stream)) != EOF;) {
		if (c == '#') {
			while (c != EOF && c != '\n')
				c = getc(stream);
		} else if (isxdigit(c) && nr < room) {
			text[digit] = c;
			if (digit)
				bytes[nr++] = strtoul(text, NULL, 16);
			digit = !digit;
		}
	}
	return nr;
}

/* No byte more than there are, so that reading beyond them is found. */
static void give(const uint8_t *bytes, size_t nr)
{
	uint8_t *exact = malloc(nr ? nr : 1);

	memcpy(exact, bytes, nr);
	LLVMFuzzerTestOneInput(exact, nr);
	free(exact);
}

int main(int argc, char **argv)
{
	static uint8_t bytes[1 << 20];
	const char *dot;
	FILE *stream;
	size_t nr;
	int i;

	setvbuf(stdout, NULL, _IONBF, 0);
	printf("1..%d\n", argc - 1);
	for (i = 1; i < argc; i++) {
		stream = fopen(argv[i], "rb");
		if (!stream) {
			printf("not ok %d - %s cannot be read\n", i, argv[i]);
			return 1;
		}
		dot = strrchr(argv[i], '.');
		if (dot && !strcmp(dot, ".hex"))
			nr = read_hex(stream, bytes, sizeof(bytes));
		else
			nr = fread(bytes, 1, sizeof(bytes), stream);
		fclose(stream);
		printf("# %s\n", argv[i]);
		give(bytes, nr);
		printf("ok %d - %s\n", i, strrchr(argv[i], '/') ?
		       strrchr(argv[i], '/') + 1 : argv[i]);
	}
	return 0;
}
