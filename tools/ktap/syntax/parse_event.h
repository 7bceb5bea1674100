/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - parsing what stands before the block of a handler
 */
#ifndef _KTAP_SYNTAX_PARSE_EVENT_H
#define _KTAP_SYNTAX_PARSE_EVENT_H

struct func_def;
struct parser;

/**
 * parse_events - parse the events and the filter of a trace statement
 * @parser: at "trace"
 * @func: takes them
 */
void parse_events(struct parser *parser, struct func_def *func);

/**
 * parse_timer - parse a timer and its filter
 * @parser: at the timer
 * @func: takes them
 */
void parse_timer(struct parser *parser, struct func_def *func);

#endif /* _KTAP_SYNTAX_PARSE_EVENT_H */
