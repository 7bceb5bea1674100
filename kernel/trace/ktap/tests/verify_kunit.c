// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: one refusal for each rule of the verifier's passes
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "limits.h"
#include "prog/load.h"
#include "prog/verify.h"
#include "tests/asm.h"

#define MAX_CODE	16

/* The imports of all programs here. */
static const struct ktap_verify_builtin builtins[] = {
	{ .min_args = 0, .max_args = 0, .nr_results = 1,
	  .contexts = KTAP_IN_ANY },
	{ .min_args = 1, .max_args = KTAP_ARGS_ANY, .nr_results = 0,
	  .contexts = KTAP_IN_ANY },
	{ .min_args = 1, .max_args = KTAP_ARGS_ANY, .nr_results = 0,
	  .contexts = KTAP_IN_ANY },
};

/* A program of one function, and what is wrong with it. */
struct check {
	const char *name;
	u8 nr_regs;
	/* NULL: nothing is. */
	const char *message;
	u64 code[MAX_CODE];
	u8 nr;
};

#define BAD(what, regs, text, ...)					\
	{ what, regs, text, { __VA_ARGS__ },				\
	  sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64) }
#define GOOD(what, regs, ...)	BAD(what, regs, NULL, __VA_ARGS__)

/* Ends a function without results. */
#define END	INSN(RET, 0, 0, 0, 0)
/* A register with a value. */
#define SET(reg) INSN(LOADINT, reg, 0, 0, 1)

/* Functions of all programs here; see verify(). */
enum { F_CHECKED, F_CALLEE, F_CLOSURE };

