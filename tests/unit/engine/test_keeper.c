/* test_keeper.c - the ring of frames: chains in order, the oldest first, nothing beyond its bounds.
 */
#include <string.h>

#include "engine/keeper.h"
#include "suite.h"

enum { RING = 4096, LARGE = 700 };

static struct keeper *make(size_t bytes, uint32_t frames)
{
    const struct ls_keeping wish = {bytes, frames};
    struct keeper *keeper = keeper_new(&wish);
    ck_assert_ptr_nonnull(keeper);
    return keeper;
}

/* A frame that can be known again: its time, and each of its bytes. */
static struct ls_frame frame_of(uint8_t *bytes, size_t n, uint8_t mark)
{
    memset(bytes, mark, n);
    return (struct ls_frame){mark, bytes, (uint32_t)n, (uint32_t)n + 1, 1};
}

static void add(struct keeper *keeper, uint32_t flow, size_t n, uint8_t mark)
{
    uint8_t bytes[LARGE];
    const struct ls_frame frame = frame_of(bytes, n, mark);
    ck_assert_int_eq(keeper_add(keeper, &frame, flow), 0);
}

static void hold(struct keeper *keeper, uint32_t datagram, size_t n, uint8_t mark)
{
    uint8_t bytes[LARGE];
    const struct ls_frame frame = frame_of(bytes, n, mark);
    keeper_hold(keeper, &frame, datagram);
}

static void expect(struct keeper *keeper, uint32_t flow, size_t n, uint8_t mark)
{
    struct ls_frame frame;
    ck_assert(keeper_take(keeper, flow, &frame));
    ck_assert_int_eq(frame.time_ns, mark);
    ck_assert_uint_eq(frame.captured, n);
    ck_assert_uint_eq(frame.wire, n + 1);
    ck_assert_int_eq(frame.link_type, 1);
    uint8_t bytes[LARGE];
    memset(bytes, mark, sizeof bytes);
    ck_assert_mem_eq(frame.bytes, bytes, n);
}

static void expect_none(struct keeper *keeper, uint32_t flow)
{
    struct ls_frame frame;
    ck_assert(!keeper_take(keeper, flow, &frame));
}

START_TEST(frames_come_back_in_order_flow_by_flow)
{
    struct keeper *keeper = make(RING, 0);
    for (uint8_t i = 0; i < 12; i++)
        add(keeper, i % 3 * 1000, 60 + i, i);
    for (uint8_t flow = 0; flow < 3; flow++) {
        for (uint8_t i = flow; i < 12; i = (uint8_t)(i + 3))
            expect(keeper, flow * 1000, 60 + i, i);
        expect_none(keeper, flow * 1000);
    }
    expect_none(keeper, 77);
    expect_none(keeper, 1 << 30);
    keeper_free(keeper);
}
END_TEST

START_TEST(of_each_flow_the_first_are_kept)
{
    struct ls_kept_tally kept;
    struct keeper *keeper = make(RING, 3);
    for (uint8_t i = 0; i < 8; i++)
        add(keeper, 5, 60, i);
    for (uint8_t i = 0; i < 3; i++)
        expect(keeper, 5, 60, i);
    add(keeper, 5, 60, 9); /* also when the first were taken meanwhile */
    expect_none(keeper, 5);
    keeper_tell(keeper, 5, &kept);
    ck_assert_uint_eq(kept.beyond, 6);
    ck_assert_uint_eq(kept.left, 0);
    keeper_forget(keeper, 5); /* the number is another flow's */
    add(keeper, 5, 60, 10);
    expect(keeper, 5, 60, 10);
    keeper_tell(keeper, 5, &kept);
    ck_assert_uint_eq(kept.beyond, 0);
    keeper_free(keeper);
}
END_TEST

START_TEST(the_oldest_has_to_go_and_is_counted)
{
    struct ls_kept_tally kept;
    uint32_t flow;
    struct keeper *keeper = make(RING, 0);
    ck_assert(!keeper_oldest(keeper, &flow));
    for (uint8_t i = 0; !keeper_is_low(keeper); i++)
        add(keeper, i, LARGE, i);
    ck_assert(keeper_oldest(keeper, &flow));
    ck_assert_uint_eq(flow, 0);
    keeper_drop(keeper, flow);
    ck_assert(keeper_oldest(keeper, &flow)); /* until half of it is free */
    ck_assert_uint_eq(flow, 1);
    expect(keeper, 1, LARGE, 1); /* taken is as good as gone */
    ck_assert(keeper_oldest(keeper, &flow));
    ck_assert_uint_eq(flow, 2);
    keeper_drop(keeper, flow);
    ck_assert(!keeper_oldest(keeper, &flow));
    keeper_tell(keeper, 0, &kept);
    ck_assert_uint_eq(kept.left, 1);
    keeper_tell(keeper, 1, &kept);
    ck_assert_uint_eq(kept.left, 0);
    expect_none(keeper, 0);
    expect(keeper, 3, LARGE, 3);
    keeper_free(keeper);
}
END_TEST

