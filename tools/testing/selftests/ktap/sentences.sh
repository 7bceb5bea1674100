#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Each sentence of Documentation/trace/ktap/language.rst and builtins.rst against
# the tests that show it, which the files "sentences" and "sentences-builtins"
# name:
#
#	TEST[ TEST...]<tab>the first words of the sentence
#
# TEST is lang/NAME, errors/NAME or a file here; "-" stands for a sentence that
# promises nothing.  Needs the kernel's sources.

. "$(dirname "$0")/lib.sh"

docs=$here/../../../../Documentation/trace/ktap

# sentences PAGE: one a line, without examples, underlines, directives and their
# tables.
sentences() {
	awk '
		function flush() { if (text != "") print text; text = "" }
		/^[ \t]*$/ { flush(); next }
		/^\t/ { next }
		/^What there is not yet/ { exit }
		/^(===|\.\. )/ { text = ""; directive = /^\.\. list-table/; next }
		directive && /^ / { next }
		{ directive = 0 }
		{ sub(/^ +/, ""); text = text == "" ? $0 : text " " $0 }
		END { if (!/^What/) flush() }' "$1" |
	sed 's/\. \+/.\n/g' | grep -v '^\(::\|\)$'
}

# check PAGE LIST LEAST: at least so many sentences.
check() {
	local page=$1 list=$here/$2 test missing=0

	sentences "$docs/$page" > "$tmp/sentences"
	script_true "$page has sentences" [ "$(wc -l < "$tmp/sentences")" -gt "$3" ]

	# Sentences that no line of the list begins, then lines that begin none.
	awk -F'\t' '
		FNR == NR { line[++nr] = $2; next }
		{
			found = 0
			for (i = 1; i <= nr; i++)
				if (index($0, line[i]) == 1) { found = 1; used[i] = 1 }
			if (!found) print "no test: " $0
		}
		END { for (i = 1; i <= nr; i++) if (!used[i]) print "no sentence: " line[i] }' \
		"$list" "$tmp/sentences" > "$tmp/wrong"
	script_note < "$tmp/wrong"
	script_is "$page: each sentence has a test" "$(grep -c '^no test' "$tmp/wrong")" 0
	script_is "$page: each line of the list begins a sentence" \
		"$(grep -c '^no sentence' "$tmp/wrong")" 0

	for test in $(cut -f1 "$list"); do
		[ "$test" = - ] || [ -e "$here/$test" ] || [ -e "$here/$test.kp" ] || {
			missing=$((missing + 1))
			script_note "no such test: $test"
		}
	done
	script_is "$page: the tests that it names exist" "$missing" 0
}

# Each built-in of the table occurs in a script of a test that runs.
check_names() {
	local name unused=

	for name in $(sed -n 's/^   \* - ``\([a-z_0-9.]*\)``$/\1/p' "$docs/builtins.rst"); do
		case $name in
		sort.* | argstr.raw | self.key) continue ;;
		esac
		grep -qrwF -e "$name" "$here"/lang/*.kp "$here"/*.sh || unused+=" $name"
	done
	script_is "each built-in is in a test" "$unused" ""
}

script_begin tool
if [ ! -e "$docs/language.rst" ]; then
	script_skip "sentences of the documentation" "no sources here"
	script_end
fi
check language.rst sentences 130
check builtins.rst sentences-builtins 80
check_names
script_end
