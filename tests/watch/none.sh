#!/bin/sh
# A build without ncurses says so in one line.
#   none.sh LYNCSCOPE
set -eu
status=0
said=$("$1" watch -r day.pcap 2>&1) || status=$?
[ "$status" = 2 ] && [ "$said" = "lyncscope: watch: this build has no ncurses; flows and audit work without" ]
