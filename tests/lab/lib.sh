# lib.sh - the lab's hosts, wires, keys and book-keeping; sourced by run.sh and used by services/*.sh
#
#   on HOST command...             runs in the host's network namespace, bounded in time
#   serve HOST NAME command...     starts a server there, output in log/HOST-NAME
#   listens HOST tcp|udp PORT      lab_ready waits until somebody does
#   keys HOST                      makes a certificate for it, by the site's authority
#   truth ...                      one line of truth.csv, see below
# shellcheck shell=bash
declare -A ip4 ip6
waiting=()
work=/run/lab
site=$here/../../pcaps/lab-site.yaml
peers=$here/peers
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

lab_now() {
    echo "lab: ${SECONDS}s $*" >&2
}

lab_open() {
    mount -t tmpfs lab /run
    mkdir -p $work/keys "$LS_LAB_OUT/log" /run/netns /run/sshd
    mount -t tmpfs lab /var/log
    log=$LS_LAB_OUT/log
    truth_file=$LS_LAB_OUT/truth.csv
    echo "service,software,source,source_port,destination,transport,port,protocol,verdict,row,evidence,mutual_tls,findings,flows" >"$truth_file"
    lab_names
    authority
    lab_switch
    for host in "${!ip4[@]}"; do
        lab_host "$host"
    done
}

# Names and addresses: those of the site, and of people who are in no topology.
lab_names() {
    local name four six host
    while read -r name four six; do
        ip4[${name%%.*}]=$four
        ip6[${name%%.*}]=$six
    done < <(sed -n 's/.*name: \([^,]*\), ip: \[\([^,]*\), "\([^"]*\)"\].*/\1 \2 \3/p' "$site")
    for host in 1 2 3; do
        ip4[client$host]=10.20.0.1$host
        ip6[client$host]=fd00:20::1$host
    done
    ip4[phone1]=10.21.0.11 ip6[phone1]=fd00:21::11
    ip4[remote1]=203.0.113.50 ip6[remote1]=2001:db8:50::50
    ip4[outside]=203.0.113.77 ip6[outside]=2001:db8:77::77
    {
        echo "127.0.0.1 localhost"
        for host in "${!ip4[@]}"; do
            echo "${ip4[$host]} $host.contoso.test $host"
            echo "${ip6[$host]} $host-6.contoso.test"
        done
    } >$work/hosts
    mount --bind $work/hosts /etc/hosts
    echo "nameserver ${ip4[dc01]}" >$work/resolv.conf
    mount --bind $work/resolv.conf "$(readlink -f /etc/resolv.conf)"
}

# A bridge, and a mirror port of it: mon1 is where the recorder listens.
lab_switch() {
    ip netns add switch
    ip -n switch link add br0 type bridge mcast_snooping 0
    ip -n switch link set br0 up
    ip -n switch link add mon0 mtu 2000 type veth peer name mon1 mtu 2000
    for port in br0 mon0 mon1; do
        ip netns exec switch sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
        ip -n switch link set "$port" promisc on up
    done
}

# The address is all there is: everybody else is on the wire, whatever the network.
lab_host() {
    local host=$1 mac a b c d
    IFS=. read -r a b c d <<<"${ip4[$host]}"
    mac=$(printf '02:00:%02x:%02x:%02x:%02x' "$a" "$b" "$c" "$d")
    ip netns add "$host"
    ip -n "$host" link add eth0 address "$mac" type veth peer name "$host" netns switch
    ip netns exec switch sysctl -qw "net.ipv6.conf.$host.disable_ipv6=1"
    ip -n switch link set "$host" master br0 up
    # Frames as they would be on a wire: whole checksums, no segment larger than the wire takes.
    ip netns exec "$host" ethtool -K eth0 tx off rx off tso off gso off gro off >/dev/null 2>&1
    ip netns exec switch ethtool -K "$host" tx off rx off tso off gso off gro off >/dev/null 2>&1
    ip netns exec "$host" sysctl -qw net.ipv6.conf.eth0.accept_dad=0 \
        net.ipv6.conf.eth0.router_solicitations=0 net.ipv6.conf.eth0.addr_gen_mode=1 \
        "net.ipv4.ping_group_range=0 2147483647" net.ipv4.ip_unprivileged_port_start=0
    ip -n "$host" -batch - <<EOF
link set lo up
link set eth0 up
addr add ${ip4[$host]}/32 dev eth0
route add default dev eth0
addr add ${ip6[$host]}/128 dev eth0 nodad
EOF
    ip -6 -n "$host" route add default dev eth0
}

on() {
    local host=$1
    shift
    timeout -k 1 "${seconds:-8}" ip netns exec "$host" "$@" >>"$log/$host-talk" 2>&1 </dev/null ||
        echo "status $?: $*" >>"$log/$host-talk"
}

