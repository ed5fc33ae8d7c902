#!/bin/sh
# -Z and --sandbox: what a user has to know is said before the read, not after it.
. "$(dirname "$0")/lib.sh"
# A process that gave its user up cannot be looked into, which a leak checker would want.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

capture good
run 0 flows -r good.pcap -f jsonl
cp out expected
cp out enforce.jsonl
run 0 audit -r good.pcap -o enforce.json
refuses "known are enforce, log, off" flows -r good.pcap --sandbox maybe
refuses "-Z nosuchuser: no such user" flows -r good.pcap -Z nosuchuser
for mode in enforce log off; do
    [ "$mode" = enforce ] && "$lyncscope" --version | grep -q 'sandbox only logs' && continue
    run 0 flows -r good.pcap -f jsonl --sandbox $mode -o $mode.jsonl -w $mode.pcap
    same $mode.jsonl expected "--sandbox $mode"
    run 0 audit -r $mode.jsonl --sandbox $mode -o $mode.json
    run 0 compare --sandbox $mode $mode.json $mode.json
    run 0 topology show --sandbox $mode -r good.pcap
done

# Every command that reads files of others closes the sandbox: /proc shows its filter.
mkfifo slow.yaml
for verb in show check; do
    "$lyncscope" topology $verb slow.yaml --sandbox enforce >out 2>&1 &
    reader=$!
    exec 3>slow.yaml # once it is open on both sides
    mode=$(sed -n 's/^Seccomp:[[:space:]]*//p' /proc/$reader/status)
    cat "$source/pcaps/sample-site.yaml" >&3
    exec 3>&-
    wait $reader || complain "topology $verb: $(cat out)"
    [ "$mode" = 2 ] || complain "topology $verb: seccomp mode $mode"
    run 0 topology $verb "$source/pcaps/sample-site.yaml" --sandbox enforce -o $verb.txt
    [ -s $verb.txt ] || complain "topology $verb -o wrote nothing"
done

# What OpenSSL's configuration activates is a library of its own, loaded before the sandbox is closed.
cat >openssl.cnf <<'CNF'
openssl_conf = begin
[begin]
providers = ours
[ours]
default = on
legacy = on
[on]
activate = 1
CNF
for options in "audit -r enforce.jsonl" "audit -r good.pcap" "compare enforce.json enforce.json" \
    "topology check $source/pcaps/sample-site.yaml"; do
    # shellcheck disable=SC2086
    OPENSSL_CONF=$PWD/openssl.cnf run 0 $options --sandbox enforce
done

if [ "$(id -u)" != 0 ]; then
    echo "not root: -Z was not tried"
    finish
    exit 0
fi
chmod 755 .
mkdir -m 700 ours
mkdir theirs
chown nobody theirs
run 0 flows -r good.pcap -f jsonl -Z nobody -o theirs/flows.jsonl -w theirs/evidence.pcap
same theirs/flows.jsonl expected "-Z nobody"
[ "$(stat -c %U theirs/flows.jsonl)" = nobody ] || complain "not the file of nobody"
refuses "-o ours/flows.jsonl: user nobody" flows -r good.pcap -Z nobody -o ours/flows.jsonl
refuses "-w ours/evidence.pcap: user nobody" flows -r good.pcap -Z nobody -w ours/evidence.pcap
refuses "-o flows.jsonl: user nobody" flows -r good.pcap -Z nobody -o flows.jsonl
run 0 flows -r good.pcap -Z nobody -w - -o theirs/beside.jsonl # -w - makes no file here
cp good.pcap ours
refuses "ours/good.pcap: user nobody" flows -r ours/good.pcap -Z nobody
run 0 flows -r - -f jsonl -Z nobody <ours/good.pcap
same out expected "a capture that root opened"
# root reads and writes what is others', without -Z
chown nobody theirs/flows.jsonl
chmod 600 theirs/flows.jsonl
run 0 audit -r theirs/flows.jsonl -o theirs/report.html
[ "$(stat -c %U theirs/report.html)" = root ] || complain "not the file of root"

# An interface that goes down or away ends the capture, not the program.
if unshare -n ip link set lo up 2>/dev/null; then
    cat >vanish.sh <<'SH'
case $1 in
down) ip link set lo up; interface=lo change="ip link set lo down" ;;
gone) ip link add v0 type veth peer name v1 2>/dev/null || exit 77
    ip link set v0 up; interface=v0 change="ip link del v0" ;;
esac
(sleep 1; $change) &
exec "$2" audit -i $interface --for 3s
SH
    for how in down gone; do
        status=0
        unshare -n sh vanish.sh $how "$lyncscope" >out 2>err || status=$?
        [ $status -lt 128 ] || complain "an interface $how: $(cat err)"
    done
else
    echo "no network of its own is to be had: interfaces that vanish were not tried"
fi

finish
