# SPDX-License-Identifier: GPL-2.0
# Shared by the scripts beside it: the build of the rooms in user space.

. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

hosted=$build/hosted
rooms=$linux/tools/testing/ktap

# build_hosted FLAVOUR: see tools/testing/ktap/Makefile.
build_hosted() {
	only_one "hosted-$1"
	mkdir -p "$hosted/$1"
	quietly "building the rooms in user space ($1)" "$build/log/hosted-$1.log" \
		make -C "$rooms" "O=$hosted/$1" "FLAVOUR=$1" -j"$jobs" ||
		die "the rooms do not build in user space" \
		    "full output: build/log/hosted-$1.log"
}

# all_scripts: what there is to try.
all_scripts() {
	find "$linux"/samples/ktap "$linux"/tools/ktap/tests/golden \
		"$linux"/tools/testing/selftests/ktap "$rooms"/corpus/script \
		"$rooms"/bench -name '*.kp' | sort
}

# make_images DIRECTORY: an image of each script that compiles.
make_images() {
	local script
	mkdir -p "$1"
	all_scripts | while read -r script; do
		"$build/ktap" build -o "$1/$(basename "$script" .kp)" "$script" \
			> /dev/null 2>&1 || true
	done
}
