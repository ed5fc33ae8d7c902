#!/usr/bin/env bash
# The shell completes what the program's tables hold: commands, each command's options, values.
#   completion.sh LYNCSCOPE COMPLETION SOURCE
set -eu
lyncscope=$(readlink -f "$1")
completion=$(readlink -f "$2")
source=$(readlink -f "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0
# shellcheck disable=SC2317
lyncscope() { "$lyncscope" "$@"; } # the completion calls it by its name
export LYNCSCOPE_SIGNATURES=$source/signatures
# shellcheck source=/dev/null
. "$completion"

# offered WORD...: what is offered for the last of the words, a line each
offered() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _lyncscope
    printf '%s\n' "${COMPREPLY[@]}"
}

# expect "ANSWER ..." WORD...
expect() {
    local wanted got words
    read -ra words < <(echo "${1//$'\n'/ }")
    wanted=$(printf '%s\n' "${words[@]}" | sort | tr '\n' ' ')
    shift
    got=$(offered "$@" | sort | tr '\n' ' ')
    if [ "$got" != "$wanted" ]; then
        echo "wrong: '$*' completes to: $got"
        echo "       and not to: $wanted"
        wrong=1
    fi
}

complete -p lyncscope >/dev/null || wrong=1

# The commands of --help are all there is, and each one's options those of its own --help.
commands=$("$lyncscope" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
expect "$commands --help --version -D" lyncscope ""
for command in $commands; do
    options=$("$lyncscope" "$command" --help | sed -nE 's/^  (-[a-zA-Z],)? +(--[a-z-]+).*/\1\2/p' | tr , '\n')
    [ "$(echo "$options" | wc -l)" -gt 6 ] || wrong=1
    expect "$options" lyncscope "$command" -
done

expect "--fail-on" lyncscope audit --fa
expect "" lyncscope flows --fa
expect "low medium high" lyncscope audit --fail-on ""
expect "medium" lyncscope audit --fail-on m
expect "medium" lyncscope audit --fail-on = m
expect "low medium high" lyncscope audit --fail-on =
expect "csv jsonl text" lyncscope flows -f ""
expect "csv html json md text" lyncscope audit --format ""
expect "html" lyncscope audit --format h
expect "zh-CN" lyncscope audit --lang z
expect "undocumented" lyncscope flows --only u
expect "misplaced,undocumented" lyncscope flows --only misplaced,u
expect "list show check" lyncscope catalog ""
expect "show check" lyncscope topology ""
expect "T1.7" lyncscope catalog show T1.7
expect "lync-server-2013-edge" lyncscope audit -C lync-server-2013-e
expect "" lyncscope audit -C role
mkdir "a folder"
touch "a site.yaml" day.pcap
[ "$(offered lyncscope topology check a)" = $'a folder\na site.yaml' ] || { echo "wrong: files with blanks"; wrong=1; }
expect "day.pcap" lyncscope audit -r d
expect "day.pcap" lyncscope audit --read = d
expect "day.pcap" lyncscope compare d
expect "" lyncscope audit -c ""  # a number
expect "" lyncscope audit -r day.pcap d # a filter
exit $wrong
