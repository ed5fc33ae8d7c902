#!/bin/sh
# audit -o may repeat: one run, every format, each file complete or not there; csv as a folder.
. "$(dirname "$0")/lib.sh"

capture good
for form in html json md csv txt; do
    run 0 audit -r good.pcap -o "one.$form"
done
run 0 audit -r good.pcap -o all.html -o all.json -o all.md -o all.csv -o all.txt -o tables/
[ -s out ] && complain "something came out"
for form in html json md csv txt; do
    same "all.$form" "one.$form" "$form differs when written beside others"
done

# A folder has one clean table a file: the lines of the one file's tables, without their names.
mkdir split
tr -d '\r' <one.csv | awk -v RS= -v FS='\n' '{ file = "split/" $1 ".csv"
    for (i = 2; i <= NF; i++) print $i > file }'
[ "$(ls split)" = "$(ls tables)" ] || complain "tables: $(ls tables); in one file: $(ls split)"
for name in capture verdicts findings coverage hosts timeline matrix causes exceptions; do
    [ -s "tables/$name.csv" ] || complain "no table $name"
    tr -d '\r' <"tables/$name.csv" >table
    same table "split/$name.csv" "the table $name differs from the one in the one file"
done
[ "$(wc -l <tables/coverage.csv)" = 92 ] || complain "coverage: not a line of names and 91 rows"
mkdir there
run 0 audit -r good.pcap -f csv -o there
same there/hosts.csv tables/hosts.csv "a folder that is there"

# One cannot be written: status 2, one line that names it, and the others are there.
rm -f all.*
refuses "no/such/all.html" audit -r good.pcap -o all.json -o no/such/all.html -o all.md
same all.json one.json "what could be written was not"
same all.md one.md "what could be written was not"
ls | grep -q '\.......$' && complain "a temporary file stayed: $(ls)"
rm -f all.*
run 2 audit -r absent.pcap -o all.json -o all.md -o new/
[ -e all.json ] || [ -e new ] && complain "a failed run left something"

# What cannot be meant is refused before anything is read.
refuses "the same file twice" audit -r good.pcap -o all.json -o all.json
refuses "the same file twice" audit -r good.pcap -o all.json -o ./all.json
refuses "the same file twice" audit -r good.pcap -o tables/hosts.csv -o tables/
refuses "its format" audit -r good.pcap -o all.json -o report
refuses "another format" audit -r good.pcap -f json -o all.json -o all.md
refuses "only csv" audit -r good.pcap -f json -o tables/
refuses "only audit" flows -r good.pcap -o a.jsonl -o b.jsonl
refuses "good.pcap: is read" audit -r good.pcap -f json -o all.json -o good.pcap
printf 'networks:\n  - {cidr: 10.20.0.0/16, roles: [client]}\n' >site.yaml
refuses "site.yaml: is read" audit -r good.pcap -t site.yaml -f md -o all.md -o site.yaml
refuses "-o and -w" audit -r good.pcap -o all.json -o same -f json -w same
[ -e all.json ] && complain "a refused run wrote"
run 0 audit -r good.pcap -f json -o all.json -o report
same report one.json "-f does not reach a name that asks for nothing"
# - is standard output, as it is standard input for -r, and may be one of several.
run 0 audit -r good.pcap -f json -o -
same out one.json "-o - is not standard output"
run 0 audit -r good.pcap -o all.json -o -
same out one.txt "-o - beside a file is not the text"
run 0 flows -r good.pcap -f jsonl -o -
[ "$(grep -c '^{' out)" = 5 ] || complain "flows -o - is not standard output"
[ -e ./- ] && complain "a file named -"
refuses "-o -: names the same file twice" audit -r good.pcap -o - -o -
refuses "standard output" audit -r good.pcap -o all.json -o - -w -

# A name is obeyed or refused.
run 0 flows -r good.pcap -o flows.csv
grep -q '^@timestamp,' flows.csv || complain "flows -o flows.csv is no csv"
run 0 flows -r good.pcap -o flows.txt
grep -q '^{' flows.txt && complain "flows -o flows.txt is no text"
printf 'hosts:\n  - {name: a, ip: 10.1.1.1, roles: [client]}\n' >a.yaml
run 0 topology show a.yaml -o shown.yaml
grep -q '^hosts:' shown.yaml || complain "topology -o shown.yaml is no yaml"
run 0 catalog list -o rows.jsonl
grep -q '^{' rows.jsonl || complain "catalog -o rows.jsonl is no jsonl"
for name in x.pdf x.xlsx x.jsonl x.PCAP; do
    refuses "-o $name: is not written as its name says" audit -r good.pcap -o $name
    [ -e $name ] && complain "$name is there"
done
refuses "-o f.html: is not written as its name says" flows -r good.pcap -o f.html
refuses "-o r.jsonl.gz: nothing is compressed" flows -r good.pcap -f jsonl -o r.jsonl.gz
run 0 audit -r good.pcap -f json -o x.pcap
run 0 audit -r good.pcap -o report
run 0 audit -r good.pcap -o report.2026-03-02
same report.2026-03-02 one.txt "an ending that says nothing"

# The first of two would be lost.
refuses "-w b.pcapng: may be given once, and a.pcapng was" flows -r good.pcap -o x -w a.pcapng -w b.pcapng
refuses "-F b: may be given once" flows -r good.pcap -F a -F b

# With one -o, -f beats the name, as ever.
run 0 audit -r good.pcap -f json -o all.md
same all.md one.json "-f does not beat the name"

# Evidence that fails keeps every report from its name.
rm -f all.*
run 2 audit -r good.pcap -o all.json -o all.md -w no/such/evidence.pcap
[ -e all.json ] || [ -e all.md ] && complain "a report without its evidence"

finish
