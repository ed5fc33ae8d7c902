# intruders.sh - what has no business there: remote access, databases, file sharing, a port scan
# shellcheck shell=bash
start_intruders() {
    local conf=$work/intruders
    mkdir -p "$conf/torrent" "$conf/seed" "$conf/mysql"
    ssh-keygen -q -t ed25519 -N '' -f "$conf/hostkey"
    ssh-keygen -q -t ed25519 -N '' -f "$conf/userkey"
    cp "$conf/userkey.pub" "$conf/authorized"
    serve med01 sshd /usr/sbin/sshd -D -e -f /dev/null -o "HostKey=$conf/hostkey" \
        -o "AuthorizedKeysFile=$conf/authorized" -o StrictModes=no -o UsePAM=no -o PermitRootLogin=yes
    listens med01 tcp 22
    printf '[Globals]\nport=3389\nsecurity_layer=rdp\ncrypt_level=high\nfork=true\n[Logging]\nLogFile=%s/xrdp.log\nEnableConsole=true\n' "$conf" >"$conf/xrdp.ini"
    serve fe01 xrdp xrdp --nodaemon --config "$conf/xrdp.ini"
    listens fe01 tcp 3389
    mariadb-install-db --no-defaults --user=root --datadir="$conf/mysql" \
        --auth-root-authentication-method=normal --skip-test-db >"$log/fe02-mariadb-install" 2>&1
    serve fe02 mariadb mariadbd --no-defaults --user=root --datadir="$conf/mysql" \
        --skip-grant-tables --socket="$conf/mysql.sock" --pid-file="$conf/mysql.pid" --bind-address=0.0.0.0
    listens fe02 tcp 3306
    start_torrent "$conf"
}

# A seed outside, a client inside, and a tracker of ours that knows the seed.
start_torrent() {
    head -c 20000 /dev/urandom >"$1/seed/film.bin"
    python3 "$peers/torrent.py" make "${ip4[outside]}" "$1/seed/film.bin" >"$1/film.torrent"
    serve outside tracker python3 "$peers/torrent.py" serve "${ip4[outside]}" 6881
    listens outside tcp 6969
    serve outside aria2c aria2c --no-conf --bt-enable-lpd=false \
        --dht-listen-port=6884 --dht-file-path="$1/seed/dht" --listen-port=6881 --dir="$1/seed" --check-integrity=true --seed-ratio=0 --seed-time=5 \
        --allow-overwrite=true "$1/film.torrent"
    listens outside tcp 6881
}

talk_intruders() {
    local conf=$work/intruders
    intrudes() {
        truth intruders "$@" findings=undocumented
    }
    on client3 ssh -F none -i "$conf/userkey" -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile=/dev/null "root@${ip4[med01]}" true
    intrudes openssh client3 med01 tcp 22 ssh undocumented "" payload
    # A /tmp of its own: a lock left there by another display :7 would keep this one from starting.
    serve client3 xvfb unshare --mount sh -c \
        'mount -t tmpfs lab /tmp && exec Xvfb :7 -screen 0 640x480x16 -nolisten tcp'
    sleep 1
    seconds=10 on client3 env HOME=$work DISPLAY=:7 xfreerdp "/v:${ip4[fe01]}" /cert:ignore +auth-only /u:lab /p:lab
    intrudes xrdp+xfreerdp client3 fe01 tcp 3389 rdp undocumented "" payload flows=1+
    on client3 mariadb --no-defaults -h "${ip4[fe02]}" -u root -e 'select 1'
    intrudes mariadb client3 fe02 tcp 3306 "*" undocumented "" "*"
    seconds=6 on client3 aria2c --no-conf --bt-enable-lpd=false --seed-time=0 \
        --dht-listen-port=6885 --dht-entry-point="${ip4[outside]}:6884" \
        --dht-file-path="$conf/torrent/dht" \
        --dir="$conf/torrent" --listen-port=6882 \
        --enable-peer-exchange=false "$conf/film.torrent"
    intrudes aria2 client3 outside tcp 6969 http undocumented "" payload flows=1+
    intrudes aria2 client3 outside tcp 6881 "*" undocumented "" "*" flows=1+
    # Its peers are looked for over UDP, in both directions.
    intrudes aria2 client3 outside udp 6884 "*" undocumented "" "*"
    talk_scan
}

talk_scan() {
    local port
    for port in 21 23 5900; do
        on client3 timeout 1 bash -c "exec 3<>/dev/tcp/${ip4[fe01]}/$port"
        intrudes bash client3 fe01 tcp $port "" undocumented "" none
    done
}
