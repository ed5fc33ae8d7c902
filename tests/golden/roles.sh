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
