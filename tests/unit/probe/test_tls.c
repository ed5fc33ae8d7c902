/* test_tls.c - TLS: recognition, what hellos and certificates say, mutual TLS */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "probe/probes.h"
#include "stream.h"
#include "tls_maker.h"

enum { CLIENT, SERVER };

/* What a session to be made looks like. */
struct plan {
    unsigned version; /* chosen; 0x0304 travels in supported_versions */
    bool asks;        /* CertificateRequest */
    bool gives;       /* client certificate */
    bool gives_empty; /* an empty list instead */
    bool resumes;     /* the session id is echoed, no certificates */
    size_t extra;     /* bytes appended to the server's certificate list behind the leaf */
    size_t piece;     /* bytes a record */
};

static const struct plan plain = {.version = 0x0303, .piece = 16384};

static struct bytes hello, flight, answer, finish; /* in the order they are sent */
static uint8_t leaf[4096];
static size_t leaf_bytes;

static void make_hello(const struct plan *plan)
{
    static struct bytes body, extensions, text;
    body.n = extensions.n = text.n = hello.n = 0;
    put16(&body, 0x0303);
    put_fill(&body, 0x11, 32);
    put8(&body, 32);
    put_fill(&body, 0x22, 32);
    put16(&body, 8);
    put(&body, "\x1A\x1A\xC0\x2F\x00\x2F\x00\x0A", 8);
    put(&body, "\x01\x00", 2);
    put_extension(&extensions, 0x2A2A, "", 0);
    put_extension(&extensions, 0x0000,
                  "\x00\x15\x00\x00\x12"
                  "Pool01.Contoso.TEST",
                  5 + 18 + 1 - 1);
    put_extension(&extensions, 0x000A, "\x00\x06\x3A\x3A\x00\x17\x00\x18", 8);
    put_extension(&extensions, 0x000B, "\x01\x00", 2);
    put_extension(&extensions, 0x0010, "\x00\x0C\x02h2\x08http/1.1", 14);
    if (plan->version == 0x0304)
        put_extension(&extensions, 0x002B, "\x06\x4A\x4A\x03\x04\x03\x03", 7);
    put16(&body, (unsigned)extensions.n);
    put(&body, extensions.at, extensions.n);
    put_message(&text, 1, &body);
    put_records(&hello, 22, 0x0301, &text, plan->piece);
}

static void put_server_hello(struct bytes *text, const struct plan *plan)
{
    static struct bytes body;
    body.n = 0;
    put16(&body, plan->version > 0x0303 ? 0x0303 : plan->version);
    put_fill(&body, 0x33, 32);
    put8(&body, 32);
    put_fill(&body, plan->resumes || plan->version == 0x0304 ? 0x22 : 0x44, 32);
    put16(&body, 0xC02F);
    put8(&body, 0);
    if (plan->version == 0x0304)
        put(&body, "\x00\x06\x00\x2B\x00\x02\x03\x04", 8);
    else
        put(&body, "\x00\x05\xFF\x01\x00\x01\x00", 7);
    put_message(text, 2, &body);
}

static void put_certificate(struct bytes *text, bool empty, size_t extra)
{
    static struct bytes body;
    body.n = 0;
    if (empty) {
        put24(&body, 0);
    } else {
        put24(&body, (unsigned)(3 + leaf_bytes + extra));
        put24(&body, (unsigned)leaf_bytes);
        put(&body, leaf, leaf_bytes);
        put_fill(&body, 0x77, extra);
    }
    put_message(text, 11, &body);
}

static void make_flight(const struct plan *plan)
{
    static struct bytes text;
    text.n = flight.n = 0;
    put_server_hello(&text, plan);
    if (!plan->resumes && plan->version != 0x0304) {
        put_certificate(&text, false, plan->extra);
        put(&text, "\x0C\x00\x00\x04\x01\x02\x03\x04", 8);
        if (plan->asks)
            put(&text, "\x0D\x00\x00\x0A\x01\x01\x00\x04\x04\x01\x02\x01\x00\x00", 14);
        put(&text, "\x0E\x00\x00\x00", 4);
    }
    put_records(&flight, 22, 0x0303, &text, plan->piece);
    if (!plan->resumes && plan->version != 0x0304)
        return;
    put_change(&flight);
    put_opaque(&flight, plan->version == 0x0304 ? 23 : 22, 40);
}

