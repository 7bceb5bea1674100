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
	"$here/sentences" "$tmp/sentences" > "$tmp/wrong"
script_note < "$tmp/wrong"
script_is "each sentence has a test" "$(grep -c '^no test' "$tmp/wrong")" 0
script_is "each line of the list begins a sentence" "$(grep -c '^no sentence' "$tmp/wrong")" 0

missing=0
for test in $(cut -f1 "$here/sentences"); do
	[ "$test" = - ] || [ -e "$here/$test" ] || [ -e "$here/$test.kp" ] || {
		missing=$((missing + 1))
		script_note "no such test: $test"
	}
done
script_is "the tests that it names exist" "$missing" 0
script_end
