/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what built-ins do with their arguments and results
 *
 * Context: any
 */
#ifndef _KTAP_BUILTIN_ARGS_H
#define _KTAP_BUILTIN_ARGS_H

#include "data/string.h"
#include "data/table.h"
#include "vm/frame.h"

/**
 * ktap_args_refuse() - an argument is of the wrong kind
 * @vm: The invocation.
 * @name: Name of the built-in.
 * @nr: Number of the argument, from 1.
 * @arg: The argument.
 * @wanted: What it must be: "a table".
 *
 * Return: KTAP_TRAP_BAD_ARG.
 */
int ktap_args_refuse(struct ktap_vm *vm, const char *name, unsigned int nr,
		     const struct ktap_value *arg, const char *wanted);

/**
 * ktap_args_table() - an argument that must be a table
 * @vm: The invocation.
 * @name: Name of the built-in.
 * @nr: Number of the argument, from 1.
 * @arg: The argument.
 * @table: The table.
 *
 * Return: 0 or KTAP_TRAP_BAD_ARG.
 */
int ktap_args_table(struct ktap_vm *vm, const char *name, unsigned int nr,
		    const struct ktap_value *arg, struct ktap_table **table);

/**
 * ktap_args_string() - an argument that must be a string
 * @vm: The invocation.
 * @name: Name of the built-in.
 * @nr: Number of the argument, from 1.
 * @arg: The argument.
 * @string: The string.
 *
 * Return: 0 or KTAP_TRAP_BAD_ARG.
 */
int ktap_args_string(struct ktap_vm *vm, const char *name, unsigned int nr,
		     const struct ktap_value *arg, struct ktap_string **string);

/* The same of an integer. */
int ktap_args_int(struct ktap_vm *vm, const char *name, unsigned int nr,
		  const struct ktap_value *arg, s64 *i);

/* The same of one from @min to @max. */
int ktap_args_int_in(struct ktap_vm *vm, const char *name, unsigned int nr,
		     const struct ktap_value *arg, s64 min, s64 max, s64 *i);

/**
 * ktap_args_return_text() - make bytes the result
 * @vm: The invocation.
 * @bytes: The bytes.
 * @len: Their number.
 * @result: The string.
 *
 * Return: 0, a trap, or -ENOMEM: lost, counted.
 */
int ktap_args_return_text(struct ktap_vm *vm, const char *bytes, size_t len,
			  struct ktap_value *result);

#endif /* _KTAP_BUILTIN_ARGS_H */
