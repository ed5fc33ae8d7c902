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
    /* anybody may ask for that share */
    {"tcp 10.1.0.1:50001 > 10.1.0.2:445 syn smb smb-share=\\\\x\\xds-replica", "10.1.0.1", ""},
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

/* The limit keeps strangers out, not those who are in already. */
START_TEST(limit_holds_for_new_hosts_alone)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:50001 > 10.1.0.2:5062 syn tls",
        "tcp 10.1.0.1:50002 > 10.1.0.2:8057 syn tls",
        "tcp 10.1.0.1:50003 > 10.1.0.3:8057 syn tls",
    };
    struct scene s;
    scene_open(&s, false);
    struct ls_inference *inference = ls_inference_new(&s.context, s.topology);
    ck_assert_ptr_nonnull(inference);
    ls_inference_limit(inference, 2);
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        ck_assert_int_eq(ls_inference_add(inference, scene_flow(&s, flows[i])), 0);
        ck_assert_uint_eq(ls_inference_refused(inference), i / 2);
    }
    ls_inference_free(inference);
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
        /* only a collocated Mediation Server is documented to open 5082 */
        ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "front-end mediation");
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

static enum ls_confidence confidence_of(struct scene *s, const char *text, const char *role)
{
    struct ls_addr addr;
    struct ls_identity who;
    ck_assert(ls_addr_parse(text, &addr));
    ls_topology_who(s->topology, &addr, &who);
    int number = ls_catalogs_role_find(s->catalogs, role);
    ck_assert_msg(who.roles >> number & 1, "%s is no %s, but [%s]", text, role, roles_of(s, text));
    return ls_confidence_of(&who, number);
}

/* Content that names the service, against payload at its port, against a mere name. */
START_TEST(each_role_says_how_sure_it_is)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:50001 > 10.1.0.2:5068 syn sip sip-agent=MediationServer",
        "tcp 10.1.0.1:50001 > 10.1.0.3:8057 syn tls answered",
        "tcp 10.1.0.3:50001 > 10.1.0.4:445 syn smb smb-share=\\\\x\\xds-replica",
        "tcp 10.1.0.1:50001 > 10.1.0.5:443 syn tls answered sni=lyncdiscover.contoso.test",
        "tcp 10.1.0.1:50001 > 10.1.0.6:443 syn tls answered sni=dir01.contoso.test",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_int_eq(confidence_of(&s, "10.1.0.2", "mediation"), LS_CONFIDENCE_CERTAIN);
    ck_assert_int_eq(confidence_of(&s, "10.1.0.3", "front-end"), LS_CONFIDENCE_LIKELY);
    ck_assert_int_eq(confidence_of(&s, "10.1.0.3", "cms"), LS_CONFIDENCE_LIKELY);
    ck_assert_int_eq(confidence_of(&s, "10.1.0.5", "front-end"), LS_CONFIDENCE_HINT);
    ck_assert_int_eq(confidence_of(&s, "10.1.0.6", "director"), LS_CONFIDENCE_HINT);
    scene_close(&s);
}
END_TEST

/* A name fits only where the ports do not speak against it. */
START_TEST(a_name_does_not_beat_ports)
{
    struct scene s;
    scene_open(&s, false);
    ck_assert_str_eq(learned_roles(&s,
                                   "tcp 10.1.0.1:50001 > 10.1.0.2:5061 syn tls sni=owa01.x.test",
                                   "10.1.0.2"),
                     "");
    scene_close(&s);
}
END_TEST

START_TEST(a_hint_changes_no_entries)
{
    struct scene s;
    const char *asked = "tcp 10.1.0.1:50001 > 10.1.0.2:5061 syn tls sni=dir01.contoso.test";
    scene_open(&s, false);
    char before[512];
    snprintf(before, sizeof before, "%s", scene_entries(scene_ask(&s, asked)));
    ck_assert_str_eq(learned_roles(&s, asked, "10.1.0.2"), "director");
    ck_assert_str_eq(scene_entries(scene_ask(&s, asked)), before);
    scene_close(&s);
}
END_TEST

