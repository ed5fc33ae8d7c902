#!/usr/bin/env bash
# Fails when something that reads foreign bytes has no fuzz target, by the tables of README.md: covered.sh SOURCE
set -eu
cd "${1:-.}"
page=tests/fuzz/README.md
bad=0
complain() {
    echo "$*"
    bad=1
}

# Files that read: by the cursor, or by a library that parses.
reading='ls_(take|cut|u8|be16|be24|be32|be64|le16|le32|le64|order16|order32|span_take|utf8_next)\('
reading+='|json_load|yaml_parser_load|xml(Read|Ctxt|Sax|Parse)|inflate\(|ZSTD_decompress|d2i_|MHD_start'
mapfile -t named < <(grep -oE '`[a-z]+/[a-z0-9_/*]+\.[ch]`' "$page" | grep -vE 'src/|tests/' | tr -d '`')
count=0
while read -r file; do
    found=0
    for glob in "${named[@]}"; do
        # shellcheck disable=SC2053 # a * in the page stands for what it does in the shell
        [[ $file == src/$glob ]] && found=1
    done
    [ $found = 1 ] || complain "$file reads foreign bytes, and $page does not name it"
    count=$((count + 1))
done < <(grep -rlE "$reading" src)
for glob in "${named[@]}"; do
    compgen -G "src/$glob" >/dev/null || complain "$page names $glob, which is not there"
done

probes=0
while read -r name; do
    grep -qs "ls_probe_$name\b" "tests/fuzz/fuzz_$name.c" || complain "probe $name has no fuzz target of its name"
    probes=$((probes + 1))
done < <(grep -oE '&ls_probe_[a-z0-9_]+' src/probe/table.c | sed 's/&ls_probe_//')

built=$(find tests/unit -name CMakeLists.txt -exec sed -n '/^ls_fuzz(/,/)/p' {} + | tr '()' '  ')
targets=0
for file in tests/fuzz/fuzz_*.c; do
    name=${file##*/fuzz_}
    name=${name%.c}
    [[ " ${built//$'\n'/ } " == *" $name "* ]] || complain "target $name is not built"
    grep -q "^| \`$name\` |" "$page" || complain "target $name has no line in $page"
    seeds=$(find "tests/fuzz/corpus/$name" -type f 2>/dev/null | wc -l)
    [ "$seeds" -ge 3 ] || complain "target $name has $seeds seeds"
    targets=$((targets + 1))
done
while read -r name; do
    [ -f "tests/fuzz/fuzz_$name.c" ] || complain "$page has a line for $name, which is no target"
done < <(sed -n 's/^| .\([a-z0-9_]*\)` |.*/\1/p' "$page")

echo "$count files that read, $probes probes, $targets targets"
if [ "$count" -lt 60 ] || [ "$probes" -lt 20 ] || [ "$targets" -lt 40 ]; then
    complain "too few are seen"
fi
exit $bad
