# balancer.sh - haproxy as the hardware load balancers, in front of what sip, web and tls started
#
# It passes connections on as TCP from its own address, so each is two flows: to the pool's
# address (tables 2 and 3), and from there to the server (table 1).
# shellcheck shell=bash

# haproxy_host HOST PORT=SERVER...
haproxy_host() {
    local host=$1 word port server
    local conf=$work/haproxy-$1.cfg
    shift
    {
        printf 'global\n  maxconn 50\ndefaults\n  mode tcp\n  timeout connect 3s\n  timeout client 20s\n  timeout server 20s\n'
        for word in "$@"; do
            port=${word%%=*} server=${word#*=}
            printf 'listen p%s\n  bind %s:%s\n  server s %s:%s source %s\n' \
                "$port" "${ip4[$host]}" "$port" "${ip4[$server]}" "$port" "${ip4[$host]}"
            listens "$host" tcp "$port"
        done
    } >"$conf"
    serve "$host" haproxy haproxy -db -f "$conf"
}

start_balancer() {
    haproxy_host pool01 {135,5061,444,80,8080,443,4443,5071,5072,5073,5075,5076,5080,448}=fe01 5070=fe03
    haproxy_host pool02 {5061,80,8080,443,4443}=fe01
    haproxy_host medpool 5070=med01
    haproxy_host dirpool {443,444,5061,4443}=dir01
    haproxy_host dirpool2 {443,4443}=dir01
}

# Both halves: balanced FROM POOL SERVER PORT PROTOCOL ROW-OF-POOL ROW-OF-SERVER EVIDENCE [words]
balanced() {
    truth balancer "haproxy+$software" "$1" "$2" tcp "$4" "$5" documented "$6" "$8" "${@:9}"
    truth balancer "haproxy+$software" "$2" "$3" tcp "$4" "$5" documented "$7" "$8" "${@:9}"
}

talk_balancer() {
    talk_balancer_sip
    talk_balancer_web
    talk_balancer_directors
    talk_balancer_wrong
}

talk_balancer_sip() {
    local word port
    local software=kamailio+sipp
    sip client1 pool01 tls 5061
    balanced client1 pool01 fe01 5061 tls T2.1 T1.3 named mtls=false
    for word in 5072:T2.8:T1.21 5073:T2.9:T1.29 5075:T2.10:T1.30 5076:T2.11:T1.31 \
        5071:T2.12:T1.33 5080:T2.13:T1.35; do
        IFS=: read -r port virtual real <<<"$word"
        sip fe02 pool01 tls "$port"
        balanced fe02 pool01 fe01 "$port" tls "$virtual" "$real" named mtls=true
    done
    sip fe01 medpool tls 5070
    balanced fe01 medpool med01 5070 tls T2.15 T1.49 named mtls=true
    sip fe01 pool01 tcp 5070
    balanced fe01 pool01 fe03 5070 sip T2.16 T1.22 payload findings=clear-text-sip
    software=openssl
    s_client edge01 "${ip4[pool01]}" 448
    balanced edge01 pool01 fe01 448 tls T2.14 T1.36 named mtls=false
}

talk_balancer_web() {
    local software=nginx+curl pool
    # shellcheck disable=SC2046
    get fe02 pool01.contoso.test "${ip4[pool01]}" 444 / $(cert_of fe02)
    balanced fe02 pool01 fe01 444 tls T2.2 T1.4 named mtls=true
    get client1 pool01.contoso.test "${ip4[pool01]}" 80 /abs/
    balanced client1 pool01 fe01 80 http T2.4 T1.11 named
    get phone1 pool01.contoso.test "${ip4[pool01]}" 8080 /certprov/
    balanced phone1 pool01 fe01 8080 http T2.5 T1.13 named
    get client1 pool01.contoso.test "${ip4[pool01]}" 443 /abs/
    balanced client1 pool01 fe01 443 tls T2.6 T1.12 named mtls=false
    get rp01 pool01.contoso.test "${ip4[pool01]}" 4443 /meet/
    balanced rp01 pool01 fe01 4443 tls T2.7 T1.14 named mtls=false
    get client1 pool02.contoso.test "${ip4[pool02]}" 80 /abs/
    balanced client1 pool02 fe01 80 http T3.1 T1.11 named
    get client2 pool02.contoso.test "${ip4[pool02]}" 443 /abs/
    balanced client2 pool02 fe01 443 tls T3.2 T1.12 named mtls=false
    get phone1 pool02.contoso.test "${ip4[pool02]}" 8080 /certprov/
    balanced phone1 pool02 fe01 8080 http T3.3 T1.13 named
    get rp01 pool02.contoso.test "${ip4[pool02]}" 4443 /meet/
    balanced rp01 pool02 fe01 4443 tls T3.4 T1.14 named mtls=false
}

talk_balancer_directors() {
    local software=nginx+curl pool
    local directors="haproxy+nginx+curl"
    get client1 dirpool.contoso.test "${ip4[dirpool]}" 443 /
    balanced client1 dirpool dir01 443 tls T2.17 T1.44 named mtls=false
    # shellcheck disable=SC2046
    get fe01 dirpool.contoso.test "${ip4[dirpool]}" 444 / $(cert_of fe01)
    balanced fe01 dirpool dir01 444 tls T2.18 T1.42 named mtls=true
    get client1 dirpool2.contoso.test "${ip4[dirpool2]}" 443 /
    balanced client1 dirpool2 dir01 443 tls T3.5 T1.44 named mtls=false
    for pool in dirpool:T2.20 dirpool2:T3.7; do
        get rp01 "${pool%:*}.contoso.test" "${ip4[${pool%:*}]}" 4443 /
        truth balancer $directors rp01 "${pool%:*}" tcp 4443 tls documented "${pool#*:}" named mtls=false
        # The document gives the Director's pool this port, and the Director none: a documented
        # port at the wrong role.
        truth balancer $directors "${pool%:*}" dir01 tcp 4443 tls misplaced "" payload \
            mtls=false findings=misplaced
    done
    software=kamailio+sipp
    sip client1 dirpool tls 5061
    balanced client1 dirpool dir01 5061 tls T2.19 T1.45 named mtls=false
}

talk_balancer_wrong() {
    # The pool is balanced by DNS: SIP does not go to its web address.
    sip client1 pool02 tls 5061
    truth balancer haproxy+kamailio+sipp client1 pool02 tcp 5061 tls misplaced "" payload \
        mtls=false findings=misplaced
    truth balancer haproxy+kamailio+sipp pool02 fe01 tcp 5061 tls documented T1.3 named mtls=false
}
