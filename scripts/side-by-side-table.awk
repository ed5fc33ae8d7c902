# Rows of tool, kind, answer (tabs between): the tables of docs/side-by-side.md.

BEGIN {
    # what counts as right, in each tool's own words; one of them is enough
    right("TLS", "tls", "tls|ssl", "TLS")
    right("SIP", "sip", "sip", "SIP")
    right("SIP SERVICE or BENOTIFY", "sip", "sip", "SIP")
    right("HTTP", "http", "http", "HTTP")
    right("MSN_SECURE_FTP", "msnftp", "msnms|msnftp", "MSN")
    right("NMF", "nmf", "mc-nmf", "MC-NMF|NMF|.NET")
    right("NMF, then TLS", "nmf", "mc-nmf", "MC-NMF|NMF|.NET")
    right("DCE/RPC on 135", "dcerpc", "dcerpc", "DCE_RPC|RPC|DCERPC")
    right("DCE/RPC elsewhere", "dcerpc", "dcerpc", "DCE_RPC|RPC|DCERPC")
    right("SMB", "smb", "smb|smb2", "SMBv23|SMBv1")
    right("SSRP", "ssrp", "ssrp|mssql-browser", "SSRP|MsSQL-Browser")
    right("STUN", "stun", "stun|classicstun", "STUN")
    right("STUN with Microsoft's attributes", "stun", "stun|classicstun", "STUN")
    right("STUN, framed on TCP", "stun", "stun|classicstun", "STUN")
    right("RTP", "rtp", "rtp", "RTP")
    right("RTP, framed on TCP", "rtp", "rtp", "RTP")
    right("RTCP", "rtcp", "rtcp", "RTCP")
    right("MS-TURN on UDP", "ms-turn", "stun", "STUN|TURN")
    right("MS-TURN, framed on TCP", "ms-turn", "stun", "STUN|TURN")
    right("MS-TURN behind pseudo-TLS", "ms-turn", "stun", "STUN|TURN")
    right("LDAP", "ldap", "ldap|cldap", "LDAP")
    right("TDS", "tds", "tds", "MsSQL-TDS")
    right("SSH", "ssh", "ssh", "SSH")
    right("RDP", "rdp", "rdp", "RDP")
    right("DNS", "dns", "dns", "DNS")
    right("NTP", "ntp", "ntp", "NTP")
    right("DHCP", "dhcp", "dhcp|bootp", "DHCP")
    right("Kerberos", "kerberos", "kerberos", "Kerberos")
    right("random bytes", "", "", "")
    right("FTP", "ftp_control", "ftp", "FTP_CONTROL")
    right("SMTP", "smtp", "smtp", "SMTP")
    right("POP3", "pop3", "pop", "POP3")
    right("IMAP", "imap", "imap", "IMAP")
    right("Redis", "redis", "redis|resp", "Redis")
    right("SOCKS 5", "socks", "socks", "SOCKS")
    right("VNC", "vnc", "vnc", "VNC")
    right("Telnet", "telnet", "telnet", "Telnet")
    right("RTSP", "rtsp", "rtsp", "RTSP")
    right("syslog", "syslog", "syslog", "Syslog")
    right("TFTP", "tftp", "tftp", "TFTP")
    right("RADIUS", "radius", "radius", "Radius")
    right("MQTT", "mqtt", "mqtt", "MQTT")
    right("PostgreSQL", "postgresql", "pgsql", "PostgreSQL")

    # true, but not all: what the flow also holds
    part["NMF, then TLS"] = "tls|TLS"
    part["RTP, framed on TCP"] = "stun|STUN"
    part["RTP"] = "rtcp|RTCP"
}

function right(kind, ours, sharks, ndpis) {
    kinds[++kind_count] = kind
    good["lyncscope", kind] = ours
    good["tshark", kind] = sharks
    good["ndpi", kind] = ndpis
}

function any_of(words, names,    i, n, list) {
    n = split(words, list, "|")
    for (i = 1; i <= n; i++)
        if (index("|" names "|", "|" list[i] "|") > 0) return 1
    return 0
}

# What is no name of a protocol.
function names_nothing(answer) { return answer == "" || answer == "data" || answer == "unknown" }

