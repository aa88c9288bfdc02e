#!/bin/sh
# Runs the tests of the kernel with the address, leak and undefined-behaviour sanitizers in it, or says why not.
# Usage: scripts/sanitize.sh PYTHON [ARGUMENTS OF PYTHON instead of the tests]; the variable CC names the compiler,
# without it gcc or clang.
set -eu
python=$1
shift
[ $# -gt 0 ] || set -- -m pytest -q --all -p no:cacheprovider --ignore=tests/engine/kernel/test_loader.py tests/engine/kernel
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

printf 'int main(void) { return 0; }\n' >"$scratch/try.c"
found=
for name in ${CC:-gcc clang}; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -fsanitize=address,undefined "$scratch/try.c" -o "$scratch/try" 2>/dev/null && "$scratch/try"; then
        found=$name
        break
    fi
done
if [ -z "$found" ]; then
    echo "The kernel is not tested with sanitizers: there is no gcc or clang that has them."
    exit 0
fi

CC=$found "$python" hatch_build.py "$scratch" -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer -DSTANDOFF_ONE_PROCESSOR

# Python itself is not built with sanitizers, so their runtime has to come first; it never frees all that it has, so of
# the leaks only those count that come from the kernel.
runtime=$("$found" -print-file-name=libasan.so)
[ -e "$runtime" ] || runtime=$("$found" -print-file-name="libclang_rt.asan-$(uname -m).so")
status=0
LD_PRELOAD=$runtime ASAN_OPTIONS="detect_leaks=1:log_path=$scratch/found" \
    LSAN_OPTIONS="exitcode=0" UBSAN_OPTIONS="print_stacktrace=1" PYTHONMALLOC=malloc \
    STANDOFF_KERNEL="$scratch/libkernel.so" \
    "$python" "$@" || status=$?
if [ "$status" -ne 0 ]; then
    cat "$scratch"/found.* 2>/dev/null || true
    exit "$status"
fi
if grep -l "engine/kernel/.*\.[ch]" "$scratch"/found.* 2>/dev/null; then
    cat "$scratch"/found.*
    exit 1
fi
