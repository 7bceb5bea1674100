#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of the command line: what is wrong is told in one line, with its
# status.  KTAP is the tool; no kernel with ktap is needed.

nr=0
failed=0
tmp=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$tmp"; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1

# result STATUS NAME
result() {
	nr=$((nr + 1))
	if [ "$1" = 0 ]; then
		echo "ok $nr - $2"
	else
		failed=$((failed + 1))
		echo "not ok $nr - $2"
	fi
}

# is WANTED-STATUS WANTED-STDERR ARGS...: stdout must be empty
is() {
	wanted=$1
	message=$2
	shift 2
	"$KTAP" "$@" > out 2> err < /dev/null
	status=$?
	if [ $status = "$wanted" ] && [ "$(cat err)" = "$message" ] && [ ! -s out ]; then
		result 0 "$message"
	else
		result 1 "$message"
		echo "# ktap $*: status $status, wanted $wanted"
		sed 's/^/# /' err out
	fi
}

# has NAME TEXT ARGS...: status 0, nothing on stderr, TEXT in stdout
has() {
	name=$1
	text=$2
	shift 2
	"$KTAP" "$@" > out 2> err < /dev/null
	status=$?
	[ $status = 0 ] && [ ! -s err ] && grep -qF -e "$text" out
	result $? "$name"
}

# as_other_user COMMAND...: root may read everything
as_other_user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

: > empty.kp
mkdir dir.kp
echo 'print("hello")' > hello.kp
printf 'print(1)\0' > nul.kp
yes '# a comment' | head -c 10000000 > big.kp
head -c 10000000 /dev/zero > zeros.kp
printf 'KTAP' > four.kpi
printf 'KTAP\377\0\0\0%0200d' 0 > version.kpi

is 2 "ktap: which script? Give a file, or -e 'TEXT'; 'ktap -h' tells more"
is 2 "ktap: none.kp: no such script" none.kp
is 2 "ktap: dir.kp: is a directory, not a script" dir.kp
is 2 "ktap: empty.kp: is empty: there is nothing to run" empty.kp
is 2 "ktap: (standard input): is empty: there is nothing to run" -
is 2 "ktap: (command line): is empty: there is nothing to run" -e ''
is 2 "ktap: nul.kp: is binary, and neither a script nor a ktap image" nul.kp
is 2 "ktap: zeros.kp: is binary, and neither a script nor a ktap image" zeros.kp
is 2 "ktap: big.kp: is longer than 1 MiB, the limit of scripts" big.kp
is 2 "ktap: big.kp: is longer than 1 MiB, the limit of scripts" check big.kp
is 2 "ktap: which command? None follows --" hello.kp --
is 2 "ktap: --status: of which command? Name it behind --" --status hello.kp
is 2 "ktap: either --pid or -- command: not both" -p $$ hello.kp -- ls
is 2 "ktap: --pid: there is no process 2147483647" -p 2147483647 hello.kp
is 2 "ktap: where to? Give -o FILE" build hello.kp
is 2 "ktap: none.kp: no such script" dump none.kp
is 2 "ktap: none.kp: no such script" build -o out.kpi none.kp
is 2 "ktap: functions or markers of which program or library? Name a file" -lf
is 1 "ktap: none: No such file or directory" -lf none
is 1 "ktap: ./: a directory" -lm ./
is 1 "ktap: ./hello.kp: no program or library" -lf ./hello.kp
is 255 "ktap: version.kpi: is an image of version 255; this tool knows version 1" version.kpi
is 255 "ktap: four.kpi: the image is truncated" four.kpi
is 255 "ktap: four.kpi: the image is truncated" run four.kpi

[ ! -e out.kpi ]
result $? "no image is left of a script that is not there"

chmod 777 .
chmod 0 nul.kp
as_other_user "$KTAP" nul.kp 2> err
[ $? = 2 ] && [ "$(cat err)" = "ktap: nul.kp: no permission to read it" ]
result $? "a script that may not be read"

# The output file is not touched before the script has been compiled.
echo precious > precious
"$KTAP" -o precious -e 'print(' 2> /dev/null
[ $? = 255 ] && [ "$(cat precious)" = precious ]
result $? "an output file outlives a script with errors"
"$KTAP" build -o precious -e 'print(' 2> /dev/null
[ $? = 255 ] && [ "$(cat precious)" = precious ]
result $? "so does an image"

has "-h tells of -e" "-e, --execute TEXT" -h
has "-h tells of commands" "dump" -h
has "a command's -h" "usage: ktap dump" dump -h
has "-V tells the image's version" "image version 1" -V
"$KTAP" check hello.kp > out 2>&1 && [ ! -s out ]
result $? "check is silent on a sound script"
has "dump shows a script's code" "CALLB" dump hello.kp
has "dump of -e is the same" "CALLB" dump -e 'print("hello")'
"$KTAP" build -o hello.kpi hello.kp > out 2>&1 && [ ! -s out ] && [ -s hello.kpi ]
result $? "build writes an image"
has "dump shows an image's code" "CALLB" dump hello.kpi
is 2 "ktap: hello.kpi: is an image: its arguments were given when it was built" hello.kpi a
is 1 "ktap: cannot write to dir.kp: Is a directory" build -o dir.kp hello.kp

cat hello.kpi | "$KTAP" dump - > out && grep -q CALLB out
result $? "an image from standard input"

"$KTAP" dump hello.kp > by-name
"$KTAP" dump hello.kpi > by-image
cmp -s by-name by-image
result $? "the image says what the script says"

head -c 100 hello.kpi > cut.kpi
"$KTAP" cut.kpi 2> err
[ $? = 255 ] && [ "$(wc -l < err)" = 1 ] && grep -q '^ktap: cut.kpi: ' err
result $? "a truncated image is refused"

"$KTAP" dump hello.kp > /dev/full 2> err
[ $? = 1 ] && [ "$(cat err)" = "ktap: cannot write the output: No space left on device" ]
result $? "dump to a full device"

# Only where there is no ktap in the kernel: else this would run.
if [ "$("$KTAP" -V | grep -c '^kernel: image version')" = 0 ]; then
	"$KTAP" -o new hello.kp > out 2> err
	[ $? = 255 ] && [ "$(wc -l < err)" = 1 ] && [ ! -s out ] && [ ! -e new ]
	result $? "a kernel without ktap: one line, and no output file"
	grep -q -e CONFIG_KTAP -e tracefs -e 'not permitted' err
	result $? "the line says what is missing"
fi

echo "1..$nr"
[ "$failed" = 0 ]
