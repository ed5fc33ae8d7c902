/*
 * smb_maker.h - SMB messages for tests, and the conversation they are said in
 */
#pragma once

#include "probe/probes.h"
#include "talk.h"

enum { ROOM = 1024, REQUEST = 0, RESPONSE = 1 };

static struct talk *talk;

static inline void set_up(void)
{
    talk = talk_new(&ls_probe_smb);
}

static inline void tear_down(void)
{
    talk_free(talk);
}

/* A message being built: the NetBIOS header in front is written by done(). */
struct message {
    uint8_t bytes[ROOM];
    size_t n;
};

static inline void add(struct message *m, const void *bytes, size_t n)
{
    ck_assert_uint_le(m->n + n, sizeof m->bytes);
    memcpy(m->bytes + m->n, bytes, n);
    m->n += n;
}

static inline void add16(struct message *m, unsigned value)
{
    const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    add(m, bytes, 2);
}

static inline void add32(struct message *m, unsigned value)
{
    add16(m, value & 0xFFFF);
    add16(m, value >> 16);
}

static inline void zeros(struct message *m, size_t n)
{
    static const uint8_t none[256];
    add(m, none, n);
}

static inline void add_wide(struct message *m, const char *text)
{
    for (; *text; text++)
        add16(m, (uint8_t)*text);
}

static inline struct message *done(struct message *m)
{
    m->bytes[2] = (uint8_t)((m->n - 4) >> 8);
    m->bytes[3] = (uint8_t)(m->n - 4);
    return m;
}

/* [MS-SMB2] 2.2.1.2 */
static inline void smb2(struct message *m, unsigned command, unsigned flags, unsigned next)
{
    if (m->n == 0)
        zeros(m, 4);
    add(m, "\376SMB", 4);
    add16(m, 64);
    add16(m, 0);
    add32(m, 0);
    add16(m, command);
    add16(m, 1);
    add32(m, flags);
    add32(m, next);
    zeros(m, 40);
}

static inline void negotiate_answer(struct message *m, unsigned dialect)
{
    smb2(m, 0, RESPONSE, 0);
    add16(m, 65);
    add16(m, 1);
    add16(m, dialect);
    zeros(m, 59);
    done(m);
}

static inline void tree(struct message *m, unsigned size, unsigned offset, unsigned length,
                        const char *path)
{
    smb2(m, 3, REQUEST, 0);
    add16(m, size);
    add16(m, 0);
    add16(m, offset);
    add16(m, length);
    add_wide(m, path);
    done(m);
}

/* [MS-CIFS] 2.2.3.1 */
static inline void smb1(struct message *m, unsigned command, unsigned flags, unsigned flags2)
{
    const uint8_t head[] = {(uint8_t)command, 0, 0, 0, 0, (uint8_t)flags};
    zeros(m, 4);
    add(m, "\377SMB", 4);
    add(m, head, sizeof head);
    add16(m, flags2);
    zeros(m, 20);
}

static inline enum ls_answer say(int side, const struct message *m)
{
    return talk_say(talk, side, m->bytes, m->n);
}

static inline void good_message(struct message *m, int which)
{
    switch (which) {
    case 0:
        smb2(m, 0, REQUEST, 0);
        zeros(m, 36);
        break;
    case 1:
        smb1(m, 0x72, 0x18, 0xC853);
        add(m, "\0\014\0\2NT LM 0.12\0", 15);
        break;
    case 2: /* encrypted, [MS-SMB2] 2.2.41 */
        zeros(m, 4);
        add(m, "\375SMB", 4);
        zeros(m, 32);
        add32(m, 80);
        add16(m, 0);
        add16(m, 1);
        zeros(m, 8 + 80);
        break;
    default: /* compressed, [MS-SMB2] 2.2.42 */
        zeros(m, 4);
        add(m, "\374SMB", 4);
        add32(m, 200);
        add16(m, 2);
        add16(m, 0);
        zeros(m, 4 + 50);
    }
    done(m);
}
