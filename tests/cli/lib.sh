# lib.sh - for the scripts beside it: NAME.sh LYNCSCOPE SCENE SOURCE
# shellcheck shell=sh
set -eu
lyncscope=$1 scene=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0

complain() {
    echo "wrong: $*" >&2
    wrong=$((wrong + 1))
}

# run STATUS ARGUMENTS...: runs lyncscope; out and err hold what it wrote.
run() {
    wanted=$1
    shift
    status=0
    "$lyncscope" "$@" >out 2>err || status=$?
    [ "$status" = "$wanted" ] || complain "exit status $status, not $wanted: $*: $(cat err)"
}

# refuses TEXT ARGUMENTS...: status 2, nothing on stdout, one line on stderr that says TEXT.
refuses() {
    text=$1
    shift
    run 2 "$@"
    [ -s out ] && complain "something came out: $*"
    [ "$(wc -l <err)" = 1 ] || complain "not one line: $(cat err)"
    case $(cat err) in
    "lyncscope: "*"$text"*) ;;
    *) complain "no '$text' in: $(cat err)" ;;
    esac
}

same() {
    cmp -s "$1" "$2" || complain "$3: $(diff "$1" "$2" | head -4)"
}

# capture NAME: a short conversation of each kind, with two findings in it.
capture() {
    cat >"$1.scene" <<'SCENE'
start 2026-03-02T08:00:00
host client 10.20.0.7
host fe01 10.0.10.11
host fe02 10.0.10.12
1 tcp client:50001 fe01:5061 tls sni=pool01.contoso.test cert=pool01.contoso.test
2 tcp client:50002 fe01:3389 rdp
3 tcp fe02:50003 fe01:5062 tls mutual
4 tcp client:50004 fe01:9000 sip method=INVITE
5 tcp fe02:50005 fe01:135 rpc bind=epmapper
SCENE
    "$scene" "$1.scene" "$1.pcap"
}

finish() {
    [ "$wrong" = 0 ] || exit 1
}
