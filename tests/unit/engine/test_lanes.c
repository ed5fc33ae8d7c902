/*
 * test_lanes.c - threads that read shares: each conversation in one table, wherever its packets
 * come
 *
 * A share here is a file, so it can hold what a kernel would deal out worst.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/lane.h"
#include "suite.h"

enum {
    LANES = 3,
    HOSTS = 40,
    ROUNDS = 60, /* packets of a flow in each direction */
    FRAME = 14 + 20 + 8 + 8,
};

struct fixture {
    char path[LANES][64];
    FILE *file[LANES];
    struct ls_source *share[LANES];
    struct worker worker[LANES];
    struct lanes *lanes;
    uint64_t frames;
};

static struct ls_addr host(unsigned number)
{
    const uint8_t bytes[4] = {10, 0, (uint8_t)(number >> 8), (uint8_t)number};
    return ls_addr_v4(bytes);
}

static unsigned lane_of(unsigned a, unsigned b)
{
    const struct ls_addr one = host(a), other = host(b);
    return ls_share_of(&one, &other, LANES);
}

/* Ethernet, IPv4 (RFC 791), UDP (RFC 768) or, with fragment set, a part of it. */
static void put_frame(struct fixture *f, unsigned at, uint32_t ms, unsigned from, unsigned to,
                      uint16_t id, uint16_t fragment)
{
    uint8_t frame[FRAME] = {[12] = 8, [14] = 0x45, [17] = FRAME - 14, [22] = 64, [23] = 17};
    const uint32_t head[4] = {1772438400 + ms / 1000, ms % 1000 * 1000, FRAME, FRAME};
    const struct ls_addr src = host(from), dst = host(to);
    memcpy(frame + 26, src.bytes + 12, 4);
    memcpy(frame + 30, dst.bytes + 12, 4);
    frame[18] = (uint8_t)(id >> 8);
    frame[19] = (uint8_t)id;
    frame[20] = (uint8_t)(fragment >> 8);
    frame[21] = (uint8_t)fragment;
    frame[34] = frame[36] = 0x27; /* both ports 10000 */
    frame[35] = frame[37] = 0x10;
    frame[39] = fragment == 0x2000 ? 32 : 16; /* of the whole datagram, in two parts */
    fwrite(head, sizeof head, 1, f->file[at]);
    fwrite(frame, sizeof frame, 1, f->file[at]);
    f->frames++;
}

static void make_files(struct fixture *f)
{
    static const uint32_t head[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1};
    *f = (struct fixture){.frames = 0};
    for (unsigned i = 0; i < LANES; i++) {
        snprintf(f->path[i], sizeof f->path[i], "/tmp/lyncscope-lanes-%d-%u.pcap", (int)getpid(),
                 i);
        f->file[i] = fopen(f->path[i], "w");
        ck_assert_ptr_nonnull(f->file[i]);
        fwrite(head, sizeof head, 1, f->file[i]);
    }
}

static void open_lanes(struct fixture *f, int64_t idle_ns)
{
    struct ls_error error;
    const struct ls_engine_options options = {.live = true, .idle_ns = idle_ns, .no_ndpi = true};
    for (unsigned i = 0; i < LANES; i++) {
        const char *path = f->path[i];
        const struct ls_source_options wish = {.files = &path, .file_count = 1};
        ck_assert_int_eq(fclose(f->file[i]), 0);
        f->share[i] = ls_source_open(&wish, &error);
        ck_assert_ptr_nonnull(f->share[i]);
        ck_assert_int_eq(worker_init(&f->worker[i], &options, LANES, &error), 0);
    }
    f->lanes = lanes_new(f->share, f->worker, LANES, &error);
    ck_assert_ptr_nonnull(f->lanes);
}

static void close_lanes(struct fixture *f)
{
    lanes_free(f->lanes);
    for (unsigned i = 0; i < LANES; i++) {
        worker_clear(&f->worker[i]);
        ls_source_free(f->share[i]);
        unlink(f->path[i]);
    }
}

