// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: built-ins, their records and their refusals
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "builtin/libs.h"
#include "output/reader.h"
#include "tests/asm.h"
#include "tests/machine.h"

#include <linux/ktap/builtin.h>

#define MAX_CODE	32

struct lib_case {
	const char *name;
	/* Texts given to "check", then "! error @line". */
	const char *want;
	/* Records, a line each. */
	const char *output;
	u64 code[MAX_CODE];
	u8 nr;
};

#define CASE(what, text, records, ...)					\
	{ what, text, records, { __VA_ARGS__ },				\
	  sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64) }

/* Imports, by name and number of arguments. */
#define IMPORTS(X)							\
	X(CHECK1, "check", 1)						\
	X(CHECK2, "check", 2)						\
	X(CHECK3, "check", 3)						\
	X(CHECK4, "check", 4)						\
	X(PRINT0, "print", 0)						\
	X(PRINT1, "print", 1)						\
	X(PRINT4, "print", 4)						\
	X(PRINTF1, "printf", 1)						\
	X(PRINTF2, "printf", 2)						\
	X(PRINTF3, "printf", 3)						\
	X(HIST1, "print_hist", 1)					\
	X(HIST2, "print_hist", 2)					\
	X(HIST3, "print_hist", 3)					\
	X(LEN, "len", 1)						\
	X(DELETE1, "delete", 1)						\
	X(DELETE2, "delete", 2)						\
	X(TAKE1, "take", 1)						\
	X(TAKE2, "take", 2)						\
	X(TAKE3, "take", 3)						\
	X(DELETE3, "delete", 3)						\
	X(TOSTRING, "tostring", 1)					\
	X(TYPE, "type", 1)						\
	X(EXIT0, "exit", 0)						\
	X(EXIT1, "exit", 1)						\
	X(STATS1, "print_stats", 1)					\
	X(LOG2, "hist.log2", 0)						\
	X(LOG2_1, "hist.log2", 1)					\
	X(LINEAR, "hist.linear", 3)					\
	X(COUNT, "count", 1)						\
	X(SUM, "sum", 1)						\
	X(MIN1, "min", 1)						\
	X(MIN3, "min", 3)						\
	X(MAX1, "max", 1)						\
	X(MAX3, "max", 3)						\
	X(AVG, "avg", 1)						\
	X(STDDEV, "stddev", 1)						\
	X(PID, "pid", 0)						\
	X(TID, "tid", 0)						\
	X(PPID, "ppid", 0)						\
	X(UID, "uid", 0)						\
	X(GID, "gid", 0)						\
	X(CPU, "cpu", 0)						\
	X(EXECNAME, "execname", 0)					\
	X(NSECS, "nsecs", 0)						\
	X(TARGET, "target", 0)						\
	X(PROBENAME, "probename", 0)					\
	X(EVENTNAME, "eventname", 0)					\
	X(RETVAL, "retval", 0)

enum {
#define IMPORT_ENUM(name, ...) I_##name,
	IMPORTS(IMPORT_ENUM)
#undef IMPORT_ENUM
};

enum { K_ABC, K_D, K_SV, K_PLAIN, K_STAR, K_WIDE, K_Y, K_END, K_PS, K_NAME };

#define LIB(name, reg, nr, results)	INSN(CALLB, reg, nr, results, I_##name)
#define SET(reg, value)	INSN(LOADINT, reg, 0, 0, value)
#define NIL(reg)	INSN(LOADNIL, reg, 0, 0, 0)
#define STR(reg, k)	INSN(LOADK, reg, 0, 0, k)
#define TAB(reg)	INSN(NEWTAB, reg, 0, 0, 0)
#define PUT(tab, key, value) INSN(SETTAB, tab, key, value, 0)
#define END		INSN(RET, 0, 0, 0, 0)
/* A table in R[0] with the element 1: 7. */
#define TABLE		TAB(0), SET(1, 1), SET(2, 7), PUT(0, 1, 2)

/* An aggregate of 4 and -3 in R[0]. */
#define AGGR		NIL(0), SET(1, 4), INSN(SAMPLE, 0, 1, 0, 0),	\
			SET(1, -3), INSN(SAMPLE, 0, 1, 0, 0)

