/*
 * fanout.c - the program that deals out frames, and the same once more for packets out of tunnels
 */
#include "capture/fanout.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stddef.h>
#include <sys/socket.h>

#include "lyncscope/capture.h"

/* Knuth, The Art of Computer Programming, 6.4: 2^32 by the golden ratio; its upper half is used. */
#define SPREAD UINT32_C(0x9E3779B1)
enum { UPPER = 16 };

enum {
    TAG_BYTES = 4, /* IEEE 802.1Q: two bytes of tag, then the type of what follows */
    TAGS = 2,      /* in the frame; the kernel has taken the outermost out before */
    V4_SOURCE = 12,
    V6_SOURCE = 8,
    V6_WORDS = 8, /* of both addresses */
};

static_assert(sizeof(struct ls_fanout_step) == sizeof(struct sock_filter) &&
                  offsetof(struct ls_fanout_step, k) == offsetof(struct sock_filter, k),
              "the kernel reads our steps");

struct writer {
    struct ls_fanout_step *step;
    size_t count;
};

static void put(struct writer *out, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
    assert(out->count < LS_FANOUT_STEPS);
    out->step[out->count++] = (struct ls_fanout_step){(uint16_t)code, (uint8_t)yes, (uint8_t)no, k};
}

/* From the network header on, whatever stands before it and in whichever direction it goes. */
static void load(struct writer *out, unsigned size, uint32_t at)
{
    put(out, BPF_LD | size | BPF_ABS, (uint32_t)SKF_NET_OFF + at, 0, 0);
}

/* All words of two addresses into one. A load beyond the end answers 0, the first handle. */
static void put_addresses(struct writer *out, uint32_t at, unsigned words)
{
    load(out, BPF_W, at);
    for (unsigned i = 1; i < words; i++) {
        put(out, BPF_MISC | BPF_TAX, 0, 0, 0);
        load(out, BPF_W, at + i * 4);
        put(out, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
    }
    put(out, BPF_ALU | BPF_MUL | BPF_K, SPREAD, 0, 0);
    put(out, BPF_ALU | BPF_RSH | BPF_K, UPPER, 0, 0);
    put(out, BPF_RET | BPF_A, 0, 0, 0);
}

/* Jumps over the next `steps` unless the type in the accumulator is this one. */
static void unless(struct writer *out, uint32_t type, unsigned steps)
{
    put(out, BPF_JMP | BPF_JEQ | BPF_K, type, 0, steps);
}

static unsigned steps_of(unsigned words)
{
    return 1 + 3 * (words - 1) + 3;
}

size_t ls_fanout_program(struct ls_fanout_step program[LS_FANOUT_STEPS])
{
    struct writer out = {program, 0};
    put(&out, BPF_LD | BPF_H | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL), 0, 0);
    for (uint32_t tags = 0; tags <= TAGS; tags++) {
        uint32_t at = tags * TAG_BYTES;
        unless(&out, ETH_P_IP, steps_of(2));
        put_addresses(&out, at + V4_SOURCE, 2);
        unless(&out, ETH_P_IPV6, steps_of(V6_WORDS));
        put_addresses(&out, at + V6_SOURCE, V6_WORDS);
        if (tags == TAGS)
            break;
        put(&out, BPF_JMP | BPF_JEQ | BPF_K, ETH_P_8021Q, 2, 0);
        put(&out, BPF_JMP | BPF_JEQ | BPF_K, ETH_P_8021AD, 1, 0);
        put(&out, BPF_RET | BPF_K, 0, 0, 0);
        load(&out, BPF_H, at + 2);
    }
    put(&out, BPF_RET | BPF_K, 0, 0, 0);
    return out.count;
}

/* As the program: what differs between the two forms of an IPv4 address is the same in both. */
unsigned ls_share_of(const struct ls_addr *a, const struct ls_addr *b, unsigned shares)
{
    uint32_t word = 0;
    for (size_t i = 0; i < sizeof a->bytes; i++)
        word ^= (uint32_t)(a->bytes[i] ^ b->bytes[i]) << (24 - 8 * (i % 4));
    return (word * SPREAD >> UPPER) % shares;
}

void ls_fanout_init(struct ls_fanout *fanout)
{
    *fanout = (struct ls_fanout){.members = 0};
    pthread_mutex_init(&fanout->lock, NULL);
}

void ls_fanout_clear(struct ls_fanout *fanout)
{
    pthread_mutex_destroy(&fanout->lock);
}

static int set(int fd, int option, const void *value, socklen_t bytes)
{
    return setsockopt(fd, SOL_PACKET, option, value, bytes) == 0 ? 0 : -errno;
}

/* The kernel finds a number that no other program has (PACKET_FANOUT_FLAG_UNIQUEID, Linux 4.12). */
static int found(struct ls_fanout *fanout, int fd)
{
    struct ls_fanout_step steps[LS_FANOUT_STEPS];
    struct sock_fprog program = {(unsigned short)ls_fanout_program(steps),
                                 (struct sock_filter *)(void *)steps};
    uint32_t group = (uint32_t)(PACKET_FANOUT_CBPF | PACKET_FANOUT_FLAG_UNIQUEID) << 16;
    socklen_t bytes = sizeof group;
    int code = set(fd, PACKET_FANOUT, &group, sizeof group);
    if (code == 0)
        code = set(fd, PACKET_FANOUT_DATA, &program, sizeof program);
    if (code == 0 && getsockopt(fd, SOL_PACKET, PACKET_FANOUT, &group, &bytes) < 0)
        code = -errno;
    fanout->id = group & UINT16_MAX;
    return code;
}

static int follow(const struct ls_fanout *fanout, int fd)
{
    uint32_t group = fanout->id | (uint32_t)PACKET_FANOUT_CBPF << 16;
    return set(fd, PACKET_FANOUT, &group, sizeof group);
}

int ls_fanout_join(struct ls_fanout *fanout, int fd)
{
    pthread_mutex_lock(&fanout->lock);
    int code = fanout->members == 0 ? found(fanout, fd) : follow(fanout, fd);
    fanout->members += code == 0;
    pthread_mutex_unlock(&fanout->lock);
    return code;
}

void ls_fanout_leave(struct ls_fanout *fanout)
{
    pthread_mutex_lock(&fanout->lock);
    fanout->members--;
    pthread_mutex_unlock(&fanout->lock);
}
