/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - texts of probes in programs and libraries
 *
 * Context: process
 */
#ifndef _KTAP_PROVIDER_USER_TEXT_H
#define _KTAP_PROVIDER_USER_TEXT_H

#include <linux/types.h>

/** struct ktap_user_text - a text, taken apart */
struct ktap_user_text {
	/** @path: Of the file. */
	char *path;
	/** @name: Of the function or marker. */
	char name[256];
	/** @event: Full text of the event: as the script has it. */
	char *event;
	/** @offset: Where in the file. */
	loff_t offset;
	/** @semaphore: Where in the file its semaphore is, or 0. */
	loff_t semaphore;
	/** @is_return: It ends in %return. */
	bool is_return;
	/** @args: Fetch arguments, or "". */
	const char *args;
};

/* Whether a text names a place in a file. */
bool ktap_user_text_is(const char *text);

/**
 * ktap_user_text_parse() - take a text apart
 * @ut: To be filled, zeroed; freed by ktap_user_text_free() also on error.
 * @text: The text; must outlive @ut.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *ktap_user_text_parse(struct ktap_user_text *ut, const char *text);

/* Frees @ut itself, too. */
void ktap_user_text_free(struct ktap_user_text *ut);

#endif /* _KTAP_PROVIDER_USER_TEXT_H */
