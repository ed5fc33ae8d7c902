/* certificate_openssl.c - what a certificate says, read by OpenSSL: any that it can read. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "probe/certificate.h"

/* The last common name, as UTF-8 that the caller frees; empty when there is none. */
static struct ls_span common_name(const X509_NAME *name)
{
    int last = -1;
    for (int at; (at = X509_NAME_get_index_by_NID(name, NID_commonName, last)) >= 0;)
        last = at;
    if (last < 0)
        return ls_span(NULL, 0);
    unsigned char *text = NULL;
    const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, last);
    int n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    return ls_span(text, n > 0 ? (size_t)n : 0);
}

static bool read_time(const ASN1_TIME *when, int64_t *seconds)
{
    struct tm parts;
    if (when == NULL || ASN1_TIME_to_tm(when, &parts) != 1)
        return false;
    *seconds = (int64_t)timegm(&parts);
    return true;
}

static void add_name(struct cert_content *content, const ASN1_STRING *text, bool address)
{
    content->names[content->name_count++] = (struct cert_name){
        .value = ls_span(ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text)),
        .address = address,
    };
}

static void list_names(const GENERAL_NAMES *names, struct cert_content *content)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && i < CERT_NAMES_MAX; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_IPADD)
            add_name(content, name->d.iPAddress, true);
        if (name->type == GEN_DNS)
            add_name(content, name->d.dNSName, false);
    }
}

bool cert_read_openssl(struct ls_span der,
                       void (*put)(void *context, const struct cert_content *content),
                       void *context)
{
    const unsigned char *at = der.at;
    X509 *leaf = d2i_X509(NULL, &at, (long)der.len);
    if (leaf != NULL) {
        struct cert_content content = {0};
        const X509_NAME *subject = X509_get_subject_name(leaf);
        const X509_NAME *issuer = X509_get_issuer_name(leaf);
        GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
        content.self_signed = X509_NAME_cmp(subject, issuer) == 0;
        content.subject = common_name(subject);
        content.issuer = common_name(issuer);
        content.has_time[0] = read_time(X509_get0_notBefore(leaf), &content.time[0]);
        content.has_time[1] = read_time(X509_get0_notAfter(leaf), &content.time[1]);
        list_names(names, &content);
        put(context, &content);
        GENERAL_NAMES_free(names);
        OPENSSL_free((void *)(uintptr_t)content.subject.at);
        OPENSSL_free((void *)(uintptr_t)content.issuer.at);
    }
    X509_free(leaf);
    ERR_clear_error(); /* a refused certificate is no error of ours */
    return leaf != NULL;
}
