/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ktap - the program image: what a compiler writes and the kernel loads
 *
 * An image is one little-endian blob:
 *
 *	struct ktap_image_header
 *	sections, each 8-byte aligned, in the order of enum ktap_section,
 *	one directly behind the other; the last ends where the image ends
 *
 * It names events, built-ins and fields by text and holds no address, so an
 * image made on one machine runs on any kernel that knows its version.
 */
#ifndef _UAPI_LINUX_KTAP_BYTECODE_H
#define _UAPI_LINUX_KTAP_BYTECODE_H

#include <linux/types.h>

#define KTAP_IMAGE_MAGIC	0x5041544b	/* "KTAP" in the file */
#define KTAP_IMAGE_VERSION	1

/* Limits of an image; run-time limits are the kernel's own. */
#define KTAP_IMAGE_MAX_BYTES	(4 << 20)
#define KTAP_IMAGE_MAX_FUNCS	4096
#define KTAP_IMAGE_MAX_CONSTS	65536
#define KTAP_IMAGE_MAX_IMPORTS	1024
#define KTAP_IMAGE_MAX_EVENTS	16384
#define KTAP_IMAGE_MAX_VARS	4096
#define KTAP_IMAGE_MAX_CALLVARS	64		/* among the variables */
#define KTAP_IMAGE_MAX_RELOCS	1024
#define KTAP_IMAGE_MAX_STRING	65535		/* bytes, without the NUL */
#define KTAP_IMAGE_MAX_INSNS	(1 << 18)	/* of one function */
#define KTAP_IMAGE_MAX_REGS	250		/* of one function */

/* Parts of a key, t[a, b]: at least 2. */
#define KTAP_MAX_PARTS		8
/* As a number of values: all that there are; see the notes on opcodes. */
#define KTAP_ALL		255

/* Flags of a function. */
#define KTAP_FUNC_VARARG	0x1	/* keeps surplus arguments, for VARARG */

/**
 * enum ktap_kind - the kinds of values
 *
 * Shared by constants of an image, registers of the virtual machine and
 * values in output records.
 *
 * @KTAP_KIND_NIL: No value.
 * @KTAP_KIND_FALSE: Boolean false.
 * @KTAP_KIND_TRUE: Boolean true.
 * @KTAP_KIND_INT: Signed 64-bit integer.
 * @KTAP_KIND_STRING: Immutable bytes.
 * @KTAP_KIND_TABLE: Table.
 * @KTAP_KIND_FUNC: Function.
 * @KTAP_KIND_CONST: Output records inside the kernel only: a string constant
 *	of the image, by number.
 * @KTAP_KIND_TUPLE: Key of several parts; the parts are no tuples.
 * @KTAP_KIND_AGGR: Aggregate: what `<<<` adds samples to.
 * @KTAP_KIND_STACK: Stack of the kernel or of a process.
 * @KTAP_KIND_SYMBOL: Address that prints as a symbol.
 * @KTAP_KIND_SORT: Elements of a table in an order; inside the kernel only.
 * @KTAP_KIND_CALL: A call of traced code; inside the kernel only.
 * @KTAP_NR_KINDS: Number of kinds.
 */
enum ktap_kind {
	KTAP_KIND_NIL		= 0,
	KTAP_KIND_FALSE		= 1,
	KTAP_KIND_TRUE		= 2,
	KTAP_KIND_INT		= 3,
	KTAP_KIND_STRING	= 4,
	KTAP_KIND_TABLE		= 5,
	KTAP_KIND_FUNC		= 6,
	KTAP_KIND_CONST		= 7,
	KTAP_KIND_TUPLE		= 8,
	KTAP_KIND_AGGR		= 9,
	KTAP_KIND_STACK		= 10,
	KTAP_KIND_SYMBOL	= 11,
	KTAP_KIND_SORT		= 12,
	KTAP_KIND_CALL		= 13,
	KTAP_NR_KINDS
};

/**
 * enum ktap_section - sections of an image, in file order
 * @KTAP_SECT_FUNCS: Array of struct ktap_image_func; number 0 is the
 *	top-level code.
 * @KTAP_SECT_CODE: Array of __u64 instructions; functions follow each other
 *	without gap, in the order of their numbers.
 * @KTAP_SECT_LINES: Array of __u32, one source line for each instruction.
 * @KTAP_SECT_CONSTS: Array of struct ktap_image_const.
 * @KTAP_SECT_IMPORTS: Array of struct ktap_image_import.
 * @KTAP_SECT_VARS: Array of struct ktap_image_var: the program variables.
 * @KTAP_SECT_EVENTS: Array of struct ktap_image_event.
 * @KTAP_SECT_RELOCS: Array of struct ktap_image_reloc.
 * @KTAP_SECT_STRINGS: Bytes of all strings, each ended by a NUL that its
 *	length does not count; padded with NULs to 8 bytes.
 * @KTAP_SECT_SOURCE: Source text of the script, may be empty; padded with
 *	NULs to 8 bytes.
 * @KTAP_NR_SECTS: Number of sections.
 */
enum ktap_section {
	KTAP_SECT_FUNCS,
	KTAP_SECT_CODE,
	KTAP_SECT_LINES,
	KTAP_SECT_CONSTS,
	KTAP_SECT_IMPORTS,
	KTAP_SECT_VARS,
	KTAP_SECT_EVENTS,
	KTAP_SECT_RELOCS,
	KTAP_SECT_STRINGS,
	KTAP_SECT_SOURCE,
	KTAP_NR_SECTS
};

