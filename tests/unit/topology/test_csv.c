/* test_csv.c - hosts from CSV of every kind and from hosts files, and how files make one picture.
 */
#include <uchar.h>

#include "site.h"
#include "topology/csv.h"

static void load_settled(const char *text)
{
    load_well(text);
    settle_well();
}

static const char own[] = "name,ip,roles,load_balancing,cidr\n"
                          "a.test,10.0.0.1;10.0.0.2,front-end mediation,,\n"
                          "\"p.test\",10.0.0.5,front-end-hlb,dns,\r\n"
                          ",,client,,10.20.0.0/16\n";

START_TEST(our_own_columns)
{
    load_settled(own);
    ck_assert(who("10.0.0.2").roles == (role("front-end") | role("mediation")));
    ck_assert_str_eq(who("10.0.0.2").name, "a.test");
    ck_assert_int_eq(who("10.0.0.5").balancing, LS_BALANCING_DNS);
    ck_assert(who("10.20.1.1").roles == role("client"));
    ck_assert_uint_eq(host("p.test")->line, 3);
}
END_TEST

/* What PowerShell and spreadsheets do to it: each must read as the plain form. */
static const char *const dressed[] = {
    "\xEF\xBB\xBFname,ip,roles\na.test,10.0.0.1,edge\n",
    "#TYPE System.Object\nname,ip,roles\na.test,10.0.0.1,edge\n",
    "name;ip;roles\na.test;10.0.0.1;edge\n",
    "name\tip\troles\na.test\t10.0.0.1\tedge\n",
    "\"name\",\"ip\",\"roles\"\r\n\"a.test\",\"10.0.0.1\",\"edge\"\r\n",
    "roles,IP,Name\nedge , 10.0.0.1,a.test",
    "name,ip,roles\r\r\ra.test,10.0.0.1,edge\r",
    "\n\nname,ip,roles\n\na.test,10.0.0.1,edge\n\n",
    "name,ip,roles\n\"a.test\",\"\n10.0.0.1\",edge\n",
};

START_TEST(dress_makes_no_difference)
{
    load_settled(dressed[_i]);
    ck_assert(who("10.0.0.1").roles == role("edge"));
    ck_assert_str_eq(who("10.0.0.1").name, "a.test");
}
END_TEST

START_TEST(utf16_is_read)
{
    static const char16_t wide[] = u"\xFEFFname,ip,roles\na.test,10.0.0.1,edge\n";
    struct ls_error error = {0};
    ck_assert_msg(load_bytes(wide, sizeof wide - 2, &error) == 0, "%s", error.text);
    ck_assert(who("10.0.0.1").roles == role("edge"));
    ck_assert_int_eq(load_bytes(wide, sizeof wide - 3, &error), LS_E_FORMAT); /* half a letter */
}
END_TEST

static const char *const exports[] = {
    "Identity,Pool,Fqdn\nfe1.test,pool.test,fe1.test\nfe2.test,pool.test,fe2.test\n",
    "Identity,Site,Computers,Services\npool.test,Site:x,fe1.test;fe2.test,"
    "UserServer:pool.test;Registrar:pool.test;MediationServer:pool.test\n"
    "dir.test,Site:x,dir.test,Registrar:dir.test\n",
    "#TYPE x\n\"Identity\";\"IPAddress\"\n\"FE1.test/Primary/1\";\"10.0.0.1\"\n"
    "fe2.test/Primary/1;0.0.0.0\n",
    "Identity,Role,PoolFqdn,SipServerPort,SipClientTlsPort,SipClientTcpPort,AudioPortStart,"
    "AudioPortCount\nMediationServer:pool.test,MediationServer,pool.test,5071,5067,,50000,100\n",
};

