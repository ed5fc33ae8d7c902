/*
 * asked.h - four probes that answer as they are told, and an inquiry that asks them
 *
 * They are steered by the bytes they see: of the newest direction the last byte but one is the
 * answer (n m y d), and the last says whose it is: "y1" is yes for probe 1 and no for others, "y*"
 * for all. What each was asked is counted.
 */
#pragma once

#include <check.h>
#include <string.h>

#include "suite.h"

#include "probe/inquiry.h"

enum { TCP = 6, UDP = 17 };

static struct {
    int calls[4];
    int state_seen[4]; /* what the state's counter was at the last call */
    size_t use;        /* bytes to consume after a yes */
    bool scribble;     /* damage the view */
} fake;

static enum ls_answer fake_look(struct ls_view *view, void *state, struct ls_draft *draft, int own)
{
    static const enum ls_proto protos[] = {LS_PROTO_SIP, LS_PROTO_STUN, LS_PROTO_RTP,
                                           LS_PROTO_DTLS};
    struct ls_cursor in = view->bytes[view->side];
    size_t n = ls_left(&in);
    uint32_t *counter = state;
    char what = n > 1 ? (char)in.at[n - 2] : 'm';
    char who = n > 0 ? (char)in.at[n - 1] : '*';

    fake.calls[own]++;
    fake.state_seen[own] = (int)(*counter)++;
    view->used[0] = view->used[1] = 1000000;
    if (fake.scribble)
        view->bytes[0] = view->bytes[1] = ls_cursor(NULL, 0);
    if (who != '*' && who != '0' + own)
        return LS_NO;
    if (what == 'n')
        return LS_NO;
    if (what == 'm')
        return LS_MAYBE;
    view->used[view->side] = fake.use;
    view->used[!view->side] = 0;
    ls_draft_proves(draft, protos[own]);
    return what == 'd' ? LS_DONE : LS_YES;
}

#define FAKE(n)                                                                                    \
    static enum ls_answer look##n(struct ls_view *view, void *state, struct ls_draft *draft)       \
    {                                                                                              \
        return fake_look(view, state, draft, n);                                                   \
    }
FAKE(0)
FAKE(1)
FAKE(2)
FAKE(3)

static const struct ls_probe sip = {.name = "sip",
                                    .transports = LS_TCP,
                                    .state_bytes = 4,
                                    .budget = 1000,
                                    .follow = 5000,
                                    .look = look0};
static const struct ls_probe stun = {.name = "stun",
                                     .transports = LS_TCP | LS_UDP,
                                     .state_bytes = 4,
                                     .budget = 100,
                                     .follow = 10,
                                     .look = look1};
static const struct ls_probe rtp = {.name = "rtp",
                                    .transports = LS_UDP,
                                    .state_bytes = 4,
                                    .budget = 3,
                                    .follow = 4,
                                    .beside_stun = true,
                                    .look = look2};
static const struct ls_probe dtls = {.name = "dtls",
                                     .transports = LS_UDP,
                                     .state_bytes = 4,
                                     .budget = 1,
                                     .beside_stun = true,
                                     .look = look3};
static const struct ls_probe *const table[] = {&sip, &stun, &rtp, &dtls};

static struct ls_arena *arena;
static struct ls_probes *probes;
static struct ls_inquiry *inquiry;
static struct ls_view view;
static const struct ls_evidence *made;

static inline void set_up(void)
{
    memset(&fake, 0, sizeof fake);
    memset(&view, 0, sizeof view);
    arena = ls_arena_new();
    probes = ls_probes_of(table, 4, false, NULL);
    made = NULL;
}

static inline void tear_down(void)
{
    ls_probes_free(probes);
    ls_arena_free(arena);
}

static inline void open_tcp(void)
{
    inquiry = ls_inquiry_open(probes, TCP);
    view.stream = true;
    view.ip_proto = TCP;
    view.from_start[0] = view.from_start[1] = true;
}

/* Asks one probe alone. */
static inline void open_tcp_for(const struct ls_probe *const *one)
{
    ls_probes_free(probes);
    probes = ls_probes_of(one, 1, false, NULL);
    open_tcp();
}

static inline void open_udp(void)
{
    inquiry = ls_inquiry_open(probes, UDP);
    view.ip_proto = UDP;
    view.from_start[0] = view.from_start[1] = true;
}

static inline void end(void)
{
    made = ls_inquiry_close(inquiry, arena);
}

static inline bool see(const char *text)
{
    view.bytes[view.side] = ls_cursor(text, strlen(text));
    return ls_inquiry_look(inquiry, &view);
}

/* n bytes of 'x', with the last two as given. */
static inline bool see_long(size_t n, const char *last)
{
    static char bytes[20000];
    memset(bytes, 'x', n);
    memcpy(bytes + n - 2, last, 2);
    view.bytes[view.side] = ls_cursor(bytes, n);
    return ls_inquiry_look(inquiry, &view);
}

static inline uint32_t marks(void)
{
    return made != NULL ? made->marks : 0;
}

/* Exit status of main. */
static inline int run_asked(const char *name, const TTest *const *tests, size_t count)
{
    TCase *all;
    Suite *suite = suite_of(name, &all);
    tcase_add_checked_fixture(all, set_up, tear_down);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(all, tests[i]);
    return suite_run(suite);
}
