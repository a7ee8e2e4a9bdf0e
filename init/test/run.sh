#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs every test and counts. usage: run.sh BUILD-DIRECTORY; called by `make test`.
# The .bats files run with the release build and again with the sanitizer build, a few at a time: most of them wait.
BUILD=$(realpath "$1")
export BUILD
cd "$(dirname "$0")" || exit 1
results=$(mktemp -d /tmp/juke-init-results.XXXXXX)
trap 'rm -rf "$results"' EXIT
ulimit -c 0

"$BUILD/unit" >"$results/unit" 2>&1 || echo "not ok the unit tests ended with status $?" >>"$results/unit"
"$BUILD/fuzz" 40000 >"$results/fuzz" 2>&1 || echo "not ok the fuzz test ended with status $?" >>"$results/fuzz"

one() { # BUILD FILE
    local binary=$BUILD/juke-init
    [ "$1" = release ] || binary=$BUILD/$1/juke-init
    JUKE_INIT=$binary bats --tap "$2.bats" >"$results/$2-$1" 2>&1
    # bats itself may fail, or a test file
    [ "$(grep -cE '^(not )?ok ' "$results/$2-$1")" = "$(sed -n 's/^1\.\.//p' "$results/$2-$1")" ] ||
        echo "not ok $2 did not run to its end" >>"$results/$2-$1"
}
export -f one
export results
{
    printf '%s\n' "release faults" "release runc" # the sanitizer build needs libraries that a sandbox does not have
    for file in helpers qmp qemu ends console children files terminal dns; do printf '%s\n' "release $file" "san $file"; done
} | xargs -P "${JOBS:-6}" -L 1 bash -c 'one "$@"' one

cat "$results"/unit "$results"/fuzz
for file in "$results"/*-*; do
    echo "# ${file##*/}"
    grep -v '^1\.\.' "$file"
done
passed=$(cat "$results"/* | grep '^ok ' | grep -vc ' # skip')
skipped=$(cat "$results"/* | grep '^ok ' | grep -c ' # skip')
failed=$(cat "$results"/* | grep -c '^not ok ')
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
