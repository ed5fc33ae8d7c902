/*
 * tls.c - TLS on a stream: who calls, what both agree on, whose certificates are shown
 *
 * The handshake is followed record by record up to the ChangeCipherSpec of both sides. What
 * is behind them is opaque, with one exception: whether more handshake records come. Server
 * and client may agree on a client certificate in a second, encrypted handshake, so "no client
 * certificate" is only marked while nothing but each side's one Finished was seen, and
 * unmarked when more follows. AFTER_BYTES are watched for that; that is more than the 48 KiB
 * of a request that IIS reads ahead before it asks for a certificate.
 *
 * An SSLv2-style hello alone is no proof, since old Google and Skype clients open with a
 * well-formed one and no TLS behind it: it counts once a server answers in TLS, or when the
 * flow ends without a byte of answer (an attempt, and all there is to judge).
 */
#include "probe/tls.h"

#include "probe/probes.h"

enum {
    AFTER_BYTES = 64 * 1024,
    FOLLOW_BYTES = 160 * 1024, /* a handshake of long certificate chains, and AFTER_BYTES */
};

/* The handshake up to both Finished: what was in it, and whether it was all of it. */
static void conclude(struct tls_state *state, struct ls_draft *draft)
{
    state->settled = true;
    ls_draft_mark(draft, LS_MARK_TLS_ESTABLISHED);
    if (state->called && state->version != 0)
        ls_draft_mark(draft,
                      state->keyed || state->certified ? LS_MARK_TLS_FULL : LS_MARK_TLS_RESUMED);
    bool certain =
        state->called && state->version != 0 && state->certified && state->keyed && !state->resumed;
    if (certain && (ls_draft_marks(draft) & LS_MARK_TLS_CLIENT_CERT) == 0)
        ls_draft_mark(draft, LS_MARK_TLS_NO_CLIENT_CERT);
    else
        state->finished = true;
}

/*
 * Draws the conclusions once both sides have changed cipher and sent a handshake record behind,
 * which is their Finished.
 */
static void settle(struct tls_state *state, struct ls_draft *draft)
{
    const struct tls_side *side = state->side;

    if (side[0].hidden_handshakes == 0 || side[1].hidden_handshakes == 0 ||
        state->version >= TLS_1_3)
        return;
    if (!state->settled)
        conclude(state, draft);
    if (side[0].hidden_handshakes > 1 || side[1].hidden_handshakes > 1) {
        ls_draft_unmark(draft, LS_MARK_TLS_NO_CLIENT_CERT);
        state->finished = true;
    }
    if (state->after >= AFTER_BYTES)
        state->finished = true;
}

/*
 * Follows the client's side. While no answer has come, one byte is left unread: a flow that
 * ends keeps it for a last look, which is where an offer without answer is noted.
 */
static void follow_client(struct ls_view *view, struct tls_state *state, struct ls_draft *draft,
                          struct tls_message *message)
{
    uint8_t client = state->client;
    struct ls_view own = *view;

    ls_take(&own.bytes[client], state->kept);
    tls_follow(&own, client, state, draft, message);
    view->used[client] = own.used[client] + state->kept;
    state->kept = state->version == 0 && view->used[client] > 0;
    view->used[client] -= state->kept;
}

static enum ls_answer follow(struct ls_view *view, struct tls_state *state, struct ls_draft *draft,
                             struct tls_message *message)
{
    uint8_t client = state->client;
    uint8_t server = !client;

    follow_client(view, state, draft, message);
    tls_follow(view, server, state, draft, message);
    settle(state, draft);
    if (state->side[server].over)
        state->finished = true;
    if ((state->finished || view->closed) && state->called && state->version == 0)
        tls_note_version(draft, client, state->offered);
    return state->finished ? LS_DONE : LS_YES;
}