static const struct lib_case lib_cases[] = {
	CASE("print of nothing", "", "print\n", LIB(PRINT0, 0, 0, 0), END),
	CASE("print", "", "print 'abc' -5 nil true\n", STR(0, K_ABC),
	     SET(1, -5), NIL(2), INSN(LOADBOOL, 3, 1, 0, 0),
	     LIB(PRINT4, 0, 4, 0), END),
	CASE("print of a function", "", "print function\n",
	     INSN(LOADFN, 0, 0, 0, 0), LIB(PRINT1, 0, 1, 0), END),
	CASE("print of a table", "",
	     "table/1 #1 nil 100 1 nil\nrow #1 1 7\nend #1 1\nprint #1\n",
	     TABLE, LIB(PRINT1, 0, 1, 0), END),
	CASE("print of tables beside others", "",
	     "table/1 #1 nil 100 1 nil\nrow #1 1 7\nend #1 1\n"
	     "table/1 #2 nil 100 0 nil\nend #2 0\nprint #1 3 #2 nil\n",
	     TABLE, SET(1, 3), TAB(2), NIL(3), LIB(PRINT4, 0, 4, 0), END),
	CASE("print of a table in a table", "",
	     "table/1 #1 nil 100 1 nil\ntable/1 #2 nil 100 1 nil\nrow #2 1 7\n"
	     "end #2 1\nrow #1 'abc' #2\nend #1 1\nprint #1\n",
	     TABLE, TAB(3), STR(4, K_ABC), PUT(3, 4, 0),
	     LIB(PRINT1, 3, 1, 0), END),
	/* A table that holds itself: eight levels, then number 0. */
	CASE("print of a table without end", "",
	     "table/1 #1 nil 100 1 nil\ntable/1 #2 nil 100 1 nil\n"
	     "table/1 #3 nil 100 1 nil\ntable/1 #4 nil 100 1 nil\n"
	     "table/1 #5 nil 100 1 nil\ntable/1 #6 nil 100 1 nil\n"
	     "table/1 #7 nil 100 1 nil\ntable/1 #8 nil 100 1 nil\n"
	     "row #8 1 #0\nend #8 1\nrow #7 1 #8\nend #7 1\n"
	     "row #6 1 #7\nend #6 1\nrow #5 1 #6\nend #5 1\n"
	     "row #4 1 #5\nend #4 1\nrow #3 1 #4\nend #3 1\n"
	     "row #2 1 #3\nend #2 1\nrow #1 1 #2\nend #1 1\nprint #1\n",
	     TAB(0), SET(1, 1), PUT(0, 1, 0), LIB(PRINT1, 0, 1, 0), END),

	CASE("print_hist", "",
	     "table/2 #1 nil 20 1 nil\nrow #1 1 7\nend #1 1\n",
	     TABLE, LIB(HIST1, 0, 1, 0), END),
	CASE("print_hist with rows and name", "",
	     "table/2 #1 'n' 5 1 nil\nrow #1 1 7\nend #1 1\n",
	     TABLE, SET(1, 5), STR(2, K_NAME), LIB(HIST3, 0, 3, 0), END),
	CASE("print_hist with nils", "",
	     "table/2 #1 nil 20 1 nil\nrow #1 1 7\nend #1 1\n",
	     TABLE, NIL(1), NIL(2), LIB(HIST3, 0, 3, 0), END),
	CASE("print_hist of nil",
	     "! print_hist(): argument 1 must be a table or an aggregate, not nil @2", NULL,
	     NIL(0), LIB(HIST1, 0, 1, 0), END),
	CASE("print_hist with a string for rows",
	     "! print_hist(): argument 2 must be nil or a number of rows, not a string @6",
	     NULL, TABLE, STR(1, K_ABC), LIB(HIST2, 0, 2, 0), END),
	CASE("print_hist with 0 rows",
	     "! print_hist(): argument 2 must be 1 to 2147483647, not 0 @6",
	     NULL, TABLE, SET(1, 0), LIB(HIST2, 0, 2, 0), END),
	CASE("print_hist with an integer for a name",
	     "! print_hist(): argument 3 must be nil or a string, not an integer @7",
	     NULL, TABLE, NIL(1), SET(2, 1), LIB(HIST3, 0, 3, 0), END),

	CASE("printf", "", "printf 'plain 100%%'\n", STR(0, K_PLAIN),
	     LIB(PRINTF1, 0, 1, 0), END),
	CASE("printf of an integer", "", "printf '%5d' 3\n", STR(0, K_D),
	     SET(1, 3), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf of nil as an integer", "", "printf '%5d' nil\n",
	     STR(0, K_D), NIL(1), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf of any value", "",
	     "table/1 #1 nil 100 1 nil\nrow #1 1 7\nend #1 1\n"
	     "printf '%s %-10.3v' 3 #1\n",
	     TABLE, STR(3, K_SV), SET(4, 3), INSN(MOVE, 5, 0, 0, 0),
	     LIB(PRINTF3, 3, 3, 0), END),
	CASE("printf with a star", "", "printf '%-*lld' 8 3\n", STR(0, K_STAR),
	     SET(1, 8), SET(2, 3), LIB(PRINTF3, 0, 3, 0), END),
	CASE("printf without a format",
	     "! printf(): argument 1 must be a string, not an integer @2", NULL,
	     SET(0, 3), LIB(PRINTF1, 0, 1, 0), END),
	CASE("printf of too few",
	     "! printf(): the format needs more than 0 values @2", NULL,
	     STR(0, K_D), LIB(PRINTF1, 0, 1, 0), END),
	CASE("printf of too many",
	     "! printf(): the format takes 1 values, not 2 @4", NULL,
	     STR(0, K_D), SET(1, 1), SET(2, 1), LIB(PRINTF3, 0, 3, 0), END),
	CASE("printf of a string as an integer",
	     "! printf(): argument 2 must be an integer for %d, not a string @3",
	     NULL, STR(0, K_D), STR(1, K_ABC), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf with a star that is nil",
	     "! printf(): argument 2 must be an integer for *, not nil @4",
	     NULL, STR(0, K_STAR), NIL(1), SET(2, 3), LIB(PRINTF3, 0, 3, 0),
	     END),
	CASE("printf with a star too large",
	     "! printf(): width or precision above 1000 @4", NULL,
	     STR(0, K_STAR), SET(1, -1001), SET(2, 3), LIB(PRINTF3, 0, 3, 0),
	     END),
	CASE("printf too wide",
	     "! printf(): width or precision above 1000 @3", NULL,
	     STR(0, K_WIDE), SET(1, 1), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf of an unknown conversion",
	     "! printf(): unknown conversion %y @3", NULL, STR(0, K_Y),
	     SET(1, 1), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf of half a conversion",
	     "! printf(): unknown conversion % @3", NULL, STR(0, K_END),
	     SET(1, 1), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf of a symbol", "", "printf '%pS' '0x1'\n",
	     STR(0, K_PS), SET(1, 1), LIB(PRINTF2, 0, 2, 0), END),
	CASE("printf of a string as a symbol",
	     "! printf(): argument 2 must be an integer for %pS, not a string @3",
	     NULL, STR(0, K_PS), STR(1, K_ABC), LIB(PRINTF2, 0, 2, 0), END),

	CASE("len", "1 3", "", TABLE, LIB(LEN, 0, 1, 1), STR(1, K_ABC),
	     LIB(LEN, 1, 1, 1), LIB(CHECK2, 0, 2, 0), END),
	CASE("len of an integer",
	     "! len(): argument 1 must be a table, a string or a tuple, not an integer @2",
	     NULL, SET(0, 1), LIB(LEN, 0, 1, 1), END),
	CASE("delete of an element", "0", "", TABLE, INSN(MOVE, 3, 0, 0, 0),
	     INSN(MOVE, 4, 1, 0, 0), LIB(DELETE2, 3, 2, 0), LIB(LEN, 0, 1, 1),
	     LIB(CHECK1, 0, 1, 0), END),
	CASE("delete of all", "0", "", TABLE, INSN(MOVE, 3, 0, 0, 0),
	     LIB(DELETE1, 3, 1, 0), LIB(LEN, 0, 1, 1), LIB(CHECK1, 0, 1, 0),
	     END),
	CASE("delete of nil", "! delete(): argument 1 must be a table, not nil @2",
	     NULL, NIL(0), LIB(DELETE1, 0, 1, 0), END),
	CASE("take of an element", "7 nil 0", "", TABLE, INSN(MOVE, 4, 0, 0, 0),
	     SET(5, 1), LIB(TAKE2, 4, 2, 1), INSN(MOVE, 5, 0, 0, 0), SET(6, 1),
	     LIB(TAKE2, 5, 2, 1), INSN(MOVE, 6, 0, 0, 0), LIB(LEN, 6, 1, 1),
	     LIB(CHECK3, 4, 3, 0), END),
	CASE("take by parts", "7 nil 1", "", TABLE, SET(4, 1), SET(5, 2),
	     SET(6, 7), INSN(SETTUP, 0, 4, 3, 0), INSN(MOVE, 3, 0, 0, 0),
	     LIB(TAKE3, 3, 3, 1), INSN(MOVE, 4, 0, 0, 0), SET(5, 1), SET(6, 2),
	     LIB(TAKE3, 4, 3, 1), INSN(MOVE, 5, 0, 0, 0), LIB(LEN, 5, 1, 1),
	     LIB(CHECK3, 3, 3, 0), END),
	CASE("delete by parts", "1", "", TABLE, SET(4, 1), SET(5, 2),
	     SET(6, 7), INSN(SETTUP, 0, 4, 3, 0), INSN(MOVE, 3, 0, 0, 0),
	     LIB(DELETE3, 3, 3, 0), LIB(LEN, 0, 1, 1), LIB(CHECK1, 0, 1, 0),
	     END),
	CASE("delete of a table",
	     "! delete(): argument 2 must be a key, not a table @6", NULL, TABLE,
	     INSN(MOVE, 1, 0, 0, 0), LIB(DELETE2, 0, 2, 0), END),
	CASE("take of a part that is a table",
	     "! take(): argument 3 must be part of a key, not a table @6", NULL,
	     TABLE, INSN(MOVE, 2, 0, 0, 0), LIB(TAKE3, 0, 3, 1), END),
	CASE("take of all", "7 0", "", TABLE, INSN(MOVE, 4, 0, 0, 0),
	     LIB(TAKE1, 4, 1, 1), INSN(GETTAB, 4, 4, 1, 0),
	     INSN(MOVE, 5, 0, 0, 0), LIB(LEN, 5, 1, 1), LIB(CHECK2, 4, 2, 0),
	     END),
	CASE("take of an integer",
	     "! take(): argument 1 must be a table, not an integer @2", NULL,
	     SET(0, 1), LIB(TAKE1, 0, 1, 1), END),

	CASE("reading an aggregate", "2 1 -3 4 0 3", "", AGGR,
	     INSN(MOVE, 3, 0, 0, 0), LIB(COUNT, 3, 1, 1), LIB(CHECK1, 3, 1, 0),
	     INSN(MOVE, 3, 0, 0, 0), LIB(SUM, 3, 1, 1), LIB(CHECK1, 3, 1, 0),
	     INSN(MOVE, 3, 0, 0, 0), LIB(MIN1, 3, 1, 1), LIB(CHECK1, 3, 1, 0),
	     INSN(MOVE, 3, 0, 0, 0), LIB(MAX1, 3, 1, 1), LIB(CHECK1, 3, 1, 0),
	     INSN(MOVE, 3, 0, 0, 0), LIB(AVG, 3, 1, 1), LIB(CHECK1, 3, 1, 0),
	     INSN(MOVE, 3, 0, 0, 0), LIB(STDDEV, 3, 1, 1), LIB(CHECK1, 3, 1, 0),
	     END),
	CASE("reading nil", "0 0 nil nil", "", NIL(0), LIB(COUNT, 0, 1, 1),
	     NIL(1), LIB(SUM, 1, 1, 1), NIL(2), LIB(MIN1, 2, 1, 1), NIL(3),
	     LIB(AVG, 3, 1, 1), LIB(CHECK4, 0, 4, 0), END),
	CASE("least and largest of integers", "-1 5", "", SET(0, 3), SET(1, -1),
	     SET(2, 5), LIB(MIN3, 0, 3, 1), SET(1, 3), SET(2, -1), SET(3, 5),
	     LIB(MAX3, 1, 3, 1), LIB(CHECK2, 0, 2, 0), END),
	CASE("count of a string",
	     "! count(): argument 1 must be an aggregate, not a string @2", NULL,
	     STR(0, K_ABC), LIB(COUNT, 0, 1, 1), END),
	CASE("min of nil and integers",
	     "! min(): argument 2 must be an integer, not nil @4", NULL,
	     SET(0, 1), NIL(1), SET(2, 1), LIB(MIN3, 0, 3, 1), END),
	CASE("print of an aggregate", "", "print aggr(2 1 -3 4 0 3 0)\n", AGGR,
	     LIB(PRINT1, 0, 1, 0), END),
	CASE("print of a histogram", "",
	     "table/8 #1 nil 2048 0 nil\nbucket #1 -3 -2 1\nbucket #1 -1 -1 0\n"
	     "bucket #1 0 0 0\nbucket #1 1 1 0\nbucket #1 2 3 0\n"
	     "bucket #1 4 7 1\nend #1 6\nprint aggr(2 1 -3 4 0 3 1)\n",
	     LIB(LOG2, 0, 0, 1), SET(1, 4), SET(2, -3),
	     INSN(UPDTAB, 0, 2, 1, KTAP_UPDATE_SAMPLE),
	     INSN(UPDTAB, 0, 2, 2, KTAP_UPDATE_SAMPLE),
	     INSN(GETTAB, 0, 0, 2, 0), LIB(PRINT1, 0, 1, 0), END),
	CASE("print_stats of a table with an unnamed element", "",
	     "table/4 #1 nil 20 1 aggr(1 -3 -3 -3 -3 0 0)\n"
	     "row #1 4 aggr(1 -3 -3 -3 -3 0 0)\nend #1 1\n",
	     TAB(0), SET(1, 4), SET(2, -3), INSN(SAMPLE, 0, 2, 0, 0),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_SAMPLE), LIB(STATS1, 0, 1, 0),
	     END),
	CASE("bits of a histogram", "! hist.log2(): argument 1 must be 0 to 4, not -1 @2",
	     NULL, SET(0, -1), LIB(LOG2_1, 0, 1, 1), END),
	CASE("walk of linear buckets", "0 1", "", SET(0, 0), SET(1, 20),
	     SET(2, 10), LIB(LINEAR, 0, 3, 1), SET(1, 9),
	     INSN(SAMPLE, 0, 1, 0, 0), INSN(WALK, 0, 0, 0, 3),
	     INSN(MOVE, 4, 2, 0, 0), INSN(MOVE, 5, 3, 0, 0),
	     LIB(CHECK2, 4, 2, 0), END),
	CASE("tostring", "'-12' 'abc' 'nil'", "", SET(0, -12),
	     LIB(TOSTRING, 0, 1, 1), STR(1, K_ABC), LIB(TOSTRING, 1, 1, 1),
	     NIL(2), LIB(TOSTRING, 2, 1, 1), LIB(CHECK3, 0, 3, 0), END),
	CASE("tostring of a long name",
	     "'function a_name_that_is_rather_long_for_a_function'", "",
	     INSN(LOADFN, 0, 0, 0, 1), LIB(TOSTRING, 0, 1, 1),
	     LIB(CHECK1, 0, 1, 0), END),
	CASE("type", "'integer' 'boolean' 'nil'", "", SET(0, 1),
	     LIB(TYPE, 0, 1, 1), INSN(LOADBOOL, 1, 0, 0, 0), LIB(TYPE, 1, 1, 1),
	     NIL(2), LIB(TYPE, 2, 1, 1), LIB(CHECK3, 0, 3, 0), END),
	CASE("type of objects", "'string' 'table' 'function'", "",
	     STR(0, K_ABC), LIB(TYPE, 0, 1, 1), TAB(1), LIB(TYPE, 1, 1, 1),
	     INSN(LOADFN, 2, 0, 0, 0), LIB(TYPE, 2, 1, 1),
	     LIB(CHECK3, 0, 3, 0), END),

	CASE("exit with a string",
	     "! exit(): argument 1 must be an integer, not a string @2", NULL,
	     STR(0, K_ABC), LIB(EXIT1, 0, 1, 0), END),
	CASE("exit with 256",
	     "! exit(): argument 1 must be 0 to 255, not 256 @2", NULL,
	     SET(0, 256), LIB(EXIT1, 0, 1, 0), END),
	CASE("exit with -1", "! exit(): argument 1 must be 0 to 255, not -1 @2",
	     NULL, SET(0, -1), LIB(EXIT1, 0, 1, 0), END),

	CASE("event", "'event' 'sys:event' -2", "", LIB(PROBENAME, 0, 0, 1),
	     LIB(EVENTNAME, 1, 0, 1), LIB(RETVAL, 2, 0, 1),
	     LIB(CHECK3, 0, 3, 0), END),
	CASE("no target", "nil", "", LIB(TARGET, 0, 0, 1), LIB(CHECK1, 0, 1, 0),
	     END),
	CASE("execname as a key", "7", "", TAB(0), LIB(EXECNAME, 1, 0, 1),
	     SET(2, 7), PUT(0, 1, 2), LIB(EXECNAME, 3, 0, 1),
	     INSN(GETTAB, 3, 0, 3, 0), LIB(CHECK1, 3, 1, 0), END),
};

