/* test_guard.c - a run that the sandbox ends says so in one line, and dies of SIGSYS. */
#include "child.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "cli/guard.h"

static int be_caught(void *told)
{
    int *ends = told;
    struct options options = {.sandbox = LS_SANDBOX_ENFORCE};
    dup2(ends[1], STDERR_FILENO);
    if (guard_begin(&options, NULL, 0) < 0)
        return CHILD_SETUP;
    return socket(AF_INET, SOCK_STREAM, 0);
}

START_TEST(the_last_word_names_the_call)
{
    int ends[2];
    char said[256] = "", expected[64];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(in_child(be_caught, ends), -SIGSYS);
    ck_assert_int_gt(read(ends[0], said, sizeof said - 1), 0);
    snprintf(expected, sizeof expected, "lyncscope: sandbox: system call %d is not", SYS_socket);
    ck_assert_msg(strncmp(said, expected, strlen(expected)) == 0, "%s", said);
    ck_assert_ptr_eq(strchr(said, '\n'), said + strlen(said) - 1);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli/guard");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, the_last_word_names_the_call);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
