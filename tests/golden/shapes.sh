#!/usr/bin/env bash
# One set of conversations on every shape of wire: shapes.sh SCENE_PROGRAM LYNCSCOPE FOLDER
#
# Records must be the same to the letter. Left out are bytes, which count the outer headers too
# (the difference must be the same for each packet), VLAN ids, and, where each frame comes twice,
# packets (exactly twice as many) and the time of the last one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

complain() {
    echo "wrong: $*"
    wrong=1
}

# make_records SHAPE: what lyncscope says in SHAPE.all, and in SHAPE without what may differ.
make_records() {
    { echo "shape $1"; echo "include site.hosts"; cat "$folder_of_talk/shapes.talk"; } >"$work/$1.scene"
    cp "$folder/site.hosts" "$work/"
    "$builder" "$work/$1.scene" "$work/$1.pcap"
    "$lyncscope" flows -q --lang en -f jsonl -t "$folder/site.yaml" -r "$work/$1.pcap" >"$work/$1.all"
    sed -E 's/"bytes":[0-9]+//g; s/"vlan":\{[^}]*\}//g; s/"inner":\{\}//; s/,+/,/g; s/,\}/}/g; s/\{,/{/g' \
        "$work/$1.all" >"$work/$1"
}

# sum KEY FILE: of the network's packets or bytes of all records.
sum() {
    sed -E "s/.*\"network\":\{[^{}]*(\{[^{}]*\}[^{}]*)?\"$1\":([0-9]+).*/\2/" "$2" |
        awk '{ n += $1 } END { print n }'
}

builder=$1 lyncscope=$2 folder=$3
folder_of_talk=$folder
make_records plain
flows=$(wc -l <"$work/plain")
[ "$flows" -ge 7 ] || complain "only $flows flows"
packets=$(sum packets "$work/plain.all")
for shape in vlan qinq mpls pseudowire control-word pppoe ip-in-ip ip-in-ip6 mpls-in-ip gre \
    gre-in-ip6 gre-all gre-ethernet pptp erspan-1 erspan-2 erspan-3 vxlan vxlan-in-ip6 geneve \
    geneve-ethernet gtp-u mpls-in-udp; do
    make_records "$shape"
    cmp -s "$work/plain" "$work/$shape" ||
        complain "$shape: $(diff "$work/plain" "$work/$shape" | head -n 4)"
    more=$(($(sum bytes "$work/$shape.all") - $(sum bytes "$work/plain.all")))
    [ $more -gt 0 ] && [ $((more % packets)) = 0 ] || complain "$shape: $more bytes more"
done

# Without IPv6: there an acknowledgement has nothing by which it could be known again.
sed '/client6/d' "$folder/shapes.talk" >"$work/shapes.talk"
folder_of_talk=$work
make_records plain
packets=$(sum packets "$work/plain.all")
make_records mirrored
times='s/"(end|duration)":("[^"]*"|[0-9]+),?//g; s/"packets":[0-9]+,?//g; s/,\}/}/g'
sed -E "$times" "$work/plain" >"$work/once"
sed -E "$times" "$work/mirrored" >"$work/twice"
cmp -s "$work/once" "$work/twice" || complain "mirrored: $(diff "$work/once" "$work/twice" | head -n 4)"
[ "$(sum packets "$work/mirrored.all")" = $((2 * packets)) ] || complain "mirrored: packets"
"$lyncscope" audit -q --lang en -f json -r "$work/mirrored.pcap" >"$work/audit"
grep -qE "\"duplicates\": ?$packets" "$work/audit" || complain "the audit does not count duplicates"
grep -qF "(50.0 %) were delivered twice" "$work/audit" || complain "the audit has no note"
"$lyncscope" audit -q --lang en -f json -r "$work/plain.pcap" >"$work/audit"
grep -qE '"duplicates": ?0' "$work/audit" || complain "duplicates where there are none"

# The answer of a server is read where the snapshot length cut the question.
printf 'snap 96\nhost c 10.20.0.9\nhost s 10.20.0.10\n1 tcp c:50001 s:8080 http\n' >"$work/snap.scene"
"$builder" "$work/snap.scene" "$work/snap.pcap"
"$lyncscope" flows -q -f jsonl -r "$work/snap.pcap" >"$work/snap"
grep -q '"http-status":\["200"\]' "$work/snap" || complain "cut at 96 bytes: $(cat "$work/snap")"
exit $wrong