static struct asm_image *make_image(struct kunit *test, const u64 *code, u32 nr)
{
	static const char *const consts[] = {
		[K_ABC]		= "abc",
		[K_D]		= "%5d",
		[K_SV]		= "%s %-10.3v",
		[K_PLAIN]	= "plain 100%%",
		[K_STAR]	= "%-*lld",
		[K_WIDE]	= "%1001d",
		[K_Y]		= "%y",
		[K_END]		= "%-5",
		[K_PS]		= "%pS",
		[K_NAME]	= "n",
	};
	struct asm_image *image = asm_create(test);
	int i;

	asm_func(test, image, "", 0, 10, code, nr);
	asm_func(test, image, "a_name_that_is_rather_long_for_a_function", 0, 1,
		 CODE(END));
	for (i = 0; i < ARRAY_SIZE(consts); i++)
		asm_const_string(test, image, consts[i]);
#define IMPORT(name, ...) asm_import(test, image, __VA_ARGS__);
	IMPORTS(IMPORT)
#undef IMPORT

	return image;
}

static void run_case(struct kunit *test, const struct lib_case *lib,
		     enum machine_mode mode)
{
	struct machine *m;

	m = machine_create(test, make_image(test, lib->code, lib->nr));
	machine_run(m, mode, 0);
	KUNIT_EXPECT_STREQ_MSG(test, m->text, lib->want, "%s, %s", lib->name,
			       mode == MACHINE_EVENT ? "event" : "process");
	machine_read(m);
	/* What failed has written nothing but the error. */
	if (lib->output)
		KUNIT_EXPECT_STREQ_MSG(test, m->output, lib->output, "%s",
				       lib->name);
	else
		KUNIT_EXPECT_EQ_MSG(test, strncmp(m->output, "error ", 6), 0,
				    "%s: '%s'", lib->name, m->output);
	machine_release(m);
}

