# net.sh - what nobody starts: neighbour discovery, and look-ups of names by those who talk
# shellcheck shell=bash
start_net() { :; }

talk_net() {
    truth net kernel "*" "*" ipv6-icmp "" "" dependency NET.3 "*" "flows=*"
    # Who still sends to what has closed is told so.
    truth net kernel "*" "*" icmp "" "*" dependency NET.3 "*" "flows=*"
    on client1 ping -c 2 -i 0.2 "${ip4[fe01]}"
    truth net iputils client1 fe01 icmp "" "*" dependency NET.3 port
    on client1 ping -c 2 -i 0.2 "${ip6[fe02]}"
}
