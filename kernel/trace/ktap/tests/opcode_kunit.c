// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: every opcode, and what each refuses
 *
 * Context: process
 *
 * Each case is a program of its own, run as process code and as the handler of
 * an event.  It gives values to "check"; their texts are what is compared.
 */

#include <kunit/test.h>
#include <linux/bitmap.h>

#include "prog/opinfo.h"
#include "tests/cases.h"

static const struct run_case value_cases[] = {
	CASE("NOP", "1", INSN(NOP, 0, 0, 0, 0), SET(0, 1), CHECK(0, 1), END),
	CASE("MOVE", "7 7", SET(0, 7), INSN(MOVE, 1, 0, 0, 0), CHECK(0, 2), END),
	CASE("LOADNIL", "nil", NIL(0), CHECK(0, 1), END),
	CASE("LOADBOOL", "false true", INSN(LOADBOOL, 0, 0, 0, 0),
	     INSN(LOADBOOL, 1, 1, 0, 0), CHECK(0, 2), END),
	CASE("LOADINT", "-2147483648 2147483647", SET(0, S32_MIN),
	     SET(1, S32_MAX), CHECK(0, 2), END),
	CASE("LOADK", "-9223372036854775808 'abc'", STR(0, K_MIN), STR(1, K_ABC),
	     CHECK(0, 2), END),
	CASE("LOADFN", "function swap", INSN(LOADFN, 0, 0, 0, F_SWAP),
	     CHECK(0, 1), END),
	CASE("NEWTAB", "table", INSN(NEWTAB, 0, 0, 0, 100), CHECK(0, 1), END),
	CASE("ARG", "10 11 'two' nil", INSN(ARG, 0, 0, 0, 0),
	     INSN(ARG, 1, 0, 0, 1), INSN(ARG, 2, 0, 0, 2),
	     INSN(ARG, 3, 0, 0, 255), CHECK(0, 4), END),
	CASE("ARGAT", "10 'two' nil nil", SET(0, 0), SET(1, 2), SET(2, -1),
	     STR(3, K_MAX), INSN(ARGAT, 0, 0, 0, 0), INSN(ARGAT, 1, 1, 0, 0),
	     INSN(ARGAT, 2, 2, 0, 0), INSN(ARGAT, 3, 3, 0, 0), CHECK(0, 4),
	     END),
	CASE("ARGAT that traps", "! no scratch memory left for a string @2",
	     SET(0, 7), INSN(ARGAT, 0, 0, 0, 0), END),
	CASE("ARGAT of nil",
	     "! argument or element whose number is a nil value @2",
	     NIL(0), INSN(ARGAT, 0, 0, 0, 0), END),
	CASE("FIELD", "20 nil", INSN(FIELD, 0, 0, 0, 0),
	     INSN(FIELD, 1, 0, 0, 1), CHECK(0, 2), END),
	CASE("FIELDAT", "33 nil", SET(0, 3), SET(1, -1),
	     INSN(FIELDAT, 0, 0, 0, 0), INSN(FIELDAT, 1, 1, 0, 0), CHECK(0, 2),
	     END),
	CASE("FIELDAT of a string",
	     "! argument or element whose number is a string value @2",
	     STR(0, K_ABC), INSN(FIELDAT, 0, 0, 0, 0), END),
	CASE("ARG that traps", "! no scratch memory left for a string @1",
	     INSN(ARG, 0, 0, 0, 7), END),

	CASE("GETCALL", "nil", INSN(GETCALL, 0, 0, 0, 1), CHECK(0, 1), END),
	CASE("SETCALL", "5 'abc' nil 9223372036854775807", SET(0, 5),
	     INSN(SETCALL, 0, 0, 0, 1), INSN(GETCALL, 1, 0, 0, 1),
	     STR(0, K_ABC), INSN(SETCALL, 0, 0, 0, 1),
	     INSN(GETCALL, 2, 0, 0, 1), INSN(GETCALL, 3, 0, 0, 0),
	     STR(0, K_MAX), INSN(SETCALL, 0, 0, 0, 0),
	     INSN(GETCALL, 4, 0, 0, 0), CHECK(1, 4), END),
	CASE("GETVAR of a new variable", "nil", INSN(GETVAR, 0, 0, 0, V_N),
	     CHECK(0, 1), END),
	CASE("SETVAR", "5 'abc' nil", SET(0, 5), INSN(SETVAR, 0, 0, 0, V_N),
	     INSN(GETVAR, 1, 0, 0, V_N), STR(0, K_ABC),
	     INSN(SETVAR, 0, 0, 0, V_N), INSN(GETVAR, 2, 0, 0, V_N), NIL(0),
	     INSN(SETVAR, 0, 0, 0, V_N), INSN(GETVAR, 3, 0, 0, V_N),
	     CHECK(1, 3), END),
	CASE("SETVAR of a large integer", "9223372036854775807", STR(0, K_MAX),
	     INSN(SETVAR, 0, 0, 0, V_N), INSN(GETVAR, 1, 0, 0, V_N),
	     CHECK(1, 1), END),
	CASE("UPDVAR", "3 9", SET(0, 3),
	     INSN(UPDVAR, 0, KTAP_UPDATE_ADD, 0, V_N),
	     INSN(GETVAR, 1, 0, 0, V_N),
	     INSN(UPDVAR, 0, KTAP_UPDATE_MUL, 0, V_N),
	     INSN(GETVAR, 2, 0, 0, V_N), CHECK(1, 2), END),
	CASE("ADDVAR", "7 -32761", INSN_BC(ADDVAR, 0, 7, V_N),
	     INSN(GETVAR, 1, 0, 0, V_N), INSN_BC(ADDVAR, 0, -32768, V_N),
	     INSN(GETVAR, 2, 0, 0, V_N), CHECK(1, 2), END),
	CASE("ADDVAR overflows", "-9223372036854775808", STR(0, K_MAX),
	     INSN(SETVAR, 0, 0, 0, V_N), INSN_BC(ADDVAR, 0, 1, V_N),
	     INSN(GETVAR, 1, 0, 0, V_N), CHECK(1, 1), END),
	CASE("ADDVAR to a string",
	     "! arithmetic on a string value (left operand) @3", STR(0, K_ABC),
	     INSN(SETVAR, 0, 0, 0, V_N), INSN_BC(ADDVAR, 0, 1, V_N), END),
	CASE("UPDVAR overflows", "-9223372036854775808", STR(0, K_MAX),
	     INSN(SETVAR, 0, 0, 0, V_N), SET(0, 1),
	     INSN(UPDVAR, 0, KTAP_UPDATE_ADD, 0, V_N),
	     INSN(GETVAR, 1, 0, 0, V_N), CHECK(1, 1), END),
	CASE("UPDVAR of text", "'abcabd'", STR(0, K_ABC),
	     INSN(UPDVAR, 0, KTAP_UPDATE_CAT, 0, V_N), STR(0, K_ABD),
	     INSN(UPDVAR, 0, KTAP_UPDATE_CAT, 0, V_N),
	     INSN(GETVAR, 1, 0, 0, V_N), CHECK(1, 1), END),
	CASE("UPDVAR with nil",
	     "! arithmetic on a nil value (right operand) @2", NIL(0),
	     INSN(UPDVAR, 0, KTAP_UPDATE_ADD, 0, V_N), END),
	CASE("UPDVAR of a string",
	     "! arithmetic on a string value (left operand) @4", STR(0, K_ABC),
	     INSN(SETVAR, 0, 0, 0, V_N), SET(0, 1),
	     INSN(UPDVAR, 0, KTAP_UPDATE_ADD, 0, V_N), END),
	CASE("UPDVAR by 0", "! divide by zero @2", SET(0, 0),
	     INSN(UPDVAR, 0, KTAP_UPDATE_DIV, 0, V_N), END),

	CASE("GETTAB of nothing", "nil", TAB(0), SET(1, 1),
	     INSN(GETTAB, 2, 0, 1, 0), CHECK(2, 1), END),
	CASE("SETTAB", "7 'abc' nil", TAB(0), SET(1, 1), SET(2, 7),
	     INSN(SETTAB, 0, 1, 2, 0), STR(3, K_ABC),
	     INSN(SETTAB, 0, 3, 3, 0), INSN(GETTAB, 4, 0, 1, 0),
	     INSN(GETTAB, 5, 0, 3, 0), NIL(7), INSN(SETTAB, 0, 1, 7, 0),
	     INSN(GETTAB, 6, 0, 1, 0), CHECK(4, 3), END),
	CASE("GETTAB onto its own key", "7", TAB(0), SET(1, 1), SET(2, 7),
	     INSN(SETTAB, 0, 1, 2, 0), INSN(GETTAB, 1, 0, 1, 0), CHECK(1, 1),
	     END),
	CASE("GETTAB onto its own table", "7", TAB(0), SET(1, 1), SET(2, 7),
	     INSN(SETTAB, 0, 1, 2, 0), INSN(GETTAB, 0, 0, 1, 0), CHECK(0, 1),
	     END),
	CASE("ADDTAB", "4 -1", TAB(0), STR(1, K_ABC),
	     INSN(ADDTAB, 0, 1, 0, 4), INSN(GETTAB, 3, 0, 1, 0),
	     INSN(ADDTAB, 0, 1, 0, -5), INSN(GETTAB, 4, 0, 1, 0),
	     CHECK(3, 2), END),
	CASE("ADDTAB to a string",
	     "! arithmetic on a string value (left operand) @5", TAB(0),
	     SET(1, 1), STR(2, K_ABC), INSN(SETTAB, 0, 1, 2, 0),
	     INSN(ADDTAB, 0, 1, 0, 1), END),
	CASE("ADDTAB of a string", "! index of a string value @2",
	     STR(0, K_ABC), INSN(ADDTAB, 0, 0, 0, 1), END),
	CASE("UPDTAB", "4 8", TAB(0), STR(1, K_ABC), SET(2, 4),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_ADD), INSN(GETTAB, 3, 0, 1, 0),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_ADD), INSN(GETTAB, 4, 0, 1, 0),
	     CHECK(3, 2), END),
	CASE("UPDTAB with a string",
	     "! arithmetic on a string value (right operand) @4", TAB(0),
	     SET(1, 1), STR(2, K_ABC), INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_SUB),
	     END),
	CASE("UPDTAB of a string",
	     "! arithmetic on a string value (left operand) @6", TAB(0),
	     SET(1, 1), STR(2, K_ABC), INSN(SETTAB, 0, 1, 2, 0), SET(2, 1),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_SUB), END),
	CASE("SETTUP, GETTUP", "7 nil nil", TAB(0), SET(1, 1), STR(2, K_ABC),
	     SET(3, 7), INSN(SETTUP, 0, 1, 3, 0), INSN(MOVE, 4, 0, 0, 0),
	     SET(5, 1), STR(6, K_ABC), INSN(GETTUP, 7, 4, 3, 0),
	     STR(6, K_ABD), INSN(GETTUP, 8, 4, 3, 0),
	     INSN(GETTAB, 9, 0, 5, 0), CHECK(7, 3), END),
	CASE("UPDTUP of nil parts", "4 8", TAB(0), NIL(1), NIL(2), SET(3, 4),
	     INSN(UPDTUP, 0, 1, 3, KTAP_UPDATE_ADD), INSN(MOVE, 4, 0, 0, 0),
	     NIL(5), NIL(6), INSN(GETTUP, 7, 4, 3, 0),
	     INSN(UPDTUP, 0, 1, 3, KTAP_UPDATE_ADD),
	     INSN(GETTUP, 8, 4, 3, 0), CHECK(7, 2), END),
	CASE("a tuple in registers", "1, abc 1 'abc' 7", TAB(0), SET(1, 1),
	     STR(2, K_ABC), SET(3, 7), INSN(SETTUP, 0, 1, 3, 0),
	     INSN(MOVE, 4, 0, 0, 0), INSN(WALK, 4, 0, 0, 7), SET(8, 1),
	     INSN(GETTAB, 9, 6, 8, 0), SET(8, 2), INSN(GETTAB, 10, 6, 8, 0),
	     INSN(GETTAB, 11, 0, 6, 0), INSN(MOVE, 8, 6, 0, 0), CHECK(8, 4),
	     END),
	CASE("UNPACK of fewer, and of more", "1 1 'abc' nil", TAB(0),
	     SET(1, 1), STR(2, K_ABC), SET(3, 7), INSN(SETTUP, 0, 1, 3, 0),
	     INSN(MOVE, 4, 0, 0, 0), INSN(WALK, 4, 0, 0, 3),
	     INSN(UNPACK, 8, 1, 6, 0), INSN(UNPACK, 9, 3, 6, 0), CHECK(8, 4),
	     END),
	CASE("UNPACK of all", "7 1 'abc'", TAB(0), SET(1, 1), STR(2, K_ABC),
	     SET(3, 7), INSN(SETTUP, 0, 1, 3, 0), INSN(MOVE, 4, 0, 0, 0),
	     INSN(WALK, 4, 0, 0, 4), INSN(MOVE, 8, 7, 0, 0),
	     INSN(MOVE, 9, 6, 0, 0), INSN(UNPACK, 9, KTAP_ALL, 9, 0),
	     CHECK_ALL(8), END),
	CASE("UNPACK of an integer", "! unpack() of an integer value, not of a tuple @2",
	     SET(0, 1), INSN(UNPACK, 0, 1, 0, 0), END),
	CASE("SYMBOL's value", "-5", INSN(SYMBOL, 0, 1, 0, 2), CHECK(0, 1), END),
	CASE("SYMBOL's address", "true", INSN(LOADBOOL, 1, 1, 0, 0),
	     INSN(SYMBOL, 0, 0, 0, 2), SET(2, 0), INSN(JNE, 0, 2, 0, 1),
	     INSN(LOADBOOL, 1, 0, 0, 0), CHECK(1, 1), END),
	CASE("SAMPLE", "count 2, sum 5, min -2, max 7, avg 2", NIL(0),
	     SET(1, 7), INSN(SAMPLE, 0, 1, 0, 0), SET(1, -2),
	     INSN(SAMPLE, 0, 1, 0, 0), CHECK(0, 1), END),
	CASE("SAMPLE of an integer", "! sample added to an integer value @3",
	     SET(0, 1), SET(1, 7), INSN(SAMPLE, 0, 1, 0, 0), END),
	CASE("SAMPLE that is nil", "! sample that is a nil value @3", NIL(0),
	     NIL(1), INSN(SAMPLE, 0, 1, 0, 0), END),
	CASE("samples of variables",
	     "count 2, sum 4, min 2, max 2, avg 2", SET(0, 2),
	     INSN(UPDVAR, 0, KTAP_UPDATE_SAMPLE, 0, V_N),
	     INSN(UPDVAR, 0, KTAP_UPDATE_SAMPLE, 0, V_N),
	     INSN(GETVAR, 0, 0, 0, V_N), CHECK(0, 1), END),
	CASE("samples of elements",
	     "count 2, sum 4, min 2, max 2, avg 2 count 1, sum 2, min 2, max 2, avg 2",
	     TAB(0), SET(1, 1), SET(2, 2),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_SAMPLE),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_SAMPLE), SET(3, 2),
	     INSN(UPDTUP, 0, 1, 3, KTAP_UPDATE_SAMPLE),
	     INSN(MOVE, 4, 0, 0, 0), SET(5, 1), SET(6, 2),
	     INSN(GETTUP, 3, 4, 3, 0), INSN(GETTAB, 2, 0, 1, 0), CHECK(2, 2),
	     END),
	CASE("sample of an element that is a string",
	     "! sample added to a string value @5", TAB(0), STR(1, K_ABC),
	     INSN(SETTAB, 0, 1, 1, 0), SET(2, 1),
	     INSN(UPDTAB, 0, 1, 2, KTAP_UPDATE_SAMPLE), END),
	CASE("ADD to an aggregate",
	     "! arithmetic on an aggregate value (left operand) @3", SET(0, 1),
	     INSN(UPDVAR, 0, KTAP_UPDATE_SAMPLE, 0, V_N),
	     INSN(UPDVAR, 0, KTAP_UPDATE_ADD, 0, V_N), END),
	CASE("joined aggregate", "'abccount 1, sum 1, min 1, max 1, avg 1abc'",
	     STR(0, K_ABC), NIL(1), SET(2, 1), INSN(SAMPLE, 1, 2, 0, 0),
	     STR(2, K_ABC), INSN(CONCAT, 0, 0, 3, 0), CHECK(0, 1), END),
	CASE("WALK of an aggregate", "! pairs() of an aggregate value @4",
	     NIL(0), SET(1, 1), INSN(SAMPLE, 0, 1, 0, 0),
	     INSN(WALK, 0, 0, 0, 0), END),
	CASE("part that is a table", "! part of a key that is a table value @5",
	     TAB(0), SET(1, 1), TAB(2), SET(3, 1), INSN(UPDTUP, 0, 1, 3, 0), END),
	CASE("UPDTUP with a string",
	     "! arithmetic on a string value (right operand) @5", TAB(0),
	     SET(1, 1), SET(2, 2), STR(3, K_ABC),
	     INSN(UPDTUP, 0, 1, 3, KTAP_UPDATE_SUB), END),
	CASE("GETTUP of nil", "! index of a nil value @4", NIL(0), SET(1, 1),
	     SET(2, 2), INSN(GETTUP, 0, 0, 3, 0), END),
	CASE("SETTUP of an integer", "! index of an integer value @4",
	     SET(0, 1), SET(1, 1), SET(2, 2), INSN(SETTUP, 0, 0, 3, 0), END),
	CASE("GETTAB of nil", "! index of a nil value @2", NIL(0),
	     INSN(GETTAB, 1, 0, 0, 0), END),
	CASE("SETTAB of an integer", "! index of an integer value @2",
	     SET(0, 1), INSN(SETTAB, 0, 0, 0, 0), END),
	CASE("UPDTAB of a string", "! index of a string value @2",
	     STR(0, K_ABC), INSN(UPDTAB, 0, 0, 0, 0), END),
	CASE("table in a table", "5", TAB(0), TAB(1), SET(2, 1), SET(3, 5),
	     INSN(SETTAB, 1, 2, 3, 0), INSN(SETTAB, 0, 2, 1, 0),
	     INSN(GETTAB, 4, 0, 2, 0), INSN(GETTAB, 4, 4, 2, 0), CHECK(4, 1),
	     END),
};