/* scene.h notes every fact as said by side 0: here the pool's servers open, so it is theirs. */
static const char *const pool_flows[] = {
    "tcp 10.1.0.9:50001 > 10.1.0.5:443 syn tls sni=pool.x.test",
    "tcp 10.1.0.9:50002 > 10.1.0.5:5061 syn tls sni=pool.x.test",
    "tcp 10.1.0.9:50003 > 10.1.0.11:8057 syn tls sni=pool.x.test",
    "tcp 10.1.0.9:50004 > 10.1.0.12:8057 syn tls sni=pool.x.test",
    "tcp 10.1.0.11:50005 > 10.1.0.12:5062 syn tls mutual cert-subject=fe1.x.test",
    "tcp 10.1.0.12:50006 > 10.1.0.11:5062 syn tls mutual cert-subject=fe2.x.test",
};

/* A name that only clients ask for makes no balancer: the certificate must say so. */
START_TEST(a_wished_name_makes_no_balancer)
{
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, pool_flows, sizeof pool_flows / sizeof *pool_flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.11"), "front-end");
    ck_assert_int_eq(confidence_of(&s, "10.1.0.5", "front-end-hlb"), LS_CONFIDENCE_HINT);
    scene_close(&s);
}
END_TEST

START_TEST(a_directory_with_tickets_is_a_domain_controller)
{
    static const char *const flows[] = {
        "udp 10.1.0.1:50001 > 10.1.0.2:53 dns",
        "tcp 10.1.0.1:50001 > 10.1.0.2:88 syn kerberos",
        "tcp 10.1.0.1:50002 > 10.1.0.2:389 syn ldap",
        "udp 10.1.0.1:50001 > 10.1.0.3:53 dns",
        "tcp 10.1.0.1:50002 > 10.1.0.4:389 syn ldap",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "domain-controller");
    ck_assert_str_eq(roles_of(&s, "10.1.0.3"), "infrastructure");
    ck_assert_str_eq(roles_of(&s, "10.1.0.4"), "infrastructure");
    scene_close(&s);
}
END_TEST

static const struct {
    const char *share, *roles;
} shares[] = {
    {"\\\\file01\\lyncshare", "file-server"},
    {"\\\\file01\\c$", ""},
    {"\\\\file01\\xds-replica", ""},
};

START_TEST(a_share_of_its_own_makes_a_file_server)
{
    struct scene s;
    char flow[128];
    scene_open(&s, false);
    snprintf(flow, sizeof flow, "tcp 10.1.0.1:50001 > 10.1.0.2:445 syn smb smb-share=%s",
             shares[_i].share);
    ck_assert_str_eq(learned_roles(&s, flow, "10.1.0.2"), shares[_i].roles);
    scene_close(&s);
}
END_TEST

/* A client's TLS to 5061 goes to Front Ends and Directors as well as to an Edge. */
START_TEST(a_client_makes_no_edge_of_whom_it_signs_in_to)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:6891 > 10.1.0.2:6891 syn msnftp",
        "tcp 10.1.0.2:50001 > 10.1.0.5:5061 syn tls",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "client");
    ck_assert_str_eq(roles_of(&s, "10.1.0.5"), "");
    scene_close(&s);
}
END_TEST

/* A share asked for makes its opener the Central Management store's host only on a Front End. */
START_TEST(a_workstation_does_not_host_the_store)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:6891 > 10.1.0.2:6891 syn msnftp",
        "tcp 10.1.0.2:50001 > 10.1.0.5:445 syn smb smb-share=\\\\x\\xds-replica",
        "tcp 10.1.0.2:50002 > 10.1.0.6:8057 syn tls",
        "tcp 10.1.0.6:50001 > 10.1.0.5:445 syn smb smb-share=\\\\x\\xds-replica",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.2"), "client");
    ck_assert_str_eq(roles_of(&s, "10.1.0.6"), "front-end cms");
    scene_close(&s);
}
END_TEST

