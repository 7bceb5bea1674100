#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is wrong gets one clear message and a status that is not 0; never a
# crash, never a hang, never a word in the kernel's log.

. "$(dirname "$0")/lib.sh"

# wrong NAME STATUS TEXT ARGS...: the tool refuses and says TEXT.
wrong() {
	local name=$1 wanted=$2 text=$3

	shift 3
	script_run "$@"
	script_is "$name: status" "$status" "$wanted"
	script_has "$name: message" "$tmp/err" "$text"
	script_is "$name: no output" "$(wc -c < "$tmp/out")" 0
	script_true "$name: a short message" [ "$(wc -l < "$tmp/err")" -le 4 ]
}

test_files() {
	cd "$tmp" || exit 1
	mkdir directory
	: > empty.kp
	head -c 5000 /dev/urandom > binary.kp
	printf '\0\0' >> binary.kp
	yes 'print("a line of a script that is far too long")' | head -c 10485760 > huge.kp
	printf '# only a comment\n' > comment.kp
	echo 'print("secret")' > unreadable.kp
	chmod 0 unreadable.kp
	wrong "no such script" 2 "no such script" nothere.kp
	wrong "a directory" 2 "is a directory" directory
	wrong "an empty script" 2 "is empty" empty.kp
	wrong "a binary script" 2 "binary" binary.kp
	wrong "a script of 10 MB" 2 "limit" huge.kp
	wrong "an empty -e" 2 "is empty" -e ''
	script_run comment.kp
	script_is "a script of a comment runs" "$status$(cat out err)" 0
	wrong "a path through a file" 2 "Not a directory" empty.kp/x.kp
	cd "$here" || exit 1
}

test_usage() {
	wrong "no script" 2 "which script"
	wrong "unknown option" 2 "unknown option" --nosuch
	wrong "unknown letter" 2 "unknown option -Z" -Z
	wrong "-e without text" 2 "needs" -e
	wrong "--ring with a word" 2 "ring" --ring lots -e 'print(1)'
	wrong "--ring of 0" 2 "ring" --ring 0 -e 'print(1)'
	wrong "--pid of nobody" 2 "no process" -p 999999 -e 'print(1)'
	wrong "--pid with a command" 2 "not both" -p 1 -e 'print(1)' -- true
	wrong "-- without a command" 2 "which command" -e 'print(1)' --
	wrong "build without -o" 2 "-o FILE" build -e 'print(1)'
	wrong "a limit that is too small" 255 "" --mem 1 -e 'print(1)'
	wrong "a ring that is too small" 255 "" --ring 1 -e 'print(1)'
	wrong "output that cannot be written" 255 "cannot write to" -o /no/such/dir/x -e 'print(1)'
	script_run -h
	script_is "help: status" "$status" 0
	script_has "help: usage" "$tmp/out" "usage: ktap"
	script_run -V
	script_is "versions: status" "$status" 0
	script_has "versions: the kernel's" "$tmp/out" "kernel: image version"
}

# As another user, and as root without the capability.
test_permission() {
	if ! command -v setpriv > /dev/null; then
		script_skip "not root" "no setpriv"
		return
	fi
	echo 'print("x")' > "$tmp/x.kp"
	chmod 755 "$tmp"
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$ktap" "$tmp/x.kp" > "$tmp/out" 2> "$tmp/err" || status=$?
	script_is "not root: status" "$status" 255
	script_has "not root: message" "$tmp/err" "CAP_PERFMON"
	script_is "not root: no output" "$(wc -c < "$tmp/out")" 0
	chmod 0 "$tmp/x.kp"
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$ktap" "$tmp/x.kp" > "$tmp/out" 2> "$tmp/err" || status=$?
	script_is "unreadable script: status" "$status" 2
	script_has "unreadable script: message" "$tmp/err" "no permission to read"
	status=0
	setpriv --bounding-set -perfmon,-sys_admin --inh-caps -perfmon,-sys_admin \
		"$ktap" -e 'print("x")' > "$tmp/out" 2> "$tmp/err" || status=$?
	script_is "root without CAP_PERFMON: status" "$status" 255
	script_has "root without CAP_PERFMON: message" "$tmp/err" "CAP_PERFMON"
}

