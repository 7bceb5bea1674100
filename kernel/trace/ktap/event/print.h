/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - records of trace events as text, by the events' own printers
 *
 * Context: process
 */
#ifndef _KTAP_EVENT_PRINT_H
#define _KTAP_EVENT_PRINT_H

#include <linux/types.h>

struct ktap_printer;

/* Makes a printer.  NULL: no memory. */
struct ktap_printer *ktap_printer_create(void);
void ktap_printer_destroy(struct ktap_printer *printer);

/* Notes in a record that it was made now.  Context: Any. */
void ktap_printer_stamp(void *record);

/*
 * A module has gone: what the numbers of its events stand for from now on is
 * not what records say.  They and those of other modules have no text.
 */
void ktap_printer_forget(void);

/**
 * ktap_printer_print() - what the event's printer says of a record
 * @printer: The printer; one caller at a time.
 * @bytes: The record, which begins with a struct trace_entry.
 * @len: Its length.
 * @text: What is printed, without the event's name and the last newline; valid
 *	until the next call.
 *
 * The text is empty if the event does not exist any more.
 *
 * Context: Process; takes trace_event_sem.
 * Return: Length of the text.
 */
size_t ktap_printer_print(void *printer, const void *bytes, size_t len,
			  const char **text);

#endif /* _KTAP_EVENT_PRINT_H */