static const struct check structure_checks[] = {
	BAD("unknown opcode", 1, "instruction 0 (?), line 1: no opcode 200",
	    KTAP_INSN(200, 0, 0, 0, 0), END),
	BAD("first opcode behind the last", 1, "no opcode",
	    KTAP_INSN(KTAP_NR_OPCODES, 0, 0, 0, 0), END),
	BAD("unused A", 1, "(NOP), line 1: unused field A is 1",
	    INSN(NOP, 1, 0, 0, 0), END),
	BAD("unused B", 1, "unused field B is 2", INSN(NOP, 0, 2, 0, 0), END),
	BAD("unused C", 1, "unused field C is 3", INSN(NOP, 0, 0, 3, 0), END),
	BAD("unused immediate", 1, "unused immediate is -1",
	    INSN(NOP, 0, 0, 0, -1), END),
	BAD("A beyond the frame", 2, "A is register 2 of 2", SET(2), END),
	BAD("B beyond the frame", 2, "B is register 255 of 2",
	    INSN(MOVE, 0, 255, 0, 0), END),
	BAD("C beyond the frame", 2, "C is register 2 of 2", SET(0),
	    INSN(ADD, 0, 0, 2, 0), END),
	BAD("numeric loop beyond the frame", 4,
	    "its registers 1 to 4 are more than 4",
	    INSN(FORPREP, 1, 0, 0, 0), END),
	BAD("walk beyond the frame", 4, "its registers 1 to 4 are more than 4",
	    INSN(WALK, 1, 0, 0, 0), END),
	BAD("boolean of 2", 1, "B is 2, not 0 or 1", INSN(LOADBOOL, 0, 2, 0, 0),
	    END),
	BAD("constant", 1, "no constant 2", INSN(LOADK, 0, 0, 0, 2), END),
	BAD("negative constant", 1, "no constant -1", INSN(LOADK, 0, 0, 0, -1),
	    END),
	BAD("function", 1, "no function 3", INSN(LOADFN, 0, 0, 0, 3), END),
	BAD("function of a call", 1, "no function -2147483648",
	    INSN(CALLF, 0, 0, 0, S32_MIN), END),
	BAD("closure as a constant", 1, "0 captured values, function 2 has 2",
	    INSN(LOADFN, 0, 0, 0, F_CLOSURE), END),
	BAD("call of a closure by number", 1,
	    "0 captured values, function 2 has 2",
	    INSN(CALLF, 0, 0, 0, F_CLOSURE), END),
	BAD("tail call of a closure by number", 1,
	    "0 captured values, function 2 has 2",
	    INSN(TCALLF, 0, 0, 0, F_CLOSURE)),
	BAD("closure of too little", 2, "1 captured values, function 2 has 2",
	    SET(0), INSN(CLOSURE, 0, 0, 1, F_CLOSURE), END),
	BAD("closure beyond the frame", 2, "2 values from register 1 of 2",
	    INSN(CLOSURE, 0, 1, 2, F_CLOSURE), END),
	BAD("captured value of none", 1, "no captured value 0",
	    INSN(CAPTURED, 0, 0, 0, 0), END),
	BAD("surplus arguments of none", 1,
	    "the function keeps no surplus arguments",
	    INSN(VARARG, 0, 1, 0, 0), END),
	BAD("list from key 0", 2, "first key 0", INSN(SETLIST, 0, 1, 1, 0), END),
	BAD("list beyond the frame", 2, "3 values from register 0 of 2",
	    INSN(SETLIST, 0, 0, 3, 1), END),
	BAD("tail call beyond the frame", 2, "2 operands from register 1 of 2",
	    INSN(TCALL, 1, 1, 0, 0)),
	BAD("results of a tail call", 1, "unused field C is 1",
	    INSN(TCALLF, 0, 0, 1, F_CALLEE)),
	BAD("update of a cell", 2, "no update 12",
	    INSN(UPDCELL, 0, 0, 0, KTAP_NR_UPDATES), END),
	BAD("all results of a built-in", 1, "255 results, none has 1",
	    INSN(CALLB, 0, 0, KTAP_ALL, 0), END),
	BAD("import", 1, "no import 3", INSN(CALLB, 0, 0, 0, 3), END),
	BAD("variable", 1, "no variable 1", INSN(GETVAR, 0, 0, 0, 1), END),
	BAD("variable of calls", 1, "no variable of calls 0",
	    INSN(GETCALL, 0, 0, 0, 0), END),
	BAD("update in B", 1, "no update 12", SET(0),
	    INSN(UPDVAR, 0, KTAP_NR_UPDATES, 0, 0), END),
	BAD("update in the immediate", 1, "no update 12", SET(0),
	    INSN(UPDTAB, 0, 0, 0, KTAP_NR_UPDATES), END),
	BAD("table of negative size", 1, "room for -1 elements",
	    INSN(NEWTAB, 0, 0, 0, -1), END),
	BAD("division by 0", 1, "(DIVI), line 2: division by 0", SET(0),
	    INSN(DIVI, 0, 0, 0, 0), END),
	BAD("remainder of 0", 1, "(MODI), line 2: division by 0", SET(0),
	    INSN(MODI, 0, 0, 0, 0), END),
	BAD("argument 256", 1, "no argument 256", INSN(ARG, 0, 0, 0, 256), END),
	BAD("argument -1", 1, "no argument -1", INSN(ARG, 0, 0, 0, -1), END),
	BAD("field", 1, "no field 0", INSN(FIELD, 0, 0, 0, 0), END),
	BAD("symbol", 1, "no symbol 0", INSN(SYMBOL, 0, 1, 0, 0), END),
	BAD("parts of a key beyond the frame", 2, "2 values from register 1 of 2",
	    SET(0), INSN(UNPACK, 1, 2, 0, 0), END),
	BAD("negative field", 2, "no field -1", SET(0),
	    INSN(FIELDAT, 1, 0, 0, -1), END),
	BAD("one value joined", 2, "joins 1 values", SET(0),
	    INSN(CONCAT, 0, 0, 1, 0), END),
	BAD("values beyond the frame", 2, "2 values from register 1 of 2",
	    SET(0), SET(1), INSN(CONCAT, 0, 1, 2, 0), END),
	BAD("key of one part", 3, "a key of 1 parts", SET(0), SET(1),
	    INSN(GETTUP, 0, 0, 2, 0), END),
	BAD("key of no parts", 3, "a key of -1 parts", SET(0), SET(1),
	    INSN(SETTUP, 0, 0, 0, 0), END),
	BAD("key of nine parts", 12, "a key of 9 parts", SET(0), SET(1),
	    INSN(UPDTUP, 0, 1, 10, 0), END),
	BAD("parts beyond the frame", 3, "3 values from register 1 of 3",
	    SET(0), SET(1), SET(2), INSN(UPDTUP, 0, 1, 3, 0), END),
	BAD("update by a tuple", 4, "no update 12", SET(0), SET(1), SET(2),
	    INSN(UPDTUP, 0, 0, 3, KTAP_NR_UPDATES), END),
	BAD("results beyond the frame", 2, "2 results from register 1 of 2",
	    INSN(RET, 1, 2, 0, 0)),
	BAD("operands of a call beyond the frame", 3,
	    "3 operands from register 1 of 3", INSN(CALL, 1, 2, 0, 0), END),
	BAD("arguments beyond the frame", 3, "3 arguments from register 1 of 3",
	    INSN(CALLF, 1, 3, 0, 1), END),
	BAD("results of a call beyond the frame", 3,
	    "3 results from register 1 of 3", INSN(CALLF, 1, 0, 3, 1), END),
	BAD("another number of arguments than imported", 3,
	    "1 arguments, the import has 2", SET(0), INSN(CALLB, 0, 1, 0, 1),
	    END),
	BAD("result of a built-in that has none", 3, "1 results, two has 0",
	    SET(0), SET(1), INSN(CALLB, 0, 2, 1, 1), END),
	BAD("two results of a built-in", 3, "2 results, none has 1",
	    INSN(CALLB, 0, 0, 2, 0), END),
	BAD("arguments of a built-in beyond the frame", 2,
	    "2 arguments from register 1 of 2", INSN(CALLB, 1, 2, 0, 1), END),
	GOOD("every operand at its limit", 4,
	     INSN(LOADK, 3, 0, 0, 1), INSN(LOADFN, 0, 0, 0, 1),
	     INSN(ARG, 1, 0, 0, 255), INSN(UPDVAR, 3, KTAP_UPDATE_CAT, 0, 0),
	     INSN(DIVI, 1, 1, 0, -1), INSN(NEWTAB, 2, 0, 0, S32_MAX),
	     INSN(UPDTAB, 2, 1, 1, KTAP_UPDATE_CAT),
	     INSN(CONCAT, 3, 0, 4, 0), INSN(CALL, 0, 3, 4, 0),
	     INSN(CALLF, 0, 4, 4, 1), INSN(CALLB, 2, 2, 0, 1),
	     INSN(CALLB, 3, 0, 1, 0), INSN(RET, 0, 0, 0, 0)),
};

