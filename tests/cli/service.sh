#!/bin/sh
# The unit holds what it promises, and a run speaks to the service manager through its sandbox.
. "$(dirname "$0")/lib.sh"

unit="$source/packaging/systemd/lyncscope@.service"
if command -v systemd-analyze >/dev/null; then
    systemd-analyze security --offline=true --no-pager --threshold=20 "$unit" >score 2>&1 ||
        complain "above 2.0: $(tail -n 1 score)"
    tail -n 1 score
else
    echo "systemd-analyze is not installed: the unit was not rated"
fi
# what it runs are options that there are
words=$(sed -n 's/^ExecStart=[^ ]*lyncscope //p' "$unit" | sed 's/ \$LYNCSCOPE_OPTIONS//; s/%[iI]/nosuch0/; s|%S/[^ ]*|flows.jsonl|')
# shellcheck disable=SC2086
refuses "nosuch0" $words

cat >manager.py <<'PY'
import os, socket, subprocess, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("manager")
listener.settimeout(5)
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
                        env=dict(os.environ, NOTIFY_SOCKET=os.path.abspath("manager"))).returncode
listener.setblocking(False)
try:
    while True:
        print(listener.recv(4096).decode().split("\n")[0])
except BlockingIOError:
    print("status", status)
PY
capture good
python3 manager.py "$lyncscope" flows -r good.pcap >heard
printf '%s\n' READY=1 STOPPING=1 "status 0" >expected
same heard expected "what the service manager heard"
if [ "$(id -u)" = 0 ]; then
    rm -f manager
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 \
        python3 manager.py "$lyncscope" flows -i lo --for 1s >heard 2>err
    printf '%s\n' READY=1 WATCHDOG=1 STOPPING=1 "status 0" >expected
    grep -q 'lo: capturing needs' err || same heard expected "what it heard of an interface"
fi

finish
