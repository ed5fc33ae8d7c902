/* talk_other.c - bytes as told, and the other small talk. */
#include <stdlib.h>
#include <string.h>

#include "talk.h"

static void talk_ssh(struct conv *c, struct words *words)
{
    (void)words;
    say_text(c, 1, "SSH-2.0-OpenSSH_9.2\r\n");
    say_text(c, 0, "SSH-2.0-PuTTY_Release_0.78\r\n");
}

static void talk_text(struct conv *c, struct words *words)
{
    const char *answer = word(words, "answer", "");
    say_text(c, 0, word(words, "say", "hello"));
    if (*answer != '\0')
        say_text(c, 1, answer);
}

static void talk_hex(struct conv *c, struct words *words)
{
    const char *answer = word(words, "answer", "");
    say_hex(c, 0, word(words, "say", "00"));
    if (*answer != '\0')
        say_hex(c, 1, answer);
}

static void talk_noise(struct conv *c, struct words *words)
{
    unsigned size = number(words, "size", 80);
    for (unsigned i = 0; i < number(words, "count", 2); i++) {
        struct bytes b = {0};
        put8(&b, 0x5a);
        put_noise(&b, size, i + c->port[0]);
        say(c, i % 2 ? 1 : 0, &b);
    }
}

static void talk_nothing(struct conv *c, struct words *words)
{
    (void)c;
    (void)words;
}

const struct verb talk_other_verbs[] = {{"ssh", talk_ssh},      {"text", talk_text},
                                        {"hex", talk_hex},      {"noise", talk_noise},
                                        {"open", talk_nothing}, {NULL, NULL}};
