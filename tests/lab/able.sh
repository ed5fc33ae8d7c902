#!/usr/bin/env bash
# Can the lab run here? Exit 0 = yes; 77 = no, and one line says why.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" -ne 0 ]; then
    echo "lab: skipped: network namespaces need root" && exit 77
fi
if ! unshare --net --pid --mount --fork true 2>/dev/null; then
    echo "lab: skipped: this machine allows no namespaces" && exit 77
fi
missing=$("$here/packages.sh" --missing)
if [ -n "$missing" ]; then
    echo "lab: skipped: tests/lab/packages.sh installs what is missing:" $missing && exit 77
fi
