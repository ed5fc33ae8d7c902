/* test_xml.c - the XML of Get-CsTopology and Topology Builder, and what hostile XML costs. */
#include <sys/resource.h>
#include <time.h>

#include "site.h"
#include "topology/xml.h"

static void load_sample(const char *name)
{
    struct ls_error error = {0};
    size_t n;
    char *bytes = sample(name, &n);
    ck_assert_msg(load_bytes(bytes, n, &error) == 0, "%s", error.text);
    free(bytes);
    settle_well();
}

START_TEST(published_hosts_have_addresses_and_roles)
{
    load_sample("published.xml");
    ls_roles front = role("front-end") | role("mediation") | role("cms");
    ck_assert(who("10.0.10.11").roles == front);
    ck_assert_str_eq(who("10.0.10.11").name, "front1.west.test");
    ck_assert_uint_eq(host("front1.west.test")->addr_count, 1); /* 0.0.0.0 is none */
    ck_assert_uint_eq(host("front1.west.test")->places[0].line, 8);
    ck_assert(host("front2.west.test")->roles == front);
    ck_assert_uint_eq(host("front2.west.test")->addr_count, 0);
    ck_assert(who("10.0.11.11").roles == role("director"));
    ck_assert(who("10.0.12.11").roles == role("edge")); /* a Dependency's ServiceId names none */
    ck_assert(who("198.51.100.9").roles == role("edge"));
    ck_assert(who("203.0.113.9").roles == role("edge")); /* the address NAT shows outside */
    ck_assert(who("10.0.13.11").roles == role("sql-server"));
    ck_assert_int_eq(who("0.0.0.0").from, LS_ROLE_UNKNOWN);
}
END_TEST

START_TEST(published_pools_listen_where_they_say)
{
    const struct ls_topology_listener *l;
    load_sample("published.xml");
    const struct ls_topology_pool *pool = who("10.0.10.11").pool;
    ck_assert_ptr_nonnull(pool);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5061, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_port(pool, 6, 8404, &l), LS_PORT_MOVED);
    ck_assert_uint_eq(l->first, 8405);
    ck_assert_int_eq(ls_pool_port(pool, 6, 8405, &l), LS_PORT_HERE);
    ck_assert_uint_eq(l->usual_first, 8404);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5075, &l), LS_PORT_ABSENT);
    ck_assert_int_eq(ls_pool_port(pool, 6, 5072, &l), LS_PORT_ABSENT);
    ck_assert_int_eq(ls_pool_port(pool, 6, 135, &l), LS_PORT_UNSAID);
    ck_assert_int_eq(ls_pool_port(pool, 17, 5061, &l), LS_PORT_UNSAID);
    /* Range counts: the last port is start + count - 1 */
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, 57499, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_AUDIO, 57500, &l), LS_PORT_MOVED);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_APP_SHARING, 40803, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_APP_SHARING, 49150, &l), LS_PORT_HERE);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_APP_SHARING, 49151, &l), LS_PORT_MOVED);
    ck_assert_int_eq(ls_pool_media(pool, LS_MEDIA_VIDEO, 57501, &l), LS_PORT_UNSAID);
}
END_TEST

START_TEST(a_pool_of_several_has_a_name_of_its_own)
{
    load_sample("published.xml");
    const struct ls_topology_host *pool = host("pool.west.test");
    ck_assert(pool->shared);
    ck_assert(pool->roles == role("front-end-hlb"));
    ck_assert(!host("direct.west.test")->shared); /* its only machine has the name */
}
END_TEST

START_TEST(the_builders_form_says_the_same)
{
    load_sample("builder.tbxml");
    /* InstalledOn points by UniqueId without regard to case, and through the SQL instance. */
    ck_assert(who("10.0.10.11").roles == (role("front-end") | role("sql-server")));
    ck_assert_str_eq(who("10.0.10.11").name, "front.west.test"); /* the cluster's */
    ck_assert(who("10.9.0.11").roles == role("sba"));
}
END_TEST

