/*
 * fanout.h - several handles of one interface, among which the kernel deals out its frames
 *
 * packet(7), PACKET_FANOUT with PACKET_FANOUT_CBPF: a small program of ours says which handle a
 * frame goes to. It goes by the two outer addresses alone, the same for both directions. So all
 * fragments of a datagram, and what is around them, come to one handle in the order of the wire;
 * so does a tunnel between two hosts. The kernel's own hash (PACKET_FANOUT_HASH) takes ports where
 * it finds them: fragments would part from the rest of their flow, and the two directions of a
 * VXLAN tunnel from each other, whose source ports differ. With PACKET_FANOUT_FLAG_DEFRAG it would
 * join IPv4 fragments, and the capture no longer show what was on the wire.
 *
 * Threads: the handles of one fanout may belong to different ones.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/error.h"

struct ls_fanout {
    pthread_mutex_t lock;
    unsigned members;
    unsigned id; /* the kernel's, among the groups of its network namespace */
};

void ls_fanout_init(struct ls_fanout *fanout);
void ls_fanout_clear(struct ls_fanout *fanout);

/*
 * ls_fanout_join adds the packet socket of an open handle; the first makes the group. Returns 0 or
 * the negative of an errno. A socket leaves the group when it is closed; ls_fanout_leave says that
 * it was.
 */
LS_MUST_USE int ls_fanout_join(struct ls_fanout *fanout, int fd);
void ls_fanout_leave(struct ls_fanout *fanout);

/* One instruction of the program; as struct sock_filter of linux/filter.h. */
struct ls_fanout_step {
    uint16_t code;
    uint8_t yes, no;
    uint32_t k;
};

enum { LS_FANOUT_STEPS = 128 };

/* ls_fanout_program writes the program that the kernel is given and returns its length. */
size_t ls_fanout_program(struct ls_fanout_step program[LS_FANOUT_STEPS]);
