/* test_pieces.c - pieces are taken in order, each once, and a failure ends it all. */
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lyncscope/engine.h"

enum { PIECES = 500, PLACES_MAX = 64 };

struct job {
    size_t left[PLACES_MAX]; /* by make, at its place */
    atomic_size_t made;
    size_t taken;
    size_t fails_to_make, fails_to_take; /* SIZE_MAX: none does */
};

static int make(void *self, size_t piece, size_t place)
{
    struct job *job = self;
    if (piece == job->fails_to_make)
        return LS_E_MEMORY;
    for (volatile int i = 0; i < (int)(piece * 7 % 50) * 100; i++)
        continue; /* some take longer than others */
    job->left[place] = piece;
    atomic_fetch_add(&job->made, 1);
    return 0;
}

static int take(void *self, size_t piece, size_t place)
{
    struct job *job = self;
    ck_assert_uint_eq(piece, job->taken);
    ck_assert_uint_eq(job->left[place], piece);
    job->taken++;
    return piece == job->fails_to_take ? LS_E_READ : 0;
}

static int run(struct job *job, size_t count, unsigned workers)
{
    struct ls_pieces pieces = {.self = job, .count = count, .make = make, .take = take};
    ck_assert_uint_le(ls_pieces_places(workers), PLACES_MAX);
    return ls_pieces_run(&pieces, workers);
}

static const unsigned crews[] = {0, 1, 2, 3, 8, 32};

START_TEST(all_are_taken_in_order)
{
    static const size_t counts[] = {0, 1, 2, PIECES};
    for (size_t i = 0; i < sizeof crews / sizeof *crews; i++) {
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            struct job job = {.fails_to_make = SIZE_MAX, .fails_to_take = SIZE_MAX};
            ck_assert_int_eq(run(&job, counts[k], crews[i]), 0);
            ck_assert_uint_eq(job.taken, counts[k]);
            ck_assert_uint_eq(atomic_load(&job.made), counts[k]);
        }
    }
}
END_TEST

START_TEST(a_failure_ends_it)
{
    for (size_t i = 0; i < sizeof crews / sizeof *crews; i++) {
        struct job job = {.fails_to_make = 100, .fails_to_take = SIZE_MAX};
        ck_assert_int_eq(run(&job, PIECES, crews[i]), LS_E_MEMORY);
        ck_assert_uint_le(job.taken, 100);
        struct job other = {.fails_to_make = SIZE_MAX, .fails_to_take = 100};
        ck_assert_int_eq(run(&other, PIECES, crews[i]), LS_E_READ);
        ck_assert_uint_eq(other.taken, 101);
        ck_assert_uint_lt(atomic_load(&other.made), PIECES);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine/pieces");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, all_are_taken_in_order);
    tcase_add_test(tcase, a_failure_ends_it);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
