/* test_learned.c - announced endpoints inherit the announcer's row (rule 9). */
#include "scene.h"

#define EPM      "tcp 10.0.10.12:50001 > 10.0.10.11:135 syn dcerpc"
#define SIP_CALL "tcp 10.0.30.11:50001 > 10.0.12.11:5068 syn sip"

START_TEST(rpc_is_documented_by_the_row_that_announced_it)
{
    struct scene s;
    scene_open(&s, true);
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn dcerpc at=1005", "misplaced", "");
    scene_announce(&s, EPM, LS_ANNOUNCE_RPC, LS_IP_TCP, "::", 49200, 1001);
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn dcerpc at=1005", "documented",
                 "T1.5");
    ck_assert_int_eq(s.verdict.level, LS_LEVEL_LEARNED);
    ck_assert_str_eq(s.verdict.reason,
                     "TCP 49200 was announced by DCE/RPC @ 10.0.10.11, so T1.5 covers it");
    /* nothing seen is enough, another protocol is not, and other ports stay unannounced */
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn at=1005", "documented", "T1.5");
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn http at=1005", "undocumented",
                 "");
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49201 syn dcerpc at=1005", "misplaced", "");
    scene_expect(&s, "udp 10.0.10.12:50002 > 10.0.10.11:49200 at=1005", "undocumented", "");
    /* the port is the listener's: a flow that leaves from it learns nothing */
    scene_expect(&s, "tcp 10.0.10.11:49200 > 10.0.10.12:50002 syn dcerpc at=1005", "misplaced", "");
    scene_close(&s);
}
END_TEST

START_TEST(rpc_of_a_dependency_is_a_dependency)
{
    struct scene s;
    scene_open(&s, true);
    scene_announce(&s, "tcp 10.0.10.11:50001 > 10.0.33.11:135 syn dcerpc", LS_ANNOUNCE_RPC,
                   LS_IP_TCP, "::", 49155, 1001);
    scene_expect(&s, "tcp 10.0.10.11:50002 > 10.0.33.11:49155 syn dcerpc at=1005", "dependency",
                 "AD.7");
    ck_assert_int_eq(s.verdict.level, LS_LEVEL_LEARNED);
    scene_close(&s);
}
END_TEST

START_TEST(an_announcer_out_of_place_teaches_nothing)
{
    struct scene s;
    scene_open(&s, true);
    /* the endpoint mapper of a SQL Server is nobody's documented business */
    scene_announce(&s, "tcp 10.0.10.11:50001 > 10.0.32.11:135 syn dcerpc", LS_ANNOUNCE_RPC,
                   LS_IP_TCP, "::", 49155, 1001);
    scene_expect(&s, "tcp 10.0.10.11:50002 > 10.0.32.11:49155 syn dcerpc at=1005", "misplaced", "");
    /* a call set up where no row allows SIP */
    scene_announce(&s, "tcp 10.20.0.7:50001 > 10.20.0.8:7000 syn sip", LS_ANNOUNCE_AUDIO, LS_IP_UDP,
                   "10.20.0.8", 50100, 1001);
    scene_expect(&s, "udp 10.20.0.7:50102 > 10.20.0.8:50100 at=1005", "undocumented", "");
    scene_close(&s);
}
END_TEST

START_TEST(a_binding_learned_from_a_learned_port)
{
    struct scene s;
    scene_open(&s, true);
    scene_announce(&s, EPM, LS_ANNOUNCE_RPC, LS_IP_TCP, "::", 49200, 1001);
    scene_announce(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn dcerpc at=1002",
                   LS_ANNOUNCE_RPC, LS_IP_TCP, "::", 49300, 1003);
    scene_expect(&s, "tcp 10.0.10.12:50003 > 10.0.10.11:49300 syn dcerpc at=1005", "documented",
                 "T1.5");
    scene_close(&s);
}
END_TEST

START_TEST(flows_that_announce_each_other_end)
{
    struct scene s;
    scene_open(&s, true);
    for (int i = 0; i < 40; i++) {
        char line[128];
        snprintf(line, sizeof line, "tcp 10.0.10.12:50002 > 10.0.10.11:%d syn dcerpc",
                 49200 + i % 2);
        scene_announce(&s, line, LS_ANNOUNCE_RPC, LS_IP_TCP, "::", (uint16_t)(49201 - i % 2), 1001);
    }
    scene_expect(&s, "tcp 10.0.10.12:50003 > 10.0.10.11:49200 syn dcerpc at=1005", "misplaced", "");
    scene_close(&s);
}
END_TEST

