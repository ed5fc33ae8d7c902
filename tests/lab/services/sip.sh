# sip.sh - kamailio as every SIP listener of the document, TCP, TLS and mutual TLS
#
# Every SIP host runs one kamailio. It answers what comes in at its ports, and passes on what
# sip-tester's sipp hands it at the loopback address: so a talk between two hosts is a
# transaction between two kamailios, in clear or over TLS. Words of Lync's own vocabulary
# (opaque=app:conf:..., MediationServer) are put into sipp's messages by this script.
# shellcheck shell=bash

# kamailio HOST WORD... where WORD is tcp:PORT, tls:PORT (no certificate asked for), ask:PORT
# (asked for, not needed), mtls:PORT (needed) or tcp6:PORT (not on IPv4); method=M is for all TLS of the host.
kamailio_host() {
    local host=$1 method=TLSv1.2 word kind port verify require
    local conf=$work/kamailio-$1
    shift
    keys "$host"
    mkdir -p "$conf.run"
    {
        cat <<EOF
#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
tcp_children=2
tcp_connection_lifetime=20
enable_tls=yes
auto_aliases=no
enable_sctp=no
disable_core_dump=yes
mpath="/usr/lib/$(uname -m)-linux-gnu/kamailio/modules/"
listen=udp:127.0.0.1:5999
listen=tcp:${ip4[$host]}:5999
listen=tls:${ip4[$host]}:5998
listen=tcp:[${ip6[$host]}]:5999
listen=tls:[${ip6[$host]}]:5998
EOF
        for word in "$@"; do
            kind=${word%%:*} port=${word##*:}
            case $kind in
            tcp) echo "listen=tcp:${ip4[$host]}:$port" ;;
            tcp6) echo "listen=tcp:[${ip6[$host]}]:$port" ;;
            tls | ask | mtls) echo "listen=tls:${ip4[$host]}:$port" ;;
            esac
            case $kind in
            tls | ask) echo "listen=tls:[${ip6[$host]}]:$port" ;;
            esac
        done
        cat <<EOF
loadmodule "tls.so"
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "textops.so"
modparam("tls", "config", "$conf.tls")
request_route {
    if (\$Rp == 5999 && \$proto == "udp") {
        \$du = \$hdr(X-Lab-To);
        remove_hf("X-Lab-To");
        t_relay();
        exit;
    }
    if (is_method("INVITE")) {
        set_reply_body("v=0\\r\\no=lab 1 1 IN IP4 ${ip4[$host]}\\r\\ns=lab\\r\\nc=IN IP4 ${ip4[$host]}\\r\\nt=0 0\\r\\nm=audio 49200 RTP/AVP 0\\r\\n", "application/sdp");
    }
    sl_send_reply("200", "OK");
}
EOF
    } >"$conf.cfg"
    for word in "$@"; do
        [ "${word%%=*}" = method ] && method=${word#*=}
    done
    {
        for word in server:default "client:default"; do
            printf '[%s]\nmethod = %s\nverify_certificate = no\nrequire_certificate = no\n' "$word" "$method"
            # A client's certificate is what only servers have.
            case $word-$host in client:default-client*) continue ;; esac
            printf 'private_key = %s\ncertificate = %s\nca_list = %s\n' \
                $work/keys/"$host".{key,pem} $work/keys/ca.pem
        done
        for word in "$@"; do
            kind=${word%%:*} port=${word##*:} verify=no require=no
            case $kind in
            tls) ;;
            ask) verify=yes ;;
            mtls) verify=yes require=yes ;;
            *) continue ;;
            esac
            for address in "${ip4[$host]}" "[${ip6[$host]}]"; do
                [ "$kind" = mtls ] && [ "$address" != "${ip4[$host]}" ] && continue
                printf '[server:%s:%s]\nmethod = %s\nverify_certificate = %s\nrequire_certificate = %s\n' \
                    "$address" "$port" "$method" $verify $require
                printf 'private_key = %s\ncertificate = %s\nca_list = %s\n' \
                    $work/keys/"$host".{key,pem} $work/keys/ca.pem
            done
        done
    } >"$conf.tls"
    serve "$host" kamailio kamailio -DD -E -m 32 -M 4 -Y "$conf.run" -f "$conf.cfg"
    listens "$host" udp 5999
    for word in "$@"; do
        case $word in
        method=*) ;;
        *) listens "$host" tcp "${word##*:}" ;;
        esac
    done
}

start_sip() {
    conference=(5062 5063 5064 5065 5071 5072 5073 5075 5076 5080)
    kamailio_host fe01 tcp:5060 ask:5061 mtls:5086 mtls:5087 "${conference[@]/#/ask:}"
    kamailio_host fe02 ask:5061 tls:5087 "${conference[@]/#/tcp:}"
    kamailio_host fe03 ask:5061 tcp:5070 tls:5067 tcp:5068
    kamailio_host med01 tcp6:5070 tls:5067 tcp:5068 mtls:5070
    kamailio_host dir01 method=TLSv1.2+ tcp:5060 ask:5061
    kamailio_host pchat01 mtls:5041
    kamailio_host edge01 tls:443 ask:5061
    kamailio_host gw01 tcp:5081 tls:5082
    kamailio_host e911 tcp:5066
    kamailio_host um01 mtls:5061
    kamailio_host sba01 ask:5061
    kamailio_host client1
    kamailio_host client2 method=TLSv1.2+ tcp:5060
}

# sip FROM TO TRANSPORT PORT [OPAQUE] [AGENT] [6]: one transaction between two hosts.
sip() {
    local address=${ip4[$2]}
    [ "${7:-4}" = 6 ] && address="[${ip6[$2]}]"
    on "$1" sipp -sf "$peers/options.xml" -m 1 -l 1 -nostdin -timeout 5 -i 127.0.0.1 -p 6000 \
        -key target "sip:$address:$4;transport=$3" -key opaque "${5:-none}" \
        -key agent "${6:-sipp}" -s "$2" 127.0.0.1:5999
}

