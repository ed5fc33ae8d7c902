#!/usr/bin/env bash
# Roles inferred from the sample day without a topology, held against the site's truth: at least
# 9 of 10 hosts are right, none is certain and wrong, every role has a reason, and roles that were
# told are never mixed with inferred ones.
#   roles.sh LYNCSCOPE PCAPS
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" audit -q --lang en -r "$2/sample-day.pcap" -f json >"$work/audit.json" || [ $? -eq 1 ]

# address roles, as told: of hosts by name, of clients and phones by network
sed -n 's/.*ip: \([0-9.]*\), roles: \[\([^]]*\)\].*/\1 \2/p' "$2/sample-site.yaml" |
    tr -d ',' >"$work/truth"
networks=$(sed -n 's/.*cidr: \([0-9]*\.[0-9]*\)\.0\.0\/16, roles: \[\(.*\)\].*/\1=\2/p' \
    "$2/sample-site.yaml" | tr '\n' ' ')
[ "$(wc -l <"$work/truth")" -gt 15 ] && [ -n "$networks" ]

# address role=confidence... ; reasons are counted
awk '/"hosts": \[/ { inside = 1 } /"matrix"/ { inside = 0 }
     !inside { next }
     /"ip":/ { gsub(/[",]/, ""); ip = $2; roles = ""; reasons = 0 }
     /"role_from":/ { gsub(/[",]/, ""); from = $2 }
     /"confidence":/ { told = 1; next }
     told && /}/ { told = 0 }
     told { gsub(/[",:]/, ""); roles = roles " " $1 "=" $2 }
     /"because":/ { because = 1; if (/\[\]/) because = 0; next }
     because && /\]/ { because = 0 }
     because { reasons++ }
     /"flows":/ { print ip, from, reasons roles }' "$work/audit.json" >"$work/found"

awk -v networks="$networks" '
    BEGIN { n = split(networks, pairs, " ")
            for (i = 1; i <= n; i++) { split(pairs[i], p, "="); of[p[1]] = p[2] } }
    NR == FNR { host = $1; $1 = ""; truth[host] = $0 " "; next }
    { split($1, byte, "."); net = byte[1] "." byte[2]
      want = ($1 in truth) ? truth[$1] : (net in of) ? " " of[net] " " : ""
      if (want == "") next
      hosts++
      if ($2 == "topology") { print $1 ": told, but nobody told"; bad = 1 }
      wrong = ""; got = " "
      for (i = 4; i <= NF; i++) {
          split($i, r, "=")
          got = got r[1] " "; count[r[2]]++
          if (index(want, " " r[1] " ") == 0) {
              wrong = wrong " " r[1] " (" r[2] ")"
              if (r[2] == "certain") { print $1 ": certain and wrong: " r[1]; bad = 1 }
          }
      }
      missing = ""; m = split(want, w, " ")
      for (i = 1; i <= m; i++) if (index(got, " " w[i] " ") == 0) missing = missing " " w[i]
      if (NF > 3 && $3 == 0) { print $1 ": a role without a reason"; bad = 1 }
      if (NF <= 3) { unknown++; print $1 ": unknown; it is" want }
      else if (wrong != "" || missing != "") { no++; print $1 ": wrong" wrong "; missing" missing }
      else right++
    }
    END { printf "%d hosts: %d right, %d wrong, %d unknown; roles: %d certain, %d likely, %d hints\n",
              hosts, right, no, unknown, count["certain"], count["likely"], count["hint"]
          exit bad || hosts < 25 || right * 10 < hosts * 9 }' "$work/truth" "$work/found"

# Half of the hosts told, one of them wrongly: told hosts have their told roles and nothing else,
# whatever they do; the others only inferred ones, and none of those is certain and wrong.
awk '/^hosts/ { print } / ip: / && n++ % 2 == 0 { sub(/roles: \[edge\]/, "roles: [admin]"); print }' \
    "$2/sample-site.yaml" >"$work/half.yaml"
grep -q 'roles: \[admin\]' "$work/half.yaml"
"$1" audit -q --lang en -r "$2/sample-day.pcap" -t "$work/half.yaml" -f json >"$work/half.json" ||
    [ $? -eq 1 ]
# address from because roles...
awk '/"hosts": \[/ { inside = 1 } /"matrix"/ { inside = 0 }
     !inside { next }
     /"ip":/ { gsub(/[",]/, ""); ip = $2; roles = ""; sure = "-"; because = "-" }
     /"roles": \[/ { list = !/\]/; next }
     list && /\]/ { list = 0 }
     list { gsub(/[",]/, ""); roles = roles " " $1 }
     /"role_from":/ { gsub(/[",]/, ""); from = $2 }
     /: "certain"/ { gsub(/[",:]/, ""); sure = sure $1 "-" }
     /"because":/ { because = /\[\]/ ? "-" : "because" }
     /"flows":/ { print ip, from, because, sure roles }' "$work/half.json" >"$work/half"
sed -n 's/.*ip: \([0-9.]*\), roles: \[\([^]]*\)\].*/\1 \2/p' "$work/half.yaml" | tr -d ',' >"$work/told"
awk 'FILENAME ~ /told$/ { host = $1; $1 = ""; told[host] = $0; next }
     FILENAME ~ /truth$/ { host = $1; $1 = ""; truth[host] = $0 " "; next }
     { ip = $1; from = $2; because = $3; sure = $4; $1 = $2 = $3 = $4 = ""; sub(/^ +/, " ")
       if (ip in told) {
           hosts++
           if (from != "topology" || because != "-" || sure != "-" || $0 != told[ip]) {
               print ip ": told" told[ip] ", but it is " from $0; bad = 1
           }
           next
       }
       if (from == "topology") { print ip ": nobody told"; bad = 1 }
       others += from == "inferred"
       n = split(sure, role, "-")
       for (i = 1; i <= n; i++)
           if (role[i] != "" && ip in truth && index(truth[ip], " " role[i] " ") == 0) {
               print ip ": certain and wrong: " role[i]; bad = 1
           }
     }
     END { printf "%d told, %d inferred beside them\n", hosts, others
           exit bad || hosts < 8 || others < 8 }' "$work/told" "$work/truth" "$work/half"