static const struct run_case arith_cases[] = {
	CASE("ADD", "5", BINARY(ADD, 7, -2)),
	CASE("SUB", "9", BINARY(SUB, 7, -2)),
	CASE("MUL", "-14", BINARY(MUL, 7, -2)),
	CASE("DIV", "-3", BINARY(DIV, -7, 2)),
	CASE("MOD", "-1", BINARY(MOD, -7, 2)),
	CASE("AND", "4", BINARY(AND, 6, 12)),
	CASE("OR", "14", BINARY(OR, 6, 12)),
	CASE("XOR", "10", BINARY(XOR, 6, 12)),
	CASE("SHL", "-8", BINARY(SHL, -1, 3)),
	CASE("SHL modulo 64", "2", BINARY(SHL, 1, 65)),
	CASE("SHR keeps the sign", "-1", BINARY(SHR, -8, 63)),
	CASE("SHR modulo 64", "-4", BINARY(SHR, -8, -63)),
	CASE("ADDI", "5", BINARY_IMM(ADDI, 7, -2)),
	CASE("MULI", "-14", BINARY_IMM(MULI, 7, -2)),
	CASE("DIVI", "-3", BINARY_IMM(DIVI, 7, -2)),
	CASE("MODI", "1", BINARY_IMM(MODI, 7, -2)),
	CASE("ANDI", "4", BINARY_IMM(ANDI, 6, 12)),
	CASE("ANDI extends the sign", "6", BINARY_IMM(ANDI, 6, -1)),
	CASE("ORI", "14", BINARY_IMM(ORI, 6, 12)),
	CASE("XORI", "-7", BINARY_IMM(XORI, 6, -1)),
	CASE("SHLI", "48", BINARY_IMM(SHLI, 6, 67)),
	CASE("SHRI", "-3", BINARY_IMM(SHRI, -6, 1)),
	CASE("NEG", "-6", SET(0, 6), INSN(NEG, 1, 0, 0, 0), CHECK(1, 1), END),
	CASE("BNOT", "-7", SET(0, 6), INSN(BNOT, 1, 0, 0, 0), CHECK(1, 1), END),
	CASE("ADD wraps", "-9223372036854775808", STR(0, K_MAX),
	     INSN(ADDI, 0, 0, 0, 1), CHECK(0, 1), END),
	CASE("NEG wraps", "-9223372036854775808", STR(0, K_MIN),
	     INSN(NEG, 0, 0, 0, 0), CHECK(0, 1), END),
	CASE("MUL wraps", "0", STR(0, K_MIN), INSN(MULI, 0, 0, 0, 2),
	     CHECK(0, 1), END),
	CASE("DIV of the least by -1", "-9223372036854775808 0", STR(0, K_MIN),
	     SET(1, -1), INSN(DIV, 2, 0, 1, 0), INSN(MOD, 3, 0, 1, 0),
	     CHECK(2, 2), END),
	CASE("DIVI of the least by -1", "-9223372036854775808 0", STR(0, K_MIN),
	     INSN(DIVI, 2, 0, 0, -1), INSN(MODI, 3, 0, 0, -1), CHECK(2, 2),
	     END),
	CASE("result onto an operand", "10", SET(0, 3), SET(1, 7),
	     INSN(ADD, 1, 0, 1, 0), CHECK(1, 1), END),
	CASE("DIV by zero", "! divide by zero @3", BINARY(DIV, 1, 0)),
	CASE("MOD by zero", "! divide by zero @3", BINARY(MOD, 1, 0)),
	CASE("ADD of nil, left", "! arithmetic on a nil value (left operand) @3",
	     NIL(0), SET(1, 1), INSN(ADD, 2, 0, 1, 0), END),
	CASE("MUL of a table, right",
	     "! arithmetic on a table value (right operand) @3", SET(0, 1),
	     TAB(1), INSN(MUL, 2, 0, 1, 0), END),
	CASE("DIV of a string", "! arithmetic on a string value (left operand) @3",
	     STR(0, K_ABC), SET(1, 1), INSN(DIV, 2, 0, 1, 0), END),
	CASE("SHL of a boolean",
	     "! arithmetic on a boolean value (left operand) @3",
	     INSN(LOADBOOL, 0, 1, 0, 0), SET(1, 1), INSN(SHL, 2, 0, 1, 0), END),
	CASE("ADDI of a function", "! arithmetic on a function value @2",
	     INSN(LOADFN, 0, 0, 0, F_SWAP), INSN(ADDI, 1, 0, 0, 1), END),
	CASE("SHRI of nil", "! arithmetic on a nil value @2", NIL(0),
	     INSN(SHRI, 1, 0, 0, 1), END),
	CASE("DIVI of nil", "! arithmetic on a nil value @2", NIL(0),
	     INSN(DIVI, 1, 0, 0, 1), END),
	CASE("NEG of nil", "! arithmetic on a nil value @2", NIL(0),
	     INSN(NEG, 1, 0, 0, 0), END),
	CASE("BNOT of a string", "! arithmetic on a string value @2",
	     STR(0, K_ABC), INSN(BNOT, 1, 0, 0, 0), END),

	CASE("NOT", "true true false false", NIL(0), INSN(NOT, 4, 0, 0, 0),
	     INSN(LOADBOOL, 0, 0, 0, 0), INSN(NOT, 5, 0, 0, 0), SET(0, 0),
	     INSN(NOT, 6, 0, 0, 0), STR(0, K_ABC), INSN(NOT, 7, 0, 0, 0),
	     CHECK(4, 4), END),
	CASE("CONCAT", "'abc-12nilabd'", STR(0, K_ABC), SET(1, -12), NIL(2),
	     STR(3, K_ABD), INSN(CONCAT, 0, 0, 4, 0), CHECK(0, 1), END),
	CASE("CONCAT of booleans and tables", "'truefunction swaptable'",
	     INSN(LOADBOOL, 1, 1, 0, 0), INSN(LOADFN, 2, 0, 0, F_SWAP), TAB(3),
	     INSN(CONCAT, 0, 1, 3, 0), CHECK(0, 1), END),
	/* 3 bytes, doubled 15 times: 98304. */
	CASE("CONCAT too long", "! string longer than 65535 bytes @7",
	     STR(3, K_BIG), INSN(MOVE, 4, 3, 0, 0), INSN(MOVE, 5, 3, 0, 0),
	     INSN(MOVE, 6, 3, 0, 0), INSN(MOVE, 7, 3, 0, 0),
	     INSN(MOVE, 8, 3, 0, 0), INSN(CONCAT, 0, 3, 6, 0), END),
};

