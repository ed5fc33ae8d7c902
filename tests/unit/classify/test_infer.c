/* test_infer.c - roles concluded from traffic: right ones, or none. */
#include "scene.h"

static void infer_all(struct scene *s, const char *const *flows, size_t count)
{
    struct ls_inference *inference = ls_inference_new(&s->context, s->topology);
    ck_assert_ptr_nonnull(inference);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(ls_inference_add(inference, scene_flow(s, flows[i])), 0);
    ck_assert_int_eq(ls_inference_finish(inference), 0);
    ls_inference_free(inference);
}

static const char *roles_of(struct scene *s, const char *text)
{
    static char keys[256];
    struct ls_addr addr;
    struct ls_identity who;
    ck_assert(ls_addr_parse(text, &addr));
    ls_topology_who(s->topology, &addr, &who);
    keys[0] = '\0';
    for (size_t i = 0; i < ls_catalogs_role_count(s->catalogs); i++)
        if (who.roles & UINT64_C(1) << i) {
            strcat(keys, keys[0] ? " " : "");
            strcat(keys, ls_catalogs_role(s->catalogs, i)->key);
        }
    return keys;
}

/* Shows the topology a flow; returns what is then known of addr: role keys, or "". */
static const char *learned_roles(struct scene *s, const char *flow, const char *text)
{
    infer_all(s, &flow, 1);
    return roles_of(s, text);
}

static const struct {
    const char *flow, *host, *roles;
} cases[] = {
    {"tcp 10.1.0.1:50001 > 10.1.0.2:8057 syn tls", "10.1.0.2", "front-end"},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:5062 syn tls", "10.1.0.2", "front-end"},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:5041 syn tls mutual", "10.1.0.2", "persistent-chat"},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:881 syn nmf tls", "10.1.0.2", "persistent-chat"},
    /* named content decides between roles at one port */
    {"tcp 10.1.0.1:50001 > 10.1.0.2:5068 syn sip sip-agent=RTCC/5.0.0.0_x", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:5068 syn sip sip-agent=MediationServer", "10.1.0.2",
     "mediation"},
    /* and then the gateway opened it, or a branch appliance: two roles are none */
    {"tcp 10.1.0.1:50001 > 10.1.0.2:5068 syn sip sip-agent=MediationServer", "10.1.0.1", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:445 syn smb smb-share=\\\\x\\xds-replica", "10.1.0.1", "cms"},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:1433 syn tds", "10.1.0.2", "sql-server"},
    /* not by port alone, not unanswered, not where several roles are possible */
    {"tcp 10.1.0.1:50001 > 10.1.0.2:8057 syn", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:8057 syn tls refused", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:8057 syn tls silent", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:8057 syn http", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:443 syn tls", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:443 syn tls", "10.1.0.1", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:5061 syn tls", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:135 syn dcerpc", "10.1.0.2", ""},
    {"tcp 10.1.0.1:50001 > 10.1.0.2:445 syn smb", "10.1.0.1", ""},
    /* "all servers" is no host's own role */
    {"udp 10.1.0.1:50001 > 10.1.0.2:1434 ssrp sql-instance=RTCLOCAL", "10.1.0.2", ""},
    /* wide ranges prove nothing about roles either */
    {"udp 10.1.0.1:50001 > 10.1.0.2:57600 stun rtp video", "10.1.0.2", ""},
};

START_TEST(right_or_none)
{
    struct scene s;
    scene_open(&s, false);
    const char *got = learned_roles(&s, cases[_i].flow, cases[_i].host);
    ck_assert_msg(strcmp(got, cases[_i].roles) == 0, "%s: %s is [%s], not [%s]", cases[_i].flow,
                  cases[_i].host, got, cases[_i].roles);
    scene_close(&s);
}
END_TEST

START_TEST(inferred_role_says_why)
{
    struct scene s;
    struct ls_addr addr;
    struct ls_identity who;
    scene_open(&s, false);
    learned_roles(&s, "tcp 10.1.0.1:50001 > 10.1.0.2:5062 syn tls", "10.1.0.2");
    ck_assert(ls_addr_parse("10.1.0.2", &addr));
    ls_topology_who(s.topology, &addr, &who);
    ck_assert_int_eq(who.from, LS_ROLE_INFERRED);
    ck_assert_uint_eq(who.because_count, 1);
    ck_assert_str_eq(who.because[0], "tls TCP 5062 (T1.6)");
    scene_close(&s);
}
END_TEST

/* The second flow says who is behind the first one's opener: then the gateway is known, too. */
START_TEST(the_order_of_flows_makes_no_difference)
{
    static const char *const flows[] = {
        "tcp 10.1.0.2:50001 > 10.1.0.9:5082 syn tls",
        "tcp 10.1.0.1:50001 > 10.1.0.2:5068 syn sip sip-agent=MediationServer",
        "tcp 10.1.0.2:50002 > 10.1.0.9:5082 syn tls",
    };
    for (size_t first = 0; first < 2; first++) {
        struct scene s;
        scene_open(&s, false);
        infer_all(&s, flows + first, 2);
        ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "mediation");
        ck_assert_str_eq(roles_of(&s, "10.1.0.9"), "pstn-gateway");
        scene_close(&s);
    }
}
END_TEST

/* The same port, protocol and names are worked out once, and must still say who each host is. */
START_TEST(flows_alike_name_each_its_own_host)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:50001 > 10.1.0.2:8057 syn tls",
        "tcp 10.1.0.1:50002 > 10.1.0.3:8057 syn tls",
        "tcp 10.1.0.1:50003 > 10.1.0.4:8057 syn http",
        "tcp 10.1.0.1:50003 > 10.1.0.5:5041 syn tls mutual",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "front-end");
    ck_assert_str_eq(roles_of(&s, "10.1.0.3"), "front-end");
    ck_assert_str_eq(roles_of(&s, "10.1.0.4"), "");
    ck_assert_str_eq(roles_of(&s, "10.1.0.5"), "persistent-chat");
    scene_close(&s);
}
END_TEST

/* A known client speaks TLS to any server's 5061; what only an Edge answers tells an Edge. */
START_TEST(a_client_makes_an_edge_only_where_no_server_fits)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:50001 > 192.0.2.1:443 syn tls sni=webconf.contoso.test",
        "tcp 10.1.0.1:50002 > 10.1.0.2:5061 syn tls",
        "udp 10.1.0.1:50003 > 192.0.2.1:3478 stun ms-turn",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.1"), "client");
    ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "");
    ck_assert_str_eq(roles_of(&s, "192.0.2.1"), "edge");
    scene_close(&s);
}
END_TEST

START_TEST(told_hosts_keep_their_roles)
{
    struct scene s;
    scene_open(&s, true);
    ck_assert_str_eq(
        learned_roles(&s, "tcp 10.20.0.7:50001 > 10.0.32.11:8057 syn tls", "10.0.32.11"),
        "sql-server");
    scene_close(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/infer");
    TCase *each = tcase_create("each");
    tcase_set_timeout(each, 60);
    tcase_add_loop_test(each, right_or_none, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(each, inferred_role_says_why);
    tcase_add_test(each, the_order_of_flows_makes_no_difference);
    tcase_add_test(each, flows_alike_name_each_its_own_host);
    tcase_add_test(each, a_client_makes_an_edge_only_where_no_server_fits);
    tcase_add_test(each, told_hosts_keep_their_roles);
    suite_add_tcase(suite, each);
    return scene_run(suite);
}
