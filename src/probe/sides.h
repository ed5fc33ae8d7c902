/*
 * sides.h - one answer about a stream from the answers about its two directions
 */
#pragma once

#include "lyncscope/probe.h"

/*
 * ls_sides_answer: one side that is sure is enough. A side that is something else from its
 * first byte on speaks against the protocol; a side whose opening was not captured may stand
 * in the middle of a message, and speaks against it only when the other side does too. A side
 * without bytes has to be LS_MAYBE.
 */
static inline enum ls_answer ls_sides_answer(const struct ls_view *view,
                                             const enum ls_answer answer[2])
{
    for (int i = 0; i < 2; i++)
        if (answer[i] == LS_YES || answer[i] == LS_DONE)
            return answer[i];
    for (int i = 0; i < 2; i++)
        if (answer[i] == LS_NO && (view->from_start[i] || answer[1 - i] == LS_NO))
            return LS_NO;
    return LS_MAYBE;
}
