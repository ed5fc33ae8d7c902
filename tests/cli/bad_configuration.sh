#!/bin/sh
# Mistakes in YAML: file, line and column on stderr, status 2.
. "$(dirname "$0")/lib.sh"

capture good
printf 'hosts:\n  - {name: fe01, ip: 10.0.10.11, roles: [no-such-role]}\n' >role.yaml
refuses "role.yaml:2:" flows -r good.pcap -t role.yaml
printf 'hosts:\n  - {name: fe01, ip: 10.0.10.311, roles: [front-end]}\n' >address.yaml
refuses "address.yaml:2:" flows -r good.pcap -t address.yaml
printf 'hosts:\n  - {name: fe01, ip: [10.0.10.11\n' >open.yaml
refuses "open.yaml:" flows -r good.pcap -t open.yaml
printf 'networks:\n  - {cidr: 10.20.0.0/99, roles: [client]}\n' >prefix.yaml
refuses "prefix.yaml:2:" flows -r good.pcap -t prefix.yaml
refuses "absent.yaml" flows -r good.pcap -t absent.yaml
printf 'catalog: mine\nkind: document\nrows:\n  - {id: X.1, ports: "70000"}\n' >rows.yaml
run 2 catalog check rows.yaml
grep -q 'rows.yaml:4:' err || grep -q 'rows.yaml:4:' out || complain "no place: $(cat err out)"
refuses "no-such-catalog" flows -r good.pcap -C no-such-catalog
# Good ones pass.
run 0 topology check "$source/pcaps/sample-site.yaml"
run 0 catalog check "$source/signatures/lync-server-2013.yaml"

finish