static const struct check flow_checks[] = {
	BAD("jump beyond the function", 1, "jump to 3, outside the function",
	    INSN(JMP, 0, 0, 0, 2), END, END),
	BAD("jump before the function", 1, "jump to -1, outside the function",
	    INSN(JMP, 0, 0, 0, -2)),
	BAD("jump far away", 1, "jump to 2147483648, outside the function",
	    INSN(JMP, 0, 0, 0, S32_MAX), END),
	BAD("jump far back", 1, "jump to -2147483647, outside the function",
	    INSN(JMP, 0, 0, 0, S32_MIN)),
	BAD("branch beyond the function", 1, "jump to 4, outside the function",
	    SET(0), INSN(JT, 0, 0, 0, 2), END),
	BAD("end without RET", 1, "control runs off the end of the function",
	    SET(0)),
	BAD("branch at the end", 1,
	    "(JT), line 2: control runs off the end of the function",
	    SET(0), INSN(JT, 0, 0, 0, -1)),
	BAD("loop at the end", 4, "control runs off the end of the function",
	    SET(0), SET(1), SET(2), INSN(FORPREP, 0, 0, 0, 0),
	    INSN(FORLOOP, 0, 0, 0, -1)),
	BAD("unreachable behind RET", 1,
	    "instruction 1 (NOP), line 2: can never be reached",
	    END, INSN(NOP, 0, 0, 0, 0), END),
	BAD("unreachable behind JMP", 1, "instruction 1 (RET), line 2: can never",
	    INSN(JMP, 0, 0, 0, 1), END, END),
	BAD("unreachable circle", 1, "instruction 1 (JMP), line 2: can never",
	    END, INSN(JMP, 0, 0, 0, 0), INSN(JMP, 0, 0, 0, -2)),
	BAD("FORPREP back", 4, "(FORPREP), line 4: jumps back",
	    SET(0), SET(1), SET(2), INSN(FORPREP, 0, 0, 0, -1), END),
	BAD("WALK back", 4, "(WALK), line 2: jumps back",
	    INSN(NEWTAB, 0, 0, 0, 0), INSN(WALK, 0, 0, 0, -2), END),
	BAD("FORLOOP forward", 4, "(FORLOOP), line 5: jumps forward",
	    SET(0), SET(1), SET(2), INSN(FORPREP, 0, 0, 0, 1),
	    INSN(FORLOOP, 0, 0, 0, 0), END),
	BAD("WALKNEXT forward", 4, "(WALKNEXT), line 3: jumps forward",
	    INSN(NEWTAB, 0, 0, 0, 0), INSN(WALK, 0, 0, 0, 1),
	    INSN(WALKNEXT, 0, 0, 0, 0), END),
	GOOD("endless loop", 1, INSN(JMP, 0, 0, 0, -1)),
	GOOD("several ends", 1, SET(0), INSN(JT, 0, 0, 0, 1), END, END),
};

/* A numeric loop at register 0, whose body is @body instructions long. */
#define BEGIN_FOR(body)							\
	SET(0), SET(1), SET(2), INSN(FORPREP, 0, 0, 0, (body) + 1)
#define END_FOR(body)	INSN(FORLOOP, 0, 0, 0, -(body) - 1)
/* The same for a walk. */
#define BEGIN_WALK(body)						\
	INSN(NEWTAB, 0, 0, 0, 0), INSN(WALK, 0, 0, 0, (body) + 1)
#define END_WALK(body)	INSN(WALKNEXT, 0, 0, 0, -(body) - 1)
/* Reads a register. */
#define USE(reg)	INSN(SETVAR, reg, 0, 0, 0)