serve() {
    local host=$1 name=$2
    shift 2
    ip netns exec "$host" "$@" >>"$log/$host-$name" 2>&1 </dev/null &
}

listens() {
    waiting+=("$1 $2 $3")
}

# Waits until all that was promised listens, at most a minute altogether.
lab_ready() {
    local promise host transport port flag tries=600
    for promise in "${waiting[@]}"; do
        read -r host transport port <<<"$promise"
        flag=-ltn
        [ "$transport" = udp ] && flag=-lun
        until ip netns exec "$host" ss -H $flag "sport = :$port" | grep -q .; do
            tries=$((tries - 1))
            if [ $tries -le 0 ]; then
                lab_now "nobody listens on $host $transport $port"
                tail -n 5 "$log/$host"-* >&2
                exit 1
            fi
            sleep 0.1
        done
    done
}

lab_record() {
    ip netns exec switch python3 "$peers/mirror.py" br0 mon0 2>"$log/mirror" &
    ip netns exec switch dumpcap -q -P -B 64 -i mon1 -w $work/lab.pcap 2>"$log/dumpcap" &
    recorder=$!
    until [ -s $work/lab.pcap ]; do
        sleep 0.1
    done
    sleep 0.3
}

lab_close() {
    local unfinished=1
    lab_now "closing"
    sleep 1
    kill -INT $recorder
    while kill -0 $recorder 2>/dev/null && [ $unfinished -lt 50 ]; do
        sleep 0.1
        unfinished=$((unfinished + 1))
    done
    install -m 644 $work/lab.pcap "$LS_LAB_OUT/lab.pcap"
    # shellcheck disable=SC2046
    dpkg-query -W -f '${Package},${Version}\n' $("$here/packages.sh" --list) \
        >"$LS_LAB_OUT/software.csv"
    if [ "$LS_LAB_KEEP" = 1 ]; then
        cp -r $work "$LS_LAB_OUT/work"
    fi
    lab_now "$(($(wc -l <"$truth_file") - 1)) lines of truth, $(stat -c %s "$LS_LAB_OUT/lab.pcap") bytes recorded"
}

# truth SERVICE SOFTWARE SOURCE[:PORT] DESTINATION TRANSPORT PORT PROTOCOL VERDICT ROW EVIDENCE
#       [mtls=true|false|null] [findings="id id"] [flows=N|N+] [v=6]
# What a flow is, and what the document makes of it: written by who starts it, never by lyncscope.
# ROW is the first row that allows the flow; of a contradicted one, a row it contradicts.
truth() {
    local service=$1 software=$2 source=$3 destination=$4 rest=("${@:5:6}")
    local mtls="" findings="" flows=1 v=4 sport=""
    shift 10
    for word in "$@"; do
        local "${word?}"
    done
    if [[ $source == *:* ]]; then
        sport=${source##*:}
        source=${source%%:*}
    fi
    local IFS=,
    echo "$service,$software,$(address "$v" "$source"),$sport,$(address "$v" "$destination"),${rest[*]},$mtls,$findings,$flows" >>"$truth_file"
}

# The address of a host, or what is none of ours as it is.
address() {
    if [ "$1" = 6 ]; then
        echo "${ip6[$2]:-$2}"
    else
        echo "${ip4[$2]:-$2}"
    fi
}

authority() {
    openssl ecparam -name prime256v1 -genkey -noout -out $work/keys/ca.key 2>/dev/null
    openssl req -x509 -new -key $work/keys/ca.key -days 3650 -subj "/CN=Contoso Issuing CA" \
        -out $work/keys/ca.pem 2>/dev/null
}

# keys HOST: keys/HOST.key and keys/HOST.pem, for HOST.contoso.test and what its pool is called.
keys() {
    local host=$1 names name pool
    [ -e "$work/keys/$host.pem" ] && return
    # Servers of a pool show the pool's name, too.
    case $host in
    fe*) pool="pool01 pool02" ;;
    dir*) pool="dirpool dirpool2" ;;
    med*) pool=medpool ;;
    *) pool= ;;
    esac
    names=
    for name in $host $pool; do
        names+="${names:+,}DNS:$name.contoso.test"
    done
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -keyout "$work/keys/$host.key" -subj "/CN=$host.contoso.test" \
        -addext "subjectAltName=$names" -out "$work/keys/$host.csr" 2>/dev/null
    openssl x509 -req -in "$work/keys/$host.csr" -CA $work/keys/ca.pem -CAkey $work/keys/ca.key \
        -CAcreateserial -days 730 -copy_extensions copy -out "$work/keys/$host.pem" 2>/dev/null
    cat "$work/keys/$host.pem" "$work/keys/$host.key" >"$work/keys/$host.both"
    chmod 644 "$work/keys/$host".*
}
