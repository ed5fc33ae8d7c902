#!/usr/bin/env bash
# An installation is whole: the program finds its catalogs from anywhere, the shipped sample gives its
# findings, and manual, completion, unit, schemas and examples are where they belong and fit.
#   installed.sh PREFIX
set -eu
prefix=$(readlink -f "$1")
lyncscope=$prefix/bin/lyncscope
share=$prefix/share
doc=$share/doc/lyncscope
unset LYNCSCOPE_SIGNATURES
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0

complain() {
    echo "wrong: $*" >&2
    wrong=1
}

"$lyncscope" --version || complain "no version"

rows=$("$lyncscope" catalog list -f jsonl | grep -c '"catalog":"lync-server-2013"') || true
[ "$rows" = 91 ] || complain "$rows rows of the document, not 91"
for catalog in "$share"/lyncscope/signatures/*.yaml; do
    name=$(basename "$catalog" .yaml)
    [ "$name" = roles ] || "$lyncscope" catalog list -C "$name" >/dev/null || complain "no catalog $name"
done
[ "$(find "$share/lyncscope/signatures" -name '*.yaml' | wc -l)" -gt 9 ] || complain "catalogs are missing"

examples=$doc/examples
"$lyncscope" topology check "$examples/topology.yaml" >said || complain "the example of a topology"
grep -q 'no mistakes' said || complain "the example of a topology: $(cat said)"
"$lyncscope" catalog check "$examples/site-catalog.yaml" >/dev/null || complain "the example of a catalog"

# The sandbox is on, as users have it; a report of the recorded day is the same everywhere.
status=0
"$lyncscope" audit -q -r "$examples/lab-day.pcap.gz" -t "$examples/lab-site.yaml" \
    -x "$examples/exceptions.yaml" --fail-on high -o day.json -o day.html || status=$?
[ "$status" = 1 ] || complain "the sample ends with status $status, not 1"
grep -qE '"contradicted": ?6,' day.json || complain "the sample has other verdicts"
grep -q '</html>' day.html || complain "the page is not whole"

for page in "$share"/man/man1/lyncscope.1* "$share"/man/man5/lyncscope-{catalog,topology,records}.5*; do
    [ -e "$page" ] || complain "no $page"
done
if command -v man >/dev/null; then
    MANPATH=$share/man man -w lyncscope >/dev/null || complain "man does not find the manual"
fi

# shellcheck source=/dev/null
offered=$(PATH=$prefix/bin:$PATH && . "$share/bash-completion/completions/lyncscope" &&
    COMP_WORDS=(lyncscope audit -C lync-server-2013-e) COMP_CWORD=3 && _lyncscope &&
    printf '%s\n' "${COMPREPLY[@]}")
[ "$offered" = lync-server-2013-edge ] || complain "the shell completes to '$offered'"

unit=$prefix/lib/systemd/system/lyncscope@.service
[ -e "$unit" ] || unit=/lib/systemd/system/lyncscope@.service
grep -q "^ExecStart=$prefix/bin/lyncscope flows " "$unit" || complain "the unit starts another program"

for schema in flow audit comparison alert; do
    [ -s "$share/lyncscope/schema/$schema.json" ] || complain "no schema of $schema"
done
ls "$doc"/README.md* >/dev/null || complain "no README"
exit $wrong