static void test_builtin_all(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(lib_cases); i++) {
		run_case(test, &lib_cases[i], MACHINE_PROCESS);
		run_case(test, &lib_cases[i], MACHINE_EVENT);
	}
}

/* The built-in of that name is that of a row of the uapi table. */
static void check_row(struct kunit *test, const struct ktap_builtin *want)
{
	const struct ktap_builtin *builtin = ktap_libs_find(want->name);

	KUNIT_ASSERT_NOT_NULL_MSG(test, builtin, "%s", want->name);
	KUNIT_EXPECT_STREQ(test, builtin->name, want->name);
	KUNIT_EXPECT_EQ(test, builtin->min_args, want->min_args);
	KUNIT_EXPECT_EQ(test, builtin->max_args, want->max_args);
	KUNIT_EXPECT_EQ(test, builtin->nr_results, want->nr_results);
	KUNIT_EXPECT_EQ(test, builtin->contexts, want->contexts);
	KUNIT_EXPECT_NOT_NULL(test, builtin->call);
}

static void test_builtin_list(struct kunit *test)
{
	static const struct ktap_builtin rows[] = {
#define ROW(c_name, title, min, max, results, where, ...)		\
		{ title, min, max, results, where },
		KTAP_BUILTINS(ROW)
#undef ROW
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(test, &rows[i]);
	KUNIT_EXPECT_NULL(test, ktap_libs_find("prin"));
	KUNIT_EXPECT_NULL(test, ktap_libs_find("prints"));
	KUNIT_EXPECT_NULL(test, ktap_libs_find(""));
}

static struct machine *one_function(struct kunit *test, const u64 *code, u32 nr)
{
	return machine_create(test, make_image(test, code, nr));
}

static void test_builtin_exit(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 3), LIB(EXIT1, 0, 1, 0), LIB(PRINT0, 0, 0, 0), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));

	m->run.gate = 1;
	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_EQ(test, m->run.gate, 0);
	KUNIT_EXPECT_EQ(test, m->run.exit_status, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&m->run.nr_errors), 0);
	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, 0), KTAP_TRAP_EXIT);
	/* Nothing runs behind exit(). */
	KUNIT_EXPECT_STREQ(test, machine_read(m), "");

	/* The first status wins. */
	ktap_run_exit(&m->run, 4);
	KUNIT_EXPECT_EQ(test, m->run.exit_status, 3);
}

