/*
 * http.c - HTTP/1.0 and HTTP/1.1 (RFC 9112), and the preface of HTTP/2 (RFC 9113 section 3.4)
 *
 * Proof is one whole start line: METHOD SP target SP HTTP/1.x or HTTP/1.x SP status. A line
 * that ends in SIP/2.0 or RTSP/1.0 is none. Methods are not listed: WebDAV, RPC over HTTP and
 * device updates bring their own, and the version at the end of the line decides.
 *
 * The first request and the first final response are read; then the probe is done. Either may
 * be missing (one direction captured, or the capture began between the two). Requests that follow
 * the first before it is answered are read too, as far as none of them has a body.
 *
 * Where the snapshot length or the end of the capture cut a start line, a well-known method, its
 * target and the first letter of the version are enough.
 *
 * Budgets: servers accept request lines up to about 8 KiB, so that much is waited for. After
 * proof 64 KiB a direction: an upload may stand between the request and its response.
 */
#include "probe/probes.h"
#include "probe/sides.h"
#include "probe/text.h"

enum { METHOD_MAX = 32, HEAD_MAX = 8192, FOLLOW = 65536, PIPELINED_MAX = 16 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum line { LINE_NO, LINE_MAYBE, LINE_REQUEST, LINE_RESPONSE, LINE_PREFACE };

struct state {
    bool sure;
    bool done[2];  /* this side has said what it had to say */
    bool over[2];  /* what follows is no head */
    uint8_t heads; /* requests that were read */
    uint8_t client;
};

struct start {
    struct ls_span method, target; /* of a request */
    struct ls_span status;         /* of a response */
};

static bool is_version(struct ls_span text)
{
    static const char form[] = "HTTP/1.";
    enum { N = sizeof form }; /* with the minor version in place of the zero byte */
    return text.len == N && memcmp(text.at, form, N - 1) == 0 &&
           (text.at[N - 1] == '0' || text.at[N - 1] == '1');
}

/* Methods in use are upper case; so "Get" of a text and most file formats fall out at once. */
static bool may_be_method(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < 'A' || text.at[i] > 'Z') && text.at[i] != '-' && text.at[i] != '_')
            return false;
    return text.len > 0 && text.len <= METHOD_MAX;
}

static bool is_well_known(struct ls_span method)
{
    static const char *const methods[] = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                          "OPTIONS", "CONNECT", "PATCH", "TRACE"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (ls_text_is(method, methods[i]))
            return true;
    return false;
}

static bool read_status_line(struct ls_span line, struct start *start)
{
    enum { VERSION = 8, STATUS = 3 };
    struct ls_cursor in = ls_span_cursor(line);
    struct ls_span version = ls_span_take(&in, VERSION);
    uint8_t blank = ls_u8(&in);
    struct ls_span status = ls_span_take(&in, STATUS);
    uint32_t number;

    if (in.failed || !is_version(version) || blank != ' ' || !ls_text_number(status, 599, &number))
        return false;
    if (number < 100 || (ls_left(&in) > 0 && ls_u8(&in) != ' '))
        return false;
    start->status = status;
    return true;
}

/*
 * Careless clients leave blanks in the target (RFC 9112 section 3.2 lets a server read them): then
 * the method must be one of the well known.
 */
static bool may_be_target(struct ls_span method, struct ls_span target)
{
    if (ls_text_is_visible(target))
        return true;
    return is_well_known(method) && ls_text_is_plain(target) && target.at[0] != ' ';
}

static bool read_request_line(struct ls_span line, struct start *start)
{
    enum { VERSION = 8 };
    struct ls_cursor in = ls_span_cursor(line);
    start->method = ls_text_until(&in, ' ');
    if (ls_left(&in) < VERSION + 2 || !may_be_method(start->method))
        return false;
    start->target = ls_span_take(&in, ls_left(&in) - VERSION - 1);
    return ls_u8(&in) == ' ' && is_version(ls_span(in.at, ls_left(&in))) &&
           may_be_target(start->method, start->target);
}

/* Says whether text may be the beginning of a start line. */
static bool may_become_line(struct ls_span text)
{
    static const char version[] = "HTTP/1.";
    size_t n = text.len < sizeof version - 1 ? text.len : sizeof version - 1;
    if (n > 0 && memcmp(text.at, version, n) == 0)
        return true;
    struct ls_cursor in = ls_span_cursor(text);
    struct ls_span method = ls_text_until(&in, ' ');
    if (!may_be_method(method))
        return false;
    size_t left = ls_left(&in);
    if (left > 0 && in.at[left - 1] == '\r')
        left--;
    if (is_well_known(method) && ls_text_is_plain(ls_span(in.at, left)))
        return true;
    return ls_text_is_visible(ls_text_until(&in, ' ')) &&
           ls_left(&in) <= sizeof version + 1; /* with its last digit and the CR */
}

