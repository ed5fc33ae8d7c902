/*
 * fuzz_certificate.c - any bytes as a leaf certificate, read and then found in the memo; with and
 * without OpenSSL they say the same
 */
#include <stdlib.h>

#include "probe/certificate.h"
#include "probe/draft.h"
#include "probe/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_memo *memo = ls_memo_new();
    struct ls_draft drafts[2];
    uint8_t *exact = malloc(size + !size);
    if (memo == NULL || exact == NULL)
        abort();
    if (size > 0)
        memcpy(exact, data, size);
    for (int i = 0; i < 2; i++) {
        ls_draft_init(&drafts[i]);
        drafts[i].memo = memo;
        tls_certificate_note(ls_span(exact, size), 1, true, &drafts[i]);
    }
    struct cert_block plain, other;
    cert_gather(ls_span(exact, size), memo, true, &plain);
    cert_gather(ls_span(exact, size), memo, false, &other);
    if (plain.n != other.n || memcmp(plain.at, other.at, plain.n) != 0)
        abort();
    size_t n = drafts[0].made.facts_bytes;
    if (n != drafts[1].made.facts_bytes || drafts[0].made.marks != drafts[1].made.marks ||
        (n > 0 && memcmp(drafts[0].facts, drafts[1].facts, n) != 0))
        abort();
    ls_draft_clear(&drafts[0]);
    ls_draft_clear(&drafts[1]);
    ls_memo_free(memo);
    free(exact);
    return 0;
}
