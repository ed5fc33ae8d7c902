#!/usr/bin/env bash
# The manual knows every option that --help prints, and every catalog; the catalog's page names every
# key and role key of the files, and its example is a catalog; the linter has no warning.
#   man.sh SOURCE LYNCSCOPE
set -eu
page=$1/man/lyncscope.1
form=$1/man/lyncscope-catalog.5
export LYNCSCOPE_SIGNATURES=$1/signatures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lyncscope=$2
bad=0
known=0
for command in flows audit catalog topology compare; do
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
# Keys as the readers' tables have them: {"owner", false, ls_match_owner} and the like.
keys=0
for key in $(grep -ohE '\{"[a-z_]+", (true|false), ' "$1"/src/catalog/{add,row,payload,roles}.c |
    sed 's/{"\([a-z_]*\)".*/\1/' | sort -u); do
    keys=$((keys + 1))
    if ! grep -qE "^\.(It )?Cm $key( |\$)" "$form"; then
        echo "the key $key is not in ${form##*/}"
        bad=1
    fi
done
echo "$keys keys looked up"
[ "$keys" -gt 35 ] || bad=1
sed -n '/^catalog: contoso-site/,/^\.Ed/p' "$form" | grep -v '^\.Ed' >"$work/site.yaml"
"$lyncscope" catalog check "$work/site.yaml" || bad=1
if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$page" "$form" || bad=1
else
    echo "mandoc is not installed: the page was not linted"
fi
exit $bad