/* A registrar of the published form, by what else its pool has. */
#define SERVICE(role, more)                                                                        \
    "<Service><ServiceId RoleName='" role "'/><InstalledOn><ClusterId SiteId='1' Number='1'/>"     \
    "</InstalledOn>" more "</Service>"
#define REGISTRAR(is_director)                                                                     \
    SERVICE("Registrar", "<RegistrarService IsDirector='" is_director "'/>")

static const struct {
    const char *services, *role;
} registrars[] = {
    {REGISTRAR("false") SERVICE("UserServices", ""), "front-end"},
    {REGISTRAR("false") SERVICE("WebServices", ""), "front-end"}, /* it says it is no Director */
    {REGISTRAR("true") SERVICE("WebServices", ""), "director"},
    {REGISTRAR("false") SERVICE("MediationServer", ""), "sba"},
    {SERVICE("MediationServer", "") REGISTRAR("false") SERVICE("UserServices", ""), "front-end"},
};

START_TEST(what_a_registrar_makes_of_its_pool)
{
    static const char *const any[] = {"front-end", "director", "sba"};
    char text[2000];
    snprintf(text, sizeof text,
             "<Topology xmlns='urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008'>"
             "<Cluster Fqdn='a.test'><ClusterId SiteId='1' Number='1'/><Machine Fqdn='a.test'/>"
             "</Cluster>%s</Topology>",
             registrars[_i].services);
    load_well(text);
    settle_well();
    for (size_t k = 0; k < 3; k++)
        ck_assert_msg(((host("a.test")->roles & role(any[k])) != 0) ==
                          (strcmp(any[k], registrars[_i].role) == 0),
                      "%d: %s", _i, any[k]);
}
END_TEST

static char *utf16(const char *bytes, size_t n, bool big, size_t *out)
{
    char *wide = calloc(2, n + 1);
    wide[big] = (char)0xFF, wide[!big] = (char)0xFE;
    for (size_t i = 0; i < n; i++)
        wide[2 * i + 2 + big] = bytes[i];
    *out = 2 * n + 2;
    return wide;
}

START_TEST(any_encoding_the_bytes_show_is_read)
{
    struct ls_error error = {0};
    size_t n, wide_n;
    char *bytes = sample("published.xml", &n);
    char *wide = utf16(bytes, n, _i % 2, &wide_n);
    size_t skip = _i < 2 ? 0 : 2; /* with and without byte order mark */
    ck_assert_msg(load_bytes(wide + skip, wide_n - skip, &error) == 0, "%s", error.text);
    ck_assert_str_eq(who("10.0.10.11").name, "front1.west.test");
    free(wide);
    free(bytes);
}
END_TEST

START_TEST(a_cut_file_is_refused_wherever_it_ends)
{
    size_t n;
    char *bytes = sample("builder.tbxml", &n);
    n = (size_t)(strstr(bytes, "</TopologyBuilder>") - bytes) + strlen("</TopologyBuilder>");
    for (size_t i = 1; i < n; i += 1) {
        struct ls_error error = {0};
        struct ls_topology *t = ls_topology_new(catalogs);
        struct ls_yaml yaml = {.arena = t->arena, .mistakes = &t->mistakes, .file = "cut"};
        int code = ls_topology_read(t, &yaml, bytes, i, &error);
        ck_assert_msg(code == 0 && t->mistakes.total > 0, "cut at %zu", i);
        ls_topology_free(t);
    }
    free(bytes);
}
END_TEST

