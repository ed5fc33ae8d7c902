#!/usr/bin/env bash
# Hostile XML: refused with a clear message before time or memory grow; what each file costs is
# measured by the program named last on the command line. Without sanitizers there is a limit on
# address space as well.
cost=$4
. "$(dirname "$0")/lib.sh"

head='<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">'
echo "$head</Topology>" >small.xml

# measure FILE: reads it; sets status, peak (KiB) and spent (milliseconds of processor time).
measure() {
    status=0
    "$cost" usage "$lyncscope" topology check "$1" >out 2>err || status=$?
    read -r peak spent <usage
}

# A file has at most 16 MiB: its bytes while they are read, its text as UTF-8, and what is kept of it.
# Sanitizers keep freed memory back, and take their time.
allowed=$((96 * 1024)) longest=2000 limit=$((256 * 1024))
if grep -q '__asan_init\|__tsan_init' "$lyncscope"; then
    allowed=$((256 * 1024)) longest=20000 limit=
fi
measure small.xml
[ "$status" = 0 ] || complain "the small file is refused: $(cat err)"
base=$peak

# hostile NAME SAYS: NAME.xml is refused in that time and memory, saying so in one line.
hostile() {
    measure "$1.xml"
    [ "$status" = 2 ] || complain "$1: exit status $status: $(cat out err)"
    [ -s out ] && complain "$1: something came out"
    [ "$(wc -l <err)" = 1 ] || complain "$1: not one line: $(head -c 300 err)"
    grep -q "^lyncscope: .*$1.xml.*$2" err || complain "$1: no '$2' in: $(head -c 300 err)"
    [ "$(wc -c <err)" -lt 300 ] || complain "$1: a message of $(wc -c <err) bytes"
    [ $((peak - base)) -le "$allowed" ] || complain "$1: $((peak - base)) KiB more"
    [ "$spent" -le "$longest" ] || complain "$1: $spent ms"
    if [ -n "$limit" ]; then
        status=0
        (ulimit -v "$limit" && exec "$lyncscope" topology check "$1.xml") >out 2>err || status=$?
        [ "$status" = 2 ] || complain "$1: exit status $status below $limit KiB: $(cat err)"
    fi
    printf '%-10s %10d bytes %6d ms %7d KiB more\n' "$1" "$(wc -c <"$1.xml")" "$spent" "$((peak - base))"
    rm "$1.xml"
}

{
    echo '<?xml version="1.0"?>'
    echo '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    before=lol
    for i in 1 2 3 4 5 6 7 8 9; do
        echo "<!ENTITY lol$i \"&$before;&$before;&$before;&$before;&$before;&$before;&$before;&$before;&$before;&$before;\">"
        before=lol$i
    done
    echo ']>'
    echo '<lolz>&lol9;</lolz>'
} >laughs.xml
hostile laughs ':2:1: a document type or entity has no place in a topology'
{
    printf '<!DOCTYPE q [<!ENTITY a "'
    head -c 1000000 /dev/zero | tr '\0' a
    printf '">]><q>'
    awk 'BEGIN { for (i = 0; i < 100000; i++) printf "&a;" }'
    printf '</q>'
} >quadratic.xml
hostile quadratic 'a document type'
echo 'secret of the machine' >secret
printf '<!DOCTYPE t [<!ENTITY x SYSTEM "file://%s/secret">]>%s<a>&x;</a></Topology>' "$work" "$head" >external.xml
hostile external ':1:1: a document type'
printf '<!DOCTYPE t SYSTEM "http://127.0.0.1:9/t.dtd">%s</Topology>' "$head" >dtd.xml
hostile dtd 'a document type'
printf '<!DOCTYPE t [<!ENTITY %% p SYSTEM "http://127.0.0.1:9/p"> %%p;]>%s</Topology>' "$head" >parameter.xml
hostile parameter 'a document type'
printf '%s&x;</Topology>' "$head" >undeclared.xml
hostile undeclared 'not valid XML'
printf '\377\376' >wide.xml
printf '<!DOCTYPE t [<!ENTITY x "y">]><t>&x;</t>' | iconv -f UTF-8 -t UTF-16LE >>wide.xml
hostile wide 'a document type'
{ printf '%s<a b="' "$head"; head -c 104857600 /dev/zero | tr '\0' x; printf '"/></Topology>'; } >attribute.xml
hostile attribute 'larger than 16 MiB'
{ printf '%s<a b="' "$head"; head -c 16000000 /dev/zero | tr '\0' x; printf '"/></Topology>'; } >long.xml
hostile long 'more than 64 KiB'
{ printf '%s<a b="' "$head"; head -c 5000 /dev/zero | tr '\0' x; printf '"/></Topology>'; } >short.xml
hostile short 'an attribute of more than 4096 bytes'
{ printf '%s' "$head"; awk 'BEGIN { for (i = 0; i < 5000000; i++) printf "<a>" }'; } >deep.xml
hostile deep 'elements more than 32 deep'
{ printf '%s<a' "$head"; awk 'BEGIN { for (i = 0; i < 65; i++) printf " a%d=\"\"", i }'; printf '/></Topology>'; } >many.xml
hostile many 'more than 64 attributes'
{ printf '%s' "$head"; awk 'BEGIN { for (i = 0; i < 1000001; i++) printf "<a/>" }'; printf '</Topology>'; } >wideset.xml
hostile wideset 'more than 1000000 elements'
{ printf '%s<!--' "$head"; head -c 16000000 /dev/zero | tr '\0' -; printf '</Topology>'; } >comment.xml
hostile comment 'more than 64 KiB'
{
    printf '%s<Cluster Fqdn="a.test">' "$head"
    awk 'BEGIN { for (i = 0; i < 200000; i++) printf "<Machine Fqdn=\"m%d.test\"/>", i }'
    printf '<Machine Fqdn="bad name"/></Cluster></Topology>'
} >hosts.xml
hostile hosts 'neither blanks nor control characters'
[ -z "$limit" ] || echo "each below $limit KiB of address space, too"

finish
