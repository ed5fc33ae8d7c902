# turn.sh - coturn as the A/V Edge, turnutils_uclient behind it; the Microsoft dialect by msturn.py
# shellcheck shell=bash

# coturn NAME PORT option...
coturn() {
    serve edge02 "coturn-$1" turnserver -n --no-cli --lt-cred-mech -u lab:lab -r rtcmedia \
        -L "${ip4[edge02]}" -p "$2" --cert $work/keys/edge02.pem --pkey $work/keys/edge02.key \
        --relay-threads 1 --log-file stdout --pidfile "$work/coturn-$1.pid" \
        --userdb "$work/coturn-$1.db" --no-rfc5780 "${@:3}"
}

start_turn() {
    local host
    keys edge02
    coturn udp 3478 --min-port 50000 --max-port 50009 --tls-listening-port 5349
    coturn tcp 443 --min-port 50010 --max-port 50019 --no-tls --no-dtls --no-udp
    listens edge02 udp 3478
    listens edge02 tcp 443
    listens edge02 tcp 5349
    for host in client2 client3 phone1; do
        serve "$host" peer turnutils_peer -L "${ip4[$host]}" -p 3480
        listens "$host" udp 3480
    done
    serve edge01 msturn python3 "$peers/msturn.py" serve
    listens edge01 udp 3478
    serve edge02 msturn python3 "$peers/msturn.py" serve-tcp "${ip6[edge02]}" 443
}

# uclient FROM PEER option...: PEER sends back what the relay passes on.
uclient() {
    on "$1" turnutils_uclient -u lab -w lab -n 3 -m 1 -c -l 120 -e "${ip4[$2]}" -r 3480 \
        "${@:3}" "${ip4[edge02]}"
}

talk_turn() {
    local turn=coturn+turnutils
    uclient client1 client2
    truth turn $turn client1 edge02 udp 3478 stun documented T4.5 named flows=1+
    # Where the relay goes on to was said in the allocation.
    truth turn $turn edge02 client2 udp 3480 "*" documented T4.5 learned flows=1+
    uclient client1 phone1 -t -p 443
    truth turn $turn client1 edge02 tcp 443 stun documented T4.4 named flows=1+
    truth turn $turn edge02 phone1 udp 3480 "*" documented T4.4 learned flows=1+
    # No row has TURN over TLS at 5349.
    uclient client1 client3 -t -S -p 5349
    truth turn $turn client1 edge02 tcp 5349 tls undocumented "" payload "mtls=*" \
        findings=undocumented flows=1+
    # Nor can it be known what was allocated inside.
    truth turn $turn edge02 client3 udp 3480 "*" undocumented "" none findings=undocumented flows=1+
    on client2 turnutils_stunclient -p 3478 "${ip4[edge02]}"
    truth turn $turn client2 edge02 udp 3478 stun documented T4.5 payload
    on client1 python3 "$peers/msturn.py" ask "${ip4[edge01]}" 3478
    truth turn msturn.py client1 edge01 udp 3478 ms-turn documented T4.5 named
    on client1 python3 "$peers/msturn.py" ask-tcp "${ip6[edge02]}" 443
    truth turn msturn.py client1 edge02 tcp 443 ms-turn documented T4.4 named v=6
    # An intruder's relay: no row has TURN at a Front End's port.
    serve fe02 coturn turnserver -n --no-cli -a -u lab:lab -r lab -L "${ip4[fe02]}" -p 3478 \
        --no-tls --no-dtls --log-file stdout --pidfile $work/coturn-fe02.pid \
        --userdb $work/coturn-fe02.db
    sleep 0.7
    on adm01 turnutils_stunclient -p 3478 "${ip4[fe02]}"
    truth turn $turn adm01 fe02 udp 3478 stun misplaced "" payload findings=misplaced
}
