/* tls_session.h - a whole TLS session played to the probe, for tests */
#pragma once

#include <stdio.h>

#include "probe/probes.h"
#include "stream.h"
#include "tls_maker.h"

enum { CLIENT, SERVER };

/* What a session to be made looks like. */
struct plan {
    unsigned version;  /* chosen; 0x0304 travels in supported_versions */
    unsigned offers;   /* protocols in ALPN instead of the usual two */
    bool asks;         /* CertificateRequest */
    bool gives;        /* client certificate */
    bool gives_empty;  /* an empty list instead */
    bool gives_hollow; /* a list of one certificate without a byte */
    bool chooses;      /* the server answers ALPN */
    bool shared_key;   /* TLS 1.3: the server takes the pre-shared key */
    bool self_signed;
    bool resumes; /* the session id is echoed, no certificates */
    size_t extra; /* bytes appended to the server's certificate list behind the leaf */
    size_t piece; /* bytes a record */
};

static const struct plan plain = {.version = 0x0303, .piece = 16384};

static struct bytes hello, flight, answer, finish; /* in the order they are sent */
static uint8_t leaf[4096];
static size_t leaf_bytes;

static inline void put_offers(struct bytes *extensions, unsigned count)
{
    char list[2 + 200] = {(char)(count * 2 >> 8), (char)(count * 2)};
    for (unsigned i = 0; i < count; i++) {
        list[2 + 2 * i] = 1;
        list[3 + 2 * i] = (char)('a' + i);
    }
    put_extension(extensions, 0x0010, list, 2 + count * 2);
}

static inline void make_hello(const struct plan *plan)
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
    if (plan->offers > 0)
        put_offers(&extensions, plan->offers);
    else
        put_extension(&extensions, 0x0010, "\x00\x0C\x02h2\x08http/1.1", 14);
    if (plan->version == 0x0304)
        put_extension(&extensions, 0x002B, "\x06\x4A\x4A\x03\x04\x03\x03", 7);
    put16(&body, (unsigned)extensions.n);
    put(&body, extensions.at, extensions.n);
    put_message(&text, 1, &body);
    put_records(&hello, 22, 0x0301, &text, plan->piece);
}

static inline void put_server_hello(struct bytes *text, const struct plan *plan)
{
    static struct bytes body;
    body.n = 0;
    put16(&body, plan->version > 0x0303 ? 0x0303 : plan->version);
    put_fill(&body, 0x33, 32);
    put8(&body, 32);
    put_fill(&body, plan->resumes || plan->version == 0x0304 ? 0x22 : 0x44, 32);
    put16(&body, 0xC02F);
    put8(&body, 0);
    static struct bytes extensions;
    extensions.n = 0;
    if (plan->version == 0x0304)
        put_extension(&extensions, 0x002B, "\x03\x04", 2);
    else
        put_extension(&extensions, 0xFF01, "\x00", 1);
    if (plan->chooses)
        put_extension(&extensions, 0x0010, "\x00\x03\x02h2", 5);
    if (plan->shared_key)
        put_extension(&extensions, 0x0029, "\x00\x00", 2);
    put16(&body, (unsigned)extensions.n);
    put(&body, extensions.at, extensions.n);
    put_message(text, 2, &body);
}

static inline void put_certificate(struct bytes *text, bool empty, size_t extra)
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

/* No certificate has no bytes (RFC 5246 section 7.4.2: ASN.1Cert<1..2^24-1>). */
static inline void put_hollow(struct bytes *text)
{
    put(text, "\x0B\x00\x00\x06\x00\x00\x03\x00\x00\x00", 10);
}

static inline void make_flight(const struct plan *plan)
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

static inline void make_answer(const struct plan *plan)
{
    static struct bytes text;
    text.n = answer.n = finish.n = 0;
    if (plan->gives || plan->gives_empty)
        put_certificate(&text, plan->gives_empty, 0);
    if (plan->gives_hollow)
        put_hollow(&text);
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

static inline void make(const struct plan *plan)
{
    leaf_bytes =
        make_certificate("fe01.contoso.test", plan->self_signed ? "fe01.contoso.test" : "Test CA",
                         3, leaf, sizeof leaf);
    make_hello(plan);
    make_flight(plan);
    make_answer(plan);
}

/* Plays a whole session in segments of step bytes. */
static inline struct stream *play(const struct plan *plan, size_t step)
{
    make(plan);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say_in(stream, CLIENT, hello.at, hello.n, step);
    stream_say_in(stream, SERVER, flight.at, flight.n, step);
    stream_say_in(stream, CLIENT, answer.at, answer.n, step);
    stream_say_in(stream, SERVER, finish.at, finish.n, step);
    return stream;
}
