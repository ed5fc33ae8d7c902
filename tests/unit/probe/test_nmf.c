/* test_nmf.c - the net.tcp preamble, and the TLS handshake that may follow it */
#include "probe/probes.h"
#include "talk.h"

#define VIA      "net.tcp://pchat01.contoso.test:881/ChannelServer"
#define OPENING  "\0\1\0\1\2\2\60" VIA
#define ASKS_TLS "\11\23application/ssl-tls"

enum { VIA_BYTES = sizeof VIA - 1, OPENING_BYTES = 7 + VIA_BYTES };

static struct talk *talk;

static void set_up(void)
{
    talk = talk_new(&ls_probe_nmf);
}

static void tear_down(void)
{
    talk_free(talk);
}

/* A literal with zero bytes in it. */
#define SAY(side, literal) talk_say(talk, side, literal, sizeof(literal) - 1)

static const struct ls_evidence *made(void)
{
    return ls_draft_evidence(talk->draft, talk->arena);
}

START_TEST(the_via_proves_it_and_the_end_of_the_preamble_ends_it)
{
    ck_assert_int_eq(VIA_BYTES, 060);
    ck_assert_int_eq(SAY(1, OPENING), LS_YES);
    ck_assert_uint_eq(made()->stack[0], LS_PROTO_NMF);
    ck_assert_uint_eq(talk_client(talk), 1);
    ck_assert(talk_has(talk, LS_FACT_NMF_VIA, VIA));
    ck_assert_uint_eq(talk->held[1], 0);
    ck_assert_int_eq(SAY(1, "\3\10"), LS_YES);
    ck_assert_uint_eq(talk->held[1], 0);
    ck_assert_int_eq(SAY(1, "\14"), LS_DONE);
}
END_TEST

START_TEST(every_truncation_asks_for_more)
{
    ck_assert_int_eq(talk_say(talk, 0, OPENING, (size_t)_i), LS_MAYBE);
    ck_assert(talk_blank(talk));
    ck_assert_int_eq(talk_say(talk, 0, &OPENING[_i], OPENING_BYTES - (size_t)_i), LS_YES);
}
END_TEST

#define WRONG(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
static const struct {
    const char *bytes;
    size_t n;
} others[] = {
    WRONG("\1"),
    WRONG("\0\2"),
    WRONG("\0\1\1"),
    WRONG("\0\1\0\2"),
    WRONG("\0\1\0\1\0"),
    WRONG("\0\1\0\1\5"),
    WRONG("\0\1\0\1\2\3"),
    WRONG("\0\1\0\1\2\2\0"),
    WRONG("\0\1\0\1\2\2\201\20"),             /* 2049 */
    WRONG("\0\1\0\1\2\2\377\377\377\377\20"), /* more than 32 bits */
    WRONG("\0\1\0\1\2\2\200\200\200\200\200"),
    WRONG("\0\1\0\1\2\2\7net.tcp"),
    WRONG("\0\1\0\1\2\2\12net.tcp://"),
    WRONG("\0\1\0\1\2\2\4://a"),
    WRONG("\0\1\0\1\2\2\7n.t://\1"),
    WRONG("\0\1\0\1\2\2\7n.t:// "),
    WRONG("\26\3\1"),
    WRONG("GET / HTTP/1.1\r\n"),
    WRONG("\0\0\0\205\377SMB"),
    WRONG("\5\0\13"),
};

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(talk_say(talk, 0, others[_i].bytes, others[_i].n), LS_NO);
    ck_assert(talk_blank(talk));
}
END_TEST

START_TEST(a_size_may_take_more_bytes_than_it_needs)
{
    ck_assert_int_eq(SAY(0, "\0\1\0\1\1\2\212\200\0net.t://ab"), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_NMF_VIA, "net.t://ab"));
}
END_TEST

START_TEST(the_receiver_alone_proves_nothing)
{
    ck_assert_int_eq(SAY(0, "\12"), LS_MAYBE);
    ck_assert(talk_blank(talk));
    ck_assert_int_eq(SAY(0, "\26\3\3"), LS_MAYBE);
    ck_assert_int_eq(SAY(1, OPENING), LS_YES);
    ck_assert_uint_eq(talk_client(talk), 1);
}
END_TEST

