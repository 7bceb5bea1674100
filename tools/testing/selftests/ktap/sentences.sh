#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Each sentence of Documentation/trace/ktap/language.rst against the tests that
# show it, which the file "sentences" names:
#
#	TEST[ TEST...]<tab>the first words of the sentence
#
# TEST is lang/NAME, errors/NAME or a file here; "-" stands for a sentence that
# promises nothing.  Needs the kernel's sources.

. "$(dirname "$0")/lib.sh"

page=$here/../../../../Documentation/trace/ktap/language.rst

# One sentence a line: without examples, underlines and directives.
sentences() {
	awk '
		function flush() { if (text != "") print text; text = "" }
		/^[ \t]*$/ { flush(); next }
		/^\t/ { next }
		/^What there is not yet/ { exit }
		/^(===|\.\. )/ { text = ""; next }
		{ sub(/^ +/, ""); text = text == "" ? $0 : text " " $0 }
		END { if (!/^What/) flush() }' "$page" |
	sed 's/\. \+/.\n/g' | grep -v '^\(::\|\)$'
}

script_begin tool
if [ ! -e "$page" ]; then
	script_skip "sentences of language.rst" "no sources here"
	script_end
fi
sentences > "$tmp/sentences"
script_true "the page has sentences" [ "$(wc -l < "$tmp/sentences")" -gt 90 ]

unmapped=0
while IFS= read -r sentence; do
	found=
	while IFS=$'\t' read -r tests words; do
		[ "${sentence#"$words"}" = "$sentence" ] || found=$tests
	done < "$here/sentences"
	[ -z "$found" ] || continue
	unmapped=$((unmapped + 1))
	script_note "no test: $sentence"
done < "$tmp/sentences"
script_is "each sentence has a test" "$unmapped" 0

stale=0
while IFS=$'\t' read -r tests words; do
	if ! grep -qF -e "$words" "$tmp/sentences"; then
		stale=$((stale + 1))
		script_note "no sentence: $words"
	fi
	for test in $tests; do
		[ "$test" = - ] || [ -e "$here/$test" ] || [ -e "$here/$test.kp" ] ||
			[ -e "$here/$test.c" ] || {
			stale=$((stale + 1))
			script_note "no such test: $test"
		}
	done
done < "$here/sentences"
script_is "each line of the list names a sentence, and tests that exist" "$stale" 0
script_end