/* All orders of the four exports say the same. */
START_TEST(exports_make_one_picture_in_any_order)
{
    const struct ls_topology_listener *l;
    int order = _i, used = 0;
    for (int left = 4; left > 0; order /= left--) {
        int pick = order % left, at = -1;
        do
            at++;
        while ((used >> at & 1) || pick-- > 0);
        used |= 1 << at;
        load_well(exports[at]);
    }
    settle_well();
    ck_assert(who("10.0.0.1").roles == (role("front-end") | role("mediation")));
    ck_assert_uint_eq(host("fe2.test")->addr_count, 0);
    ck_assert(host("fe2.test")->roles == (role("front-end") | role("mediation")));
    ck_assert(host("pool.test")->shared);
    ck_assert(host("dir.test")->roles == 0); /* a registrar alone may be a Director or a branch's */
    const struct ls_topology_pool *pool = who("10.0.0.1").pool;
    ck_assert_int_eq(ls_pool_port(pool, 6, 5070, &l), LS_PORT_MOVED);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5071, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5068, &l), LS_PORT_UNSAID); /* one export is not all */
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, 50099, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, 50100, &l), LS_PORT_MOVED);
}
END_TEST

/* What a pool with a registrar is follows from what else it has. */
static const struct {
    const char *text, *role;
} registrars[] = {
    {"Identity,Services\np.test,Registrar:p.test;UserServer:p.test;WebServer:p.test\n",
     "front-end"},
    {"Identity,Services\np.test,Registrar:p.test;ConferencingServer:p.test\n", "front-end"},
    {"Identity,Services\np.test,Registrar:p.test;WebServer:p.test\n", "director"},
    {"Identity,Services\np.test,Director:p.test;WebServer:p.test\n", "director"},
    {"Identity,Services\np.test,Registrar:p.test;MediationServer:p.test\n", "sba"},
    {"Identity,Services\np.test,Registrar:p.test\n", NULL},
    {"Identity,Services\np.test,WebServer:p.test\n", NULL},
    {"Role,PoolFqdn\nRegistrar,p.test\nWebServer,p.test\nUserServer,q.test\n", "director"},
    {"Role,PoolFqdn\nUserServer,q.test\nRegistrar,p.test\nMediationServer,p.test\n", "sba"},
    {"Role,PoolFqdn\nDirector,p.test\n", "director"},
    /* an export of some services: what is not there may be deployed */
    {"Role,PoolFqdn\nRegistrar,p.test\nWebServer,p.test\n", NULL},
    {"Role,PoolFqdn\nRegistrar,p.test\n", NULL},
};

START_TEST(a_registrar_alone_decides_nothing)
{
    static const char *const any[] = {"front-end", "director", "sba"};
    load_settled(registrars[_i].text);
    size_t i = 0;
    while (strcmp(ls_topology_pool(topology, i)->name, "p.test") != 0)
        i++;
    for (size_t k = 0; k < 3; k++) {
        bool wanted = registrars[_i].role != NULL && strcmp(registrars[_i].role, any[k]) == 0;
        bool has = (ls_topology_pool(topology, i)->roles & role(any[k])) != 0;
        ck_assert_msg(has == wanted, "%s: %s", registrars[_i].text, any[k]);
    }
}
END_TEST

START_TEST(a_director_has_the_ports_of_a_registrar)
{
    const struct ls_topology_listener *l;
    load_settled("Identity,Role,PoolFqdn,SipPort,WebPort\n"
                 "Director:d.test,Director,d.test,5161,444\n");
    const struct ls_topology_pool *pool = ls_topology_pool(topology, 0);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5061, &l), LS_PORT_MOVED);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5161, &l), LS_PORT_HERE);
}
END_TEST

START_TEST(a_hosts_file_gives_what_is_missing)
{
    load_well("# ours\n127.0.0.1 localhost\n::1 localhost\n10.0.0.12 fe2 FE2.test # the second\n"
              "10.0.0.5\tpool.test\n192.0.2.1 stranger.test\n");
    load_well(exports[0]);
    load_well(exports[1]);
    settle_well();
    ck_assert_str_eq(who("10.0.0.12").name, "fe2.test");
    ck_assert_int_eq(host("fe2.test")->places[0].from, LS_NAME_HOSTS);
    ck_assert_uint_eq(host("fe2.test")->places[0].line, 4);
    ck_assert_int_eq(who("192.0.2.1").from, LS_ROLE_UNKNOWN);
    ck_assert_int_eq(who("127.0.0.1").from, LS_ROLE_UNKNOWN);
    /* no server has that address, so a balancer stands there */
    ck_assert(who("10.0.0.5").roles == role("front-end-hlb"));
    ck_assert_int_eq(who("10.0.0.5").balancing, LS_BALANCING_HARDWARE);
}
END_TEST