static void make_answer(const struct plan *plan)
{
    static struct bytes text;
    text.n = answer.n = finish.n = 0;
    if (plan->gives || plan->gives_empty)
        put_certificate(&text, plan->gives_empty, 0);
    if (!plan->resumes && plan->version != 0x0304)
        put(&text, "\x10\x00\x00\x02\x99\x99", 6);
    put_records(&answer, 22, 0x0303, &text, plan->piece);
    put_change(&answer);
    put_opaque(&answer, plan->version == 0x0304 ? 23 : 22, 40);
    if (plan->resumes || plan->version == 0x0304)
        return;
    put_change(&finish);
    put_opaque(&finish, 22, 40);
}

static void make(const struct plan *plan)
{
    leaf_bytes = make_certificate("fe01.contoso.test", 3, leaf, sizeof leaf);
    make_hello(plan);
    make_flight(plan);
    make_answer(plan);
}

/* Plays a whole session in segments of step bytes. */
static struct stream *play(const struct plan *plan, size_t step)
{
    make(plan);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say_in(stream, CLIENT, hello.at, hello.n, step);
    stream_say_in(stream, SERVER, flight.at, flight.n, step);
    stream_say_in(stream, CLIENT, answer.at, answer.n, step);
    stream_say_in(stream, SERVER, finish.at, finish.n, step);
    return stream;
}

START_TEST(a_session_is_read_in_segments_of_any_size)
{
    static const size_t steps[] = {1, 2, 7, 100, 1460, 16000};
    struct stream *stream = play(&plain, steps[_i]);
    const struct ls_evidence *made = stream_evidence(stream);

    ck_assert_int_eq(stream->answer, LS_YES);
    ck_assert_int_eq(ls_evidence_best(made), LS_PROTO_TLS);
    ck_assert_int_eq(made->client, CLIENT);
    ck_assert_int_eq(made->server_cert_side, SERVER);
    ck_assert(stream_marked(stream, LS_MARK_TLS_HELLO));
    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CERT_ASKED));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ALERT | LS_MARK_TLS_MIDSTREAM));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert(stream_noted(stream, LS_FACT_TLS_SNI, "pool01.contoso.tes", 18));
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALPN, "h2", 2));
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALPN, "http/1.1", 8));
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x03", 2));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 1);
    ck_assert(stream_noted(stream, LS_FACT_TLS_CIPHER, "\xC0\x2F", 2));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3), 1);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3S), 1);
    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    stream_free(stream);
}
END_TEST

START_TEST(messages_may_span_records)
{
    struct plan plan = plain;
    plan.piece = _i == 0 ? 1 : (size_t)_i * 50;
    plan.asks = plan.gives = true;
    struct stream *stream = play(&plan, 1000);

    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    ck_assert(stream_marked(stream, LS_MARK_TLS_CERT_ASKED));
    ck_assert(stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3), 1);
    stream_free(stream);
}
END_TEST

START_TEST(the_leaf_of_a_long_chain_is_read)
{
    struct plan plan = plain;
    plan.extra = 40000;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(a_certificate_tells_names_validity_and_digest)
{
    struct stream *stream = play(&plain, 1460);
    uint8_t digest[32];

    ck_assert(stream_noted(stream, LS_FACT_CERT_ISSUER, "Test CA", 7));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NAME, "n0.fe01.contoso.test", 20));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NAME, "n2.fe01.contoso.test", 20));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NOT_BEFORE, "\0\0\0\0\x65\x53\xF1\x00", 8));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NOT_AFTER, "\0\0\0\0\x6B\x49\xD2\x00", 8));
    EVP_Digest(leaf, leaf_bytes, digest, NULL, EVP_sha256(), NULL);
    ck_assert(stream_noted(stream, LS_FACT_CERT_SHA256, digest, 32));
    stream_free(stream);
}
END_TEST

