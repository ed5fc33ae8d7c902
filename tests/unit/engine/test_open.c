/* test_open.c - a look at flows that go on: as many as asked for, as they are, and nothing changes
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/engine.h"

static struct ls_source *source;
static struct ls_engine *engine;
static struct ls_catalogs *catalogs;
static struct ls_topology *topology;
static struct ls_exceptions *exceptions;
static struct ls_judge *judge;

static void begin(bool live)
{
    static char path[512];
    static const char *const files[] = {path};
    struct ls_error error;
    snprintf(path, sizeof path, "%s/pcaps/sample-day.pcap", getenv("LS_SOURCE"));
    const struct ls_source_options wish = {.files = files, .file_count = 1};
    source = ls_source_open(&wish, &error);
    ck_assert_msg(source != NULL, "%s", error.text);
    const struct ls_engine_options options = {.source = source, .live = live};
    engine = ls_engine_new(&options, &error);
    catalogs = ls_catalogs_new();
    ck_assert_int_eq(ls_catalogs_load(catalogs, "lync-server-2013", &error), 0);
    topology = ls_topology_new(catalogs);
    ck_assert_int_eq(ls_topology_settle(topology, &error), 0);
    exceptions = ls_exceptions_new(catalogs);
    const struct ls_judge_options go_by = {
        .catalogs = catalogs, .topology = topology, .exceptions = exceptions};
    judge = ls_judge_new(&go_by, engine, &error);
    ck_assert(engine != NULL && judge != NULL);
}

static void set_up(void)
{
    begin(true);
}

static void tear_down(void)
{
    ls_judge_free(judge);
    ls_engine_free(engine);
    ls_source_free(source);
    ls_exceptions_free(exceptions);
    ls_topology_free(topology);
    ls_catalogs_free(catalogs);
}

/* Until so many flows go on. */
static void read_until(size_t open)
{
    const struct ls_result *state;
    struct ls_error error;
    do {
        ck_assert_int_gt(ls_engine_step(engine, &error), 0);
        ck_assert_int_eq(ls_engine_state(engine, &state), 0);
    } while (state->tracked < open);
}

START_TEST(no_more_than_asked_for_and_the_latest_first)
{
    const struct ls_summary *const *flows;
    size_t count;
    read_until(40);
    ck_assert_int_eq(ls_engine_open(engine, 10, &flows, &count), 0);
    ck_assert_uint_eq(count, 10);
    for (size_t i = 1; i < count; i++)
        ck_assert_uint_lt(flows[i]->number, flows[i - 1]->number);
    ck_assert_int_eq(ls_engine_open(engine, 100000, &flows, &count), 0);
    ck_assert_uint_ge(count, 40);
    ck_assert_uint_lt(count, 1000);
    ck_assert_int_eq(ls_engine_open(engine, 0, &flows, &count), 0);
    ck_assert_uint_eq(count, 0);
}
END_TEST

/* The copies stay what they were; the flows go on and end as if nobody had looked. */
START_TEST(looking_changes_nothing)
{
    const struct ls_summary *const *flows;
    const struct ls_result *result;
    struct ls_error error;
    struct ls_record record;
    uint64_t before = 0, after = 0, counted = 0, ended = 0;
    size_t count;
    int more;
    while ((more = ls_engine_step(engine, &error)) > 0) {
        ck_assert_int_eq(ls_engine_open(engine, 500, &flows, &count), 0);
        for (size_t i = 0; i < count; i++)
            before += flows[i]->packets[0];
        ck_assert_int_eq(ls_judge_open(judge, 500), 0);
        while (ls_judge_next_open(judge, &record))
            after += record.summary->packets[0];
        ck_assert_uint_eq(before, after);
        ck_assert_int_eq(ls_judge_begin(judge), 0);
        for (; ls_judge_next(judge, &record); ended++)
            counted += record.summary->packets[0] + record.summary->packets[1];
    }
    ck_assert_int_eq(more, 0);
    ck_assert_int_eq(ls_engine_finish(engine, &result, &error), 0);
    ck_assert_int_eq(ls_judge_begin(judge), 0);
    for (; ls_judge_next(judge, &record); ended++)
        counted += record.summary->packets[0] + record.summary->packets[1];
    ck_assert_uint_eq(ended, 222);
    ck_assert_uint_eq(counted, 6708);
    ck_assert_int_eq(ls_judge_open(judge, 500), 0);
    ck_assert(!ls_judge_next_open(judge, &record));
}
END_TEST

/* What an undecided flow has shown so far counts. */
START_TEST(verdicts_rest_on_what_was_seen_so_far)
{
    struct ls_record record;
    size_t proved = 0;
    read_until(100);
    ck_assert_int_eq(ls_judge_open(judge, 500), 0);
    while (ls_judge_next_open(judge, &record)) {
        ck_assert_str_ne(record.verdict->reason, "");
        proved += record.verdict->level >= LS_LEVEL_PAYLOAD;
    }
    ck_assert_uint_gt(proved, 50);
}
END_TEST

/* Files: all go on to the end, and what was announced so far counts. */
START_TEST(of_files_too)
{
    struct ls_record record;
    struct ls_error error;
    size_t open = 0, announced = 0;
    tear_down();
    begin(false);
    while (ls_engine_step(engine, &error) > 0)
        ck_assert_int_eq(ls_judge_open(judge, 1), 0);
    ck_assert_int_eq(ls_judge_open(judge, 1000), 0);
    for (; ls_judge_next_open(judge, &record); open++)
        announced += record.verdict->level == LS_LEVEL_LEARNED;
    ck_assert_uint_gt(open, 200);
    ck_assert_uint_gt(announced, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("open");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, no_more_than_asked_for_and_the_latest_first);
    tcase_add_test(tests, looking_changes_nothing);
    tcase_add_test(tests, verdicts_rest_on_what_was_seen_so_far);
    tcase_add_test(tests, of_files_too);
    Suite *suite = suite_create("engine/open");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
