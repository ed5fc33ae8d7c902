#!/usr/bin/env bash
# The manual knows every option that --help prints, and every catalog; the pages of the catalog and of
# the topology name every key of their files and their examples are right; the linter has no warning.
# (The keys of records: tests/package/keys.py.)
#   man.sh SOURCE LYNCSCOPE
set -eu
page=$1/man/lyncscope.1
form=$1/man/lyncscope-catalog.5
site=$1/man/lyncscope-topology.5
export LYNCSCOPE_SIGNATURES=$1/signatures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lyncscope=$2
bad=0
known=0
for command in flows audit watch catalog topology compare; do
    for option in $("$lyncscope" "$command" --help | grep -oE '^ +(-[a-zA-Z],)? +--[a-z-]+' | grep -oE '[a-z]+(-[a-z]+)*$'); do
        known=$((known + 1))
        if ! grep -qE "Fl \\\\-$option( |\$)" "$page"; then
            echo "$command --$option is not in the manual"
            bad=1
        fi
    done
done
echo "$known options looked up"
[ "$known" -gt 40 ] || bad=1
for catalog in "$1"/signatures/*.yaml; do
    name=$(basename "$catalog" .yaml)
    [ "$name" = roles ] && continue
    for manual in "$page" "$form"; do
        if ! grep -qE "^\.(Cm|It Cm) $name( |\$)" "$manual"; then
            echo "$name is not in ${manual##*/}"
            bad=1
        fi
    done
done
# has_keys PAGE LEAST FILE...: the page names the keys that the readers' tables in these files have:
# {"owner", false, ls_match_owner} and the like.
has_keys() {
    local manual=$1 least=$2 count=0 key
    shift 2
    while read -r key; do
        count=$((count + 1))
        if ! grep -qE "^\.(It )?(Cm|Li) (.* , )?$key( |\$)" "$manual"; then
            echo "the key $key is not in ${manual##*/}"
            bad=1
        fi
    done < <(grep -ohE '\{"[a-z_]+", (true|false), ' "$@" | sed 's/{"\([a-z_]*\)".*/\1/' | sort -u)
    echo "$count keys looked up in ${manual##*/}"
    [ "$count" -ge "$least" ] || bad=1
}
has_keys "$form" 36 "$1"/src/catalog/{add,row,payload,roles}.c
has_keys "$site" 12 "$1"/src/topology/{read,yaml_pools}.c
has_keys "$page" 9 "$1"/src/classify/exceptions_read.c
while read -r role; do
    if ! grep -qE "^\.(It )?Cm ${role/+/[+]}( |\$)" "$site"; then
        echo "the role $role is not in ${site##*/}"
        bad=1
    fi
done < <(sed -n 's/^  - key: \([^ ]*\).*/\1/p' "$1/signatures/roles.yaml")
sed -n '/^hosts:$/,/^\.Ed/p' "$site" | grep -v '^\.Ed' >"$work/topology.yaml"
"$lyncscope" topology check "$work/topology.yaml" || bad=1

sed -n '/^catalog: contoso-site/,/^\.Ed/p' "$form" | grep -v '^\.Ed' >"$work/site.yaml"
"$lyncscope" catalog check "$work/site.yaml" || bad=1
if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$1"/man/* || bad=1
else
    echo "mandoc is not installed: the page was not linted"
fi
exit $bad
