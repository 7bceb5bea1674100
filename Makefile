# SPDX-License-Identifier: GPL-2.0
#
# The house of the ktap series: every need has one command here.  The work is
# done by scripts/; nothing of this file or of scripts/ is in the series.

SCRIPT ?= samples/ktap/syscall-histogram.kp
export SCRIPT ARGS SMP

.DEFAULT_GOAL := help
.PHONY: help build run shell check bench soak stress patches series-check clean
.PHONY: kernel tool source fuzz bench-vm bench-events coverage

help:
	@echo 'make run         a histogram of the system calls that `find /etc` makes,'
	@echo '                 traced by the patched kernel under QEMU'
	@echo '                 SCRIPT=path runs another script there, ARGS=... are what'
	@echo '                 follows it on the command line of ktap'
	@echo 'make shell       a shell in the guest: this machine, read-only, with ktap'
	@echo 'make build       build/bzImage and build/ktap'
	@echo 'make check       all tests; the last line says N passed, N failed'
	@echo 'make bench       what an event costs in instructions, beside bpftrace if it is'
	@echo '                 installed; how long a person waits'
	@echo 'make bench-events  how long it takes to attach to thousands of events and to'
	@echo '                 detach, beside bpftrace and the kernel itself'
	@echo 'make stress      ten million events on four CPUs, each counted: an hour or so'
	@echo 'make soak        five minutes of all functions that can be probed; TIME=seconds'
	@echo 'make patches     write patches/ and series again from the tree'
	@echo 'make clean       remove build/'
	@echo
	@echo 'make check-NAME  some of the tests: house floors series checkpatch patch-builds'
	@echo '                 sparse docs tool hosted kunit guest runner'
	@echo 'make check-debug   the guest tests on a kernel with KASAN, lockdep, kmemleak: long'
	@echo 'make check-up    the guest tests on a kernel for one CPU, without preemption'
	@echo 'make check-rt    the guest tests on a real-time kernel'
	@echo 'make fuzz        all fuzzers, TIME=60 seconds each'
	@echo 'make bench-vm    the interpreter beside lua5.4 and luajit -joff, by instructions'
	@echo 'make coverage    lines of the kernel rooms that tests reach; V=1: and the others'
	@echo 'make series-check  a whole kernel at each patch, with and without ktap: hours'
	@echo
	@echo 'What is missing (Debian 12) is installed by apt-get: that needs root, once.'
	@echo 'JOBS=N limits the parallel jobs, SMP=N sets the number of CPUs of the guest.'

source:
	@scripts/packages build
	@scripts/source

kernel: source
	@scripts/kernel

tool: source
	@scripts/tool

build: kernel tool

run: build
	@scripts/packages guest
	@scripts/guest/sample

shell: build
	@scripts/packages guest
	@echo 'A shell in the guest: ktap is on the PATH, /tmp can be written; exit ends it.'
	@scripts/guest/run --tty --timeout 0 --smp $${SMP:-2} --memory 2G -- bash

patches:
	@scripts/packages build
	@scripts/source
	@/usr/bin/python3 scripts/series/generate.py

bench: build
	@scripts/packages guest
	@scripts/guest/bench

bench-events: build
	@scripts/packages guest
	@scripts/guest/bench events

soak: build
	@scripts/packages guest
	@scripts/check/guest soak

stress: build
	@scripts/packages guest
	@scripts/check/guest stress

check:
	@scripts/check/run

check-%:
	@scripts/check/run $*

fuzz:
	@TIME=$${TIME:-60} scripts/hosted/fuzz

coverage:
	@scripts/hosted/coverage $(if $(V),-v)

bench-vm:
	@scripts/hosted/bench $(PROGRAMS)

series-check: source
	@scripts/packages check
	@scripts/series/build_each --whole

clean:
	rm -rf build
