#!/usr/bin/env bash
# Installs the package in a fresh Debian 12, tries it there, and takes it away again without a trace:
#
#   sudo scripts/debootstrap-check.sh [DEB [MIRROR]]
#
# DEB is by default what scripts/package.sh left in build/package, MIRROR the one that this machine's apt
# takes Debian from. The root is made by debootstrap in a folder of its own, which goes in the end.
set -eu
cd "$(dirname "$0")/.."
suite=bookworm
if [ "$(id -u)" -ne 0 ]; then
    echo "debootstrap and chroot need root" >&2
    exit 2
fi
scripts/packages.sh debootstrap

# What apt has for the suite on this machine, whatever form its sources have.
mirror_of_apt() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(REPO_URI)' "Codename: $suite" 'Component: main' 'Label: Debian' | head -n 1
}

deb=${1:-$(find build/package -maxdepth 1 -name 'lyncscope_*.deb' 2>/dev/null | sort | tail -n 1)}
if [ ! -f "$deb" ]; then
    echo "there is no package; scripts/package.sh makes one" >&2
    exit 2
fi
mirror=${2:-$(mirror_of_apt || true)}
mirror=${mirror:-http://deb.debian.org/debian}
root=$(mktemp -d)
chmod 755 "$root" # apt downloads as a user of its own
cleanup() {
    umount "$root/proc" 2>/dev/null || true
    rm -rf "$root"
}
trap cleanup EXIT

echo "Debian $suite from $mirror"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || {
    tail -n 20 "$root.log" >&2
    exit 1
}
rm "$root.log"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc" || echo "no /proc here: going on without"
for file in /etc/resolv.conf /etc/apt/apt.conf.d/*proxy*; do
    [ ! -e "$file" ] || cp -L "$file" "$root$file"
done

inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        ${http_proxy:+http_proxy="$http_proxy"} chroot "$root" "$@"
}

# Without what packaging tools keep for themselves, and what programs keep of any package.
files() {
    inside find / -xdev \( -path /proc -o -path /sys -o -path /var/lib/apt -o -path /var/cache -o -path /var/log \
        -o -path /tmp -o -path '/var/lib/dpkg/*' -o -path /etc/ld.so.cache \) -prune -o -print | sort
}

inside apt-get update -qq
files >"$root/tmp/before"
cp "$deb" tests/package/installed.sh "$root/tmp/"

inside apt-get install -y -qq --no-install-recommends "/tmp/$(basename "$deb")" >"$root/tmp/apt.log" 2>&1 ||
    { tail -n 20 "$root/tmp/apt.log" >&2; exit 1; }
inside dpkg --audit
inside dpkg --verify lyncscope
for page in 1/lyncscope.1 5/lyncscope-catalog.5 5/lyncscope-topology.5 5/lyncscope-records.5; do
    gzip -t "$root/usr/share/man/man$page.gz"
done
inside bash /tmp/installed.sh /usr
files >"$root/tmp/with"
echo "installed: $(inside dpkg -L lyncscope | wc -l) paths of its own," \
    "$(comm -13 "$root/tmp/before" "$root/tmp/with" | wc -l) with all it depends on"

inside apt-get purge -y -qq --autoremove lyncscope >"$root/tmp/apt.log" 2>&1
files >"$root/tmp/after"
if ! diff "$root/tmp/before" "$root/tmp/after"; then
    echo "purging left that behind, or took it" >&2
    exit 1
fi
echo "purged: nothing is left"
