/* memo.c - a table of fixed size, a few places for each hash, and digests looked up once */
#include "probe/memo.h"

#include <openssl/err.h>
#include <stdlib.h>

#include "lyncscope/hash.h"

struct entry {
    uint64_t hash;
    uint8_t *bytes; /* key, then value; NULL = empty */
    size_t key_bytes, value_bytes;
    enum ls_memo_kind kind;
};

struct ls_memo {
    struct ls_hash_key hash_key;
    EVP_MD_CTX *context;
    EVP_MD *algorithm[LS_DIGEST_COUNT];
    bool refused[LS_DIGEST_COUNT];
    unsigned next; /* of the places that a hash may take: where the next newcomer goes */
    struct entry entries[LS_MEMO_PLACES];
};

struct ls_memo *ls_memo_new(void)
{
    struct ls_memo *memo = calloc(1, sizeof *memo);
    if (memo == NULL)
        return NULL;
    memo->hash_key = ls_hash_key_draw();
    memo->context = EVP_MD_CTX_new();
    if (memo->context != NULL)
        return memo;
    free(memo);
    return NULL;
}

void ls_memo_free(struct ls_memo *memo)
{
    if (memo == NULL)
        return;
    for (size_t i = 0; i < LS_MEMO_PLACES; i++)
        free(memo->entries[i].bytes);
    for (size_t i = 0; i < LS_DIGEST_COUNT; i++)
        EVP_MD_free(memo->algorithm[i]);
    EVP_MD_CTX_free(memo->context);
    free(memo);
}

/*
 * Both ends of the key tell keys apart: a certificate begins with its serial number and ends
 * with its signature.
 */
static uint64_t hash_of(const struct ls_memo *memo, enum ls_memo_kind kind, struct ls_span key)
{
    enum { END = 64 };
    uint64_t words[1 + 2 * END / 8] = {(uint64_t)key.len << 8 | (uint64_t)kind};
    size_t n = key.len < END ? key.len : END;
    if (n > 0) {
        memcpy(&words[1], key.at, n);
        memcpy(&words[1 + END / 8], key.at + key.len - n, n);
    }
    return ls_hash_words(&memo->hash_key, words, sizeof words / sizeof *words);
}

/* The first of the LS_MEMO_WAYS places of a hash. */
static size_t first_place(uint64_t hash)
{
    return hash % (LS_MEMO_PLACES / LS_MEMO_WAYS) * LS_MEMO_WAYS;
}

static bool holds(const struct entry *entry, uint64_t hash, enum ls_memo_kind kind,
                  struct ls_span key)
{
    return entry->bytes != NULL && entry->hash == hash && entry->kind == kind &&
           entry->key_bytes == key.len && memcmp(entry->bytes, key.at, key.len) == 0;
}

/* Lends the place that holds the key, or NULL. */
static struct entry *find(struct ls_memo *memo, uint64_t hash, enum ls_memo_kind kind,
                          struct ls_span key)
{
    struct entry *entry = &memo->entries[first_place(hash)];
    for (unsigned way = 0; way < LS_MEMO_WAYS; way++)
        if (holds(&entry[way], hash, kind, key))
            return &entry[way];
    return NULL;
}

static struct entry *place_for(struct ls_memo *memo, uint64_t hash, enum ls_memo_kind kind,
                               struct ls_span key)
{
    struct entry *same = find(memo, hash, kind, key);
    if (same != NULL)
        return same;
    return &memo->entries[first_place(hash) + memo->next++ % LS_MEMO_WAYS];
}

bool ls_memo_find(struct ls_memo *memo, enum ls_memo_kind kind, struct ls_span key,
                  struct ls_span *value)
{
    if (memo == NULL || key.len == 0 || key.len > LS_MEMO_KEY_MAX)
        return false;
    const struct entry *entry = find(memo, hash_of(memo, kind, key), kind, key);
    if (entry == NULL)
        return false;
    *value = ls_span(entry->bytes + key.len, entry->value_bytes);
    return true;
}

void ls_memo_keep(struct ls_memo *memo, enum ls_memo_kind kind, struct ls_span key,
                  struct ls_span value)
{
    if (memo == NULL || key.len == 0 || key.len > LS_MEMO_KEY_MAX)
        return;
    uint8_t *bytes = malloc(key.len + value.len);
    if (bytes == NULL)
        return;
    memcpy(bytes, key.at, key.len);
    if (value.len > 0)
        memcpy(bytes + key.len, value.at, value.len);
    uint64_t hash = hash_of(memo, kind, key);
    struct entry *entry = place_for(memo, hash, kind, key);
    free(entry->bytes);
    *entry = (struct entry){hash, bytes, key.len, value.len, kind};
}

static const char *const names[LS_DIGEST_COUNT] = {
    [LS_DIGEST_MD5] = "MD5",
    [LS_DIGEST_SHA256] = "SHA2-256",
};

/* Lends the algorithm, or NULL when the library has none. */
static const EVP_MD *algorithm(struct ls_memo *memo, enum ls_digest_kind kind)
{
    if (memo->algorithm[kind] == NULL && !memo->refused[kind]) {
        memo->algorithm[kind] = EVP_MD_fetch(NULL, names[kind], NULL);
        memo->refused[kind] = memo->algorithm[kind] == NULL;
        ERR_clear_error(); /* its absence is no error of ours */
    }
    return memo->algorithm[kind];
}

void ls_digest_begin(struct ls_digest *digest, struct ls_memo *memo, enum ls_digest_kind kind)
{
    const EVP_MD *known = kind == LS_DIGEST_MD5 ? EVP_md5() : EVP_sha256();
    digest->borrowed = memo != NULL;
    if (memo != NULL)
        known = algorithm(memo, kind);
    digest->context = memo != NULL ? memo->context : EVP_MD_CTX_new();
    digest->good = digest->context != NULL && known != NULL &&
                   EVP_DigestInit_ex2(digest->context, known, NULL) == 1;
}

void ls_digest_add(struct ls_digest *digest, const void *bytes, size_t n)
{
    digest->good = digest->good && EVP_DigestUpdate(digest->context, bytes, n) == 1;
}

bool ls_digest_end(struct ls_digest *digest, uint8_t out[LS_DIGEST_MAX])
{
    bool good = digest->good && EVP_DigestFinal_ex(digest->context, out, NULL) == 1;
    if (!digest->borrowed)
        EVP_MD_CTX_free(digest->context);
    return good;
}
