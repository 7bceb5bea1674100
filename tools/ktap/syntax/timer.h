/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the text of timers: tick-10ms, profile-99hz
 */
#ifndef _KTAP_SYNTAX_TIMER_H
#define _KTAP_SYNTAX_TIMER_H

#include <stdbool.h>

#include <linux/types.h>

/**
 * timer_is_unit - is it a unit of timers?
 * @text: a word
 * @len: of the word
 */
bool timer_is_unit(const char *text, __u32 len);

/**
 * timer_judge - what is wrong with a timer's period
 * @text: of the timer, well-formed and ended by a NUL
 *
 * Return: NULL, or what is wrong.
 */
const char *timer_judge(const char *text);

#endif /* _KTAP_SYNTAX_TIMER_H */
