/*
 * test_fanout.c - the kernel's program and ls_share_of deal out alike
 *
 * libpcap runs the same programs. It knows neither the network header nor the type that the kernel
 * keeps beside the frame, so those loads are made loads of an Ethernet frame's own.
 */
#include "make.h"

#include <pcap/pcap.h>

#include "capture/fanout.h"
#include "lyncscope/address.h"

#define KERNEL_NETWORK UINT32_C(0xFFF00000) /* SKF_NET_OFF of linux/filter.h, -0x100000 */
#define KERNEL_TYPE    UINT32_C(0xFFFFF000) /* SKF_AD_OFF + SKF_AD_PROTOCOL, -0x1000 + 0 */

static uint32_t run_program(const uint8_t *frame, uint32_t bytes)
{
    struct ls_fanout_step steps[LS_FANOUT_STEPS];
    struct bpf_insn program[LS_FANOUT_STEPS];
    size_t count = ls_fanout_program(steps);
    for (size_t i = 0; i < count; i++) {
        program[i] = (struct bpf_insn){steps[i].code, steps[i].yes, steps[i].no, steps[i].k};
        if (BPF_CLASS(steps[i].code) != BPF_LD)
            continue;
        ck_assert_uint_ge(steps[i].k, KERNEL_NETWORK);
        program[i].k = steps[i].k == KERNEL_TYPE ? 12 : steps[i].k - KERNEL_NETWORK + 14;
    }
    ck_assert(bpf_validate(program, (int)count));
    return bpf_filter(program, frame, bytes, bytes);
}

struct pair {
    struct ls_addr a, b;
};

/* An Ethernet frame with so many tags; returns its length. */
static uint32_t make_frame(uint8_t frame[100], unsigned tags, const struct pair *pair, bool back)
{
    const struct ls_addr *src = back ? &pair->b : &pair->a, *dst = back ? &pair->a : &pair->b;
    bool v4 = ls_addr_is_v4(src);
    memset(frame, 0xEE, 100);
    uint8_t *at = frame + 12;
    for (unsigned i = 0; i < tags; i++, at += 4)
        memcpy(at, i % 2 ? "\x81\x00\x00\x07" : "\x88\xA8\x00\x09", 4);
    memcpy(at, v4 ? "\x08\x00" : "\x86\xDD", 2);
    at += 2;
    memcpy(at + (v4 ? 12 : 8), src->bytes + (v4 ? 12 : 0), v4 ? 4 : 16);
    memcpy(at + (v4 ? 16 : 24), dst->bytes + (v4 ? 12 : 0), v4 ? 4 : 16);
    return (uint32_t)(at - frame) + (v4 ? 20 : 40);
}

static struct pair v4_pair(unsigned i)
{
    const uint8_t a[4] = {10, 1, (uint8_t)(i >> 8), (uint8_t)i},
                  b[4] = {10, 2, 0, (uint8_t)(i % 5)};
    return (struct pair){ls_addr_v4(a), ls_addr_v4(b)};
}

static struct pair v6_pair(unsigned i)
{
    uint8_t a[16] = {0x20, 1, 0xd, 0xb8}, b[16] = {0x20, 1, 0xd, 0xb8, 1};
    a[15] = (uint8_t)i;
    a[9] = (uint8_t)(i * 7);
    b[13] = (uint8_t)(i % 5);
    return (struct pair){ls_addr_v6(a), ls_addr_v6(b)};
}

static void expect_alike(const struct pair *pair)
{
    uint8_t frame[100];
    for (unsigned tags = 0; tags <= 2; tags++) {
        uint32_t there = run_program(frame, make_frame(frame, tags, pair, false));
        uint32_t back = run_program(frame, make_frame(frame, tags, pair, true));
        ck_assert_uint_eq(there, back);
        for (unsigned shares = 2; shares <= 64; shares++) {
            ck_assert_uint_eq(there % shares, ls_share_of(&pair->a, &pair->b, shares));
            ck_assert_uint_eq(there % shares, ls_share_of(&pair->b, &pair->a, shares));
        }
    }
}

START_TEST(kernel_and_program_deal_out_alike)
{
    for (unsigned i = 0; i < 300; i++) {
        struct pair v4 = v4_pair(i), v6 = v6_pair(i);
        expect_alike(&v4);
        expect_alike(&v6);
    }
}
END_TEST

START_TEST(shares_are_alike_in_size)
{
    for (unsigned shares = 2; shares <= 16; shares++) {
        unsigned count[2][16] = {{0}};
        for (unsigned i = 0; i < 4000; i++) {
            struct pair v4 = v4_pair(i), v6 = v6_pair(i);
            count[0][ls_share_of(&v4.a, &v4.b, shares)]++;
            count[1][ls_share_of(&v6.a, &v6.b, shares)]++;
        }
        for (unsigned i = 0; i < shares; i++) {
            ck_assert_uint_gt(count[0][i], 4000 / shares / 2);
            ck_assert_uint_lt(count[0][i], 4000 / shares * 2);
            ck_assert_uint_gt(count[1][i], 0);
        }
    }
}
END_TEST

START_TEST(what_is_no_ip_or_cut_goes_to_the_first)
{
    uint8_t frame[100];
    struct pair pair = v4_pair(7);
    uint32_t whole = make_frame(frame, 1, &pair, false);
    ck_assert_uint_ne(run_program(frame, whole), 0);
    ck_assert_uint_eq(run_program(frame, whole - 1), 0);
    whole = make_frame(frame, 3, &pair, false);
    ck_assert_uint_eq(run_program(frame, whole), 0);
    memcpy(frame + 12, "\x08\x06", 2);
    ck_assert_uint_eq(run_program(frame, whole), 0);
}
END_TEST

int main(void)
{
    static const TTest *tests[3];
    size_t n = 0;
    tests[n++] = kernel_and_program_deal_out_alike;
    tests[n++] = shares_are_alike_in_size;
    tests[n++] = what_is_no_ip_or_cut_goes_to_the_first;
    return run_suite("capture/fanout", tests, n);
}