static const struct run_case jump_cases[] = {
	CASE("JMP", "1", SET(0, 1), INSN(JMP, 0, 0, 0, 2), CHECK(0, 1), END,
	     INSN(JMP, 0, 0, 0, -3)),
	CASE("JT of true", "1", JUMPS(INSN(LOADBOOL, 0, 1, 0, 0),
				      INSN(JT, 0, 0, 0, 2))),
	CASE("JT of 0", "1", JUMPS(SET(0, 0), INSN(JT, 0, 0, 0, 2))),
	CASE("JT of false", "0", JUMPS(INSN(LOADBOOL, 0, 0, 0, 0),
				       INSN(JT, 0, 0, 0, 2))),
	CASE("JT of nil", "0", JUMPS(NIL(0), INSN(JT, 0, 0, 0, 2))),
	CASE("JF of nil", "1", JUMPS(NIL(0), INSN(JF, 0, 0, 0, 2))),
	CASE("JF of 0", "0", JUMPS(SET(0, 0), INSN(JF, 0, 0, 0, 2))),
	CASE("JNZ of 0", "0", JUMPS(SET(0, 0), INSN(JNZ, 0, 0, 0, 2))),
	CASE("JNZ of 1", "1", JUMPS(SET(0, 1), INSN(JNZ, 0, 0, 0, 2))),
	CASE("JNZ of nil", "0", JUMPS(NIL(0), INSN(JNZ, 0, 0, 0, 2))),
	CASE("JZ of 0", "1", JUMPS(SET(0, 0), INSN(JZ, 0, 0, 0, 2))),
	CASE("JZ of false", "1", JUMPS(INSN(LOADBOOL, 0, 0, 0, 0),
				       INSN(JZ, 0, 0, 0, 2))),
	CASE("JZ of a string", "0", JUMPS(STR(0, K_ABC),
					  INSN(JZ, 0, 0, 0, 2))),
	CASE("JNIL of nil", "1", JUMPS(NIL(0), INSN(JNIL, 0, 0, 0, 2))),
	CASE("JNIL of false", "0", JUMPS(INSN(LOADBOOL, 0, 0, 0, 0),
					 INSN(JNIL, 0, 0, 0, 2))),
	CASE("JEQ of integers", "1", COMPARES(SET(0, 5), SET(1, 5), JEQ)),
	CASE("JEQ of strings made", "1",
	     STR(0, K_ABC), STR(1, K_ABD), INSN(CONCAT, 2, 0, 2, 0),
	     INSN(CONCAT, 3, 0, 2, 0), JUMPS(INSN(NOP, 0, 0, 0, 0),
					     INSN(JEQ, 2, 3, 0, 2))),
	CASE("JEQ of kinds", "0", COMPARES(SET(0, 0), NIL(1), JEQ)),
	CASE("JEQ of nils", "1", COMPARES(NIL(0), NIL(1), JEQ)),
	CASE("JEQ of tables", "0", COMPARES(TAB(0), TAB(1), JEQ)),
	CASE("JNE of tables", "1", COMPARES(TAB(0), TAB(1), JNE)),
	CASE("JNE of integers", "0", COMPARES(SET(0, 5), SET(1, 5), JNE)),
	CASE("JLT", "1", COMPARES(SET(0, -1), SET(1, 0), JLT)),
	CASE("JLT of equals", "0", COMPARES(SET(0, 0), SET(1, 0), JLT)),
	CASE("JLT of strings", "1", COMPARES(STR(0, K_ABC), STR(1, K_ABD), JLT)),
	CASE("JLE of strings", "0", COMPARES(STR(0, K_ABD), STR(1, K_ABC), JLE)),
	CASE("JLE of equals", "1", COMPARES(SET(0, 0), SET(1, 0), JLE)),
	CASE("JLT of nil",
	     "! order comparison of a nil value with an integer value @3",
	     COMPARES(NIL(0), SET(1, 0), JLT)),
	CASE("JGT", "1", COMPARES(SET(0, 1), SET(1, 0), JGT)),
	CASE("JGT of equals", "0", COMPARES(SET(0, 1), SET(1, 1), JGT)),
	CASE("JGT of strings", "1", COMPARES(STR(0, K_ABD), STR(1, K_ABC), JGT)),
	CASE("JGE", "0", COMPARES(SET(0, -1), SET(1, 0), JGE)),
	CASE("JGE of equals", "1", COMPARES(SET(0, 1), SET(1, 1), JGE)),
	CASE("JGE of strings", "0", COMPARES(STR(0, K_ABC), STR(1, K_ABD), JGE)),
	CASE("JGT of kinds",
	     "! order comparison of a string value with an integer value @3",
	     COMPARES(STR(0, K_ABC), SET(1, 1), JGT)),
	CASE("JLE of kinds",
	     "! order comparison of an integer value with a string value @3",
	     COMPARES(SET(0, 1), STR(1, K_ABC), JLE)),
	CASE("JEQI", "1", JUMPS(SET(0, -300), INSN_BC(JEQI, 0, -300, 2))),
	CASE("JEQI of nil", "0", JUMPS(NIL(0), INSN_BC(JEQI, 0, 0, 2))),
	CASE("JNEI", "0", JUMPS(SET(0, 32767), INSN_BC(JNEI, 0, 32767, 2))),
	CASE("JNEI of nil", "1", JUMPS(NIL(0), INSN_BC(JNEI, 0, 0, 2))),
	CASE("JLTI", "1", JUMPS(SET(0, -32769), INSN_BC(JLTI, 0, -32768, 2))),
	CASE("JLEI", "0", JUMPS(SET(0, 5), INSN_BC(JLEI, 0, 4, 2))),
	CASE("JGTI", "1", JUMPS(SET(0, 5), INSN_BC(JGTI, 0, 4, 2))),
	CASE("JGEI", "1", JUMPS(SET(0, 4), INSN_BC(JGEI, 0, 4, 2))),
	CASE("JLTI of nil",
	     "! order comparison of a nil value with an integer value @2",
	     JUMPS(NIL(0), INSN_BC(JLTI, 0, 1, 2))),
	CASE("JGEI of a string",
	     "! order comparison of a string value with an integer value @2",
	     JUMPS(STR(0, K_ABC), INSN_BC(JGEI, 0, 1, 2))),
};

