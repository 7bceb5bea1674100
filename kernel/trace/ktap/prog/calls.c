// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - which functions of a program may call which
 *
 * Context: process; also built in user space
 *
 * Calls are the edges of a graph whose nodes are the functions, and one more
 * for "some function that is used as a value".
 */

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "prog/calls.h"
#include "prog/prog.h"

struct graph {
	const struct ktap_prog *prog;
	bool to_callers;
	/* Where node n leads: to[first[n]] … to[first[n + 1] - 1]. */
	u32 *first;
	u32 *to;
	/* Nodes to go on from. */
	u32 *queue;
	u32 nr_queued;
	unsigned long *set;
};

/* The edge that an instruction of function @func stands for, if any. */
static bool edge_of(u64 insn, u32 func, u32 nr_funcs, u32 *caller, u32 *called)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_CALLF:
	case KTAP_OP_TCALLF:
		*caller = func;
		*called = KTAP_INSN_IMM(insn);
		return true;
	case KTAP_OP_CALL:
	case KTAP_OP_TCALL:
		*caller = func;
		*called = nr_funcs;
		return true;
	case KTAP_OP_LOADFN:
	case KTAP_OP_CLOSURE:
		*caller = nr_funcs;
		*called = KTAP_INSN_IMM(insn);
		return true;
	case KTAP_OP_SELF:
		*caller = nr_funcs;
		*called = func;
		return true;
	default:
		return false;
	}
}

static void add_edge(struct graph *graph, u32 from, u32 to, bool write)
{
	if (write)
		graph->to[--graph->first[from]] = to;
	else
		graph->first[from]++;
}

/* Counts the edges of each node, or writes them down. */
static void visit_edges(struct graph *graph, bool write)
{
	u32 func, i, caller, called, nr = graph->prog->nr_funcs;

	for (func = 0; func < nr; func++) {
		const struct ktap_prog_func *f = &graph->prog->funcs[func];

		for (i = 0; i < f->nr_insns; i++) {
			if (!edge_of(f->insns[i], func, nr, &caller, &called))
				continue;
			if (graph->to_callers)
				add_edge(graph, called, caller, write);
			else
				add_edge(graph, caller, called, write);
		}
		cond_resched();
	}
}

static int build_graph(struct graph *graph, u32 nr_nodes)
{
	u32 i;

	visit_edges(graph, false);
	/* From numbers to ends; writing down moves each to its beginning. */
	for (i = 1; i <= nr_nodes; i++)
		graph->first[i] += graph->first[i - 1];

	graph->to = kvmalloc_array(graph->first[nr_nodes] ?: 1, sizeof(u32),
				   GFP_KERNEL);
	if (!graph->to)
		return -ENOMEM;
	visit_edges(graph, true);

	return 0;
}

static void spread(struct graph *graph, u32 nr_nodes)
{
	u32 done, i, node;

	for_each_set_bit(node, graph->set, nr_nodes)
		graph->queue[graph->nr_queued++] = node;
	for (done = 0; done < graph->nr_queued; done++) {
		node = graph->queue[done];
		for (i = graph->first[node]; i < graph->first[node + 1]; i++) {
			u32 to = graph->to[i];

			if (!__test_and_set_bit(to, graph->set))
				graph->queue[graph->nr_queued++] = to;
		}
	}
}

int ktap_calls_spread(const struct ktap_prog *prog, unsigned long *set,
		      bool to_callers)
{
	u32 nr_nodes = KTAP_CALLS_BITS(prog);
	struct graph graph = {
		.prog		= prog,
		.to_callers	= to_callers,
		.set		= set,
	};
	int ret = -ENOMEM;

	graph.first = kvcalloc(nr_nodes + 1, sizeof(u32), GFP_KERNEL);
	graph.queue = kvcalloc(nr_nodes, sizeof(u32), GFP_KERNEL);
	if (graph.first && graph.queue)
		ret = build_graph(&graph, nr_nodes);
	if (!ret)
		spread(&graph, nr_nodes);
	kvfree(graph.first);
	kvfree(graph.queue);
	kvfree(graph.to);

	return ret;
}