START_TEST(a_client_certificate_proves_mutual_tls)
{
    struct plan plan = plain;
    plan.asks = plan.gives = true;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert_int_eq(stream->answer, LS_DONE);
    stream_free(stream);
}
END_TEST

START_TEST(an_empty_client_certificate_is_none)
{
    struct plan plan = plain;
    plan.asks = plan.gives_empty = true;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_CERT_ASKED));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(resumption_and_tls_1_3_leave_the_question_open)
{
    struct plan plan = plain;
    plan.resumes = _i == 0;
    plan.version = _i == 0 ? 0x0303 : 0x0304;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CLIENT_CERT | LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert_int_eq(stream->answer, LS_DONE);
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, _i == 0 ? "\x03\x03" : "\x03\x04", 2));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 1);
    stream_free(stream);
}
END_TEST

START_TEST(renegotiation_takes_the_mark_back)
{
    static struct bytes more;
    struct stream *stream = play(&plain, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    more.n = 0;
    put_opaque(&more, 23, 400);
    stream_say(stream, CLIENT, more.at, more.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    more.n = 0;
    put_opaque(&more, 22, 36); /* HelloRequest or ClientHello, encrypted */
    ck_assert_int_eq(stream_say(stream, _i, more.at, more.n), LS_DONE);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(the_mark_stands_when_the_flow_ends_or_much_was_watched)
{
    static struct bytes more;
    struct stream *stream = play(&plain, 1460);

    if (_i == 0) {
        ck_assert_int_eq(stream_close(stream), LS_YES);
    } else {
        more.n = 0;
        put_opaque(&more, 23, 16000);
        for (int i = 0; i < 5; i++)
            stream_say_in(stream, SERVER, more.at, more.n, 1460);
        ck_assert_int_eq(stream->answer, LS_DONE);
    }
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(a_handshake_cut_anywhere_never_says_no_certificate)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, flight.at, flight.n);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, (size_t)_i);
    stream_close(stream);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

/* The hello of these plans, cut to _i bytes, alone on the wire. */
START_TEST(every_truncation_of_a_hello_asks_for_more)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_uint_gt(hello.n, (size_t)_i);
    ck_assert_int_eq(stream_say(stream, CLIENT, hello.at, (size_t)_i), LS_MAYBE);
    enum ls_answer last = stream_close(stream);
    if (_i < 5 + 4 + 2 + 32 + 33 + 2 + 2) /* up to the first cipher suite */
        ck_assert_int_eq(last, LS_NO);
    else
        ck_assert(last == LS_YES && stream_marked(stream, LS_MARK_TLS_HELLO));
    stream_free(stream);
}
END_TEST

START_TEST(every_truncation_of_a_server_flight_is_safe)
{
    make(&plain);
    if ((size_t)_i < flight.n) {
        struct stream *stream = stream_new(&ls_probe_tls, true);
        stream_say(stream, SERVER, flight.at, (size_t)_i);
        stream_close(stream);
        bool whole = (size_t)_i >= 5 + 4 + 2 + 32 + 33 + 2; /* its suite is there */
        ck_assert(whole ? stream->answer >= LS_YES : stream->answer == LS_NO);
        if (whole)
            ck_assert_int_eq(stream_evidence(stream)->client, CLIENT);
        stream_free(stream);
    }
}
END_TEST

/* Places in the hello that hold a length, and values that cannot be. */
static const struct {
    size_t at;
    uint8_t value;
} wrong_lengths[] = {
    {0, 0x19},  /* record type */
    {1, 0x02},  /* major version */
    {3, 0x7F},  /* record longer than allowed */
    {6, 0x03},  /* handshake longer than any hello */
    {8, 0x20},  /* handshake shorter than its lists */
    {9, 0x02},  /* client version */
    {43, 33},   /* session id too long */
    {43, 0x1F}, /* session id shorter: all lists shift */
    {77, 0x07}, /* odd suites */
    {77, 0x00}, /* no suites */
    {76, 0xFF}, /* suites beyond the message */
    {86, 0x00}, /* no compression method */
    {86, 0x02}, /* compression methods eat into the extensions */
    {88, 0x01}, /* extensions longer than the message */
    {89, 0x01}, /* extensions shorter */
};

START_TEST(wrong_lengths_are_refused)
{
    make(&plain);
    hello.at[wrong_lengths[_i].at] = wrong_lengths[_i].value;
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_ne(stream->answer, LS_YES);
    ck_assert_int_eq(ls_draft_marks(stream->draft), 0);
    stream_free(stream);
}
END_TEST

START_TEST(repeated_extensions_are_refused)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    uint8_t *grease = hello.at + 90;
    ck_assert_uint_eq(grease[0], 0x2A);
    memcpy(grease, "\x00\x0B", 2); /* as the later one */
    ck_assert_int_eq(stream_say(stream, CLIENT, hello.at, hello.n), LS_NO);
    stream_free(stream);
}
END_TEST