START_TEST(media_by_kind_and_role)
{
    struct scene s;
    scene_open(&s, true);
    scene_announce(&s, SIP_CALL, LS_ANNOUNCE_AUDIO, LS_IP_UDP, "10.0.12.11", 49300, 1001);
    scene_expect(&s, "udp 10.0.30.11:20000 > 10.0.12.11:49300 at=1005", "documented", "T1.39");
    ck_assert_int_eq(s.verdict.level, LS_LEVEL_LEARNED);
    /* whoever sends first: media is also matched at the opener's port */
    scene_expect(&s, "udp 10.0.12.11:49300 > 10.0.30.11:20000 at=1005", "documented", "T1.39");
    /* a protocol that is no media is not excused by an old announcement */
    scene_expect(&s, "udp 10.0.30.11:20000 > 10.0.12.11:49300 dns at=1005", "undocumented", "");
    scene_close(&s);
}
END_TEST

START_TEST(media_kind_decides_between_rows)
{
    struct scene s;
    scene_open(&s, true);
    const char *invite = "tcp 10.0.10.12:50001 > 10.0.10.11:5063 syn sip";
    scene_announce(&s, invite, LS_ANNOUNCE_APP_SHARING, LS_IP_TCP, "::", 60000, 1001);
    scene_expect(&s, "tcp 203.0.113.10:50001 > 10.0.10.11:60000 syn at=1005", "documented",
                 "T1.28");
    scene_announce(&s, "tcp 10.0.10.11:50001 > 10.0.11.11:5061 syn sip", LS_ANNOUNCE_DATA,
                   LS_IP_TCP, "10.20.0.8", 50002, 1001);
    scene_expect(&s, "tcp 10.20.0.7:50001 > 10.20.0.8:50002 stun framed at=1005", "documented",
                 "T4.10 T4.8 T4.9 T4.11");
    scene_close(&s);
}
END_TEST

START_TEST(sql_is_a_dependency)
{
    struct scene s;
    scene_open(&s, true);
    const char *flow = "tcp 10.0.10.11:50002 > 10.0.32.11:50200 syn tds at=1005";
    scene_expect(&s, flow, "undocumented", "");
    scene_announce(&s, "udp 10.0.10.11:50001 > 10.0.32.11:1434 ssrp", LS_ANNOUNCE_SQL, LS_IP_TCP,
                   "::", 50200, 1001);
    scene_expect(&s, flow, "dependency", "SQL.1");
    ck_assert_int_eq(s.verdict.level, LS_LEVEL_LEARNED);
    scene_close(&s);
}
END_TEST

/* The caller of a documented service answers itself, to have its own port excused. */
START_TEST(a_caller_announces_no_service)
{
    struct scene s;
    scene_open(&s, true);
    struct ls_announcement what = {.port = 50200,
                                   .ip_proto = LS_IP_TCP,
                                   .kind = LS_ANNOUNCE_SQL,
                                   .side = 0,
                                   .time_ns = 1001 * LS_SECOND};
    const struct ls_summary *ssrp = scene_flow(&s, "udp 10.0.10.12:50001 > 10.0.10.11:1434 ssrp");
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, ssrp), 0);
    what.port = 49200;
    what.kind = LS_ANNOUNCE_RPC;
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, scene_flow(&s, EPM)), 0);
    what.kind = LS_ANNOUNCE_RELAY;
    what.ip_proto = LS_IP_UDP;
    ck_assert(ls_addr_parse("10.0.10.11", &what.addr));
    what.port = 51000;
    const char *turn = "udp 10.20.0.7:50001 > 203.0.113.10:3478 ms-turn";
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, scene_flow(&s, turn)), 0);
    ls_learned_set_sort(s.learned);
    scene_expect(&s, "tcp 10.0.10.11:50002 > 10.0.10.12:50200 syn at=1005", "undocumented", "");
    scene_expect(&s, "tcp 10.0.10.11:50002 > 10.0.10.12:49200 syn at=1005", "undocumented", "");
    scene_expect(&s, "udp 10.20.0.8:50002 > 10.0.10.11:51000 at=1005", "undocumented", "");
    scene_close(&s);
}
END_TEST

/* [MS-TURN] answers tell the relay's address and the one the client was seen at; one is a server's.
 */
