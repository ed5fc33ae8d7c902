#!/usr/bin/env bash
# Builds the Debian package of this tree and has lintian look at it:
#
#   scripts/package.sh [FOLDER]          default: build/package
#
# The recipe is packaging/debian; it stands as debian/ in a copy of the tree, as Debian wants it. The
# tests are left to scripts/test.sh; DEB_BUILD_OPTIONS= (empty) runs them here, too.
set -eu
cd "$(dirname "$0")/.."
scripts/packages.sh dpkg-dev debhelper lintian gcc cmake make pkg-config libpcap-dev libndpi-dev libssl-dev \
    libyaml-dev libxml2-dev zlib1g-dev libzstd-dev libjansson-dev libcap-ng-dev libseccomp-dev \
    libmicrohttpd-dev uthash-dev

mkdir -p "${1:-build/package}"
out=$(readlink -f "${1:-build/package}")
changelog=packaging/debian/changelog
version=$(dpkg-parsechangelog -l "$changelog" -S Version)
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$changelog" -S Timestamp)
export SOURCE_DATE_EPOCH
export DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-nocheck parallel=$(nproc)}
umask 022

# The same tree gives the same tarball, wherever and whenever.
name=lyncscope-${version%-*}
rm -rf "${out:?}/$name"
tar --exclude-vcs --exclude=./build --exclude=./report.json --exclude=./flows.jsonl --sort=name \
    --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw \
    --transform="s|^\\.|$name|" -cf - . | gzip -n >"$out/lyncscope_${version%-*}.orig.tar.gz"
tar -C "$out" -xf "$out/lyncscope_${version%-*}.orig.tar.gz"
cp -R packaging/debian "$out/$name/debian"

if ! (cd "$out/$name" && dpkg-buildpackage -us -uc >"$out/log" 2>&1); then
    tail -n 30 "$out/log" >&2
    exit 1
fi
lintian --allow-root --fail-on error,warning,info --info --tag-display-limit 0 \
    "$out/lyncscope_${version}_$(dpkg --print-architecture).changes"
ls -l "$out"/lyncscope_*.deb
