/*
 * talk.h - shows fuzzed bytes to one stream or datagram probe as a conversation
 *
 * The first byte says how: bit 0 datagrams, bit 1 openings not captured, bit 2 packets cut,
 * bits 3-7 the size of a segment (0: as large as can be). Of the rest a byte 1E changes the
 * side. Each look gets copies of exactly the size they claim, so one byte over is a crash.
 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "lyncscope/probe.h"

enum { FUZZ_WINDOW = 16384, FUZZ_OTHER_SIDE = 0x1E };

struct fuzz_talk {
    const struct ls_probe *probe;
    struct ls_draft *draft;
    void *state;
    uint8_t window[2][FUZZ_WINDOW];
    size_t held[2];
    int mode;
    int over;
};

static void *fuzz_copy(const void *bytes, size_t n)
{
    void *copy = malloc(n ? n : 1);
    if (copy == NULL)
        abort();
    if (n)
        memcpy(copy, bytes, n);
    return copy;
}

static void fuzz_look(struct fuzz_talk *talk, int side, int closed)
{
    uint8_t *copy[2];
    struct ls_view view = {.side = (uint8_t)side,
                           .ip_proto = talk->mode & 1 ? 17 : 6,
                           .stream = !(talk->mode & 1),
                           .closed = closed,
                           .cut = talk->mode & 4};
    for (int i = 0; i < 2; i++) {
        copy[i] = fuzz_copy(talk->window[i], talk->held[i]);
        view.bytes[i] = ls_cursor(copy[i], talk->held[i]);
        view.from_start[i] = !(talk->mode & 2);
    }
    enum ls_answer answer = talk->probe->look(&view, talk->state, talk->draft);
    for (int i = 0; i < 2; i++) {
        free(copy[i]);
        if (view.used[i] > talk->held[i])
            abort();
        if (talk->mode & 1)
            view.used[i] = talk->held[i];
        else if (answer != LS_YES)
            continue;
        talk->held[i] -= view.used[i];
        memmove(talk->window[i], talk->window[i] + view.used[i], talk->held[i]);
    }
    talk->over = answer == LS_NO || answer == LS_DONE;
}

static void fuzz_say(struct fuzz_talk *talk, int side, const uint8_t *data, size_t n)
{
    size_t most = (size_t)(talk->mode >> 3);
    while (n > 0 && !talk->over && talk->held[side] < FUZZ_WINDOW) {
        size_t room = FUZZ_WINDOW - talk->held[side];
        size_t step = n < room ? n : room;
        if (most > 0 && step > most)
            step = most;
        memcpy(talk->window[side] + talk->held[side], data, step);
        talk->held[side] += step;
        data += step;
        n -= step;
        fuzz_look(talk, side, 0);
    }
}

static int fuzz_probe(const struct ls_probe *probe, const uint8_t *data, size_t size)
{
    struct fuzz_talk *talk = calloc(1, sizeof *talk);
    if (talk == NULL || size == 0) {
        free(talk);
        return 0;
    }
    talk->probe = probe;
    talk->draft = ls_draft_new();
    talk->state = calloc(1, probe->state_bytes + 1);
    talk->mode = *data;
    int side = 0;
    for (size_t at = 1; at < size && talk->draft && talk->state; at++, side ^= 1) {
        const uint8_t *stop = memchr(data + at, FUZZ_OTHER_SIDE, size - at);
        size_t n = stop ? (size_t)(stop - (data + at)) : size - at;
        fuzz_say(talk, side, data + at, n);
        at += n;
    }
    if (talk->draft && talk->state && !talk->over)
        fuzz_look(talk, side & 1, 1);
    ls_draft_free(talk->draft);
    free(talk->state);
    free(talk);
    return 0;
}
