#!/usr/bin/env bash
# Looks at sources without running them:
#
#   scripts/lint.sh [shell|words|cppcheck|clang-tidy [BUILD_FOLDER]]       default: all, build/asan
#
# What is suppressed stands with its reason in .clang-tidy, scripts/cppcheck.suppress or here. Ends with
# status 77 when the tool for the one part asked for is not installed.
set -eu
part=${1:-all}
build=$(readlink -m "${2:-build/asan}")
cd "$(dirname "$0")/.."

need() {
    command -v "$1" >/dev/null && return
    echo "$1 is not installed"
    [ "$part" = all ] || exit 77
    return 1
}

listed() { # PATTERN: files of the tree, also without git
    { git ls-files --cached --others --exclude-standard 2>/dev/null || find . -path ./build -prune -o -type f -print | sed 's|^\./||'; } |
        grep -E "$1" | while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}

# Tests are short and name their own files: SC2010 ls | grep, SC2046 words that are meant to split, SC2154 and
# SC2034 variables of the script that sources or is sourced, SC3045 ulimit, which dash has.
check_shell() {
    need shellcheck || return 0
    listed '^(scripts|packaging|tests/package)/.*\.(sh|bash)$|^\.ci/run$|debian/tests/installed$' |
        xargs shellcheck -x -P SCRIPTDIR -e SC2094
    listed '^(tests|bench)/.*\.sh$' |
        xargs shellcheck -x -P SCRIPTDIR -S warning -e SC2010,SC2034,SC2046,SC2154,SC3045
}

# nd is of mdoc, egde a mistake that tests make on purpose, medias several kinds of media.
check_words() {
    need codespell || return 0
    listed '\.(c|h|md|sh|py|yaml|txt|json|cmake|1|5)$|debian/' |
        grep -vE '^(pcaps|tests/fuzz/corpus|tests/golden)/' |
        xargs codespell -L nd,egde,medias,keep-alives
}

check_cppcheck() {
    need cppcheck || return 0
    cppcheck -j "$(nproc)" --std=c11 --enable=warning,performance,portability --error-exitcode=1 -q \
        --inline-suppr --suppressions-list=scripts/cppcheck.suppress -I include -I src \
        --library=posix --library=gnu --library=scripts/cppcheck.cfg -D_GNU_SOURCE src
}

check_clang_tidy() {
    need clang-tidy || return 0
    if [ ! -f "$build/compile_commands.json" ]; then
        echo "$build has no compile_commands.json"
        [ "$part" = all ] || exit 77
        return 0
    fi
    # Its warnings are its findings: whoever adds a check to .clang-tidy mends what it finds.
    listed '^src/.*\.c$' | grep -F -f <(sed -n 's|^ *"file": ".*/\(src/.*\)",*$|\1|p' "$build/compile_commands.json") |
        xargs -P "$(nproc)" -n 8 clang-tidy -p "$build" --quiet --warnings-as-errors='*' 2>/dev/null
}

case $part in
shell) check_shell ;;
words) check_words ;;
cppcheck) check_cppcheck ;;
clang-tidy) check_clang_tidy ;;
all)
    check_shell
    check_words
    check_cppcheck
    check_clang_tidy
    ;;
*)
    echo "usage: lint.sh [shell|words|cppcheck|clang-tidy [BUILD_FOLDER]]" >&2
    exit 2
    ;;
esac