START_TEST(a_relay_is_the_servers)
{
    struct scene s;
    scene_open(&s, true);
    const char *turn = "udp 10.20.0.7:50001 > 203.0.113.10:3478 ms-turn";
    struct ls_announcement what = {.port = 51000,
                                   .ip_proto = LS_IP_UDP,
                                   .kind = LS_ANNOUNCE_RELAY,
                                   .side = 1,
                                   .time_ns = 1001 * LS_SECOND};
    ck_assert(ls_addr_parse("203.0.113.10", &what.addr));
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, scene_flow(&s, turn)), 0);
    ck_assert(ls_addr_parse("10.20.0.9", &what.addr));
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, scene_flow(&s, turn)), 0);
    ls_learned_set_sort(s.learned);
    scene_expect(&s, "udp 203.0.113.44:40000 > 203.0.113.10:51000 at=1005", "documented", "T4.5");
    ck_assert_int_eq(s.verdict.level, LS_LEVEL_LEARNED);
    scene_expect(&s, "udp 203.0.113.10:51000 > 203.0.113.44:40000 at=1005", "documented", "T4.5");
    scene_expect(&s, "udp 203.0.113.44:40000 > 10.20.0.9:51000 at=1005", "undocumented", "");
    scene_expect(&s, "udp 203.0.113.44:40000 > 203.0.113.10:51000 at=2005", "undocumented", "");
    scene_close(&s);
}
END_TEST

START_TEST(what_a_relay_passes_on_is_its_clients)
{
    struct scene s;
    scene_open(&s, true);
    scene_expect(&s, "udp 203.0.113.10:50008 > 10.20.0.8:3480 at=1005", "undocumented", "");
    scene_announce(&s, "udp 10.20.0.7:50001 > 203.0.113.10:3478 stun", LS_ANNOUNCE_RELAY, LS_IP_UDP,
                   "203.0.113.10", 50008, 1001);
    scene_expect(&s, "udp 203.0.113.10:50008 > 10.20.0.8:3480 at=1005", "documented", "T4.5");
    ck_assert_int_eq(s.verdict.level, LS_LEVEL_LEARNED);
    scene_expect(&s, "udp 10.20.0.8:3480 > 203.0.113.10:50008 at=1005", "documented", "T4.5");
    /* asked for over TCP */
    scene_announce(&s, "tcp 10.20.0.7:50001 > 203.0.113.10:443 syn stun framed", LS_ANNOUNCE_RELAY,
                   LS_IP_UDP, "203.0.113.10", 50010, 1001);
    scene_expect(&s, "udp 203.0.113.10:50010 > 10.20.0.8:3480 at=1005", "documented", "T4.4");
    /* not the next port, not over TCP, and nothing that is no media */
    scene_expect(&s, "udp 203.0.113.10:50009 > 10.20.0.8:3480 at=1005", "undocumented", "");
    scene_expect(&s, "tcp 203.0.113.10:50008 > 10.20.0.8:3480 syn at=1005", "undocumented", "");
    scene_expect(&s, "udp 203.0.113.10:50008 > 10.20.0.8:3480 snmp at=1005", "undocumented", "");
    scene_close(&s);
}
END_TEST

START_TEST(an_announcement_holds_for_its_time)
{
    static const struct {
        int at;
        bool holds;
    } rpc[] = {{990, false}, {996, true}, {1005, true}, {1900, true}, {1909, true}, {1911, false}};
    static const struct {
        int at;
        bool holds;
    } media[] = {{995, false}, {996, true}, {1309, true}, {1311, false}};
    struct scene s;
    char line[128];
    scene_open(&s, true);
    scene_announce(&s, EPM, LS_ANNOUNCE_RPC, LS_IP_TCP, "::", 49200, 1001);
    for (size_t i = 0; i < sizeof rpc / sizeof *rpc; i++) {
        snprintf(line, sizeof line, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn at=%d", rpc[i].at);
        scene_expect(&s, line, rpc[i].holds ? "documented" : "undocumented", NULL);
    }
    scene_announce(&s, SIP_CALL, LS_ANNOUNCE_AUDIO, LS_IP_UDP, "::", 49300, 1001);
    for (size_t i = 0; i < sizeof media / sizeof *media; i++) {
        snprintf(line, sizeof line, "udp 10.0.30.11:20000 > 10.0.12.11:49300 at=%d", media[i].at);
        scene_expect(&s, line, media[i].holds ? "documented" : "undocumented", NULL);
    }
    scene_close(&s);
}
END_TEST

START_TEST(many_endpoints_are_told_apart)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_summary *epm = scene_flow(&s, EPM);
    for (int i = 0; i < 1000; i++) {
        struct ls_announcement what = {.port = (uint16_t)(49152 + (i * 7919) % 10000),
                                       .ip_proto = LS_IP_TCP,
                                       .kind = LS_ANNOUNCE_RPC,
                                       .side = 1,
                                       .time_ns = 1001 * LS_SECOND};
        ck_assert_int_eq(ls_learned_set_add(s.learned, &what, epm), 0);
    }
    ls_learned_set_sort(s.learned);
    ck_assert_uint_eq(ls_learned_set_count(s.learned), 1000);
    for (int i = 0; i < 1000; i += 37) {
        char line[128];
        snprintf(line, sizeof line, "tcp 10.0.10.12:50002 > 10.0.10.11:%d syn dcerpc at=1005",
                 49152 + (i * 7919) % 10000);
        scene_expect(&s, line, "documented", "T1.5");
    }
    scene_close(&s);
}
END_TEST

