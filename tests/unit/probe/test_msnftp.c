/* test_msnftp.c - the one line that opens MSN_SECURE_FTP */
#include "probe/probes.h"
#include "talk.h"

static struct talk *talk;

static void set_up(void)
{
    talk = talk_new(&ls_probe_msnftp);
}

static void tear_down(void)
{
    talk_free(talk);
}

static const char line[] = "VER MSN_SECURE_FTP\r\n";

START_TEST(the_line_proves_it_from_either_side)
{
    ck_assert_int_eq(talk_text(talk, _i, line), LS_DONE);
    ck_assert_uint_eq(ls_draft_evidence(talk->draft, talk->arena)->stack[0], LS_PROTO_MSNFTP);
    ck_assert_uint_eq(talk_client(talk), LS_SIDE_NONE);
}
END_TEST

START_TEST(every_truncation_asks_for_more)
{
    ck_assert_int_eq(talk_say(talk, 0, line, (size_t)_i), LS_MAYBE);
    ck_assert(talk_blank(talk));
    ck_assert_int_eq(talk_text(talk, 0, line + _i), LS_DONE);
}
END_TEST

static const char *const others[] = {
    "VER MSNFTP\r\n",         "VER MSN_SECURE_FTP\n", "VER MSN_SECURE_FTPX",
    "ver msn_secure_ftp\r\n", "USR a 1\r\n",          "\r\nVER ",
    "VERIFY a\r\n",           "\026\003\001",
};

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(talk_text(talk, 0, others[_i]), LS_NO);
    ck_assert(talk_blank(talk));
}
END_TEST

START_TEST(a_side_caught_midway_does_not_hide_the_other)
{
    talk->midway[0] = true;
    ck_assert_int_eq(talk_text(talk, 0, "USR a 1\r\n"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 1, line), LS_DONE);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("probe/msnftp");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_loop_test(wire, the_line_proves_it_from_either_side, 0, 2);
    tcase_add_loop_test(wire, every_truncation_asks_for_more, 0, (int)strlen(line));
    tcase_add_loop_test(wire, neighbours_are_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(wire, a_side_caught_midway_does_not_hide_the_other);
    suite_add_tcase(all, wire);
    return all;
}

int main(void)
{
    return talk_run(suite());
}
