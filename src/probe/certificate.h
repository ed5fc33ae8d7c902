/*
 * certificate.h - what a leaf certificate says, as a block of facts, and two ways to read it
 *
 * OpenSSL knows all there is to know of certificates, and takes a million instructions to look for
 * a decoder of the public key, which nobody here asks for. So certificates as nearly all are, are
 * read without it; what is odd in any way is left to OpenSSL. Both give the same facts.
 */
#pragma once

#include "lyncscope/probe.h"
#include "probe/memo.h"

enum { CERT_NAMES_MAX = 32, CERT_BLOCK_ROOM = 4096 };

/* Facts, each: kind (1), length (1), value. The first byte of all says if it is self-signed. */
struct cert_block {
    size_t n; /* 0: the bytes are no certificate */
    uint8_t at[CERT_BLOCK_ROOM];
};

/* What is put into a block, in this order, but for the digest of the whole. */
struct cert_content {
    bool self_signed;
    struct ls_span subject, issuer; /* common names, or empty */
    bool has_time[2];
    int64_t time[2]; /* not before, not after: seconds since 1970 */
    size_t name_count;
    struct cert_name {
        struct ls_span value;
        bool address; /* of four octets or sixteen; else text */
    } names[CERT_NAMES_MAX];
};

/*
 * cert_read_plain lends content out of der. False where anything is not as in nearly all
 * certificates: then OpenSSL has to say what it is.
 */
LS_MUST_USE bool cert_read_plain(struct ls_span der, struct cert_content *content);

/* cert_read_openssl puts content into the block through `put`; false when this is no certificate.
 */
bool cert_read_openssl(struct ls_span der,
                       void (*put)(void *context, const struct cert_content *content),
                       void *context);

/* cert_gather fills block with what the certificate says; plain: without OpenSSL where possible. */
void cert_gather(struct ls_span der, struct ls_memo *memo, bool plain, struct cert_block *block);