# tracefs without ktap/session, as of a kernel that was built without it.
test_no_config() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m sh -c '
		mount --make-rprivate /
		mount -t tmpfs none /sys/kernel/tracing/ktap || exit 99
		"$0" -e "print(1)"; echo $? > "$1/status"
	' "$ktap" "$tmp" > "$tmp/out" 2> "$tmp/err"
	if [ $? = 99 ]; then
		script_skip "kernel without CONFIG_KTAP" "cannot mount"
		return
	fi
	script_is "kernel without CONFIG_KTAP: status" "$(cat "$tmp/status")" 255
	script_has "kernel without CONFIG_KTAP: message" "$tmp/err" CONFIG_KTAP
	script_is "kernel without CONFIG_KTAP: one line" "$(wc -l < "$tmp/err")" 1
}

# The compiler's own tests do this with every token of the language; here each
# mutant that is still a program meets the kernel.
program='
seen = {}
function add(t, k, n) {
	if (n > 10 && k != nil) { t[k] += n } else { t["few"] ..= "x" }
	return len(t)
}
for (i = 1, 3) { add(seen, i, i << 4) }
trace syscalls:sys_enter_kill, sched:sched_process_exec /tid == target/ {
	seen[probename] += 1
}
tick-1s { print(seen[1]) }
trace_end { for (k, v in pairs(seen)) { printf("%s %d\n", k, v) } }
'

# One token a line.
tokens() {
	grep -oE '"[^"]*"|(syscalls|sched):[a-z_*]+|tick-1s|[A-Za-z_][A-Za-z_0-9]*|[0-9]+|<<|>=|==|!=|\+=|-=|\.\.=|\.\.|\+\+|&&|\|\||[^[:space:]]' <<< "$program"
}

# mutate WHAT N: the program with token N deleted or doubled.
mutate() {
	local -a all=("${tokens[@]}")

	case $1 in
	delete) all[$2]= ;;
	double) all[$2]+=" ${all[$2]}" ;;
	esac
	echo "${all[*]}"
}

# A mutant is refused with a place and a caret, or it runs to its end.
try_mutant() {
	local file=$tmp/mutant.kp message

	mutate "$1" "$2" > "$file"
	status=0
	"$ktap" check "$file" > "$tmp/out" 2> "$tmp/err" || status=$?
	if [ "$status" = 0 ]; then
		limit=20 script_run --budget 100000 "$file" -- /bin/true
		[ "$status" != 255 ] || refused=$((refused + 1))
	else
		refused=$((refused + 1))
	fi
	IFS= read -r -d '' message < "$tmp/err"
	case $status in
	255) [[ $message =~ mutant.kp:[0-9]+:[0-9]+:\ error:\ .*\ \|\ +\^ ]] && return ;;
	0 | 1 | 2)
		ran=$((ran + 1))
		return
		;;
	esac
	strange=$((strange + 1))
	script_note "token $2, $1: status $status"
	script_note < "$tmp/err"
}

test_tokens() {
	local what n nr
	local -a tokens

	mapfile -t tokens < <(tokens)
	nr=${#tokens[@]}
	echo "${tokens[*]}" > "$tmp/mutant.kp"
	script_run "$tmp/mutant.kp" -- /bin/true
	script_is "the program that will be mutated is right" "$status$(cat "$tmp/err")" 0
	for what in delete double; do
		refused=0 ran=0 strange=0
		for ((n = 0; n < nr; n++)); do
			try_mutant "$what" "$n"
		done
		script_note "$what: $nr tokens, $refused refused, $ran ran"
		script_is "$what each token: refused with a place, or run" "$strange" 0
		script_true "$what each token: most are refused" [ "$refused" -gt $((nr / 2)) ]
	done
}

# patch FILE OFFSET BYTE
patch_byte() {
	# shellcheck disable=SC2059 # the format is the byte
	printf "\\x$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> /dev/null
}

test_images() {
	local size n good=$tmp/good bad=$tmp/bad strange=0

	script_run build -o "$good" -e 'print("from an image", 1 + 1)'
	script_is "an image is built" "$status$(cat "$tmp/err")" 0
	script_run "$good"
	script_is "an image runs" "$(cat "$tmp/out")" "from an image	2"
	size=$(wc -c < "$good")

	cp "$good" "$bad"
	printf 'x' >> "$bad"
	wrong "an image with a byte too many" 255 "" "$bad"
	cp "$good" "$bad"
	patch_byte "$bad" 4 63
	wrong "an image of another version" 255 "version" "$bad"
	head -c $((size - 8)) "$good" > "$bad"
	wrong "a truncated image" 255 "" "$bad"
	head -c 20 "$good" > "$bad"
	wrong "20 bytes of an image" 255 "" "$bad"
	wrong "an image with arguments" 2 "is an image" "$good" 1 2

	for n in $(seq 0 7 $((size - 1))); do
		cp "$good" "$bad"
		patch_byte "$bad" "$n" "$(printf %02x $((RANDOM % 256)))"
		limit=20 script_run "$bad"
		case $status in
		0 | 1 | 2 | 255) ;;
		*)
			strange=$((strange + 1))
			script_note "byte $n: status $status"
			;;
		esac
	done
	script_is "images with a random byte: refused, or run" "$strange" 0
}