# says FROM TO TRANSPORT PORT ROW EVIDENCE [words of truth]: what the document makes of it.
sip_truth() {
    local protocol=tls
    [ "$3" = tcp ] && protocol=sip
    truth sip kamailio+sipp "$1" "$2" tcp "$4" $protocol documented "$5" "$6" "${@:7}"
}

talk_sip() {
    talk_sip_conference
    talk_sip_front_end
    talk_sip_mediation
    talk_sip_others
    talk_sip_wrong
}

# Conferencing and response group listeners: fe01 over TLS, fe02 in clear.
talk_sip_conference() {
    local rows=(T1.6 T1.9 T1.20 T1.27 T1.33 T1.21 T1.29 T1.30 T1.31 T1.35) number=0 port
    local -A opaque=([5062]=app:conf:chat:id:L1 [5063]=app:conf:audio-video:id:L2
        [5065]=app:conf:applicationsharing:id:L3)
    for port in "${conference[@]}"; do
        sip fe02 fe01 tls "$port"
        sip_truth fe02 fe01 tls "$port" "${rows[number]}" named mtls=true
        sip fe01 fe02 tcp "$port" "${opaque[$port]:-}"
        if [ -n "${opaque[$port]:-}" ]; then
            sip_truth fe01 fe02 tcp "$port" "${rows[number]}" named findings=clear-text-sip
        else
            sip_truth fe01 fe02 tcp "$port" "${rows[number]}" payload findings=clear-text-sip
        fi
        number=$((number + 1))
    done
}

talk_sip_front_end() {
    sip client1 fe01 tls 5061
    sip_truth client1 fe01 tls 5061 T1.3 named mtls=false
    sip client2 fe02 tls 5061 "" "" 6
    sip_truth client2 fe02 tls 5061 T1.3 named mtls=false v=6
    sip fe02 fe01 tls 5061
    sip_truth fe02 fe01 tls 5061 T1.3 named mtls=true
    sip dir01 fe01 tcp 5060
    sip_truth dir01 fe01 tcp 5060 T1.2 payload findings=clear-text-sip
    sip fe02 fe01 tls 5086
    sip_truth fe02 fe01 tls 5086 T1.17 named mtls=true
    sip fe02 fe01 tls 5087
    sip_truth fe02 fe01 tls 5087 T1.18 named mtls=true
    # Nobody asks for a certificate here, where the document says MTLS.
    sip fe01 fe02 tls 5087
    sip_truth fe01 fe02 tls 5087 T1.18 named mtls=false findings=mutual-tls-missing
    sip fe01 e911 tcp 5066
    sip_truth fe01 e911 tcp 5066 T1.32 payload findings=clear-text-sip
    sip fe01 pchat01 tls 5041
    sip_truth fe01 pchat01 tls 5041 T1.50 named mtls=true
    sip sba01 fe01 tls 5061
    sip_truth sba01 fe01 tls 5061 T1.3 named mtls=true
}

talk_sip_mediation() {
    sip fe01 fe03 tcp 5070 "" "RTCC/5.0.0.0 MediationServer"
    sip_truth fe01 fe03 tcp 5070 T1.22 named findings=clear-text-sip
    sip gw01 fe03 tls 5067
    sip_truth gw01 fe03 tls 5067 T1.23 named mtls=false
    sip gw01 fe03 tcp 5068
    sip_truth gw01 fe03 tcp 5068 T1.24 payload findings=clear-text-sip
    sip fe03 gw01 tcp 5081 "" "RTCC/5.0.0.0 MediationServer"
    sip_truth fe03 gw01 tcp 5081 T1.25 named findings=clear-text-sip
    sip fe03 gw01 tls 5082
    sip_truth fe03 gw01 tls 5082 T1.26 named mtls=false
    sip fe01 med01 tcp 5070 "" "" 6
    sip_truth fe01 med01 tcp 5070 T1.46 payload findings=clear-text-sip v=6
    sip fe01 med01 tls 5070
    sip_truth fe01 med01 tls 5070 T1.49 named mtls=true
    sip gw01 med01 tls 5067
    sip_truth gw01 med01 tls 5067 T1.47 named mtls=false
    sip gw01 med01 tcp 5068
    sip_truth gw01 med01 tcp 5068 T1.48 payload findings=clear-text-sip
}

talk_sip_others() {
    sip fe01 dir01 tcp 5060
    sip_truth fe01 dir01 tcp 5060 T1.41 payload findings=clear-text-sip
    # TLS 1.3 hides both certificates, and kamailio asks for no name: only the protocol is left.
    sip client2 dir01 tls 5061
    sip_truth client2 dir01 tls 5061 T1.45 payload mtls=null
    sip client1 edge01 tls 443
    sip_truth client1 edge01 tls 443 T4.2 named mtls=false
    sip client1 edge01 tls 5061
    sip_truth client1 edge01 tls 5061 T4.6 named mtls=false
    sip fe01 um01 tls 5061
    truth sip kamailio+sipp fe01 um01 tcp 5061 tls dependency UM.2 named mtls=true
}

# What should not be there.
talk_sip_wrong() {
    # The gateway at the Front Ends' port: 5067 and 5068 are its own.
    sip gw01 med01 tls 5070
    truth sip kamailio+sipp gw01 med01 tcp 5070 tls misplaced "" payload mtls=true findings=misplaced
    # One client signals to another: no row has SIP there.
    sip client1 client2 tcp 5060
    truth sip kamailio+sipp client1 client2 tcp 5060 sip misplaced "" payload findings=misplaced
}
