/* test_smb.c - SMB messages of every version, and the stream around them */
#include "smb_maker.h"

START_TEST(each_kind_of_message_proves_smb)
{
    static const size_t proof[] = {4 + 64, 4 + 32, 4 + 52, 4 + 16};
    struct message m = {.n = 0};
    good_message(&m, _i);
    for (size_t n = 0; n <= m.n; n++) {
        tear_down();
        set_up();
        ck_assert_int_eq(talk_say(talk, 0, m.bytes, n), n < proof[_i] ? LS_MAYBE : LS_YES);
        ck_assert(n >= proof[_i] || talk_blank(talk));
    }
    ck_assert_uint_eq(ls_draft_evidence(talk->draft, talk->arena)->stack[0], LS_PROTO_SMB);
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(each_fixed_field_is_asked)
{
    static const struct {
        int which;
        size_t at;
        uint8_t value;
    } broken[] = {
        {0, 0, 1},     {0, 0, 0x86}, {0, 4, 0xFA}, {0, 5, 'X'}, {0, 7, 'X'}, {0, 8, 65},
        {0, 16, 0x13}, {0, 17, 1},   {0, 26, 1},   {0, 3, 65},  {1, 3, 33},  {1, 6, 'N'},
        {2, 44, 1},    {2, 46, 0},   {2, 46, 3},   {3, 12, 9},  {3, 14, 2},  {3, 3, 17},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct message m = {.n = 0};
        tear_down();
        set_up();
        good_message(&m, broken[i].which);
        m.bytes[broken[i].at] = broken[i].value;
        ck_assert_msg(say(0, &m) == LS_NO, "case %zu: %d", i, talk->answer);
        ck_assert(talk_blank(talk));
    }
}
END_TEST

static const char *const others[] = {
    "\026\003\001\002", "\005\001", "GET / HTTP/1.1\r\n", "SIP/2.0", "\001\001\001", "\200\105\001",
};

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(talk_text(talk, 0, others[_i]), LS_NO);
}
END_TEST

START_TEST(a_session_request_alone_proves_nothing)
{
    struct message session = {.n = 0}, m = {.n = 0};
    add(&session, "\201\0\0\104", 4);
    zeros(&session, 68);
    ck_assert_int_eq(say(0, &session), LS_MAYBE);
    ck_assert_int_eq(talk_say(talk, 1, "\202\0\0\0", 4), LS_MAYBE);
    ck_assert(talk_blank(talk));
    good_message(&m, 1);
    ck_assert_int_eq(say(0, &m), LS_YES);
    ck_assert_uint_eq(talk_client(talk), 0);
    ck_assert_uint_eq(talk->held[0] + talk->held[1], 0);
}
END_TEST

START_TEST(session_frames_without_end_are_given_up)
{
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(talk_say(talk, 0, "\205\0\0\0", 4), LS_MAYBE);
    ck_assert_int_eq(talk_say(talk, 0, "\205\0\0\0", 4), LS_NO);
}
END_TEST

START_TEST(messages_are_followed_by_their_lengths)
{
    static const uint8_t block[4096];
    struct message negotiate = {.n = 0}, write = {.n = 0}, connect = {.n = 0};
    good_message(&negotiate, 0);
    tree(&connect, 9, 72, 6, "\\\\b");
    smb2(&write, 9, REQUEST, 0);
    write.bytes[2] = 0x80; /* 32 KiB and 64 bytes in all */
    write.bytes[3] = 64;
    say(0, &negotiate);
    ck_assert_int_eq(say(0, &write), LS_YES);
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(talk_say(talk, 0, block, sizeof block), LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
    for (size_t i = 0; i < connect.n; i++)
        ck_assert_int_eq(talk_say(talk, 0, connect.bytes + i, 1), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\b"));
}
END_TEST

START_TEST(a_lost_side_leaves_the_other_readable)
{
    struct message m = {.n = 0};
    talk->midway[0] = talk->midway[1] = true;
    ck_assert_int_eq(talk_text(talk, 1, "tail of a read"), LS_MAYBE);
    tree(&m, 9, 72, 6, "\\\\b");
    ck_assert_int_eq(say(0, &m), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\b"));
    ck_assert_uint_eq(talk->held[1], 0);
    ck_assert_int_eq(talk_text(talk, 0, "nonsense"), LS_DONE);
}
END_TEST

int main(void)
{
    Suite *all = suite_create("probe/smb");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_loop_test(wire, each_kind_of_message_proves_smb, 0, 4);
    tcase_add_test(wire, each_fixed_field_is_asked);
    tcase_add_loop_test(wire, neighbours_are_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(wire, a_session_request_alone_proves_nothing);
    tcase_add_test(wire, session_frames_without_end_are_given_up);
    tcase_add_test(wire, messages_are_followed_by_their_lengths);
    tcase_add_test(wire, a_lost_side_leaves_the_other_readable);
    suite_add_tcase(all, wire);
    return talk_run(all);
}
