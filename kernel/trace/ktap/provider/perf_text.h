/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - texts of counters and breakpoints
 *
 * Context: process
 */
#ifndef _KTAP_PROVIDER_PERF_TEXT_H
#define _KTAP_PROVIDER_PERF_TEXT_H

#include <linux/perf_event.h>

/**
 * ktap_perf_parse() - read the text of a counter, "page-faults:1"
 * @text: What follows "perf:".
 * @attr: Set to it.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *ktap_perf_parse(const char *text, struct perf_event_attr *attr);

/**
 * ktap_mem_parse() - read the text of a breakpoint, "jiffies/8:w"
 * @text: What follows "mem:".
 * @attr: Set to it.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *ktap_mem_parse(const char *text, struct perf_event_attr *attr);

/* Calls @visit with the name of each counter. */
void ktap_perf_each_name(void (*visit)(void *arg, const char *text), void *arg);

#endif /* _KTAP_PROVIDER_PERF_TEXT_H */
