/*
 * anonymise.c - facts as they may be shown to strangers
 *
 * One line a kind of fact says how its value is replaced. A kind without a line is replaced as a
 * whole, so that a new one leaks nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "lyncscope/probe.h"

enum manner {
    AS_A_WORD, /* for kinds that have no line */
    AS_IS,     /* says nothing of anybody: numbers, or words that the probe chose */
    AS_HOST,
    AS_AGENT,
    AS_PATH,
    AS_URI,
    AS_SHARE,
    AS_TERMS, /* product words between the characters of `between` */
    AS_REALM,
    AS_DIGITS,
    AS_DIGEST,
    AS_DAY,
    AS_ANSWER,
};

static const struct {
    enum manner manner;
    const char *kind;    /* the word before the stand-in's hash */
    const char *between; /* of AS_TERMS */
} lines[LS_FACT_COUNT] = {
    [LS_FACT_TLS_VERSION] = {AS_IS, NULL, NULL},
    [LS_FACT_TLS_SNI] = {AS_HOST, NULL, NULL},
    [LS_FACT_TLS_ALPN] = {AS_TERMS, "alpn", ""},
    [LS_FACT_TLS_JA3] = {AS_IS, NULL, NULL},
    [LS_FACT_TLS_JA3S] = {AS_IS, NULL, NULL},
    [LS_FACT_TLS_JA4] = {AS_IS, NULL, NULL},
    [LS_FACT_TLS_NEXT_PROTOCOL] = {AS_TERMS, "alpn", ""},
    [LS_FACT_TLS_ALERT] = {AS_IS, NULL, NULL},
    [LS_FACT_TLS_CIPHER] = {AS_IS, NULL, NULL},
    [LS_FACT_CERT_SUBJECT] = {AS_HOST, NULL, NULL},
    [LS_FACT_CERT_ISSUER] = {AS_HOST, NULL, NULL},
    [LS_FACT_CERT_NAME] = {AS_HOST, NULL, NULL},
    [LS_FACT_CERT_SHA256] = {AS_DIGEST, "certificate", NULL},
    [LS_FACT_CERT_NOT_BEFORE] = {AS_DAY, NULL, NULL},
    [LS_FACT_CERT_NOT_AFTER] = {AS_DAY, NULL, NULL},
    [LS_FACT_SIP_METHOD] = {AS_TERMS, "method", ""},
    [LS_FACT_SIP_STATUS] = {AS_DIGITS, "status", NULL},
    [LS_FACT_SIP_AGENT] = {AS_AGENT, NULL, NULL},
    [LS_FACT_SIP_OPAQUE] = {AS_TERMS, "x", ":"},
    [LS_FACT_SIP_BODY] = {AS_TERMS, "type", "/"},
    [LS_FACT_SIP_EVENT] = {AS_TERMS, "event", ""},
    [LS_FACT_SIP_REALM] = {AS_REALM, NULL, NULL},
    [LS_FACT_HTTP_METHOD] = {AS_TERMS, "method", ""},
    [LS_FACT_HTTP_HOST] = {AS_HOST, NULL, NULL},
    [LS_FACT_HTTP_PATH] = {AS_PATH, NULL, NULL},
    [LS_FACT_HTTP_AGENT] = {AS_AGENT, NULL, NULL},
    [LS_FACT_HTTP_SERVER] = {AS_AGENT, NULL, NULL},
    [LS_FACT_HTTP_STATUS] = {AS_DIGITS, "status", NULL},
    [LS_FACT_RPC_INTERFACE] = {AS_IS, NULL, NULL},
    [LS_FACT_RPC_NAME] = {AS_IS, NULL, NULL},
    [LS_FACT_SMB_DIALECT] = {AS_IS, NULL, NULL},
    [LS_FACT_SMB_SHARE] = {AS_SHARE, NULL, NULL},
    [LS_FACT_SQL_INSTANCE] = {AS_TERMS, "instance", ""},
    [LS_FACT_DHCP_VENDOR] = {AS_AGENT, NULL, NULL},
    [LS_FACT_DHCP_SIP_SERVER] = {AS_HOST, NULL, NULL},
    [LS_FACT_DHCP_WEB_SERVER] = {AS_URI, NULL, NULL},
    [LS_FACT_NMF_VIA] = {AS_URI, NULL, NULL},
    [LS_FACT_STUN_REALM] = {AS_REALM, NULL, NULL},
    [LS_FACT_ICE_VERSION] = {AS_IS, NULL, NULL},
    [LS_FACT_TURN_ADMISSION] = {AS_IS, NULL, NULL},
    [LS_FACT_RTP_PAYLOAD_TYPE] = {AS_IS, NULL, NULL},
    [LS_FACT_DNS_NAME] = {AS_HOST, NULL, NULL},
    [LS_FACT_DNS_ANSWER] = {AS_ANSWER, NULL, NULL},
    [LS_FACT_SSH_BANNER] = {AS_AGENT, NULL, NULL},
    [LS_FACT_NDPI_APP] = {AS_IS, NULL, NULL},
};

