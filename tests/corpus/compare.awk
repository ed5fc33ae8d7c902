# compare.awk - TRUTH.csv and lyncscope's csv (each line behind its file and a comma), flow by flow.
#
# Exit status 1 when flows, packets or bytes agree for less than 98 in a hundred, a protocol is
# recognised in less than 95, or SIP, RPC, STUN, SSRP, NMF, MSN_SECURE_FTP, PSOM or RTP is claimed
# where the truth names something else.

# Splits a CSV line into f[]; returns the number of fields.
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

function flow_key(file, proto, a, ap, b, bp) {
    if (a ap > b bp) return file SUBSEP proto SUBSEP b SUBSEP bp SUBSEP a SUBSEP ap
    return file SUBSEP proto SUBSEP a SUBSEP ap SUBSEP b SUBSEP bp
}

# The outermost protocol of each stack tshark counted, as " tls sip "; inner ones only below nbss.
function outer_names(all,    n, i, parts, stack, names) {
    names = " "
    n = split(all, parts, " ")
    for (i = 1; i <= n; i++) {
        sub(/=.*/, "", parts[i])
        sub(/^nbss\//, "", parts[i])
        split(parts[i], stack, "/")
        names = names stack[1] " "
    }
    return names
}

function has(names, name) { return index(names, " " name " ") > 0 }

FNR == 1 { file_number++ }

file_number == 1 && FNR == 1 {
    n = split_csv($0, f)
    for (i = 1; i <= n; i++) column[f[i]] = i
    number["igmp"] = 2; number["ospf"] = 89; number["gre"] = 47; number["pim"] = 103
    number["esp"] = 50; number["l2tp"] = 115; number["eigrp"] = 88; number["vrrp"] = 112
    number["icmpv6"] = "ipv6-icmp"
    next
}

file_number == 1 {
    split_csv($0, f)
    file = f[column["file"]]; proto = f[column["proto"]]
    if (proto ~ /^l2:|^ip-fragment|^ip$|^ip-proto/) next
    if (proto in number) proto = number[proto]
    key = flow_key(file, proto, f[column["src"]], f[column["sport"]], f[column["dst"]], f[column["dport"]])
    packets[key] = f[column["packets"]]
    bytes[key] = f[column["bytes"]]
    names[key] = outer_names(f[column["tshark_proto_all"]] " " f[column["tshark_proto_with_rtp_heuristic"]])
    next
}

# lyncscope's header comes once a file.
$0 ~ /^[^,]*,@timestamp,/ {
    n = split_csv($0, f)
    for (i = 1; i <= n; i++) ours[f[i]] = i
    next
}

{
    split_csv($0, f)
    file = f[1]
    read_file[file] = 1
    key = flow_key(file, f[ours["network.transport"]], f[ours["source.ip"]], f[ours["source.port"]],
                   f[ours["destination.ip"]], f[ours["destination.port"]])
    seen_packets[key] += f[ours["network.packets"]]
    seen_bytes[key] += f[ours["network.bytes"]]
    seen_payload[key] = seen_payload[key] "|" f[ours["lync.payload"]] "|"
}

# Flows the truth has otherwise, and why.
function known(key) {
    if (key ~ /^tunnels.tcpdump--various_gre/)
        return "GRE with Cisco metadata (0x8909), whose layout is not published: flows of GRE here"
    if (key ~ /^tunnels.nDPI--capwap_data/)
        return "IEEE 802.11 in CAPWAP, which is not opened: a flow of UDP here"
    if (key ~ /^tunnels.PcapFlowLab--25_vxlan_outer_ipv6_frag/)
        return "a first fragment whose rest never comes counts in the flow of its ports here"
    return ""
}

function claims(key, name) { return index(seen_payload[key], "|" name "|") > 0 }

function false_claim(key, name) {
    false_claims++
    printf "  claimed %s, truth%s: %s\n", name, names[key], key
}

END {
    for (key in packets) {
        file = substr(key, 1, index(key, SUBSEP) - 1)
        if (!(file in read_file)) { unread++; continue }
        reason = known(key)
        if (reason != "") { explained[reason]++; continue }
        if (!(key in seen_packets)) { missing++; shown = key; gsub(SUBSEP, " ", shown); print "  missing: " shown; continue }
        if (seen_packets[key] == packets[key] && seen_bytes[key] == bytes[key]) same++
        else { differ++; gsub(SUBSEP, " ", key); print "  differs: " key; continue }
        payload = seen_payload[key]
        if (file ~ /skype_no_unknown/) continue # its TLS is pseudo-TLS, says the corpus
        tcp = key ~ (SUBSEP "tcp" SUBSEP)
        rated = file !~ /^malformed\// # there the truth's names follow from the port
        count("sip", has(names[key], "sip"), claims(key, "sip"))
        count("tls", tcp && has(names[key], "tls"), claims(key, "tls"))
        count("stun", has(names[key], "stun"), claims(key, "stun") || claims(key, "ms-turn"))
        count("rtp", has(names[key], "rtp"), claims(key, "rtp") || claims(key, "rtcp"))
        count("dcerpc", tcp && has(names[key], "dcerpc"), claims(key, "dcerpc"))
        count("smb", tcp && (has(names[key], "smb") || has(names[key], "smb2")), claims(key, "smb"))
        count("dhcp", has(names[key], "dhcp"), claims(key, "dhcp"))
        count("http", has(names[key], "http"), claims(key, "http"))
        refuse(key, "sip", "sip"); refuse(key, "dcerpc", "dcerpc")
        refuse(key, "ssrp", "ssrp"); refuse(key, "nmf", "nmf")
        refuse(key, "msnftp", "msnftp"); refuse(key, "psom", "psom")
        if ((claims(key, "stun") || claims(key, "ms-turn")) && !has(names[key], "stun") &&
            !has(names[key], "classicstun"))
            false_claim(key, "stun")
        if (claims(key, "rtp") || claims(key, "rtcp")) {
            other = names[key]
            gsub(/ (data|stun|classicstun|dtls) /, "  ", other)
            gsub(/ (data|stun|classicstun|dtls) /, "  ", other)
            media = has(names[key], "rtp") || has(names[key], "rtcp")
            if (!media && other ~ /[a-z]/) false_claim(key, "rtp")
        }
    }
    for (key in seen_packets) if (!(key in packets)) extra++
    total = same + differ + missing
    printf "flows: %d the same in packets and bytes, %d differ, %d missing, %d extra, %d in captures refused\n",
        same, differ, missing, extra, unread
    bad = total == 0 || same / total < 0.98 || false_claims > 0
    for (name in wanted) {
        printf "%-7s %4d of %4d\n", name, hit[name], wanted[name]
        if (hit[name] / wanted[name] < 0.95) bad = 1
    }
    printf "%d false claims\n", false_claims
    for (reason in explained) printf "not compared: %d, %s\n", explained[reason], reason
    exit bad
}

function count(name, is, claimed) {
    if (!is || !rated) return
    wanted[name]++
    if (claimed) hit[name]++
    else { shown = key; gsub(SUBSEP, " ", shown); print "  missed " name ": " shown " truth" names[key] " got " payload }
}

function refuse(key, claim, truth) {
    if (claims(key, claim) && !has(names[key], truth)) false_claim(key, claim)
}
