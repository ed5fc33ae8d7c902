# web.sh - nginx as the web components, curl as their users
# shellcheck shell=bash

# nginx_host HOST METHODS WORD... where WORD is http:PORT, https:PORT or ask:PORT (https that asks
# for a client certificate).
nginx_host() {
    local host=$1 methods=$2 word kind port
    local conf=$work/nginx-$1
    shift 2
    keys "$host"
    mkdir -p "$conf"
    {
        cat <<EOF
daemon off; user root; worker_processes 1; pid $conf/pid; error_log stderr;
events { worker_connections 64; }
http {
access_log off; server_tokens on;
client_body_temp_path $conf/body; proxy_temp_path $conf/proxy; fastcgi_temp_path $conf/fastcgi;
uwsgi_temp_path $conf/uwsgi; scgi_temp_path $conf/scgi;
ssl_certificate $work/keys/$host.pem; ssl_certificate_key $work/keys/$host.key;
ssl_client_certificate $work/keys/ca.pem; ssl_protocols $methods;
EOF
        for word in "$@"; do
            kind=${word%%:*} port=${word##*:}
            case $kind in
            http) echo "server { listen $port; listen [::]:$port;" ;;
            https) echo "server { listen $port ssl; listen [::]:$port ssl;" ;;
            ask) echo "server { listen $port ssl; listen [::]:$port ssl; ssl_verify_client optional;" ;;
            esac
            echo "location / { return 200 'lab'; } }"
            listens "$host" tcp "$port"
        done
        echo "}"
    } >"$conf/nginx.conf"
    serve "$host" nginx nginx -e stderr -p "$conf" -c "$conf/nginx.conf"
}

start_web() {
    nginx_host fe01 TLSv1.2 http:80 https:443 http:8080 https:4443 ask:444
    nginx_host fe02 TLSv1.2 https:443 https:4443 http:135 http:8888
    nginx_host dir01 TLSv1.2 http:80 https:443 ask:444 https:4443
    nginx_host owa01 TLSv1.3 https:443
    nginx_host pchat01 TLSv1.2 https:443
    nginx_host edge01 TLSv1.2 https:4443
}

# get FROM NAME ADDRESS PORT PATH [curl option...]: asks the host at ADDRESS for http(s)://NAME/PATH
get() {
    local scheme=http
    case $4 in 443 | 444 | 4443) scheme=https ;; esac
    on "$1" curl -sS --max-time 5 --cacert $work/keys/ca.pem \
        --connect-to "$2:$4:$3:$4" "${@:6}" "$scheme://$2:$4$5"
}

cert_of() {
    echo "--cert $work/keys/$1.pem --key $work/keys/$1.key"
}

talk_web() {
    local v
    web() {
        truth web nginx+curl "${@:1:2}" tcp "${@:3}"
    }
    get client1 fe01.contoso.test "${ip4[fe01]}" 80 /abs/handler/C-0001.lsabs
    web client1 fe01 80 http documented T1.11 named
    get client2 fe01.contoso.test "[${ip6[fe01]}]" 80 /index.html
    web client2 fe01 80 http documented T1.11 payload v=6
    get client1 lyncdiscover.contoso.test "${ip4[fe01]}" 443 /autodiscover/root -k
    web client1 fe01 443 tls documented T1.19 named mtls=false
    get fe02 fe01.contoso.test "${ip4[fe01]}" 443 /groupexpansion/service.svc
    web fe02 fe01 443 tls documented T1.12 named mtls=false
    get client2 fe02.contoso.test "[${ip6[fe02]}]" 443 /
    web client2 fe02 443 tls documented T1.12 named mtls=false v=6
    get rp01 fe01.contoso.test "${ip4[fe01]}" 8080 /certprov/certprovisioningservice.svc
    web rp01 fe01 8080 http documented T1.13 named
    get rp01 fe01.contoso.test "${ip4[fe01]}" 4443 /meet/
    web rp01 fe01 4443 tls documented T1.14 named mtls=false
    # shellcheck disable=SC2046
    get fe02 fe01.contoso.test "${ip4[fe01]}" 444 /liveserver/focus $(cert_of fe02)
    web fe02 fe01 444 tls documented T1.4 named mtls=true
    get sba01 fe01.contoso.test "${ip4[fe01]}" 444 /liveserver/focus $(cert_of sba01)
    web sba01 fe01 444 tls documented T1.4 named mtls=true
    get fe01 owa01.contoso.test "${ip4[owa01]}" 443 /hosting/discovery
    web fe01 owa01 443 tls documented T1.40 named mtls=null
    get fe01 dir01.contoso.test "${ip4[dir01]}" 80 /webticket/webticketservice.svc
    web fe01 dir01 80 http documented T1.43 named
    get fe01 dir01.contoso.test "${ip4[dir01]}" 443 /
    web fe01 dir01 443 tls documented T1.44 named mtls=false
    get fe01 dir01.contoso.test "${ip4[dir01]}" 444 / $(cert_of fe01)
    web fe01 dir01 444 tls documented T1.42 named mtls=true
    get client1 pchat01.contoso.test "${ip4[pchat01]}" 443 /persistentchat/
    web client1 pchat01 443 tls documented T1.52 named mtls=false
    talk_web_wrong
}

talk_web_wrong() {
    # Clear text where the document has HTTPS: nginx says "400 plain HTTP request" itself.
    on client3 curl -sS --max-time 5 "http://fe01.contoso.test:443/"
    web client3 fe01 443 http contradicted T1.12 payload findings=contradicted
    # A web server sits where DCOM is documented.
    get client3 fe02.contoso.test "${ip4[fe02]}" 135 /upload
    web client3 fe02 135 http contradicted T1.5 payload findings=contradicted
    # The external web site is the reverse proxy's to open.
    get client3 fe01.contoso.test "${ip4[fe01]}" 4443 /meet/
    web client3 fe01 4443 tls misplaced "" payload mtls=false findings=misplaced
    get client3 fe02.contoso.test "${ip4[fe02]}" 8888 /
    web client3 fe02 8888 http undocumented "" payload findings=undocumented
}
