/*
 * tls_follow.c - reads one direction record by record, and what its handshake messages say
 */
#include "probe/tls.h"

/*
 * RFC 8446: the client's first encrypted record of a handshake that went well holds its
 * Certificate or Finished: a header of 4 bytes, 32 or more, the type, a tag of 16. An alert has
 * 2 bytes instead of the first two.
 */
enum { HIDDEN_FINISHED = 53 };

/* One look at one direction. */
struct tls_look {
    struct tls_state *state;
    struct ls_draft *draft;
    struct tls_reader reader;
    struct tls_side *side;
    uint8_t number; /* of the side */
    bool client;    /* it is the client's */
    bool closed;
    struct tls_message *message;
};

static void take_client_hello(struct tls_look *look)
{
    struct tls_state *state = look->state;
    struct tls_hello hello;

    ls_draft_mark(look->draft, LS_MARK_TLS_HELLO);
    if (state->called) /* again after a HelloRetryRequest: nothing new that matters */
        return;
    state->called = true;
    struct ls_span body = ls_span(look->message->body, look->message->have);
    if (!tls_hello_client(body, &hello)) {
        struct ls_cursor in = ls_span_cursor(body); /* cut short or longer than the window */
        state->offered = ls_be16(&in);
        return;
    }
    state->offered = hello.version;
    state->session_bytes = (uint8_t)hello.session.len;
    if (hello.session.len > 0)
        memcpy(state->session, hello.session.at, hello.session.len);
    tls_note_client(&hello, look->number, look->draft);
}

static void take_server_hello(struct tls_look *look)
{
    struct tls_state *state = look->state;
    struct tls_hello hello;
    struct ls_span body = ls_span(look->message->body, look->message->have);

    ls_draft_mark(look->draft, LS_MARK_TLS_ANSWER);
    if (!tls_hello_server(body, &hello)) {
        look->side->over = true;
        return;
    }
    state->version = hello.version;
    if (hello.session.len > 0 && hello.session.len == state->session_bytes)
        state->resumed = memcmp(hello.session.at, state->session, hello.session.len) == 0;
    tls_note_version(look->draft, look->number, hello.version);
    if (hello.retry)
        return;
    tls_note_server(&hello, look->number, look->draft);
    if (hello.version >= TLS_1_3)
        ls_draft_mark(look->draft, hello.shared_key ? LS_MARK_TLS_RESUMED : LS_MARK_TLS_FULL);
}

/* RFC 5246 sections 7.4.2 and 7.4.6. */
static void take_certificate(struct tls_look *look)
{
    struct ls_cursor in = ls_cursor(look->message->body, look->message->have);
    uint32_t list = ls_be24(&in);
    struct ls_span leaf = ls_span_take(&in, ls_be24(&in));

    if (list == 0 || look->message->have <= 3 || (!in.failed && leaf.len == 0))
        return;
    if (look->client)
        ls_draft_mark(look->draft, LS_MARK_TLS_CLIENT_CERT);
    else
        look->state->certified = true;
    if (in.failed)
        return; /* a leaf longer than the window, or cut */
    if (!look->client)
        ls_draft_cert_side(look->draft, look->number);
    tls_certificate_note(leaf, look->number, !look->client, look->draft);
}

static void take_message(struct tls_look *look)
{
    switch (look->message->type) {
    case TLS_CLIENT_HELLO:
        if (look->client)
            take_client_hello(look);
        break;
    case TLS_SERVER_HELLO:
        if (!look->client)
            take_server_hello(look);
        break;
    case TLS_CERTIFICATE:
        take_certificate(look);
        break;
    case TLS_CERTIFICATE_REQUEST:
        if (!look->client)
            ls_draft_mark(look->draft, LS_MARK_TLS_CERT_ASKED);
        break;
    case TLS_CLIENT_KEY_EXCHANGE:
        look->state->keyed = look->state->keyed || look->client;
        break;
    default:
        break;
    }
}

/* The steps below answer false when bytes have run out, or the side is over. */

static bool give_up(struct tls_side *side)
{
    side->over = true;
    return false;
}

