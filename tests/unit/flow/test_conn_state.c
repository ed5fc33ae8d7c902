/* test_conn_state.c - each of Zeek's words by a script of packets */
#include <stdlib.h>

#include "packets.h"

/*
 * A script: '>' and '<' give the direction, then flags: s SYN, h SYN-ACK, a ACK, d data with ACK,
 * f FIN-ACK, r RST. The initiator is the left side ('>'), whoever is side 0.
 */
struct script {
    const char *packets;
    const char *state;
};

static const struct script scripts[] = {
    {">s", "S0"},
    {">s >s >s", "S0"},
    {">s <h", "S1"},
    {">s <h >a", "S1"},
    {">s <h >a >d <d", "S1"},
    {"<h >s >a", "S1"}, /* captured in the wrong order */
    {">s <d", "S1"},    /* the SYN-ACK was not captured */
    {"<h >a", "S1"},    /* the SYN was not captured */
    {">s <s >h <h", "S1"},
    {">s <h >a >f <f >a", "SF"},
    {">s <h >a <f >f <a", "SF"},
    {">d <d >f <f", "SF"},
    {">s <r", "REJ"},
    {">s <r >s <r", "REJ"},
    {">s <h >a >f", "S2"},
    {">s <h >a >f <a <d", "S2"},
    {">s <h >a <f", "S3"},
    {">s <h >a <f >a >d", "S3"},
    {">s <h >r", "RSTO"},
    {">s <h >a >d >r", "RSTO"},
    {">s <h >a >r <r", "RSTO"}, /* the first reset counts */
    {">s <h >a >f <f >r", "RSTO"},
    {"<h >r", "RSTO"},
    {">s <h <r", "RSTR"},
    {">s <h >a <r", "RSTR"},
    {">s <h >a <r >r", "RSTR"},
    {">s >r", "RSTOS0"},
    {"<h <r", "RSTRH"},
    {">s >f", "SH"},
    {"<h <f", "SHR"},
    {">a", "OTH"},
    {">d <d", "OTH"},
    {"<d >a", "OTH"},
    {">d >f", "OTH"},
    {"<d <f", "OTH"},
    {">d <r", "OTH"},
    {">d >r", "OTH"},
    {"<r", "OTH"},
    {"<h", "OTH"},
    {">s <a", "OTH"},
};

static void play(struct bench *b, const char *packets)
{
    uint32_t seq[2] = {100, 900};
    for (const char *at = packets; *at != '\0'; at += at[2] == ' ' ? 3 : 2) {
        int from = at[0] == '<';
        size_t n = at[1] == 'd' ? 4 : 0;
        static const char letters[] = "shadfr";
        static const unsigned flags[] = {S, S | A, A, P | A, F | A, R};
        const char *letter = strchr(letters, at[1]);
        ck_assert_ptr_nonnull(letter);
        struct ls_packet packet = make(b, from, flags[letter - letters], seq[from], "data", n);
        touch(b, &packet);
        if (at[1] != 's' && at[1] != 'h')
            seq[from] += (uint32_t)n + (at[1] == 'f');
    }
}

START_TEST(each_word_by_its_packets)
{
    struct bench b = bench_open(NULL);
    play(&b, scripts[_i].packets);
    struct ls_flows_stats stats;
    ls_flows_stats(b.flows, &stats);
    ck_assert_msg(stats.created == 1, "%s made %d flows", scripts[_i].packets, (int)stats.created);
    int initiator = seen(&b)->port[0] == 50000 ? 0 : 1;
    ck_assert_msg(strcmp(ls_conn_state(seen(&b), initiator), scripts[_i].state) == 0,
                  "%s is %s, not %s", scripts[_i].packets, ls_conn_state(seen(&b), initiator),
                  scripts[_i].state);
    ls_flows_free(b.flows);
}
END_TEST

START_TEST(datagrams_know_who_spoke)
{
    struct bench b = bench_open(NULL);
    b.ip_proto = LS_IP_UDP;
    tick(&b, 0, 0, 0);
    ck_assert_str_eq(ls_conn_state(seen(&b), 0), "S0");
    ck_assert_str_eq(ls_conn_state(seen(&b), 1), "SHR");
    tick(&b, 1, 0, 0);
    ck_assert_str_eq(ls_conn_state(seen(&b), 0), "SF");
    ls_flows_free(b.flows);
}
END_TEST

START_TEST(what_each_side_sent_is_noted)
{
    struct bench b = bench_open(NULL);
    play(&b, ">s <h >a >d <a >f <a <f >a");
    ck_assert_int_eq(seen(&b)->tcp_seen[0],
                     LS_SEEN_SYN | LS_SEEN_ACK | LS_SEEN_DATA | LS_SEEN_FIN | LS_SEEN_FIN_ACKED);
    ck_assert_int_eq(seen(&b)->tcp_seen[1],
                     LS_SEEN_SYN_ACK | LS_SEEN_ACK | LS_SEEN_FIN | LS_SEEN_FIN_ACKED);
    ls_flows_free(b.flows);
    b = bench_open(NULL);
    play(&b, ">s <h >f <r >r");
    ck_assert_int_eq(seen(&b)->tcp_seen[0] & (LS_SEEN_RST | LS_SEEN_RST_FIRST), LS_SEEN_RST);
    ck_assert_int_eq(seen(&b)->tcp_seen[1] & (LS_SEEN_RST | LS_SEEN_RST_FIRST),
                     LS_SEEN_RST | LS_SEEN_RST_FIRST);
    ck_assert_int_eq(seen(&b)->tcp_seen[0] & LS_SEEN_FIN_ACKED, 0);
    ls_flows_free(b.flows);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("conn_state");
    TCase *t = tcase_create("conn_state");
    tcase_add_loop_test(t, each_word_by_its_packets, 0, (int)(sizeof scripts / sizeof scripts[0]));
    tcase_add_test(t, datagrams_know_who_spoke);
    tcase_add_test(t, what_each_side_sent_is_noted);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