/**
 * struct ktap_image_sect - where a section lies
 * @offset: From the image's first byte; a multiple of 8.
 * @bytes: Length; a multiple of 8 (LINES: padded with one zero word if the
 *	number of instructions is odd).
 */
struct ktap_image_sect {
	__u32 offset;
	__u32 bytes;
};

/**
 * struct ktap_image_header - first bytes of an image
 * @magic: KTAP_IMAGE_MAGIC.
 * @version: KTAP_IMAGE_VERSION.
 * @flags: No flag is defined: 0.
 * @bytes: Length of the whole image.
 * @script: String: the script's name, for messages.
 * @nr_sects: KTAP_NR_SECTS.
 * @reserved: 0.
 * @sects: The sections, in file order.
 */
struct ktap_image_header {
	__u32 magic;
	__u16 version;
	__u16 flags;
	__u32 bytes;
	__u32 script;
	__u32 nr_sects;
	__u32 reserved;
	struct ktap_image_sect sects[KTAP_NR_SECTS];
};

/*
 * A "string" in the structures below is the byte offset of its first byte in
 * KTAP_SECT_STRINGS.  There the bytes are preceded by a __u32 length that is
 * 4-byte aligned: offset - 4 is a multiple of 4.  Offset 0 names no string.
 * The section is nothing but such strings, one directly behind the other, each
 * padded with NULs to 4 bytes.  Names and texts contain no NUL, constants may.
 */

/**
 * struct ktap_image_func - a function
 * @name: String; "" for handlers, whose name is their event.
 * @first_insn: Index of the first instruction in KTAP_SECT_CODE.
 * @nr_insns: Number of instructions, at least 1.
 * @line: Source line of its beginning.
 * @nr_params: Parameters, in registers 0 … nr_params - 1.
 * @nr_regs: Registers, 1 … KTAP_IMAGE_MAX_REGS, parameters included.
 * @flags: KTAP_FUNC_*.
 * @nr_captured: What CLOSURE gives it: cells first, then values.  Functions
 *	that capture nothing have the value LOADFN gives.
 * @nr_cells: How many of them are cells.
 * @reserved: 0.
 */
struct ktap_image_func {
	__u32 name;
	__u32 first_insn;
	__u32 nr_insns;
	__u32 line;
	__u8 nr_params;
	__u8 nr_regs;
	__u16 flags;
	__u8 nr_captured;
	__u8 nr_cells;
	__u16 reserved;
};

/**
 * struct ktap_image_const - a constant
 * @kind: KTAP_KIND_INT or KTAP_KIND_STRING.
 * @reserved: 0.
 * @value: The integer, or a string.
 */
struct ktap_image_const {
	__u32 kind;
	__u32 reserved;
	__s64 value;
};

/**
 * struct ktap_image_import - a built-in that the program calls
 * @name: String: its name ("print", "string.sub", "pid", …).
 * @nr_args: Arguments it is called with; a built-in that is called with
 *	several numbers of arguments has several rows.  KTAP_ALL: their number
 *	is known when it is called.
 */
struct ktap_image_import {
	__u32 name;
	__u32 nr_args;
};

/**
 * enum ktap_var_kind - whose a variable is
 * @KTAP_VAR_PROGRAM: The program's: all handlers share it.
 * @KTAP_VAR_THREAD: The same, but it holds a table by "self.key".  When a
 *	thread is no more the kernel removes its element.
 * @KTAP_VAR_CALL: That of a call of traced code: each has its own, nil at
 *	first.  They come last and have numbers of their own, from 0.
 * @KTAP_NR_VAR_KINDS: Number of kinds.
 */
enum ktap_var_kind {
	KTAP_VAR_PROGRAM	= 0,
	KTAP_VAR_THREAD		= 1,
	KTAP_VAR_CALL		= 2,
	KTAP_NR_VAR_KINDS
};

/**
 * struct ktap_image_var - a program variable
 * @name: String.
 * @line: Source line of its declaration.
 * @kind: enum ktap_var_kind.
 * @reserved: 0.
 */
struct ktap_image_var {
	__u32 name;
	__u32 line;
	__u32 kind;
	__u32 reserved;
};

/**
 * enum ktap_event_kind - when a handler runs
 * @KTAP_EVENT_TRACE: At an event: tracepoint, system call, timer, …
 * @KTAP_EVENT_END: When the session ends (trace_end); has no text.
 */
enum ktap_event_kind {
	KTAP_EVENT_TRACE	= 0,
	KTAP_EVENT_END		= 1,
};

/**
 * struct ktap_image_event - an event text and its handler
 * @kind: enum ktap_event_kind.
 * @text: String: the event's text, blanks between words reduced to one
 *	("syscalls:sys_enter_*", "tick-1s"); 0 for KTAP_EVENT_END.
 * @func: Number of the handler, a function without parameters.
 * @group: Rows of one trace statement have the same number.  At least one
 *	event of a group must exist.  Groups ascend by 0 or 1, from 0.
 * @line: Source line.
 * @column: Column of the text's first byte, from 1.
 */
struct ktap_image_event {
	__u32 kind;
	__u32 text;
	__u32 func;
	__u32 group;
	__u32 line;
	__u32 column;
};

/**
 * enum ktap_reloc_kind - what a relocation names
 * @KTAP_RELOC_FIELD: A field of the event that fired.
 * @KTAP_RELOC_SYMBOL: A symbol of the kernel, "name" or "module:name".
 */
enum ktap_reloc_kind {
	KTAP_RELOC_FIELD	= 0,
	KTAP_RELOC_SYMBOL	= 1,
};

/* The name of a field may be missing everywhere: it is nil then. */
#define KTAP_RELOC_OPTIONAL	0x1