static void test_builtin_exit_without_status(struct kunit *test)
{
	struct machine *m = one_function(test, CODE(LIB(EXIT0, 0, 0, 0), END));

	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_PROCESS, 0),
			KTAP_TRAP_EXIT);
	KUNIT_EXPECT_EQ(test, m->run.exit_status, 0);
}

static void test_builtin_task(struct kunit *test)
{
	const u64 code[] = {
		LIB(PID, 0, 0, 1), LIB(TID, 1, 0, 1), LIB(PPID, 2, 0, 1),
		INSN(MOVE, 3, 0, 0, 0), INSN(MOVE, 4, 1, 0, 0),
		INSN(MOVE, 5, 2, 0, 0), LIB(CHECK3, 3, 3, 0),
		LIB(UID, 0, 0, 1), LIB(GID, 1, 0, 1), LIB(CPU, 2, 0, 1),
		LIB(CHECK3, 0, 3, 0),
		LIB(EXECNAME, 0, 0, 1), LIB(CHECK1, 0, 1, 0), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));
	char want[128];

	snprintf(want, sizeof(want), "%d %d %d 0 0 %d '%s'",
		 task_tgid_nr(current), task_pid_nr(current),
		 task_ppid_nr(current), raw_smp_processor_id(), current->comm);
	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_STREQ(test, m->text, want);
	machine_run(m, MACHINE_TOP, 0);
	KUNIT_EXPECT_STREQ(test, m->text, want);
}

