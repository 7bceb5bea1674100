// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what verified code needs of its events
 *
 * Context: process
 */

#include <linux/bitmap.h>
#include <linux/ktap/builtin.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched.h>

#include "link/bind.h"

/*
 * Calls as a graph, walked from the called to the callers.  Node nr_funcs
 * stands for "some function that is used as a value".
 */
struct call_graph {
	/* Callers of node n: callers[first[n]] … callers[first[n + 1] - 1]. */
	u32 *first;
	u32 *callers;
	/* Nodes to go on from. */
	u32 *queue;
	u32 nr_queued;
	u32 nr_nodes;
	unsigned long *marked;
	const struct ktap_builtin *const *builtins;
};

/*
 * The edge that an instruction of function @func stands for, if any: in the
 * order caller, called.
 */
static bool edge_of(u64 insn, u32 func, u32 nr_funcs, u32 *caller, u32 *called)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_CALLF:
		*caller = func;
		*called = KTAP_INSN_IMM(insn);
		return true;
	case KTAP_OP_CALL:
		*caller = func;
		*called = nr_funcs;
		return true;
	case KTAP_OP_LOADFN:
		*caller = nr_funcs;
		*called = KTAP_INSN_IMM(insn);
		return true;
	default:
		return false;
	}
}

static bool reads_event(u64 insn, const struct ktap_builtin *const *builtins)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_ARG:
	case KTAP_OP_ARGAT:
	case KTAP_OP_FIELD:
	case KTAP_OP_FIELDAT:
		return true;
	case KTAP_OP_CALLB:
		return builtins[KTAP_INSN_IMM(insn)]->contexts &
		       KTAP_READS_EVENT;
	default:
		return false;
	}
}

static void mark(struct call_graph *graph, u32 node)
{
	if (!__test_and_set_bit(node, graph->marked))
		graph->queue[graph->nr_queued++] = node;
}

/* Counts the edges into each node, or writes them down. */
static void visit_edges(const struct ktap_prog *prog, struct call_graph *graph,
			bool write)
{
	u32 func, i, caller, called;

	for (func = 0; func < prog->nr_funcs; func++) {
		const struct ktap_prog_func *f = &prog->funcs[func];

		for (i = 0; i < f->nr_insns; i++) {
			if (reads_event(f->insns[i], graph->builtins))
				mark(graph, func);
			if (!edge_of(f->insns[i], func, prog->nr_funcs,
				     &caller, &called))
				continue;
			if (write)
				graph->callers[--graph->first[called]] = caller;
			else
				graph->first[called]++;
		}
		cond_resched();
	}
}

static int build_graph(const struct ktap_prog *prog, struct call_graph *graph)
{
	u32 i;

	visit_edges(prog, graph, false);
	/* From numbers to ends; writing down moves each to its beginning. */
	for (i = 1; i <= graph->nr_nodes; i++)
		graph->first[i] += graph->first[i - 1];

	graph->callers = kvmalloc_array(graph->first[graph->nr_nodes] ?: 1,
					sizeof(u32), GFP_KERNEL);
	if (!graph->callers)
		return -ENOMEM;
	visit_edges(prog, graph, true);
	return 0;
}

static void spread_marks(struct call_graph *graph)
{
	u32 done, i;

	for (done = 0; done < graph->nr_queued; done++) {
		u32 node = graph->queue[done];

		for (i = graph->first[node]; i < graph->first[node + 1]; i++)
			mark(graph, graph->callers[i]);
	}
}

unsigned long *ktap_bind_args(const struct ktap_prog *prog,
			      const struct ktap_builtin *const *builtins)
{
	struct call_graph graph = {
		.nr_nodes = prog->nr_funcs + 1,
		.builtins = builtins,
	};

	graph.first = kvcalloc(graph.nr_nodes + 1, sizeof(u32), GFP_KERNEL);
	graph.queue = kvcalloc(graph.nr_nodes, sizeof(u32), GFP_KERNEL);
	graph.marked = bitmap_zalloc(graph.nr_nodes, GFP_KERNEL);
	if (graph.first && graph.queue && graph.marked &&
	    !build_graph(prog, &graph)) {
		spread_marks(&graph);
	} else {
		bitmap_free(graph.marked);
		graph.marked = NULL;
	}
	kvfree(graph.first);
	kvfree(graph.queue);
	kvfree(graph.callers);
	return graph.marked;
}
