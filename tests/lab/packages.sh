#!/usr/bin/env bash
# Installs the Debian packages whose programs speak in the lab: packages.sh [--missing | --list]
# Their services are kept from starting on this machine: the lab starts them itself.
set -eu
packages=(
    iproute2 iputils-ping ethtool util-linux wireshark-common openssl python3
    kamailio kamailio-tls-modules sip-tester haproxy nginx-light curl
    coturn samba smbclient python3-impacket
    isc-dhcp-server isc-dhcp-client freetds-bin
    ffmpeg gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good
    openssh-server openssh-client xrdp freerdp2-x11 xvfb mariadb-server mariadb-client aria2
    dnsmasq bind9-dnsutils krb5-kdc krb5-admin-server krb5-user slapd ldap-utils chrony ntpdate
    snmpd snmp
)
missing=()
for package in "${packages[@]}"; do
    if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
        missing+=("$package")
    fi
done
case ${1:-} in
--list) echo "${packages[*]}" && exit ;;
--missing) echo "${missing[*]}" && exit ;;
esac
[ ${#missing[@]} -eq 0 ] && exit
policy=/usr/sbin/policy-rc.d
if ! [ -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
"$(dirname "$0")/../../scripts/packages.sh" "${missing[@]}"
