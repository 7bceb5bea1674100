#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of finding the symbols of programs that were stripped.  KTAP is the tool;
# no kernel with ktap is needed, but a compiler and binutils are.

nr=0
failed=0

for program in "${CC:=cc}" strip objcopy readelf; do
	if ! command -v "$program" > /dev/null; then
		echo "ok 1 - debug files # SKIP no $program"
		echo "1..1"
		exit 0
	fi
done
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1

# is NAME WANTED ARGS...: what ktap -lf ARGS says, without paths.
is() {
	name=$1
	wanted=$2
	shift 2
	got=$("$KTAP" -lf "$@" 2>&1 < /dev/null | sed 's/.*://' | tr '\n' ' ')
	nr=$((nr + 1))
	if [ "$got" = "$wanted" ]; then
		echo "ok $nr - $name"
	else
		failed=$((failed + 1))
		echo "not ok $nr - $name"
		echo "# got:    $got"
		echo "# wanted: $wanted"
	fi
}

# The same source makes the same number of the build; another one does not.
cat > prog.c << 'EOF'
static int __attribute__((__noinline__)) test_one(int n) { return n + N; }
int main(int argc, char **argv) { (void)argv; return test_one(argc); }
EOF
# build NAME NUMBER OPTION
build() {
	"$CC" -O1 -g -Wl,--build-id="$3" -DN="$2" -o "$1" prog.c || exit 1
	objcopy --only-keep-debug "$1" "$1.full" || exit 1
	strip -o "$1.stripped" "$1" || exit 1
}
build prog 1 sha1
build other 2 sha1
build plain 1 none
KTAP_DEBUG_DIR=$tmp/debug
export KTAP_DEBUG_DIR

is "a file with all symbols" "test_one " prog 'test_*'
is "a file that was stripped" " no functions that fit " prog.stripped 'test_*'

id=$(readelf -n prog | sed -n 's/.*Build ID: //p')
file=debug/.build-id/${id%"${id#??}"}/${id#??}.debug
mkdir -p "${file%/*}"
cp prog.full "$file"
is "by the number of the build" "test_one " prog.stripped 'test_*'
cp other.full "$file"
is "a file of another build" " no functions that fit " prog.stripped 'test_*'
: > "$file"
is "an empty file" " no functions that fit " prog.stripped 'test_*'
rm -r debug

# link NAME: makes NAME.linked, which names link.debug.
link() {
	cp "$1.full" link.debug
	objcopy --add-gnu-debuglink=link.debug "$1.stripped" "$1.linked" || exit 1
}
link plain
is "by its name, beside" "test_one " plain.linked 'test_*'
mkdir .debug
mv link.debug .debug/
is "by its name, in .debug" "test_one " plain.linked 'test_*'
mkdir -p "debug$(pwd -P)"
mv .debug/link.debug "debug$(pwd -P)/"
is "by its name, below the directory of debug files" "test_one " \
	plain.linked 'test_*'
echo >> "debug$(pwd -P)/link.debug"
is "one with another check sum" " no functions that fit " \
	plain.linked 'test_*'
rm -r debug

cat > lib.c << 'EOF'
int test_old(void) { return 1; }
int test_new(void) { return 2; }
__asm__(".symver test_old,test_both@V1");
__asm__(".symver test_new,test_both@@V2");
EOF
echo 'V1 { }; V2 { } V1;' > lib.map
"$CC" -shared -fPIC -Wl,--version-script=lib.map -o lib.so lib.c || exit 1
is "versions are not part of names" "test_both " ./lib.so 'test_b*'

echo "1..$nr"
[ "$failed" = 0 ]