/* The clients' range holds every port, but it is no range of a host that answers as a server. */
START_TEST(a_server_has_no_range_of_clients)
{
    struct scene s;
    scene_open(&s, false);
    learned_roles(&s, "tcp 10.1.0.2:50002 > 10.1.0.6:8057 syn tls", "10.1.0.6");
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.1.0.2:50001 > 10.1.0.6:3389 syn rdp");
    ck_assert_str_eq(v->reason, "no row allows RDP on TCP 3389");
    scene_close(&s);
}
END_TEST

/* Browsing makes no Edge of a web server, nor what such a host goes by the row alone. */
START_TEST(a_client_makes_no_edge_of_a_web_server)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:6891 > 10.1.0.2:6891 syn msnftp",
        "tcp 10.1.0.2:50001 > 203.0.113.77:443 syn tls",
        "tcp 10.1.0.2:50002 > 203.0.113.78:443 syn tls sni=update.example.net",
        "udp 10.1.0.2:50003 > 203.0.113.79:3478 ms-turn",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "203.0.113.77"), "");
    ck_assert_str_eq(roles_of(&s, "203.0.113.78"), "");
    ck_assert_str_eq(roles_of(&s, "203.0.113.79"), "edge");
    /* and without a topology what goes by another name is no row's of an Edge */
    const char *entries = scene_entries(scene_ask(&s, "tcp 10.1.0.2:50001 > 203.0.113.77:443 tls"));
    ck_assert_ptr_nonnull(strstr(entries, "T4.2"));
    entries = scene_entries(scene_ask(&s, flows[2]));
    ck_assert_ptr_null(strstr(entries, "T4.2"));
    scene_close(&s);
}
END_TEST

/* What it says counts where nothing else is known: a proxy passes on what phones say. */
START_TEST(sayings_count_last)
{
    static const char *const flows[] = {
        "tcp 10.1.0.1:50001 > 10.1.0.2:8080 syn http http-agent=OCPhone/4.0",
        "udp 10.1.0.3:50001 > 10.1.0.4:53 dns dns-name=_sipinternaltls._tcp.x.test",
        "tcp 10.1.0.9:50001 > 10.1.0.6:8057 syn tls",
        "udp 10.1.0.6:50001 > 10.1.0.4:53 dns dns-name=_sipinternaltls._tcp.x.test",
    };
    struct scene s;
    scene_open(&s, false);
    infer_all(&s, flows, sizeof flows / sizeof *flows);
    ck_assert_str_eq(roles_of(&s, "10.1.0.1"), "phone");
    ck_assert_str_eq(roles_of(&s, "10.1.0.3"), "client");
    ck_assert_str_eq(roles_of(&s, "10.1.0.6"), "front-end");
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
    tcase_add_test(each, each_role_says_how_sure_it_is);
    tcase_add_test(each, a_name_does_not_beat_ports);
    tcase_add_test(each, a_hint_changes_no_entries);
    tcase_add_test(each, a_wished_name_makes_no_balancer);
    tcase_add_test(each, a_directory_with_tickets_is_a_domain_controller);
    tcase_add_loop_test(each, a_share_of_its_own_makes_a_file_server, 0,
                        (int)(sizeof shares / sizeof *shares));
    tcase_add_test(each, a_client_makes_no_edge_of_whom_it_signs_in_to);
    tcase_add_test(each, a_server_has_no_range_of_clients);
    tcase_add_test(each, a_workstation_does_not_host_the_store);
    tcase_add_test(each, a_client_makes_no_edge_of_a_web_server);
    tcase_add_test(each, sayings_count_last);
    tcase_add_test(each, told_hosts_keep_their_roles);
    tcase_add_test(each, limit_holds_for_new_hosts_alone);
    suite_add_tcase(suite, each);
    return scene_run(suite);
}