#define OPEN    "<Topology xmlns='urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008'>\n"
#define CLUSTER "<Cluster Fqdn='a.test'><ClusterId SiteId='1' Number='1'/><Machine Fqdn='a.test'>\n"
#define PORT(port, range)                                                                          \
    OPEN CLUSTER "</Machine></Cluster><Service><ServiceId RoleName='UserServices'/>\n"             \
                 "<InstalledOn><ClusterId SiteId='1' Number='1'/></InstalledOn>\n"                 \
                 "<Ports><Port Owner='urn:component:X' Usage='Y' Port='" port "' Range='" range    \
                 "'/></Ports></Service></Topology>"

static const struct {
    const char *text;
    unsigned line;
    const char *says;
} wrong[] = {
    {"<Topology/>", 1, "no Topology"}, /* not the namespace */
    {"<html></html>", 1, "no Topology"},
    {OPEN "<Cluster></Topology>", 2, "not valid XML"},
    {"<a><b></a>", 1, "not valid XML"},
    {OPEN "&bomb;</Topology>", 2, "not valid XML"},
    {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", 1, "document type"},
    {"<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 2, "document type"},
    {"<a>\n<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x'></a>", 2, "document type"},
    {OPEN CLUSTER "<NetInterface IPAddress='10.0.0.300'/></Machine></Cluster></Topology>", 3,
     "10.0.0.300"},
    {OPEN "<Cluster><Machine/></Cluster></Topology>", 2, "without name"},
    {OPEN "<Service RoleName='UserServices' InstalledOn='nowhere'/></Topology>", 2, "no cluster"},
    {OPEN CLUSTER "<NetInterface IPAddress='10.0.0.1'/></Machine><Machine Fqdn='b.test'>\n"
                  "<NetInterface IPAddress='10.0.0.1'/></Machine></Cluster></Topology>",
     4, "another name"},
    {PORT("70000", "1"), 5, "70000"},
    {PORT("50000", "20000"), 5, "20000"},
    {PORT("-1", "1"), 5, "-1"},
    {"<a\xff/>", 1, "neither UTF-8"},
};

START_TEST(a_mistake_is_told_with_its_line)
{
    complains(wrong[_i].text, wrong[_i].line, wrong[_i].says);
}
END_TEST

static const char *const at_the_edge[] = {PORT("65535", "1"), PORT("1", "65535"), PORT("0", "1"),
                                          PORT("", "")};

START_TEST(ports_up_to_the_last_one_are_fine)
{
    load_well(at_the_edge[_i]);
}
END_TEST

/* Elements where none are expected are passed over with all that is in them. */
static const char *const odd[] = {
    OPEN CLUSTER "<Service><ServiceId RoleName='EdgeServer'/><Ports><Port Port='1'/></Ports>"
                 "</Service></Machine></Cluster></Topology>",
    OPEN "<Machine Fqdn='x.test'>" CLUSTER "<NetInterface IPAddress='10.0.0.1'/></Machine>"
         "<NetInterface IPAddress='10.0.0.9'/></Cluster></Machine></Topology>",
    OPEN
    "<Port Port='x'/><NetInterface IPAddress='x'/><InstalledOn/><RegistrarService/></Topology>",
};

START_TEST(elements_out_of_place_do_no_harm)
{
    load_well(odd[_i]);
    ck_assert_int_eq(who("10.0.0.9").from, LS_ROLE_UNKNOWN);
}
END_TEST

/* Repeats a piece between a head and a tail. */
static char *repeat(const char *head, const char *piece, size_t times, const char *tail)
{
    size_t n = strlen(piece);
    char *text = malloc(strlen(head) + n * times + strlen(tail) + 1);
    char *to = stpcpy(text, head);
    for (size_t i = 0; i < times; i++, to += n)
        memcpy(to, piece, n);
    strcpy(to, tail);
    return text;
}

/* Hostile files: refused for the named reason, in time and memory that do not follow their size. */
static const struct {
    const char *head, *piece;
    size_t times;
    const char *tail, *says;
} hostile[] = {
    {OPEN, "<a>", 33, "", "deep"},
    {OPEN, "<a>", 3000000, "", "deep"},
    {OPEN "<a b='", "x", 4097, "'/></Topology>", "attribute of more"},
    {OPEN "<a b='", "x", 15000000, "'/></Topology>", "64 KiB"},
    {OPEN "<a ", "bcdefgh='' ", 65, "/></Topology>", "not valid XML"}, /* one name twice */
    {OPEN "<a", " b='' ", 2000000, "/></Topology>", "64 KiB"},
    {OPEN, "<a/>", 1000001, "</Topology>", "elements"},
    {OPEN "<!--", "x", 15000000, "--></Topology>", "64 KiB"},
    {"", " ", 15000000, "<a/>", "64 KiB"},
};

START_TEST(hostile_files_cost_little)
{
    struct ls_error error = {0};
    struct rusage before, after;
    char *text = repeat(hostile[_i].head, hostile[_i].piece, hostile[_i].times, hostile[_i].tail);
    size_t n = strlen(text);
    FILE *file = fopen(path, "w");
    fwrite(text, 1, n, file);
    fclose(file);
    free(text);
    clock_t start = clock();
    getrusage(RUSAGE_SELF, &before);
    ck_assert_int_eq(ls_topology_load(topology, path, &error), LS_E_FORMAT);
    getrusage(RUSAGE_SELF, &after);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    ck_assert_msg(strstr(error.text, hostile[_i].says) != NULL, "%s", error.text);
    printf("hostile %d: %zu bytes, %.2f s, %ld KiB more at the peak\n", _i, n, seconds,
           after.ru_maxrss - before.ru_maxrss);
    ck_assert_msg(seconds < 4, "%.2f s", seconds); /* with sanitizers; 0.1 s without */
}
END_TEST

START_TEST(many_attributes_are_refused)
{
    struct ls_error error = {0};
    char text[4096] = OPEN "<a";
    for (int i = 0; i < 65; i++)
        snprintf(text + strlen(text), 24, " a%d=''", i);
    strcat(text, "/></Topology>");
    ck_assert_int_eq(load(text, &error), LS_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.text, "more than 64 attributes"));
}
END_TEST

START_TEST(an_overlong_file_is_not_read_to_its_end)
{
    struct ls_error error = {0};
    FILE *file = fopen(path, "w");
    fputs(OPEN "<a b='", file);
    ck_assert_int_eq(ftruncate(fileno(file), 100 << 20), 0); /* 100 MiB, sparse */
    fclose(file);
    ck_assert_int_eq(ls_topology_load(topology, path, &error), LS_E_LIMIT);
    ck_assert_ptr_nonnull(strstr(error.text, "larger than 16 MiB"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml");
    TCase *t = tcase_create("xml");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, published_hosts_have_addresses_and_roles);
    tcase_add_test(t, published_pools_listen_where_they_say);
    tcase_add_test(t, a_pool_of_several_has_a_name_of_its_own);
    tcase_add_test(t, the_builders_form_says_the_same);
    tcase_add_loop_test(t, what_a_registrar_makes_of_its_pool, 0,
                        sizeof registrars / sizeof *registrars);
    tcase_add_loop_test(t, any_encoding_the_bytes_show_is_read, 0, 4);
    tcase_add_test(t, a_cut_file_is_refused_wherever_it_ends);
    tcase_add_loop_test(t, a_mistake_is_told_with_its_line, 0, sizeof wrong / sizeof *wrong);
    tcase_add_loop_test(t, ports_up_to_the_last_one_are_fine, 0, 4);
    tcase_add_loop_test(t, elements_out_of_place_do_no_harm, 0, sizeof odd / sizeof *odd);
    tcase_add_loop_test(t, hostile_files_cost_little, 0, sizeof hostile / sizeof *hostile);
    tcase_add_test(t, many_attributes_are_refused);
    tcase_add_test(t, an_overlong_file_is_not_read_to_its_end);
    return run_all(suite, t);
}
