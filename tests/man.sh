#!/usr/bin/env bash
# The manual knows every option that --help prints, and the man page linter has no warning.
#   man.sh SOURCE LYNCSCOPE
set -eu
page=$1/man/lyncscope.1
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
if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$page" || bad=1
else
    echo "mandoc is not installed: the page was not linted"
fi
exit $bad