/* Checks the loop variable in each round. */
#define FOR(start, limit, step)						\
	start, limit, step, INSN(FORPREP, 0, 0, 0, 3),			\
	INSN(MOVE, 4, 3, 0, 0), CHECK(4, 1), INSN(FORLOOP, 0, 0, 0, -3), END

static const struct run_case loop_cases[] = {
	CASE("FORPREP, FORLOOP", "1 2 3", FOR(SET(0, 1), SET(1, 3), SET(2, 1))),
	CASE("one round", "1", FOR(SET(0, 1), SET(1, 1), SET(2, 1))),
	CASE("no round", "", FOR(SET(0, 2), SET(1, 1), SET(2, 1))),
	CASE("steps", "1 4", FOR(SET(0, 1), SET(1, 6), SET(2, 3))),
	CASE("downwards", "3 1", FOR(SET(0, 3), SET(1, 0), SET(2, -2))),
	CASE("downwards, no round", "", FOR(SET(0, 0), SET(1, 3), SET(2, -2))),
	CASE("to the greatest", "9223372036854775806 9223372036854775807",
	     STR(0, K_MAX), INSN(ADDI, 0, 0, 0, -1), STR(1, K_MAX), SET(2, 1),
	     INSN(FORPREP, 0, 0, 0, 3), INSN(MOVE, 4, 3, 0, 0), CHECK(4, 1),
	     INSN(FORLOOP, 0, 0, 0, -3), END),
	CASE("over all integers",
	     "-9223372036854775808 -1 9223372036854775806",
	     FOR(STR(0, K_MIN), STR(1, K_MAX), STR(2, K_MAX))),
	CASE("down over all integers",
	     "9223372036854775807 -1", STR(0, K_MAX), STR(1, K_MIN),
	     STR(2, K_MIN), INSN(FORPREP, 0, 0, 0, 3), INSN(MOVE, 4, 3, 0, 0),
	     CHECK(4, 1), INSN(FORLOOP, 0, 0, 0, -3), END),
	CASE("assigned variable", "1 2", SET(0, 1), SET(1, 2), SET(2, 1),
	     INSN(FORPREP, 0, 0, 0, 4), INSN(MOVE, 4, 3, 0, 0), CHECK(4, 1),
	     SET(3, 100), INSN(FORLOOP, 0, 0, 0, -4), END),
	CASE("step 0", "! for loop with step 0 @4",
	     FOR(SET(0, 1), SET(1, 2), SET(2, 0))),
	CASE("start that is nil", "! for loop whose start is a nil value @4",
	     FOR(NIL(0), SET(1, 2), SET(2, 1))),
	CASE("limit that is a string",
	     "! for loop whose limit is a string value @4",
	     FOR(SET(0, 1), STR(1, K_ABC), SET(2, 1))),
	CASE("step that is a table", "! for loop whose step is a table value @4",
	     FOR(SET(0, 1), SET(1, 2), TAB(2))),

	CASE("WALK, WALKNEXT", "'abc' 7", TAB(0), STR(1, K_ABC), SET(2, 7),
	     INSN(SETTAB, 0, 1, 2, 0), INSN(WALK, 0, 0, 0, 4),
	     INSN(MOVE, 4, 2, 0, 0), INSN(MOVE, 5, 3, 0, 0), CHECK(4, 2),
	     INSN(WALKNEXT, 0, 0, 0, -4), END),
	/* The number of 1 … 20, and the sum of them and their values. */
	CASE("WALK of many", "20 420", SET(0, 1), SET(1, 20), SET(2, 1),
	     TAB(4), INSN(FORPREP, 0, 0, 0, 2), INSN(SETTAB, 4, 3, 3, 0),
	     INSN(FORLOOP, 0, 0, 0, -2), SET(8, 0), SET(9, 0),
	     INSN(WALK, 4, 0, 0, 4), INSN(ADDI, 8, 8, 0, 1),
	     INSN(ADD, 9, 9, 6, 0), INSN(ADD, 9, 9, 7, 0),
	     INSN(WALKNEXT, 4, 0, 0, -4), CHECK(8, 2), END),
	CASE("WALK of an empty table", "1", TAB(0), INSN(WALK, 0, 0, 0, 2),
	     CHECK(2, 1), INSN(WALKNEXT, 0, 0, 0, -2), SET(0, 1), CHECK(0, 1),
	     END),
	CASE("WALK of nil", "! pairs() of a nil value @2", NIL(0),
	     INSN(WALK, 0, 0, 0, 0), END),
};