START_TEST(nonsense_is_not_learned)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_summary *epm = scene_flow(&s, EPM);
    struct ls_announcement what = {.port = 49200, .ip_proto = LS_IP_TCP, .kind = LS_ANNOUNCE_COUNT};
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, epm), 0);
    what.kind = LS_ANNOUNCE_RPC;
    what.side = LS_SIDE_NONE;
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, epm), 0);
    ck_assert_uint_eq(ls_learned_set_count(s.learned), 0);
    ls_learned_set_sort(s.learned);
    scene_close(&s);
}
END_TEST

/* runs without end */

START_TEST(an_announcer_that_is_gone_still_teaches)
{
    struct scene s;
    scene_open(&s, true);
    struct ls_summary *gone = malloc(sizeof *gone);
    *gone = *scene_flow(&s, EPM);
    gone->evidence = ls_evidence_copy(gone->evidence);
    const struct ls_summary *leaving[] = {scene_flow(&s, SIP_CALL), gone};
    struct ls_announcement what = {.kind = LS_ANNOUNCE_RPC,
                                   .ip_proto = LS_IP_TCP,
                                   .side = 1,
                                   .port = 49200,
                                   .time_ns = 1001 * LS_SECOND};
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, gone), 0);
    what.port++;
    ck_assert_int_eq(ls_learned_set_add(s.learned, &what, gone), 0);
    ck_assert_int_eq(ls_learned_set_let_go(s.learned, leaving, 2), 0);
    ls_evidence_free(gone->evidence);
    free(gone);
    ls_learned_set_sort(s.learned);
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn dcerpc at=1005", "documented",
                 "T1.5");
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49201 syn dcerpc at=1005", "documented",
                 "T1.5");
    ls_learned_set_expire(s.learned, 1000000 * LS_SECOND);
    ck_assert_uint_eq(ls_learned_set_count(s.learned), 0);
    ck_assert_uint_eq(ls_learned_set_lost(s.learned), 0);
    scene_expect(&s, "tcp 10.0.10.12:50002 > 10.0.10.11:49200 syn dcerpc at=1005", "misplaced", "");
    scene_close(&s);
}
END_TEST

START_TEST(too_many_endpoints_go_oldest_first)
{
    struct scene s;
    scene_open(&s, true);
    struct ls_summary sip = *scene_flow(&s, SIP_CALL); /* speaks on for a month */
    sip.last_ns = 30 * 86400 * LS_SECOND;
    ls_learned_set_limit(s.learned, 100);
    struct ls_announcement what = {.kind = LS_ANNOUNCE_AUDIO, .ip_proto = LS_IP_UDP};
    for (int i = 0; i < 5000; i++) {
        what.port = (uint16_t)(49152 + i);
        what.time_ns = (1000 + i) * LS_SECOND;
        ck_assert_int_eq(ls_learned_set_add(s.learned, &what, &sip), 0);
        ck_assert_uint_le(ls_learned_set_count(s.learned), 100);
    }
    ck_assert_uint_eq(ls_learned_set_lost(s.learned) + ls_learned_set_count(s.learned), 5000);
    ck_assert_uint_ge(ls_learned_set_count(s.learned), 70);
    scene_close(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/learned");
    TCase *rules = tcase_create("rule 9");
    tcase_set_timeout(rules, 60);
    tcase_add_test(rules, rpc_is_documented_by_the_row_that_announced_it);
    tcase_add_test(rules, rpc_of_a_dependency_is_a_dependency);
    tcase_add_test(rules, an_announcer_out_of_place_teaches_nothing);
    tcase_add_test(rules, a_binding_learned_from_a_learned_port);
    tcase_add_test(rules, flows_that_announce_each_other_end);
    tcase_add_test(rules, media_by_kind_and_role);
    tcase_add_test(rules, media_kind_decides_between_rows);
    tcase_add_test(rules, sql_is_a_dependency);
    tcase_add_test(rules, a_caller_announces_no_service);
    tcase_add_test(rules, a_relay_is_the_servers);
    tcase_add_test(rules, what_a_relay_passes_on_is_its_clients);
    tcase_add_test(rules, an_announcement_holds_for_its_time);
    tcase_add_test(rules, many_endpoints_are_told_apart);
    tcase_add_test(rules, nonsense_is_not_learned);
    tcase_add_test(rules, an_announcer_that_is_gone_still_teaches);
    tcase_add_test(rules, too_many_endpoints_go_oldest_first);
    suite_add_tcase(suite, rules);
    return scene_run(suite);
}