START_TEST(names_with_odd_bytes_are_not_noted)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    uint8_t *name = memmem(hello.at, hello.n, "Pool01", 6);
    ck_assert_ptr_nonnull(name);
    name[2] = (uint8_t) "/ \0\xC3"[_i];
    ck_assert_int_eq(stream_say(stream, CLIENT, hello.at, hello.n), LS_YES);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_SNI), 0);
    stream_free(stream);
}
END_TEST

START_TEST(an_alert_ends_the_attempt)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_eq(stream_say(stream, SERVER, "\x15\x03\x01\x00\x02\x02\x28", 7), LS_DONE);
    ck_assert(stream_marked(stream, LS_MARK_TLS_ALERT));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x03", 2)); /* offered */
    stream_free(stream);
}
END_TEST

START_TEST(an_offer_without_answer_is_noted_at_the_end)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, hello.at, hello.n, 50), LS_YES);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 0);
    stream_close(stream);
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x03", 2));
    stream_free(stream);
}
END_TEST

START_TEST(a_warning_is_no_end)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_eq(stream_say(stream, SERVER, "\x15\x03\x03\x00\x02\x01\x70", 7), LS_YES);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ALERT));
    stream_say(stream, SERVER, flight.at, flight.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    stream_free(stream);
}
END_TEST

START_TEST(an_answer_in_clear_text_leaves_only_the_hello)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_eq(stream_say(stream, SERVER, "HTTP/1.1 400 Bad Request\r\n", 26), LS_DONE);
    ck_assert(stream_marked(stream, LS_MARK_TLS_HELLO));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ANSWER));
    stream_free(stream);
}
END_TEST

START_TEST(a_hello_retry_is_followed_to_the_real_answer)
{
    static const uint8_t retry[32] = {0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11,
                                      0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
                                      0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E,
                                      0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};
    struct plan plan = plain;
    plan.version = 0x0304;
    make(&plan);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    uint8_t kept[32];
    memcpy(kept, flight.at + 11, 32);
    memcpy(flight.at + 11, retry, 32);
    stream_say(stream, SERVER, flight.at, flight.n - 45); /* up to and with ChangeCipherSpec */
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3S), 0);
    memcpy(flight.at + 11, kept, 32);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, flight.at, flight.n);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3S), 1);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 1);
    stream_free(stream);
}
END_TEST

START_TEST(application_data_counts_only_midstream)
{
    static struct bytes two, one;
    two.n = one.n = 0;
    put_opaque(&one, 23, 100);
    put_opaque(&two, 23, 100);
    put_opaque(&two, 23, 60);

    struct stream *stream = stream_new(&ls_probe_tls, false);
    ck_assert_int_eq(stream_say(stream, CLIENT, two.at, two.n), LS_DONE);
    ck_assert(stream_marked(stream, LS_MARK_TLS_MIDSTREAM));
    ck_assert_int_eq(stream_evidence(stream)->client, LS_SIDE_NONE);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, false);
    ck_assert_int_eq(stream_say(stream, CLIENT, one.at, one.n), LS_MAYBE);
    ck_assert_int_eq(stream_say(stream, SERVER, one.at, one.n), LS_DONE);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, false);
    ck_assert_int_eq(stream_say(stream, CLIENT, one.at, one.n), LS_MAYBE);
    ck_assert_int_eq(stream_close(stream), LS_NO);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say(stream, CLIENT, two.at, two.n), LS_NO);
    stream_free(stream);
}
END_TEST

