#!/usr/bin/env bash
# Fails when a file includes a header of a layer to its right (docs/architecture.md).
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
[ "$checked" -gt 0 ] && exit $bad
exit 1
