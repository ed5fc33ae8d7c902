#!/usr/bin/env bash
# What is installed into a folder of one's own is whole, needs nothing of the build, and what is
# installed without it is not missed.
#   install.sh CMAKE BUILD SOURCE
set -eu
cmake=$1 build=$2 source=$3
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
"$cmake" --install "$build" --prefix "$prefix" --component program >"$prefix/log"
rm "$prefix/log"
"$source/tests/package/installed.sh" "$prefix"

for only_developers in include lib/liblyncscope.a; do
    if [ -e "$prefix/$only_developers" ]; then
        echo "wrong: $only_developers is installed for everybody" >&2
        exit 1
    fi
done

# They were its own catalogs that it found.
unset LYNCSCOPE_SIGNATURES
mv "$prefix/share/lyncscope" "$prefix/share/elsewhere"
if (cd "$prefix" && "$prefix/bin/lyncscope" catalog list) >/dev/null 2>&1; then
    echo "wrong: catalogs are found that were not installed here" >&2
    exit 1
fi
