/*
 * fuzz_tls_hello.c - any bytes as the body of a hello: byte 0 picks client, server or DTLS
 *
 * What a hello says is noted twice, and the memo must not change it.
 */
#include <stdlib.h>

#include "probe/draft.h"
#include "probe/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_hello(uint8_t how, struct ls_span body, struct tls_hello *hello)
{
    if (how % 3 == 0)
        return tls_hello_client(body, hello);
    return how % 3 == 1 ? tls_hello_server(body, hello) : tls_hello_datagram(body, hello);
}

static void note(uint8_t how, const struct tls_hello *hello, struct ls_draft *draft)
{
    if (how % 3 == 1)
        tls_note_server(hello, 1, draft);
    else
        tls_note_client(hello, 0, draft);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_draft drafts[3];
    struct tls_hello hello;
    if (size == 0)
        return 0;
    struct ls_memo *memo = ls_memo_new();
    uint8_t *exact = malloc(size - 1 + (size == 1));
    if (memo == NULL || exact == NULL)
        abort();
    memcpy(exact, data + 1, size - 1);
    bool good = read_hello(data[0], ls_span(exact, size - 1), &hello);
    for (int i = 0; i < 3; i++) {
        ls_draft_init(&drafts[i]);
        drafts[i].memo = i < 2 ? memo : NULL;
        if (good)
            note(data[0], &hello, &drafts[i]);
        size_t n = drafts[0].made.facts_bytes;
        if (n != drafts[i].made.facts_bytes ||
            (n > 0 && memcmp(drafts[0].facts, drafts[i].facts, n) != 0))
            abort();
    }
    for (int i = 0; i < 3; i++)
        ls_draft_clear(&drafts[i]);
    ls_memo_free(memo);
    free(exact);
    return 0;
}
