/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what users of other tools type
 */
#ifndef _KTAP_SYNTAX_FOREIGN_H
#define _KTAP_SYNTAX_FOREIGN_H

struct intern_text;

/**
 * foreign_word - a word that another language has where ktap has another
 * @word: found where it makes no sense
 *
 * Return: how ktap says it, or NULL.
 */
const char *foreign_word(const struct intern_text *word);

/**
 * foreign_event - an event as another tool writes it
 * @text: of the event
 *
 * Return: how ktap writes it, or NULL.
 */
const char *foreign_event(const struct intern_text *text);

/**
 * foreign_name - a variable or function that another tool has
 * @name: is not declared, or cannot be used so
 *
 * Return: what ktap has instead, or NULL.
 */
const char *foreign_name(const struct intern_text *name);

#endif /* _KTAP_SYNTAX_FOREIGN_H */
