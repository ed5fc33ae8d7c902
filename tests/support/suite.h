/* suite.h - the main() every unit test has: run one suite, exit with what failed. */
#pragma once

#include <check.h>

/* suite_run runs and frees the suite; returns main's exit status. */
static inline int suite_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

/* suite_of makes a suite of one case, to which tests are added. */
static inline Suite *suite_of(const char *name, TCase **tests)
{
    Suite *suite = suite_create(name);
    *tests = tcase_create(name);
    suite_add_tcase(suite, *tests);
    return suite;
}