/* Begins to follow; an SSLv2 hello is noted here, as it is no record. */
static void recognised(struct ls_view *view, uint8_t client, struct tls_state *state,
                       struct ls_draft *draft)
{
    uint16_t version;
    size_t length;

    state->known = true;
    state->client = client;
    ls_draft_proves(draft, LS_PROTO_TLS);
    ls_draft_client(draft, client);
    if (tls_hello_v2(view->bytes[client], &version, &length) != TLS_FOUND)
        return;
    ls_draft_mark(draft, LS_MARK_TLS_HELLO);
    state->called = true;
    state->offered = version;
    state->side[client].left = (uint16_t)length;
    state->side[client].type = 0; /* no record: passed over as a whole */
}

/* Finds the client among the openings; LS_SIDE_NONE when neither side proves anything. */
static uint8_t find_client(const enum tls_opening opens[2], bool closed)
{
    for (uint8_t i = 0; i < 2; i++)
        if (opens[i] == TLS_OPENS_CLIENT)
            return i;
    for (uint8_t i = 0; i < 2; i++) {
        uint8_t other = !i;
        bool attempt = closed && opens[other] == TLS_OPENS_EMPTY;
        if (opens[i] == TLS_OPENS_SERVER)
            return other;
        if (opens[i] == TLS_OPENS_ALERT && (opens[other] == TLS_OPENS_CLIENT_V2 || attempt))
            return other;
        if (opens[i] == TLS_OPENS_CLIENT_V2 && attempt)
            return i;
    }
    return LS_SIDE_NONE;
}

static bool is_data(enum tls_opening opens)
{
    return opens == TLS_OPENS_DATA || opens == TLS_OPENS_DATA_SURE;
}

/* Protected records count only where the beginning is missing. */
static bool is_midstream(const struct ls_view *view, const enum tls_opening opens[2])
{
    if (is_data(opens[0]) && is_data(opens[1]))
        return !view->from_start[0] && !view->from_start[1];
    for (int i = 0; i < 2; i++)
        if (opens[i] == TLS_OPENS_DATA_SURE && !view->from_start[i])
            return true;
    return false;
}

static bool can_become(const struct ls_view *view, const enum tls_opening opens[2])
{
    if (view->closed)
        return false;
    for (int i = 0; i < 2; i++) {
        bool wrong = opens[i] == TLS_OPENS_OTHER || is_data(opens[i]);
        if (wrong && view->from_start[i])
            return false;
    }
    return opens[0] != TLS_OPENS_OTHER || opens[1] != TLS_OPENS_OTHER;
}

static enum ls_answer tls_look(struct ls_view *view, void *state_area, struct ls_draft *draft)
{
    struct tls_state *state = state_area;
    struct tls_message message;
    enum tls_opening opens[2];

    if (state->known)
        return follow(view, state, draft, &message);
    for (int i = 0; i < 2; i++) {
        opens[i] = tls_opening(view->bytes[i], view->closed, &message);
        if (opens[i] == TLS_OPENS_PSEUDO)
            return LS_NO;
    }
    uint8_t client = find_client(opens, view->closed);
    if (client != LS_SIDE_NONE) {
        recognised(view, client, state, draft);
        return follow(view, state, draft, &message);
    }
    if (!is_midstream(view, opens))
        return can_become(view, opens) ? LS_MAYBE : LS_NO;
    ls_draft_proves(draft, LS_PROTO_TLS);
    ls_draft_mark(draft, LS_MARK_TLS_MIDSTREAM);
    return LS_DONE;
}

/* Records, and the two-byte length of an SSLv2 hello. */
static bool tls_begins(uint8_t first, bool stream)
{
    (void)stream;
    return (first >= TLS_CCS && first <= TLS_HEARTBEAT) || first >= 0x80;
}

const struct ls_probe ls_probe_tls = {
    .name = "tls",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct tls_state),
    .budget = 16 * 1024,
    .follow = FOLLOW_BYTES,
    .begins = tls_begins,
    .look = tls_look,
};
