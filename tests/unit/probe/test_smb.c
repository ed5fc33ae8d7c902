/* test_smb.c - SMB messages of every version, dialects, shares, and the stream around them */
#include "probe/probes.h"
#include "talk.h"

enum { ROOM = 1024, REQUEST = 0, RESPONSE = 1 };

static struct talk *talk;

static void set_up(void)
{
    talk = talk_new(&ls_probe_smb);
}

static void tear_down(void)
{
    talk_free(talk);
}

/* A message being built: the NetBIOS header in front is written by done(). */
struct message {
    uint8_t bytes[ROOM];
    size_t n;
};

static void add(struct message *m, const void *bytes, size_t n)
{
    ck_assert_uint_le(m->n + n, sizeof m->bytes);
    memcpy(m->bytes + m->n, bytes, n);
    m->n += n;
}

static void add16(struct message *m, unsigned value)
{
    const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    add(m, bytes, 2);
}

static void add32(struct message *m, unsigned value)
{
    add16(m, value & 0xFFFF);
    add16(m, value >> 16);
}

static void zeros(struct message *m, size_t n)
{
    static const uint8_t none[256];
    add(m, none, n);
}

static void add_wide(struct message *m, const char *text)
{
    for (; *text; text++)
        add16(m, (uint8_t)*text);
}

static struct message *done(struct message *m)
{
    m->bytes[2] = (uint8_t)((m->n - 4) >> 8);
    m->bytes[3] = (uint8_t)(m->n - 4);
    return m;
}

/* [MS-SMB2] 2.2.1.2 */
static void smb2(struct message *m, unsigned command, unsigned flags, unsigned next)
{
    if (m->n == 0)
        zeros(m, 4);
    add(m, "\376SMB", 4);
    add16(m, 64);
    add16(m, 0);
    add32(m, 0);
    add16(m, command);
    add16(m, 1);
    add32(m, flags);
    add32(m, next);
    zeros(m, 40);
}

static void negotiate_answer(struct message *m, unsigned dialect)
{
    smb2(m, 0, RESPONSE, 0);
    add16(m, 65);
    add16(m, 1);
    add16(m, dialect);
    zeros(m, 59);
    done(m);
}

static void tree(struct message *m, unsigned size, unsigned offset, unsigned length,
                 const char *path)
{
    smb2(m, 3, REQUEST, 0);
    add16(m, size);
    add16(m, 0);
    add16(m, offset);
    add16(m, length);
    add_wide(m, path);
    done(m);
}

/* [MS-CIFS] 2.2.3.1 */
static void smb1(struct message *m, unsigned command, unsigned flags, unsigned flags2)
{
    const uint8_t head[] = {(uint8_t)command, 0, 0, 0, 0, (uint8_t)flags};
    zeros(m, 4);
    add(m, "\377SMB", 4);
    add(m, head, sizeof head);
    add16(m, flags2);
    zeros(m, 20);
}

static enum ls_answer say(int side, const struct message *m)
{
    return talk_say(talk, side, m->bytes, m->n);
}

static void good_message(struct message *m, int which)
{
    switch (which) {
    case 0:
        smb2(m, 0, REQUEST, 0);
        zeros(m, 36);
        break;
    case 1:
        smb1(m, 0x72, 0x18, 0xC853);
        add(m, "\0\014\0\2NT LM 0.12\0", 15);
        break;
    case 2: /* encrypted, [MS-SMB2] 2.2.41 */
        zeros(m, 4);
        add(m, "\375SMB", 4);
        zeros(m, 32);
        add32(m, 80);
        add16(m, 0);
        add16(m, 1);
        zeros(m, 8 + 80);
        break;
    default: /* compressed, [MS-SMB2] 2.2.42 */
        zeros(m, 4);
        add(m, "\374SMB", 4);
        add32(m, 200);
        add16(m, 2);
        add16(m, 0);
        zeros(m, 4 + 50);
    }
    done(m);
}

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

static void add_tests(TCase *wire)
{
    tcase_add_loop_test(wire, each_kind_of_message_proves_smb, 0, 4);
    tcase_add_test(wire, each_fixed_field_is_asked);
    tcase_add_loop_test(wire, neighbours_are_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(wire, a_session_request_alone_proves_nothing);
    tcase_add_test(wire, session_frames_without_end_are_given_up);
    tcase_add_test(wire, the_dialect_is_the_one_the_server_chose);
    tcase_add_test(wire, smb_1_is_a_dialect_once_it_is_chosen);
    tcase_add_test(wire, encryption_without_negotiation_is_smb_3);
    tcase_add_test(wire, a_tree_connect_names_its_share);
    tcase_add_test(wire, a_tree_connect_with_lengths_that_do_not_fit_names_none);
    tcase_add_test(wire, a_share_becomes_utf_8);
    tcase_add_test(wire, a_long_share_is_cut_between_characters);
    tcase_add_test(wire, a_tree_connect_behind_another_command_is_found);
    tcase_add_test(wire, a_compound_chain_cannot_run_away);
    tcase_add_test(wire, an_smb_1_tree_connect_names_its_share);
    tcase_add_test(wire, an_smb_1_tree_connect_behind_a_session_setup_is_found);
    tcase_add_test(wire, an_andx_chain_that_turns_back_ends);
    tcase_add_test(wire, messages_are_followed_by_their_lengths);
    tcase_add_test(wire, a_lost_side_leaves_the_other_readable);
}

int main(void)
{
    Suite *all = suite_create("probe/smb");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    add_tests(wire);
    suite_add_tcase(all, wire);
    return talk_run(all);
}
