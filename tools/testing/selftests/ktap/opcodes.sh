#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The tables of Documentation/trace/ktap/ against the headers that they
# describe: opcodes, built-ins, limits.  Needs the kernel's sources.

. "$(dirname "$0")/lib.sh"

root=$here/../../../..
header=$root/include/uapi/linux/ktap_bytecode.h
docs=$root/Documentation/trace/ktap

# Rows of an X-macro, one a line: what stands between X( and ).
rows() {
	sed -n "/^#define $1(X)/,/[^\\\\]\$/p" "$2" | sed -n 's/^[ \t]*X(\(.*\))[ \t]*\\\{0,1\}$/\1/p'
}

# "NAME A B C IMM" of each opcode, from the header.
header_opcodes() {
	rows KTAP_OPCODES "$header" | sed 's/"\(.*\)"//' | tr -d ' \t' | sed 's/,$//; s/,/ /g'
}

header_meanings() {
	rows KTAP_OPCODES "$header" | sed 's/^\([A-Z]*\),.*"\(.*\)"$/\1 \2/'
}

# Rows of a list-table whose first cell is the directive's argument:
#	* - ``NAME``
#	  - second
doc_rows() {
	awk -v begin="$1" '
		index($0, begin) { on = 1; next }
		on && /^[^ ]/ && !/list-table/ { on = 0 }
		on && /^ *\* - / { if (row != "") print row; sub(/^ *\* - /, ""); row = $0; next }
		on && /^ +- / { sub(/^ +- /, ""); row = row "\t" $0; next }
		on && /^ +[^ :]/ && row != "" { sub(/^ +/, ""); row = row " " $0; next }
		END { if (row != "") print row }' "$2" | tr -d '`'
}

compare() {
	if diff -u "$tmp/header" "$tmp/doc" > "$tmp/diff"; then
		script_ok "$1"
	else
		script_fail "$1"
		script_note < "$tmp/diff"
	fi
}

script_begin tool
if [ ! -e "$header" ] || [ ! -e "$docs/bytecode.rst" ]; then
	script_skip "documentation and headers" "no sources here"
	script_end
fi

header_opcodes > "$tmp/header"
script_true "the header has opcodes" [ "$(wc -l < "$tmp/header")" -gt 50 ]
doc_rows ktap-table-opcodes "$docs/bytecode.rst" |
	awk -F'\t' 'NR > 1 { print $1, $2, $3, $4, $5 }' > "$tmp/doc"
compare "opcodes and operands in bytecode.rst"

header_meanings > "$tmp/header"
doc_rows ktap-table-opcodes "$docs/bytecode.rst" |
	awk -F'\t' 'NR > 1 { print $1, $6 }' > "$tmp/doc"
compare "meanings of opcodes in bytecode.rst"

# Name, least and most arguments, result, contexts.
rows KTAP_BUILTINS "$header" |
	sed 's/^[a-z0-9_]*, *"\([a-z0-9_.]*\)", *\([0-9]*\), *\([A-Z0-9_]*\), *\([0-2]\), *KTAP_IN_\([A-Z]*\),.*/\1 \2 \3 \4 \5/; s/KTAP_ARGS_ANY/any/' |
	sort > "$tmp/header"
doc_rows ktap-table-builtins "$docs/builtins.rst" |
	awk -F'\t' 'NR > 1 { print $1, $2, $3, $4, $5 }' | sort > "$tmp/doc"
compare "built-ins in builtins.rst"

sed -n 's/^#define KTAP_IMAGE_\(MAX_[A-Z]*\)[ \t]*\(([^)]*)\|[0-9]*\).*/\1 \2/p' "$header" |
	while read -r name value; do echo "$name $((value))"; done > "$tmp/header"
doc_rows ktap-table-limits "$docs/bytecode.rst" |
	awk -F'\t' 'NR > 1 { print $1, $2 }' > "$tmp/doc"
compare "limits of images in bytecode.rst"

sed -n '/^#define KTAP_LOSSES/,/[^\\]$/p' "$root/include/uapi/linux/ktap.h" |
	sed -n 's/^[ \t]*X(\([A-Z_]*\), *"\(.*\)").*/\2/p' > "$tmp/header"
doc_rows ktap-table-losses "$docs/design.rst" |
	awk -F'\t' 'NR > 1 { print $1 }' > "$tmp/doc"
compare "causes of losses in design.rst"

# Tests that the table of promises names are there, those of KUnit and ours.
doc_rows ktap-table-proofs "$docs/design.rst" | cut -f 2 |
	grep -oE 'test_[a-z0-9_]+|[a-z]+(_test|\.sh)' | sort -u > "$tmp/doc"
{
	grep -rhoE 'KUNIT_CASE[A-Z_]*\(test_[a-z0-9_]+' "$root/kernel/trace/ktap/tests" |
		sed 's/.*(//'
	for file in "$here"/*.sh "$here"/*_test.c; do
		file=${file##*/}
		echo "${file%.c}"
	done
} | sort -u > "$tmp/all"
comm -12 "$tmp/doc" "$tmp/all" > "$tmp/header"
script_true "design.rst names tests" [ "$(wc -l < "$tmp/doc")" -gt 50 ]
compare "tests that design.rst names"
script_end