static bool step_skip(struct tls_look *look)
{
    struct tls_side *side = look->side;
    struct tls_record next;

    side->skip -= tls_message_skip(&look->reader, side->skip);
    if (side->skip == 0)
        return true;
    if (look->reader.left == 0 && tls_record_peek(look->reader.in, &next) != TLS_WAIT)
        return give_up(side); /* another record amid a message */
    return false;
}

static bool step_message(struct tls_look *look)
{
    struct tls_side *side = look->side;
    enum tls_found found = tls_message_read(&look->reader, look->closed, look->message);

    if (found == TLS_BAD)
        return give_up(side);
    if (found == TLS_WAIT)
        return false;
    side->skip = look->message->length - (uint32_t)look->message->have;
    take_message(look);
    return !side->over;
}

/* Passes over the open record. */
static bool step_opaque(struct tls_look *look)
{
    struct tls_reader *reader = &look->reader;
    size_t part = ls_left(&reader->in) < reader->left ? ls_left(&reader->in) : reader->left;

    ls_take(&reader->in, part);
    reader->left = (uint16_t)(reader->left - part);
    if (reader->type == TLS_DATA)
        look->state->after += (uint32_t)part;
    return reader->left == 0;
}

/* A clear alert is level and description; a fatal one ends the handshake. */
static bool step_alert(struct tls_look *look)
{
    enum { FATAL = 2 };
    struct ls_cursor in = look->reader.in;

    ls_take(&in, TLS_RECORD_HEADER);
    uint8_t level = ls_u8(&in);
    uint8_t description = ls_u8(&in);
    if (in.failed)
        return false;
    if (level == FATAL) {
        tls_note_alert(look->draft, look->number, description);
        ls_draft_mark(look->draft, LS_MARK_TLS_ALERT);
        look->state->finished = true;
        return give_up(look->side);
    }
    look->reader.in = in;
    return true;
}

static bool step_record(struct tls_look *look)
{
    struct tls_side *side = look->side;
    struct tls_state *state = look->state;
    struct tls_record record;

    enum tls_found found = tls_record_peek(look->reader.in, &record);
    if (found != TLS_FOUND)
        return found == TLS_BAD ? give_up(side) : false;
    if (record.type == TLS_HANDSHAKE && !side->changed)
        return step_message(look);
    if (record.type == TLS_ALERT && !side->changed && record.length == 2)
        return step_alert(look);
    if (record.type == TLS_HANDSHAKE && side->hidden_handshakes < UINT8_MAX)
        side->hidden_handshakes++;
    if (record.type == TLS_CCS && ls_left(&look->reader.in) == TLS_RECORD_HEADER)
        return false;                                       /* its one byte is missing */
    if (record.type == TLS_CCS && state->version < TLS_1_3) /* in 1.3 it means nothing */
        side->changed = true;
    if (record.type == TLS_DATA && look->client && state->version >= TLS_1_3) {
        if (record.length >= HIDDEN_FINISHED)
            ls_draft_mark(look->draft, LS_MARK_TLS_ESTABLISHED);
        state->finished = true;
    }
    ls_take(&look->reader.in, TLS_RECORD_HEADER);
    look->reader.left = record.length;
    look->reader.type = record.type;
    return true;
}

static bool step(struct tls_look *look)
{
    if (look->side->over)
        return false;
    if (look->side->skip > 0)
        return step_skip(look);
    if (look->reader.left == 0)
        return step_record(look);
    if (look->reader.type == TLS_HANDSHAKE && !look->side->changed)
        return step_message(look);
    return step_opaque(look);
}

void tls_follow(struct ls_view *view, uint8_t number, struct tls_state *state,
                struct ls_draft *draft, struct tls_message *message)
{
    struct tls_side *side = &state->side[number];
    view->used[number] = 0;
    if (ls_left(&view->bytes[number]) == 0)
        return; /* nothing new: every step would wait, and most looks bring bytes of one side */
    struct tls_look look = {.state = state,
                            .draft = draft,
                            .reader = {view->bytes[number], side->left, side->type},
                            .side = side,
                            .number = number,
                            .client = number == state->client,
                            .closed = view->closed,
                            .message = message};

    while (step(&look))
        ;
    if (side->over)
        look.reader.in.at = look.reader.in.end;
    side->left = look.reader.left;
    side->type = look.reader.type;
    view->used[number] = (size_t)(look.reader.in.at - view->bytes[number].at);
}