static const struct check regs_checks[] = {
	BAD("read of nothing", 2,
	    "register 1 is read, but has no value on every path",
	    INSN(MOVE, 0, 1, 0, 0), END),
	BAD("read of A", 2, "register 0 is read", USE(0), END),
	BAD("read of C", 2, "register 1 is read", SET(0),
	    INSN(ADD, 0, 0, 1, 0), END),
	BAD("value on one path only", 2,
	    "instruction 3 (SETVAR), line 4: register 1 is read",
	    SET(0), INSN(JT, 0, 0, 0, 1), SET(1), USE(1), END),
	BAD("value that only the second round has", 2, "register 1 is read",
	    SET(0), USE(1), SET(1), INSN(JT, 0, 0, 0, -3), END),
	GOOD("value on both paths", 2,
	     SET(0), INSN(JT, 0, 0, 0, 2), SET(1), INSN(JMP, 0, 0, 0, 1),
	     SET(1), USE(1), END),
	BAD("joined values", 4, "register 2 is read", SET(0), SET(1), SET(3),
	    INSN(CONCAT, 0, 0, 4, 0), END),
	BAD("returned values", 2, "(RET), line 2: register 1 is read", SET(0),
	    INSN(RET, 0, 2, 0, 0)),
	BAD("called value", 3, "register 0 is read", SET(1),
	    INSN(CALL, 0, 1, 0, 0), END),
	BAD("argument of a value", 3, "register 1 is read",
	    INSN(LOADFN, 0, 0, 0, 1), INSN(CALL, 0, 1, 0, 0), END),
	BAD("argument of a function", 3, "register 1 is read", SET(0),
	    INSN(CALLF, 0, 2, 0, 1), END),
	BAD("argument of a built-in", 3, "register 1 is read", SET(0),
	    INSN(CALLB, 0, 2, 0, 1), END),
	BAD("argument after a call", 3, "register 0 is read", SET(0), SET(1),
	    INSN(CALLF, 0, 2, 0, 1), USE(0), END),
	BAD("register above a call", 3, "register 2 is read", SET(2),
	    INSN(CALLF, 0, 0, 1, 1), USE(0), USE(2), END),
	BAD("result that a call does not have", 3, "register 1 is read",
	    INSN(CALLF, 0, 0, 1, 1), USE(0), USE(1), END),
	GOOD("results of a call, registers below it", 4, SET(0),
	     INSN(CALLF, 1, 0, 2, 1), USE(0), USE(1), USE(2), END),

	BAD("FORPREP without a start", 4, "register 0 is read", SET(1), SET(2),
	    INSN(FORPREP, 0, 0, 0, 0), END),
	BAD("FORPREP without a step", 4, "register 2 is read", SET(0), SET(1),
	    INSN(FORPREP, 0, 0, 0, 0), END),
	GOOD("numeric loop", 4, BEGIN_FOR(1), USE(3), END_FOR(1), END),
	GOOD("loop variable is assigned", 4, BEGIN_FOR(2), SET(3), USE(3),
	     END_FOR(2), END),
	BAD("FORLOOP without FORPREP", 4,
	    "not every path has passed FORPREP of register 0", SET(0), SET(1),
	    SET(2), SET(3), INSN(FORLOOP, 0, 0, 0, -1), END),
	BAD("FORLOOP of another register", 5,
	    "not every path has passed FORPREP of register 1", BEGIN_FOR(0),
	    INSN(FORLOOP, 1, 0, 0, -1), END),
	BAD("FORLOOP of a walk", 4,
	    "not every path has passed FORPREP of register 0", BEGIN_WALK(0),
	    INSN(FORLOOP, 0, 0, 0, -1), END),
	BAD("jump into a loop", 5,
	    "not every path has passed FORPREP of register 0", SET(4),
	    INSN(JT, 4, 0, 0, 4), BEGIN_FOR(1), INSN(NOP, 0, 0, 0, 0),
	    END_FOR(1), END),
	BAD("loop's state is read", 4, "register 1 is read", BEGIN_FOR(1),
	    USE(1), END_FOR(1), END),
	BAD("loop's state is written", 4,
	    "register 2 is overwritten, but a loop needs it", BEGIN_FOR(1),
	    SET(2), END_FOR(1), END),
	BAD("loop's state is lost in a call", 6,
	    "register 0 is overwritten, but a loop needs it", BEGIN_FOR(1),
	    INSN(CALLF, 0, 0, 0, 1), END_FOR(1), END),
	BAD("loop's state is lost in a call above its first register", 6,
	    "register 1 is overwritten, but a loop needs it", BEGIN_FOR(1),
	    INSN(CALLF, 1, 0, 0, 1), END_FOR(1), END),
	GOOD("call above a loop", 6, BEGIN_FOR(1), INSN(CALLF, 3, 0, 0, 1),
	     END_FOR(1), END),
	BAD("loop variable after a call", 6, "register 3 is read", BEGIN_FOR(2),
	    INSN(CALLF, 3, 0, 0, 1), USE(3), END_FOR(2), END),
	BAD("loop in a loop's state", 6, "register 2 is read", BEGIN_FOR(1),
	    INSN(FORPREP, 2, 0, 0, 0), END_FOR(1), END),
	BAD("loop's state after it", 4, "register 0 is read", BEGIN_FOR(0),
	    END_FOR(0), USE(0), END),
	BAD("loop variable after it", 4, "register 3 is read", BEGIN_FOR(0),
	    END_FOR(0), USE(3), END),
	BAD("loop variable where there is no round", 5, "register 3 is read",
	    SET(0), SET(1), SET(2), INSN(FORPREP, 0, 0, 0, 2), USE(3),
	    INSN(FORLOOP, 0, 0, 0, -2), USE(3), END),

	BAD("WALK of nothing", 4, "register 0 is read", INSN(WALK, 0, 0, 0, 0),
	    END),
	GOOD("walk", 4, BEGIN_WALK(2), USE(2), USE(3), END_WALK(2), END),
	BAD("WALKNEXT without WALK", 4,
	    "not every path has passed WALK of register 0", SET(0), SET(1),
	    INSN(WALKNEXT, 0, 0, 0, -1), END),
	BAD("walk's table is read", 4, "register 0 is read", BEGIN_WALK(1),
	    USE(0), END_WALK(1), END),
	BAD("walk's position is written", 4,
	    "register 1 is overwritten, but a loop needs it", BEGIN_WALK(1),
	    SET(1), END_WALK(1), END),
	BAD("walk's key after it", 4, "register 2 is read", BEGIN_WALK(0),
	    END_WALK(0), USE(2), END),
	BAD("walk's value where it is empty", 4, "register 3 is read",
	    INSN(NEWTAB, 0, 0, 0, 0), INSN(WALK, 0, 0, 0, 1),
	    INSN(WALKNEXT, 0, 0, 0, -1), USE(3), END),
	GOOD("cell", 3, SET(0), INSN(NEWCELL, 0, 0, 0, 0), SET(1),
	     INSN(SETCELL, 0, 1, 0, 0), INSN(UPDCELL, 0, 1, 0, 0),
	     INSN(GETCELL, 1, 0, 0, 0), INSN(MOVE, 2, 0, 0, 0),
	     INSN(GETCELL, 1, 2, 0, 0), USE(1), END),
	GOOD("closure", 3, SET(0), INSN(NEWCELL, 0, 0, 0, 0), SET(1),
	     INSN(CLOSURE, 2, 0, 2, F_CLOSURE), INSN(CALL, 2, 0, 0, 0), END),
	BAD("cell of nothing", 1, "register 0 is read",
	    INSN(NEWCELL, 0, 0, 0, 0), END),
	BAD("cell as a value", 1, "register 0 is read", SET(0),
	    INSN(NEWCELL, 0, 0, 0, 0), USE(0), END),
	BAD("cell as an argument", 2, "register 1 is read", SET(1),
	    INSN(NEWCELL, 1, 0, 0, 0), INSN(CALLF, 1, 1, 0, F_CALLEE), END),
	BAD("cell as a result", 1, "register 0 is read", SET(0),
	    INSN(NEWCELL, 0, 0, 0, 0), INSN(RET, 0, 1, 0, 0)),
	BAD("cell in a cell", 1, "register 0 is read", SET(0),
	    INSN(NEWCELL, 0, 0, 0, 0), INSN(NEWCELL, 0, 0, 0, 0), END),
	BAD("value as a cell", 2, "register 0 holds no cell on every path",
	    SET(0), INSN(GETCELL, 1, 0, 0, 0), END),
	BAD("copy of a value as a cell", 2,
	    "register 1 holds no cell on every path", SET(0),
	    INSN(MOVE, 1, 0, 0, 0), INSN(GETCELL, 1, 1, 0, 0), END),
	BAD("cell on one path", 2, "register 0 holds no cell on every path",
	    SET(0), SET(1), INSN(JT, 1, 0, 0, 1), INSN(NEWCELL, 0, 0, 0, 0),
	    INSN(SETCELL, 0, 1, 0, 0), END),
	BAD("value on one path", 2, "register 0 is read", SET(0), SET(1),
	    INSN(JT, 1, 0, 0, 1), INSN(NEWCELL, 0, 0, 0, 0), USE(0), END),
	BAD("cell behind a call", 2, "register 1 holds no cell on every path",
	    SET(1), INSN(NEWCELL, 1, 0, 0, 0), INSN(CALLF, 1, 0, 0, F_CALLEE),
	    INSN(GETCELL, 0, 1, 0, 0), END),
	BAD("closure of values", 3, "register 0 holds no cell on every path",
	    SET(0), SET(1), INSN(CLOSURE, 2, 0, 2, F_CLOSURE), END),
	BAD("closure of cells", 3, "register 1 is read", SET(0), SET(1),
	    INSN(NEWCELL, 0, 0, 0, 0), INSN(NEWCELL, 1, 0, 0, 0),
	    INSN(CLOSURE, 2, 0, 2, F_CLOSURE), END),
	GOOD("cells made in a loop", 5, SET(0), SET(1), SET(2),
	     INSN(FORPREP, 0, 0, 0, 3), INSN(NEWCELL, 3, 0, 0, 0),
	     INSN(GETCELL, 4, 3, 0, 0), INSN(FORLOOP, 0, 0, 0, -3), END),
	GOOD("all results", 2, SET(0), INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE),
	     INSN(CALLB, 0, KTAP_ALL, 0, 2), END),
	GOOD("all results of all arguments", 2, SET(0),
	     INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE),
	     INSN(CALLF, 0, KTAP_ALL, KTAP_ALL, F_CALLEE),
	     INSN(RET, 0, KTAP_ALL, 0, 0)),
	BAD("all values of none", 2,
	    "takes all values, but the instruction before it left none",
	    SET(0), INSN(RET, 0, KTAP_ALL, 0, 0)),
	BAD("values that nothing takes", 2,
	    "does not take all values that the instruction before it left",
	    INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE), END),
	BAD("values taken later", 2,
	    "does not take all values that the instruction before it left",
	    INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE), SET(0),
	    INSN(RET, 0, KTAP_ALL, 0, 0)),
	BAD("values that end before their taker begins", 3,
	    "takes values from register 2 on, but they begin at 1",
	    INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE),
	    INSN(RET, 2, KTAP_ALL, 0, 0)),
	BAD("values with a gap before them", 3, "register 1 is read", SET(0),
	    INSN(CALLF, 2, 0, KTAP_ALL, F_CALLEE),
	    INSN(RET, 0, KTAP_ALL, 0, 0)),
	BAD("jump between values and their taker", 2,
	    "nothing takes all values that it leaves", SET(0),
	    INSN(JT, 0, 0, 0, 1), INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE),
	    INSN(RET, 0, KTAP_ALL, 0, 0)),
	BAD("callee among the values", 2,
	    "takes values from register 2 on, but they begin at 1",
	    INSN(CALLF, 1, 0, KTAP_ALL, F_CALLEE),
	    INSN(TCALL, 1, KTAP_ALL, 0, 0)),
	BAD("walk over a loop's state", 6,
	    "register 0 is overwritten, but a loop needs it",
	    SET(0), SET(1), SET(2), INSN(FORPREP, 0, 0, 0, 2),
	    INSN(CALLF, 0, 0, 1, 1), INSN(WALK, 0, 0, 0, 0), END_FOR(2), END),
};

