/* anonymise.h - what the parts of the anonymiser share. Private to base. */
#pragma once

#include "base/pan.h"
#include "lyncscope/anonymise.h"

struct ls_anonymiser {
    struct ls_pan pan;
    uint8_t name_key[32];
};

/* A text that is put together; what does not fit makes it overflown. */
struct ls_standin {
    char *text; /* LS_STANDIN_TEXT bytes */
    size_t n;
    bool overflown;
};

void ls_standin_open(struct ls_standin *s, char *text);
void ls_standin_add(struct ls_standin *s, const void *bytes, size_t n);
/* ls_standin_word adds KIND-HASH of the text, whose ASCII letters count as small. */
void ls_standin_word(struct ls_standin *s, const struct ls_anonymiser *a, const char *kind,
                     struct ls_span text);
/* ls_standin_close returns the length; of one that did not fit, only a word for all of it stays. */
size_t ls_standin_close(struct ls_standin *s, const struct ls_anonymiser *a, const char *kind,
                        struct ls_span all);

/* ls_pieces_next takes the text up to one of the characters in between; *by is that one or 0. */
bool ls_pieces_next(struct ls_span *rest, const char *between, struct ls_span *piece, char *by);

/* ls_reverse_cut takes in-addr.arpa or ip6.arpa, and the point before it, off the end. */
struct ls_span ls_reverse_cut(struct ls_span *name);
/* ls_reverse_add adds what stands before that tail, unless it is no address or network. */
bool ls_reverse_add(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span zone,
                    struct ls_span tail);

/* ls_span_is compares without case. */
bool ls_span_is(struct ls_span span, const char *text);
/* known.c: whether a word is on a list. */
bool ls_known_label(struct ls_span label);  /* host labels of the products and of DNS */
bool ls_known_domain(struct ls_span label); /* top-level domains that say nothing */
bool ls_known_product(struct ls_span word); /* of agents, methods, packages, instances, realms */
bool ls_known_segment(struct ls_span word); /* of web paths */
bool ls_known_share(struct ls_span word);
bool ls_known_filter(struct ls_span word); /* keywords of BPF filters */
