/*
 * certificate.c - what a leaf certificate says, read by OpenSSL
 *
 * Names are what a certificate claims; nothing is verified here.
 */
#include "probe/tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <time.h>

enum { NAMES_MAX = 16 };

static void note_common_name(const X509_NAME *name, enum ls_fact_kind kind, uint8_t side,
                             struct ls_draft *draft)
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
        ls_draft_fact(draft, kind, side, text, (size_t)n);
    if (n >= 0)
        OPENSSL_free(text);
}

static void note_time(const ASN1_TIME *when, enum ls_fact_kind kind, uint8_t side,
                      struct ls_draft *draft)
{
    struct tm parts;
    uint8_t bytes[8];
    if (when == NULL || ASN1_TIME_to_tm(when, &parts) != 1)
        return;
    uint64_t seconds = (uint64_t)timegm(&parts);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(seconds >> (56 - 8 * i));
    ls_draft_fact(draft, kind, side, bytes, sizeof bytes);
}

static void note_alternative_names(const X509 *leaf, uint8_t side, struct ls_draft *draft)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
    int noted = 0;

    for (int i = 0; i < sk_GENERAL_NAME_num(names) && noted < NAMES_MAX; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_DNS)
            continue;
        int n = ASN1_STRING_length(name->d.dNSName);
        if (n <= 0)
            continue;
        ls_draft_fact(draft, LS_FACT_CERT_NAME, side, ASN1_STRING_get0_data(name->d.dNSName),
                      (size_t)n);
        noted++;
    }
    GENERAL_NAMES_free(names);
}

void tls_certificate_note(struct ls_span der, uint8_t side, struct ls_draft *draft)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    const unsigned char *at = der.at;
    X509 *leaf = d2i_X509(NULL, &at, (long)der.len);

    ERR_clear_error(); /* a refused certificate is no error of ours */
    if (leaf == NULL)
        return;
    note_common_name(X509_get_subject_name(leaf), LS_FACT_CERT_SUBJECT, side, draft);
    note_common_name(X509_get_issuer_name(leaf), LS_FACT_CERT_ISSUER, side, draft);
    note_alternative_names(leaf, side, draft);
    note_time(X509_get0_notBefore(leaf), LS_FACT_CERT_NOT_BEFORE, side, draft);
    note_time(X509_get0_notAfter(leaf), LS_FACT_CERT_NOT_AFTER, side, draft);
    X509_free(leaf);
    if (EVP_Digest(der.at, der.len, digest, &n, EVP_sha256(), NULL) == 1)
        ls_draft_fact(draft, LS_FACT_CERT_SHA256, side, digest, n);
}
