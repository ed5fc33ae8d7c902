/*
 * talk.h - what can be said in a conversation, one function a verb
 *
 * Each verb speaks its part on a conversation that is open; words are the options behind the
 * verb, "key=value" or plain flags.
 */
#pragma once

#include "wire.h"

enum { WORDS_MAX = 32 };

struct words {
    const char *key[WORDS_MAX];
    const char *value[WORDS_MAX]; /* "" for a flag */
    bool used[WORDS_MAX];
    int count;
};

/* word returns the value of a key, or what it is without one; the key counts as known. */
const char *word(struct words *words, const char *key, const char *otherwise);
bool flag(struct words *words, const char *key);
unsigned number(struct words *words, const char *key, unsigned otherwise);

struct verb {
    const char *name;
    void (*talk)(struct conv *c, struct words *words);
};

/* Lists that end with a NULL name. */
extern const struct verb talk_tls_verbs[], talk_sip_verbs[], talk_rpc_verbs[], talk_media_verbs[],
    talk_windows_verbs[], talk_other_verbs[];

/* say sends bytes from side and empties them. */
void say(struct conv *c, int side, struct bytes *b);
void say_text(struct conv *c, int side, const char *text);
void say_hex(struct conv *c, int side, const char *hex);

/* talk_tls speaks a TLS session; for verbs that upgrade to it. */
void talk_tls(struct conv *c, struct words *words);
