/* test_rules.c - the rules that decide the hard cases (docs: verdicts), one group each. */
#include "scene.h"

struct line {
    const char *flow, *kind, *entries; /* entries NULL: any */
};

static void expect_all(bool with_site, const struct line *lines, size_t count)
{
    struct scene s;
    scene_open(&s, with_site);
    for (size_t i = 0; i < count; i++)
        scene_expect(&s, lines[i].flow, lines[i].kind, lines[i].entries);
    scene_close(&s);
}

#define EXPECT_ALL(site, lines) expect_all(site, lines, sizeof lines / sizeof *lines)

START_TEST(rule_1_a_wide_range_proves_nothing)
{
    static const struct line lines[] = {
        {"tcp 203.0.113.10:50001 > 10.0.10.11:50123 syn", "undocumented", ""},
        {"udp 10.20.0.7:50001 > 10.0.10.11:50123", "undocumented", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 syn tls", "undocumented", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 syn http", "undocumented", ""},
        {"udp 10.20.0.7:50001 > 10.20.0.8:50123 other", "undocumented", ""},
        {"udp 10.20.0.7:50001 > 10.0.10.11:50123 stun", "documented", "T1.39 T4.8 T4.9"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 stun framed", "documented",
         "T1.39 T1.28 T4.8 T4.9 T4.10 T4.11"},
        /* STUN without the framing of media on TCP is some other use of STUN */
        {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 stun", "misplaced", ""},
        /* application sharing has no UDP row */
        {"udp 203.0.113.10:50001 > 10.0.10.11:49200 rtp sharing", "documented", "T1.39"},
    };
    EXPECT_ALL(true, lines);
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, lines[0].flow);
    ck_assert_str_eq(v->reason, "TCP 50123 lies in the media range of T1.39, but no media was "
                                "seen or announced");
    ck_assert_int_eq(v->level, LS_LEVEL_NONE);
    scene_close(&s);
}
END_TEST

START_TEST(rule_2_tcp_in_the_protocol_column_is_not_clear_text)
{
    static const struct line lines[] = {
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 tls", "documented", "T1.6"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip", "documented", "T1.6"},
        {"tcp 10.0.10.12:50001 > 10.0.11.11:5061 sip", "documented", "T1.45"},
        /* where the service has TLS on a port of its own */
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5060 tls", "contradicted", ""},
        {"tcp 10.0.30.11:50001 > 10.0.12.11:5068 tls", "contradicted", ""},
        {"tcp 10.0.10.13:50001 > 10.0.30.11:5081 tls", "contradicted", ""},
        /* clear text where TLS, MTLS or HTTPS is documented */
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 sip", "contradicted", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5086 sip", "contradicted", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:443 http", "contradicted", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 other", "contradicted", ""},
        {"tcp 10.0.30.11:50001 > 10.0.12.11:5067 sip", "contradicted", ""},
        /* TLS where HTTP alone is documented */
        {"tcp 10.20.0.7:50001 > 10.0.10.11:80 tls", "contradicted", ""},
        /* two rows at one port: the one that fits */
        {"tcp 10.0.10.11:50001 > 10.0.12.11:5070 sip", "documented", "T1.46"},
        /* unknown bytes say nothing against a row that takes clear text, by port only */
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 other", "documented", "T1.6"},
        /* unless nDPI is sure what they are */
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 other ndpi-app=vnc", "contradicted", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 other ndpi-app=sip", "documented", "T1.6"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 http", "contradicted", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:135 http", "contradicted", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:135 tls", "contradicted", ""},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

/* The blank cell of T1.40 is no leave for clear text: nobody needs to be told to see that. */
START_TEST(rule_2_clear_text_at_443_without_roles)
{
    static const struct line lines[] = {
        {"tcp 10.20.0.7:50001 > 10.0.10.11:443 http", "contradicted", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:443 tls", "documented",
         "T1.12 T1.19 T1.40 T1.44 T1.52 T2.6 T2.17 T3.2 T3.5"},
    };
    EXPECT_ALL(false, lines);
}
END_TEST

