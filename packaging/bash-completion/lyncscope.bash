# lyncscope.bash - bash completion for lyncscope(1)
#
# The build puts the lists of commands, options and formats below this; they come from the
# program's own tables (src/cli/completion.c).

# Catalogs by name, where the program would find them.
_lyncscope_catalogs() {
    local program folder file
    program=$(command -v lyncscope) && program=$(readlink -f "$program")
    for folder in "${LYNCSCOPE_SIGNATURES:-}" "${program%/*}/../share/lyncscope/signatures"; do
        for file in "${folder:-.none}"/*.yaml; do
            [[ -e $file && $file != */roles.yaml ]] || continue
            file=${file##*/}
            echo "${file%.yaml}"
        done
    done
}

# Ids of the rows that are loaded without -C.
_lyncscope_rows() {
    lyncscope catalog list -f jsonl 2>/dev/null | sed -n 's/^{"id":"\([^"]*\)".*/\1/p'
}

# COMMAND KIND: the words to choose from; files are the caller's.
_lyncscope_choices() {
    case $2 in
    FORMAT) _lyncscope_formats "$1" ;;
    NAME\|FILE) _lyncscope_catalogs ;;
    IFACE) ls /sys/class/net ;;
    USER) compgen -u ;;
    [a-z]*) echo "${2//|/ }" ;;
    esac
}

# LISTED: of a list with commas only the last word is completed.
_lyncscope_verdicts() {
    local before=""
    [[ $cur == *,* ]] && before=${cur%,*},
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$(_lyncscope_verdict_names)" -- "${cur##*,}")
    compopt -o nospace 2>/dev/null
}

_lyncscope_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur")
}

# COMMAND KIND
_lyncscope_value() {
    if [[ $2 == 'V[,V]' ]]; then
        _lyncscope_verdicts
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$(_lyncscope_choices "$1" "$2")" -- "$cur")
    if [[ $2 == *FILE ]]; then
        _lyncscope_files
    fi
}

# COMMAND VERB: what stands behind the options.
_lyncscope_operand() {
    local verbs
    verbs=$(_lyncscope_verbs "$1")
    if [[ -n $verbs && -z $2 ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
    elif [[ $1 == catalog && $2 == show ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_lyncscope_rows)" -- "$cur")
    elif [[ " $(_lyncscope_options "$1") " != *" --filter-file "* ]]; then
        _lyncscope_files # elsewhere it is a filter, in a language of its own
    fi
}

# COMMAND: the verb that was typed, if any.
_lyncscope_verb_typed() {
    local i
    for ((i = 2; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} == [a-z]* && " $(_lyncscope_verbs "$1") " == *" ${COMP_WORDS[i]} "* ]]; then
            echo "${COMP_WORDS[i]}"
            return
        fi
    done
}

_lyncscope() {
    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} kind
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$(_lyncscope_commands) --help --version -D" -- "$cur")
        return
    fi
    # --name=value comes as three words
    if [[ $cur == = ]]; then
        cur=""
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    kind=$(_lyncscope_kind "$before")
    if [[ -n $kind ]]; then
        _lyncscope_value "$command" "$kind"
    elif [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_lyncscope_options "$command")" -- "$cur")
    else
        _lyncscope_operand "$command" "$(_lyncscope_verb_typed "$command")"
    fi
}
complete -F _lyncscope lyncscope

