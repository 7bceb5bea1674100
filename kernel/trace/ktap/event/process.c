// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - processes whose user addresses are shown, and what they have mapped
 *
 * Context: process, but for what says otherwise
 *
 * An address of a process means something together with the file that is mapped
 * there, and when the address is shown the process may be gone.  So who takes
 * one asks for the mappings: at the first time in a process, and again when it
 * maps more instructions.  A request holds the address space until a worker has
 * written the mappings down, and the reader hands them out before any record
 * that was committed after the request.
 *
 * A process is named by its number and a hash of when it began and how often it
 * has called exec(), so that no memory of processes is needed to tell them
 * apart.  What is remembered only spares requests.
 */

#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/hash.h>
#include <linux/irq_work.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/perf_event.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "data/symbol.h"
#include "event/process.h"
#include "limits.h"
#include "output/reader.h"
#include "output/ring.h"

/* Processes that may be remembered in the place of each other. */
#define WAYS	4

/* Bytes of mappings that wait until the reader is called. */
#define CALL_BYTES	(KTAP_MAX_MAPPING_BYTES / 64)

/*
 * A process whose mappings were asked for.  Written without a lock: what comes
 * of two writers at once is a request too many.
 */
struct process_seen {
	u64 process;
	/* Pages of instructions that it had. */
	unsigned long exec_pages;
	/* Not before that again, if it was looked at often. */
	unsigned long again_at;
	unsigned int nr_looks;
};

enum request_state {
	REQUEST_FREE,
	REQUEST_TAKEN,		/* is being filled */
	REQUEST_READY,
};

struct process_request {
	atomic_t state;
	u64 process;
	struct mm_struct *mm;	/* a reference to its users */
};

struct ktap_processes {
	struct ktap_ring *ring;
	struct irq_work irq_work;	/* starts @work, from any context */
	struct work_struct work;
	/* Requests that are not FREE. */
	atomic_t nr_requests;
	struct process_request requests[KTAP_MAX_REQUESTS];
	struct process_seen seen[KTAP_MAX_SEEN];
	/* Protects what follows. */
	struct mutex lock;
	struct list_head mappings;	/* to be read, the oldest first */
	size_t bytes;			/* of them */
};

/* ---- in handlers ------------------------------------------------------ */

static bool has_user_space(const struct task_struct *task)
{
	return task->mm && !(task->flags & (PF_KTHREAD | PF_USER_WORKER));
}

static u64 process_of(const struct task_struct *task)
{
	u64 began = READ_ONCE(task->group_leader->start_boottime);
	u32 key[] = {
		lower_32_bits(began), upper_32_bits(began),
		task->self_exec_id,
	};

	return (u64)task->tgid << 32 | jhash2(key, ARRAY_SIZE(key), 0);
}

/* Whether there was room for it; @mm is the current task's. */
static bool request(struct ktap_processes *processes, u64 process,
		    struct mm_struct *mm)
{
	unsigned int i;

	for (i = 0; i < KTAP_MAX_REQUESTS; i++) {
		struct process_request *req = &processes->requests[i];

		if (atomic_read(&req->state) != REQUEST_FREE ||
		    atomic_cmpxchg(&req->state, REQUEST_FREE,
				   REQUEST_TAKEN) != REQUEST_FREE)
			continue;
		mmget(mm);
		req->process = process;
		req->mm = mm;
		atomic_inc(&processes->nr_requests);
		/* Pairs with the acquire in write_all(). */
		atomic_set_release(&req->state, REQUEST_READY);
		irq_work_queue(&processes->irq_work);
		return true;
	}
	return false;
}

/* Where a process is remembered, or may be. */
static struct process_seen *find_seen(struct ktap_processes *processes,
				      u64 process)
{
	unsigned int first = hash_64(process, 32) % (KTAP_MAX_SEEN / WAYS) * WAYS;
	struct process_seen *set = &processes->seen[first];
	unsigned int i;

	for (i = 0; i < WAYS; i++) {
		if (READ_ONCE(set[i].process) == process)
			return &set[i];
	}
	for (i = 0; i < WAYS; i++) {
		if (!READ_ONCE(set[i].process))
			return &set[i];
	}
	return &set[hash_64(process, 16) % WAYS];
}