START_TEST(what_nobody_makes_room_for_is_not_kept)
{
    struct ls_kept_tally kept;
    struct keeper *keeper = make(RING, 0);
    for (uint8_t i = 0; i < 9; i++)
        add(keeper, 0, LARGE, i);
    keeper_tell(keeper, 0, &kept);
    ck_assert_uint_eq(kept.left, 4);
    for (uint8_t i = 0; i < 5; i++)
        expect(keeper, 0, LARGE, i);
    expect_none(keeper, 0);
    keeper_free(keeper);
}
END_TEST

START_TEST(a_frame_larger_than_the_ring_is_not_kept)
{
    struct ls_kept_tally kept;
    struct keeper *keeper = make(512, 0);
    add(keeper, 0, LARGE, 1);
    expect_none(keeper, 0);
    keeper_tell(keeper, 0, &kept);
    ck_assert_uint_eq(kept.left, 1);
    keeper_free(keeper);
}
END_TEST

/* Many sizes, every remainder, at every place of the ring: the round-about is where things break.
 */
START_TEST(it_goes_round_and_round)
{
    for (size_t n = 0; n < LARGE; n += 7) {
        struct keeper *keeper = make(RING - n / 2 * 8 % 256, 0);
        for (unsigned i = 0; i < 60; i++) {
            add(keeper, i, n, (uint8_t)i);
            if (i >= 2)
                expect(keeper, i - 2, n, (uint8_t)(i - 2));
        }
        keeper_free(keeper);
    }
}
END_TEST

START_TEST(sizes_that_differ_keep_their_bytes)
{
    struct keeper *keeper = make(RING, 0);
    uint32_t state = 1;
    size_t sizes[3000];
    for (unsigned i = 0; i < 3000; i++) {
        state = state * 1103515245 + 12345;
        sizes[i] = (state >> 16) % LARGE;
        add(keeper, i % 7, sizes[i], (uint8_t)i);
        if (i >= 3)
            expect(keeper, (i - 3) % 7, sizes[i - 3], (uint8_t)(i - 3));
    }
    keeper_free(keeper);
}
END_TEST

START_TEST(fragments_wait_for_their_flow)
{
    struct keeper *keeper = make(RING, 0);
    hold(keeper, 1, 60, 1);
    add(keeper, 3, 60, 2);
    hold(keeper, 1, 60, 3);
    hold(keeper, 2, 60, 4);
    expect(keeper, 3, 60, 2);
    add(keeper, 3, 60, 5);
    ck_assert_int_eq(keeper_settle(keeper, 1, 3), 0);
    add(keeper, 3, 60, 6);
    for (uint8_t i = 1; i < 7; i++)
        if (i != 2 && i != 4)
            expect(keeper, 3, 60, i);
    expect_none(keeper, 3);
    ck_assert_int_eq(keeper_settle(keeper, 2, LS_NO_FLOW), 0); /* it never had a first part */
    ck_assert_int_eq(keeper_settle(keeper, 2, 3), 0);
    expect_none(keeper, 3);
    keeper_free(keeper);
}
END_TEST

START_TEST(fragments_of_fragments_go_along)
{
    struct keeper *keeper = make(RING, 0);
    hold(keeper, 1, 60, 1);
    hold(keeper, 2, 60, 2);
    hold(keeper, 1, 60, 3);
    keeper_join(keeper, 1, 2);
    ck_assert_int_eq(keeper_settle(keeper, 2, 8), 0);
    for (uint8_t i = 1; i < 4; i++)
        expect(keeper, 8, 60, i);
    hold(keeper, 3, 60, 4); /* into one of which nothing came yet */
    keeper_join(keeper, 3, 9);
    ck_assert_int_eq(keeper_settle(keeper, 9, 8), 0);
    expect(keeper, 8, 60, 4);
    keeper_free(keeper);
}
END_TEST

START_TEST(fragments_that_nobody_asks_for_leave)
{
    uint32_t flow;
    struct keeper *keeper = make(RING, 0);
    for (uint32_t i = 1; i < 3; i++)
        hold(keeper, i, LARGE, (uint8_t)i);
    hold(keeper, 2 + 4096, LARGE, 3); /* takes the place of datagram 2 */
    add(keeper, 1, LARGE, 4);
    add(keeper, 1, LARGE, 5);
    ck_assert(keeper_is_low(keeper));
    ck_assert(!keeper_oldest(keeper, &flow));
    ck_assert_int_eq(keeper_settle(keeper, 2, 1), 0);
    expect(keeper, 1, LARGE, 4);
    expect(keeper, 1, LARGE, 5);
    expect_none(keeper, 1);
    keeper_free(keeper);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("engine/keeper", &tests);
    tcase_add_test(tests, frames_come_back_in_order_flow_by_flow);
    tcase_add_test(tests, of_each_flow_the_first_are_kept);
    tcase_add_test(tests, the_oldest_has_to_go_and_is_counted);
    tcase_add_test(tests, what_nobody_makes_room_for_is_not_kept);
    tcase_add_test(tests, a_frame_larger_than_the_ring_is_not_kept);
    tcase_add_test(tests, it_goes_round_and_round);
    tcase_add_test(tests, sizes_that_differ_keep_their_bytes);
    tcase_add_test(tests, fragments_wait_for_their_flow);
    tcase_add_test(tests, fragments_of_fragments_go_along);
    tcase_add_test(tests, fragments_that_nobody_asks_for_leave);
    return suite_run(suite);
}
