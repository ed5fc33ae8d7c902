/* names.c - the words of the records. */
#include "lyncscope/classify.h"

#include <assert.h>

const char *ls_verdict_name(enum ls_verdict_kind kind)
{
    static const char *const names[LS_VERDICT_COUNT] = {
        [LS_DOCUMENTED] = "documented",     [LS_CONTRADICTED] = "contradicted",
        [LS_MISPLACED] = "misplaced",       [LS_DEPENDENCY] = "dependency",
        [LS_UNDOCUMENTED] = "undocumented",
    };
    assert(kind < LS_VERDICT_COUNT);
    return names[kind];
}

const char *ls_level_name(enum ls_level level)
{
    static const char *const names[] = {
        [LS_LEVEL_NONE] = "none",   [LS_LEVEL_PORT] = "port",       [LS_LEVEL_PAYLOAD] = "payload",
        [LS_LEVEL_NAMED] = "named", [LS_LEVEL_LEARNED] = "learned",
    };
    assert(level <= LS_LEVEL_LEARNED);
    return names[level];
}

const char *ls_direction_name(enum ls_direction direction)
{
    static const char *const names[] = {
        [LS_DIRECTION_SYN] = "syn",
        [LS_DIRECTION_INFERRED] = "inferred",
        [LS_DIRECTION_GUESS] = "guess",
    };
    assert(direction <= LS_DIRECTION_GUESS);
    return names[direction];
}

const char *ls_severity_name(enum ls_severity severity)
{
    static const char *const names[] = {
        [LS_LOW] = "low",
        [LS_MEDIUM] = "medium",
        [LS_HIGH] = "high",
    };
    assert(severity <= LS_HIGH);
    return names[severity];
}