static struct lanes_state run(struct fixture *f)
{
    struct lanes_state state;
    int more;
    while ((more = lanes_wait(f->lanes, LS_SECOND / 50)) > 0)
        ck_assert_int_eq(lanes_rest(f->lanes), 0);
    ck_assert_int_eq(more, 0);
    ck_assert_int_eq(lanes_finish(f->lanes), 0);
    lanes_state(f->lanes, &state);
    return state;
}

/* Both directions of each pair, dealt out as told. */
static void put_conversations(struct fixture *f, unsigned (*deal)(unsigned a, unsigned b))
{
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < HOSTS; i++) {
            put_frame(f, deal(1000, i), round * 20, 1000, i, 0, 0);
            put_frame(f, deal(i, 1000), round * 20 + 1, i, 1000, 0, 0);
        }
    }
}

static void expect_conversations(const struct fixture *f, const struct lanes_state *state)
{
    ck_assert_uint_eq(state->tally.frames, f->frames);
    ck_assert_uint_eq(state->flows.created, HOSTS);
    ck_assert_uint_eq(state->ended, HOSTS);
    for (unsigned i = 0; i < LANES; i++) {
        for (size_t k = 0; k < f->worker[i].ended_count; k++) {
            const struct ls_summary *flow = ls_flow_summary(f->worker[i].ended[k]);
            ck_assert_uint_eq(flow->packets[0], ROUNDS);
            ck_assert_uint_eq(flow->packets[1], ROUNDS);
            ck_assert_uint_eq(ls_share_of(&flow->addr[0], &flow->addr[1], LANES), i);
        }
    }
}

START_TEST(what_is_dealt_out_right_stays)
{
    struct fixture f;
    make_files(&f);
    put_conversations(&f, lane_of);
    open_lanes(&f, 0);
    struct lanes_state state = run(&f);
    expect_conversations(&f, &state);
    ck_assert_uint_eq(state.posted, 0);
    close_lanes(&f);
}
END_TEST

static unsigned wrong_lane(unsigned a, unsigned b)
{
    return (lane_of(a, b) + 1) % LANES;
}

START_TEST(what_is_dealt_out_wrong_is_posted)
{
    struct fixture f;
    make_files(&f);
    put_conversations(&f, wrong_lane);
    open_lanes(&f, 0);
    struct lanes_state state = run(&f);
    expect_conversations(&f, &state);
    ck_assert_uint_eq(state.posted, f.frames);
    for (unsigned i = 0; i < LANES; i++) /* and what took one way stays in order */
        for (size_t k = 0; k < f.worker[i].ended_count; k++)
            ck_assert_mem_eq(&ls_flow_summary(f.worker[i].ended[k])->addr[0],
                             &(struct ls_addr[]){host(1000)}, sizeof(struct ls_addr));
    close_lanes(&f);
}
END_TEST

static unsigned by_direction(unsigned a, unsigned b)
{
    return a > b ? 0 : 1;
}

START_TEST(directions_that_come_apart_meet)
{
    struct fixture f;
    make_files(&f);
    put_conversations(&f, by_direction);
    open_lanes(&f, 0);
    struct lanes_state state = run(&f);
    expect_conversations(&f, &state);
    close_lanes(&f);
}
END_TEST

/* More letters than a lane has, from each to each. */
START_TEST(lanes_that_post_to_each_other_do_not_wait_for_ever)
{
    struct fixture f;
    make_files(&f);
    for (uint32_t i = 0; i < 60000; i++) {
        unsigned a = i % 200, b = 1000;
        put_frame(&f, (lane_of(a, b) + 1 + i / 200 % 2) % LANES, i / 100, a, b, 0, 0);
    }
    open_lanes(&f, 0);
    struct lanes_state state = run(&f);
    ck_assert_uint_eq(state.posted, 60000);
    ck_assert_uint_eq(state.flows.created, 200);
    close_lanes(&f);
}
END_TEST

