#!/bin/sh
# Names from the wire and from files, in every format: no formula, no terminal order, no markup.
. "$(dirname "$0")/lib.sh"
here=$source/tests/cli

# octal: \033 ESC, \302\233 CSI as C1, \342\200\256 right-to-left override, \342\201\246 isolate
names() {
    cat <<'NAMES'
=HYPERLINK("http://www.evil.test","x")
+cmd|'/C calc'!A0
-2+3+cmd|x
@SUM(1+1)*cmd|x
\ttab=1+1
\rreturn=1
\033[2J\033]0;title\007\033[31mred
\302\2332J\302\205
\342\200\256gpj.exe\342\201\246
\302\255soft\342\200\213zero
<script>alert(1)</script>
<img/src=x/onerror=alert(1)>
a|b|c
[click](http://www.evil.test)
`code`$(x)
"'"'><b>
\377\376not-utf8
\177delete\010
%s%n%x
NAMES
}
{
    printf 'start 2055-03-02T08:00:00\nhost client 10.20.0.7\nhost fe01 10.0.10.11\nhost fe02 10.0.10.12\n'
    n=0
    names | while read -r name; do
        name=$(printf '%s' "$name" | sed 's/"//g; s/%/%%/g')
        n=$((n + 1))
        # shellcheck disable=SC2059
        {
            printf "$n tcp client:$((51000 + n)) fe01:5061 tls sni=\"$name\" cert=\"$name\" alpn=\"$name\"\n"
            printf "$n tcp client:$((52000 + n)) fe01:9000 sip agent=\"$name\" server=\"$name\" opaque=\"app:$name\"\n"
            printf "$n tcp client:$((53000 + n)) fe01:8080 http host=\"$name\" path=\"/$name\" agent=\"$name\"\n"
            printf "$n tcp fe02:$((54000 + n)) fe01:445 smb share=\"$name\"\n"
            printf "$n tcp client:$((55000 + n)) fe01:9010 nmf via=\"$name\"\n"
            printf "$n udp client:$((56000 + n)) fe01:1434 ssrp instance=\"$name\"\n"
            printf "$n udp client:$((57000 + n)) fe01:53 dns name=\"$name\"\n"
        }
    done
} >names.scene
file=$(printf '=cmd|\033[2J<b>[x](y)`.pcap')
"$scene" names.scene "$file"
cat >site.yaml <<'YAML'
hosts:
  - {name: "=cmd|x", ip: 10.0.10.11, roles: [front-end]}
  - {name: "<script>|[x](y)`", ip: 10.0.10.12, roles: [front-end]}
  - {name: "\u202egpj\u2066", ip: 10.0.10.13, roles: [front-end]}
YAML
cat >deviations.yaml <<'YAML'
exceptions:
  - {id: "=1+1|<b>", source: any, destination: any, port: 9000, owner: "@SUM(1)",
     reason: "+cmd|\u202e<img/src=x>[x](y)`", expires: 2056-12-31}
YAML
for lang in en zh-CN; do
    for form in text jsonl csv; do
        run 0 flows -q -v --lang $lang -r "$file" -f $form -t site.yaml -x deviations.yaml
        case $form in text) suffix=txt ;; *) suffix=$form ;; esac
        mv out flows-$lang.$suffix
        mv err talk-$form-$lang.txt
    done
    for form in text jsonl; do
        run 0 flows -q --lang $lang --explain -r "$file" -f $form
        case $form in text) suffix=txt ;; *) suffix=$form ;; esac
        mv out explain-$lang.$suffix
    done
    for form in text json html md csv; do
        case $form in text) suffix=txt ;; *) suffix=$form ;; esac
        run 0 audit -q --lang $lang -r "$file" -f $form -t site.yaml -x deviations.yaml
        mv out audit-$lang.$suffix
        run 0 audit -q --lang $lang -r "$file" -f $form
        mv out alone-$lang.$suffix
    done
    for form in text json; do
        run 1 compare --lang $lang -f $form alone-$lang.json audit-$lang.json
        case $form in text) suffix=txt ;; *) suffix=$form ;; esac
        mv out compare-$lang.$suffix
    done
    run 0 topology show --lang $lang site.yaml
    mv out topology-$lang.txt
    run 0 topology show -f jsonl --lang $lang site.yaml
    mv out topology-$lang.jsonl
    run 0 topology show -q --lang $lang -r "$file"
    mv out draft-$lang.txt
done
run 0 audit -q -r "$source/pcaps/sample-day.pcap" -t "$source/pcaps/sample-site.yaml" -f html
mv out clean.html
python3 "$here/injection.py" clean.html ./*-en.* ./*-zh-CN.* || complain "something acts"

# and they did arrive
for form in txt csv jsonl; do
    grep -q 'HYPERLINK' flows-en.$form || complain "no name in flows as $form"
done
grep -q "'=HYPERLINK" flows-en.csv || complain "no apostrophe before a formula"
grep -qF '\x1b[2J' audit-en.txt || complain "ESC is not seen in text"
grep -qF '&lt;script&gt;' audit-en.html || complain "no name in html"
grep -qF '\[x\](y)' audit-en.md || complain "no link in md"
grep -qF '"=1+1|<b>"' audit-en.json || complain "no exception in json"
finish
