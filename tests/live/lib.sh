# lib.sh - for the scripts beside it: NAME.sh LYNCSCOPE SOURCE FLOOD
#
# Each runs in namespaces of its own, for the network and for mounts, on the two ends of a virtual
# cable: what tcpreplay sends into in0 comes out of tap0. Where namespaces are not allowed, or a
# program is missing, it says so and is skipped.
# shellcheck shell=sh
set -eu
skip() {
    echo "skipped: $*"
    exit 77
}

if [ "${LIVE_NAMESPACE:-}" != yes ]; then
    for program in unshare ip tcpreplay tcpdump; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
    LIVE_NAMESPACE=yes
    export LIVE_NAMESPACE
    if [ "$(id -u)" = 0 ]; then
        unshare -nm true 2>/dev/null || skip "namespaces are not allowed here"
        exec unshare -nm sh "$0" "$@"
    fi
    unshare -rnm true 2>/dev/null || skip "namespaces need root here"
    LIVE_USER=root # no other exists in there
    export LIVE_USER
    exec unshare -rnm sh "$0" "$@"
fi

lyncscope=$1 source=$2 flood=$3
work=$(mktemp -d)
chmod 1777 "$work" # runs go on as somebody else
wrong=0
pid=
end() {
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
cd "$work"

complain() {
    echo "wrong: $*" >&2
    wrong=$((wrong + 1))
}

finish() {
    [ "$wrong" = 0 ] || exit 1
}

# Nothing but what is replayed: no address of their own, so no neighbour discovery.
cable() {
    ip link set lo up
    ip link add in0 type veth peer name tap0 || skip "no virtual cables here"
    for end in in0 tap0; do
        echo 1 >"/proc/sys/net/ipv6/conf/$end/disable_ipv6" 2>/dev/null || true
        ip link set "$end" mtu 9000 up
    done
}

# start ARGUMENTS...: lyncscope in the background, capturing once this returns. It writes out, err.
start() {
    : >out
    command=$1
    shift
    "$lyncscope" "$command" ${LIVE_USER:+-Z "$LIVE_USER"} "$@" >out 2>err &
    pid=$!
    wait_for "no capture began: $command $*" listening
    kill -0 "$pid" 2>/dev/null || complain "did not start: $(cat err)"
    sleep 0.3
}

# A packet socket of the program is open, and bound: column R. That comes after its ring is there.
listening() {
    kill -0 "$pid" 2>/dev/null || return 0
    ls -l "/proc/$pid/fd" 2>/dev/null | grep -q 'socket:' && [ "$(awk 'NR == 1 || $6 == 1' /proc/net/packet | wc -l)" -gt "${packet_sockets:-1}" ]
}

# wait_for TEXT COMMAND...: until it succeeds, for half a minute at most.
wait_for() {
    text=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ]; then
            complain "$text"
            return 0
        fi
        sleep 0.1
    done
}

# settle: waits until the program has nothing left to do.
settle() {
    sleep 0.3
    used=0
    wait_for "never at rest" at_rest
}

at_rest() {
    before=$used
    used=$(awk '{print $14 + $15}' "/proc/$pid/stat") # in hundredths of a second
    [ $((used - before)) -gt 5 ] || return 0
    sleep 0.5
    return 1
}

# stop STATUS|any [SIGNAL]: ends it and checks how it ended; status has that, too.
stop() {
    kill "-${2:-INT}" "$pid" 2>/dev/null || true
    ended "$1"
}

ended() {
    status=0
    wait "$pid" || status=$?
    pid=
    # for scripts/sandbox.sh, which counts how runs end
    [ -z "${LS_WATCH:-}" ] || echo "$([ "$status" -gt 128 ] && echo "-$((status - 128))" || echo "$status") live $0" >>"$LS_WATCH"
    [ "$1" = any ] || [ "$status" = "$1" ] || complain "exit status $status, not $1: $(cat err)"
}

# replay FILE [OPTIONS...]: sends it and puts the number of packets into sent.
replay() {
    file=$1
    shift
    tcpreplay -q -i in0 "${@:---topspeed}" "$file" >replayed 2>&1 || complain "tcpreplay: $(cat replayed)"
    sent=$(sed -n 's/.*Successful packets: *\([0-9]*\).*/\1/p' replayed)
}

said() {
    grep -q "$1" err
}

# Records without what depends on when they were sent.
timeless() {
    sed -e 's/"@timestamp":"[^"]*",//' -e 's/"start":"[^"]*","end":"[^"]*","duration":[0-9]*//' "$1" | sort
}

# memory WHICH: a line of the program's status in KiB, as VmHWM.
memory() {
    sed -n "s/^$1:[^0-9]*\([0-9]*\).*/\1/p" "/proc/$pid/status"
}