/* What must not be taken for TLS. */
static const char *const neighbours[] = {
    ("160301002d010000290301c1fcd5a36d93dd7e0b45673fec7985fbbc3fd660c2ce8485081b8121bcaa10fb"
     "00000200180100"),                         /* pseudo-TLS of [MS-TURN] */
    "0300001302e00000000000010008000b000000",   /* TPKT */
    "474554202f20485454502f312e310d0a0d0a",     /* text */
    "05000b03100000004800000001000000b810b810", /* DCE/RPC */
    "0014000100000000000000000000000000000000", /* framed STUN */
    "16fefd0000000000000000002001000014",       /* DTLS */
    "1603010030ff0000291603010030ff000029",     /* no such message */
};

START_TEST(neighbours_are_refused)
{
    uint8_t bytes[128];
    size_t n = stream_hex(neighbours[_i], bytes, sizeof bytes);
    for (int side = 0; side < 2; side++) {
        struct stream *stream = stream_new(&ls_probe_tls, true);
        ck_assert_int_eq(stream_say(stream, side, bytes, n), LS_NO);
        stream_free(stream);
    }
}
END_TEST

static size_t make_pseudo_server(uint8_t *out)
{
    static const uint8_t head[] = {0x16, 3, 1, 0, 0x4E, 2, 0, 0, 0x46, 3, 1};
    memset(out, 0, 83);
    memcpy(out, head, sizeof head);
    out[43] = 0x20;
    memcpy(out + 76, "\x00\x18\x00\x0E\x00\x00\x00", 7);
    return 83;
}

START_TEST(the_pseudo_server_is_refused_in_any_segments)
{
    uint8_t bytes[83];
    size_t n = make_pseudo_server(bytes);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, SERVER, bytes, n, (size_t)_i), LS_NO);
    stream_free(stream);
}
END_TEST

START_TEST(a_server_hello_needs_tls_behind_it)
{
    uint8_t bytes[83 + 20];
    make_pseudo_server(bytes);
    bytes[4] = 0x4A; /* as Google's pseudo-SSL: the ServerHello alone */
    bytes[77] = 0x04;
    memcpy(bytes + 79, "\x00\x14\x01\x01\x00\x00", 6);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say(stream, SERVER, bytes, 79), LS_MAYBE);
    ck_assert_int_eq(stream_say(stream, SERVER, bytes + 79, 6), LS_NO);
    stream_free(stream);
}
END_TEST

static size_t make_v2(uint8_t *out)
{
    static const uint8_t head[] = {0x80, 0x46, 1, 3, 1, 0, 0x2D, 0, 0, 0, 0x10};
    memset(out, 1, 72);
    memcpy(out, head, sizeof head);
    return 72;
}

START_TEST(an_sslv2_hello_counts_when_tls_answers)
{
    uint8_t bytes[72];
    size_t n = make_v2(bytes);
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, bytes, n, 10), LS_MAYBE);
    ck_assert_int_eq(stream_say_in(stream, SERVER, flight.at, flight.n, 100), LS_YES);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, finish.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_HELLO));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3), 0);
    stream_free(stream);
}
END_TEST

START_TEST(a_fake_sslv2_hello_does_not)
{
    uint8_t bytes[72 + 16];
    size_t n = make_v2(bytes);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, bytes, n);
    ck_assert_int_eq(stream_say(stream, SERVER, "\x5A\x7C\x11", 3), LS_NO);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, true);
    memcpy(bytes + n, "\x00\x14\x00\x01\x00\x00", 6);
    ck_assert_int_eq(stream_say(stream, CLIENT, bytes, n + 6), LS_NO);
    stream_free(stream);

    static const size_t places[] = {1, 6, 8, 10};
    for (size_t i = 0; i < 4; i++) {
        make_v2(bytes);
        bytes[places[i]]++;
        stream = stream_new(&ls_probe_tls, true);
        ck_assert_int_eq(stream_say(stream, CLIENT, bytes, n), LS_NO);
        stream_free(stream);
    }
}
END_TEST