/* To the second, the term of a public certificate names it: there are logs of all of them. */
static size_t write_day(struct ls_span value, char room[LS_STANDIN_TEXT])
{
    const uint64_t day = 86400;
    struct ls_cursor in = ls_span_cursor(value);
    uint64_t seconds = ls_be64(&in);
    if (in.failed)
        return 0;
    uint64_t before = seconds <= INT64_MAX ? seconds % day : 0;
    seconds -= before;
    for (size_t i = 0; i < 8; i++)
        room[i] = (char)(uint8_t)(seconds >> (56 - 8 * i));
    return 8;
}

/* "10.0.10.11 fe01.contoso.test" */
static size_t write_answer(const struct ls_anonymiser *anonymiser, struct ls_span value,
                           char room[LS_STANDIN_TEXT])
{
    char name[LS_STANDIN_TEXT];
    const uint8_t *blank = value.len > 0 ? memchr(value.at, ' ', value.len) : NULL;
    if (blank == NULL)
        return ls_anonymise_host(anonymiser, value, room);
    size_t head = (size_t)(blank - value.at);
    size_t n = ls_anonymise_host(anonymiser, ls_span(value.at, head), room);
    size_t more = ls_anonymise_host(anonymiser, ls_span(blank + 1, value.len - head - 1), name);
    if (n + 1 + more >= LS_STANDIN_TEXT)
        more = ls_anonymise_word(anonymiser, "name", value, name);
    room[n++] = ' ';
    memcpy(room + n, name, more + 1);
    return n + more;
}

struct ls_span ls_fact_anonymise(const struct ls_anonymiser *anonymiser, enum ls_fact_kind kind,
                                 struct ls_span value, char room[LS_STANDIN_TEXT])
{
    size_t n = 0;
    const char *word = lines[kind].kind != NULL ? lines[kind].kind : "x";
    room[0] = '\0';
    switch (lines[kind].manner) {
    case AS_IS:
        return value;
    case AS_DIGITS:
        n = ls_anonymise_number(anonymiser, word, value, room);
        break;
    case AS_A_WORD:
        n = ls_anonymise_word(anonymiser, word, value, room);
        break;
    case AS_REALM:
        n = ls_anonymise_terms(anonymiser, "realm", "", value, room);
        if (n != value.len || memcmp(room, value.at, n) != 0)
            n = ls_anonymise_host(anonymiser, value, room);
        break;
    case AS_HOST:
        n = ls_anonymise_host(anonymiser, value, room);
        break;
    case AS_AGENT:
        n = ls_anonymise_agent(anonymiser, value, room);
        break;
    case AS_PATH:
        n = ls_anonymise_path(anonymiser, value, room);
        break;
    case AS_URI:
        n = ls_anonymise_uri(anonymiser, value, room);
        break;
    case AS_SHARE:
        n = ls_anonymise_share(anonymiser, value, room);
        break;
    case AS_TERMS:
        n = ls_anonymise_terms(anonymiser, word, lines[kind].between, value, room);
        break;
    case AS_DIGEST:
        n = value.len < 32 ? value.len : 32;
        ls_anonymise_bytes(anonymiser, word, value, (uint8_t *)room, n);
        break;
    case AS_DAY:
        n = write_day(value, room);
        break;
    case AS_ANSWER:
        n = write_answer(anonymiser, value, room);
        break;
    }
    return ls_span(room, n);
}

static size_t facts_room(const struct ls_evidence *evidence)
{
    struct ls_fact fact;
    size_t room = 0;
    for (size_t at = 0; ls_fact_next(evidence, &at, &fact);)
        room += 3 + LS_STANDIN_TEXT;
    return room;
}

const struct ls_evidence *ls_evidence_anonymise(const struct ls_anonymiser *anonymiser,
                                                const struct ls_evidence *evidence,
                                                struct ls_arena *arena)
{
    struct ls_fact fact;
    struct ls_evidence *made = ls_arena_alloc(arena, sizeof *made);
    size_t room = facts_room(evidence);
    uint8_t *facts = room > 0 ? malloc(room) : NULL;
    size_t n = 0;
    if (made == NULL || (room > 0 && facts == NULL)) {
        free(facts);
        return NULL;
    }
    *made = *evidence;
    for (size_t at = 0; ls_fact_next(evidence, &at, &fact);) {
        char text[LS_STANDIN_TEXT];
        struct ls_span value = ls_fact_anonymise(anonymiser, fact.kind, fact.value, text);
        facts[n++] = (uint8_t)fact.kind;
        facts[n++] = fact.side;
        facts[n++] = (uint8_t)value.len;
        if (value.len > 0)
            memcpy(facts + n, value.at, value.len);
        n += value.len;
    }
    made->facts_bytes = (uint32_t)n;
    made->facts = n > 0 ? ls_arena_bytes(arena, facts, n) : NULL;
    free(facts);
    return n == 0 || made->facts != NULL ? made : NULL;
}
