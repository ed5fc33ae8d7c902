# fingerprints.awk - LABELS.csv, TRUTH.csv and lyncscope's csv: Community ID, JA3, JA3S and JA4.
#
# Exit status 1 when one of ours is another than the truth's, or nothing was compared. One that is
# missing is only counted: the truth opens STARTTLS, proxies and tunnels, and names hellos that the
# capture has in part. JA4 is held against the labels of its own authors; those for ALPN that is not
# ASCII are of an older edition, which wrote 9.

function split_csv(line, f,    n, i, c, quoted, field) {
    n = 0; field = ""; quoted = 0
    if (index(line, "\"") == 0)
        return split(line, f, ",")
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "\"") quoted = !quoted
        else if (c == "," && !quoted) { f[++n] = field; field = "" }
        else field = field c
    }
    f[++n] = field
    return n
}

function ends(file, a, ap, b, bp) {
    if (a ap > b bp) return file " " b " " bp " " a " " ap
    return file " " a " " ap " " b " " bp
}

function heads(names,    n, i) {
    n = split_csv($0, f)
    for (i = 1; i <= n; i++) names[f[i]] = i
}

# What the truth may say twice (a flow with two hellos) is kept as a list between spaces.
function expect(kind, key, values) {
    if (values != "") wanted[kind, key] = wanted[kind, key] " " values " "
}

FNR == 1 { file_number++ }

file_number == 1 {
    if (FNR == 1) { heads(label); next }
    split_csv($0, f)
    if (f[label["label_source"]] ~ /^ja4/ && f[label["file"]] !~ /non-ascii/ && f[label["ja4"]] ~ /^t/)
        expect("ja4", ends(f[label["file"]], f[label["a_ip"]], f[label["a_port"]],
                           f[label["b_ip"]], f[label["b_port"]]) " tcp", f[label["ja4"]])
    next
}

file_number == 2 {
    if (FNR == 1) { heads(truth); next }
    split_csv($0, f)
    if (f[truth["file"]] ~ /^tunnels\//) next
    proto = f[truth["proto"]] == "icmpv6" ? "ipv6-icmp" : f[truth["proto"]]
    key = ends(f[truth["file"]], f[truth["src"]], f[truth["sport"]], f[truth["dst"]],
               f[truth["dport"]]) " " proto
    if (f[truth["community_id_note"]] !~ /^tshark=/) expect("community id", key, f[truth["community_id"]])
    if (proto == "tcp") { expect("ja3", key, f[truth["ja3"]]); expect("ja3s", key, f[truth["ja3s"]]) }
    next
}

$0 ~ /^[^,]*,@timestamp,/ { heads(ours); next }

{
    split_csv($0, f)
    key = ends(f[1], f[ours["source.ip"]], f[ours["source.port"]], f[ours["destination.ip"]],
               f[ours["destination.port"]]) " " f[ours["network.transport"]]
    compare("community id", key, f[ours["network.community_id"]])
    compare("ja3", key, f[ours["tls.client.ja3"]])
    compare("ja3s", key, f[ours["tls.server.ja3s"]])
    compare("ja4", key, f[ours["tls.client.ja4"]])
}

function compare(kind, key, value) {
    if (value == "" || !((kind, key) in wanted)) return
    seen[kind, key] = 1
    if (index(wanted[kind, key], " " value " ")) { same[kind]++; return }
    print "  another " kind ": " key " truth" wanted[kind, key] "ours " value
    bad = 1
}

END {
    for (i in wanted) { split(i, part, SUBSEP); all[part[1]]++; if (!(i in seen)) missing[part[1]]++ }
    for (kind in all) {
        printf "%-12s %4d the same, %d not seen here\n", kind, same[kind], missing[kind]
        if (same[kind] == 0) bad = 1
    }
    exit bad
}