START_TEST(an_unanswered_sslv2_hello_is_an_attempt)
{
    uint8_t bytes[72];
    size_t n = make_v2(bytes);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, bytes, n);
    ck_assert_int_eq(stream_close(stream), LS_YES);
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x01", 2));
    stream_free(stream);
}
END_TEST

START_TEST(a_hello_longer_than_the_window_is_still_a_hello)
{
    static struct bytes body, text, out;
    body.n = text.n = out.n = 0;
    put16(&body, 0x0303);
    put_fill(&body, 0x11, 32);
    put8(&body, 0);
    put16(&body, 40000);
    put_fill(&body, 0x2F, 40000);
    put(&body, "\x01\x00", 2);
    put_message(&text, 1, &body);
    put_records(&out, 22, 0x0301, &text, 16384);
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, out.at, out.n, 1460), LS_YES);
    stream_say(stream, SERVER, flight.at, flight.n);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, finish.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

static void add_recognition(Suite *suite)
{
    TCase *tests = tcase_create("recognition");
    tcase_add_loop_test(tests, a_session_is_read_in_segments_of_any_size, 0, 6);
    tcase_add_loop_test(tests, messages_may_span_records, 0, 6);
    tcase_add_loop_test(tests, every_truncation_of_a_hello_asks_for_more, 0, 157);
    tcase_add_loop_test(tests, every_truncation_of_a_server_flight_is_safe, 0, 500);
    tcase_add_loop_test(tests, wrong_lengths_are_refused, 0,
                        sizeof wrong_lengths / sizeof wrong_lengths[0]);
    tcase_add_test(tests, repeated_extensions_are_refused);
    tcase_add_loop_test(tests, neighbours_are_refused, 0, sizeof neighbours / sizeof neighbours[0]);
    tcase_add_loop_test(tests, the_pseudo_server_is_refused_in_any_segments, 1, 84);
    tcase_add_test(tests, a_server_hello_needs_tls_behind_it);
    tcase_add_test(tests, an_sslv2_hello_counts_when_tls_answers);
    tcase_add_test(tests, a_fake_sslv2_hello_does_not);
    tcase_add_test(tests, an_unanswered_sslv2_hello_is_an_attempt);
    tcase_add_test(tests, a_hello_longer_than_the_window_is_still_a_hello);
    tcase_add_test(tests, application_data_counts_only_midstream);
    suite_add_tcase(suite, tests);
}

static void add_content(Suite *suite)
{
    TCase *tests = tcase_create("content");
    tcase_add_test(tests, the_leaf_of_a_long_chain_is_read);
    tcase_add_test(tests, a_certificate_tells_names_validity_and_digest);
    tcase_add_loop_test(tests, names_with_odd_bytes_are_not_noted, 0, 4);
    tcase_add_test(tests, an_alert_ends_the_attempt);
    tcase_add_test(tests, an_offer_without_answer_is_noted_at_the_end);
    tcase_add_test(tests, a_warning_is_no_end);
    tcase_add_test(tests, an_answer_in_clear_text_leaves_only_the_hello);
    tcase_add_test(tests, a_hello_retry_is_followed_to_the_real_answer);
    suite_add_tcase(suite, tests);
}

static void add_mutual(Suite *suite)
{
    TCase *tests = tcase_create("mutual tls");
    tcase_add_test(tests, a_client_certificate_proves_mutual_tls);
    tcase_add_test(tests, an_empty_client_certificate_is_none);
    tcase_add_loop_test(tests, resumption_and_tls_1_3_leave_the_question_open, 0, 2);
    tcase_add_loop_test(tests, renegotiation_takes_the_mark_back, 0, 2);
    tcase_add_loop_test(tests, the_mark_stands_when_the_flow_ends_or_much_was_watched, 0, 2);
    tcase_add_loop_test(tests, a_handshake_cut_anywhere_never_says_no_certificate, 0, 6);
    suite_add_tcase(suite, tests);
}

int main(void)
{
    Suite *suite = suite_create("probe/tls");
    add_recognition(suite);
    add_content(suite);
    add_mutual(suite);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