/**
 * struct ktap_image_reloc - a name that the kernel resolves when it loads
 * @kind: enum ktap_reloc_kind.
 * @name: String: the name.
 * @func: Number of the function whose instructions refer to it.  Unless it is
 *	optional one of the events that the function handles must have the
 *	field; if the function is no handler, one of the program's.
 * @flags: KTAP_RELOC_*.
 * @line: Source line.
 * @column: Column of the name's first byte, from 1.
 */
struct ktap_image_reloc {
	__u32 kind;
	__u32 name;
	__u32 func;
	__u32 flags;
	__u32 line;
	__u32 column;
};

/*
 * An instruction:
 *
 *	63              32 31    24 23    16 15     8 7      0
 *	[   immediate     ][   C   ][   B   ][   A   ][ opcode ]
 *
 * The immediate is signed.  R[n] is register n of the running function.
 * Fields that an opcode's row does not name are 0.
 */
#define KTAP_INSN_OP(insn)	((__u8)(insn))
#define KTAP_INSN_A(insn)	((__u8)((insn) >> 8))
#define KTAP_INSN_B(insn)	((__u8)((insn) >> 16))
#define KTAP_INSN_C(insn)	((__u8)((insn) >> 24))
#define KTAP_INSN_IMM(insn)	((__s32)((insn) >> 32))
/* B and C together, signed: the constant of a compare-and-branch. */
#define KTAP_INSN_BC(insn)	((__s16)((insn) >> 16))

#define KTAP_INSN(op, a, b, c, imm)					\
	((__u64)(__u8)(op) | (__u64)(__u8)(a) << 8 |			\
	 (__u64)(__u8)(b) << 16 | (__u64)(__u8)(c) << 24 |		\
	 (__u64)(__u32)(imm) << 32)

/**
 * enum ktap_update - how an update combines the old value with the new
 *
 * @KTAP_UPDATE_ADD: old + new.
 * @KTAP_UPDATE_SUB: old - new.
 * @KTAP_UPDATE_MUL: old * new.
 * @KTAP_UPDATE_DIV: old / new.
 * @KTAP_UPDATE_MOD: old % new.
 * @KTAP_UPDATE_AND: old & new.
 * @KTAP_UPDATE_OR: old | new.
 * @KTAP_UPDATE_XOR: old ^ new.
 * @KTAP_UPDATE_SHL: old << (new & 63).
 * @KTAP_UPDATE_SHR: old >> (new & 63), sign kept.
 * @KTAP_UPDATE_CAT: texts joined.
 * @KTAP_UPDATE_SAMPLE: new is added to the aggregate old.
 * @KTAP_NR_UPDATES: Number of operators.
 *
 * Updates are indivisible.  A nil target counts as 0, for CAT as "", for
 * SAMPLE as a new aggregate; a table stands for its unnamed element there.
 */
enum ktap_update {
	KTAP_UPDATE_ADD,
	KTAP_UPDATE_SUB,
	KTAP_UPDATE_MUL,
	KTAP_UPDATE_DIV,
	KTAP_UPDATE_MOD,
	KTAP_UPDATE_AND,
	KTAP_UPDATE_OR,
	KTAP_UPDATE_XOR,
	KTAP_UPDATE_SHL,
	KTAP_UPDATE_SHR,
	KTAP_UPDATE_CAT,
	KTAP_UPDATE_SAMPLE,
	KTAP_NR_UPDATES
};

/*
 * Kinds of operands, for the columns A, B, C and IMM of the opcode table.
 *
 *   NONE   unused, must be 0
 *   DST    register that is written
 *   SRC    register that is read
 *   SRCDST register that is read, then written
 *   CELL   register that holds a cell; see NEWCELL
 *   CALLEE register of a call's first operand; see CALL
 *   FOR    first of four registers of a numeric loop; see FORPREP
 *   WALK   first of four registers of a table walk; see WALK
 *   NUM    plain number
 *   RANGE  first of the registers that the next operand counts
 *   INT    (IMM, BC) signed integer
 *   KONST  (IMM) number of a constant
 *   FUNC   (IMM) number of a function
 *   IMPORT (IMM) number of an import
 *   VAR    (IMM) number of a variable of the program or of threads
 *   CALLVAR (IMM) number of a variable of calls, among these
 *   FIELD  (IMM) number of a relocation, KTAP_RELOC_FIELD
 *   SYMBOL (IMM) number of a relocation, KTAP_RELOC_SYMBOL
 *   UPDATE (B of UPDVAR, else IMM) enum ktap_update
 *   JUMP   (IMM) distance to the target, from the next instruction
 */

/*
 * The opcodes.  Columns: name, operand kinds of A, B, C and the immediate
 * (BC stands for B and C read together), meaning.  The order is ABI.
 *
 * "int error" in the meaning: anything but integers is a run-time error.
 */
