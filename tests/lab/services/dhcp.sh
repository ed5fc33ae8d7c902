# dhcp.sh - ISC dhcpd and dhclient, with the options by which clients and phones find the Registrar
#
# Option 43 carries what Lync's DHCPUtil gives (the vendor class and the address of the
# certificate provisioning service), option 120 the Registrar, option 60 says MS-UC-Client.
# shellcheck shell=bash
start_dhcp() {
    local conf=$work/dhcp
    mkdir -p "$conf"
    cat >"$conf/dhcpd.conf" <<EOF
authoritative; ping-check false; default-lease-time 600;
option sip-servers code 120 = string;
option sip-servers 00:04:66:65:30:31:07:63:6f:6e:74:6f:73:6f:04:74:65:73:74:00;
if option vendor-class-identifier = "MS-UC-Client" {
  option vendor-encapsulated-options 01:0c:4d:53:2d:55:43:2d:43:6c:69:65:6e:74:02:05:68:74:74:70:73:03:11:66:65:30:31:2e:63:6f:6e:74:6f:73:6f:2e:74:65:73:74:04:03:34:34:33:05:1e:2f:43:65:72:74:50:72:6f:76:2f:43:65:72:74:50:72:6f:76:69:73:69:6f:6e:2e:73:76:63:00;
}
shared-network lab {
  subnet ${ip4[dc01]} netmask 255.255.255.255 { }
  subnet 10.20.0.0 netmask 255.255.0.0 { }
  subnet 10.21.0.0 netmask 255.255.0.0 { }
}
host client3 { hardware ethernet $(mac_of client3); fixed-address 10.20.0.103; }
host phone1 { hardware ethernet $(mac_of phone1); fixed-address 10.21.0.101; }
EOF
    printf 'option sip-servers code 120 = string;\nrequest subnet-mask, routers, domain-name-servers, vendor-encapsulated-options, sip-servers;\ntimeout 5;\n' |
        tee "$conf/plain.conf" >"$conf/lync.conf"
    echo 'send vendor-class-identifier "MS-UC-Client";' >>"$conf/lync.conf"
    : >"$conf/leases"
    serve dc01 dhcpd dhcpd -f -d -4 -cf "$conf/dhcpd.conf" -lf "$conf/leases" -pf "$conf/pid" \
        -user root -group root eth0
    listens dc01 udp 67
}

mac_of() {
    local a b c d
    IFS=. read -r a b c d <<<"${ip4[$1]}"
    printf '02:00:%02x:%02x:%02x:%02x' "$a" "$b" "$c" "$d"
}

talk_dhcp() {
    local host
    for host in client3 phone1; do
        on "$host" dhclient -1 -d -4 -sf /bin/true -cf $work/dhcp/lync.conf \
            -lf "$work/dhcp/$host.leases" -pf "$work/dhcp/$host.pid" eth0 &
        sleep 1.5
        kill "$(cat "$work/dhcp/$host.pid")" || true
    done
    # Who has no address yet has no role: both asked in the same words, from the same address.
    truth dhcp dhcpd+dhclient 0.0.0.0 255.255.255.255 udp 67 dhcp documented T4.1 named
    truth dhcp dhcpd+dhclient dc01 10.20.0.103 udp 68 dhcp documented T4.1 named "flows=*"
    truth dhcp dhcpd+dhclient dc01 10.21.0.101 udp 68 dhcp documented T4.12 named "flows=*"
    truth dhcp dhcpd+dhclient 10.20.0.103 dc01 udp 67 dhcp documented T4.1 named "flows=*"
    truth dhcp dhcpd+dhclient 10.21.0.101 dc01 udp 67 dhcp documented T4.12 named "flows=*"
}
