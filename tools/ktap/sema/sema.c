// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what a script means: the passes between tree and code
 */
#include "base/diag.h"
#include "sema/capture.h"
#include "sema/check.h"
#include "sema/fields.h"
#include "sema/fglob.h"
#include "sema/fold.h"
#include "sema/place.h"
#include "sema/resolve.h"
#include "sema/results.h"
#include "sema/sema.h"
#include "sema/settle.h"
#include "sema/state.h"

int sema_run(struct sema *sema)
{
	fglob_run(sema);
	resolve_run(sema);
	settle_run(sema);
	capture_run(sema);
	results_run(sema);
	check_run(sema);
	if (!sema->diag->nr_errors)
		fields_run(sema);
	if (sema->diag->nr_errors)
		return -1;
	fold_run(sema);
	place_run(sema);
	return sema->diag->nr_errors ? -1 : 0;
}
