// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what a script means: the passes between tree and code
 */
#include "base/diag.h"
#include "sema/check.h"
#include "sema/fold.h"
#include "sema/resolve.h"
#include "sema/results.h"
#include "sema/sema.h"
#include "sema/settle.h"

int sema_run(struct sema *sema)
{
	resolve_run(sema);
	settle_run(sema);
	results_run(sema);
	check_run(sema);
	if (sema->diag->nr_errors)
		return -1;
	fold_run(sema);
	return 0;
}

bool sema_is_printed_at_end(const struct symbol *symbol)
{
	const struct uses *uses = &symbol->uses;

	return (uses->nr_updates || uses->nr_joins || uses->nr_table_updates) &&
	       !uses->nr_table_joins && !uses->nr_samples && !uses->nr_stores &&
	       !uses->nr_reads && !uses->nr_filter_reads &&
	       !uses->nr_assigned_inside;
}
