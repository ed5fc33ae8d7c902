/* test_topology.c - who an address is: told, told by a network, or inferred. */
#include "site.h"

static const char site[] =
    "hosts:\n"
    "  - {name: fe01.contoso.test, ip: [10.0.10.11, \"fd00::11\"], roles: [front-end, cms]}\n"
    "  - {name: pool01.contoso.test, ip: 10.0.10.5, roles: front-end-hlb, load_balancing: dns}\n"
    "  - ip: 10.0.10.12\n"
    "    roles: [front-end+mediation]\n"
    "networks:\n"
    "  - {cidr: 10.0.0.0/8, roles: [infrastructure]}\n"
    "  - {cidr: 10.0.10.0/24, roles: [client]}\n"
    "  - {cidr: 10.0.10.13, roles: [phone]}\n"
    "  - {cidr: \"fd00::/64\", roles: [client, phone]}\n";

START_TEST(a_host_is_who_we_were_told)
{
    load_well(site);
    struct ls_identity i = who("10.0.10.11");
    ck_assert(i.roles == (role("front-end") | role("cms")));
    ck_assert_int_eq(i.from, LS_ROLE_TOPOLOGY);
    ck_assert_str_eq(i.name, "fe01.contoso.test");
    ck_assert(i.host);
    ck_assert_int_eq(i.balancing, LS_BALANCING_UNSAID);
    ck_assert_str_eq(who("fd00::11").name, "fe01.contoso.test");
    ck_assert_int_eq(who("10.0.10.5").balancing, LS_BALANCING_DNS);
    ck_assert_str_eq(who("10.0.10.12").name, "");
}
END_TEST

START_TEST(a_host_is_found_by_its_whole_name)
{
    static const char with_end[] = "fe01.contoso.test\0.example";
    char name[300];
    load_well(site);
    memset(name, 'a', sizeof name);
    memcpy(name, "FE01.Contoso.test", 17);
    const struct ls_topology_host *found = ls_topology_host_named(topology, name, 17);
    ck_assert_ptr_nonnull(found);
    ck_assert(found->roles == (role("front-end") | role("cms")));
    ck_assert_ptr_null(ls_topology_host_named(topology, name, 16));
    ck_assert_ptr_null(ls_topology_host_named(topology, name, 18));
    ck_assert_ptr_null(ls_topology_host_named(topology, name, sizeof name));
    ck_assert_ptr_null(ls_topology_host_named(topology, name, 0)); /* 10.0.10.12 has none */
    ck_assert_ptr_null(ls_topology_host_named(topology, with_end, sizeof with_end - 1));
}
END_TEST

START_TEST(a_composed_role_is_its_parts)
{
    load_well(site);
    ck_assert(who("10.0.10.12").roles == (role("front-end") | role("mediation")));
}
END_TEST

START_TEST(a_host_beats_a_network_and_the_longest_prefix_wins)
{
    load_well(site);
    ck_assert(who("10.0.10.200").roles == role("client"));
    ck_assert(who("10.0.10.13").roles == role("phone"));
    ck_assert(who("10.0.11.1").roles == role("infrastructure"));
    ck_assert(who("fd00::77").roles == (role("client") | role("phone")));
    ck_assert(!who("10.0.10.200").host);
    ck_assert_int_eq(who("10.0.10.200").from, LS_ROLE_TOPOLOGY);
    ck_assert(who("10.0.10.11").roles == (role("front-end") | role("cms")));
    ck_assert_int_eq(who("fd00:0:0:1::1").from, LS_ROLE_UNKNOWN);
    ck_assert_int_eq(who("192.0.2.1").from, LS_ROLE_UNKNOWN);
    ck_assert(who("192.0.2.1").roles == 0);
    ck_assert_str_eq(who("192.0.2.1").name, "");
}
END_TEST

START_TEST(the_order_of_networks_makes_no_difference)
{
    load_well("networks:\n"
              "  - {cidr: 10.0.10.0/24, roles: [client]}\n"
              "  - {cidr: 0.0.0.0/0, roles: [infrastructure]}\n"
              "  - {cidr: 10.0.0.0/8, roles: [admin]}\n");
    ck_assert(who("10.0.10.1").roles == role("client"));
    ck_assert(who("10.1.1.1").roles == role("admin"));
    ck_assert(who("192.0.2.1").roles == role("infrastructure"));
    ck_assert_int_eq(who("2001:db8::1").from, LS_ROLE_UNKNOWN); /* 0.0.0.0/0 is IPv4 */
}
END_TEST

