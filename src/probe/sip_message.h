/*
 * sip_message.h - one SIP message: is it one, where does it end, what does it say
 */
#pragma once

#include "lyncscope/probe.h"
#include "probe/text.h"

/* A start line: method and uri of a request, or status of a response. */
struct ls_sip_start {
    struct ls_span method; /* empty in a response */
    struct ls_span uri;
    struct ls_span status;
};

/* The header fields anybody asks about, long or compact name. */
enum ls_sip_field {
    LS_SIP_OTHER,
    LS_SIP_VIA,
    LS_SIP_CALL_ID,
    LS_SIP_CSEQ,
    LS_SIP_LENGTH,
    LS_SIP_TYPE,
    LS_SIP_AGENT,     /* User-Agent, Server */
    LS_SIP_URI,       /* To, Contact, Route: their URIs may name a service */
    LS_SIP_EVENT,     /* RFC 6665 section 8.2.1 */
    LS_SIP_CHALLENGE, /* WWW-Authenticate, Proxy-Authenticate */
};

enum ls_sip_field ls_sip_field_of(struct ls_span name);

/* ls_sip_field_tells: field is Via, Call-ID or CSeq, and value has its form. */
bool ls_sip_field_tells(enum ls_sip_field field, struct ls_span value);

enum { LS_SIP_NOTED_MAX = 24 };

/* What the start line and the header say about the whole message; read in one pass. */
struct ls_sip_head {
    struct ls_sip_start start;
    struct ls_span type;               /* Content-Type with its parameters; empty without one */
    struct ls_span via, call_id, cseq; /* the first of each */
    bool length_known;
    uint32_t length; /* Content-Length */
    size_t noted_count;
    struct ls_sip_noted {
        enum ls_sip_field field; /* LS_SIP_TYPE and after */
        struct ls_span value;
    } noted[LS_SIP_NOTED_MAX];
};

enum {
    LS_SIP_START_MAX = 2048, /* a longer line is no start line */
    LS_SIP_HEAD_MAX = 8192,  /* bytes of start line and header that are waited for */
};

/*
 * ls_sip_start_line reads a start line. LS_MAYBE (nothing read): the bytes ran out and may
 * still become one.
 */
enum ls_answer ls_sip_start_line(struct ls_cursor *in, struct ls_sip_start *start);

/*
 * ls_sip_prove says whether in begins with a SIP message: a start line, and below it a Via,
 * Call-ID or CSeq. last says that no more bytes of it will come: then a header line counts
 * when its name and colon are there.
 */
enum ls_answer ls_sip_prove(struct ls_cursor in, bool last);

/*
 * ls_sip_read_head reads start line and header and moves past them. LS_NO: there is no start
 * line; LS_MAYBE (nothing read): the end of the header is not here, head has what is.
 */
enum ls_answer ls_sip_read_head(struct ls_cursor *in, struct ls_sip_head *head);

/* ls_sip_head_tells: a Via, Call-ID or CSeq of the right form. all: each of them. */
bool ls_sip_head_tells(const struct ls_sip_head *head, bool all);

/* ls_sip_note notes what a head says; by gives the side. */
void ls_sip_note(const struct ls_sip_head *head, const struct ls_announcement *by,
                 struct ls_draft *draft);

/* ls_sip_note_body notes the types and the announced media of a body, multipart or not. */
void ls_sip_note_body(struct ls_span type, struct ls_cursor body, bool whole,
                      const struct ls_announcement *by, struct ls_draft *draft);
