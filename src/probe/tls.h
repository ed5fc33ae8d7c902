/*
 * tls.h - the parts of the TLS probe: records, hellos, fingerprints, certificates
 *
 * Layouts: RFC 5246 sections 6.2 and 7.4, RFC 8446 sections 4 and 5. Numbers are big endian.
 */
#pragma once

#include "lyncscope/probe.h"
#include "probe/memo.h"

enum tls_type {
    TLS_CCS = 20,
    TLS_ALERT = 21,
    TLS_HANDSHAKE = 22,
    TLS_DATA = 23,
    TLS_HEARTBEAT = 24,
};

enum tls_message_type {
    TLS_CLIENT_HELLO = 1,
    TLS_SERVER_HELLO = 2,
    TLS_CERTIFICATE = 11,
    TLS_CERTIFICATE_REQUEST = 13,
    TLS_SERVER_HELLO_DONE = 14,
    TLS_CLIENT_KEY_EXCHANGE = 16,
};

enum {
    TLS_RECORD_HEADER = 5,
    TLS_RECORD_MAX = 16384 + 2048,
    TLS_SESSION_MAX = 32,
    TLS_JA3_BYTES = 16,
    TLS_JA4_BYTES = 36,
    TLS_1_2 = 0x0303,
    TLS_1_3 = 0x0304,
    /*
     * A window holds 16 KiB, so a longer message never stands in it as a whole. Messages up to
     * TLS_MESSAGE_MAX are waited for; when TLS_WINDOW_FULL unread bytes do not hold it
     * (because records of a few bytes each waste the room) it is read as far as it is there.
     */
    TLS_MESSAGE_MAX = 12 * 1024,
    TLS_WINDOW_FULL = 13 * 1024,
};

/* One direction read as records. A value: copy it to look ahead, assign it back to commit. */
struct tls_reader {
    struct ls_cursor in;
    uint16_t left; /* bytes of the open record still unread */
    uint8_t type;  /* of the open record */
};

enum tls_found {
    TLS_FOUND,
    TLS_WAIT, /* bytes ran out */
    TLS_BAD,  /* no TLS record can look like this */
};

struct tls_record {
    uint8_t type;
    uint16_t version;
    uint16_t length;
};

/* tls_record_peek reads the header of the record that begins at in, without moving. */
enum tls_found tls_record_peek(struct ls_cursor in, struct tls_record *record);

/*
 * A handshake message, put together from as many records as it spans. Of a Certificate only
 * the beginning up to the end of the first (leaf) certificate is read; of messages nobody
 * looks into only the header.
 */
struct tls_message {
    uint8_t type;
    uint32_t length; /* of the body, as announced */
    size_t wanted;   /* bytes of the body that matter */
    size_t have;     /* bytes of the body that are here */
    uint8_t body[TLS_MESSAGE_MAX];
};

/*
 * tls_message_read reads the next message and moves reader past the part that was read, unless
 * it answers TLS_WAIT or TLS_BAD. With cut set, what is there is all there will be:
 * a message whose header is there is found, with have < wanted.
 */
enum tls_found tls_message_read(struct tls_reader *reader, bool cut, struct tls_message *message);

/* tls_message_skip passes over up to n bytes of handshake and returns how many it passed. */
uint32_t tls_message_skip(struct tls_reader *reader, uint32_t n);

/* A ClientHello or ServerHello taken apart. Spans borrow the message. */
struct tls_hello {
    uint16_t legacy_version;
    uint16_t version; /* client: highest offered; server: chosen */
    uint16_t highest; /* client: the same, of versions nobody knows too */
    bool datagram;    /* DTLS */
    bool retry;       /* server: this is a HelloRetryRequest (RFC 8446 section 4.1.3) */
    bool named;       /* client: there is a server_name extension */
    bool shared_key;  /* server: a key shared before is used (RFC 8446 section 4.2.11) */
    struct ls_span session;
    struct ls_span suites; /* client: the list; server: the one chosen */
    struct ls_span extensions;
    struct ls_span name;       /* server_name, lower or upper case as sent; empty = none */
    struct ls_span alpn;       /* list of {length (1), name}; server: the one chosen */
    struct ls_span groups;     /* list of 2-byte numbers */
    struct ls_span formats;    /* list of bytes */
    struct ls_span signatures; /* list of 2-byte numbers */
};

/*
 * All return false when a length does not fit exactly into what encloses it. The third is for
 * DTLS, which has a cookie between session and cipher suites (RFC 6347 section 4.2.1).
 */
