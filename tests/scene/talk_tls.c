/* talk_tls.c - TLS sessions (RFC 5246, RFC 8446) as far as anybody without keys can see them. */
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "talk.h"

enum { CHANGE_CIPHER = 20, ALERT = 21, HANDSHAKE = 22, DATA = 23 };
enum {
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    CERTIFICATE = 11,
    CERTIFICATE_REQUEST = 13,
    HELLO_DONE = 14,
    CERTIFICATE_VERIFY = 15,
    KEY_EXCHANGE = 16,
};

struct session {
    unsigned version;        /* negotiated */
    unsigned record_version; /* what records and hellos say at most */
    bool resumed;
    struct words *words;
};

static unsigned version_of(struct words *words)
{
    static const struct {
        const char *text;
        unsigned number;
    } versions[] = {{"3.0", 0x0300}, {"1.0", 0x0301}, {"1.1", 0x0302}, {"1.3", 0x0304}};
    const char *text = word(words, "version", "1.2");
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        if (strcmp(versions[i].text, text) == 0)
            return versions[i].number;
    }
    return 0x0303;
}

static void put_record(struct bytes *b, unsigned type, unsigned version, const struct bytes *body)
{
    put8(b, type);
    put16(b, version);
    put16(b, (unsigned)body->n);
    put(b, body->at, body->n);
}

static void put_message(struct bytes *b, unsigned type, const struct bytes *body)
{
    put8(b, type);
    put24(b, (uint32_t)body->n);
    put(b, body->at, body->n);
}

static size_t open_extension(struct bytes *b, unsigned type)
{
    put16(b, type);
    return put_hole(b, 2);
}

static void put_client_extensions(struct bytes *b, const struct session *s)
{
    const char *sni = word(s->words, "sni", "");
    const char *alpn = word(s->words, "alpn", "");
    size_t extension;
    if (*sni != '\0') {
        extension = open_extension(b, 0x0000);
        put16(b, (unsigned)strlen(sni) + 3);
        put8(b, 0);
        put16(b, (unsigned)strlen(sni));
        put_text(b, sni);
        fill_hole(b, extension, 2);
    }
    put_hex(b, "000a00080006001d00170018 000b00020100 000d00080006040302030804");
    if (*alpn != '\0') {
        extension = open_extension(b, 0x0010);
        put16(b, (unsigned)strlen(alpn) + 1);
        put8(b, (unsigned)strlen(alpn));
        put_text(b, alpn);
        fill_hole(b, extension, 2);
    }
    if (s->version == 0x0304)
        put_hex(b, "002b0005040304 0303 003300080006001d0002abcd");
    put_hex(b, "ff01000100");
}

static void put_session_id(struct bytes *b, const struct session *s)
{
    put8(b, s->resumed ? 32 : 0);
    if (s->resumed)
        put_noise(b, 32, 32);
}

static void client_hello(struct conv *c, const struct session *s)
{
    struct bytes body = {0}, message = {0}, record = {0};
    put16(&body, s->record_version);
    put_noise(&body, 32, c->port[0]);
    put_session_id(&body, s);
    put_hex(&body, s->version == 0x0304 ? "00081301130213031303" : "");
    put_hex(&body, s->version == 0x0304 ? "" : "000ac02fc030009c002f0035");
    put_hex(&body, "0100");
    size_t extensions = put_hole(&body, 2);
    put_client_extensions(&body, s);
    fill_hole(&body, extensions, 2);
    put_message(&message, CLIENT_HELLO, &body);
    put_record(&record, HANDSHAKE, 0x0301, &message);
    say(c, 0, &record);
    bytes_clear(&body);
    bytes_clear(&message);
}

static void put_server_hello(struct bytes *b, const struct session *s, uint32_t seed)
{
    struct bytes body = {0};
    put16(&body, s->record_version);
    put_noise(&body, 32, seed);
    if (s->resumed) {
        put_session_id(&body, s);
    } else {
        put8(&body, 32);
        put_noise(&body, 32, seed + 1);
    }
    put_hex(&body, s->version == 0x0304 ? "130100" : "c02f00");
    put_hex(&body, s->version == 0x0304 ? "0006002b00020304" : "0005ff01000100");
    put_message(b, SERVER_HELLO, &body);
    bytes_clear(&body);
}

