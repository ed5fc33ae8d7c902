#!/usr/bin/env bash
# A day of real peers, recorded: run.sh [-o FOLDER] [-k] [SERVICE...]
#
# Makes one network namespace for every host of pcaps/lab-site.yaml, joined by a bridge; starts
# real servers in them, lets real clients talk to them, and records what a mirror port of the
# bridge delivers. What was started where is written down beside it, by the scripts that start
# it: that is the truth lyncscope is held against (compare.py).
#
#   FOLDER/lab.pcap       the recording
#   FOLDER/truth.csv      what was said to whom, and what the document makes of it
#   FOLDER/software.csv   packages that spoke, with versions
#   FOLDER/log/           what the programs said (-k keeps keys and configurations, too)
#
# Everything runs in process, mount and network namespaces of its own, which end with this
# script: nothing stays behind, nothing outside is touched, no network is needed. Needs root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${LS_LAB_INSIDE:-}" != 1 ]; then
    out=lab-out keep=0
    while getopts o:k option; do
        case $option in
        o) out=$OPTARG ;;
        k) keep=1 ;;
        *) echo "usage: run.sh [-o FOLDER] [-k] [SERVICE...]" >&2 && exit 2 ;;
        esac
    done
    shift $((OPTIND - 1))
    "$here/able.sh" || exit $?
    mkdir -p "$out"
    out=$(cd "$out" && pwd)
    rm -rf "$out/lab.pcap" "$out/truth.csv" "$out/software.csv" "$out/log"
    export LS_LAB_INSIDE=1 LS_LAB_OUT=$out LS_LAB_KEEP=$keep
    exec timeout -k 5 "${LS_LAB_SECONDS:-300}" unshare --net --pid --mount --uts --ipc --fork \
        --kill-child --mount-proc "$here/run.sh" "$@"
fi

# shellcheck source=tests/lab/lib.sh
. "$here/lib.sh"
lab_open
services=("$@")
if [ ${#services[@]} -eq 0 ]; then
    for file in "$here"/services/*.sh; do
        services+=("$(basename "$file" .sh)")
    done
fi
for service in "${services[@]}"; do
    # shellcheck disable=SC1090
    . "$here/services/$service.sh"
done
for service in "${services[@]}"; do
    lab_now "start $service"
    "start_$service"
done
lab_ready
lab_record
for service in "${services[@]}"; do
    lab_now "talk $service"
    "talk_$service"
done
lab_close