bool tls_hello_client(struct ls_span body, struct tls_hello *hello);
bool tls_hello_server(struct ls_span body, struct tls_hello *hello);
bool tls_hello_datagram(struct ls_span body, struct tls_hello *hello);

/* tls_extensions_read reads the optional block at the end of a hello; nothing may follow it. */
bool tls_extensions_read(struct ls_cursor *in, bool client, struct tls_hello *hello);

/*
 * tls_hello_begins says whether have bytes of a hello of the announced length can begin one,
 * and sets *suite once the first cipher suite is among them (0x10000 before).
 */
bool tls_hello_begins(const struct tls_message *message, uint32_t *suite);

/* tls_hello_v2 checks an SSLv2-style hello (RFC 5246 appendix E.2); *length is its size. */
enum tls_found tls_hello_v2(struct ls_cursor in, uint16_t *version, size_t *length);

/* Notes what a hello says. The version is noted by the caller, who knows if an answer came. */
void tls_note_client(const struct tls_hello *hello, uint8_t side, struct ls_draft *draft);
void tls_note_server(const struct tls_hello *hello, uint8_t side, struct ls_draft *draft);
void tls_note_version(struct ls_draft *draft, uint8_t side, uint16_t version);
void tls_note_alert(struct ls_draft *draft, uint8_t side, uint8_t description);

/* GREASE values (RFC 8701): both bytes equal and ending in A. */
static inline bool tls_is_grease(uint16_t value)
{
    return (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);
}

/* JA3, JA3S and JA4; false when the library has no such digest (MD5 under FIPS). */
bool tls_ja3(const struct tls_hello *client, struct ls_memo *memo, uint8_t digest[TLS_JA3_BYTES]);
bool tls_ja3s(const struct tls_hello *server, struct ls_memo *memo, uint8_t digest[TLS_JA3_BYTES]);
bool tls_ja4(const struct tls_hello *client, struct ls_memo *memo, char text[TLS_JA4_BYTES]);

/*
 * tls_certificate_note notes names, validity and digest of a leaf certificate in DER, and of a
 * server's whether it is self-signed.
 */
void tls_certificate_note(struct ls_span der, uint8_t side, bool server, struct ls_draft *draft);

/* What the first bytes of a direction look like. */
enum tls_opening {
    TLS_OPENS_EMPTY,
    TLS_OPENS_SHORT, /* could become any of those below */
    TLS_OPENS_CLIENT,
    TLS_OPENS_CLIENT_V2,
    TLS_OPENS_SERVER,
    TLS_OPENS_ALERT,     /* one clear alert and nothing else so far */
    TLS_OPENS_DATA,      /* one protected record: application data, or an alert */
    TLS_OPENS_DATA_SURE, /* a second header exactly behind it; or, at the end, only whole records */
    TLS_OPENS_PSEUDO,    /* the fixed hellos of [MS-TURN] section 2.1.1: not TLS */
    TLS_OPENS_OTHER,
};

/* scratch is lent; it saves a second large buffer on the stack. */
enum tls_opening tls_opening(struct ls_cursor in, bool closed, struct tls_message *scratch);

/* What is remembered of one side between looks. */
struct tls_side {
    uint32_t skip;             /* bytes of a handshake message that nobody looks into */
    uint16_t left;             /* bytes of the open record still to come */
    uint8_t type;              /* of the open record */
    uint8_t hidden_handshakes; /* handshake records after ChangeCipherSpec */
    bool changed;              /* ChangeCipherSpec seen */
    bool over;                 /* nothing readable follows */
};

/* The state area of the probe. */
struct tls_state {
    struct tls_side side[2];
    uint32_t after;   /* bytes of records since both sides changed cipher */
    uint16_t offered; /* version */
    uint16_t version; /* chosen by the server; 0 = no answer yet */
    uint8_t client;
    uint8_t session_bytes;
    uint8_t session[TLS_SESSION_MAX]; /* what the client asked to resume */
    bool kept;                        /* the last byte read of the client is still in the window */
    bool known;                       /* recognised: following */
    bool called;                      /* ClientHello seen */
    bool certified;                   /* server's Certificate seen */
    bool keyed;                       /* ClientKeyExchange seen */
    bool resumed;
    bool settled; /* both sides changed cipher, and what that says is noted */
    bool finished;
};

/*
 * tls_follow reads on in the bytes of one side, once TLS is recognised, notes what
 * it finds and sets view->used. message is lent room.
 */
void tls_follow(struct ls_view *view, uint8_t number, struct tls_state *state,
                struct ls_draft *draft, struct tls_message *message);
