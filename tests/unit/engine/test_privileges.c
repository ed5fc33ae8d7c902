/*
 * test_privileges.c - what a child still may after ls_privileges_drop, as the kernel tells it
 *
 * Root is needed for most of it; without root only what everybody can see is looked at.
 */
#include "child.h"

#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lyncscope/engine.h"

enum {
    READ_SEARCH =
        1 << 2, /* capability.h: CAP_DAC_READ_SEARCH, and below CAP_DAC_OVERRIDE, FOWNER */
    WRITE = 1 << 1 | 1 << 3,
};

static unsigned long long status_line(const char *name, int base)
{
    char line[256];
    unsigned long long value = ~0ULL;
    size_t n = strlen(name);
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, n) == 0 && line[n] == ':')
            value = strtoull(line + n + 1, NULL, base);
    }
    if (file != NULL)
        fclose(file);
    return value;
}

static bool as_root(void)
{
    if (geteuid() == 0)
        return true;
    printf("skipped: needs root\n");
    return false;
}

struct trial {
    struct ls_privileges wish;
    uid_t uid;                       /* expected */
    unsigned long long capabilities; /* expected */
};

static int try_it(void *told)
{
    const struct trial *trial = told;
    const char *became;
    struct ls_error error;
    if (ls_privileges_drop(&trial->wish, &became, &error) < 0)
        return CHILD_SETUP;
    if (getuid() != trial->uid || geteuid() != trial->uid)
        return 2;
    if (trial->uid != 0 && (setuid(0) == 0 || seteuid(0) == 0 || getgid() == 0))
        return 3;
    if (status_line("CapPrm", 16) != trial->capabilities ||
        status_line("CapEff", 16) != trial->capabilities || status_line("CapInh", 16) != 0 ||
        status_line("CapAmb", 16) != 0)
        return 4;
    if (status_line("NoNewPrivs", 10) != 1)
        return 5;
    return CHILD_GOOD;
}

static int outcome(struct ls_privileges wish, uid_t uid, unsigned long long capabilities)
{
    struct trial trial = {wish, uid, capabilities};
    return in_child(try_it, &trial);
}

static uid_t usual(void)
{
    const struct passwd *entry = getpwnam("lyncscope");
    if (entry == NULL)
        entry = getpwnam("nobody");
    ck_assert_ptr_nonnull(entry);
    return entry->pw_uid;
}

START_TEST(an_interface_is_not_read_as_root)
{
    if (!as_root())
        return;
    ck_assert_int_eq(outcome((struct ls_privileges){.live = true}, usual(), 0), CHILD_GOOD);
    ck_assert_int_eq(outcome((struct ls_privileges){.live = true, .writes = true}, usual(), 0),
                     CHILD_GOOD);
}
END_TEST

START_TEST(root_stays_when_asked_with_files_only)
{
    if (!as_root())
        return;
    struct ls_privileges wish = {.user = "root", .live = true};
    ck_assert_int_eq(outcome(wish, 0, READ_SEARCH), CHILD_GOOD);
    wish.writes = true;
    ck_assert_int_eq(outcome(wish, 0, WRITE), CHILD_GOOD);
}
END_TEST

START_TEST(files_are_read_by_who_asks)
{
    unsigned long long left = geteuid() == 0 ? READ_SEARCH : 0;
    ck_assert_int_eq(outcome((struct ls_privileges){0}, geteuid(), left), CHILD_GOOD);
}
END_TEST

START_TEST(a_named_user_counts_for_files_too)
{
    if (!as_root())
        return;
    ck_assert_int_eq(
        outcome((struct ls_privileges){.user = "nobody"}, getpwnam("nobody")->pw_uid, 0),
        CHILD_GOOD);
}
END_TEST

static int be_nobody_then(void *told)
{
    struct ls_privileges first = {.user = "nobody"};
    const char *became;
    struct ls_error error;
    if (ls_privileges_drop(&first, &became, &error) < 0 || strcmp(became, "nobody") != 0)
        return CHILD_SETUP;
    if (ls_privileges_drop(told, &became, &error) == 0)
        return became == NULL ? CHILD_GOOD : 2;
    return error.code == LS_E_USAGE && strncmp(error.text, "-Z root: ", 9) == 0 ? 3 : 4;
}

START_TEST(there_is_no_way_back)
{
    if (!as_root())
        return;
    struct ls_privileges root = {.user = "root"}, same = {.user = "nobody"}, live = {.live = true};
    ck_assert_int_eq(in_child(be_nobody_then, &root), 3);
    ck_assert_int_eq(in_child(be_nobody_then, &same), CHILD_GOOD);
    ck_assert_int_eq(in_child(be_nobody_then, &live), CHILD_GOOD);
}
END_TEST

START_TEST(unknown_users_are_refused)
{
    struct ls_privileges wish = {.user = "no such user"};
    const char *became;
    struct ls_error error;
    ck_assert_int_eq(ls_privileges_drop(&wish, &became, &error), LS_E_USAGE);
    ck_assert_str_eq(error.text, "-Z no such user: no such user");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine/privileges");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, an_interface_is_not_read_as_root);
    tcase_add_test(tests, root_stays_when_asked_with_files_only);
    tcase_add_test(tests, files_are_read_by_who_asks);
    tcase_add_test(tests, a_named_user_counts_for_files_too);
    tcase_add_test(tests, there_is_no_way_back);
    tcase_add_test(tests, unknown_users_are_refused);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
