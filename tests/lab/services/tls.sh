# tls.sh - openssl s_server and s_client at the listeners that speak TLS
#
# Most of what Lync says there (PSOM, WCF) no free software speaks: all that passes inside is a
# line of text. From outside it is TLS as OpenSSL speaks it, in every version, with client
# certificates asked for, shown, refused, and with sessions resumed.
# shellcheck shell=bash

# s_server HOST PORT KEYS option...
s_server() {
    serve "$1" "openssl-$2" openssl s_server -accept "$2" -rev -quiet -cert "$work/keys/$3.pem" \
        -key "$work/keys/$3.key" -CAfile $work/keys/ca.pem -cipher 'ALL:@SECLEVEL=0' "${@:4}"
    listens "$1" tcp "$2"
}

# s_client FROM ADDRESS PORT option...
s_client() {
    on "$1" bash -c '(echo hello; sleep 0.15) | openssl s_client -connect "$@"' s_client \
        "$2:$3" -CAfile $work/keys/ca.pem -cipher 'ALL:@SECLEVEL=0' "${@:4}"
}

shows() {
    echo "-cert $work/keys/$1.pem -key $work/keys/$1.key"
}

start_tls() {
    keys fe01
    keys fe02
    keys pchat01
    keys client1
    odd_keys
    s_server fe01 8057 fe01 -tls1_2
    s_server fe01 8058 fe01
    s_server fe01 8060 fe01 -tls1_2 -Verify 2
    s_server fe01 8061 fe01 -tls1_2 -Verify 2
    s_server fe01 8404 fe01 -tls1_2 -Verify 2
    s_server fe01 448 fe01 -tls1_2
    s_server pchat01 881 pchat01 -tls1_2 -verify 2
    s_server fe02 8057 fe02 -tls1
    s_server fe02 8058 fe02 -tls1_1
    s_server fe02 8060 fe02 -tls1_2 -verify 2
    s_server fe02 8061 fe02 -Verify 2
    s_server fe02 448 expired -tls1_2
    s_server fe03 448 self -tls1_2
    s_server fe02 9999 fe02 -tls1_2
}

# Certificates nobody should accept.
odd_keys() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
        -subj /CN=fe03.contoso.test -keyout $work/keys/self.key -out $work/keys/self.pem 2>/dev/null
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -subj /CN=fe02.contoso.test -keyout $work/keys/expired.key \
        -out $work/keys/expired.csr 2>/dev/null
    mkdir -p $work/keys/ca && : >$work/keys/ca/index
    printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n' \
        $work/keys/ca/index $work/keys/ca >$work/keys/ca/conf
    openssl ca -batch -config $work/keys/ca/conf -cert $work/keys/ca.pem -keyfile $work/keys/ca.key \
        -in $work/keys/expired.csr -startdate 20200101000000Z -enddate 20210101000000Z \
        -notext -out $work/keys/expired.pem 2>/dev/null
}

talk_tls() {
    tls() {
        truth tls openssl "${@:1:2}" tcp "$3" tls "${@:4}"
    }
    s_client client1 "${ip4[fe01]}" 8057
    tls client1 fe01 8057 documented T1.7 named mtls=false
    s_client client2 "[${ip6[fe01]}]" 8057
    tls client2 fe01 8057 documented T1.7 named mtls=false v=6
    # TLS 1.3: only the name the client asks for can be read.
    s_client client1 "${ip4[fe01]}" 8058 -tls1_3 -servername fe01.contoso.test
    tls client1 fe01 8058 documented T1.8 named mtls=null
    s_client client2 "${ip4[fe01]}" 8058 -tls1_3 -noservername
    tls client2 fe01 8058 documented T1.8 payload mtls=null
    # shellcheck disable=SC2046
    s_client fe02 "${ip4[fe01]}" 8060 $(shows fe02)
    tls fe02 fe01 8060 documented T1.15 named mtls=true
    s_client fe02 "${ip4[fe01]}" 8061 $(shows fe02) -sess_out $work/session
    tls fe02 fe01 8061 documented T1.16 named mtls=true
    s_client fe02 "[${ip6[fe01]}]" 8404 $(shows fe02)
    tls fe02 fe01 8404 documented T1.34 named mtls=true v=6
    s_client fe03 "${ip4[fe01]}" 8061 $(shows fe03) -sess_in $work/session
    # Resumed: what the first handshake showed is not shown again; the name is asked for.
    tls fe03 fe01 8061 documented T1.16 payload mtls=null
    s_client edge01 "${ip4[fe01]}" 448
    tls edge01 fe01 448 documented T1.36 named mtls=false
    s_client fe01 "${ip4[pchat01]}" 881 $(shows fe01)
    tls fe01 pchat01 881 documented T1.51 named mtls=true
    s_client client1 "${ip4[pchat01]}" 881
    tls client1 pchat01 881 documented T1.51 named mtls=false
    # The Web Conferencing Edge by the name that is asked for; what is inside is no PSOM.
    s_client client3 "${ip4[edge01]}" 443 -servername webconf.contoso.test
    truth tls kamailio+openssl client3 edge01 tcp 443 tls documented T4.3 named mtls=false
    talk_tls_remarks
}

talk_tls_remarks() {
    s_client client1 "${ip4[fe02]}" 8057 -tls1
    tls client1 fe02 8057 documented T1.7 named mtls=false findings=old-tls
    s_client client1 "${ip4[fe02]}" 8058 -tls1_1
    tls client1 fe02 8058 documented T1.8 named mtls=false findings=old-tls
    # The server asks for a certificate, the client has none and is let in all the same.
    s_client fe01 "${ip4[fe02]}" 8060
    tls fe01 fe02 8060 documented T1.15 named mtls=false findings=mutual-tls-missing
    # TLS 1.3 hides the client's certificate.
    s_client fe01 "${ip4[fe02]}" 8061 $(shows fe01) -servername fe02.contoso.test
    tls fe01 fe02 8061 documented T1.16 named mtls=null
    s_client edge01 "${ip4[fe02]}" 448
    tls edge01 fe02 448 documented T1.36 named mtls=false findings=certificate-expired
    s_client edge01 "${ip4[fe03]}" 448
    tls edge01 fe03 448 documented T1.36 named mtls=false findings=certificate-self-signed
    s_client client1 "${ip4[fe02]}" 9999
    tls client1 fe02 9999 undocumented "" payload mtls=false findings=undocumented
    s_client fe01 "${ip4[outside]}" 443
    truth tls openssl fe01 outside tcp 443 "" undocumented "" none findings=undocumented
}
