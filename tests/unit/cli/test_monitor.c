/* test_monitor.c - a disk that was full for a while costs no later numbers. */
#include "cli/monitor.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lyncscope/engine.h"

static char folder[] = "/tmp/lyncscope-test-XXXXXX";
static char gone[64], path[64], capture[64];

/* A classic capture without packets. */
static void write_capture(void)
{
    static const uint8_t header[] = {0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0,
                                     0,    0,    0,    0,    0, 0, 4, 0, 1, 0, 0, 0};
    FILE *file = fopen(capture, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(header, 1, sizeof header, file), sizeof header);
    ck_assert_int_eq(fclose(file), 0);
}

static struct ls_engine *make_engine(struct ls_source **source)
{
    const char *files[] = {capture};
    struct ls_source_options wish = {.files = files, .file_count = 1};
    struct ls_error error;
    *source = ls_source_open(&wish, &error);
    ck_assert_ptr_nonnull(*source);
    struct ls_engine_options options = {.source = *source};
    struct ls_engine *engine = ls_engine_new(&options, &error);
    ck_assert_ptr_nonnull(engine);
    return engine;
}

/* As time passes: the file is due again. */
static void step(struct monitor *monitor, const struct ls_engine *engine)
{
    monitor->publish_ns = monitor->file_ns = 0;
    monitor_step(monitor, engine);
}

START_TEST(a_failed_write_is_made_up_for)
{
    struct options options = {.metrics = path};
    struct monitor monitor = {0};
    struct ls_source *source;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(gone, sizeof gone, "%s/there", folder);
    snprintf(path, sizeof path, "%s/there/file", folder);
    snprintf(capture, sizeof capture, "%s/capture", folder);
    write_capture();
    ck_assert_int_eq(mkdir(gone, 0700), 0);
    struct ls_engine *engine = make_engine(&source);
    ck_assert_int_eq(monitor_open(&monitor, &options, NULL), 0);
    ck_assert_int_eq(monitor_begin(&monitor, &options), 0);
    for (int i = 0; i < 2; i++) { /* each time is said, and each is over when a write succeeds */
        ck_assert_int_eq(unlink(path), 0);
        ck_assert_int_eq(rmdir(gone), 0);
        step(&monitor, engine);
        ck_assert(monitor.failed);
        ck_assert_int_eq(mkdir(gone, 0700), 0);
        if (i == 0) {
            step(&monitor, engine);
            ck_assert(!monitor.failed);
        }
    }
    monitor_close(&monitor, engine);
    ck_assert_int_eq(access(path, F_OK), 0);
    ls_engine_free(engine);
    ls_source_free(source);
    unlink(path);
    unlink(capture);
    rmdir(gone);
    rmdir(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli/monitor");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, a_failed_write_is_made_up_for);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