START_TEST(a_pool_name_that_leads_to_a_server_is_balanced_by_dns)
{
    load_well("name,ip\npool.test,10.0.0.1\nfe1.test,10.0.0.1\n");
    load_well(exports[1]);
    settle_well();
    ck_assert_str_eq(who("10.0.0.1").name, "fe1.test");
    ck_assert(who("10.0.0.1").roles == (role("front-end") | role("mediation")));
    ck_assert_int_eq(host("pool.test")->balancing, LS_BALANCING_DNS);
}
END_TEST

static const struct {
    const char *text;
    unsigned line;
    const char *says;
} wrong[] = {
    {"name,ip,roles\na.test,10.0.0.1,edgy\n", 2, "did you mean 'edge'"},
    {"name,ip,roles\n\na.test,10.0.0.300,edge\n", 3, "10.0.0.300"},
    {"name,ip,roles\na.test,\"10.0.0.1,edge\n", 2, "without end"},
    {"name,ip,role\na.test,10.0.0.1,edge\n", 1, "no column 'role'"},
    {"one,two\n1,2\n", 1, "no columns known"},
    {"Identity,EncryptionLevel\nGlobal,SupportEncryption\n", 1, "says nothing of hosts"},
    {"Identity,ClientAudioPort\nGlobal,5350\n", 1, "ClientMediaPortRangeEnabled, too"},
    {"Identity,ClientMediaPortRangeEnabled\nGlobal,Wahr\n", 2, "neither True nor False"},
    {"Identity,ClientMediaPortRangeEnabled,ClientAudioPort,ClientAudioPortRange\n"
     "Global,True,65500,40\n",
     2, "65500"},
    {"name,ip,roles\n,10.0.0.1,\n", 2, "without name"},
    {"cidr,roles\n10.0.0.0/33,client\n", 2, "no network"},
    {"cidr,roles\n10.20.0.0/13,client\n", 2, "10.16.0.0"},
    {"cidr,roles\n10.0.0.0/8,\n", 2, "no role"},
    {"name,ip,roles,load_balancing\np.test,10.0.0.1,front-end-hlb,round\n", 2, "round"},
    {"name,ip,roles\na.test,10.0.0.1,edge\nA.TEST,10.0.0.2,sba\n", 3, "other roles"},
    {"name,ip,roles\na.test,10.0.0.1,edge\nb.test,10.0.0.1,edge\n", 3, "another name"},
    {"Identity,Computers\np.test,System.Collections.Generic.List`1\n", 2, "-join"},
    {"Identity,Pool,Fqdn\na.test,p.test,a.test\na.test,q.test,a.test\n", 3, "another pool"},
    {"10.0.0.1 a.test\n10.0.0.x b.test\n", 2, "10.0.0.x"},
    {"10.0.0.1 a.test\n10.0.0.2\n", 2, "no name"},
    {"PK\3\4zip", 1, "unpack"},
};

START_TEST(a_mistake_is_told_with_its_line)
{
    complains(wrong[_i].text, wrong[_i].line, wrong[_i].says);
}
END_TEST

static const char enabled[] = "Identity,ClientMediaPortRangeEnabled,ClientAudioPort,"
                              "ClientAudioPortRange\nGlobal,True,20000,40\n";

/* Whose settings a client has is not seen: what any of them allows is allowed. */
static const struct {
    const char *more;
    unsigned port;
    enum ls_port_state state;
} ranges[] = {
    {NULL, 20000, LS_PORT_HERE},
    {NULL, 20039, LS_PORT_HERE},
    {NULL, 20040, LS_PORT_MOVED},
    {NULL, 19999, LS_PORT_MOVED},
    {"Identity,ClientMediaPortRangeEnabled,ClientAudioPort,ClientAudioPortRange\n"
     "site:north,True,30000,40\n",
     30039, LS_PORT_HERE},
    {"Identity,ClientMediaPortRangeEnabled,ClientAudioPort,ClientAudioPortRange\n"
     "site:north,True,30000,40\n",
     20039, LS_PORT_HERE},
    {"Identity,ClientMediaPortRangeEnabled,ClientAudioPort,ClientAudioPortRange\n"
     "site:north,True,30000,40\n",
     30040, LS_PORT_MOVED},
};

