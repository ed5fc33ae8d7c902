# dependencies.sh - what every such server needs: names, time, directory, tickets, and its watchers
# shellcheck shell=bash
start_dependencies() {
    local conf=$work/dependencies
    mkdir -p "$conf/ldap" "$conf/chrony"
    keys dc01
    serve dc01 dnsmasq dnsmasq -k -C /dev/null --no-resolv --no-hosts --user=root --pid-file= \
        --address=/fe01.contoso.test/10.0.10.11 --bind-interfaces \
        --srv-host=_sipinternaltls._tcp.contoso.test,fe01.contoso.test,5061 --local=/#/
    listens dc01 udp 53
    start_kerberos "$conf"
    start_ldap "$conf"
    printf 'local stratum 3\nallow\nport 123\ncmdport 0\npidfile %s/pid\nbindcmdaddress /\n' \
        "$conf/chrony" >"$conf/chrony.conf"
    serve dc01 chronyd chronyd -d -x -u root -f "$conf/chrony.conf"
    listens dc01 udp 123
    printf 'rocommunity lab\nagentaddress udp:161\n' >"$conf/snmpd.conf"
    serve fe01 snmpd snmpd -f -Le -C -c "$conf/snmpd.conf" -p "$conf/snmpd.pid" -I system_mib
    listens fe01 udp 161
}

start_kerberos() {
    printf '[libdefaults]\ndefault_realm = CONTOSO.TEST\ndns_lookup_kdc = false\n[realms]\nCONTOSO.TEST = {\n kdc = %s\n}\n' \
        "${ip4[dc01]}" >"$1/krb5.conf"
    printf '[realms]\nCONTOSO.TEST = {\n database_name = %s/principal\n key_stash_file = %s/stash\n kdc_listen = %s:88\n kdc_tcp_listen = %s:88\n}\n' \
        "$1" "$1" "${ip4[dc01]}" "${ip4[dc01]}" >"$1/kdc.conf"
    export KRB5_CONFIG=$1/krb5.conf KRB5_KDC_PROFILE=$1/kdc.conf
    kdb5_util create -s -r CONTOSO.TEST -P lab >"$log/dc01-kdb5" 2>&1
    kadmin.local -q 'addprinc -pw lab lab' >>"$log/dc01-kdb5" 2>&1
    serve dc01 krb5kdc krb5kdc -n
    listens dc01 tcp 88
}

start_ldap() {
    printf 'modulepath /usr/lib/ldap\nmoduleload back_mdb\ninclude /etc/ldap/schema/core.schema\npidfile %s/slapd.pid\n' "$1" >"$1/slapd.conf"
    printf 'TLSCertificateFile %s/dc01.pem\nTLSCertificateKeyFile %s/dc01.key\n' $work/keys $work/keys >>"$1/slapd.conf"
    printf 'database mdb\nsuffix "dc=contoso,dc=test"\nrootdn "cn=lab,dc=contoso,dc=test"\nrootpw lab\ndirectory %s/ldap\n' "$1" >>"$1/slapd.conf"
    serve dc01 slapd slapd -d 0 -f "$1/slapd.conf" -h "ldap:/// ldaps:///"
    listens dc01 tcp 636
}

talk_dependencies() {
    local soft
    needs() {
        truth dependencies "$@"
    }
    on client1 dig +tries=1 @"${ip4[dc01]}" _sipinternaltls._tcp.contoso.test SRV
    needs dnsmasq+dig client1 dc01 udp 53 dns dependency NET.1 payload
    on fe01 dig +tcp +tries=1 @"${ip4[dc01]}" fe01.contoso.test
    needs dnsmasq+dig fe01 dc01 tcp 53 dns dependency NET.1 payload
    # Those who talk look up names now and then.
    needs resolver "*" dc01 udp 53 dns dependency NET.1 payload "flows=*"
    on fe01 bash -c 'echo lab | kinit -c /run/lab/ticket lab'
    needs krb5kdc+kinit fe01 dc01 udp 88 kerberos dependency AD.1 payload flows=1+
    printf '[libdefaults]\nudp_preference_limit = 1\n' | cat "$KRB5_CONFIG" - >$work/krb5-tcp.conf
    on fe02 env KRB5_CONFIG=$work/krb5-tcp.conf bash -c 'echo lab | kinit -c /run/lab/ticket lab'
    needs krb5kdc+kinit fe02 dc01 tcp 88 kerberos dependency AD.1 payload flows=1+
    on fe01 ldapsearch -x -H "ldap://${ip4[dc01]}" -D cn=lab,dc=contoso,dc=test -w lab \
        -b dc=contoso,dc=test
    needs slapd+ldapsearch fe01 dc01 tcp 389 ldap dependency AD.3 payload
    on fe02 env LDAPTLS_REQCERT=never ldapsearch -x -H "ldaps://${ip4[dc01]}" -b dc=contoso,dc=test
    needs slapd+ldapsearch fe02 dc01 tcp 636 tls dependency AD.4 payload mtls=null
    on fe01 ntpdate -q -p 1 "${ip4[dc01]}"
    needs chronyd+ntpdate fe01 dc01 udp 123 ntp dependency NET.2 payload flows=1+
    on adm01 snmpget -v 2c -c lab "${ip4[fe01]}" 1.3.6.1.2.1.1.1.0
    needs snmpd+snmpget adm01 fe01 udp 161 snmp dependency MGT.3 payload
    on fe01 logger -n "${ip4[dc01]}" -P 514 -d "lab: service started"
    needs logger fe01 dc01 udp 514 "*" dependency MGT.5 "*"
    # Nobody listens there, and dc01 says so.
    needs kernel dc01 fe01 icmp "" "*" dependency NET.3 port
}