START_TEST(fragments_are_joined_and_posted)
{
    struct fixture f;
    make_files(&f);
    for (unsigned i = 0; i < HOSTS; i++) {
        put_frame(&f, wrong_lane(i, 1000), i, i, 1000, (uint16_t)(i + 1), 0x2000);
        if (i % 2 == 0) /* the others wait for ever, and are given up */
            put_frame(&f, wrong_lane(i, 1000), i, i, 1000, (uint16_t)(i + 1), 0x0002);
    }
    open_lanes(&f, 0);
    struct lanes_state state = run(&f);
    ck_assert_uint_eq(state.flows.created, HOSTS);
    ck_assert_uint_eq(state.skipped[LS_SKIP_FRAGMENT], 0);
    uint64_t frames = 0;
    for (unsigned i = 0; i < LANES; i++)
        for (size_t k = 0; k < f.worker[i].ended_count; k++)
            frames += ls_flow_summary(f.worker[i].ended[k])->packets[0];
    ck_assert_uint_eq(frames, f.frames);
    close_lanes(&f);
}
END_TEST

/* The file of one lane is ten minutes ahead of another's, whose flow is idle for a second at most.
 */
START_TEST(no_flow_ends_early_because_another_lane_is_ahead)
{
    struct lanes *lanes = calloc(1, sizeof *lanes + 3 * sizeof(struct lane));
    ck_assert_ptr_nonnull(lanes);
    lanes->count = 3;
    for (unsigned i = 0; i < 3; i++)
        atomic_init(&lanes->lane[i].reached_ns, INT64_MAX);
    ck_assert_int_eq(lanes_slowest(lanes), INT64_MIN); /* nobody knows, so nothing ends */
    atomic_store(&lanes->lane[0].reached_ns, 600 * LS_SECOND);
    ck_assert_int_eq(lanes_slowest(lanes), 600 * LS_SECOND); /* who had nothing has no say */
    atomic_store(&lanes->lane[2].reached_ns, 5 * LS_SECOND);
    ck_assert_int_eq(lanes_slowest(lanes), 5 * LS_SECOND);
    free(lanes);
}
END_TEST

START_TEST(a_silent_lane_goes_on_with_the_clock_and_a_busy_one_does_not)
{
    struct lane lane = {.index = 0};
    ck_assert_int_eq(lane_reached(&lane), INT64_MAX);
    lane.intake.tally =
        (struct tally){.frames = 1, .latest_ns = 100 * LS_SECOND, .clock_ns = 7 * LS_SECOND};
    lane.turn_ns = 17 * LS_SECOND;
    ck_assert_int_eq(lane_reached(&lane), 100 * LS_SECOND); /* it has not looked since */
    lane.idle = true;
    int64_t now = lane_reached(&lane);
    ck_assert_int_le(now, 110 * LS_SECOND - 2 * LS_SECOND / 10); /* a block may still fill */
    ck_assert_int_ge(now, 109 * LS_SECOND);
    lane.turn_ns = lane.intake.tally.clock_ns + 1;
    ck_assert_int_eq(lane_reached(&lane), 100 * LS_SECOND); /* never before what came */
    lane.over = true;
    ck_assert_int_eq(lane_reached(&lane), INT64_MAX);
}
END_TEST

START_TEST(lanes_that_never_began_end)
{
    struct fixture f;
    make_files(&f);
    put_conversations(&f, lane_of);
    open_lanes(&f, 0);
    close_lanes(&f);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("engine/lanes", &tests);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_is_dealt_out_right_stays);
    tcase_add_test(tests, what_is_dealt_out_wrong_is_posted);
    tcase_add_test(tests, directions_that_come_apart_meet);
    tcase_add_test(tests, lanes_that_post_to_each_other_do_not_wait_for_ever);
    tcase_add_test(tests, fragments_are_joined_and_posted);
    tcase_add_test(tests, no_flow_ends_early_because_another_lane_is_ahead);
    tcase_add_test(tests, a_silent_lane_goes_on_with_the_clock_and_a_busy_one_does_not);
    tcase_add_test(tests, lanes_that_never_began_end);
    return suite_run(suite);
}
