#!/usr/bin/env bash
# Builds the package twice, in folders of different names and lengths, and holds the bytes of what comes out
# against each other: the packages, and the program in them.
#
#   scripts/reproducible.sh [PACKAGE_FOLDER]      takes a build that is there as the first of the two
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
first=${1:-$work/one}
[ $# -gt 0 ] || scripts/package.sh "$first" >/dev/null

# Elsewhere, at another time, in another language, by another umask.
second=$work/a/second/place/with/a/longer/name
mkdir -p "$second"
tar --exclude-vcs --exclude=./build --mode=u+rw -cf - . | tar -C "$second" -xf -
(umask 077 && cd "$second" && LC_ALL=C.UTF-8 TZ=Asia/Shanghai scripts/package.sh "$second/out" >/dev/null)

same=0
for file in "$first"/lyncscope*.deb; do
    name=$(basename "$file")
    if ! cmp "$file" "$second/out/$name"; then
        echo "$name differs from build to build" >&2
        exit 1
    fi
    same=$((same + 1))
    sha256sum "$file" | sed "s|  .*|  $name|"
done
[ "$same" -gt 0 ]
dpkg-deb --fsys-tarfile "$(find "$first" -maxdepth 1 -name 'lyncscope_*.deb')" |
    tar -xO ./usr/bin/lyncscope | tee "$work/program" | sha256sum | sed 's|-|/usr/bin/lyncscope|'
for folder in "$PWD" "$first" "$second"; do
    if grep -qaF "$folder" "$work/program"; then
        echo "the program names $folder, where it was built" >&2
        exit 1
    fi
done
echo "$same packages, twice the same"
