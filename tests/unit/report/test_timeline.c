/* test_timeline.c - stretches hold every flow, are few, and begin where clocks do. */
#include "report/timeline.h"

#include "lyncscope/clock.h"
#include "suite.h"

static const int64_t day = INT64_C(1772409600) * LS_SECOND; /* 2026-03-02T00:00:00Z */

START_TEST(a_working_day_is_counted_in_quarters)
{
    struct timeline t;
    timeline_begin(&t, day + 7 * 3600 * LS_SECOND + 1, day + 18 * 3600 * LS_SECOND);
    ck_assert_int_eq(t.step_ns, 600 * LS_SECOND);
    ck_assert_int_eq(t.start_ns, day + 7 * 3600 * LS_SECOND);
    ck_assert_uint_le(t.count, TIMELINE_BINS);
    timeline_add(&t, day + 7 * 3600 * LS_SECOND + 1, true);
    timeline_add(&t, day + 18 * 3600 * LS_SECOND, false);
    const struct bin *bin = timeline_next(&t, NULL);
    ck_assert_int_eq(timeline_start(&t, bin), day + 7 * 3600 * LS_SECOND);
    ck_assert_uint_eq(bin->findings, 1);
    bin = timeline_next(&t, bin);
    ck_assert_int_eq(timeline_start(&t, bin), day + 18 * 3600 * LS_SECOND);
    ck_assert_uint_eq(bin->flows, 1);
    ck_assert_uint_eq(bin->findings, 0);
    ck_assert_ptr_null(timeline_next(&t, bin));
}
END_TEST

START_TEST(every_span_fits_and_loses_no_flow)
{
    static const int64_t spans[] = {0,
                                    1,
                                    999,
                                    LS_SECOND,
                                    3600 * LS_SECOND,
                                    400 * 86400 * LS_SECOND,
                                    LS_TIME_MOST,
                                    INT64_MAX - 1};
    static const int64_t starts[] = {0, 1, -1, -LS_TIME_MOST};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
            struct timeline t;
            uint64_t flows = 0;
            if (spans[i] > LS_TIME_MOST && starts[k] > -LS_TIME_MOST)
                continue; /* no capture's time lies there */
            int64_t last = starts[k] + spans[i];
            timeline_begin(&t, starts[k], last);
            ck_assert_uint_ge(t.count, 1);
            ck_assert_uint_le(t.count, TIMELINE_BINS);
            ck_assert_int_le(t.start_ns, starts[k]);
            timeline_add(&t, starts[k], false);
            timeline_add(&t, last, false);
            timeline_add(&t, -LS_TIME_MOST, false); /* outside: at the nearer end */
            timeline_add(&t, LS_TIME_MOST, false);
            for (const struct bin *b = NULL; (b = timeline_next(&t, b)) != NULL;)
                flows += b->flows;
            ck_assert_uint_eq(flows, 4);
        }
    }
}
END_TEST

START_TEST(a_run_that_goes_on_gets_wider_steps)
{
    struct timeline t;
    timeline_begin(&t, 0, 0);
    timeline_reach(&t, day + 5 * LS_SECOND, day + 5 * LS_SECOND); /* nothing was counted yet */
    ck_assert_int_eq(timeline_start(&t, t.bins), day + 5 * LS_SECOND);
    uint64_t flows = 0, odd = 0;
    for (int64_t second = 5; second < 40 * 86400; second += 977) {
        timeline_reach(&t, day + 5 * LS_SECOND, day + second * LS_SECOND);
        ck_assert_uint_le(t.count, TIMELINE_BINS);
        timeline_add(&t, day + second * LS_SECOND, second % 2);
        flows++;
        odd += second % 2;
    }
    uint64_t counted = 0, findings = 0;
    for (const struct bin *bin = NULL; (bin = timeline_next(&t, bin)) != NULL;) {
        counted += bin->flows;
        findings += bin->findings;
        ck_assert_int_eq(timeline_start(&t, bin) % t.step_ns, 0);
        ck_assert_uint_le(bin->flows, (uint64_t)(t.step_ns / LS_SECOND / 977 + 1));
    }
    ck_assert_uint_eq(counted, flows);
    ck_assert_uint_eq(findings, odd);
    ck_assert_int_le(t.step_ns, 86400 * LS_SECOND);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("timeline", &tests);
    tcase_add_test(tests, a_working_day_is_counted_in_quarters);
    tcase_add_test(tests, every_span_fits_and_loses_no_flow);
    tcase_add_test(tests, a_run_that_goes_on_gets_wider_steps);
    return suite_run(suite);
}
