/*
 * two_sides.h - plays fuzzer input as a conversation to a stream probe
 *
 * Input: byte 0: bit 0 from_start, bit 1 do not close; then pieces {side and length (2), bytes}.
 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "lyncscope/probe.h"

enum { TWO_SIDES_WINDOW = 16 * 1024 };

struct two_sides {
    uint8_t *held[2]; /* exact size: one byte over is a crash */
    size_t n[2];
    bool begun;
    bool moved[2];
    enum ls_answer answer;
};

static inline void two_sides_add(struct two_sides *talk, int side, const uint8_t *bytes, size_t n)
{
    if (n > TWO_SIDES_WINDOW - talk->n[side])
        n = TWO_SIDES_WINDOW - talk->n[side];
    uint8_t *grown = malloc(talk->n[side] + n + !n);
    if (grown == NULL)
        abort();
    if (talk->n[side] > 0)
        memcpy(grown, talk->held[side], talk->n[side]);
    if (n > 0)
        memcpy(grown + talk->n[side], bytes, n);
    free(talk->held[side]);
    talk->held[side] = grown;
    talk->n[side] += n;
}

static inline void two_sides_look(struct two_sides *talk, const struct ls_probe *probe, void *state,
                                  struct ls_draft *draft, int side, bool closed)
{
    struct ls_view view = {.side = (uint8_t)side, .ip_proto = 6, .stream = true, .closed = closed};

    for (int i = 0; i < 2; i++) {
        view.bytes[i] = ls_cursor(talk->held[i], talk->n[i]);
        view.from_start[i] = talk->begun && !talk->moved[i];
    }
    talk->answer = probe->look(&view, state, draft);
    for (int i = 0; i < 2 && talk->answer == LS_YES; i++) {
        if (view.used[i] > talk->n[i])
            abort();
        if (view.used[i] == 0)
            continue;
        memmove(talk->held[i], talk->held[i] + view.used[i], talk->n[i] - view.used[i]);
        talk->n[i] -= view.used[i];
        talk->moved[i] = true;
        two_sides_add(talk, i, NULL, 0); /* shrinks to the exact size */
    }
}

static inline int two_sides_play(const struct ls_probe *probe, const uint8_t *data, size_t size)
{
    struct two_sides talk = {.answer = LS_MAYBE};
    struct ls_cursor in = ls_cursor(data, size);
    uint8_t how = ls_u8(&in);
    void *state = calloc(1, probe->state_bytes + 1);
    struct ls_draft *draft = ls_draft_new();
    if (state == NULL || draft == NULL)
        abort();

    talk.begun = (how & 1) != 0;
    while (ls_left(&in) > 2 && talk.answer != LS_NO && talk.answer != LS_DONE) {
        uint16_t head = ls_be16(&in);
        size_t n = head & 0x7FFF;
        if (n > ls_left(&in))
            n = ls_left(&in);
        two_sides_add(&talk, head >> 15, ls_take(&in, n), n);
        two_sides_look(&talk, probe, state, draft, head >> 15, false);
    }
    if ((how & 2) == 0 && talk.answer != LS_NO && talk.answer != LS_DONE)
        two_sides_look(&talk, probe, state, draft, 0, true);
    free(talk.held[0]);
    free(talk.held[1]);
    free(state);
    ls_draft_free(draft);
    return 0;
}