#define KTAP_OPCODES(X)							\
	X(NOP,     NONE,   NONE,   NONE, NONE,   "does nothing")	\
	X(MOVE,    DST,    SRC,    NONE, NONE,   "R[A] = R[B]")		\
	X(LOADNIL, DST,    NONE,   NONE, NONE,   "R[A] = nil")		\
	X(LOADBOOL, DST,   NUM,    NONE, NONE,   "R[A] = B != 0; B is 0 or 1") \
	X(LOADINT, DST,    NONE,   NONE, INT,    "R[A] = IMM")		\
	X(LOADK,   DST,    NONE,   NONE, KONST,  "R[A] = constant IMM")	\
	X(LOADFN,  DST,    NONE,   NONE, FUNC,   "R[A] = function IMM")	\
	X(GETVAR,  DST,    NONE,   NONE, VAR,    "R[A] = variable IMM")	\
	X(SETVAR,  SRC,    NONE,   NONE, VAR,    "variable IMM = R[A]")	\
	X(UPDVAR,  SRC,    UPDATE, NONE, VAR,    "variable IMM B= R[A]") \
	X(ADDVAR,  NONE,   BC,     BC,   VAR,    "variable IMM += BC")	\
	X(NEWTAB,  DST,    NONE,   NONE, INT,    "R[A] = {}, room for IMM elements, IMM >= 0") \
	X(GETTAB,  DST,    SRC,    SRC,  NONE,   "R[A] = R[B][R[C]]")	\
	X(SETTAB,  SRC,    SRC,    SRC,  NONE,   "R[A][R[B]] = R[C]")	\
	X(UPDTAB,  SRC,    SRC,    SRC,  UPDATE, "R[A][R[B]] IMM= R[C]") \
	X(ADDTAB,  SRC,    SRC,    NONE, INT,    "R[A][R[B]] += IMM") \
	X(ADD,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] + R[C]; int error") \
	X(SUB,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] - R[C]; int error") \
	X(MUL,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] * R[C]; int error") \
	X(DIV,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] / R[C]; int error, divide by zero error") \
	X(MOD,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] % R[C]; int error, divide by zero error") \
	X(AND,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] & R[C]; int error") \
	X(OR,      DST,    SRC,    SRC,  NONE,   "R[A] = R[B] | R[C]; int error") \
	X(XOR,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] ^ R[C]; int error") \
	X(SHL,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] << (R[C] & 63); int error") \
	X(SHR,     DST,    SRC,    SRC,  NONE,   "R[A] = R[B] >> (R[C] & 63), sign kept; int error") \
	X(ADDI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] + IMM; int error") \
	X(MULI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] * IMM; int error") \
	X(DIVI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] / IMM, IMM != 0; int error") \
	X(MODI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] % IMM, IMM != 0; int error") \
	X(ANDI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] & IMM; int error") \
	X(ORI,     DST,    SRC,    NONE, INT,    "R[A] = R[B] | IMM; int error") \
	X(XORI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] ^ IMM; int error") \
	X(SHLI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] << (IMM & 63); int error") \
	X(SHRI,    DST,    SRC,    NONE, INT,    "R[A] = R[B] >> (IMM & 63), sign kept; int error") \
	X(NEG,     DST,    SRC,    NONE, NONE,   "R[A] = -R[B]; int error") \
	X(BNOT,    DST,    SRC,    NONE, NONE,   "R[A] = ~R[B]; int error") \
	X(NOT,     DST,    SRC,    NONE, NONE,   "R[A] = R[B] is nil or false") \
	X(CONCAT,  DST,    RANGE,  NUM,  NONE,   "R[A] = text of R[B] … R[B+C-1] joined, C >= 2") \
	X(JMP,     NONE,   NONE,   NONE, JUMP,   "jump")		\
	X(JT,      SRC,    NONE,   NONE, JUMP,   "jump if R[A] is neither nil nor false") \
	X(JF,      SRC,    NONE,   NONE, JUMP,   "jump if R[A] is nil or false") \
	X(JNZ,     SRC,    NONE,   NONE, JUMP,   "jump if R[A] is neither nil, false nor 0") \
	X(JZ,      SRC,    NONE,   NONE, JUMP,   "jump if R[A] is nil, false or 0") \
	X(JNIL,    SRC,    NONE,   NONE, JUMP,   "jump if R[A] is nil")	\
	X(JEQ,     SRC,    SRC,    NONE, JUMP,   "jump if R[A] == R[B]") \
	X(JNE,     SRC,    SRC,    NONE, JUMP,   "jump if R[A] != R[B]") \
	X(JLT,     SRC,    SRC,    NONE, JUMP,   "jump if R[A] < R[B]; error unless two integers or two strings") \
	X(JLE,     SRC,    SRC,    NONE, JUMP,   "jump if R[A] <= R[B]; error unless two integers or two strings") \
	X(JGT,     SRC,    SRC,    NONE, JUMP,   "jump if R[A] > R[B]; error unless two integers or two strings") \
	X(JGE,     SRC,    SRC,    NONE, JUMP,   "jump if R[A] >= R[B]; error unless two integers or two strings") \
	X(JEQI,    SRC,    BC,     BC,   JUMP,   "jump if R[A] == BC")	\
	X(JNEI,    SRC,    BC,     BC,   JUMP,   "jump if R[A] != BC")	\
	X(JLTI,    SRC,    BC,     BC,   JUMP,   "jump if R[A] < BC; int error") \
	X(JLEI,    SRC,    BC,     BC,   JUMP,   "jump if R[A] <= BC; int error") \
	X(JGTI,    SRC,    BC,     BC,   JUMP,   "jump if R[A] > BC; int error") \
	X(JGEI,    SRC,    BC,     BC,   JUMP,   "jump if R[A] >= BC; int error") \
	X(FORPREP, FOR,    NONE,   NONE, JUMP,   "begin a numeric loop, jump over it if it has no round") \
	X(FORLOOP, FOR,    NONE,   NONE, JUMP,   "next round: jump back, or fall through at the end") \
	X(WALK,    WALK,   NONE,   NONE, JUMP,   "begin a walk of the table R[A], jump over it if empty") \
	X(WALKNEXT, WALK,  NONE,   NONE, JUMP,   "next element: jump back, or fall through at the end") \
	X(CALL,    CALLEE, NUM,    NUM,  NONE,   "call the function R[A] with B arguments, for C results") \
	X(CALLF,   CALLEE, NUM,    NUM,  FUNC,   "call function IMM with B arguments, for C results") \
	X(CALLB,   CALLEE, NUM,    NUM,  IMPORT, "call built-in IMM with B arguments, for C results") \
	X(RET,     RANGE,  NUM,    NONE, NONE,   "return R[A] … R[A+B-1]; B may be 0") \
	X(TCALL,   CALLEE, NUM,    NONE, NONE,   "return what the function R[A] gives for B arguments") \
	X(TCALLF,  CALLEE, NUM,    NONE, FUNC,   "return what function IMM gives for B arguments") \
	X(VARARG,  RANGE,  NUM,    NONE, NONE,   "R[A] … R[A+B-1] = the first B surplus arguments") \
	X(SETLIST, SRC,    RANGE,  NUM,  INT,    "R[A][IMM] … R[A][IMM+C-1] = R[B] … R[B+C-1]; IMM >= 1") \
	X(SELF,    DST,    NONE,   NONE, NONE,   "R[A] = the function that runs") \
	X(CLOSURE, DST,    RANGE,  NUM,  FUNC,   "R[A] = function IMM that has captured R[B] … R[B+C-1]") \
	X(CAPTURED, DST,   NONE,   NONE, INT,    "R[A] = number IMM of what this function has captured") \
	X(NEWCELL, SRCDST, NONE,   NONE, NONE,   "R[A] = a cell that holds R[A]") \
	X(GETCELL, DST,    CELL,   NONE, NONE,   "R[A] = what the cell R[B] holds") \
	X(SETCELL, CELL,   SRC,    NONE, NONE,   "the cell R[A] holds R[B]") \
	X(UPDCELL, CELL,   SRC,    NONE, UPDATE, "the cell R[A] IMM= R[B]") \
	X(MATCH,   DST,    SRC,    SRC,  NONE,   "R[A] = the string R[B] matches the glob R[C]; nil matches none") \
	X(ARG,     DST,    NONE,   NONE, INT,    "R[A] = argument IMM of the event, 0 <= IMM <= 255; nil if it has none") \
	X(ARGAT,   DST,    SRC,    NONE, NONE,   "R[A] = argument R[B] of the event; nil if it has none; int error") \
	X(FIELD,   DST,    NONE,   NONE, FIELD,  "R[A] = field IMM of the event; nil if it has none") \
	X(FIELDAT, DST,    SRC,    NONE, FIELD,  "R[A] = element R[B], from 0, of the array field IMM of the event; nil if there is none; int error") \
	X(GETTUP,  DST,    RANGE,  NUM,  NONE,   "R[A] = R[B][R[B+1], … R[B+C-1]], 3 <= C <= 9") \
	X(SETTUP,  SRC,    RANGE,  NUM,  NONE,   "R[A][R[B], … R[B+C-2]] = R[B+C-1], 3 <= C <= 9") \
	X(UPDTUP,  SRC,    RANGE,  NUM,  UPDATE, "R[A][R[B], … R[B+C-2]] IMM= R[B+C-1], 3 <= C <= 9") \
	X(SAMPLE,  SRCDST, SRC,    NONE, NONE,   "adds the sample R[B] to R[A], nil becomes an aggregate") \
	X(UNPACK,  RANGE,  NUM,    SRC,  NONE,   "R[A] … R[A+B-1] = the first B parts of the tuple R[C]") \
	X(SYMBOL,  DST,    NUM,    NONE, SYMBOL, "R[A] = address of symbol IMM; if B is 1 what it holds, unless it is a function; B is 0 or 1") \
	X(GETCALL, DST,    NONE,   NONE, CALLVAR, "R[A] = variable IMM of the traced call; nil if the event has none") \
	X(SETCALL, SRC,    NONE,   NONE, CALLVAR, "variable IMM of the traced call = R[A]")

