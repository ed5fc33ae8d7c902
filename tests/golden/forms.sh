#!/usr/bin/env bash
# One site told in every form: each must give the records that our own YAML gives, to the letter.
#   forms.sh SCENE_PROGRAM LYNCSCOPE FOLDER
# Own CSV knows no ports, so it is held against the scene that needs none.
set -eu
builder=$1
lyncscope=$2
folder=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

records() {
    local scene=$1
    shift
    local options=(-t "$folder/clients.yaml")
    for file in "$@"; do
        options+=(-t "$file")
    done
    "$lyncscope" flows -q --lang en -f jsonl -r "$work/$scene.pcap" "${options[@]}" || echo "status $?"
}

# told NAME SCENES FILES...
told() {
    local name=$1 scenes=$2
    shift 2
    for scene in $scenes; do
        records "$scene" "$@" >"$work/told" 2>&1
        if ! cmp -s "$work/$scene.jsonl" "$work/told"; then
            echo "$name does not tell what YAML tells ($scene):"
            diff "$work/$scene.jsonl" "$work/told" | head -4 | cut -c1-2000
            wrong=1
        fi
        forms=$((forms + 1))
    done
}

forms=0
for scene in roles ports; do
    "$(dirname "$0")/run.sh" "$builder" "$lyncscope" "$folder/$scene.scene"
    "$builder" "$folder/$scene.scene" "$work/$scene.pcap"
    records "$scene" "$folder/site.yaml" >"$work/$scene.jsonl"
    [ "$(wc -l <"$work/$scene.jsonl")" -ge 8 ]
done

cd "$work"
both="roles ports"
told "own CSV" roles "$folder/site.csv"
{ printf '\357\273\277'; sed 's/,/;/g' "$folder/site.csv"; } >own.csv
told "own CSV, semicolons and byte order mark" roles own.csv
told "Topology XML" "$both" "$folder/site.xml"
{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE "$folder/site.xml"; } >wide.xml
told "Topology XML, UTF-16" "$both" wide.xml
told "Topology Builder" "$both" "$folder/site.tbxml"
{ printf '\357\273\277'; cat "$folder/site.tbxml"; } >marked.tbxml
told "Topology Builder, byte order mark" "$both" marked.tbxml

# exports NAME CHANGE: the four cmdlets' files, each through a change
exports() {
    local files=()
    for table in computers pools interfaces services; do
        eval "$2" <"$folder/$table.csv" >"$table.csv"
        files+=("$table.csv")
    done
    told "exports, $1" "$both" "${files[@]}"
    told "exports backwards, $1" "$both" "${files[3]}" "${files[2]}" "${files[1]}" "${files[0]}"
}
exports plain cat
exports "byte order mark" 'printf "\357\273\277"; cat'
exports "UTF-16" 'printf "\377\376"; iconv -f UTF-8 -t UTF-16LE'
exports "UTF-16, other end first" 'printf "\376\377"; iconv -f UTF-8 -t UTF-16BE'
exports "type line" 'echo "#TYPE Selected.Microsoft.Rtc.Management.Xds"; cat'
exports "semicolons" 'sed "s/\",\"/\";\"/g"'
exports "tabs" 'sed "s/\",\"/\"\t\"/g"'
exports "Windows lines" 'sed "s/$/\r/"'
exports "all at once" 'printf "\377\376"; { echo "#TYPE x"; sed "s/\",\"/\";\"/g; s/$/\r/"; } |
    iconv -f UTF-8 -t UTF-16LE'

# Get-CsPool alone says what pools are, and so does Get-CsService; addresses may come from anywhere.
told "exports without Get-CsService" roles "$folder/computers.csv" "$folder/pools.csv" "$folder/interfaces.csv"
told "exports without Get-CsPool" "$both" "$folder/computers.csv" "$folder/services.csv" "$folder/interfaces.csv"
sed 's/IPAddress="10.0.10.1[12]"/IPAddress="0.0.0.0"/' "$folder/site.xml" >nowhere.xml
printf '10.0.10.11 fe1.north.test\n10.0.10.12 fe2.north.test fe2\n' >hosts
printf 'name,ip\nfe1.north.test,10.0.10.11\nfe2.north.test,10.0.10.12\n' >hosts.csv
told "XML without addresses and a hosts file" "$both" nowhere.xml hosts
told "a hosts file, and XML without addresses" "$both" hosts nowhere.xml
told "XML without addresses and a list" "$both" nowhere.xml hosts.csv
told "XML without addresses and interfaces" "$both" nowhere.xml "$folder/interfaces.csv"
told "XML and YAML that agree" "$both" "$folder/site.xml" "$folder/site.yaml"

# The YAML that show writes of it says the same.
"$lyncscope" topology -f yaml -o shown.yaml show "$folder/site.xml"
told "YAML that show wrote" "$both" shown.yaml
[ "$wrong" = 0 ] && [ "$forms" -ge 50 ] || exit 1
echo "$forms times the records of site.yaml"
