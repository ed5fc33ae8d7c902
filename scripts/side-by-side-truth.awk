# A flattened scene: for each flow whose content the scene fixes, its key, a tab, and what it is.
# Flows of one five-tuple that come twice are left out: the tools do not say which is which.

$1 == "host" { address[$2] = $3; next }
$1 !~ /^[0-9]/ || ($2 != "tcp" && $2 != "udp") { next }

{
    named = ""
    if (match($0, /#is .*/)) named = substr($0, RSTART + 4)
    sub(/ *#.*/, "")
    line = " " $0 " "
    split($3, a, ":"); split($4, b, ":")
    k = key($2, address[a[1]], a[2], address[b[1]], b[2])
    seen[k]++
    kind = named != "" ? named : what($5, $2)
    if (kind == "") next
    if (has("midstream")) kind = kind ", joined midway"
    order[++count] = k
    truth[count] = kind
}

END {
    for (i = 1; i <= count; i++)
        if (seen[order[i]] == 1) print order[i] "\t" truth[i]
}

function has(word) { return index(line, " " word " ") > 0 || index(line, " " word "=") > 0 }

# Left out: attempts without payload, bytes given as text or hexadecimal without "#is", ICMP.
function what(verb, transport) {
    if (has("no-handshake")) return ""
    if (verb == "tls") return "TLS"
    if (verb == "sip") return line ~ /method=(SERVICE|BENOTIFY)/ ? "SIP SERVICE or BENOTIFY" : "SIP"
    if (verb == "http") return "HTTP"
    if (verb == "msnftp") return "MSN_SECURE_FTP"
    if (verb == "nmf") return has("upgrade") ? "NMF, then TLS" : "NMF"
    if (verb == "rpc") return b[2] == 135 ? "DCE/RPC on 135" : "DCE/RPC elsewhere"
    if (verb == "smb") return "SMB"
    if (verb == "ssrp") return "SSRP"
    if (verb == "stun" && transport == "tcp") return "STUN, framed on TCP"
    if (verb == "stun") return has("microsoft") ? "STUN with Microsoft's attributes" : "STUN"
    if (verb == "rtp") return transport == "tcp" ? "RTP, framed on TCP" : "RTP"
    if (verb == "rtcp") return "RTCP"
    if (verb == "turn" && transport == "udp") return "MS-TURN on UDP"
    if (verb == "turn") return has("bare") ? "MS-TURN, framed on TCP" : "MS-TURN behind pseudo-TLS"
    if (verb == "noise") return "random bytes"
    if (verb == "ldap") return "LDAP"
    if (verb == "tds") return "TDS"
    if (verb == "ssh" || verb == "rdp" || verb == "dns" || verb == "ntp" || verb == "dhcp")
        return toupper(verb)
    if (verb == "kerberos") return "Kerberos"
    return ""
}