/*
 * Notes
 *
 * FORPREP: R[A] start, R[A+1] limit, R[A+2] step are read; all integers, the
 *	step not 0 (run-time errors).  If there is a round, R[A+1] becomes a
 *	count of rounds left and R[A+3] the loop variable of the first.
 * FORLOOP: reads and writes R[A] … R[A+2], sets R[A+3].  A FORLOOP is valid
 *	only with the A of a FORPREP that every path to it has passed: the
 *	register pass knows R[A] … R[A+2] as a loop's state, which no other
 *	instruction may read or write and which leaves the loop undefined.
 * WALK:  R[A] is a table (run-time error).  R[A+1] becomes the position,
 *	R[A+2] and R[A+3] key and value of the first element.
 * WALKNEXT: as FORLOOP, with R[A] … R[A+1] as the walk's state.
 * CALL:  the arguments are R[A+1] … R[A+B]; the results go to R[A] …
 *	R[A+C-1].  All registers from A up are undefined afterwards, but for the
 *	results.  Surplus arguments and results are dropped, missing are nil.
 * CALLF, CALLB: the arguments are R[A] … R[A+B-1]; results as CALL.  A built-in
 *	has at most two results, which its row tells.
 * GETTUP, SETTUP, UPDTUP: the key is the tuple of the parts, which may not be
 *	tuples themselves (run-time error).  No object is made of it but for a
 *	new element.
 * B and C of calls, RET, VARARG, UNPACK, SETLIST, CLOSURE, CONCAT and those three: the
 *	whole range lies below nr_regs.
 * TCALL, TCALLF: the arguments as CALL and CALLF; the results go where those of
 *	this function would have gone, and its registers are no more.
 * KTAP_ALL as C of CALL or CALLF and as B of VARARG or UNPACK: all values there
 *	are, from R[A] up, also beyond nr_regs.  Control can only come to the next
 *	instruction from this one, and it uses them: it is CALL, CALLF, CALLB,
 *	TCALL, TCALLF or RET with B KTAP_ALL or SETLIST with C KTAP_ALL, whose
 *	range ends where the values end and begins at or before them.
 * NEWCELL: a cell is a variable that several functions share.  It is no value:
 *	only MOVE, CLOSURE, GETCELL, SETCELL and UPDCELL may read the register.
 * CLOSURE: C is nr_captured of the function; the first nr_cells are cells, the
 *	others values.  CAPTURED: a cell or a value likewise.
 * JUMP: a target is an instruction of the same function.  The last
 *	instruction of a function is RET or JMP.  Every instruction can be
 *	reached.  FORPREP and WALK jump forward, FORLOOP and WALKNEXT back.
 */

