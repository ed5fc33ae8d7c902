/* test_smb_notes.c - what SMB messages say: dialects and shares */
#include "smb_maker.h"

START_TEST(the_dialect_is_the_one_the_server_chose)
{
    static const struct {
        unsigned code;
        const char *name;
    } dialects[] = {{0x0202, "SMB 2.0.2"}, {0x0210, "SMB 2.1"},   {0x0300, "SMB 3.0"},
                    {0x0302, "SMB 3.0.2"}, {0x0311, "SMB 3.1.1"}, {0x02FF, NULL},
                    {0x0999, NULL}};
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        struct message m = {.n = 0};
        tear_down();
        set_up();
        negotiate_answer(&m, dialects[i].code);
        ck_assert_int_eq(say(1, &m), LS_YES);
        ck_assert_uint_eq(talk_client(talk), 0);
        ck_assert_uint_eq(talk_facts(talk, LS_FACT_SMB_DIALECT), dialects[i].name != NULL);
        if (dialects[i].name)
            ck_assert(talk_has(talk, LS_FACT_SMB_DIALECT, dialects[i].name));
    }
}
END_TEST

START_TEST(smb_1_is_a_dialect_once_it_is_chosen)
{
    struct message refused = {.n = 0}, chosen = {.n = 0};
    smb1(&refused, 0x72, 0x98, 0);
    add(&refused, "\1\377\377\0\0", 5);
    say(1, done(&refused));
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SMB_DIALECT), 0);
    smb1(&chosen, 0x72, 0x98, 0);
    add(&chosen, "\21\5\0", 3);
    zeros(&chosen, 34);
    say(1, done(&chosen));
    ck_assert(talk_has(talk, LS_FACT_SMB_DIALECT, "SMB 1"));
    ck_assert_uint_eq(talk_client(talk), 0);
}
END_TEST

START_TEST(encryption_without_negotiation_is_smb_3)
{
    struct message m = {.n = 0};
    good_message(&m, 2);
    say(0, &m);
    ck_assert(talk_has(talk, LS_FACT_SMB_DIALECT, "SMB 3"));
    ck_assert_uint_eq(talk_client(talk), LS_SIDE_NONE);
}
END_TEST

START_TEST(a_tree_connect_names_its_share)
{
    struct message m = {.n = 0};
    tree(&m, 9, 72, 2 * 17, "\\\\fe01\\xds-replicaMORE");
    ck_assert_int_eq(say(0, &m), LS_YES);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SMB_SHARE), 1);
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\fe01\\xds-replic"));
    ck_assert_uint_eq(talk_client(talk), 0);
}
END_TEST

START_TEST(a_cut_segment_says_nothing_of_the_other_side)
{
    enum { FIRST = 80 };
    struct message negotiated = {.n = 0}, asks = {.n = 0}, answer = {.n = 0};
    negotiate_answer(&negotiated, 0x0302);
    negotiate_answer(&answer, 0x0302);
    tree(&asks, 9, 72, 2 * 18, "\\\\fe01\\xds-replica");
    say(1, &negotiated);
    talk_say(talk, 0, asks.bytes, FIRST);
    talk->cut = true;
    say(1, &answer);
    talk->cut = false;
    talk_say(talk, 0, asks.bytes + FIRST, asks.n - FIRST);
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\fe01\\xds-replica"));
}
END_TEST

START_TEST(a_tree_connect_with_lengths_that_do_not_fit_names_none)
{
    static const unsigned bad[][3] = {{8, 72, 6}, {9, 72, 8}, {9, 71, 10},   {9, 63, 6},
                                      {9, 0, 6},  {9, 79, 0}, {9, 65535, 6}, {9, 72, 65535}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct message m = {.n = 0};
        tear_down();
        set_up();
        tree(&m, bad[i][0], bad[i][1], bad[i][2], "\\\\a");
        ck_assert_int_eq(say(0, &m), LS_YES);
        ck_assert_msg(talk_facts(talk, LS_FACT_SMB_SHARE) == 0, "case %zu", i);
    }
}
END_TEST

START_TEST(a_share_becomes_utf_8)
{
    struct message m = {.n = 0};
    smb2(&m, 3, REQUEST, 0);
    add16(&m, 9);
    add16(&m, 0);
    add16(&m, 72);
    add16(&m, 16);
    add16(&m, 'a');
    add16(&m, 0xE9);
    add16(&m, 0x6587);
    add16(&m, 0xD83D);
    add16(&m, 0xDE00);
    add16(&m, 0xDC00); /* lone */
    add16(&m, 0);
    add16(&m, 'x');
    say(0, done(&m));
    ck_assert(
        talk_has(talk, LS_FACT_SMB_SHARE, "a\303\251\346\226\207\360\237\230\200\357\277\275"));
}
END_TEST

