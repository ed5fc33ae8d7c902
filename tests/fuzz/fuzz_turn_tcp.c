/*
 * fuzz_turn_tcp.c - the STUN probe, streams in pieces: the first byte says how long a piece is
 * and who speaks first, and the sides take turns after every fourth piece
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/probes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct side {
    struct ls_cursor unread; /* what the probe has not used */
};

/* Looks with exact copies of both directions; returns false when the probe is done. */
static bool look(struct side side[2], uint8_t newest, void *state, struct ls_draft *draft)
{
    struct ls_view view = {.side = newest, .ip_proto = 6, .stream = true};
    uint8_t *copy[2];
    for (int i = 0; i < 2; i++) {
        size_t n = ls_left(&side[i].unread);
        copy[i] = malloc(n + (n == 0));
        if (copy[i] == NULL)
            abort();
        if (n > 0)
            memcpy(copy[i], side[i].unread.at, n);
        view.bytes[i] = ls_cursor(copy[i], n);
        view.from_start[i] = true;
    }
    enum ls_answer answer = ls_probe_stun.look(&view, state, draft);
    for (int i = 0; i < 2; i++) {
        if (view.used[i] > ls_left(&side[i].unread))
            abort();
        if (answer == LS_YES)
            ls_take(&side[i].unread, view.used[i]);
        free(copy[i]);
    }
    return answer == LS_MAYBE || answer == LS_YES;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_cursor in = ls_cursor(data, size);
    uint8_t first = ls_u8(&in);
    size_t half = ls_left(&in) / 2;
    struct ls_cursor whole[2] = {ls_cut(&in, half), in};
    struct side side[2] = {{ls_cursor(whole[0].at, 0)}, {ls_cursor(whole[1].at, 0)}};
    struct ls_draft *draft = ls_draft_new();
    void *state = calloc(1, ls_probe_stun.state_bytes);
    bool going = draft != NULL && state != NULL;

    for (unsigned turn = first >> 7; going && turn < 2000; turn++) {
        uint8_t now = turn / 4 % 2;
        struct ls_cursor *rest = &side[now].unread;
        size_t more = (size_t)(whole[now].end - rest->end);
        size_t step = 1 + (first & 0x7F);
        rest->end += more < step ? more : step;
        going = look(side, now, state, draft);
    }
    free(state);
    ls_draft_free(draft);
    return 0;
}