enum ktap_opcode {
#define KTAP_OPCODE_ENUM(name, a, b, c, imm, text) KTAP_OP_##name,
	KTAP_OPCODES(KTAP_OPCODE_ENUM)
#undef KTAP_OPCODE_ENUM
	KTAP_NR_OPCODES
};

/*
 * Where a built-in may be called.
 *
 * EVENT	event handlers: any context of the kernel, NMI included
 * PROCESS	top-level code, tick and trace_end
 * ARGS		where there is an event that has arguments
 * KERNEL	anywhere; reads memory of the kernel, which lockdown may forbid
 * RETURN	where an event happens; needs what the entry of a call left
 * RESULT	anywhere; looks at what a call returned
 * USER		anywhere; is shown by what the process has mapped
 */
#define KTAP_IN_EVENT		0x1
#define KTAP_IN_PROCESS		0x2
#define KTAP_READS_EVENT	0x4
#define KTAP_READS_KERNEL	0x8
#define KTAP_READS_ENTRY	0x10
#define KTAP_NEEDS_MAPPINGS	0x20
#define KTAP_READS_RESULT	0x40
#define KTAP_IN_ARGS		(KTAP_IN_EVENT | KTAP_READS_EVENT)
#define KTAP_IN_RETURN		(KTAP_IN_EVENT | KTAP_READS_ENTRY)
#define KTAP_IN_ANY		(KTAP_IN_EVENT | KTAP_IN_PROCESS)
#define KTAP_IN_KERNEL		(KTAP_IN_ANY | KTAP_READS_KERNEL)
#define KTAP_IN_RESULT		(KTAP_IN_ANY | KTAP_READS_RESULT)
#define KTAP_IN_USER		(KTAP_IN_ANY | KTAP_NEEDS_MAPPINGS)

/*
 * The built-ins.  Columns: C name, script name, least and most arguments,
 * results (0 to 2), contexts, VALUE if written without parentheses (a built-in
 * variable) or CALL, meaning.  Imported by script name: the order means
 * nothing.
 */