static const struct run_case call_cases[] = {
	CASE("CALLF", "1 4 3", SET(0, 1), SET(1, 3), SET(2, 4),
	     INSN(CALLF, 1, 2, 2, F_SWAP), CHECK(0, 3), END),
	CASE("CALL", "1 4 3", SET(0, 1), INSN(LOADFN, 1, 0, 0, F_SWAP),
	     SET(2, 3), SET(3, 4), INSN(CALL, 1, 2, 2, 0), CHECK(0, 3), END),
	CASE("missing arguments", "nil 3", SET(1, 3),
	     INSN(CALLF, 1, 1, 2, F_SWAP), CHECK(1, 2), END),
	CASE("surplus arguments", "3", SET(1, 3), SET(2, 4), SET(3, 5),
	     INSN(CALLF, 1, 3, 1, F_FIRST), CHECK(1, 1), END),
	CASE("missing results", "3 nil nil", SET(1, 3),
	     INSN(CALLF, 1, 1, 3, F_FIRST), CHECK(1, 3), END),
	CASE("surplus results", "4 9", SET(2, 9), SET(0, 3), SET(1, 4),
	     INSN(MOVE, 5, 2, 0, 0), INSN(MOVE, 6, 0, 0, 0),
	     INSN(MOVE, 7, 1, 0, 0), INSN(CALLF, 6, 2, 1, F_SWAP),
	     INSN(MOVE, 7, 5, 0, 0), CHECK(6, 2), END),
	CASE("CALLB with a result", "5 1", SET(0, 5), INSN(CALLB, 0, 1, 1, 0),
	     CHECK(0, 1), END),
	CASE("RET without results", "", END),
	CASE("CALL of nil", "! call of a nil value @2", NIL(0),
	     INSN(CALL, 0, 0, 0, 0), END),
	CASE("CALL of an integer", "! call of an integer value @2", SET(0, 1),
	     INSN(CALL, 0, 0, 0, 0), END),
	CASE("CALLF for all results", "9 4 3", SET(0, 9), SET(1, 3), SET(2, 4),
	     INSN(CALLF, 1, 2, KTAP_ALL, F_SWAP), CHECK_ALL(0), END),
	CASE("CALL for all results, of which there are none", "9", SET(0, 9),
	     INSN(LOADFN, 1, 0, 0, F_REST), INSN(CALL, 1, 0, KTAP_ALL, 0),
	     CHECK_ALL(0), END),
	CASE("all results as arguments", "3", SET(0, 3), SET(1, 4),
	     INSN(CALLF, 0, 2, KTAP_ALL, F_SWAP),
	     INSN(CALLF, 0, KTAP_ALL, KTAP_ALL, F_SWAP),
	     INSN(CALLF, 0, KTAP_ALL, KTAP_ALL, F_FIRST), CHECK_ALL(0), END),
	CASE("surplus arguments are kept", "2 3 4", SET(1, 1), SET(2, 2),
	     SET(3, 3), SET(4, 4), INSN(CALLF, 1, 4, KTAP_ALL, F_REST),
	     CHECK_ALL(1), END),
	CASE("VARARG of a number", "1 2 nil", SET(1, 1), SET(2, 2),
	     INSN(CALLF, 1, 2, 3, F_THREE), CHECK(1, 3), END),
	CASE("VARARG of fewer", "1 2 3", SET(1, 1), SET(2, 2), SET(3, 3),
	     SET(4, 4), INSN(CALLF, 1, 4, 3, F_THREE), CHECK(1, 3), END),
	CASE("SETLIST", "7 8 nil", TAB(0), SET(1, 7), SET(2, 8),
	     INSN(SETLIST, 0, 1, 2, 3), SET(3, 3), INSN(GETTAB, 4, 0, 3, 0),
	     SET(3, 4), INSN(GETTAB, 5, 0, 3, 0), SET(3, 5),
	     INSN(GETTAB, 6, 0, 3, 0), CHECK(4, 3), END),
	CASE("SETLIST of all", "4 3", TAB(0), SET(1, 3), SET(2, 4),
	     INSN(CALLF, 1, 2, KTAP_ALL, F_SWAP),
	     INSN(SETLIST, 0, 1, KTAP_ALL, 1), SET(3, 1),
	     INSN(GETTAB, 4, 0, 3, 0), SET(3, 2), INSN(GETTAB, 5, 0, 3, 0),
	     CHECK(4, 2), END),
	CASE("SETLIST of nil", "! index of a nil value @3", NIL(0), SET(1, 1),
	     INSN(SETLIST, 0, 1, 1, 1), END),
	CASE("TCALLF", "3 4", SET(0, 3), SET(1, 4), INSN(TCALLF, 0, 2, 0, F_SHOW)),
	CASE("TCALL", "3 nil", INSN(LOADFN, 4, 0, 0, F_SHOW), SET(5, 3),
	     INSN(TCALL, 4, 1, 0, 0)),
	CASE("TCALL of nil", "! call of a nil value @2", NIL(0),
	     INSN(TCALL, 0, 0, 0, 0)),
	CASE("TCALLF gives results", "0", SET(1, 2000), SET(2, 9),
	     INSN(CALLF, 1, 2, 1, F_STEP), CHECK(1, 1), END),
	CASE("SELF", "function self", INSN(CALLF, 0, 0, 1, F_SELF), CHECK(0, 1),
	     END),
	CASE("CLOSURE", "15 20 20", SET(0, 10), INSN(NEWCELL, 0, 0, 0, 0),
	     SET(1, 5), INSN(CLOSURE, 2, 0, 2, F_COUNT), INSN(MOVE, 3, 2, 0, 0),
	     INSN(CALL, 3, 0, 1, 0), INSN(MOVE, 4, 2, 0, 0),
	     INSN(CALL, 4, 0, 1, 0), INSN(GETCELL, 5, 0, 0, 0), CHECK(3, 3),
	     END),
	CASE("closures share cells", "7", SET(0, 1), INSN(NEWCELL, 0, 0, 0, 0),
	     SET(1, 1), INSN(CLOSURE, 3, 0, 2, F_COUNT), SET(1, 5),
	     INSN(CLOSURE, 2, 0, 2, F_COUNT), INSN(CALL, 3, 0, 0, 0),
	     INSN(CALL, 2, 0, 1, 0), CHECK(2, 1), END),
	CASE("a closure that is stored", "11 16", SET(0, 6),
	     INSN(NEWCELL, 0, 0, 0, 0), SET(1, 5),
	     INSN(CLOSURE, 2, 0, 2, F_COUNT), INSN(SETVAR, 2, 0, 0, V_N),
	     INSN(GETVAR, 3, 0, 0, V_N), INSN(CALL, 3, 0, 1, 0),
	     INSN(GETVAR, 4, 0, 0, V_N), INSN(CALL, 4, 0, 1, 0), NIL(5),
	     INSN(SETVAR, 5, 0, 0, V_N), CHECK(3, 2), END),
	CASE("SETCELL", "'abc' nil 9223372036854775807", SET(0, 1),
	     INSN(NEWCELL, 0, 0, 0, 0), STR(1, K_ABC), INSN(SETCELL, 0, 1, 0, 0),
	     INSN(GETCELL, 2, 0, 0, 0), NIL(1), INSN(SETCELL, 0, 1, 0, 0),
	     INSN(MOVE, 5, 0, 0, 0), INSN(GETCELL, 3, 5, 0, 0), STR(1, K_MAX),
	     INSN(SETCELL, 5, 1, 0, 0), INSN(GETCELL, 4, 0, 0, 0), CHECK(2, 3),
	     END),
	CASE("UPDCELL", "7 28 'abcabd'", NIL(0), INSN(NEWCELL, 0, 0, 0, 0),
	     SET(1, 7), INSN(UPDCELL, 0, 1, 0, KTAP_UPDATE_ADD),
	     INSN(GETCELL, 2, 0, 0, 0), SET(1, 4),
	     INSN(UPDCELL, 0, 1, 0, KTAP_UPDATE_MUL), INSN(GETCELL, 3, 0, 0, 0),
	     STR(1, K_ABC), INSN(SETCELL, 0, 1, 0, 0), STR(1, K_ABD),
	     INSN(UPDCELL, 0, 1, 0, KTAP_UPDATE_CAT), INSN(GETCELL, 4, 0, 0, 0),
	     CHECK(2, 3), END),
	CASE("UPDCELL of a string",
	     "! arithmetic on a string value (left operand) @4", STR(0, K_ABC),
	     INSN(NEWCELL, 0, 0, 0, 0), SET(1, 1),
	     INSN(UPDCELL, 0, 1, 0, KTAP_UPDATE_SUB), END),
	CASE("UPDCELL with nil",
	     "! arithmetic on a nil value (right operand) @4", SET(0, 1),
	     INSN(NEWCELL, 0, 0, 0, 0), NIL(1),
	     INSN(UPDCELL, 0, 1, 0, KTAP_UPDATE_ADD), END),
	CASE("MATCH", "true false false", STR(0, K_ABC), STR(1, K_GLOB),
	     INSN(MATCH, 2, 0, 1, 0), INSN(MATCH, 3, 1, 0, 0), NIL(0),
	     INSN(MATCH, 4, 0, 1, 0), CHECK(2, 3), END),
	CASE("MATCH of an integer", "! match of an integer value @3", SET(0, 1),
	     STR(1, K_GLOB), INSN(MATCH, 2, 0, 1, 0), END),
	CASE("MATCH with nil", "! match with a nil value as its glob @3",
	     STR(0, K_ABC), NIL(1), INSN(MATCH, 2, 0, 1, 0), END),
	CASE("endless recursion", "! stack overflow @1001",
	     INSN(CALLF, 0, 0, 0, F_DEEP), END),
	CASE("frames too large", "! stack overflow @1008",
	     INSN(CALLF, 0, 0, 0, F_WIDE), END),
};