START_TEST(it_says_what_was_loaded_and_from_where)
{
    size_t count;
    ck_assert(!ls_topology_told(topology));
    load_well(site);
    ck_assert(ls_topology_told(topology));
    const struct ls_topology_source *sources = ls_topology_sources(topology, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(sources[0].path, path);
    ck_assert_uint_eq(sources[0].hosts, 3);
    ck_assert_uint_eq(sources[0].networks, 4);
    ck_assert_uint_eq(strlen(sources[0].sha256), 64);
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(hosts[0].addr_count, 2);
    ck_assert_uint_eq(hosts[1].line, 3);
    ck_assert_str_eq(hosts[1].file, path);
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    ck_assert_uint_eq(count, 4);
    ck_assert_uint_eq(networks[0].prefix.bits, 104);
    ck_assert_uint_eq(networks[3].line, 10);
}
END_TEST

/* A file with one mistake, where it is, and what the message must say. */
static const struct {
    const char *text;
    unsigned line, column;
    const char *says;
} wrong[] = {
    {"hosts: [{ip: 10.0.0.1, roles: [frontend]}]\n", 1, 32, "did you mean 'front-end'"},
    {"hosts: [{ip: 10.0.0.1, roles: [mediaton]}]\n", 1, 32, "did you mean 'mediation'"},
    {"hosts: [{ip: 10.0.0.1, roles: [zzz]}]\n", 1, 32, "unknown role 'zzz'"},
    {"hosts: [{ip: 10.0.0.1, roles: []}]\n", 1, 31, "list of roles"},
    {"hosts: [{ip: 10.0.0.300, roles: [edge]}]\n", 1, 14, "no IP address"},
    {"hosts: [{ip: 10.0.0.0/24, roles: [edge]}]\n", 1, 14, "under 'networks'"},
    {"hosts: [{ip: 0.0.0.0, roles: [edge]}]\n", 1, 14, "cannot be a host's"},
    {"hosts: [{ip: 239.1.1.1, roles: [edge]}]\n", 1, 14, "cannot be a host's"},
    {"hosts: [{ip: [], roles: [edge]}]\n", 1, 14, "list of addresses"},
    {"hosts: [{ip: [10.0.0.1, 10.0.0.1], roles: [edge]}]\n", 1, 25, "twice"},
    {"hosts: [{roles: [edge]}]\n", 1, 9, "lacks the key 'ip'"},
    {"hosts: [{ip: 10.0.0.1}]\n", 1, 9, "lacks the key 'roles'"},
    {"hosts: [{ip: 10.0.0.1, roles: [edge], role: x}]\n", 1, 39, "did you mean 'roles'"},
    {"hosts: [{ip: 10.0.0.1, ip: 10.0.0.2, roles: [edge]}]\n", 1, 24, "twice"},
    {"hosts: [{name: \"\", ip: 10.0.0.1, roles: [edge]}]\n", 1, 16, "empty"},
    {"hosts: [{ip: 10.0.0.1, roles: [edge], load_balancing: dns}]\n", 1, 39, "load balancer"},
    {"hosts: [{ip: 10.0.0.1, roles: [front-end-hlb], load_balancing: d}]\n", 1, 64, "not known"},
    {"hosts:\n  - {ip: 10.0.0.1, roles: [edge]}\n  - {ip: 10.0.0.1, roles: [sba]}\n", 3, 10,
     "other roles"},
    {"hosts:\n  - {ip: 10.0.0.1, roles: [edge]}\n  - {name: a, ip: 10.0.0.1, roles: [edge]}\n", 3,
     19, "another name"},
    {"hosts: {ip: 10.0.0.1}\n", 1, 8, "must be a list"},
    {"hosts: [10.0.0.1]\n", 1, 9, "must be a mapping"},
    {"networks: [{cidr: 10.20.0.5/16, roles: [client]}]\n", 1, 19, "10.20.0.0"},
    {"networks: [{cidr: 10.20.0.0/33, roles: [client]}]\n", 1, 19, "no network"},
    {"networks: [{cidr: 10.20.0.0/16}]\n", 1, 12, "lacks the key 'roles'"},
    {"networks:\n- {cidr: 10.0.0.0/8, roles: [client]}\n- {cidr: 10.0.0.0/8, roles: [client]}\n", 3,
     10, "line 2 already"},
    {"network: []\n", 1, 1, "did you mean 'networks'"},
    {"hosts: [\n", 2, 1, "not valid YAML"},
    {"", 1, 1, "empty"},
    {"hosts: &a []\n", 1, 8, "anchors"},
    {"hosts: !!seq []\n", 1, 8, "tags"},
    {"- 1\n", 1, 1, "must be a mapping"},
    {"hosts: []\n---\nhosts: []\n", 2, 1, "second document"},
    {"hosts: [{name: \"a\\x1b[31m\", ip: 10.0.0.1, roles: [edge]}]\n", 1, 16, "control"},
};

START_TEST(a_mistake_is_told_with_its_place)
{
    struct ls_error error = {0};
    size_t count;
    char place[128];
    ck_assert_int_eq(load(wrong[_i].text, &error), LS_E_FORMAT);
    const struct ls_mistake *m = ls_topology_mistakes(topology, &count);
    ck_assert_msg(count == 1, "%s: %zu mistakes, first: %s", wrong[_i].text, count, m[0].text);
    ck_assert_msg(strstr(m[0].text, wrong[_i].says) != NULL, "%s", m[0].text);
    ck_assert_msg(m[0].line == wrong[_i].line && m[0].column == wrong[_i].column, "%u:%u: %s",
                  m[0].line, m[0].column, m[0].text);
    ck_assert_str_eq(m[0].file, path);
    snprintf(place, sizeof place, "%s:%u:%u: ", path, wrong[_i].line, wrong[_i].column);
    ck_assert_int_eq(strncmp(error.text, place, strlen(place)), 0);
    ck_assert(!ls_topology_told(topology));
}
END_TEST

START_TEST(all_mistakes_come_together)
{
    struct ls_error error = {0};
    size_t count;
    ck_assert_int_eq(load("hosts:\n"
                          "  - {ip: [10.0.0.1, nonsense], roles: [edge, egde]}\n"
                          "  - {ip: 10.0.0.1, roles: [sba]}\n"
                          "networks:\n"
                          "  - {cidr: x, roles: [client]}\n",
                          &error),
                     LS_E_FORMAT);
    const struct ls_mistake *m = ls_topology_mistakes(topology, &count);
    ck_assert_uint_eq(count, 4);
    ck_assert_uint_eq(m[0].line, 2);
    ck_assert_uint_eq(m[2].line, 3);
    ck_assert_uint_eq(m[3].line, 5);
}
END_TEST

START_TEST(files_that_agree_are_merged)
{
    size_t count;
    load_well(
        "hosts: [{ip: 10.0.0.1, roles: [edge]}]\nnetworks: [{cidr: 10.0.0.0/8, roles: [client]}]");
    load_well("hosts: [{ip: [10.0.0.1, 10.0.0.2], roles: [edge]}]\n"
              "networks: [{cidr: 10.0.0.0/8, roles: [client]}]");
    ck_assert(who("10.0.0.1").roles == role("edge"));
    ck_assert(who("10.0.0.2").roles == role("edge"));
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(hosts[1].addr_count, 1);
    ls_topology_networks(topology, &count);
    ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(files_that_disagree_are_a_mistake)
{
    struct ls_error error = {0};
    load_well("networks: [{cidr: 10.0.0.0/8, roles: [client]}]");
    ck_assert_int_eq(load("networks: [{cidr: 10.0.0.0/8, roles: [admin]}]", &error), LS_E_FORMAT);
    ck_assert_msg(strstr(error.text, "line 1 already") != NULL, "%s", error.text);
}
END_TEST

/* The name of a pool is its virtual address; a balancer of another name says whose it is. */
START_TEST(a_balancer_of_any_name_stands_before_its_pool)
{
    load_well("hosts:\n"
              "  - {name: fe01.test, ip: 10.0.0.1, pool: p.test}\n"
              "  - {name: web.test, ip: 10.0.0.5, roles: [front-end-hlb], pool: p.test}\n"
              "  - {name: fe02.test, ip: 10.0.1.1, pool: q.test}\n"
              "pools:\n"
              "  - {name: p.test, roles: [front-end], load_balancing: dns}\n"
              "  - {name: q.test, roles: [front-end], load_balancing: hardware}\n");
    settle_well();
    struct ls_identity web = who("10.0.0.5");
    ck_assert(web.roles == role("front-end-hlb")); /* not what its pool's servers are */
    ck_assert_int_eq(web.balancing, LS_BALANCING_DNS);
    ck_assert_ptr_null(web.pool);
    ck_assert(who("10.0.0.1").pool->balancer == role("front-end-hlb"));
    ck_assert(who("10.0.1.1").pool->balancer == 0); /* its address is not told */
    ck_assert(host("q.test")->shared);
}
END_TEST

START_TEST(clients_and_nobody_else_have_the_clients_ports)
{
    load_well("hosts:\n"
              "  - {ip: 10.20.0.9, roles: [client]}\n"
              "  - {ip: 10.20.0.10, roles: [client, admin]}\n"
              "networks:\n"
              "  - {cidr: 10.20.0.0/16, roles: [client]}\n"
              "  - {cidr: 10.21.0.0/16, roles: [phone]}\n"
              "pools: [{name: clients, roles: [client],\n"
              "         ports: [{service: Client/Audio, port: 20000-20039}]}]\n");
    settle_well();
    const struct ls_topology_listener *l;
    const struct ls_topology_pool *pool = who("10.20.0.1").pool;
    ck_assert_ptr_nonnull(pool);
    ck_assert(pool->clients);
    ck_assert_ptr_eq(who("10.20.0.9").pool, pool);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, 20039, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, 20040, &l), LS_PORT_MOVED);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_VIDEO, 20040, &l), LS_PORT_UNSAID);
    ck_assert_ptr_null(who("10.20.0.10").pool);
    ck_assert_ptr_null(who("10.21.0.1").pool);
    size_t count;
    ls_topology_gaps(topology, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

/* Of pools: second file, line, what is said; "" = they agree. */
static const struct {
    const char *text;
    unsigned line;
    const char *says;
} pools[] = {
    {"pools:\n  - {name: p.test, roles: [front-end]}\n", 0, ""},
    {"pools:\n  - {name: P.test}\n", 0, ""},
    {"pools:\n  - {name: p.test, roles: [edge]}\n", 2, "'p.test' has other roles by"},
    {"pools:\n  - {name: p.test, roles: [front-end, cms]}\n", 2, "'p.test' has other roles by"},
    {"pools:\n  - {name: p.test, load_balancing: dns}\n", 2, "another load balancing"},
    {"pools:\n  - {name: p.test, ports: [{service: RGS/WcfMtls, port: 8405}]}\n", 0, ""},
    {"pools:\n  - {name: p.test, ports: [{service: RGS/WcfMtls, port: 8405},\n"
     "      {service: RGS/WcfMtls, port: 8406}]}\n",
     0, ""}, /* one more of it */
    {"pools:\n  - name: p.test\n    ports:\n      - {service: RGS/WcfMtls, port: 8406}\n", 4,
     "RGS/WcfMtls of 'p.test' is on 8405 by"},
    {"Role,PoolFqdn\nUserServer,p.test\n", 0, ""},
    {"Role,PoolFqdn\nEdgeServer,p.test\n", 1, "'p.test' has other roles by"},
};

START_TEST(files_are_held_against_each_other_about_pools)
{
    struct ls_error error = {0};
    size_t count;
    load_well("pools: [{name: p.test, roles: [front-end], load_balancing: hardware,\n"
              "         ports: [{service: RGS/WcfMtls, port: 8405}]}]\n");
    int code = load(pools[_i].text, &error);
    if (code == 0)
        code = ls_topology_settle(topology, &error);
    const struct ls_mistake *m = ls_topology_mistakes(topology, &count);
    ck_assert_msg((code == 0) == (pools[_i].says[0] == '\0'), "%s: %s", pools[_i].text, error.text);
    if (code == 0)
        return;
    ck_assert_uint_eq(count, 1);
    ck_assert_msg(strstr(m[0].text, pools[_i].says) != NULL, "%s", m[0].text);
    ck_assert_msg(strstr(m[0].text, ", line ") != NULL, "%s", m[0].text);
    ck_assert_msg(m[0].line == pools[_i].line, "line %u: %s", m[0].line, m[0].text);
}
END_TEST

START_TEST(a_missing_file_is_said_to_be_missing)
{
    struct ls_error error = {0};
    ck_assert_int_eq(ls_topology_load(topology, "/nonexistent/site.yaml", &error), LS_E_OPEN);
    ck_assert_ptr_nonnull(strstr(error.text, "/nonexistent/site.yaml"));
    ck_assert_int_eq(ls_topology_load(topology, "/", &error), LS_E_OPEN);
}
END_TEST

static void infer(const char *text, const char *key, const char *because)
{
    struct ls_addr a = addr(text);
    ck_assert_int_eq(ls_topology_infer(topology, &a, role(key), because, 0), 0);
}

START_TEST(inferred_roles_add_up_with_their_reasons)
{
    infer("192.0.2.7", "front-end", "SIP on 5062");
    infer("192.0.2.7", "mediation", "SIP on 5070");
    infer("192.0.2.7", "front-end", "SIP on 5062");
    struct ls_identity i = who("192.0.2.7");
    ck_assert(i.roles == (role("front-end") | role("mediation")));
    ck_assert_int_eq(i.from, LS_ROLE_INFERRED);
    ck_assert(!i.host);
    ck_assert_uint_eq(i.because_count, 2);
    ck_assert_str_eq(i.because[1], "SIP on 5070");
    ck_assert_int_eq(who("192.0.2.8").from, LS_ROLE_UNKNOWN);
    ls_topology_forget(topology);
    ck_assert_int_eq(who("192.0.2.7").from, LS_ROLE_UNKNOWN);
    infer("192.0.2.7", "edge", "again");
    ck_assert(who("192.0.2.7").roles == role("edge"));
}
END_TEST

START_TEST(a_mark_is_known_again_for_the_same_address_and_roles)
{
    struct ls_addr a = addr("192.0.2.7"), b = addr("192.0.2.8");
    ck_assert(!ls_topology_inferred(topology, &a, role("front-end"), 5));
    ck_assert_int_eq(ls_topology_infer(topology, &a, role("front-end"), "SIP on 5062", 5), 0);
    ck_assert(ls_topology_inferred(topology, &a, role("front-end"), 5));
    ck_assert(!ls_topology_inferred(topology, &a, role("front-end"), 6));
    ck_assert(!ls_topology_inferred(topology, &a, role("mediation"), 5));
    ck_assert(!ls_topology_inferred(topology, &b, role("front-end"), 5));
    infer("192.0.2.8", "front-end", "without a mark");
    ck_assert(!ls_topology_inferred(topology, &b, role("front-end"), 0));
}
END_TEST

START_TEST(what_is_told_is_never_changed_by_inference)
{
    load_well(site);
    infer("10.0.10.11", "edge", "x");
    infer("10.0.10.200", "edge", "x");
    ck_assert((who("10.0.10.11").roles & role("edge")) == 0);
    ck_assert(who("10.0.10.200").roles == role("client"));
    ck_assert_int_eq(who("10.0.10.200").from, LS_ROLE_TOPOLOGY);
    ck_assert_uint_eq(who("10.0.10.200").because_count, 0);
}
END_TEST

START_TEST(reasons_and_hosts_without_number)
{
    char text[40];
    for (int i = 0; i < 12; i++) {
        snprintf(text, sizeof text, "reason %d", i);
        infer("192.0.2.7", "edge", text);
    }
    ck_assert_uint_eq(who("192.0.2.7").because_count, 8);
    for (int i = 0; i < 3000; i++) {
        snprintf(text, sizeof text, "10.%d.%d.1", i / 250, i % 250);
        infer(text, i % 2 ? "client" : "phone", "many");
    }
    ck_assert(who("10.0.1.1").roles == role("client"));
    ck_assert(who("10.11.248.1").roles == role("phone"));
    ck_assert_str_eq(who("10.11.248.1").because[0], "many");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("topology");
    TCase *t = tcase_create("topology");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, a_host_is_who_we_were_told);
    tcase_add_test(t, a_host_is_found_by_its_whole_name);
    tcase_add_test(t, a_composed_role_is_its_parts);
    tcase_add_test(t, a_host_beats_a_network_and_the_longest_prefix_wins);
    tcase_add_test(t, the_order_of_networks_makes_no_difference);
    tcase_add_test(t, it_says_what_was_loaded_and_from_where);
    tcase_add_loop_test(t, a_mistake_is_told_with_its_place, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(t, all_mistakes_come_together);
    tcase_add_test(t, files_that_agree_are_merged);
    tcase_add_test(t, files_that_disagree_are_a_mistake);
    tcase_add_test(t, a_balancer_of_any_name_stands_before_its_pool);
    tcase_add_test(t, clients_and_nobody_else_have_the_clients_ports);
    tcase_add_loop_test(t, files_are_held_against_each_other_about_pools, 0,
                        sizeof pools / sizeof *pools);
    tcase_add_test(t, a_missing_file_is_said_to_be_missing);
    tcase_add_test(t, inferred_roles_add_up_with_their_reasons);
    tcase_add_test(t, a_mark_is_known_again_for_the_same_address_and_roles);
    tcase_add_test(t, what_is_told_is_never_changed_by_inference);
    tcase_add_test(t, reasons_and_hosts_without_number);
    return run_all(suite, t);
}
