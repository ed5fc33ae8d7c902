#!/usr/bin/env bash
# Fails when a file includes a header of a layer to its right (docs/architecture.md), or the page of a layer
# (docs/layers) is missing or names a file that is not there.
set -eu
cd "${1:-.}"
layers="base capture decode probe flow catalog topology classify report engine cli"

rank() {
    local i=0 layer
    for layer in $layers; do
        if [ "$layer" = "$1" ]; then
            echo $i
            return
        fi
        i=$((i + 1))
    done
    echo 0 # the small headers of base are named for what they hold
}

bad=0
checked=0
while IFS=: read -r file line text; do
    case $file in
    src/*) own=${file#src/}; own=${own%%/*} ;;
    include/*) own=$(basename "$file" .h) ;;
    esac
    target=${text#*\"}
    target=${target%%\"*}
    case $target in
    lyncscope/*) other=$(basename "$target" .h) ;;
    */*) other=${target%%/*} ;;
    *) other=$own ;;
    esac
    checked=$((checked + 1))
    if [ "$(rank "$other")" -gt "$(rank "$own")" ]; then
        echo "$file:$line: $own must not include $other ($target)"
        bad=1
    fi
done < <(grep -rn '^#include "' src include)
echo "$checked includes checked"

named=0
for layer in $layers; do
    page=docs/layers/$layer.md
    if ! grep -q "(layers/$layer.md)" docs/architecture.md || [ ! -s "$page" ]; then
        echo "$layer has no page"
        bad=1
    fi
    while read -r file; do
        named=$((named + 1))
        # whole paths, or names of files of the layer or its headers; * as the shell has it
        if ! compgen -G "$file" >/dev/null && ! compgen -G "src/$layer/$file" >/dev/null &&
            ! compgen -G "include/lyncscope/$file" >/dev/null; then
            echo "$page names $file, which is not there"
            bad=1
        fi
    done < <(grep -oE '`[a-z_/*]+\.(c|h|sh|yaml|csv|json)`' "$page" | tr -d '`')
done
echo "$named files named"
[ "$named" -gt 60 ] || bad=1
[ "$checked" -gt 0 ] && exit $bad
exit 1
