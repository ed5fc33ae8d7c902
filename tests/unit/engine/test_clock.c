/* test_clock.c - runs without end, where the clock that stamps packets is set meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lyncscope/clock.h"
#include "lyncscope/engine.h"
#include "suite.h"

enum { STEP = 256, FRAME = 14 + 20 + 8 + 4 }; /* so many frames are a step of a live run */

/* Ethernet, IPv4 (RFC 791), UDP (RFC 768); of client 10.0.0.1 at its port. */
static void put_frame(FILE *out, uint32_t second, uint16_t port)
{
    const uint8_t frame[FRAME] = {0,
                                  0,
                                  0,
                                  0,
                                  0,
                                  2,
                                  0,
                                  0,
                                  0,
                                  0,
                                  0,
                                  1,
                                  8,
                                  0,
                                  0x45,
                                  0,
                                  0,
                                  32,
                                  0,
                                  0,
                                  0,
                                  0,
                                  64,
                                  17,
                                  0,
                                  0,
                                  10,
                                  0,
                                  0,
                                  1,
                                  10,
                                  0,
                                  0,
                                  2,
                                  (uint8_t)(port >> 8),
                                  (uint8_t)port,
                                  0x23,
                                  0x28,
                                  0,
                                  12};
    const uint32_t head[4] = {second, 0, FRAME, FRAME};
    fwrite(head, sizeof head, 1, out);
    fwrite(frame, sizeof frame, 1, out);
}

/* A step of frames before the clock was set, and three after. */
static void put_capture(const char *path, uint32_t before, uint32_t after)
{
    static const uint32_t head[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1};
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fwrite(head, sizeof head, 1, out);
    for (uint32_t i = 0; i < STEP; i++)
        put_frame(out, before + i / STEP, 50000);
    for (uint32_t i = 0; i < 3 * STEP; i++)
        put_frame(out, after + i / STEP, 50001);
    ck_assert_int_eq(fclose(out), 0);
}

/* How many flows were made of the packets of the second port. */
static unsigned count_flows(const char *path)
{
    struct ls_error error;
    const struct ls_source_options wish = {.files = &path, .file_count = 1};
    struct ls_source *source = ls_source_open(&wish, &error);
    ck_assert_ptr_nonnull(source);
    const struct ls_engine_options options = {.source = source, .live = true, .no_ndpi = true};
    struct ls_engine *engine = ls_engine_new(&options, &error);
    ck_assert_ptr_nonnull(engine);
    const struct ls_result *result;
    unsigned flows = 0;
    for (int more = 1; more > 0;) {
        const struct timespec moment = {.tv_nsec = 600000000}; /* idle flows are looked for then */
        size_t count;
        more = ls_engine_step(engine, &error);
        if (more == 0)
            ck_assert_int_eq(ls_engine_finish(engine, &result, &error), 0);
        const struct ls_summary *const *ended = ls_engine_ended(engine, &count);
        for (size_t i = 0; i < count; i++)
            flows += ended[i]->port[0] == 50001;
        ls_engine_release(engine);
        nanosleep(&moment, NULL);
    }
    ls_engine_free(engine);
    ls_source_free(source);
    return flows;
}

static void expect_one_flow(uint32_t before, uint32_t after)
{
    char path[] = "/tmp/clock.XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    put_capture(path, before, after);
    unsigned flows = count_flows(path);
    unlink(path);
    ck_assert_uint_eq(flows, 1);
}

START_TEST(set_back_an_hour)
{
    expect_one_flow(1772442000, 1772438400);
}
END_TEST

START_TEST(set_forward_an_hour)
{
    expect_one_flow(1772438400, 1772442000);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("engine/clock", &tests);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, set_back_an_hour);
    tcase_add_test(tests, set_forward_an_hour);
    return suite_run(suite);
}
