/*
 * certificate.c - what a leaf certificate says, read by OpenSSL
 *
 * Names are what a certificate claims; nothing is verified here. Servers show the same one to
 * everybody, so its facts are gathered as one block, which the memo keeps.
 */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "lyncscope/address.h"
#include "probe/draft.h"
#include "probe/tls.h"

enum { NAMES_MAX = 32, BLOCK_ROOM = 4096, FACT_HEAD = 2 };

/* Facts, each: kind (1), length (1), value. The first byte of all says if it is self-signed. */
struct block {
    size_t n;
    uint8_t at[BLOCK_ROOM];
};

static void put_fact(struct block *block, enum ls_fact_kind kind, const void *value, size_t n)
{
    if (n > LS_DRAFT_FACT_MAX)
        n = LS_DRAFT_FACT_MAX;
    if (n == 0 || BLOCK_ROOM - block->n < FACT_HEAD + n)
        return;
    block->at[block->n++] = (uint8_t)kind;
    block->at[block->n++] = (uint8_t)n;
    memcpy(block->at + block->n, value, n);
    block->n += n;
}

static void put_common_name(struct block *block, enum ls_fact_kind kind, const X509_NAME *name)
{
    int last = -1;
    for (int at; (at = X509_NAME_get_index_by_NID(name, NID_commonName, last)) >= 0;)
        last = at;
    if (last < 0)
        return;
    unsigned char *text = NULL;
    const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, last);
    int n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    if (n > 0)
        put_fact(block, kind, text, (size_t)n);
    if (n >= 0)
        OPENSSL_free(text);
}

static void put_time(struct block *block, enum ls_fact_kind kind, const ASN1_TIME *when)
{
    struct tm parts;
    uint8_t bytes[8];
    if (when == NULL || ASN1_TIME_to_tm(when, &parts) != 1)
        return;
    uint64_t seconds = (uint64_t)timegm(&parts);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(seconds >> (56 - 8 * i));
    put_fact(block, kind, bytes, sizeof bytes);
}

/* RFC 5280 section 4.2.1.6: four octets or sixteen. */
static void put_address(struct block *block, const ASN1_OCTET_STRING *octets)
{
    char text[LS_ADDR_TEXT];
    const uint8_t *bytes = ASN1_STRING_get0_data(octets);
    int n = ASN1_STRING_length(octets);
    if (n != 4 && n != 16)
        return;
    struct ls_addr addr = n == 4 ? ls_addr_v4(bytes) : ls_addr_v6(bytes);
    ls_addr_format(&addr, text);
    put_fact(block, LS_FACT_CERT_NAME, text, strlen(text));
}

static void put_alternative_names(struct block *block, const X509 *leaf)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && i < NAMES_MAX; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_IPADD)
            put_address(block, name->d.iPAddress);
        if (name->type == GEN_DNS && ASN1_STRING_length(name->d.dNSName) > 0)
            put_fact(block, LS_FACT_CERT_NAME, ASN1_STRING_get0_data(name->d.dNSName),
                     (size_t)ASN1_STRING_length(name->d.dNSName));
    }
    GENERAL_NAMES_free(names);
}

static void put_digest(struct block *block, struct ls_span der, struct ls_memo *memo)
{
    uint8_t bytes[LS_DIGEST_MAX];
    struct ls_digest sha256;
    ls_digest_begin(&sha256, memo, LS_DIGEST_SHA256);
    ls_digest_add(&sha256, der.at, der.len);
    if (ls_digest_end(&sha256, bytes))
        put_fact(block, LS_FACT_CERT_SHA256, bytes, sizeof bytes);
}

/* Gathers nothing when the bytes are no certificate. */
static void read_certificate(struct block *block, struct ls_span der, struct ls_memo *memo)
{
    const unsigned char *at = der.at;
    X509 *leaf = d2i_X509(NULL, &at, (long)der.len);
    block->n = 0;
    if (leaf != NULL) {
        const X509_NAME *subject = X509_get_subject_name(leaf);
        const X509_NAME *issuer = X509_get_issuer_name(leaf);
        block->at[block->n++] = X509_NAME_cmp(subject, issuer) == 0;
        put_common_name(block, LS_FACT_CERT_SUBJECT, subject);
        put_common_name(block, LS_FACT_CERT_ISSUER, issuer);
        put_time(block, LS_FACT_CERT_NOT_BEFORE, X509_get0_notBefore(leaf));
        put_time(block, LS_FACT_CERT_NOT_AFTER, X509_get0_notAfter(leaf));
        put_digest(block, der, memo);
        put_alternative_names(block, leaf);
    }
    X509_free(leaf);
    ERR_clear_error(); /* a refused certificate is no error of ours */
}

void tls_certificate_note(struct ls_span der, uint8_t side, bool server, struct ls_draft *draft)
{
    struct ls_memo *memo = ls_draft_memo(draft);
    struct ls_span facts;
    struct block block;

    if (!ls_memo_find(memo, LS_MEMO_CERTIFICATE, der, &facts)) {
        read_certificate(&block, der, memo);
        facts = ls_span(block.at, block.n);
        ls_memo_keep(memo, LS_MEMO_CERTIFICATE, der, facts);
    }
    struct ls_cursor in = ls_span_cursor(facts);
    if (ls_u8(&in) != 0 && server)
        ls_draft_mark(draft, LS_MARK_CERT_SELF_SIGNED);
    while (ls_left(&in) > 0) {
        enum ls_fact_kind kind = (enum ls_fact_kind)ls_u8(&in);
        struct ls_span value = ls_span_take(&in, ls_u8(&in));
        if (!in.failed)
            ls_draft_fact(draft, kind, side, value.at, value.len);
    }
}