static bool is_known(const struct process_seen *seen, u64 process,
		     unsigned long exec_pages)
{
	if (READ_ONCE(seen->process) != process)
		return false;
	if (READ_ONCE(seen->exec_pages) == exec_pages)
		return true;
	/* A process that makes code as it runs maps it all the time. */
	return seen->nr_looks >= KTAP_MAX_FREE_LOOKS &&
	       time_before(jiffies, seen->again_at);
}

/* Sees to it that what the current process has mapped will be known. */
static void ask_for_mappings(struct ktap_processes *processes, u64 process)
{
	struct process_seen *seen = find_seen(processes, process);
	struct mm_struct *mm = current->mm;
	unsigned long exec_pages = READ_ONCE(mm->exec_vm);

	if (is_known(seen, process, exec_pages))
		return;
	if (!request(processes, process, mm))
		return;
	/* Only now: who finds it so may commit a record. */
	seen->nr_looks = READ_ONCE(seen->process) == process ?
			 seen->nr_looks + 1 : 1;
	seen->again_at = jiffies + msecs_to_jiffies(KTAP_LOOK_MS);
	WRITE_ONCE(seen->exec_pages, exec_pages);
	WRITE_ONCE(seen->process, process);
}

/* The kernel's own walker, which knows tasks of 32 bits, NMIs and uretprobes. */
static unsigned int walk(unsigned long *addrs, unsigned int nr)
{
	struct perf_callchain_entry *chain;
	unsigned int i = 0;

	nr = min_t(unsigned int, nr, sysctl_perf_event_max_stack);
	if (!nr)
		return 0;
	/* Preemption is off, but perf asks RCU for its buffers by this name. */
	rcu_read_lock();
	chain = get_perf_callchain(task_pt_regs(current), false, true, nr,
				   false, false);
	if (chain) {
		nr = min_t(unsigned int, nr, chain->nr);
		/* Nobody is called by what lies at 0: no frame pointer led there. */
		for (; i < nr && chain->ip[i]; i++)
			addrs[i] = chain->ip[i];
	}
	rcu_read_unlock();
	return i;
}

unsigned int ktap_processes_walk(struct ktap_processes *processes,
				 struct ktap_frames *frames, unsigned int nr)
{
	frames->process = 0;
	if (!has_user_space(current))
		return 0;
	frames->process = process_of(current);
	nr = walk(frames->addrs, nr);
	ask_for_mappings(processes, frames->process);
	return nr;
}

/* ---- the worker ------------------------------------------------------- */

static const char *name_of(struct vm_area_struct *vma, char *buf, size_t size)
{
	const char *name = NULL;

	if (vma->vm_file)
		name = d_path(&vma->vm_file->f_path, buf, size);
	else if (vma->vm_ops && vma->vm_ops->name)
		name = vma->vm_ops->name(vma);
	if (!name && !vma->vm_file)
		name = arch_vma_name(vma);
	return IS_ERR(name) ? NULL : name;
}

static struct ktap_mapping *make_mapping(u64 process, struct vm_area_struct *vma,
					 char *buf, size_t size)
{
	const char *name = name_of(vma, buf, size);
	struct ktap_mapping *mapping;
	size_t len = name ? strlen(name) : 0;

	if (!len)
		return NULL;
	mapping = kmalloc(struct_size(mapping, name, len), GFP_KERNEL);
	if (!mapping)
		return NULL;
	mapping->process = process;
	mapping->begin = vma->vm_start;
	mapping->end = vma->vm_end;
	mapping->offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	mapping->len = len;
	memcpy(mapping->name, name, len);
	return mapping;
}

static size_t size_of(const struct ktap_mapping *mapping)
{
	return struct_size(mapping, name, mapping->len);
}

static void free_mappings(struct list_head *list)
{
	struct ktap_mapping *mapping, *next;

	list_for_each_entry_safe(mapping, next, list, node)
		kfree(mapping);
	INIT_LIST_HEAD(list);
}