const char cases_big[12001] = { [0 ... 11999] = 'x' };

static void make_image(struct kunit *test, struct asm_image *image,
		       const struct run_case *run)
{
	int i;

	asm_func(test, image, "", 0, NR_REGS, run->code, run->nr);
	/* Lines of the others have numbers of their own. */
	image->line = 1000;
	asm_func(test, image, "swap", 2, 4,
		 CODE(INSN(MOVE, 2, 1, 0, 0), INSN(MOVE, 3, 0, 0, 0),
		      INSN(RET, 2, 2, 0, 0)));
	image->line = 1000;
	asm_func(test, image, "deep", 0, 1,
		 CODE(INSN(CALLF, 0, 0, 0, F_DEEP), END));
	asm_func(test, image, "first", 1, 1, CODE(INSN(RET, 0, 1, 0, 0)));
	image->line = 1007;
	asm_func(test, image, "wide", 0, 250,
		 CODE(INSN(CALLF, 250, 0, 0, F_WIDE), END));
	asm_func(test, image, "show", 2, 2, CODE(CHECK(0, 2), END));
	asm_func(test, image, "count", 0, 3,
		 CODE(INSN(CAPTURED, 0, 0, 0, 0), INSN(CAPTURED, 1, 0, 0, 1),
		      INSN(UPDCELL, 0, 1, 0, KTAP_UPDATE_ADD),
		      INSN(GETCELL, 2, 0, 0, 0), INSN(RET, 2, 1, 0, 0)));
	asm_func_more(image, 0, 2, 1);
	asm_func(test, image, "rest", 1, 2,
		 CODE(INSN(VARARG, 1, KTAP_ALL, 0, 0),
		      INSN(RET, 1, KTAP_ALL, 0, 0)));
	asm_func_more(image, KTAP_FUNC_VARARG, 0, 0);
	asm_func(test, image, "three", 0, 3,
		 CODE(INSN(VARARG, 0, 3, 0, 0), INSN(RET, 0, 3, 0, 0)));
	asm_func_more(image, KTAP_FUNC_VARARG, 0, 0);
	/* One argument more in each round. */
	image->line = 1997;
	asm_func(test, image, "grow", 0, 200,
		 CODE(SET(0, 1), INSN(VARARG, 1, KTAP_ALL, 0, 0),
		      INSN(TCALLF, 0, KTAP_ALL, 0, F_GROW)));
	asm_func_more(image, KTAP_FUNC_VARARG, 0, 0);
	asm_func(test, image, "self", 0, 1,
		 CODE(INSN(SELF, 0, 0, 0, 0), INSN(RET, 0, 1, 0, 0)));
	asm_func(test, image, "step", 1, 1,
		 CODE(INSN(ADDI, 0, 0, 0, -1), INSN(JNEI, 0, 0, 0, 1),
		      INSN(RET, 0, 1, 0, 0), INSN(TCALLF, 0, 1, 0, F_STEP)));
	asm_func_more(image, KTAP_FUNC_VARARG, 0, 0);

	asm_const_int(test, image, S64_MIN);
	asm_const_string(test, image, "abc");
	asm_const_string(test, image, "abd");
	asm_const_int(test, image, S64_MAX);
	asm_const_string(test, image, cases_big);
	asm_const_string(test, image, "a[b-d]?");
	asm_var(test, image, "n");
	asm_var(test, image, "t");
	asm_call_var(test, image, "call.x");
	asm_call_var(test, image, "call.y");
	asm_field(test, image, "first", 0, 0);
	asm_field(test, image, "second", 0, KTAP_RELOC_OPTIONAL);
	asm_symbol(test, image, "symbol");
	for (i = 1; i <= 4; i++)
		asm_import(test, image, "check", i);
	asm_import(test, image, "check", KTAP_ALL);
}