START_TEST(a_long_share_is_cut_between_characters)
{
    struct message m = {.n = 0};
    struct ls_fact share;
    smb2(&m, 3, REQUEST, 0);
    add16(&m, 9);
    add16(&m, 0);
    add16(&m, 72);
    add16(&m, 258);
    for (int i = 0; i < 129; i++)
        add16(&m, 0xE9);
    say(0, done(&m));
    ck_assert(ls_fact_find(ls_draft_evidence(talk->draft, talk->arena), LS_FACT_SMB_SHARE, &share));
    ck_assert_uint_eq(share.value.len, 254);
}
END_TEST

START_TEST(a_tree_connect_behind_another_command_is_found)
{
    struct message m = {.n = 0};
    smb2(&m, 1, REQUEST, 64);
    tree(&m, 9, 72, 6, "\\\\b");
    say(0, &m);
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\b"));
}
END_TEST

START_TEST(a_compound_chain_cannot_run_away)
{
    static const unsigned next[] = {1, 63, 66, 67, 0x7FFFFFFF};
    for (size_t i = 0; i < sizeof next / sizeof *next; i++) {
        struct message m = {.n = 0};
        smb2(&m, 1, REQUEST, 0);
        zeros(&m, 4);
        const uint8_t wire[4] = {(uint8_t)next[i], (uint8_t)(next[i] >> 8),
                                 (uint8_t)(next[i] >> 16), (uint8_t)(next[i] >> 24)};
        memcpy(m.bytes + 4 + 20, wire, sizeof wire);
        tear_down();
        set_up();
        /* 68 bytes in all: an offset behind them is no header field any more. */
        ck_assert_int_eq(say(0, done(&m)), next[i] < 68 ? LS_YES : LS_NO);
        ck_assert_uint_eq(talk->held[0], talk->answer == LS_YES ? 0 : m.n);
    }
}
END_TEST

static void smb1_tree(struct message *m, unsigned flags2, unsigned password, bool pad)
{
    smb1(m, 0x75, 0x18, flags2);
    add(m, "\4\377\0\0\0\0\0", 7);
    add16(m, password);
    add16(m, 40); /* ByteCount: not believed */
    zeros(m, password);
    if (pad)
        zeros(m, 1);
}

START_TEST(an_smb_1_tree_connect_names_its_share)
{
    struct message wide = {.n = 0}, narrow = {.n = 0}, even = {.n = 0};
    smb1_tree(&wide, 0x8000, 1, false);
    add_wide(&wide, "\\\\a\\IPC$");
    add(&wide, "\0\0?????\0", 8);
    say(0, done(&wide));
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\a\\IPC$"));
    smb1_tree(&even, 0x8000, 24, true);
    add_wide(&even, "\\\\c\\d");
    say(0, done(&even));
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\c\\d"));
    smb1_tree(&narrow, 0, 1, false);
    add(&narrow, "\\\\b\\C\344\0A:\0", 11);
    say(0, done(&narrow));
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\b\\C\357\277\275"));
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SMB_SHARE), 3);
}
END_TEST

START_TEST(an_smb_1_tree_connect_behind_a_session_setup_is_found)
{
    struct message m = {.n = 0};
    smb1(&m, 0x73, 0x18, 0);
    add(&m, "\2\165\0\46\0\1\0", 7); /* next command 0x75 at 38 from the header */
    ck_assert_uint_eq(m.n - 4, 39);
    m.n -= 1;
    add(&m, "\4\377\0\0\0\0\0\0\0\0\0\\\\z\0", 15);
    say(0, done(&m));
    ck_assert(talk_has(talk, LS_FACT_SMB_SHARE, "\\\\z"));
}
END_TEST

START_TEST(an_andx_chain_that_turns_back_ends)
{
    struct message m = {.n = 0};
    smb1(&m, 0x75, 0x18, 0);
    add(&m, "\4\165\0\40\0\0\0\377\377\0\0\0", 12);
    ck_assert_int_eq(say(0, done(&m)), LS_YES);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SMB_SHARE), 0);
}
END_TEST

int main(void)
{
    Suite *all = suite_create("probe/smb_notes");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_test(wire, the_dialect_is_the_one_the_server_chose);
    tcase_add_test(wire, smb_1_is_a_dialect_once_it_is_chosen);
    tcase_add_test(wire, encryption_without_negotiation_is_smb_3);
    tcase_add_test(wire, a_tree_connect_names_its_share);
    tcase_add_test(wire, a_cut_segment_says_nothing_of_the_other_side);
    tcase_add_test(wire, a_tree_connect_with_lengths_that_do_not_fit_names_none);
    tcase_add_test(wire, a_share_becomes_utf_8);
    tcase_add_test(wire, a_long_share_is_cut_between_characters);
    tcase_add_test(wire, a_tree_connect_behind_another_command_is_found);
    tcase_add_test(wire, a_compound_chain_cannot_run_away);
    tcase_add_test(wire, an_smb_1_tree_connect_names_its_share);
    tcase_add_test(wire, an_smb_1_tree_connect_behind_a_session_setup_is_found);
    tcase_add_test(wire, an_andx_chain_that_turns_back_ends);
    suite_add_tcase(all, wire);
    return talk_run(all);
}