START_TEST(clients_may_use_what_any_scope_allows)
{
    const struct ls_topology_listener *l;
    load_well(enabled);
    load_well("cidr,roles\n10.20.0.0/16,client\n");
    if (ranges[_i].more != NULL)
        load_well(ranges[_i].more);
    settle_well();
    const struct ls_topology_pool *pool = who("10.20.0.1").pool;
    ck_assert_ptr_nonnull(pool);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, (uint16_t)ranges[_i].port, &l),
                     ranges[_i].state);
}
END_TEST

START_TEST(a_scope_without_ranges_frees_all_clients)
{
    load_well(enabled);
    load_well("cidr,roles\n10.20.0.0/16,client\n");
    load_well("Identity,ClientMediaPortRangeEnabled,ClientAudioPort,ClientAudioPortRange\n"
              "site:north,False,5350,40\n");
    settle_well();
    ck_assert_ptr_null(who("10.20.0.1").pool);
}
END_TEST

START_TEST(a_column_may_be_missing)
{
    load_settled("Role,PoolFqdn\nEdgeServer,e.test\n");
    load_well("Identity,IPAddress\n");
    load_well("Pool,Fqdn\np.test\n,a.test\n");
    ck_assert(ls_topology_pool(topology, 0)->roles == role("edge"));
}
END_TEST

START_TEST(files_that_contradict_each_other_are_told_with_both_places)
{
    struct ls_error error = {0};
    load_well(exports[0]);
    load_well(exports[1]);
    load_well("hosts: [{name: fe1.test, ip: 10.0.0.1, roles: [edge]}]\n");
    ck_assert_int_eq(ls_topology_settle(topology, &error), LS_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.text, "'fe1.test' has other roles than its pool"));
}
END_TEST

START_TEST(every_truncation_ends)
{
    for (size_t file = 0; file < 5; file++) {
        const char *text = file < 4 ? exports[file] : own;
        for (size_t n = 0; n < strlen(text); n++) {
            struct ls_topology *t = ls_topology_new(catalogs);
            struct ls_error error = {0};
            struct ls_yaml yaml = {.arena = t->arena, .mistakes = &t->mistakes, .file = "cut"};
            ck_assert_int_eq(ls_topology_read(t, &yaml, text, n, &error), 0);
            ls_topology_free(t);
        }
    }
}
END_TEST

START_TEST(too_many_fields_are_refused)
{
    struct ls_error error = {0};
    char text[2048] = "name,ip,roles\n";
    memset(text + strlen(text), ',', 300);
    ck_assert_int_eq(load(text, &error), LS_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.text, "more than 256 fields"));
}
END_TEST

START_TEST(gaps_are_named)
{
    size_t count;
    load_settled(exports[1]);
    const struct ls_mistake *gaps = ls_topology_gaps(topology, &count);
    ck_assert_uint_eq(count, 4); /* three without address, one of them without role as well */
    ck_assert_ptr_nonnull(strstr(gaps[0].text, "'fe1.test' has no address"));
    ck_assert_ptr_nonnull(strstr(gaps[3].text, "'dir.test' has no role"));
    ck_assert_uint_eq(gaps[3].line, 3);
}
END_TEST

static void see(const char *name, const char *text, enum ls_name_from from)
{
    struct ls_addr a = addr(text);
    ck_assert_int_eq(ls_topology_name_seen(topology, name, &a, from), 0);
}

