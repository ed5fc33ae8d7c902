/*
 * anonymise.h - results that may leave the house
 *
 * A keyed stand-in for everything that says whose network it is: addresses, names, users, files.
 * The same key always gives the same stand-in, in every format and on every sensor; without the key
 * nobody gets back, and nobody can try names to see which one fits.
 *
 * Addresses are replaced by a permutation that keeps prefixes (Xu, Fan, Ammar, Moon:
 * Prefix-Preserving IP Address Anonymization, ICNP 2002): two addresses share as many leading bits
 * after it as before. Ranges with a meaning of their own (private, link-local, loopback, multicast
 * ...) stay what they are: a private address becomes another private address.
 *
 * Of texts only words that name a product are kept, from lists: what is on none is replaced, since
 * a rule that looks for names overlooks some.
 *
 * Threads: an anonymiser belongs to one thread.
 */
#pragma once

#include "lyncscope/address.h"
#include "lyncscope/cursor.h"

enum {
    LS_ANONYMISER_KEY_LEAST = 16, /* bytes */
    LS_STANDIN_TEXT = 256,        /* room for any stand-in text with its zero byte */
};

struct ls_anonymiser;

/* ls_anonymiser_new takes a key of at least LS_ANONYMISER_KEY_LEAST bytes; NULL fills error. */
LS_MUST_USE struct ls_anonymiser *ls_anonymiser_new(const void *key, size_t n,
                                                    struct ls_error *error);
/* ls_anonymiser_draw takes a key that nobody will ever see. */
LS_MUST_USE struct ls_anonymiser *ls_anonymiser_draw(struct ls_error *error);
/* ls_anonymiser_load takes all bytes of a file as key. */
LS_MUST_USE struct ls_anonymiser *ls_anonymiser_load(const char *path, struct ls_error *error);
void ls_anonymiser_free(struct ls_anonymiser *anonymiser);

struct ls_addr ls_anonymise_addr(const struct ls_anonymiser *anonymiser,
                                 const struct ls_addr *addr);
struct ls_prefix ls_anonymise_prefix(const struct ls_anonymiser *anonymiser,
                                     const struct ls_prefix *prefix);
/* ls_anonymise_mac keeps whether it is a group, and well-known groups; the maker is not kept. */
void ls_anonymise_mac(const struct ls_anonymiser *anonymiser, const uint8_t mac[6], uint8_t out[6]);
/* ls_anonymise_bytes writes `room` (at most 32) bytes that stand for value; kind sets values of
 * different kinds apart. */
void ls_anonymise_bytes(const struct ls_anonymiser *anonymiser, const char *kind,
                        struct ls_span value, uint8_t *out, size_t room);
/* ls_anonymise_sha256 replaces a digest that stands in text: who has the file would know it. */
void ls_anonymise_sha256(const struct ls_anonymiser *anonymiser, char digest[65]);

/*
 * The texts. All write a stand-in with a zero byte and return its length. They take any bytes; the
 * stand-in is printable ASCII.
 */

/* ls_anonymise_word: "KIND-x7k2m9qa", for text without a form of its own. "" stays "". */
size_t ls_anonymise_word(const struct ls_anonymiser *anonymiser, const char *kind,
                         struct ls_span text, char out[LS_STANDIN_TEXT]);
/* ls_anonymise_number: a word, unless text is a number of one to three digits. */
size_t ls_anonymise_number(const struct ls_anonymiser *anonymiser, const char *kind,
                           struct ls_span text, char out[LS_STANDIN_TEXT]);
/* ls_anonymise_file: a word of a path, whatever its folder. */
size_t ls_anonymise_file(const struct ls_anonymiser *anonymiser, const char *kind, const char *path,
                         char out[LS_STANDIN_TEXT]);
/*
 * ls_anonymise_host: a host's or domain's name, an address, either with a port, or a user at one.
 * Labels are replaced one by one, so hosts of one domain stay hosts of one domain.
 */
size_t ls_anonymise_host(const struct ls_anonymiser *anonymiser, struct ls_span name,
                         char out[LS_STANDIN_TEXT]);
/* ls_anonymise_agent: User-Agent and Server headers, SSH banners: product/version tokens. */
size_t ls_anonymise_agent(const struct ls_anonymiser *anonymiser, struct ls_span agent,
                          char out[LS_STANDIN_TEXT]);
/* ls_anonymise_path: segments of the services' own web paths are kept; a query is dropped. */
size_t ls_anonymise_path(const struct ls_anonymiser *anonymiser, struct ls_span path,
                         char out[LS_STANDIN_TEXT]);
/* ls_anonymise_uri: SCHEME://HOST/PATH, or only some of it. */
size_t ls_anonymise_uri(const struct ls_anonymiser *anonymiser, struct ls_span uri,
                        char out[LS_STANDIN_TEXT]);
/* ls_anonymise_share: \\HOST\SHARE; shares that every Windows has are kept. */
size_t ls_anonymise_share(const struct ls_anonymiser *anonymiser, struct ls_span share,
                          char out[LS_STANDIN_TEXT]);
/*
 * ls_anonymise_terms: the parts of text between any of the characters in `between` are kept where
 * they are on the list of product words, else replaced.
 */
size_t ls_anonymise_terms(const struct ls_anonymiser *anonymiser, const char *kind,
                          const char *between, struct ls_span text, char out[LS_STANDIN_TEXT]);
/* ls_anonymise_filter: a BPF filter; keywords, ports and protocols are kept. */
size_t ls_anonymise_filter(const struct ls_anonymiser *anonymiser, const char *filter,
                           char out[LS_STANDIN_TEXT]);
