#!/usr/bin/env bash
# Ten causes are ten entries, however many flows and findings each has: scans of ports, of hosts and of both, what
# many clients do to one server, what many pairs do, and single findings beside them. Every format tells them alike.
#   causes.sh SCENE_PROGRAM LYNCSCOPE SOURCE
set -eu
builder=$1
lyncscope=$2
source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

{
    echo "start 2026-03-02T08:00:00"
    echo "host fe01 10.0.10.11"
    echo "host fe02 10.0.10.12"
    echo "host med01 10.0.12.11"
    for n in 1 2 3 4 5; do echo "host bad$n 10.99.0.$n"; done
    for n in $(seq 1 60); do echo "host s$n 10.0.20.$n"; done
    for n in $(seq 1 60); do echo "host c$n 10.20.0.$n"; done
    for n in $(seq 0 149); do echo "1 tcp bad1:$((40000 + n)) fe01:$((20000 + n)) refused"; done
    for n in $(seq 1 60); do echo "2 tcp bad2:$((40000 + n)) s$n:8888 refused"; done
    for n in $(seq 1 10); do
        for port in $(seq 30001 30012); do echo "3 tcp bad3:$((20 * port % 40000 + n + 10000)) s$n:$port refused"; done
    done
    for n in $(seq 1 40); do echo "4 tcp c$n:50001 med01:22 ssh"; done
    for n in $(seq 1 30); do echo "5 tcp c$n:50002 s$((n + 30)):5900 ssh"; done
    for n in $(seq 1 60); do echo "6 udp c$n:50003 med01:$((51000 + 7 * n)) dns"; done
    echo "7 tcp bad4:50004 fe01:3389 rdp"
    echo "8 tcp bad5:50004 fe02:3389 rdp"
    echo "9 tcp bad4:50005 fe01:135 http"
    echo "10 tcp bad5:50006 fe01:9000 sip"
} >ten.scene
"$builder" ten.scene ten.pcap

cat >clients.yaml <<'YAML'
networks:
  - {cidr: 10.20.0.0/16, roles: [client]}
YAML
for run in "en -t clients.yaml" "zh-CN -t clients.yaml" en zh-CN; do # the last one is looked at below
    # shellcheck disable=SC2086
    set -- --lang $run
    "$lyncscope" flows -q -f jsonl -o a.jsonl -r ten.pcap "$@"
    "$lyncscope" audit -q -r ten.pcap "$@" -o a.json -o a.html -o a.md -o a.csv -o a.txt -o a/
    python3 "$source/tests/golden/check_report.py" a.json a.html a.md a.csv a.txt a
    python3 "$source/tests/golden/check_schema.py" "$source/docs/schema/audit.json" a.json
    case $run in
    "en -t"*) grep -qxF "         10.20.0.7, 10.20.0.8 and 32 more" a.txt ;;
    esac
done

cat >expected <<'LIST'
10.99.0.1 10.0.10.11 1 1 150 undocumented
10.99.0.2 - 1 60 1 undocumented
10.99.0.3 - 1 10 12 undocumented
10.99.0.4 10.0.10.11 1 1 1 contradicted
10.99.0.4 10.0.10.11 1 1 1 undocumented
10.99.0.5 10.0.10.11 1 1 1 misplaced
10.99.0.5 10.0.10.12 1 1 1 undocumented
- 10.0.12.11 40 1 1 undocumented
- 10.0.12.11 60 1 60 undocumented
- - 30 30 1 undocumented
LIST
python3 - >found <<'PYTHON'
import json
for c in json.load(open("a.json"))["causes"]:
    print(c["source"].get("ip", "-"), c["destination"].get("ip", "-"), c["source"]["count"],
          c["destination"]["count"], c["ports"]["count"], c["id"])
PYTHON
LC_ALL=C sort found >sorted
LC_ALL=C sort expected | diff - sorted