/* A start line of which the end is missing and will not come. */
static enum line read_cut_line(struct ls_span line, struct start *start)
{
    static const char version[] = "HTTP/1.";
    enum { STATUS_LINE = 13 }; /* up to the blank behind the status */
    if (line.len >= STATUS_LINE && line.at[STATUS_LINE - 1] == ' ' && read_status_line(line, start))
        return LINE_RESPONSE;
    struct ls_cursor in = ls_span_cursor(line);
    start->method = ls_text_until(&in, ' ');
    start->target = ls_text_until(&in, ' ');
    size_t n = ls_left(&in) < sizeof version - 1 ? ls_left(&in) : sizeof version - 1;
    if (n > 0 && is_well_known(start->method) && start->target.len > 0 &&
        ls_text_is_visible(start->target) && ls_starts(&in, version, n))
        return LINE_REQUEST;
    memset(start, 0, sizeof *start);
    return LINE_MAYBE;
}

/* last says that no more of the line will come. */
static enum line read_start(struct ls_cursor in, bool last, struct start *start)
{
    struct ls_span line;
    memset(start, 0, sizeof *start);

    size_t known = ls_left(&in) < sizeof preface - 1 ? ls_left(&in) : sizeof preface - 1;
    if (ls_starts(&in, preface, known))
        return known == sizeof preface - 1 ? LINE_PREFACE : LINE_MAYBE;
    struct ls_cursor part = ls_cut(&in, ls_left(&in) < HEAD_MAX ? ls_left(&in) : HEAD_MAX);
    if (!ls_text_line(&part, &line)) {
        line = ls_span_take(&part, ls_left(&part));
        if (line.len >= HEAD_MAX || !may_become_line(line))
            return LINE_NO;
        return last ? read_cut_line(line, start) : LINE_MAYBE;
    }
    if (line.len == 0 || line.at[line.len] != '\r' || !ls_text_is_plain(line))
        return LINE_NO;
    if (read_status_line(line, start))
        return LINE_RESPONSE;
    return read_request_line(line, start) ? LINE_REQUEST : LINE_NO;
}

static void note(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side, struct ls_span text)
{
    if (text.len > 0)
        ls_draft_fact(draft, kind, side, text.at, text.len);
}

/* The four forms of a target (RFC 9112 section 3.2): /path, scheme://host/path, host:port, *. */
static void note_target(struct ls_draft *draft, uint8_t side, const struct start *start)
{
    struct ls_cursor in = ls_span_cursor(start->target);
    if (ls_text_is(start->method, "CONNECT")) {
        note(draft, LS_FACT_HTTP_HOST, side, start->target);
        return;
    }
    if (*in.at != '/' && ls_text_find(&in, "://")) {
        size_t n = 0;
        while (n < ls_left(&in) && in.at[n] != '/' && in.at[n] != '?')
            n++;
        note(draft, LS_FACT_HTTP_HOST, side, ls_span_take(&in, n));
    }
    struct ls_span path = ls_text_until(&in, '?'); /* a query may hold secrets */
    struct ls_cursor whole = ls_span_cursor(path);
    note(draft, LS_FACT_HTTP_PATH, side, ls_text_until(&whole, '#'));
}

static bool has_body(const struct ls_header *header)
{
    uint32_t length;
    if (ls_text_is(header->name, "Transfer-Encoding"))
        return true;
    return ls_text_is(header->name, "Content-Length") &&
           (!ls_text_number(header->value, UINT32_MAX, &length) || length > 0);
}

/* Notes a head, whose start line was read; returns whether the next one follows it at once. */
static bool note_head(struct ls_cursor in, enum line kind, const struct start *start, uint8_t side,
                      struct ls_draft *draft)
{
    struct ls_header header;
    enum ls_header_line line;
    bool body = false;