START_TEST(what_the_capture_shows_fills_gaps_and_is_marked)
{
    load_well(exports[1]);
    load_well(exports[2]);
    settle_well();
    see("fe2.test", "10.0.0.2", LS_NAME_DNS);
    ck_assert_int_eq(who("10.0.0.2").from, LS_ROLE_TOPOLOGY);
    ck_assert_str_eq(who("10.0.0.2").because[0], "DNS answer: fe2.test");
    ck_assert(who("10.0.0.2").roles == (role("front-end") | role("mediation")));
    ck_assert_ptr_nonnull(who("10.0.0.2").pool);
    struct ls_addr a = addr("10.0.0.2");
    ck_assert_int_eq(ls_topology_infer(topology, &a, role("edge"), "x", 0), 0);
    ck_assert((who("10.0.0.2").roles & role("edge")) == 0);
    see("fe1.test", "10.0.0.9", LS_NAME_DNS); /* has an address, so nobody moves it */
    ck_assert_int_eq(who("10.0.0.9").from, LS_ROLE_UNKNOWN);
    see("fe2.test", "10.0.0.1", LS_NAME_DNS); /* is another's by the files */
    ck_assert_str_eq(who("10.0.0.1").name, "fe1.test");
    see("stranger.test", "10.0.0.8", LS_NAME_DNS);
    ck_assert_int_eq(who("10.0.0.8").from, LS_ROLE_UNKNOWN);
    ls_topology_forget(topology);
    ck_assert_int_eq(who("10.0.0.2").from, LS_ROLE_UNKNOWN);
}
END_TEST

START_TEST(what_tls_shows_is_only_inferred)
{
    load_settled(exports[1]);
    see("fe2.test", "10.0.0.2", LS_NAME_SNI);
    ck_assert_int_eq(who("10.0.0.2").from, LS_ROLE_INFERRED);
    ck_assert(!who("10.0.0.2").host);
    see("fe2.test", "10.0.0.2", LS_NAME_DNS); /* a better source */
    ck_assert_int_eq(who("10.0.0.2").from, LS_ROLE_TOPOLOGY);
    see("pool.test", "10.0.0.3", LS_NAME_CERTIFICATE);
    ck_assert(who("10.0.0.3").roles == role("front-end-hlb"));
    see("fe1.test", "10.0.0.3", LS_NAME_CERTIFICATE); /* a server's own name beats its pool's */
    ck_assert_str_eq(who("10.0.0.3").name, "fe1.test");
    see("pool.test", "10.0.0.3", LS_NAME_DNS);
    ck_assert_str_eq(who("10.0.0.3").name, "fe1.test");
}
END_TEST

START_TEST(a_capture_cannot_give_a_host_addresses_without_end)
{
    char text[32];
    load_settled(exports[1]);
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "10.1.0.%d", i + 1);
        see("fe2.test", text, LS_NAME_DNS);
    }
    ck_assert_int_eq(who("10.1.0.8").from, LS_ROLE_TOPOLOGY);
    ck_assert_int_eq(who("10.1.0.9").from, LS_ROLE_UNKNOWN);
    see("fe1.test", "239.0.0.1", LS_NAME_DNS);
    ck_assert_int_eq(who("239.0.0.1").from, LS_ROLE_UNKNOWN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *t = tcase_create("csv");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, our_own_columns);
    tcase_add_loop_test(t, dress_makes_no_difference, 0, sizeof dressed / sizeof *dressed);
    tcase_add_test(t, utf16_is_read);
    tcase_add_loop_test(t, exports_make_one_picture_in_any_order, 0, 24);
    tcase_add_loop_test(t, a_registrar_alone_decides_nothing, 0,
                        sizeof registrars / sizeof *registrars);
    tcase_add_test(t, a_director_has_the_ports_of_a_registrar);
    tcase_add_test(t, a_hosts_file_gives_what_is_missing);
    tcase_add_test(t, a_pool_name_that_leads_to_a_server_is_balanced_by_dns);
    tcase_add_loop_test(t, a_mistake_is_told_with_its_line, 0, sizeof wrong / sizeof *wrong);
    tcase_add_loop_test(t, clients_may_use_what_any_scope_allows, 0,
                        sizeof ranges / sizeof *ranges);
    tcase_add_test(t, a_scope_without_ranges_frees_all_clients);
    tcase_add_test(t, a_column_may_be_missing);
    tcase_add_test(t, files_that_contradict_each_other_are_told_with_both_places);
    tcase_add_test(t, every_truncation_ends);
    tcase_add_test(t, too_many_fields_are_refused);
    tcase_add_test(t, gaps_are_named);
    tcase_add_test(t, what_the_capture_shows_fills_gaps_and_is_marked);
    tcase_add_test(t, what_tls_shows_is_only_inferred);
    tcase_add_test(t, a_capture_cannot_give_a_host_addresses_without_end);
    return run_all(suite, t);
}