{
    tool = $1; kind = $2; sub(/, joined midway$/, "", kind)
    shown = $2
    if (!(kind_of[shown])) { kind_of[shown] = kind; all[++all_count] = shown }
    answer = $3
    by_port = sub(/^port:/, "", answer)
    if (tool == "tshark") {
        gsub(/\|data/, "", answer); sub(/^data\|?/, "", answer)
    }
    total[tool, shown]++
    if (kind == "random bytes" ? names_nothing(answer) : any_of(good[tool, kind], answer)) {
        hit[tool, shown]++
        ported[tool, shown] += by_port
    } else if (names_nothing(answer)) {
        silent[tool, shown]++
    } else if (kind in part && any_of(part[kind], answer)) {
        partly[tool, shown]++
    } else {
        sub(/\|.*/, "", answer)
        wrong[tool, shown, answer]++
        names[tool, shown] = names[tool, shown] (wrong[tool, shown, answer] == 1 ? "|" answer : "")
    }
}

function cell(tool, shown,    text, n, i, list) {
    text = sprintf("%d of %d", hit[tool, shown], total[tool, shown])
    if (ported[tool, shown]) text = text sprintf(" (%d by port)", ported[tool, shown])
    if (partly[tool, shown]) text = text sprintf(", %d in part", partly[tool, shown])
    if (silent[tool, shown]) text = text sprintf(", %d silent", silent[tool, shown])
    n = split(names[tool, shown], list, "|")
    for (i = 2; i <= n; i++)
        text = text sprintf(", %d as %s", wrong[tool, shown, list[i]], list[i])
    return text
}

function score(tool, shown) { return hit[tool, shown] + 0 }

function table(which,    k, i, shown, best, line) {
    print "| what the scene says | lyncscope | tshark | nDPI |"
    print "| --- | --- | --- | --- |"
    for (k = 1; k <= kind_count; k++)
        for (i = 1; i <= all_count; i++) {
            shown = all[i]
            if (kind_of[shown] != kinds[k]) continue
            best = score("tshark", shown) > score("ndpi", shown) ? score("tshark", shown) : score("ndpi", shown)
            line = score("lyncscope", shown) > best ? 1 : score("lyncscope", shown) < best ? 3 : 2
            if (line == which)
                printf "| %s | %s | %s | %s |\n", shown, cell("lyncscope", shown), cell("tshark", shown), cell("ndpi", shown)
        }
}

function sum(tool,    i, hits, flows, half, quiet) {
    for (i = 1; i <= all_count; i++) {
        flows += total[tool, all[i]]
        hits += hit[tool, all[i]]
        half += partly[tool, all[i]]
        quiet += silent[tool, all[i]]
    }
    return sprintf("%d of %d right, %d in part, %d silent, %d wrong", hits, flows, half, quiet,
                   flows - hits - half - quiet)
}

END {
    print "# Side by side: lyncscope, tshark, nDPI"
    print ""
    print "Made by `scripts/side-by-side.sh`, from captures that anybody can make again: `pcaps/sample-day.scene`,"
    print "the scenes in `tests/golden/` and `scripts/side-by-side.scene`. What a flow is, says the line of the"
    print "scene that made it. All three run as installed, without options about ports or heuristics. tshark"
    print "counts as right when any frame of the flow names the protocol (MS-TURN is part of its STUN), nDPI by"
    print "the name ndpiReader ends with. \"By port\" is a right name that nDPI itself says rests on the port"
    print "number; tshark's may rest on it as well, without saying so. \"In part\" is a name of something the flow"
    print "holds too: TLS behind the NMF preamble, the STUN check ahead of the media."
    print ""
    print "Keep in mind that nearly all scenes were written for lyncscope, by its authors, and that its tests run"
    print "on them: how it fares on traffic nobody thought of they cannot show. `tests/corpus/` is for that."
    print ""
    print "| | flows by protocol |"
    print "| --- | --- |"
    printf "| lyncscope | %s |\n| tshark | %s |\n| nDPI | %s |\n", sum("lyncscope"), sum("tshark"), sum("ndpi")
    print ""
    print "## Where lyncscope is right more often than both"
    print ""
    table(1)
    print ""
    print "## Where at least one of the others is as right"
    print ""
    table(2)
    print ""
    print "## Where at least one of the others is right more often"
    print ""
    table(3)
    print ""
    print "Beyond what a scene can say, in public captures (`tests/corpus/`):"
    print ""
    print "- TLS after STARTTLS (SMTP, IMAP, databases, some VPNs) is found by tshark; lyncscope does not follow"
    print "  those protocols into TLS. The same holds for HTTP inside SOCKS."
    print "- nDPI names services by the names in TLS, DNS and QUIC (\"TLS.Microsoft\") and by address lists."
    print "  lyncscope keeps such names as facts and draws no conclusion from addresses."
    print "- tshark dissects the fields of nearly 3,000 protocols (`tshark -G protocols`). lyncscope reads what it"
    print "  needs for a verdict."
}
