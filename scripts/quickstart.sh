#!/usr/bin/env bash
# From a fresh clone to a first report: installs what is missing, builds, audits the sample.
set -eu
cd "$(dirname "$0")/.."

scripts/packages.sh gcc cmake make pkg-config libpcap-dev libndpi-dev libssl-dev libyaml-dev libxml2-dev \
    zlib1g-dev libzstd-dev libjansson-dev libcap-ng-dev libseccomp-dev libmicrohttpd-dev libncurses-dev uthash-dev

echo "Building ..."
cmake --preset release -DLS_TESTS=OFF >/dev/null
cmake --build --preset release -j "$(nproc)" >/dev/null

lyncscope=build/release/lyncscope
"$lyncscope" audit -r pcaps/lab-day.pcap.gz -t pcaps/lab-site.yaml
"$lyncscope" audit -r pcaps/lab-day.pcap.gz -t pcaps/lab-site.yaml -o report.json
"$lyncscope" flows -r pcaps/lab-day.pcap.gz -t pcaps/lab-site.yaml -f jsonl -o flows.jsonl

echo
echo "That was: $lyncscope audit -r pcaps/lab-day.pcap.gz -t pcaps/lab-site.yaml"
echo "Also written: report.json (the same for programs) and flows.jsonl (one line a flow)."
echo "Your own capture: $lyncscope audit -r YOUR.pcap"
