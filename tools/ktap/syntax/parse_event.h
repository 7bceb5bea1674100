/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - parsing the events of a handler
 */
#ifndef _KTAP_SYNTAX_PARSE_EVENT_H
#define _KTAP_SYNTAX_PARSE_EVENT_H

struct func_def;
struct parser;

/**
 * parse_events - parse the events of a trace statement
 * @parser: at "trace"; afterwards at the "/" of a filter, or behind the events
 * @func: takes them
 */
void parse_events(struct parser *parser, struct func_def *func);

/**
 * parse_timer - parse a timer
 * @parser: at the timer
 * @func: takes them
 */
void parse_timer(struct parser *parser, struct func_def *func);

#endif /* _KTAP_SYNTAX_PARSE_EVENT_H */