START_TEST(an_encoding_of_its_own_is_passed_over)
{
    SAY(0, OPENING);
    ck_assert_int_eq(SAY(0, "\4\3a"), LS_YES);
    ck_assert_uint_eq(talk->held[0], 3);
    ck_assert_int_eq(SAY(0, "/b"), LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
    ck_assert_int_eq(SAY(0, "\14"), LS_DONE);
}
END_TEST

START_TEST(security_by_negotiation_leaves_nothing_to_learn)
{
    SAY(0, OPENING);
    ck_assert_int_eq(SAY(0, "\3\10\11\25application/negotiate"), LS_DONE);
    ck_assert_uint_eq(made()->depth, 1);
}
END_TEST

/* ClientHello with one suite and the name fe1.test (RFC 8446 section 4.1.2, RFC 6066). */
static size_t client_hello(uint8_t *out)
{
    static const uint8_t head[] = {22, 3, 1, 0, 64, 1, 0, 0, 60, 3, 3};
    static const uint8_t tail[] = {0, 0,  2, 0xC0, 0x2F, 1,   0,   0,   17,  0,   0,   0,   13,
                                   0, 11, 0, 0,    8,    'f', 'e', '1', '.', 't', 'e', 's', 't'};
    memcpy(out, head, sizeof head);
    for (uint8_t i = 0; i < 32; i++)
        out[sizeof head + i] = (uint8_t)(i * 7 + 1);
    memcpy(out + sizeof head + 32, tail, sizeof tail);
    ck_assert_uint_eq(sizeof head + 32 + sizeof tail, 5 + 64);
    return 5 + 64;
}

START_TEST(after_the_upgrade_the_tls_probe_reads_on)
{
    uint8_t hello[128];
    size_t n = client_hello(hello);
    SAY(0, OPENING "\3\10" ASKS_TLS);
    ck_assert_uint_eq(talk->held[0], 0);
    ck_assert_int_eq(SAY(1, "\12"), LS_YES);
    ck_assert_uint_eq(talk->held[1], 0);
    ck_assert_uint_eq(made()->depth, 1);
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(talk_say(talk, 0, hello + i, 1), LS_YES);
    ck_assert_uint_eq(made()->depth, 2);
    ck_assert_uint_eq(made()->stack[0], LS_PROTO_NMF);
    ck_assert_uint_eq(made()->stack[1], LS_PROTO_TLS);
    ck_assert(talk_has(talk, LS_FACT_TLS_SNI, "fe1.test"));
    ck_assert(ls_draft_marks(talk->draft) & LS_MARK_TLS_HELLO);
    ck_assert_uint_eq(talk_client(talk), 0);
}
END_TEST

START_TEST(the_answer_and_the_hello_may_come_before_they_are_looked_at)
{
    uint8_t all[256] = OPENING ASKS_TLS;
    size_t n = OPENING_BYTES + sizeof ASKS_TLS - 1;
    size_t hello = client_hello(all + n);
    SAY(1, "\12");
    ck_assert_int_eq(talk_say(talk, 0, all, n + hello), LS_YES);
    ck_assert_uint_eq(made()->depth, 2);
    ck_assert_uint_eq(talk->held[1], 0);
}
END_TEST

START_TEST(one_direction_is_enough_to_see_the_upgrade)
{
    uint8_t hello[128];
    size_t n = client_hello(hello);
    ck_assert_int_eq(SAY(0, OPENING ASKS_TLS), LS_YES);
    ck_assert_uint_eq(made()->depth, 1);
    ck_assert_int_eq(talk_say(talk, 0, hello, n), LS_YES);
    ck_assert_uint_eq(made()->depth, 2);
}
END_TEST

START_TEST(a_refused_upgrade_or_no_tls_behind_it_stays_nmf)
{
    SAY(0, OPENING ASKS_TLS);
    ck_assert_int_eq(SAY(1, "\10"), LS_DONE);
    tear_down();
    set_up();
    SAY(0, OPENING ASKS_TLS);
    SAY(1, "\12");
    ck_assert_int_eq(SAY(0, "GET / HTTP/1.1\r\n"), LS_DONE);
    ck_assert_uint_eq(made()->depth, 1);
}
END_TEST

START_TEST(there_is_room_for_the_state_of_the_tls_probe)
{
    ck_assert_uint_le(ls_probe_tls.state_bytes, 512);
    ck_assert_uint_le(ls_probe_tls.state_bytes + 4, ls_probe_nmf.state_bytes);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("probe/nmf");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_test(wire, the_via_proves_it_and_the_end_of_the_preamble_ends_it);
    tcase_add_loop_test(wire, every_truncation_asks_for_more, 0, OPENING_BYTES);
    tcase_add_loop_test(wire, neighbours_are_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(wire, a_size_may_take_more_bytes_than_it_needs);
    tcase_add_test(wire, the_receiver_alone_proves_nothing);
    tcase_add_test(wire, an_encoding_of_its_own_is_passed_over);
    tcase_add_test(wire, security_by_negotiation_leaves_nothing_to_learn);
    tcase_add_test(wire, after_the_upgrade_the_tls_probe_reads_on);
    tcase_add_test(wire, the_answer_and_the_hello_may_come_before_they_are_looked_at);
    tcase_add_test(wire, one_direction_is_enough_to_see_the_upgrade);
    tcase_add_test(wire, a_refused_upgrade_or_no_tls_behind_it_stays_nmf);
    tcase_add_test(wire, there_is_room_for_the_state_of_the_tls_probe);
    suite_add_tcase(all, wire);
    return all;
}

int main(void)
{
    return talk_run(suite());
}