test_endless() {
	script_run -e 'while (1) { }'
	script_is "endless loop: status" "$status" 1
	script_has "endless loop: message" "$tmp/err" budget
	script_run -e 'function f() { return f() + 1 } f()'
	script_is "endless recursion: status" "$status" 1
	script_has "endless recursion: message" "$tmp/err" "stack overflow"
	script_run -e 'tick-10ms { while (1) { } }' --max-errors 2
	script_true "endless ticks end" [ "$status" != 0 ]
	script_run --budget 1000000 --max-errors 2 -e 'tick-10ms { while (1) { } }'
	script_is "endless ticks: status" "$status" 1
}

# More than the limit of memory: dropped, counted, told.
test_memory() {
	script_run --mem 1M -e 'for (i = 1, 100000) { t[i] = "value " .. i } print(len(t) > 100, len(t) < 100000)'
	script_is "memory limit: what fits is kept" "$(cat "$tmp/out")" "true	true"
	script_has "memory limit: the rest is counted" "$tmp/err" "lost: updates that met the memory limit"
}

# Lines, nesting and names without end.
test_large() {
	seq 30000 | sed 's/.*/x = &/' > "$tmp/large.kp"
	echo 'print(x)' >> "$tmp/large.kp"
	script_run "$tmp/large.kp"
	script_is "30,000 lines run" "$(tail -n 1 "$tmp/out")" 30000
	{ printf 'print('; head -c 20000 /dev/zero | tr '\0' '('; } > "$tmp/deep.kp"
	script_run "$tmp/deep.kp"
	script_is "20,000 parentheses: status" "$status" 255
	head -c 20000 /dev/zero | tr '\0' '{' > "$tmp/deep.kp"
	script_run "$tmp/deep.kp"
	script_is "20,000 braces: status" "$status" 255
	{ printf 'print('; yes -- '-' | head -n 20000 | tr '\n' ' '; echo '1)'; } > "$tmp/deep.kp"
	script_run "$tmp/deep.kp"
	script_true "20,000 signs: no crash" [ "$status" = 0 -o "$status" = 255 ]
	{ printf 'print(1'; yes '..1' | head -n 20000 | tr -d '\n'; echo ')'; } > "$tmp/deep.kp"
	script_run "$tmp/deep.kp"
	script_true "20,000 joins: no crash" [ "$status" = 0 -o "$status" = 1 -o "$status" = 255 ]
	{ echo 'function f() {'; seq 300 | sed 's/.*/var v& = &/'; echo '} f()'; } > "$tmp/large.kp"
	script_run "$tmp/large.kp"
	script_true "300 local variables: no crash" [ "$status" = 0 -o "$status" = 255 ]
	head -c 300000 /dev/zero | tr '\0' 'a' > "$tmp/large.kp"
	script_run "$tmp/large.kp"
	script_is "a name of 300,000 letters: status" "$status" 255
	script_true "a name of 300,000 letters: a short message" [ "$(wc -c < "$tmp/err")" -le 2000 ]
}

script_begin
test_files
test_usage
test_permission
test_no_config
test_endless
test_memory
test_large
test_images
test_tokens
script_wait_gone "no session is left"
script_end
