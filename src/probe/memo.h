/*
 * memo.h - what one thread remembers from flow to flow
 *
 * The same certificate and the same client's hello come thousands of times in a capture. What
 * was concluded from the bytes is kept beside them, so that it is worked out once. An answer from
 * the memo is the answer the bytes would give again: the whole key is compared.
 *
 * The table has a fixed number of places and long keys are not kept, so strangers can make it
 * useless, but not large. A memo may be NULL: then nothing is found and nothing kept.
 */
#pragma once

#include <openssl/evp.h>

#include "lyncscope/cursor.h"
#include "lyncscope/error.h"

enum ls_memo_kind {
    LS_MEMO_CLIENT_HELLO,
    LS_MEMO_SERVER_HELLO,
    LS_MEMO_CERTIFICATE,
};

enum {
    LS_MEMO_PLACES = 4096,
    LS_MEMO_WAYS = 4,       /* places that one hash may take */
    LS_MEMO_KEY_MAX = 4096, /* the leaf certificates of servers have 1 to 2 KiB */
};

struct ls_memo;

LS_MUST_USE struct ls_memo *ls_memo_new(void);
void ls_memo_free(struct ls_memo *memo);

/* ls_memo_find lends the value kept for key, until the next ls_memo_keep. */
bool ls_memo_find(struct ls_memo *memo, enum ls_memo_kind kind, struct ls_span key,
                  struct ls_span *value);
/* ls_memo_keep copies both; what stood in the same place is forgotten. */
void ls_memo_keep(struct ls_memo *memo, enum ls_memo_kind kind, struct ls_span key,
                  struct ls_span value);

enum ls_digest_kind { LS_DIGEST_MD5, LS_DIGEST_SHA256, LS_DIGEST_COUNT };

enum { LS_DIGEST_MAX = 32 };

/* One digest, fed piece by piece. With a memo its parts are borrowed: one at a time. */
struct ls_digest {
    EVP_MD_CTX *context;
    bool borrowed;
    bool good;
};

/* OpenSSL looks an algorithm up anew for each digest, unless somebody keeps what it found. */
void ls_digest_begin(struct ls_digest *digest, struct ls_memo *memo, enum ls_digest_kind kind);
void ls_digest_add(struct ls_digest *digest, const void *bytes, size_t n);
/* ls_digest_end returns false when the library refuses the algorithm (MD5 under FIPS). */
bool ls_digest_end(struct ls_digest *digest, uint8_t out[LS_DIGEST_MAX]);