static void test_builtin_nsecs(struct kunit *test)
{
	const u64 code[] = {
		LIB(NSECS, 0, 0, 1), LIB(CHECK1, 0, 1, 0), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));
	u64 before = ktime_get_mono_fast_ns();
	s64 ns;

	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_ASSERT_EQ(test, kstrtos64(m->text, 10, &ns), 0);
	KUNIT_EXPECT_GE(test, ns, before);
	KUNIT_EXPECT_LE(test, ns, ktime_get_mono_fast_ns());
}

static void test_builtin_target(struct kunit *test)
{
	const u64 code[] = {
		LIB(TARGET, 0, 0, 1), LIB(CHECK1, 0, 1, 0), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));

	m->run.target = 1234;
	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_STREQ(test, m->text, "1234");
}

/* In top-level code there is no event. */
static void test_builtin_no_event(struct kunit *test)
{
	const u64 code[] = {
		LIB(PROBENAME, 0, 0, 1), LIB(EVENTNAME, 1, 0, 1),
		LIB(RETVAL, 2, 0, 1), LIB(CHECK3, 0, 3, 0),
		INSN(ARG, 0, 0, 0, 0), LIB(CHECK1, 0, 1, 0), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));

	machine_run(m, MACHINE_TOP, 0);
	KUNIT_EXPECT_STREQ(test, m->text, "nil nil nil nil");
}

