/*
 * certificate.c - what a leaf certificate says
 *
 * Names are what a certificate claims; nothing is verified here. Servers show the same one to
 * everybody, so its facts are gathered as one block, which the memo keeps.
 */
#include "probe/certificate.h"

#include "lyncscope/address.h"
#include "probe/draft.h"
#include "probe/tls.h"

enum { FACT_HEAD = 2 };

static void put_fact(struct cert_block *block, enum ls_fact_kind kind, const void *value, size_t n)
{
    if (n > LS_DRAFT_FACT_MAX)
        n = LS_DRAFT_FACT_MAX;
    if (n == 0 || CERT_BLOCK_ROOM - block->n < FACT_HEAD + n)
        return;
    block->at[block->n++] = (uint8_t)kind;
    block->at[block->n++] = (uint8_t)n;
    memcpy(block->at + block->n, value, n);
    block->n += n;
}

static void put_time(struct cert_block *block, enum ls_fact_kind kind, int64_t seconds)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((uint64_t)seconds >> (56 - 8 * i));
    put_fact(block, kind, bytes, sizeof bytes);
}

/* RFC 5280 section 4.2.1.6: four octets or sixteen. */
static void put_address(struct cert_block *block, struct ls_span octets)
{
    char text[LS_ADDR_TEXT];
    if (octets.len != 4 && octets.len != 16)
        return;
    struct ls_addr addr = octets.len == 4 ? ls_addr_v4(octets.at) : ls_addr_v6(octets.at);
    ls_addr_format(&addr, text);
    put_fact(block, LS_FACT_CERT_NAME, text, strlen(text));
}

static void put_digest(struct cert_block *block, struct ls_span der, struct ls_memo *memo)
{
    uint8_t bytes[LS_DIGEST_MAX];
    struct ls_digest sha256;
    ls_digest_begin(&sha256, memo, LS_DIGEST_SHA256);
    ls_digest_add(&sha256, der.at, der.len);
    if (ls_digest_end(&sha256, bytes))
        put_fact(block, LS_FACT_CERT_SHA256, bytes, sizeof bytes);
}

struct gathering {
    struct cert_block *block;
    struct ls_span der;
    struct ls_memo *memo;
};

static void put_all(void *context, const struct cert_content *content)
{
    const struct gathering *to = context;
    struct cert_block *block = to->block;
    block->at[block->n++] = content->self_signed;
    put_fact(block, LS_FACT_CERT_SUBJECT, content->subject.at, content->subject.len);
    put_fact(block, LS_FACT_CERT_ISSUER, content->issuer.at, content->issuer.len);
    if (content->has_time[0])
        put_time(block, LS_FACT_CERT_NOT_BEFORE, content->time[0]);
    if (content->has_time[1])
        put_time(block, LS_FACT_CERT_NOT_AFTER, content->time[1]);
    put_digest(block, to->der, to->memo);
    for (size_t i = 0; i < content->name_count; i++) {
        const struct cert_name *name = &content->names[i];
        if (name->address)
            put_address(block, name->value);
        else
            put_fact(block, LS_FACT_CERT_NAME, name->value.at, name->value.len);
    }
}

void cert_gather(struct ls_span der, struct ls_memo *memo, bool plain, struct cert_block *block)
{
    struct gathering to = {block, der, memo};
    struct cert_content content;
    block->n = 0;
    if (plain && cert_read_plain(der, &content))
        put_all(&to, &content);
    else
        (void)cert_read_openssl(der, put_all, &to);
}

void tls_certificate_note(struct ls_span der, uint8_t side, bool server, struct ls_draft *draft)
{
    struct ls_memo *memo = ls_draft_memo(draft);
    struct ls_span facts;
    struct cert_block block;

    if (!ls_memo_find(memo, LS_MEMO_CERTIFICATE, der, &facts)) {
        cert_gather(der, memo, true, &block);
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
