#!/usr/bin/env bash
# What tshark, ndpiReader and lyncscope call the same flows, held against what the scenes say they are:
#
#   scripts/side-by-side.sh [BUILD_FOLDER [OUT.md]]      default: build/dev docs/side-by-side.md
#
# The captures are made from pcaps/sample-day.scene, tests/golden/*.scene and scripts/side-by-side.scene;
# the truth about a flow is the line of the scene that made it (scripts/side-by-side-truth.awk), never
# what one of the three says.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/dev}
out=${2:-docs/side-by-side.md}
lyncscope=$build/lyncscope
scene=$build/tests/scene/scene

missing=0
need() {
    command -v "$1" >/dev/null && return
    echo "side-by-side: $1 is not there; to get it: $2" >&2
    missing=1
}
need tshark "apt-get install tshark"
need ndpiReader "apt-get install libndpi-bin"
need "$lyncscope" "cmake --preset dev && cmake --build $build"
need "$scene" "cmake --preset dev && cmake --build $build --target scene"
[ $missing -eq 0 ] || exit 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# The same for all three: transport, then the two ends in the order of their text.
key='function key(t, a, ap, b, bp) {
    a = a "|" ap; b = b "|" bp
    return a > b ? t " " b " " a : t " " a " " b
}'

ask_lyncscope() { # key, payload stack; without one, what nDPI inside it says
    "$lyncscope" flows -q --lang en -f csv -r "$1" | awk -F, "$key"'
        { sub(/\r$/, "") }
        NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
        { print key($c["network.transport"], $c["source.ip"], $c["source.port"],
                    $c["destination.ip"], $c["destination.port"]) "\t" \
                    ($c["lync.payload"] != "" ? $c["lync.payload"] : $c["lync.application"]) }'
}

ask_tshark() { # key, everything above the transport in any of its frames
    tshark -n -r "$1" -T fields -E separator=/t -E occurrence=f -e tcp.srcport -e udp.srcport \
        -e ip.src -e ipv6.src -e ip.dst -e ipv6.dst -e tcp.dstport -e udp.dstport \
        -e frame.protocols 2>"$work/talk" | awk -F'\t' "$key"'
        $1 == "" && $2 == "" { next }
        {
            t = $1 != "" ? "tcp" : "udp"
            k = key(t, $3 $4, $1 $2, $5 $6, $7 $8)
            if (!(k in said)) said[k] = ""
            if (sub(".*:" t ":", "", $9)) {
                gsub(/:/, "|", $9)
                if (index("|" said[k] "|", "|" $9 "|") == 0)
                    said[k] = said[k] (said[k] == "" ? "" : "|") $9
            }
        }
        END { for (k in said) print k "\t" said[k] }'
}

ask_ndpi() { # key, protocol; "port:" stands before what it only guessed by the port number
    ndpiReader -v 2 -i "$1" 2>"$work/talk" | awk "$key"'
        function split_end(text, end) {
            match(text, /:[0-9]+$/)
            end[1] = substr(text, 1, RSTART - 1)
            end[2] = substr(text, RSTART + 1)
            gsub(/[][]/, "", end[1])
        }
        ($2 == "TCP" || $2 == "UDP") && /\[proto: / {
            split_end($3, a); split_end($5, b)
            name = $0; sub(/.*\[proto: [0-9.]*\//, "", name); sub(/\].*/, "", name)
            by_port = /Confidence: Match by/ ? "port:" : ""
            if (name == "Unknown") name = ""
            gsub(/\./, "|", name)
            print key(tolower($2), a[1], a[2], b[1], b[2]) "\t" (name == "" ? "" : by_port) name
        }'
}

flatten() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        include\ *) flatten "$(dirname "$1")/${line#include }" ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$1"
}

# announced-often says one line hundreds of times: it would weigh more than all the others.
for text in pcaps/sample-day.scene tests/golden/*.scene scripts/side-by-side.scene; do
    [ "$text" = tests/golden/announced-often.scene ] && continue
    "$scene" "$text" "$work/capture.pcap"
    flatten "$text" | awk "$key"' '"$(cat scripts/side-by-side-truth.awk)" >"$work/truth"
    for tool in lyncscope tshark ndpi; do
        "ask_$tool" "$work/capture.pcap" | sort | sed "s/^/$tool\t/" >>"$work/said.$tool"
        awk -F'\t' -v OFS='\t' -v tool=$tool '
            FNR == NR { said[$2] = $3; next }
            { print tool, $2, ($1 in said) ? said[$1] : "" }' "$work/said.$tool" "$work/truth" >>"$work/rows"
        rm "$work/said.$tool"
    done
done

{
    awk -F'\t' -f scripts/side-by-side-table.awk "$work/rows"
    cat <<EOF

Versions: $("$lyncscope" --version | head -n 1); $(tshark --version 2>/dev/null | sed -n '1s/ (Git.*//p');
$(ndpiReader --help 2>&1 | sed -n 's/.*Welcome to //p' | head -n 1).
EOF
} >"$work/page"
mkdir -p "$(dirname "$out")"
cp "$work/page" "$out"
echo "$out: $(wc -l <"$work/rows") answers compared"