/* print() shows a hundred elements, print_hist() has all. */
static void test_builtin_many_rows(struct kunit *test)
{
	const u64 code[] = {
		TAB(0), SET(1, 1), SET(2, 150), SET(3, 1),
		INSN(FORPREP, 1, 0, 0, 2), PUT(0, 4, 4),
		INSN(FORLOOP, 1, 0, 0, -2), INSN(MOVE, 1, 0, 0, 0),
		LIB(PRINT1, 1, 1, 0), LIB(HIST1, 0, 1, 0), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));
	const char *at;
	int rows[3] = {};

	KUNIT_ASSERT_EQ(test, machine_run(m, MACHINE_TOP, 0), 0);
	machine_read(m);
	for (at = m->output; (at = strstr(at, "row #")); at += 5)
		rows[at[5] == '1' ? 1 : 2]++;
	KUNIT_EXPECT_EQ(test, rows[1], 100);
	KUNIT_EXPECT_EQ(test, rows[2], 150);
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->output, "table/1 #1 nil 100 150 nil\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->output, "end #1 100\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->output, "table/2 #2 nil 20 150 nil\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->output, "end #2 150\n"));
}

/* A handler that finds the ring full loses records, and that is counted. */
static void test_builtin_ring_full(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), SET(1, 200), SET(2, 1), INSN(FORPREP, 0, 0, 0, 3),
		STR(4, K_ABC), LIB(PRINT1, 4, 1, 0),
		INSN(FORLOOP, 0, 0, 0, -3), END,
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));
	int i, shown = 0;
	const char *at;
	u64 lost;

	for (i = 0; i < 100; i++)
		machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_STREQ(test, m->text, "");
	lost = ktap_run_lost(&m->run, KTAP_LOSS_RING_FULL);
	KUNIT_EXPECT_GT(test, lost, 0);
	KUNIT_EXPECT_LT(test, lost, 20000);
	machine_read(m);
	for (at = m->output; (at = strstr(at, "print ")); at += 6)
		shown++;
	KUNIT_EXPECT_GT(test, shown, 0);
}

/* A reader that takes records out while the program runs. */
struct drain {
	struct machine *m;
	/* Fired once, while the program waits for room; 0: none. */
	u32 func;
	u32 seen[KTAP_REC_END + 1];
};

static void count_records(struct drain *drain, ssize_t bytes)
{
	ssize_t at;

	for (at = 0; at < bytes;) {
		const struct ktap_record *record =
			(void *)drain->m->records + at;

		drain->seen[record->type]++;
		at += record->bytes;
	}
}

static int run_drain(void *arg)
{
	struct drain *drain = arg;
	ssize_t nr;
	bool stop;

	if (drain->func) {
		schedule_timeout_uninterruptible(HZ / 2);
		machine_fire(drain->m, drain->func);
		ktap_heap_drain(drain->m->run.heap);
	}
	do {
		stop = kthread_should_stop();
		nr = ktap_reader_read(drain->m->reader, drain->m->records,
				      MACHINE_RECORDS_BYTES);
		if (nr > 0)
			count_records(drain, nr);
		else if (!stop)
			schedule_timeout_uninterruptible(1);
	} while (nr > 0 || !stop);

	return 0;
}