#define KTAP_ARGS_ANY		255	/* as many as a call can have */
#define KTAP_BUILTINS(X)						\
	X(print,      "print",      0, KTAP_ARGS_ANY, 0, KTAP_IN_ANY, CALL, "values as text, joined by tabs, and a newline") \
	X(printf,     "printf",     1, KTAP_ARGS_ANY, 0, KTAP_IN_ANY, CALL, "values by a format") \
	X(print_hist, "print_hist", 1, 3, 0, KTAP_IN_ANY, CALL, "a table of integers as bars: table, rows to show (nil: 20), name") \
	X(print_stats, "print_stats", 1, 3, 0, KTAP_IN_ANY, CALL, "aggregates as numbers: table or aggregate, rows to show (nil: 20), name") \
	X(hist_log2,  "hist.log2",  0, 1, 1, KTAP_IN_ANY, CALL, "a table of histograms by powers of two: bits of each that are told apart (0)") \
	X(hist_linear, "hist.linear", 3, 3, 1, KTAP_IN_ANY, CALL, "a table of histograms of equal steps: least, end, step") \
	X(count,      "count",      1, 1, 1, KTAP_IN_ANY, CALL, "samples of an aggregate") \
	X(sum,        "sum",        1, 1, 1, KTAP_IN_ANY, CALL, "sum of an aggregate's samples") \
	X(min,        "min",        1, KTAP_ARGS_ANY, 1, KTAP_IN_ANY, CALL, "least sample of an aggregate, least of integers") \
	X(max,        "max",        1, KTAP_ARGS_ANY, 1, KTAP_IN_ANY, CALL, "largest sample of an aggregate, largest of integers") \
	X(avg,        "avg",        1, 1, 1, KTAP_IN_ANY, CALL, "average of an aggregate's samples, truncated") \
	X(stddev,     "stddev",     1, 1, 1, KTAP_IN_ANY, CALL, "standard deviation of an aggregate's samples, truncated") \
	X(len,        "len",        1, 1, 1, KTAP_IN_ANY, CALL, "elements of a table, bytes of a string, parts of a key") \
	X(delete,     "delete",     1, 9, 0, KTAP_IN_ANY, CALL, "removes an element, or all: table, parts of the key") \
	X(take,       "take",       1, 9, 1, KTAP_IN_ANY, CALL, "removes an element, or all, and returns it: table, parts of the key") \
	X(table_insert, "table.insert", 2, 3, 0, KTAP_IN_ANY, CALL, "adds to the end of a list, or before a number: table, number, value") \
	X(table_remove, "table.remove", 1, 2, 1, KTAP_IN_ANY, CALL, "removes the last of a list, or the one of a number, and returns it") \
	X(table_concat, "table.concat", 1, 4, 1, KTAP_IN_ANY, CALL, "texts of a list joined: table, text between, first, last") \
	X(table_sort, "table.sort", 1, 1, 0, KTAP_IN_ANY, CALL, "sorts a list, the least first") \
	X(sort_pairs, "sort.pairs", 1, 2, 1, KTAP_IN_ANY, CALL, "elements of a table, the largest value first: table, how many (nil: all)") \
	X(sort_begin, "sort.begin", 1, 2, 1, KTAP_IN_ANY, CALL, "begins to sort elements of a table by a function: as sort.pairs") \
	X(sort_list,  "sort.list",  1, 1, 1, KTAP_IN_ANY, CALL, "begins to sort a list by a function") \
	X(sort_step,  "sort.step",  2, 2, 1, KTAP_IN_ANY, CALL, "takes an answer (the first time any); true: there is a question, whether the first comes first") \
	X(sort_value, "sort.value", 2, 2, 1, KTAP_IN_ANY, CALL, "of the question: 0 and 1: the values, 2 and 3: the keys") \
	X(sort_store, "sort.store", 2, 2, 0, KTAP_IN_ANY, CALL, "puts a list that was sorted into a table") \
	X(tostring,   "tostring",   1, 1, 1, KTAP_IN_ANY, CALL, "a value as text") \
	X(type,       "type",       1, 1, 1, KTAP_IN_ANY, CALL, "name of a value's kind") \
	X(string_sub, "string.sub", 2, 3, 1, KTAP_IN_ANY, CALL, "part of a string: string, first byte, last byte (-1)") \
	X(string_find, "string.find", 2, 3, 2, KTAP_IN_ANY, CALL, "first and last byte of where a string holds another: string, other, byte to begin at (1)") \
	X(string_match, "string.match", 2, 2, 1, KTAP_IN_ANY, CALL, "whether a string matches a glob") \
	X(string_format, "string.format", 1, KTAP_ARGS_ANY, 1, KTAP_IN_ANY, CALL, "values by a format, as a string") \
	X(string_rep, "string.rep", 2, 3, 1, KTAP_IN_ANY, CALL, "a string several times: string, how often, what stands between") \
	X(string_lower, "string.lower", 1, 1, 1, KTAP_IN_ANY, CALL, "a string in small letters") \
	X(string_upper, "string.upper", 1, 1, 1, KTAP_IN_ANY, CALL, "a string in capital letters") \
	X(string_split, "string.split", 1, 2, 1, KTAP_IN_ANY, CALL, "table of a string's parts: string, what stands between them (blanks)") \
	X(string_byte, "string.byte", 1, 2, 1, KTAP_IN_ANY, CALL, "a byte of a string, or nil: string, which (1)") \
	X(string_char, "string.char", 0, KTAP_ARGS_ANY, 1, KTAP_IN_ANY, CALL, "string of bytes") \
	X(string_startswith, "string.startswith", 2, 2, 1, KTAP_IN_ANY, CALL, "whether a string begins with another") \
	X(string_endswith, "string.endswith", 2, 2, 1, KTAP_IN_ANY, CALL, "whether a string ends with another") \
	X(tonumber,   "tonumber",   1, 1, 1, KTAP_IN_ANY, CALL, "the integer that a string is, or nil") \
	X(scaled,     "scaled",     2, 3, 1, KTAP_IN_ANY, CALL, "a quotient with a decimal point: dividend, divisor, digits (3)") \
	X(rand,       "rand",       0, 1, 1, KTAP_IN_ANY, CALL, "a random integer from 0 on: what it is below") \
	X(gettimeofday_ns, "gettimeofday_ns", 0, 0, 1, KTAP_IN_ANY, CALL, "wall time in nanoseconds since 1970") \
	X(gettimeofday_us, "gettimeofday_us", 0, 0, 1, KTAP_IN_ANY, CALL, "the same in microseconds") \
	X(gettimeofday_ms, "gettimeofday_ms", 0, 0, 1, KTAP_IN_ANY, CALL, "the same in milliseconds") \
	X(gettimeofday_s, "gettimeofday_s", 0, 0, 1, KTAP_IN_ANY, CALL, "the same in seconds") \
	X(strftime,   "strftime",   1, 2, 1, KTAP_IN_ANY, CALL, "a time as text: format, nanoseconds since 1970 (now)") \
	X(print_trace_clock, "print_trace_clock", 0, 0, 0, KTAP_IN_ANY, CALL, "the clock of nsecs in seconds, as a line") \
	X(exit,       "exit",       0, 1, 0, KTAP_IN_ANY, CALL, "ends the session with a status") \
	X(pid,        "pid",        0, 0, 1, KTAP_IN_ANY, VALUE, "process number") \
	X(tid,        "tid",        0, 0, 1, KTAP_IN_ANY, VALUE, "thread number") \
	X(ppid,       "ppid",       0, 0, 1, KTAP_IN_ANY, VALUE, "process number of the parent") \
	X(uid,        "uid",        0, 0, 1, KTAP_IN_ANY, VALUE, "real user number") \
	X(gid,        "gid",        0, 0, 1, KTAP_IN_ANY, VALUE, "real group number") \
	X(cpu,        "cpu",        0, 0, 1, KTAP_IN_ANY, VALUE, "number of the processor") \
	X(execname,   "execname",   0, 0, 1, KTAP_IN_ANY, VALUE, "name of the thread's program") \
	X(nsecs,      "nsecs",      0, 0, 1, KTAP_IN_ANY, VALUE, "monotonic time in nanoseconds") \
	X(target,     "target",     0, 0, 1, KTAP_IN_ANY, VALUE, "process number that -- command or -p set, or nil") \
	X(probename,  "probename",  0, 0, 1, KTAP_IN_ANY, VALUE, "short name of the event that fired") \
	X(eventname,  "eventname",  0, 0, 1, KTAP_IN_ANY, VALUE, "full text of the event that fired") \
	X(retval,     "retval",     0, 0, 1, KTAP_IN_RESULT, VALUE, "what the call returned") \
	X(self_key,   "self.key",   0, 0, 1, KTAP_IN_EVENT, VALUE, "number of the thread, or of the interrupt on this CPU, for tables by it") \
	X(euid,       "euid",       0, 0, 1, KTAP_IN_ANY, VALUE, "effective user number") \
	X(curtask,    "curtask",    0, 0, 1, KTAP_IN_ANY, VALUE, "address of the thread's task_struct") \
	X(cgroup,     "cgroup",     0, 0, 1, KTAP_IN_ANY, VALUE, "number of the thread's cgroup") \
	X(in_iowait,  "in_iowait",  0, 0, 1, KTAP_IN_ANY, VALUE, "whether the thread waits for I/O") \
	X(in_interrupt, "in_interrupt", 0, 0, 1, KTAP_IN_ANY, VALUE, "whether an interrupt was interrupted or runs") \
	X(num_cpus,   "num_cpus",   0, 0, 1, KTAP_IN_ANY, VALUE, "processors that are online") \
	X(arch,       "arch",       0, 0, 1, KTAP_IN_ANY, VALUE, "name of the architecture") \
	X(kernel_v,   "kernel_v",   0, 0, 1, KTAP_IN_ANY, VALUE, "the kernel's release") \
	X(argstr,     "argstr",     0, 0, 1, KTAP_IN_ARGS, VALUE, "fields of the event as text") \
	X(argstr_raw, "argstr.raw", 0, 0, 1, KTAP_IN_ARGS, VALUE, "the event as its own printer shows it, to be printed only") \
	X(user_string, "user_string", 1, 2, 1, KTAP_IN_ANY, CALL, "string in the process's memory: address, bytes at most") \
	X(user_strings, "user_strings", 1, 2, 1, KTAP_IN_ANY, CALL, "table of such strings: address of pointers, how many at most") \
	X(user_buf,   "user_buf",   2, 2, 1, KTAP_IN_ANY, CALL, "bytes of the process's memory: address, how many") \
	X(kernel_string, "kernel_string", 1, 2, 1, KTAP_IN_KERNEL, CALL, "string in the kernel's memory: address, bytes at most") \
	X(kernel_read, "kernel_read", 2, 2, 1, KTAP_IN_KERNEL, CALL, "bytes of the kernel's memory: address, how many") \
	X(syscall_name, "syscall_name", 1, 1, 1, KTAP_IN_ANY, CALL, "name of a system call by its number") \
	X(errno_name, "errno_name", 1, 1, 1, KTAP_IN_ANY, CALL, "name of an error by its number, of either sign") \
	X(signal_name, "signal_name", 1, 1, 1, KTAP_IN_ANY, CALL, "name of a signal by its number") \
	X(net_format, "net.format", 1, 1, 1, KTAP_IN_ANY, CALL, "an IPv4, IPv6 or MAC address as text") \
	X(net_ip_sock_saddr, "net.ip_sock_saddr", 1, 1, 1, KTAP_IN_KERNEL, CALL, "IPv4 address of a socket's near end") \
	X(net_ip_sock_daddr, "net.ip_sock_daddr", 1, 1, 1, KTAP_IN_KERNEL, CALL, "IPv4 address of a socket's far end") \
	X(duration,   "duration",   0, 0, 1, KTAP_IN_RETURN, VALUE, "nanoseconds that the call took") \
	X(stack,      "stack",      0, 2, 1, KTAP_IN_EVENT, CALL, "stack of the kernel: frames to show (nil: all), to skip") \
	X(ipof,       "ipof",       1, 1, 1, KTAP_IN_ANY, CALL, "an address of the kernel that prints as symbol and offset") \
	X(ksym,       "ksym",       1, 1, 1, KTAP_IN_ANY, CALL, "name of the kernel's function at an address, or nil") \
	X(curr_taskinfo, "curr_taskinfo", 1, 2, 1, KTAP_IN_KERNEL, CALL, "an integer of the thread's task_struct: offset, bytes (4)") \
	X(ansi_set_color, "ansi.set_color", 1, 1, 0, KTAP_IN_ANY, CALL, "colour of what a terminal shows: foreground") \
	X(ansi_set_color2, "ansi.set_color2", 2, 2, 0, KTAP_IN_ANY, CALL, "foreground, background") \
	X(ansi_set_color3, "ansi.set_color3", 3, 3, 0, KTAP_IN_ANY, CALL, "foreground, background, attribute") \
	X(ansi_reset_color, "ansi.reset_color", 0, 0, 0, KTAP_IN_ANY, CALL, "the terminal's own colours") \
	X(ansi_clear_screen, "ansi.clear_screen", 0, 0, 0, KTAP_IN_ANY, CALL, "an empty screen") \
	X(ansi_new_line, "ansi.new_line", 0, 0, 0, KTAP_IN_ANY, CALL, "a newline") \
	X(ustack,     "ustack",     0, 2, 1, KTAP_IN_USER, CALL, "stack of the process: frames to show (nil: all), to skip") \
	X(usym,       "usym",       1, 1, 1, KTAP_IN_USER, CALL, "an address of the process that prints as symbol and offset")

#endif /* _UAPI_LINUX_KTAP_BYTECODE_H */
