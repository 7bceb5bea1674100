// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - fuzz target: scripts, as people and their mistakes write them
 *
 * What the compiler lets pass, loader and verifier must.
 */

#include <stdlib.h>
#include <string.h>

#include "image/image.h"

#include "fuzz.h"
#include "show.h"

static bool has_error(const char *complaints)
{
	return strstr(complaints, " error: ");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct image_bytes image = { 0 };
	char *complaints = NULL;
	const char *why;
	size_t size;
	FILE *out;
	bool done;

	out = open_memstream(&complaints, &size);
	if (!out)
		return 0;
	done = show_compile("t.kp", (const char *)data, len, &image, out);
	fclose(out);
	if (done == has_error(complaints))
		hosted_fatal("%s: %s", done ? "compiled" : "not compiled",
			     complaints);
	free(complaints);
	if (!done)
		return 0;
	why = fuzz_image(image.data, image.len);
	if (why)
		hosted_fatal("compiled, but refused: %s", why);
	image_bytes_free(&image);

	return 0;
}