static void run_drained(struct kunit *test, struct drain *drain)
{
	struct task_struct *thread;

	thread = kthread_run(run_drain, drain, "ktap_drain");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	KUNIT_EXPECT_EQ(test, machine_run(drain->m, MACHINE_TOP, 0), 0);
	kthread_stop(thread);
	KUNIT_EXPECT_STREQ(test, drain->m->text, "");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&drain->m->run,
					    KTAP_LOSS_RING_FULL), 0);
}

/* Process code waits for room: many times the ring arrives whole. */
static void test_builtin_ring_waits(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), SET(1, 20000), SET(2, 1), INSN(FORPREP, 0, 0, 0, 4),
		STR(4, K_ABC), INSN(CONCAT, 4, 3, 2, 0), LIB(PRINT1, 4, 1, 0),
		INSN(FORLOOP, 0, 0, 0, -4), END,
	};
	struct drain drain = {
		.m = one_function(test, code, ARRAY_SIZE(code)),
	};

	run_drained(test, &drain);
	KUNIT_EXPECT_EQ(test, drain.seen[KTAP_REC_PRINT], 20000);
}

/*
 * While print_hist() waits for room a handler deletes all that it is about to
 * show, and it is freed.  What print_hist() holds is still there when it wakes
 * up: KASAN with CONFIG_KTAP_DEBUG would tell.
 */
static void test_builtin_ring_waits_for_table(struct kunit *test)
{
	const u64 code[] = {
		INSN(GETVAR, 0, 0, 0, 0), LIB(HIST1, 0, 1, 0), END,
	};
	struct asm_image *image = make_image(test, code, ARRAY_SIZE(code));
	struct drain drain = {};
	u32 fill;

	asm_var(test, image, "t");
	/* By an invocation of its own: it keeps what it makes to its end. */
	fill = asm_func(test, image, "", 0, 8,
			CODE(TAB(0), INSN(SETVAR, 0, 0, 0, 0), SET(1, 1),
			     SET(2, 3000), SET(3, 1), INSN(FORPREP, 1, 0, 0, 5),
			     STR(6, K_ABC), INSN(MOVE, 5, 4, 0, 0),
			     INSN(CONCAT, 5, 5, 2, 0), PUT(0, 5, 4),
			     INSN(FORLOOP, 1, 0, 0, -5), END));
	drain.func = asm_func(test, image, "", 0, 1,
			      CODE(INSN(GETVAR, 0, 0, 0, 0),
				   LIB(DELETE1, 0, 1, 0), END));
	drain.m = machine_create(test, image);
	KUNIT_ASSERT_EQ(test, machine_run(drain.m, MACHINE_TOP, fill), 0);
	run_drained(test, &drain);
	KUNIT_EXPECT_EQ(test, drain.seen[KTAP_REC_TABLE], 1);
	KUNIT_EXPECT_EQ(test, drain.seen[KTAP_REC_TABLE_END], 1);
	KUNIT_EXPECT_GT(test, drain.seen[KTAP_REC_ROW], 0);
	KUNIT_EXPECT_LT(test, drain.seen[KTAP_REC_ROW], 3000);
	KUNIT_EXPECT_EQ(test, drain.seen[KTAP_REC_ERROR], 0);
}

/* Output is charged: a handler cannot print without end. */
static void test_builtin_budget(struct kunit *test)
{
	const u64 code[] = {
		LIB(PRINT0, 0, 0, 0), INSN(JMP, 0, 0, 0, -2),
	};
	struct machine *m = one_function(test, code, ARRAY_SIZE(code));

	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->text, "! budget used up"));
}

static struct kunit_case builtin_cases[] = {
	KUNIT_CASE(test_builtin_all),
	KUNIT_CASE(test_builtin_list),
	KUNIT_CASE(test_builtin_exit),
	KUNIT_CASE(test_builtin_exit_without_status),
	KUNIT_CASE(test_builtin_task),
	KUNIT_CASE(test_builtin_nsecs),
	KUNIT_CASE(test_builtin_target),
	KUNIT_CASE(test_builtin_no_event),
	KUNIT_CASE(test_builtin_many_rows),
	KUNIT_CASE(test_builtin_ring_full),
	KUNIT_CASE(test_builtin_ring_waits),
	KUNIT_CASE(test_builtin_ring_waits_for_table),
	KUNIT_CASE(test_builtin_budget),
	{}
};

static struct kunit_suite builtin_suite = {
	.name		= "ktap-builtin",
	.test_cases	= builtin_cases,
};

kunit_test_suite(builtin_suite);
