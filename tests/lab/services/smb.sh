# smb.sh - samba as file shares and RPC server; smbclient, rpcclient and impacket as those who ask
# shellcheck shell=bash

# samba_host HOST SHARE
samba_host() {
    local host=$1 share=$2 name
    local conf=$work/samba-$1
    mkdir -p "$conf/share"
    {
        printf '[global]\nworkgroup = CONTOSO\nnetbios name = %s\nserver role = standalone server\n' "$host"
        printf 'disable netbios = yes\nsmb ports = 445\nserver min protocol = NT1\nclient min protocol = NT1\nlog file = %s/log\n' "$conf"
        printf 'load printers = no\nprinting = bsd\nbind interfaces only = no\n'
        printf 'rpc start on demand helpers = no\nrpc server dynamic port range = 49160-49190\n'
        for name in "private dir" "lock directory" "state directory" "cache directory" \
            "pid directory" "ncalrpc dir"; do
            mkdir -p "$conf/${name// /}"
            printf '%s = %s\n' "$name" "$conf/${name// /}"
        done
        printf '[%s]\npath = %s/share\nread only = no\n' "$share" "$conf"
    } >"$conf/smb.conf"
    chmod 755 "$conf" && chmod 700 "$conf/privatedir"
    printf 'lab\nlab\n' | smbpasswd -c "$conf/smb.conf" -s -a root >"$log/$host-smbpasswd" 2>&1
    serve "$host" smbd smbd -F --no-process-group -s "$conf/smb.conf"
    listens "$host" tcp 445
}

start_smb() {
    samba_host fe01 xds-replica
    samba_host fe02 xds-replica
    samba_host file01 lyncshare
    serve fe01 dcerpcd "$(find /usr/lib* -name samba-dcerpcd | head -n 1)" -F --libexec-rpcds \
        -s $work/samba-fe01/smb.conf
    listens fe01 tcp 135
}

# share FROM HOST SHARE VERSION [6]
share() {
    local address=${ip4[$2]}
    [ "${5:-4}" = 6 ] && address=${ip6[$2]}
    on "$1" smbclient "//$2/$3" -I "$address" -p 445 -U root%lab -m "$4" \
        -s $work/samba-fe01/smb.conf -c "put /etc/hostname data.xml; ls"
}

talk_smb() {
    smb() {
        truth smb samba "${@:1:2}" tcp 445 smb "${@:3}"
    }
    share fe01 fe02 xds-replica NT1
    smb fe01 fe02 documented T1.37 named
    share fe01 file01 lyncshare SMB3
    smb fe01 file01 dependency FS.1 payload
    share fe02 file01 lyncshare SMB2 6
    smb fe02 file01 dependency FS.1 payload v=6
    # A workstation opens a share of a Front End.
    share client3 fe02 xds-replica SMB3
    smb client3 fe02 misplaced "" payload findings=misplaced
    talk_rpc
}

# rpc FROM ADDRESS INTERFACE: maps and binds the interface; says where it was found.
rpc() {
    ip netns exec "$1" timeout 8 python3 "$peers/rpc.py" "$2" "$3" 2>>"$log/$1-talk" </dev/null |
        head -n 1
}

talk_rpc() {
    local port
    port=$(rpc fe02 "${ip4[fe01]}" lsarpc)
    truth rpc samba+impacket fe02 fe01 tcp 135 dcerpc documented T1.5 payload
    truth rpc samba+impacket fe02 fe01 tcp "$port" dcerpc documented T1.5 learned
    # What manages accounts and services travels under the same number.
    port=$(rpc fe03 "${ip4[fe01]}" samr)
    truth rpc samba+impacket fe03 fe01 tcp 135 dcerpc documented T1.5 payload
    truth rpc samba+impacket fe03 fe01 tcp "$port" dcerpc documented T1.5 learned \
        findings=forbidden-rpc
    on dir01 rpcclient "ncacn_ip_tcp:${ip4[fe01]}" -U root%lab -s $work/samba-fe01/smb.conf \
        -c lsaquery
    truth rpc samba+rpcclient dir01 fe01 tcp 135 dcerpc documented T1.5 payload flows=1+
    truth rpc samba+rpcclient dir01 fe01 tcp "*" dcerpc documented T1.5 learned flows=1+
    # All that the endpoint mapper knows, through the pool's address.
    rpc fe02 "${ip4[pool01]}" all
    truth rpc haproxy+samba+impacket fe02 pool01 tcp 135 dcerpc documented T2.3 payload
    truth rpc haproxy+samba+impacket pool01 fe01 tcp 135 dcerpc documented T1.5 payload
}
