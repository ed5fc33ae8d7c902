# lib.sh - a terminal to watch in: tmux has one of any size, types keys and tells what is shown
#
# Scripts that include it have $lyncscope, $work and complain().
# shellcheck shell=sh
command -v tmux >/dev/null || {
    echo "skipped: tmux is not installed"
    exit 77
}

# A server of its own for every terminal, with no configuration of the user's.
server=0
terminal() {
    env -u TMUX tmux -S "$work/tmux$server" -f /dev/null "$@"
}

# watch ROWS COLUMNS ARGUMENTS...: begins it in a new terminal; status and the terminal's settings
# before and after come to files.
watch() {
    rows=$1 columns=$2
    shift 2
    rm -f "$work/status" "$work/before" "$work/after"
    {
        echo "stty -a >'$work/before'; echo written before"
        printf "sh -c 'echo \$\$ >\"%s/pid\"; exec \"\$@\"' sh '%s' watch" "$work" "$lyncscope"
        printf " '%s'" "$@"
        echo "; echo \$? >'$work/status'; stty -a >'$work/after'; sleep 60"
    } >"$work/session"
    terminal kill-server 2>/dev/null || true
    server=$((server + 1))
    terminal new-session -d -x "$columns" -y "$rows" \
        "env TERM=${term-screen-256color} ASAN_OPTIONS='${asan-detect_leaks=0}' bash '$work/session' 2>'$work/err'"
}

screen() {
    terminal capture-pane -p
}

keys() {
    terminal send-keys "$@"
}

# shows TEXT: a basic regular expression, within a quarter of a minute.
shows() {
    for _ in $(seq 150); do
        screen | grep -q -e "$1" && return 0
        sleep 0.1
    done
    complain "does not show '$1':"
    screen >&2
}

lacks() {
    screen | grep -q -e "$1" && complain "shows '$1': $(screen)"
    return 0
}

# ended STATUS: the program has ended so, and left the terminal as it was.
ended() {
    for _ in $(seq 150); do
        [ -s "$work/after" ] && break
        sleep 0.1
    done
    [ "$(cat "$work/status" 2>/dev/null)" = "$1" ] ||
        complain "exit status $(cat "$work/status" 2>/dev/null), not $1: $(screen) $(cat "$work/err")"
    cmp -s "$work/before" "$work/after" || complain "other settings of the terminal than before"
    shows "written before" # the page before is back
}