START_TEST(rule_2_another_product_at_the_port_excuses_nothing)
{
    static const struct line lines[] = {
        {"tcp 10.1.1.1:50001 > 10.1.1.2:5067 sip", "contradicted", ""},
        {"tcp 10.1.1.1:50001 > 10.1.1.2:5060 tls", "contradicted", ""},
        {"tcp 10.1.1.1:50001 > 10.1.1.2:53 dns", "dependency", NULL},
    };
    EXPECT_ALL(false, lines);
}
END_TEST

START_TEST(rule_2_clear_sip_gets_a_remark)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip");
    ck_assert_uint_eq(v->finding_count, 1);
    ck_assert_ptr_nonnull(scene_finding(v, "clear-text-sip"));
    ck_assert_int_eq(v->findings[0].severity, LS_LOW);
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 tls");
    ck_assert_uint_eq(v->finding_count, 0);
    scene_close(&s);
}
END_TEST

START_TEST(rule_3_mutual_tls)
{
    static const struct line lines[] = {
        {"tcp 10.0.10.11:50001 > 10.0.12.11:5070 tls mutual", "documented", "T1.49"},
        {"tcp 10.0.10.11:50001 > 10.0.12.11:5070 tls one-sided", "documented", "T1.46"},
        {"tcp 10.0.10.11:50001 > 10.0.12.11:5070 tls answered", "documented", "T1.49"},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(rule_3_missing_client_certificate_is_a_finding_only_when_known)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v =
        scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:8060 tls one-sided");
    ck_assert_int_eq(v->kind, LS_DOCUMENTED);
    ck_assert_int_eq(v->mutual, LS_MUTUAL_FALSE);
    ck_assert_ptr_nonnull(scene_finding(v, "mutual-tls-missing"));
    ck_assert_int_eq(scene_finding(v, "mutual-tls-missing")->severity, LS_MEDIUM);

    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:8060 tls answered");
    ck_assert_int_eq(v->mutual, LS_MUTUAL_NULL);
    ck_assert_uint_eq(v->finding_count, 0);

    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:8060 tls mutual");
    ck_assert_int_eq(v->mutual, LS_MUTUAL_TRUE);
    ck_assert_uint_eq(v->finding_count, 0);

    /* T4.6 says MTLS, but clients show no certificate */
    v = scene_ask(&s, "tcp 10.20.0.7:50001 > 203.0.113.10:5061 tls one-sided");
    ck_assert_str_eq(scene_entries(v), "T4.6");
    ck_assert_uint_eq(v->finding_count, 0);

    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip");
    ck_assert_int_eq(v->mutual, LS_MUTUAL_ABSENT);
    scene_close(&s);
}
END_TEST

START_TEST(rule_4_an_ephemeral_source_port_never_matches)
{
    static const struct line lines[] = {
        {"tcp 10.20.0.7:5061 > 10.0.32.11:3306 syn", "undocumented", ""},
        {"tcp 10.0.10.11:5061 > 10.20.0.7:3306 syn tls", "undocumented", ""},
        {"tcp 10.20.0.7:6891 > 10.0.10.11:3389 syn", "undocumented", ""},
        {"tcp 10.20.0.7:6891 > 10.0.10.11:3389 syn rdp", "undocumented", ""},
        {"tcp 10.0.10.11:53211 > 10.0.32.11:1433 syn tds", "dependency", "SQL.1"},
        /* media is the exception: the port may be the opener's */
        {"udp 10.0.10.11:57700 > 203.0.113.10:50001 stun rtp video", "documented", "T1.10"},
        /* peer file transfer too, where its greeting proves it */
        {"tcp 10.20.0.7:6891 > 10.20.0.8:50001 syn msnftp", "documented", "T4.7"},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(rule_4_direction)
{
    static const struct {
        const char *flow;
        enum ls_direction direction;
        int initiator;
    } cases[] = {
        {"tcp 10.0.10.11:5061 > 10.20.0.7:50001 syn tls", LS_DIRECTION_SYN, 0},
        {"tcp 10.0.10.11:5061 > 10.20.0.7:50001 tls", LS_DIRECTION_INFERRED, 1},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls", LS_DIRECTION_INFERRED, 0},
        {"tcp 10.20.0.7:40000 > 10.20.0.8:30000", LS_DIRECTION_GUESS, 0},
        {"tcp 10.20.0.7:30000 > 10.20.0.8:40000", LS_DIRECTION_GUESS, 1},
        {"tcp 10.20.0.7:30000 > 10.20.0.8:30000", LS_DIRECTION_GUESS, 0},
        {"tcp 10.20.0.7:30000 > 10.20.0.8:40000 http client=0", LS_DIRECTION_INFERRED, 0},
        {"tcp 10.0.10.11:5062 > 10.0.10.12:5061 tls client=0", LS_DIRECTION_INFERRED, 0},
        {"udp 10.20.0.7:50001 > 10.20.0.8:50002", LS_DIRECTION_INFERRED, 0},
        {"udp 10.0.33.11:53 > 10.0.10.11:50001 dns", LS_DIRECTION_INFERRED, 1},
    };
    struct scene s;
    scene_open(&s, true);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ls_verdict *v = scene_ask(&s, cases[i].flow);
        ck_assert_msg(v->direction == cases[i].direction && v->initiator == cases[i].initiator,
                      "%s: %s %d", cases[i].flow, ls_direction_name(v->direction), v->initiator);
    }
    const struct ls_verdict *v = scene_ask(&s, cases[1].flow);
    ck_assert_str_eq(v->who[0].name, "");
    ck_assert_str_eq(v->entries[0]->id, "T1.3");
    scene_close(&s);
}
END_TEST

START_TEST(rule_5_best_row_first)
{
    static const struct line told[] = {
        /* a known role before the narrower range */
        {"udp 10.20.0.7:50001 > 10.30.0.1:49200 stun rtp", "documented", "T4.8 T4.9 T1.39"},
        /* evidence before the narrower range */
        {"tcp 203.0.113.10:50001 > 10.0.10.11:60000 stun framed sharing", "documented",
         "T1.28 T1.10"},
        {"tcp 203.0.113.10:50001 > 10.0.10.11:60000 stun framed", "documented", "T1.10 T1.28"},
        {"udp 10.20.0.7:50001 > 10.0.10.11:60000 stun rtp audio", "documented", "T4.8 T1.10 T4.9"},
        /* duplicates in document order */
        {"udp 10.0.10.12:50001 > 10.0.10.11:1434 ssrp", "documented", "T1.1 T1.38"},
        /* two roles on one host: the rows of both */
        {"tcp 10.0.10.11:50001 > 10.0.10.13:5070 sip", "documented", "T1.22 T1.46"},
        {"tcp 10.20.0.7:50001 > 10.0.10.14:443 tls", "documented", "T1.12 T1.19"},
    };
    EXPECT_ALL(true, told);
}
END_TEST

START_TEST(rule_5_inferred_roles_rank_and_exclude_nothing)
{
    struct scene s;
    struct ls_addr addr;
    scene_open(&s, false);
    ck_assert(ls_addr_parse("10.9.9.9", &addr));
    ls_roles director = UINT64_C(1) << ls_catalogs_role_find(s.catalogs, "director");
    ck_assert_int_eq(ls_topology_infer(s.topology, &addr, director, "test", 0), 0);
    scene_expect(&s, "tcp 10.20.0.7:50001 > 10.9.9.9:443 tls", "documented", NULL);
    ck_assert_str_eq(s.verdict.entries[0]->id, "T1.44");
    ck_assert(scene_has_entry(&s.verdict, "T1.12"));
    ck_assert_int_eq(s.verdict.who[1].from, LS_ROLE_INFERRED);
    scene_expect(&s, "tcp 10.20.0.7:50001 > 10.9.9.9:5062 sip", "documented", "T1.6");
    scene_close(&s);
}
END_TEST

START_TEST(rule_6_load_balancers)
{
    static const struct line told[] = {
        {"tcp 10.20.0.7:50001 > 10.0.20.1:443 tls", "documented", "T2.6 T3.2"},
        {"tcp 10.20.0.7:50001 > 10.0.20.2:443 tls", "documented", "T2.6"},
        {"tcp 10.20.0.7:50001 > 10.0.20.3:443 tls", "documented", "T3.2"},
        {"tcp 10.0.10.11:50001 > 10.0.20.2:5072 sip", "documented", "T2.8"},
        {"tcp 10.0.10.11:50001 > 10.0.20.3:5072 sip", "misplaced", ""},
        {"tcp 10.0.10.11:50001 > 10.0.20.2:5062 sip", "misplaced", ""}, /* T1 row only */
        {"udp 10.0.10.11:50001 > 10.0.20.2:1434 ssrp", "misplaced", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:443 tls", "documented", "T1.12 T1.19"},
        /* behind a balancer's own address may be anyone */
        {"tcp 10.0.20.4:50001 > 10.0.12.11:5067 tls", "documented", "T1.47"},
    };
    static const struct line untold[] = {
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5072 tls", "documented", "T1.21 T2.8"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:8080 http", "documented", "T1.13 T2.5 T3.3"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:444 tls", "documented", "T1.4 T1.42 T2.2 T2.18"},
    };
    EXPECT_ALL(true, told);
    EXPECT_ALL(false, untold);
}
END_TEST

START_TEST(rule_6_sip_to_a_dns_balanced_address_is_misplaced)
{
    struct scene s;
    scene_open(&s, true);
    /* a Front End's T4.6 needs a client; between servers only T2.1 could allow it */
    scene_expect(&s, "tcp 10.0.10.11:50001 > 10.0.20.3:5061 tls", "misplaced", "");
    ck_assert_str_eq(s.verdict.reason, "T2.1 has TCP 5061 for pools balanced by hardware, but "
                                       "this one is balanced by DNS");
    scene_close(&s);
}
END_TEST

START_TEST(rule_7_a_port_alone_is_no_protocol)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 syn");
    ck_assert_int_eq(v->kind, LS_DOCUMENTED);
    ck_assert_int_eq(v->level, LS_LEVEL_PORT);
    ck_assert_ptr_null(strstr(v->reason, "SIP"));
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip");
    ck_assert_int_eq(v->level, LS_LEVEL_PAYLOAD);
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip sip-opaque=app:conf:chat:id:7");
    ck_assert_int_eq(v->level, LS_LEVEL_NAMED);
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:3389 syn");
    ck_assert_int_eq(v->kind, LS_UNDOCUMENTED);
    ck_assert_int_eq(v->level, LS_LEVEL_NONE);
    ck_assert_ptr_null(strstr(v->reason, "RDP"));
    scene_close(&s);
}
END_TEST

START_TEST(rule_8_an_attempt_keeps_its_verdict)
{
    static const struct line lines[] = {
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn silent", "documented", "T1.3"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn refused", "documented", "T1.3"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5067 syn refused", "misplaced", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:23 syn refused", "undocumented", ""},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(rule_10_initiators_count_where_the_document_names_them)
{
    static const struct line lines[] = {
        {"tcp 10.20.0.7:50001 > 10.0.12.11:5067 tls", "misplaced", ""},
        {"tcp 10.20.0.7:50001 > 10.0.12.11:5068 sip", "misplaced", ""},
        {"tcp 10.0.30.11:50001 > 10.0.12.11:5070 sip", "misplaced", ""},
        {"tcp 10.0.10.11:50001 > 10.0.30.11:5081 sip", "misplaced", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:4443 tls", "misplaced", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:8080 http", "misplaced", ""},
        {"tcp 10.0.10.11:50001 > 10.0.11.11:445 smb", "misplaced", ""},
        {"tcp 10.0.10.14:50001 > 10.0.11.11:445 smb", "documented", "T1.37"},
        /* T1.32 goes out, or comes back from the gateway it names */
        {"tcp 10.0.10.11:50001 > 10.0.30.12:5066 sip", "documented", "T1.32"},
        {"tcp 10.0.30.12:50001 > 10.0.10.11:5066 sip", "documented", "T1.32"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5066 sip", "misplaced", ""},
        /* an opener nobody knows is not a wrong one */
        {"tcp 10.99.0.1:50001 > 10.0.12.11:5067 tls", "documented", "T1.47"},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(rule_10_the_reason_names_the_right_role)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.20.0.7:50001 > 10.0.12.11:5067 tls");
    ck_assert_ptr_nonnull(strstr(v->reason, "PSTN gateway"));
    ck_assert_ptr_nonnull(strstr(v->reason, "may open TCP 5067 (T1.47)"));
    ck_assert_ptr_nonnull(strstr(v->reason, "the opener is Client"));
    ck_assert_uint_eq(v->rejected_count > 0, 1);
    v = scene_ask(&s, "tcp 10.0.10.11:50001 > 10.0.11.11:445 smb");
    ck_assert_ptr_nonnull(strstr(v->reason, "Central Management store may open TCP 445 (T1.37)"));
    v = scene_ask(&s, "tcp 10.0.10.11:50001 > 10.0.32.11:8057 tls");
    ck_assert_str_eq(v->reason, "TCP 8057 belongs to Front End Server (T1.7), but the responder "
                                "is SQL Server");
    scene_close(&s);
}
END_TEST

START_TEST(rule_11_dhcp)
{
    static const struct line lines[] = {
        {"udp 10.20.0.7:68 > 10.0.33.11:67", "documented", "T4.1 T4.12"},
        {"udp 0.0.0.0:68 > 255.255.255.255:67 dhcp", "documented", "T4.1 T4.12"},
        {"udp 10.0.33.11:67 > 10.20.0.7:68 dhcp", "documented", "T4.1 T4.12"},
        {"udp 10.0.33.11:67 > 10.0.33.12:67 dhcp", "documented", "T4.1 T4.12"}, /* relay */
        {"udp 10.0.10.11:68 > 10.0.33.11:67 dhcp", "documented", NULL}, /* every host asks */
        {"udp 10.20.0.7:50001 > 10.0.33.11:67", "undocumented", ""},
        {"udp 10.20.0.7:68 > 10.0.33.11:67 dns", "contradicted", ""},
        {"udp 10.20.0.7:68 > 10.20.0.8:68", "undocumented", ""},
    };
    EXPECT_ALL(true, lines);
    struct scene s;
    scene_open(&s, true);
    ck_assert_int_eq(scene_ask(&s, lines[0].flow)->level, LS_LEVEL_PORT);
    ck_assert_int_eq(scene_ask(&s, lines[1].flow)->level, LS_LEVEL_PAYLOAD);
    const char *lync = "udp 10.20.0.7:68 > 10.0.33.11:67 dhcp dhcp-lync dhcp-vendor=MS-UC-Client";
    ck_assert_int_eq(scene_ask(&s, lync)->level, LS_LEVEL_NAMED);
    scene_close(&s);
}
END_TEST

START_TEST(rule_12_icmp_is_one_flow_and_a_dependency)
{
    static const struct line lines[] = {
        {"icmp 10.20.0.7 > 10.0.10.11", "dependency", "NET.3"},
        {"58 fd00::1 > fd00::2", "dependency", "NET.3"},
        {"47 10.20.0.7 > 10.0.10.11", "undocumented", ""},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(a_distinctive_protocol_without_a_row_is_misplaced)
{
    static const struct line lines[] = {
        {"tcp 10.20.0.7:50001 > 10.20.0.8:7000 sip", "misplaced", ""},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 dcerpc", "misplaced", ""},
        {"udp 10.20.0.7:500 > 10.0.10.11:2000 rtp", "misplaced", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:8888 http http-path=/ucwa/v1", "misplaced", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:8888 http http-path=/index", "undocumented", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:8888 tls", "undocumented", ""},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:3389 rdp", "undocumented", ""},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(dependencies_are_excused_for_what_they_speak)
{
    static const struct line lines[] = {
        {"udp 10.0.10.11:50001 > 10.0.33.11:53 dns", "dependency", "NET.1"},
        {"udp 10.0.10.11:50001 > 10.0.33.11:53", "dependency", "NET.1"},
        {"udp 10.0.10.11:50001 > 10.0.33.11:53 other", "undocumented", ""},
        {"tcp 10.0.10.11:50001 > 10.0.33.11:53 http", "undocumented", ""},
        {"tcp 10.0.10.11:50001 > 10.0.33.11:135 dcerpc", "dependency", "AD.7"},
        {"tcp 10.0.10.11:50001 > 10.0.32.12:445 smb", "dependency", "FS.1"},
        {"tcp 10.99.0.1:50001 > 10.0.33.11:445 smb", "dependency", "AD.8"},
        {"udp 10.0.10.11:50001 > 10.0.33.11:514 other", "dependency", "MGT.5"},
        {"udp 10.0.10.11:50001 > 10.0.33.11:514 snmp", "undocumented", ""},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

START_TEST(an_inferred_domain_controller_is_no_front_end)
{
    struct scene s;
    struct ls_addr addr;
    scene_open(&s, false);
    ck_assert(ls_addr_parse("10.9.9.9", &addr));
    ls_roles dc = UINT64_C(1) << ls_catalogs_role_find(s.catalogs, "domain-controller");
    scene_expect(&s, "tcp 10.0.10.11:50001 > 10.9.9.9:135 dcerpc", "documented", "T1.5 T2.3");
    ck_assert_int_eq(ls_topology_infer(s.topology, &addr, dc, "kerberos", 0), 0);
    scene_expect(&s, "tcp 10.0.10.11:50001 > 10.9.9.9:135 dcerpc", "dependency", "AD.7");
    scene_close(&s);
}
END_TEST

START_TEST(outside_hosts_have_no_rows_of_servers)
{
    static const struct line lines[] = {
        {"tcp 10.0.10.11:50001 > 198.51.100.9:443 tls", "undocumented", ""},
        /* the site's Edge is told, and nothing says that this is a partner's */
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 tls", "undocumented", ""},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 syn", "undocumented", ""},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 tls sni=update.example.net", "undocumented", ""},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 tls sni=sip.partner.test", "documented", "T4.2"},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 tls sni=webconf.partner.test", "documented",
         "T4.3"},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 tls sni=edge01.contoso.test", "documented",
         "T4.2 T4.3"},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:443 pseudo-tls ms-turn", "documented", "T4.4"},
        {"tcp 10.20.0.7:50001 > 198.51.100.9:8057 tls", "undocumented", ""},
        {"tcp 10.20.0.7:50001 > 10.99.0.1:8057 tls", "documented", "T1.7"},
        /* external rows need a sign that the far end lies outside */
        {"tcp 10.20.0.7:50001 > 10.99.0.1:443 pseudo-tls ms-turn", "documented", "T4.4"},
        {"udp 10.20.0.7:1000 > 10.99.0.1:3478 syn", "undocumented", ""},
        {"udp 10.20.0.7:1000 > 10.99.0.1:3478 ms-turn", "documented", "T4.5 T4.8 T4.9"},
        {"tcp 10.20.0.7:50001 > 203.0.113.10:443 http", "contradicted", ""},
    };
    EXPECT_ALL(true, lines);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/rules");
    TCase *rules = tcase_create("rules");
    tcase_set_timeout(rules, 60);
    tcase_add_test(rules, rule_1_a_wide_range_proves_nothing);
    tcase_add_test(rules, rule_2_tcp_in_the_protocol_column_is_not_clear_text);
    tcase_add_test(rules, rule_2_clear_text_at_443_without_roles);
    tcase_add_test(rules, rule_2_another_product_at_the_port_excuses_nothing);
    tcase_add_test(rules, rule_2_clear_sip_gets_a_remark);
    tcase_add_test(rules, rule_3_mutual_tls);
    tcase_add_test(rules, rule_3_missing_client_certificate_is_a_finding_only_when_known);
    tcase_add_test(rules, rule_4_an_ephemeral_source_port_never_matches);
    tcase_add_test(rules, rule_4_direction);
    tcase_add_test(rules, rule_5_best_row_first);
    tcase_add_test(rules, rule_5_inferred_roles_rank_and_exclude_nothing);
    tcase_add_test(rules, rule_6_load_balancers);
    tcase_add_test(rules, rule_6_sip_to_a_dns_balanced_address_is_misplaced);
    tcase_add_test(rules, rule_7_a_port_alone_is_no_protocol);
    tcase_add_test(rules, rule_8_an_attempt_keeps_its_verdict);
    tcase_add_test(rules, rule_10_initiators_count_where_the_document_names_them);
    tcase_add_test(rules, rule_10_the_reason_names_the_right_role);
    tcase_add_test(rules, rule_11_dhcp);
    tcase_add_test(rules, rule_12_icmp_is_one_flow_and_a_dependency);
    tcase_add_test(rules, a_distinctive_protocol_without_a_row_is_misplaced);
    tcase_add_test(rules, dependencies_are_excused_for_what_they_speak);
    tcase_add_test(rules, an_inferred_domain_controller_is_no_front_end);
    tcase_add_test(rules, outside_hosts_have_no_rows_of_servers);
    suite_add_tcase(suite, rules);
    return scene_run(suite);
}
