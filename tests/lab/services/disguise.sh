# disguise.sh - what hides behind documented ports and ranges
# shellcheck shell=bash

# sshd HOST PORT: the server of intruders.sh once more
sshd() {
    serve "$1" "sshd-$2" /usr/sbin/sshd -D -e -f /dev/null -p "$2" -o UsePAM=no -o StrictModes=no \
        -o "HostKey=$work/disguise/hostkey" -o "AuthorizedKeysFile=$work/disguise/authorized" \
        -o PermitRootLogin=yes
    listens "$1" tcp "$2"
}

start_disguise() {
    local conf=$work/disguise
    mkdir -p "$conf"
    ssh-keygen -q -t ed25519 -N '' -f "$conf/hostkey"
    ssh-keygen -q -t ed25519 -N '' -f "$conf/userkey"
    cp "$conf/userkey.pub" "$conf/authorized"
    sshd fe03 443
    sshd fe03 5062
    sshd fe01 50200
    sshd file01 8057
    serve med01 http python3 -m http.server --bind "${ip4[med01]}" 57700
    listens med01 tcp 57700
    printf 'rocommunity lab\nagentaddress udp:49500\n' >"$conf/snmpd.conf"
    serve fe03 snmpd snmpd -f -Le -C -c "$conf/snmpd.conf" -p "$conf/snmpd.pid" -I system_mib
    listens fe03 udp 49500
}

ssh_to() {
    on "$1" ssh -F none -i $work/disguise/userkey -p "$3" -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile=/dev/null "root@${ip4[$2]}" true
}

talk_disguise() {
    hides() {
        truth disguise "$@"
    }
    ssh_to client3 fe03 443
    hides openssh client3 fe03 tcp 443 ssh contradicted T1.12 payload findings=contradicted
    ssh_to client3 fe03 5062
    hides openssh client3 fe03 tcp 5062 ssh contradicted T1.6 payload findings=contradicted
    # Inside the range of application sharing, which proves nothing.
    ssh_to client3 fe01 50200
    hides openssh client3 fe01 tcp 50200 ssh undocumented "" payload findings=undocumented
    # A documented port at a host without the row's role.
    ssh_to client3 file01 8057
    hides openssh client3 file01 tcp 8057 ssh misplaced "" payload findings=misplaced
    on client3 curl -sS --max-time 3 "http://${ip4[med01]}:57700/"
    hides python+curl client3 med01 tcp 57700 http undocumented "" payload findings=undocumented
    on client3 snmpget -v 2c -c lab "${ip4[fe03]}:49500" 1.3.6.1.2.1.1.1.0
    hides snmpd+snmpget client3 fe03 udp 49500 snmp undocumented "" payload findings=undocumented
    # A name server asked through the TURN port of the Edge, and names asked of nobody.
    on client3 dig +tries=1 +time=1 -p 3478 @"${ip4[edge02]}" tunnel.contoso.test
    hides dig client3 edge02 udp 3478 dns contradicted T4.5 payload findings=contradicted
    on client3 dig +tries=1 +time=1 -p 5061 +tcp @"${ip4[fe01]}" tunnel.contoso.test
    hides dig client3 fe01 tcp 5061 dns contradicted T1.3 payload findings=contradicted
}