static void run_case(struct kunit *test, const struct run_case *run,
		     enum machine_mode mode)
{
	struct asm_image *image = asm_create(test);
	struct machine *m;

	make_image(test, image, run);
	m = machine_create(test, image);
	machine_run(m, mode, F_CODE);
	KUNIT_EXPECT_STREQ_MSG(test, m->text, run->want, "%s, %s", run->name,
			       mode == MACHINE_EVENT ? "event" : "process");
	machine_release(m);
}

static void run_cases(struct kunit *test, const struct run_case *cases, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		run_case(test, &cases[i], MACHINE_PROCESS);
		run_case(test, &cases[i], MACHINE_EVENT);
	}
}

static void test_opcode_values(struct kunit *test)
{
	run_cases(test, value_cases, ARRAY_SIZE(value_cases));
}

static void test_opcode_arith(struct kunit *test)
{
	run_cases(test, arith_cases, ARRAY_SIZE(arith_cases));
}

static void test_opcode_jumps(struct kunit *test)
{
	run_cases(test, jump_cases, ARRAY_SIZE(jump_cases));
}

static void test_opcode_loops(struct kunit *test)
{
	run_cases(test, loop_cases, ARRAY_SIZE(loop_cases));
}

static void test_opcode_calls(struct kunit *test)
{
	run_cases(test, call_cases, ARRAY_SIZE(call_cases));
}

