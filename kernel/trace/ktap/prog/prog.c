// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a loaded program: what an image says, checked and constant
 *
 * Context: process
 */

#include <linux/slab.h>

#include "prog/prog.h"

void ktap_prog_free(struct ktap_prog *prog)
{
	if (!prog)
		return;
	kvfree(prog->funcs);
	kvfree(prog->consts);
	kvfree(prog->imports);
	kvfree(prog->vars);
	kvfree(prog->relocs);
	kvfree(prog->events);
	kvfree(prog->strings);
	kvfree(prog->image);
	kfree(prog);
}
