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

/* What the start line and the header say about the whole message. */
struct ls_sip_head {
    struct ls_sip_start start;
    struct ls_span type; /* Content-Type with its parameters; empty without one */
    bool length_known;
    uint32_t length; /* Content-Length */
    bool via, call_id, cseq;
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

/* ls_sip_read_head reads a head that begins with a start line. */
bool ls_sip_read_head(struct ls_cursor in, struct ls_sip_head *head);

/* ls_sip_note notes what a head says; by gives the side. */
void ls_sip_note(struct ls_cursor in, const struct ls_announcement *by, struct ls_draft *draft);

/* ls_sip_note_body notes the types and the announced media of a body, multipart or not. */
void ls_sip_note_body(struct ls_span type, struct ls_cursor body, bool whole,
                      const struct ls_announcement *by, struct ls_draft *draft);
