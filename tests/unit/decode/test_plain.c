/*
 * test_plain.c - frames read at once are read as they are step by step
 *
 * Without its Ethernet header the same packet, as link type IPV4, is read step by step: both must
 * come to the same, whatever its header says.
 */
#include <stdlib.h>

#include "decoding.h"

static uint64_t state;

/* xorshift, Marsaglia 2003: the same bytes in each run. */
static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

static void expect_same(const struct ls_packet *a, const struct ls_packet *b)
{
    ck_assert_mem_eq(&a->src, &b->src, sizeof a->src);
    ck_assert_mem_eq(&a->dst, &b->dst, sizeof a->dst);
    ck_assert_uint_eq(a->sport, b->sport);
    ck_assert_uint_eq(a->dport, b->dport);
    ck_assert_uint_eq(a->ip_proto, b->ip_proto);
    ck_assert_uint_eq(a->tcp_flags, b->tcp_flags);
    ck_assert_uint_eq(a->icmp_type, b->icmp_type);
    ck_assert_uint_eq(a->icmp_code, b->icmp_code);
    ck_assert_int_eq(a->v6, b->v6);
    ck_assert_int_eq(a->has_ports, b->has_ports);
    ck_assert_int_eq(a->cut, b->cut);
    ck_assert_uint_eq(a->vlan_count, b->vlan_count);
    ck_assert_uint_eq(a->seq, b->seq);
    ck_assert_uint_eq(a->trace, b->trace);
    ck_assert_uint_eq(a->payload_wire, b->payload_wire);
    ck_assert_uint_eq(a->frames, b->frames);
    ck_assert_ptr_eq(a->payload.at, b->payload.at);
    ck_assert_ptr_eq(a->payload.end, b->payload.end);
    ck_assert_ptr_eq(a->ip.at, b->ip.at);
    ck_assert_ptr_eq(a->ip.end, b->ip.end);
}

/* A packet that is right, and then one or two things about it are changed. */
static void make(struct frame_maker *f)
{
    static const unsigned protos[] = {1, 4, 6, 17, 41, 47, 51, 132, 200};
    uint32_t body = 20 + draw(60);
    *f = (struct frame_maker){0};
    put_ethernet(f, 0x0800);
    put_ipv4(f, protos[draw(9)], 20 + body, draw(4) * 0x1234, 0);
    for (uint32_t i = 0; i < body; i++)
        put8(f, draw(256));
    f->bytes[14 + 20 + 4] = 0; /* a UDP length that is right, a TCP header of twenty bytes */
    f->bytes[14 + 20 + 5] = (uint8_t)body;
    f->bytes[14 + 20 + 12] = 0x50;
    for (uint32_t n = draw(3); n > 0; n--)
        f->bytes[14 + draw(20 + 20)] = (uint8_t)draw(256);
    for (uint32_t padding = draw(4); padding > 0; padding--)
        put8(f, 0);
}

START_TEST(reads_as_step_by_step)
{
    state = UINT64_C(0x2013);
    struct ls_decoder *other = ls_decoder_new(NULL);
    unsigned packets = 0, skipped = 0;
    for (int i = 0; i < 40000; i++) {
        struct frame_maker f;
        make(&f);
        uint32_t cut = draw(3) == 0 ? draw(f.n - 14) : 0;
        struct ls_frame frame = frame_of(&f, DLT_EN10MB);
        frame.captured -= cut;
        struct ls_frame bare = frame;
        bare.link_type = DLT_IPV4;
        bare.bytes += 14;
        bare.captured -= 14;
        bare.wire -= 14;
        struct ls_packet expected;
        enum ls_decoded step_by_step = ls_decode(other, &bare, &expected);
        ck_assert_int_eq(ls_decode(decoder, &frame, &packet), step_by_step);
        if (step_by_step == LS_DECODED_PACKET && packet.datagram == 0) {
            expect_same(&packet, &expected);
            packets++;
        }
        skipped += step_by_step == LS_DECODED_SKIPPED;
    }
    ck_assert_mem_eq(ls_decoder_skipped(decoder), ls_decoder_skipped(other),
                     LS_SKIP_COUNT * sizeof(uint64_t));
    ck_assert_uint_gt(packets, 20000);
    ck_assert_uint_gt(skipped, 1000);
    ls_decoder_free(other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plain");
    TCase *tests = tcase_create("plain");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, reads_as_step_by_step);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