struct machine *cases_machine(struct kunit *test, const u64 *code, u32 nr)
{
	struct run_case run = { .nr = nr };
	struct asm_image *image = asm_create(test);

	memcpy(run.code, code, nr * sizeof(*code));
	make_image(test, image, &run);

	return machine_create(test, image);
}

static void mark_opcodes(unsigned long *seen, const struct run_case *cases,
			 int nr)
{
	int i, pc;

	for (i = 0; i < nr; i++) {
		for (pc = 0; pc < cases[i].nr; pc++)
			__set_bit(KTAP_INSN_OP(cases[i].code[pc]), seen);
	}
}

/* An opcode that is added needs a case. */
static void test_opcode_every_opcode(struct kunit *test)
{
	struct machine *m = cases_machine(test, CODE(END));
	DECLARE_BITMAP(seen, KTAP_NR_OPCODES) = {};
	unsigned long op;
	u32 i, pc;

	/* Some make sense in a function that is called only. */
	for (i = 1; i < m->prog->nr_funcs; i++) {
		for (pc = 0; pc < m->prog->funcs[i].nr_insns; pc++)
			__set_bit(KTAP_INSN_OP(m->prog->funcs[i].insns[pc]),
				  seen);
	}
	mark_opcodes(seen, value_cases, ARRAY_SIZE(value_cases));
	mark_opcodes(seen, arith_cases, ARRAY_SIZE(arith_cases));
	mark_opcodes(seen, jump_cases, ARRAY_SIZE(jump_cases));
	mark_opcodes(seen, loop_cases, ARRAY_SIZE(loop_cases));
	mark_opcodes(seen, call_cases, ARRAY_SIZE(call_cases));
	op = find_first_zero_bit(seen, KTAP_NR_OPCODES);
	KUNIT_EXPECT_EQ_MSG(test, op, KTAP_NR_OPCODES, "opcode %s has no case",
			    op < KTAP_NR_OPCODES ? ktap_opinfo[op].name : "");
}

static struct kunit_case opcode_cases[] = {
	KUNIT_CASE(test_opcode_values),
	KUNIT_CASE(test_opcode_arith),
	KUNIT_CASE(test_opcode_jumps),
	KUNIT_CASE(test_opcode_loops),
	KUNIT_CASE(test_opcode_calls),
	KUNIT_CASE(test_opcode_every_opcode),
	{}
};

static struct kunit_suite opcode_suite = {
	.name		= "ktap-opcodes",
	.test_cases	= opcode_cases,
};

kunit_test_suite(opcode_suite);