/* Adds what a process has mapped to @list; returns the bytes of it. */
static size_t look_at(u64 process, struct mm_struct *mm, struct list_head *list)
{
	char *buf = kmalloc(PATH_MAX, GFP_KERNEL);
	struct ktap_mapping *mapping;
	struct vm_area_struct *vma;
	unsigned int nr = 0;
	size_t bytes = 0;

	if (!buf)
		return 0;
	mmap_read_lock(mm);
	VMA_ITERATOR(vmi, mm, 0);
	for_each_vma(vmi, vma) {
		cond_resched();
		if (!(vma->vm_flags & VM_EXEC))
			continue;
		mapping = make_mapping(process, vma, buf, PATH_MAX);
		if (!mapping)
			continue;
		list_add_tail(&mapping->node, list);
		bytes += size_of(mapping);
		if (++nr == KTAP_MAX_MAPPINGS)
			break;
	}
	mmap_read_unlock(mm);
	kfree(buf);
	return bytes;
}

static void write_down(struct ktap_processes *processes, u64 process,
		       struct mm_struct *mm)
{
	LIST_HEAD(list);
	size_t bytes = look_at(process, mm, &list);
	bool call = false;

	mutex_lock(&processes->lock);
	if (processes->bytes + bytes <= KTAP_MAX_MAPPING_BYTES) {
		list_splice_tail_init(&list, &processes->mappings);
		call = processes->bytes < CALL_BYTES &&
		       processes->bytes + bytes >= CALL_BYTES;
		processes->bytes += bytes;
	}
	mutex_unlock(&processes->lock);
	/* If nobody reads, its addresses stay numbers. */
	free_mappings(&list);
	if (call)
		ktap_ring_call_reader(processes->ring);
}

static void write_all(struct work_struct *work)
{
	struct ktap_processes *processes =
		container_of(work, struct ktap_processes, work);
	unsigned int i;

	for (i = 0; i < KTAP_MAX_REQUESTS; i++) {
		struct process_request *req = &processes->requests[i];

		/* Pairs with the release in request(). */
		if (atomic_read_acquire(&req->state) != REQUEST_READY)
			continue;
		write_down(processes, req->process, req->mm);
		mmput(req->mm);
		atomic_dec(&processes->nr_requests);
		atomic_set_release(&req->state, REQUEST_FREE);
	}
}

static void start_work(struct irq_work *irq_work)
{
	struct ktap_processes *processes =
		container_of(irq_work, struct ktap_processes, irq_work);

	queue_work(system_unbound_wq, &processes->work);
}

/* All requests that were made before are done. */
static void settle(struct ktap_processes *processes)
{
	if (!atomic_read(&processes->nr_requests))
		return;
	irq_work_sync(&processes->irq_work);
	flush_work(&processes->work);
}

struct ktap_mapping *ktap_processes_next(void *arg)
{
	struct ktap_processes *processes = arg;
	struct ktap_mapping *mapping;

	settle(processes);
	mutex_lock(&processes->lock);
	mapping = list_first_entry_or_null(&processes->mappings,
					   struct ktap_mapping, node);
	if (mapping) {
		list_del(&mapping->node);
		processes->bytes -= size_of(mapping);
	}
	mutex_unlock(&processes->lock);
	return mapping;
}

/* ---- beginning and end ------------------------------------------------ */

struct ktap_processes *ktap_processes_create(struct ktap_ring *ring)
{
	struct ktap_processes *processes;
	int ret;

	processes = kvzalloc(sizeof(*processes), GFP_KERNEL_ACCOUNT);
	if (!processes)
		return ERR_PTR(-ENOMEM);
	ret = get_callchain_buffers(sysctl_perf_event_max_stack);
	if (ret) {
		kvfree(processes);
		return ERR_PTR(ret);
	}
	processes->ring = ring;
	init_irq_work(&processes->irq_work, start_work);
	INIT_WORK(&processes->work, write_all);
	mutex_init(&processes->lock);
	INIT_LIST_HEAD(&processes->mappings);
	return processes;
}

void ktap_processes_destroy(struct ktap_processes *processes)
{
	if (!processes)
		return;
	settle(processes);
	/* It may still be on its way out, with nothing left to do. */
	irq_work_sync(&processes->irq_work);
	cancel_work_sync(&processes->work);
	free_mappings(&processes->mappings);
	put_callchain_buffers();
	kvfree(processes);
}