static void put_certificates(struct bytes *b, const char *name)
{
    struct bytes body = {0};
    size_t list = put_hole(&body, 3);
    if (*name != '\0') {
        size_t one = put_hole(&body, 3);
        put_certificate(&body, name);
        fill_hole(&body, one, 3);
    }
    fill_hole(&body, list, 3);
    put_message(b, CERTIFICATE, &body);
    bytes_clear(&body);
}

static void change_and_finish(struct conv *c, int side, const struct session *s)
{
    struct bytes out = {0}, body = {0};
    put8(&body, 1);
    put_record(&out, CHANGE_CIPHER, s->record_version, &body);
    body.n = 0;
    put_noise(&body, 40, 40 + (unsigned)side);
    put_record(&out, HANDSHAKE, s->record_version, &body);
    say(c, side, &out);
    bytes_clear(&body);
}

static void server_flight(struct conv *c, const struct session *s, bool ask)
{
    struct bytes messages = {0}, empty = {0}, body = {0}, out = {0};
    put_server_hello(&messages, s, c->port[0] + 1000U);
    put_certificates(&messages, word(s->words, "cert", "server.contoso.test"));
    if (ask) {
        put_hex(&body, "010100040401020100 00");
        put_message(&messages, CERTIFICATE_REQUEST, &body);
    }
    put_message(&messages, HELLO_DONE, &empty);
    put_record(&out, HANDSHAKE, s->record_version, &messages);
    say(c, 1, &out);
    bytes_clear(&messages);
    bytes_clear(&body);
}

static void client_flight(struct conv *c, const struct session *s, bool asked, const char *name)
{
    struct bytes messages = {0}, body = {0}, out = {0};
    if (asked)
        put_certificates(&messages, name);
    put8(&body, 65);
    put_noise(&body, 65, 7);
    put_message(&messages, KEY_EXCHANGE, &body);
    if (asked && *name != '\0') {
        body.n = 0;
        put_hex(&body, "04010080");
        put_noise(&body, 128, 9);
        put_message(&messages, CERTIFICATE_VERIFY, &body);
    }
    put_record(&out, HANDSHAKE, s->record_version, &messages);
    say(c, 0, &out);
    bytes_clear(&messages);
    bytes_clear(&body);
    change_and_finish(c, 0, s);
}

static void data_records(struct conv *c, const struct session *s)
{
    unsigned count = number(s->words, "records", 2);
    for (unsigned i = 0; i < count; i++) {
        struct bytes body = {0}, out = {0};
        put_noise(&body, 120 + i * 37 % 900, i);
        put_record(&out, DATA, s->record_version, &body);
        say(c, i % 2 ? 1 : 0, &out);
        bytes_clear(&body);
    }
}

static void handshake(struct conv *c, const struct session *s)
{
    bool mutual = flag(s->words, "mutual");
    bool ask = mutual || flag(s->words, "asked");
    const char *client = word(s->words, "client-cert", "client.contoso.test");
    client_hello(c, s);
    if (s->version == 0x0304 || s->resumed) {
        struct bytes hello = {0}, out = {0};
        put_server_hello(&hello, s, c->port[0] + 1000U);
        put_record(&out, HANDSHAKE, s->record_version, &hello);
        say(c, 1, &out);
        bytes_clear(&hello);
        if (s->resumed) {
            change_and_finish(c, 1, s);
            change_and_finish(c, 0, s);
        }
        return;
    }
    server_flight(c, s, ask);
    client_flight(c, s, ask, mutual ? client : "");
    change_and_finish(c, 1, s);
}

void talk_tls(struct conv *c, struct words *words)
{
    struct session s = {.version = version_of(words), .words = words};
    s.record_version = s.version == 0x0304 ? 0x0303 : s.version;
    s.resumed = flag(words, "resumed");
    if (flag(words, "refused")) {
        client_hello(c, &s);
        say_hex(c, 1, "15030100020228"); /* alert handshake_failure, RFC 5246 section 7.2 */
        return;
    }
    if (!flag(words, "no-handshake"))
        handshake(c, &s);
    data_records(c, &s);
}

const struct verb talk_tls_verbs[] = {{"tls", talk_tls}, {NULL, NULL}};
