#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ktap - a model of how the kernel part frees objects, checked exhaustively

The rule is in kernel/trace/ktap/mem/object.h.  Here are its atomic steps, as
mem/object.c, mem/worker.c and mem/heap.c make them, for a few objects, slots
and invocations.  All orders in which they can happen are tried: nothing may
be used after it was freed, and nothing may stay that no slot holds.

Rules that are wrong on purpose follow.  The model must find out about them,
or it would be no evidence for the right one.

Prints TAP.  Takes a few seconds; "reclaim_model.py more" tries longer runs.
"""

import sys
from collections import namedtuple

# An object: count, marks, life (0 not made, 1 made, 2 freed).
Obj = namedtuple("Obj", "count listed again life")
# An invocation, or process code: runs, what its registers hold and what it
# made (bits of objects), atomic steps to come, operations and runs left, and
# whether the worker waits for it.
Cpu = namedtuple("Cpu", "runs regs births todo ops more waited")
# objs, slots, cpus, queue (bits), worker, gate.  worker: what it does and has.
State = namedtuple("State", "objs slots cpus queue worker gate")

IDLE = ("idle", 0, 0)


class Bad(Exception):
    """Something that must not happen."""


class Model:
    """objects 0 … n-1; slots as (object it may hold, object it lies in or -1)"""

    def __init__(self, slots, process=False, ops=2, runs=2, gate=False, stored=False, **wrong):
        self.slots = slots
        self.nr = 1 + max(slot[0] for slot in slots)
        self.process = process      # CPU 1 is process code: SRCU, and settles
        self.ops = ops
        self.runs = runs
        self.gate = gate            # begin with the gate shut
        self.stored = stored        # begin with an object in each slot
        self.wrong = wrong

    def start(self):
        """Nothing runs yet."""
        objs = (Obj(0, False, False, 0),) * self.nr
        if self.stored:
            counts = [sum(slot[0] == nr for slot in self.slots) for nr in range(self.nr)]
            objs = tuple(Obj(count, False, False, 1) for count in counts)
        cpu = Cpu(False, 0, 0, (), 0, self.runs, False)
        return State(objs, (int(self.stored),) * len(self.slots), (cpu, cpu), 0, IDLE,
                     not self.gate)

    # -- steps of one word -------------------------------------------------

    @staticmethod
    def touch(obj):
        """Whoever reads or writes an object."""
        if obj.life == 2:
            raise Bad("used after it was freed")

    def drop(self, state, nr):
        """ktap_object_drop(); puts the object on the queue if told so."""
        obj = state.objs[nr]
        self.touch(obj)
        obj = obj._replace(count=obj.count - 1)
        queue = state.queue
        if not obj.count and not obj.listed:
            obj = obj._replace(listed=True)
            queue |= 1 << nr
        elif not obj.count and not self.wrong.get("no_again"):
            obj = obj._replace(again=True)
        return self.put(state, nr, obj)._replace(queue=queue)

    @staticmethod
    def put(state, nr, obj):
        """state with another object"""
        return state._replace(objs=state.objs[:nr] + (obj,) + state.objs[nr + 1:])

    @staticmethod
    def judge(obj):
        """ktap_object_judge()"""
        if obj.count:
            return "keep", obj._replace(listed=False, again=False)
        if obj.again:
            return "queue", obj._replace(again=False)
        return "free", obj._replace(life=2)

    def inside(self, nr):
        """Slots that lie in an object."""
        return [i for i, slot in enumerate(self.slots) if slot[1] == nr]

    # -- handlers and process code -------------------------------------------

    def with_cpu(self, state, who, **changes):
        """state with another CPU"""
        cpus = list(state.cpus)
        cpus[who] = cpus[who]._replace(**changes)
        return state._replace(cpus=tuple(cpus))

    def do_step(self, state, who):
        """The next atomic step of what a CPU has begun."""
        cpu = state.cpus[who]
        step, nr, arg = cpu.todo[0]
        state = self.with_cpu(state, who, todo=cpu.todo[1:])
        if step == "own":
            obj = state.objs[nr]
            self.touch(obj)
            return self.put(state, nr, obj._replace(count=obj.count + 1))
        if step == "drop":
            return self.drop(state, nr)
        if step == "exchange":
            if self.slots[nr][1] >= 0:
                self.touch(state.objs[self.slots[nr][1]])
            old = state.slots[nr]
            state = state._replace(slots=state.slots[:nr] + (arg,) + state.slots[nr + 1:])
            if old:
                todo = (("drop", self.slots[nr][0], 0),) + state.cpus[who].todo
                state = self.with_cpu(state, who, todo=todo)
            return state
        if step == "born":          # the end of an invocation, for one birth
            fate, obj = self.judge(state.objs[nr])
            state = self.put(state, nr, obj)
            if fate == "queue":
                return state._replace(queue=state.queue | 1 << nr)
            return self.with_cpu(state, who, todo=self.drops(state, nr) +
                                 state.cpus[who].todo) if fate == "free" else state
        if step == "leave":         # of the read section, to let the worker go on
            return self.with_cpu(state, who, waited=False)
        assert step == "end"
        return self.with_cpu(state, who, runs=False, regs=0, births=0, waited=False)

    def drops(self, state, nr):
        """What a freed object held."""
        return tuple(("drop", self.slots[i][0], 0) for i in self.inside(nr) if state.slots[i])

    def operations(self, state, who):
        """What a script may do next."""
        cpu = state.cpus[who]
        for nr, obj in enumerate(state.objs):
            if cpu.regs >> nr & 1:
                self.touch(obj)
            if not obj.life:
                made = self.put(state, nr, Obj(0, True, False, 1))
                yield f"makes {nr}", self.with_cpu(made, who, regs=cpu.regs | 1 << nr,
                                                   births=cpu.births | 1 << nr, ops=cpu.ops - 1)
        for i, (nr, home) in enumerate(self.slots):
            if home >= 0 and not cpu.regs >> home & 1:
                continue
            if state.slots[i]:
                yield f"loads slot {i}", self.with_cpu(state, who, regs=cpu.regs | 1 << nr,
                                                       ops=cpu.ops - 1)
                yield f"clears slot {i}", self.with_cpu(state, who, ops=cpu.ops - 1,
                                                        todo=(("exchange", i, 0),))
            if cpu.regs >> nr & 1:
                todo = (("own", nr, 0), ("exchange", i, 1))
                yield f"stores to slot {i}", self.with_cpu(state, who, todo=todo, ops=cpu.ops - 1)
        if self.wrong.get("weak"):
            for nr, obj in enumerate(state.objs):
                if obj.life == 1:
                    yield f"finds {nr} in a weak table", self.with_cpu(
                        state, who, regs=cpu.regs | 1 << nr, ops=cpu.ops - 1)
        if self.process and who == 1 and cpu.regs:
            held = [nr for nr in range(self.nr) if cpu.regs >> nr & 1]
            own = tuple(("own", nr, 0) for nr in held)
            own += tuple(("born", nr, 0) for nr in range(self.nr) if cpu.births >> nr & 1)
            drop = tuple(("drop", nr, 0) for nr in held)
            if self.wrong.get("settle_uncounted"):
                own = drop = ()
            yield "settles", self.with_cpu(state, who, ops=cpu.ops - 1, births=0,
                                           todo=own + (("leave", 0, 0),) + drop)

    def cpu_steps(self, state, who):
        """All that a CPU can do now."""
        cpu = state.cpus[who]
        if cpu.todo:
            yield cpu.todo[0][0] + f" {cpu.todo[0][1]}", self.do_step(state, who)
            return
        if not cpu.runs:
            if cpu.more and (state.gate or (self.process and who == 1)):
                yield "begins", self.with_cpu(state, who, runs=True, ops=self.ops,
                                              more=cpu.more - 1)
            return
        births = tuple(("born", nr, 0) for nr in range(self.nr) if cpu.births >> nr & 1)
        yield "ends", self.with_cpu(state, who, regs=0, births=0, ops=0,
                                    todo=births + (("end", 0, 0),))
        if cpu.ops:
            yield from self.operations(state, who)

    # -- the worker ------------------------------------------------------------

    def take(self, state, gate):
        """Takes the queue; whom it waits for depends on the gate."""
        cpus = []
        for who, cpu in enumerate(state.cpus):
            slow = self.process and who == 1
            wait = cpu.runs and (gate or slow) and not (slow and self.wrong.get("no_srcu"))
            cpus.append(cpu._replace(waited=wait))
        return state._replace(queue=0, worker=("wait", state.queue, 0), cpus=tuple(cpus))

    def worker_steps(self, state):
        """All that the worker can do now."""
        what, taken, arg = state.worker
        if what == "idle" and state.queue:
            if self.wrong.get("gate_apart"):
                yield "looks at the gate", state._replace(worker=("looked", 0, state.gate))
            else:
                yield "takes the queue", self.take(state, state.gate)
        elif what == "looked":
            yield "takes the queue", self.take(state, arg)
        elif what == "wait" and not any(cpu.waited for cpu in state.cpus):
            nr = (taken & -taken).bit_length() - 1
            fate, obj = self.judge(state.objs[nr])
            taken &= ~(1 << nr)
            after = self.put(state, nr, obj)
            if fate == "queue":
                after = after._replace(queue=after.queue | 1 << nr)
            children = self.inside(nr) if fate == "free" else []
            mask = sum(1 << i for i in children if state.slots[i])
            yield f"judges {nr}: {fate}", self.next_worker(after, taken, mask)
        elif what == "drop":
            i = (arg & -arg).bit_length() - 1
            child = self.slots[i][0]
            if self.wrong.get("children_at_once"):
                obj = state.objs[child]
                obj = obj._replace(count=obj.count - 1, life=1 if obj.count > 1 else 2)
                after = self.put(state, child, obj)
            else:
                after = self.drop(state, child)
            yield f"drops {child}", self.next_worker(after, taken, arg & ~(1 << i))

    @staticmethod
    def next_worker(state, taken, mask):
        """state with the worker where it goes on"""
        if mask:
            return state._replace(worker=("drop", taken, mask))
        return state._replace(worker=("wait", taken, 0) if taken else IDLE)

    # -- all of it -------------------------------------------------------------

    def steps(self, state):
        """All that can happen next."""
        for who in range(2):
            for text, after in self.cpu_steps(state, who):
                yield f"cpu{who} {text}", after
        for text, after in self.worker_steps(state):
            yield f"worker {text}", after
        if not state.gate:
            yield "gate opens", state._replace(gate=True)

    def check(self):
        """Number of states, and what went wrong first, or None."""
        start = self.start()
        seen, todo, bad = {start: None}, [start], None
        for state in todo:
            try:
                stuck = True
                for text, after in self.steps(state):
                    stuck = False
                    if after not in seen:
                        seen[after] = (state, text)
                        todo.append(after)
                if stuck:
                    self.check_end(state)
            except Bad as why:
                bad = f"{why}: {self.story(seen, state)}"
                break
        return len(seen), bad

    def check_end(self, state):
        """Nothing can happen any more: what no slot holds must be free."""
        for nr, obj in enumerate(state.objs):
            if obj.life == 1 and not obj.count:
                raise Bad(f"object {nr} stays for ever")

    @staticmethod
    def story(seen, state):
        """How it came to this."""
        texts = []
        while seen[state]:
            state, text = seen[state]
            texts.append(text)
        return "; ".join(reversed(texts))


ONE = ((0, -1), (0, -1))            # an object, two slots
TWO = ((0, -1), (1, -1))            # two objects, a slot each
NESTED = ((0, -1), (1, 0))          # a table in a slot, and what it holds
BOTH = NESTED + ((1, -1),)          # what it holds may be in a slot, too

RIGHT = (
    ("an object, two slots, two handlers", Model(ONE, ops=3)),
    ("process code that settles", Model(ONE, process=True, ops=3)),
    ("the gate opens meanwhile", Model(ONE, process=True, ops=3, gate=True)),
    ("a table and what it holds", Model(NESTED, runs=1, ops=4)),
    ("what it holds is elsewhere, too", Model(BOTH, runs=1, ops=3, stored=True)),
    ("two objects, the gate opens", Model(TWO, process=True, runs=1, gate=True, stored=True)),
)
MORE = (
    ("an object, three runs of three operations", Model(ONE, runs=3, ops=3)),
    ("a table, process code, the gate", Model(NESTED, process=True, ops=3, gate=True)),
    ("elsewhere, too, process code", Model(BOTH, process=True, runs=1, ops=4)),
)
WRONG = (
    ("no mark that it came and went", Model(ONE, ops=3, no_again=True)),
    ("a weak table", Model(ONE, ops=3, weak=True)),
    ("nobody waits for process code", Model(ONE, process=True, ops=3, no_srcu=True)),
    ("settling without counting", Model(ONE, process=True, ops=3, settle_uncounted=True)),
    ("the gate looked at before the queue is taken",
     Model(TWO, process=True, runs=1, gate=True, stored=True, gate_apart=True)),
    ("children freed without a period of their own",
     Model(BOTH, runs=1, stored=True, children_at_once=True)),
)


def main():
    """Checks all models; prints TAP."""
    right = RIGHT + (MORE if sys.argv[1:] == ["more"] else ())
    failed = 0
    print(f"1..{len(right) + len(WRONG)}")
    for nr, (name, model) in enumerate(right + WRONG, 1):
        states, bad = model.check()
        good = (bad is None) == (nr <= len(right))
        failed += not good
        print(f"{'ok' if good else 'not ok'} {nr} {name}", flush=True)
        print(f"# {states} states{': ' + bad if bad else ''}", flush=True)
    return failed != 0


sys.exit(main())
