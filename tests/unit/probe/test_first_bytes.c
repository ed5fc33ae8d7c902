/*
 * test_first_bytes.c - a stream that ended early: which of its beginnings still count as unknown
 *
 * A flow is called foreign only when every probe said no. A probe that says "perhaps" to any short
 * stream would keep all of them unknown; each has few first bytes, and must know them.
 */
#include "show.h"

static const struct {
    const struct ls_probe *probe;
    int one;  /* at most so many first bytes leave it undecided */
    int four; /* the same, with three bytes of FF behind */
} probes[] = {
    {&ls_probe_http, 28, 0}, {&ls_probe_msnftp, 1, 0}, {&ls_probe_ssh, 1, 0},
    {&ls_probe_smb, 6, 1},   {&ls_probe_nmf, 4, 3},    {&ls_probe_dcerpc, 1, 0},
    {&ls_probe_rdp, 1, 0},   {&ls_probe_tds, 3, 0},    {&ls_probe_kerberos, 1, 0},
    {&ls_probe_ldap, 1, 0},
};

static int undecided(const struct ls_probe *probe, size_t n, int how)
{
    int count = 0;
    for (int first = 0; first < 256; first++) {
        const uint8_t bytes[] = {(uint8_t)first, 0xff, 0xff, 0xff};
        enum ls_answer answer = show(probe, 0, bytes, n, SHOW_STREAM | how);
        ck_assert_int_lt(answer, LS_YES);
        count += answer == LS_MAYBE;
    }
    return count;
}

START_TEST(few_first_bytes_leave_a_probe_undecided)
{
    for (int how = 0; how <= SHOW_CLOSED; how += SHOW_CLOSED) {
        ck_assert_int_le(undecided(probes[_i].probe, 1, how), probes[_i].one);
        ck_assert_int_le(undecided(probes[_i].probe, 4, how), probes[_i].four);
    }
}
END_TEST

START_TEST(a_dns_message_is_refused_by_its_flags)
{
    ck_assert_int_eq(SHOW(&ls_probe_dns, "\x00\x20\x12\x34\x01\x00", SHOW_STREAM), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_dns, "\x00\x20\x12\x34\x01\x40", SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_dns, "\x00\x20\x12\x34\x79\x00", SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_dns, "\x00\x20\x12\x34\x01\x00\x00\x00", SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_dns, "\x00\x20\x12\x34\x81\x80\x00\x00", SHOW_STREAM),
                     LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_dns, "\x00\x20\x12\x34\x01\x00\x00\x11", SHOW_STREAM), LS_NO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("first_bytes");
    TCase *tests = show_tests(suite);
    tcase_add_loop_test(tests, few_first_bytes_leave_a_probe_undecided, 0,
                        (int)(sizeof probes / sizeof probes[0]));
    tcase_add_test(tests, a_dns_message_is_refused_by_its_flags);
    return show_run(suite);
}