    if (kind == LINE_REQUEST) {
        note(draft, LS_FACT_HTTP_METHOD, side, start->method);
        note_target(draft, side, start);
    }
    note(draft, LS_FACT_HTTP_STATUS, side, start->status);
    ls_text_line(&in, &header.value);
    while ((line = ls_text_header(&in, &header)) != LS_HEADER_NONE && line != LS_HEADER_END) {
        if (line == LS_HEADER_BAD)
            continue;
        if (kind == LINE_RESPONSE && ls_text_is(header.name, "Server"))
            note(draft, LS_FACT_HTTP_SERVER, side, header.value);
        if (kind != LINE_REQUEST)
            continue;
        if (ls_text_is(header.name, "Host"))
            note(draft, LS_FACT_HTTP_HOST, side, header.value);
        else if (ls_text_is(header.name, "User-Agent"))
            note(draft, LS_FACT_HTTP_AGENT, side, header.value);
        else
            body = body || has_body(&header);
    }
    return kind == LINE_REQUEST && line == LS_HEADER_END && !body &&
           !ls_text_is(start->method, "CONNECT");
}

/* 100 Continue and its like announce the response that counts; 101 is the last one in HTTP. */
static bool is_interim(const struct start *start)
{
    return start->status.len > 0 && start->status.at[0] == '1' && start->status.at[2] != '1';
}

/* Says whether no more of a start line will come. */
static bool is_last(const struct ls_view *view, uint8_t side)
{
    return view->closed || (view->cut && view->side == side);
}

/* Reads one head of a side; returns false when it has to wait for more. */
static bool take_head(struct ls_view *view, uint8_t side, struct state *state,
                      struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    struct start start;
    ls_take(&in, view->used[side]);
    if (ls_left(&in) == 0)
        return false;
    enum line kind = read_start(in, is_last(view, side), &start);
    bool last = is_last(view, side) || ls_left(&in) >= HEAD_MAX;
    size_t head = ls_text_head(&in);
    if (kind == LINE_MAYBE || (head == 0 && !last && kind != LINE_NO))
        return false;
    if (head == 0)
        head = ls_left(&in);
    if (kind == LINE_RESPONSE && is_interim(&start)) {
        view->used[side] += head;
        return true;
    }
    bool more = kind != LINE_NO && note_head(ls_cut(&in, head), kind, &start, side, draft);
    view->used[side] += head;
    state->done[side] = true;
    state->over[side] = !more || ++state->heads >= PIPELINED_MAX;
    return !state->over[side];
}

static void read_side(struct ls_view *view, uint8_t side, struct state *state,
                      struct ls_draft *draft)
{
    while (!state->over[side] && take_head(view, side, state, draft))
        continue;
    if (state->over[side])
        view->used[side] = ls_left(&view->bytes[side]);
}

static enum ls_answer prove_side(const struct ls_view *view, uint8_t side, uint8_t *client)
{
    struct start start;
    if (ls_left(&view->bytes[side]) == 0)
        return LS_MAYBE;
    enum line kind = read_start(view->bytes[side], is_last(view, side), &start);
    if (kind == LINE_NO)
        return LS_NO;
    if (kind == LINE_MAYBE)
        return LS_MAYBE;
    *client = kind == LINE_RESPONSE ? (uint8_t)(1 - side) : side;
    return kind == LINE_PREFACE ? LS_DONE : LS_YES;
}

static enum ls_answer prove(const struct ls_view *view, uint8_t *client)
{
    const enum ls_answer sides[2] = {prove_side(view, 0, client), prove_side(view, 1, client)};
    return ls_sides_answer(view, sides);
}

static enum ls_answer http_look(struct ls_view *view, void *memory, struct ls_draft *draft)
{
    struct state *state = memory;
    /* once it is sure, what the other side has left was read before */
    bool both = !state->sure || view->closed;
    view->used[0] = view->used[1] = 0;
    if (!state->sure) {
        enum ls_answer answer = prove(view, &state->client);
        if (answer != LS_YES && answer != LS_DONE)
            return answer;
        ls_draft_proves(draft, LS_PROTO_HTTP);
        ls_draft_client(draft, state->client);
        state->sure = true;
        if (answer == LS_DONE)
            return LS_DONE;
    }
    for (uint8_t side = 0; side < 2; side++)
        if (both || side == view->side)
            read_side(view, side, state, draft);
    return state->done[0] && state->done[1] ? LS_DONE : LS_YES;
}

static bool http_begins(uint8_t first, bool stream)
{
    (void)stream;
    return (first >= 'A' && first <= 'Z') || first == '-' || first == '_';
}

const struct ls_probe ls_probe_http = {
    .name = "http",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct state),
    .budget = HEAD_MAX,
    .follow = FOLLOW,
    .begins = http_begins,
    .look = http_look,
};
