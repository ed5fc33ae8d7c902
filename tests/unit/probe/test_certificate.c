/*
 * test_certificate.c - certificates read without OpenSSL say what OpenSSL says of them
 *
 * Each byte of a certificate is changed in several ways: whatever comes of it, both readers either
 * find the same or the plain one leaves it alone.
 */
#include <check.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "probe/certificate.h"

struct made {
    unsigned char *der;
    int n;
};

static const struct wish {
    const char *subject, *issuer, *names, *not_before, *not_after;
    int type; /* of the texts in names */
    bool plain;
} wishes[] = {
    {"pool01.contoso.test", "Contoso CA", "DNS:pool01.contoso.test,DNS:sip.contoso.test",
     "20250101000000Z", "20351231235959Z", MBSTRING_UTF8, true},
    {"fe01.contoso.test", "fe01.contoso.test", NULL, "19700131120000Z", "20491130000000Z",
     V_ASN1_PRINTABLESTRING, true},
    {"edge", "CA", "IP:10.0.10.11,DNS:a.test,email:me@a.test,URI:sip:me@a.test,IP:fd00::11",
     "20240301000000Z", "20520430000000Z", V_ASN1_IA5STRING, true},
    /* names alike but for case and blanks are equal; other letters, and leap days, are odd */
    {"Contoso  Root", "contoso root", "DNS:a.test", "20250101000000Z", "20260101000000Z",
     MBSTRING_UTF8, false},
    {"Contoso\xc3\xa9", "CA", "DNS:a.test", "20250101000000Z", "20260101000000Z", MBSTRING_UTF8,
     false},
    {"leap", "CA", "DNS:a.test", "20240229000000Z", "20260101000000Z", MBSTRING_UTF8, false},
    {"dir", "CA", "RID:1.2.3.4,DNS:a.test", "20250101000000Z", "20260101000000Z", MBSTRING_UTF8,
     false},
};

enum { WISHES = sizeof wishes / sizeof *wishes };

static struct made certificates[WISHES];

static void name(X509_NAME *to, const char *common_name, int type)
{
    const unsigned char *cn = (const unsigned char *)common_name;
    ck_assert(X509_NAME_add_entry_by_txt(to, "O", type, (const unsigned char *)"Contoso", -1, -1,
                                         0) == 1);
    ck_assert(X509_NAME_add_entry_by_txt(to, "CN", type, cn, -1, -1, 0) == 1);
}

static void add_names(X509 *leaf, const char *names)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
    X509_EXTENSION *usage =
        X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:FALSE");
    ck_assert(X509_add_ext(leaf, usage, -1) == 1 && X509_add_ext(leaf, extension, -1) == 1);
    X509_EXTENSION_free(extension);
    X509_EXTENSION_free(usage);
}

static struct made make(const struct wish *wish, EVP_PKEY *key)
{
    struct made made = {NULL, 0};
    X509 *leaf = X509_new();
    X509_set_version(leaf, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(leaf), 0x1234567);
    name(X509_get_subject_name(leaf), wish->subject, wish->type);
    name(X509_get_issuer_name(leaf), wish->issuer, wish->type);
    ck_assert(ASN1_TIME_set_string_X509(X509_getm_notBefore(leaf), wish->not_before) == 1);
    ck_assert(ASN1_TIME_set_string_X509(X509_getm_notAfter(leaf), wish->not_after) == 1);
    ck_assert(X509_set_pubkey(leaf, key) == 1);
    add_names(leaf, wish->names ? wish->names : "DNS:none.test");
    ck_assert(X509_sign(leaf, key, EVP_sha256()) > 0);
    made.n = i2d_X509(leaf, &made.der);
    ck_assert(made.n > 0);
    X509_free(leaf);
    return made;
}

static void make_all(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    for (int i = 0; i < WISHES; i++)
        certificates[i] = make(&wishes[i], key);
    EVP_PKEY_free(key);
}

static void free_all(void)
{
    for (int i = 0; i < WISHES; i++)
        OPENSSL_free(certificates[i].der);
}

static void compare(const unsigned char *der, int n, int at)
{
    struct cert_block plain, whole;
    cert_gather(ls_span(der, (size_t)n), NULL, true, &plain);
    cert_gather(ls_span(der, (size_t)n), NULL, false, &whole);
    ck_assert_msg(plain.n == whole.n && memcmp(plain.at, whole.at, plain.n) == 0,
                  "byte %d of %d: %02x", at, n, at < n ? der[at] : 0);
}

START_TEST(the_usual_is_read_plainly)
{
    struct cert_content content;
    const struct made *made = &certificates[_i];
    compare(made->der, made->n, 0);
    ck_assert_int_eq(cert_read_plain(ls_span(made->der, (size_t)made->n), &content),
                     wishes[_i].plain);
}
END_TEST

/* What the plain reader leaves alone needs no second look. */
static bool is_odd(const unsigned char *der, int n)
{
    struct cert_content content;
    return !cert_read_plain(ls_span(der, (size_t)n), &content);
}

START_TEST(changed_bytes_are_read_alike)
{
    const struct made *made = &certificates[_i];
    unsigned char *der = malloc((size_t)made->n);
    memcpy(der, made->der, (size_t)made->n);
    for (int at = 0; at < made->n; at++) {
        const unsigned char was = der[at];
        const unsigned char others[] = {was ^ 1, was ^ 0x20, was ^ 0x80, 0, 0xff, was + 1, was - 1};
        for (size_t k = 0; k < sizeof others; k++) {
            der[at] = others[k];
            if (others[k] != was && !is_odd(der, made->n))
                compare(der, made->n, at);
        }
        der[at] = was;
    }
    free(der);
}
END_TEST

/* Each length in a copy of its own: reading on would be found. */
START_TEST(a_part_is_no_certificate)
{
    const struct made *made = &certificates[0];
    for (int n = 0; n < made->n; n++) {
        struct cert_content content;
        unsigned char *part = malloc((size_t)n + !n);
        memcpy(part, made->der, (size_t)n);
        ck_assert(!cert_read_plain(ls_span(part, (size_t)n), &content));
        free(part);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/certificate");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_unchecked_fixture(all, make_all, free_all);
    tcase_add_loop_test(all, the_usual_is_read_plainly, 0, WISHES);
    tcase_add_loop_test(all, changed_bytes_are_read_alike, 0, 2);
    tcase_add_test(all, a_part_is_no_certificate);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