/* Function 1 is @check's; the others are there to be called. */
static int verify(struct kunit *test, const struct check *check,
		  struct ktap_message *message)
{
	const struct ktap_verify_world world = { .builtins = builtins };
	struct asm_image *image = asm_create(test);
	struct ktap_prog *prog;
	void *bytes;
	u32 nr;
	int ret;

	message->text[0] = '\0';
	asm_func(test, image, "checked", 0, check->nr_regs, check->code,
		 check->nr);
	asm_func(test, image, "callee", 0, 1, CODE(END));
	asm_func(test, image, "closure", 0, 1, CODE(END));
	asm_func_more(image, 0, 2, 1);
	asm_const_int(test, image, 1);
	asm_const_string(test, image, "one");
	asm_import(test, image, "none", 0);
	asm_import(test, image, "two", 2);
	asm_import(test, image, "two", KTAP_ALL);
	asm_var(test, image, "n");
	bytes = asm_write(test, image, &nr);
	prog = ktap_load(bytes, nr, message);
	if (IS_ERR(prog)) {
		kvfree(bytes);
		KUNIT_FAIL(test, "%s: %s", check->name, message->text);
		return PTR_ERR(prog);
	}
	ret = ktap_verify(prog, &world, message);
	ktap_prog_free(prog);

