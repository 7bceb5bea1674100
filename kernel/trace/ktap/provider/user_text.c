// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - texts of probes in programs and libraries
 *
 * Context: process
 */

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "provider/user_text.h"

#define PROBE	"probe:"
#define MARKER	"sdt:"
#define RETURN	"%return"

bool ktap_user_text_is(const char *text)
{
	if (!strncmp(text, MARKER, strlen(MARKER)))
		return true;
	return !strncmp(text, PROBE, strlen(PROBE)) &&
	       strcspn(text, "/\"'") < strcspn(text, " ");
}

/* Copies the path at @text, which may be quoted; returns what follows it. */
static const char *read_path(struct ktap_user_text *ut, const char *text)
{
	const char *end;

	if (*text == '"' || *text == '\'') {
		end = strchr(text + 1, *text);
		if (!end || end[1] != ':')
			return NULL;
		ut->path = kmemdup_nul(text + 1, end - text - 1, GFP_KERNEL);
		return end + 1;
	}
	end = strpbrk(text, ": ");
	if (!end || *end != ':')
		return NULL;
	ut->path = kmemdup_nul(text, end - text, GFP_KERNEL);
	return end;
}

/* A number that ends at one of @ends; returns what follows it, or NULL. */
static const char *read_number(const char *text, const char *ends, loff_t *n)
{
	size_t len = strcspn(text, ends);
	char number[24];

	if (!len || len >= sizeof(number))
		return NULL;
	memcpy(number, text, len);
	number[len] = '\0';
	return kstrtoll(number, 0, n) || *n < 0 ? NULL : text + len;
}

/* "NAME@OFFSET(SEMAPHORE)" */
static const char *read_place(struct ktap_user_text *ut, const char *text)
{
	size_t len = strcspn(text, "@% ");

	if (!len || len >= sizeof(ut->name))
		return NULL;
	memcpy(ut->name, text, len);
	if (text[len] == '@')
		text += len + 1;
	text = read_number(text, "(% ", &ut->offset);
	if (text && *text == '(') {
		text = read_number(text + 1, ") ", &ut->semaphore);
		text = text && *text == ')' ? text + 1 : NULL;
	}
	return text;
}

const char *ktap_user_text_parse(struct ktap_user_text *ut, const char *text)
{
	const char *colon = strchr(text, ':') + 1, *rest;

	rest = read_path(ut, colon);
	if (!rest)
		return "has no file and place: write PATH:NAME";
	colon = rest + 1;
	rest = read_place(ut, colon);
	if (!rest)
		return "has no place in the file, which the tool finds: write PATH:0xOFFSET";

	ut->is_return = !strncmp(rest, RETURN, strlen(RETURN));
	if (ut->is_return)
		rest += strlen(RETURN);
	if (*rest && *rest != ' ')
		return "has something behind its place";
	ut->args = skip_spaces(rest);
	ut->event = kasprintf(GFP_KERNEL, "%.*s%s%s", (int)(colon - text), text,
			      ut->name, ut->is_return ? RETURN : "");
	return ut->path && ut->event ? NULL : "takes more memory than there is";
}

void ktap_user_text_free(struct ktap_user_text *ut)
{
	kfree(ut->path);
	kfree(ut->event);
	kfree(ut);
}