	return ret;
}

static void check_all(struct kunit *test, const struct check *checks, int nr)
{
	struct ktap_message message;
	int i, ret;

	for (i = 0; i < nr; i++) {
		ret = verify(test, &checks[i], &message);
		if (!checks[i].message) {
			KUNIT_EXPECT_EQ_MSG(test, ret, 0, "%s: %s",
					    checks[i].name, message.text);
			continue;
		}
		KUNIT_EXPECT_EQ_MSG(test, ret, -EINVAL, "%s", checks[i].name);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(message.text,
						       "function 0 (checked)"),
					  "%s: '%s'", checks[i].name,
					  message.text);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(message.text,
						       checks[i].message),
					  "%s: '%s' instead of '%s'",
					  checks[i].name, message.text,
					  checks[i].message);
	}
}

static void test_verify_structure(struct kunit *test)
{
	check_all(test, structure_checks, ARRAY_SIZE(structure_checks));
}

static void test_verify_flow(struct kunit *test)
{
	check_all(test, flow_checks, ARRAY_SIZE(flow_checks));
}

static void test_verify_regs(struct kunit *test)
{
	check_all(test, regs_checks, ARRAY_SIZE(regs_checks));
}

/* Loads and verifies an image of its own. */
static int verify_image(struct kunit *test, struct asm_image *image,
			struct ktap_message *message)
{
	const struct ktap_verify_world world = { .builtins = builtins };
	struct ktap_prog *prog;
	void *bytes;
	u32 nr;
	int ret;

	message->text[0] = '\0';
	bytes = asm_write(test, image, &nr);
	prog = ktap_load(bytes, nr, message);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(prog), "%s", message->text);
	ret = ktap_verify(prog, &world, message);
	ktap_prog_free(prog);

	return ret;
}

static void test_verify_import_arguments(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	struct ktap_message message;

	asm_func(test, image, "", 0, 1, CODE(END));
	asm_import(test, image, "none", 1);
	asm_import(test, image, "two", 2);
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: none is called with 1 arguments, it takes at most 0");

	image = asm_create(test);
	asm_func(test, image, "", 0, 1, CODE(END));
	asm_import(test, image, "none", 0);
	asm_import(test, image, "two", 0);
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: two is called with 0 arguments, it takes at least 1");
}

static void test_verify_handlers(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	struct ktap_message message;

	asm_func(test, image, "", 0, 1, CODE(END));
	asm_func(test, image, "", 1, 1, CODE(END));
	asm_event(test, image, KTAP_EVENT_TRACE, "a:b", 1, 0);
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: line 7: handler 1 has parameters");

	image = asm_create(test);
	asm_func(test, image, "", 0, 1, CODE(END));
	asm_event(test, image, KTAP_EVENT_END, NULL, 0, 0);
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: line 7: the top-level code cannot be a handler");
}

/* Parameters have values; errors of a later function name it. */
static void test_verify_parameters(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	struct ktap_message message;

	asm_func(test, image, "", 0, 1, CODE(END));
	asm_func(test, image, "f", 2, 3, CODE(INSN(ADD, 0, 0, 1, 0), END));
	KUNIT_EXPECT_EQ_MSG(test, verify_image(test, image, &message), 0, "%s",
			    message.text);

	asm_func(test, image, "", 2, 3, CODE(INSN(ADD, 0, 0, 2, 0), END));
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: function 2, instruction 0 (ADD), line 4: register 2 is read, but has no value on every path");
}

/* What only functions with such a head may do. */
static void test_verify_captured(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	struct ktap_message message;

	asm_func(test, image, "", 0, 1, CODE(END));
	asm_func(test, image, "f", 0, 3,
		 CODE(INSN(CAPTURED, 0, 0, 0, 0), INSN(CAPTURED, 1, 0, 0, 1),
		      INSN(SETCELL, 0, 1, 0, 0), INSN(VARARG, 2, KTAP_ALL, 0, 0),
		      INSN(RET, 1, KTAP_ALL, 0, 0)));
	asm_func_more(image, KTAP_FUNC_VARARG, 2, 1);
	KUNIT_EXPECT_EQ_MSG(test, verify_image(test, image, &message), 0, "%s",
			    message.text);

	asm_func(test, image, "f", 0, 2,
		 CODE(INSN(CAPTURED, 0, 0, 0, 1), INSN(GETCELL, 1, 0, 0, 0),
		      END));
	asm_func_more(image, 0, 2, 1);
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_NOT_NULL_MSG(test,
				  strstr(message.text,
					 "register 0 holds no cell on every path"),
				  "%s", message.text);

	image = asm_create(test);
	asm_func(test, image, "", 0, 1, CODE(END));
	asm_func(test, image, "", 0, 1, CODE(END));
	asm_func_more(image, 0, 1, 0);
	asm_event(test, image, KTAP_EVENT_TRACE, "a:b", 1, 0);
	KUNIT_EXPECT_EQ(test, verify_image(test, image, &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: line 7: handler 1 has captured something");
}

/* A program whose function @i calls @i + 1; the last ends, or calls the first. */
static int verify_chain(struct kunit *test, u32 nr, bool is_ring,
			struct ktap_message *message)
{
	struct asm_image *image = asm_create(test);
	u32 i;

	for (i = 0; i < nr - 1; i++)
		asm_func(test, image, "f", 0, 1,
			 CODE(INSN(CALLF, 0, 0, 0, i + 1), END));
	asm_func(test, image, "last", 0, 1,
		 CODE(is_ring ? INSN(CALLF, 0, 0, 0, 0) : INSN(NOP, 0, 0, 0, 0),
		      END));

	return verify_image(test, image, message);
}

static void test_verify_depth(struct kunit *test)
{
	struct ktap_message message;

	KUNIT_EXPECT_EQ_MSG(test,
			    verify_chain(test, KTAP_MAX_CALLS, false, &message),
			    0, "%s", message.text);
	KUNIT_EXPECT_EQ(test, verify_chain(test, KTAP_MAX_CALLS + 1, false,
					   &message), -EINVAL);
	KUNIT_EXPECT_STREQ(test, message.text,
			   "bad program: function 127 (f), instruction 0 (CALLF), line 255: more than 128 functions that call each other");
	/* Recursion has its bound at run time. */
	KUNIT_EXPECT_EQ_MSG(test, verify_chain(test, 1000, true, &message), 0,
			    "%s", message.text);
}

/*
 * Functions 0, 1 and 2 are top-level code, a handler and a tick, with one
 * instruction each; 3 is for process code only, 4 for handlers only.
 */
static int verify_contexts(struct kunit *test, const u64 *insns,
			   struct ktap_message *message)
{
	static const struct ktap_verify_builtin rows[] = {
		{ .nr_results = 1, .contexts = KTAP_IN_PROCESS },
		{ .nr_results = 1, .contexts = KTAP_IN_EVENT },
	};
	static const u8 events[] = { KTAP_IN_EVENT, KTAP_IN_PROCESS };
	const struct ktap_verify_world world = { rows, events };
	struct asm_image *image = asm_create(test);
	struct ktap_prog *prog;
	void *bytes;
	int i, ret;
	u32 nr;

	for (i = 0; i < 3; i++) {
		u64 code[] = { SET(0), insns[i], END };

		asm_func(test, image, "", 0, 1, code,
			 KTAP_INSN_OP(insns[i]) == KTAP_OP_TCALLF ? 2 : 3);
	}
	asm_func(test, image, "process", 0, 1,
		 CODE(INSN(CALLB, 0, 0, 0, 0), END));
	asm_func(test, image, "event", 0, 1,
		 CODE(INSN(CALLB, 0, 0, 0, 1), END));
	asm_import(test, image, "a", 0);
	asm_import(test, image, "b", 0);
	asm_event(test, image, KTAP_EVENT_TRACE, "a:b", 1, 0);
	asm_event(test, image, KTAP_EVENT_TRACE, "tick-1s", 2, 1);
	bytes = asm_write(test, image, &nr);
	prog = ktap_load(bytes, nr, message);
	KUNIT_ASSERT_FALSE(test, IS_ERR(prog));
	message->text[0] = '\0';
	ret = ktap_verify(prog, &world, message);
	ktap_prog_free(prog);

	return ret;
}

/* Built-ins run where they may, whoever calls the function that calls them. */
static void test_verify_contexts(struct kunit *test)
{
	static const struct {
		/* First instructions of top-level code, a handler, a tick. */
		u64 code[3];
		const char *message;
	} checks[] = {
		{ { INSN(CALLF, 0, 0, 0, 3), INSN(CALLF, 0, 0, 0, 4),
		    INSN(CALLF, 0, 0, 0, 3) }, NULL },
		{ { INSN(CALLF, 0, 0, 0, 4), INSN(NOP, 0, 0, 0, 0),
		    INSN(NOP, 0, 0, 0, 0) },
		  "function 4 (event), instruction 0 (CALLB), line 12: b may not be called outside of event handlers" },
		{ { INSN(NOP, 0, 0, 0, 0), INSN(CALLF, 0, 0, 0, 3),
		    INSN(NOP, 0, 0, 0, 0) },
		  "function 3 (process), instruction 0 (CALLB), line 10: a may not be called when an event happens" },
		{ { INSN(NOP, 0, 0, 0, 0), INSN(NOP, 0, 0, 0, 0),
		    INSN(TCALLF, 0, 0, 0, 4) },
		  "b may not be called outside of event handlers" },
		{ { INSN(LOADFN, 0, 0, 0, 3), INSN(CALL, 0, 0, 0, 0),
		    INSN(NOP, 0, 0, 0, 0) },
		  "a may not be called when an event happens" },
		{ { INSN(LOADFN, 0, 0, 0, 3), INSN(NOP, 0, 0, 0, 0),
		    INSN(NOP, 0, 0, 0, 0) }, NULL },
	};
	struct ktap_message message;
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		ret = verify_contexts(test, checks[i].code, &message);
		KUNIT_EXPECT_EQ_MSG(test, ret, checks[i].message ? -EINVAL : 0,
				    "%d: %s", i, message.text);
		if (checks[i].message)
			KUNIT_EXPECT_NOT_NULL_MSG(test,
						  strstr(message.text,
							 checks[i].message),
						  "%d: %s", i, message.text);
	}
}

/*
 * The worst of 16,000 instructions: each a block, a long way back, and in each
 * round one register less that keeps its value.
 */
static void test_verify_is_fast(struct kunit *test)
{
	const u32 nr_regs = KTAP_IMAGE_MAX_REGS, nr = 15000;
	struct asm_image *image = asm_create(test);
	struct ktap_message message;
	u64 *code = kvmalloc_array(nr + 2 * nr_regs, sizeof(*code), GFP_KERNEL);
	u32 i, at = 0;
	u64 begun;

	KUNIT_ASSERT_NOT_NULL(test, code);
	for (i = 0; i < nr_regs; i++)
		code[at++] = SET(i);
	while (at < nr) {
		code[at] = INSN(JT, 0, 0, 0, -(s32)min(at - nr_regs + 1, 3u));
		at++;
	}
	for (i = 1; i < nr_regs; i++) {
		code[at] = INSN(JT, 0, 0, 0, (s32)(nr_regs + i) - (s32)at);
		at++;
	}
	code[at++] = END;
	asm_func(test, image, "", 0, nr_regs, code, at);
	begun = ktime_get_ns();
	KUNIT_EXPECT_EQ_MSG(test, verify_image(test, image, &message), 0, "%s",
			    message.text);
	begun = ktime_get_ns() - begun;
	kunit_info(test, "%u instructions loaded and verified in %llu us", at,
		   begun / 1000);
	KUNIT_EXPECT_LT(test, begun, 1000ull * NSEC_PER_MSEC);
	kvfree(code);
}

static struct kunit_case verify_cases[] = {
	KUNIT_CASE(test_verify_structure),
	KUNIT_CASE(test_verify_flow),
	KUNIT_CASE(test_verify_regs),
	KUNIT_CASE(test_verify_import_arguments),
	KUNIT_CASE(test_verify_handlers),
	KUNIT_CASE(test_verify_parameters),
	KUNIT_CASE(test_verify_captured),
	KUNIT_CASE(test_verify_depth),
	KUNIT_CASE(test_verify_contexts),
	KUNIT_CASE(test_verify_is_fast),
	{}
};

static struct kunit_suite verify_suite = {
	.name		= "ktap-verify",
	.test_cases	= verify_cases,
};

kunit_test_suite(verify_suite);
