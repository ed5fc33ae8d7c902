/* test_seed.c - the 91 rows of the document, and what they mean for a flow. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/catalog.h"
#include "lyncscope/decode.h"
#include "seed_rows.h"

enum { SEED_ROWS = sizeof seed_rows / sizeof *seed_rows };

static struct ls_catalogs *catalogs;

static void set_up(void)
{
    struct ls_error error = {0};
    catalogs = ls_catalogs_new();
    ck_assert_ptr_nonnull(catalogs);
    ck_assert_msg(ls_catalogs_load(catalogs, "lync-server-2013", &error) == 0, "%s", error.text);
    ck_assert_msg(ls_catalogs_load(catalogs, "windows-infrastructure", &error) == 0, "%s",
                  error.text);
}

static void tear_down(void)
{
    ls_catalogs_free(catalogs);
}

static const struct ls_row *row(const char *id)
{
    const struct ls_row *found = ls_catalogs_find(catalogs, id);
    ck_assert_msg(found != NULL, "no row %s", id);
    return found;
}

static ls_roles role(const char *key)
{
    int number = ls_catalogs_role_find(catalogs, key);
    ck_assert_msg(number >= 0, "no role %s", key);
    return (ls_roles)1 << number;
}

static void stated(const struct ls_row *r, char text[16])
{
    snprintf(text, 16, "%s%s%s", r->states_tcp ? "tcp" : "",
             r->states_tcp && r->states_udp ? " " : "", r->states_udp ? "udp" : "");
}

START_TEST(every_row_says_what_the_document_says)
{
    const struct seed_row *want = &seed_rows[_i];
    const struct ls_row *got = ls_catalogs_row(catalogs, (size_t)_i);
    char transport[16];
    stated(got, transport);
    ck_assert_str_eq(got->id, want->id);
    ck_assert_str_eq(got->role, want->role);
    ck_assert_str_eq(got->ports, want->ports);
    ck_assert_str_eq(transport, want->transport);
    ck_assert_str_eq(got->protocol, want->protocol);
    ck_assert_uint_eq(got->number, (unsigned)_i);
    ck_assert_int_eq(strncmp(got->table, got->id, 2), 0);
    ck_assert_uint_eq(strlen(got->table), 2);
    ck_assert_int_eq(got->optional, strcmp(got->id, "T1.2") == 0 || strcmp(got->id, "T1.41") == 0);
}
END_TEST

START_TEST(the_document_has_91_rows)
{
    ck_assert_uint_eq(SEED_ROWS, 91);
    const struct ls_catalog *catalog = ls_catalogs_get(catalogs, 0);
    ck_assert_str_eq(catalog->name, "lync-server-2013");
    ck_assert_int_eq(catalog->kind, LS_CATALOG_DOCUMENT);
    ck_assert_uint_eq(catalog->row_count, 91);
    ck_assert_uint_eq(catalog->first_row, 0);
    ck_assert_uint_eq(strlen(catalog->sha256), 64);
    ck_assert_uint_eq(ls_catalogs_get(catalogs, 1)->first_row, 91);
    ck_assert_int_eq(ls_catalogs_get(catalogs, 1)->kind, LS_CATALOG_DEPENDENCY);
}
END_TEST

START_TEST(both_languages_or_neither)
{
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        const struct ls_words *all[] = {&r->role_name, &r->service, &r->note};
        for (size_t w = 0; w < 3; w++)
            ck_assert_msg((all[w]->in[LS_EN][0] == 0) == (all[w]->in[LS_ZH_CN][0] == 0), "%s",
                          r->id);
    }
}
END_TEST

/* Splits one line of CSV in place; returns the number of fields. */
static size_t split(char *line, char *field[], size_t room)
{
    size_t count = 0;
    for (char *at = line; count < room;) {
        char *to = at;
        bool quoted = *at == '"';
        field[count++] = to;
        at += quoted;
        for (; *at && *at != '\n' && (quoted || *at != ','); at++) {
            if (quoted && *at == '"' && at[1] != '"') {
                quoted = false;
                continue;
            }
            at += quoted && *at == '"';
            *to++ = *at;
        }
        bool more = *at == ',';
        *to = '\0';
        if (!more)
            break;
        at++;
    }
    return count;
}

static FILE *open_transcription(void)
{
    char path[4096];
    const char *told = getenv("LS_SEED_ROWS");
    const char *source = getenv("LS_SOURCE");
    snprintf(path, sizeof path, "%s/../shared/reference/seed-rows.csv", source ? source : ".");
    return fopen(told ? told : path, "r");
}

/* Columns: row_id table role_zh role_en service_zh service_en ports transport protocol ... */
/* The catalog names services without the product, which its title names once. */
static const char *without_product(const char *service)
{
    static const char product[] = "Lync Server ";
    size_t n = sizeof product - 1;
    return strncmp(service, product, n) == 0 ? service + n : service;
}

START_TEST(names_are_those_of_the_checked_transcription)
{
    char line[4096];
    char *f[16];
    size_t rows = 0;
    FILE *file = open_transcription();
    if (file == NULL) {
        printf("skipped: no seed-rows.csv ($LS_SEED_ROWS)\n");
        return;
    }
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        ck_assert_uint_ge(split(line, f, 16), 11);
        const struct ls_row *r = row(f[0]);
        ck_assert_uint_eq(r->number, rows++);
        ck_assert_str_eq(r->role_name.in[LS_ZH_CN], f[2]);
        if (strcmp(f[0], "T1.40") != 0)
            ck_assert_str_eq(r->role_name.in[LS_EN], f[3]);
        ck_assert_str_eq(r->service.in[LS_ZH_CN], f[4]);
        ck_assert_str_eq(r->service.in[LS_EN], without_product(f[5]));
        ck_assert_str_eq(r->ports, f[6]);
    }
    fclose(file);
    ck_assert_uint_eq(rows, 91);
}
END_TEST

/* The ids that match at a port, in order, with a space after each. */
static const char *ids_at(uint8_t proto, uint16_t port, char text[400])
{
    size_t count;
    const struct ls_row *const *rows = ls_catalogs_at(catalogs, proto, port, &count);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        strcat(text, rows[i]->id);
        strcat(text, " ");
    }
    return text;
}

START_TEST(a_port_finds_its_rows_in_document_order)
{
    char t[400];
    ck_assert_str_eq(ids_at(LS_IP_TCP, 5070, t),
                     "T1.22 T1.46 T1.49 T2.15 T2.16 T4.8 T4.9 T4.10 T4.11 ");
    ck_assert_str_eq(ids_at(LS_IP_TCP, 443, t),
                     "T1.12 T1.19 T1.40 T1.44 T1.52 T2.6 T2.17 T3.2 T3.5 T4.2 T4.3 T4.4 ");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 443, t), "");
    ck_assert_str_eq(ids_at(LS_IP_TCP, 445, t), "T1.37 AD.8 FS.1 ");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 67, t), "T4.1 T4.12 ");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 69, t), "");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 1434, t), "T1.1 T1.38 T4.8 T4.9 SQL.2 UM.7 ");
    ck_assert_str_eq(ids_at(LS_IP_ICMP, 0, t), "NET.3 ");
    ck_assert_str_eq(ids_at(LS_IP_ICMP6, 9, t), "NET.3 ");
    ck_assert_str_eq(ids_at(LS_IP_SCTP, 443, t), "");
    ck_assert_str_eq(ids_at(LS_IP_TCP, 0, t), "");
}
END_TEST

START_TEST(ranges_end_where_the_document_ends_them)
{
    char t[400];
    ck_assert_str_eq(ids_at(LS_IP_UDP, 49151, t), "T4.8 T4.9 UM.7 ");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 49152, t), "T1.39 T4.8 T4.9 UM.7 ");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 57500, t), "T1.39 T4.8 T4.9 UM.7 ");
    ck_assert_str_eq(ids_at(LS_IP_UDP, 57501, t), "T1.10 T4.8 T4.9 UM.7 ");
    ck_assert_str_eq(ids_at(LS_IP_TCP, 65535, t), "T1.10 T1.28 T4.8 T4.9 T4.10 T4.11 ");
    ck_assert_str_eq(ids_at(LS_IP_TCP, 6901, t), "T4.7 T4.8 T4.9 T4.10 T4.11 ");
    ck_assert_str_eq(ids_at(LS_IP_TCP, 6902, t), "T4.8 T4.9 T4.10 T4.11 ");
    ck_assert_uint_eq(row("T1.39")->width, 8349);
    ck_assert_uint_eq(row("T1.10")->width, 8035);
    ck_assert_uint_eq(row("T1.28")->width, 16384);
    ck_assert_uint_eq(row("T4.8")->width, 64512);
    ck_assert_uint_eq(row("T4.1")->width, 2);
    ck_assert(ls_row_has(row("T4.1"), 68) && !ls_row_has(row("T4.1"), 66));
}
END_TEST

START_TEST(a_wide_range_makes_no_port_a_fixed_one)
{
    ck_assert(ls_catalogs_fixed(catalogs, LS_IP_TCP, 5061));
    ck_assert(ls_catalogs_fixed(catalogs, LS_IP_TCP, 6891));
    ck_assert(!ls_catalogs_fixed(catalogs, LS_IP_UDP, 5061));
    ck_assert(!ls_catalogs_fixed(catalogs, LS_IP_TCP, 50000));
    ck_assert(!ls_catalogs_fixed(catalogs, LS_IP_SCTP, 5061));
}
END_TEST

START_TEST(the_blank_row_matches_nothing)
{
    const struct ls_row *r = row("T3.6");
    ck_assert_uint_eq(r->range_count, 0);
    ck_assert_uint_eq(r->width, 0);
    ck_assert(!r->tcp && !r->udp && !r->icmp && r->role_number < 0 && r->fits == 0);
    ck_assert_str_eq(r->role_name.in[LS_EN], "");
}
END_TEST

START_TEST(office_web_apps_is_matched_though_no_transport_is_stated)
{
    const struct ls_row *r = row("T1.40");
    ck_assert(r->tcp && !r->udp && !r->states_tcp && !r->states_udp);
    ck_assert_str_eq(r->protocol, "");
}
END_TEST

START_TEST(who_owns_the_port)
{
    for (size_t i = 0; i < SEED_ROWS; i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        static const char *const initiators[] = {"T1.25", "T1.26", "T1.37", "T4.2",
                                                 "T4.3",  "T4.4",  "T4.5",  "T4.6"};
        static const char *const medias[] = {"T1.10", "T1.28", "T1.39", "T4.7",
                                             "T4.8",  "T4.9",  "T4.10", "T4.11"};
        enum ls_owner want = LS_OWNER_RESPONDER;
        for (size_t k = 0; k < 8; k++) {
            want = strcmp(r->id, initiators[k]) == 0 ? LS_OWNER_INITIATOR : want;
            want = strcmp(r->id, medias[k]) == 0 ? LS_OWNER_MEDIA : want;
        }
        want = strcmp(r->id, "T1.32") == 0 ? LS_OWNER_OUTBOUND : want;
        want = strcmp(r->ports, "67/68") == 0 ? LS_OWNER_DHCP : want;
        ck_assert_msg(r->owner == want, "%s", r->id);
        ck_assert_msg(r->needs_evidence == (r->width > 1000), "%s", r->id);
    }
}
END_TEST

START_TEST(only_rows_documented_mtls_alone_ask_for_it)
{
    for (size_t i = 0; i < SEED_ROWS; i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        enum ls_mutual_rule want =
            strcmp(r->protocol, "MTLS") == 0 ? LS_MUTUAL_DOCUMENTED : LS_MUTUAL_UNSAID;
        if (strcmp(r->id, "T4.6") == 0)
            want = LS_MUTUAL_EXEMPT;
        ck_assert_msg(r->mutual == want, "%s", r->id);
    }
}
END_TEST

static bool fits(const struct ls_row *r, enum ls_proto proto)
{
    return (r->fits >> proto & 1) != 0;
}

/* Contract: TLS on a row documented TCP fits, but for 5060, 5068 and 5081, which have twins. */
START_TEST(tcp_does_not_mean_clear_text)
{
    for (size_t i = 0; i < SEED_ROWS; i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        bool twin = strcmp(r->ports, "5060") == 0 || strcmp(r->ports, "5068") == 0 ||
                    strcmp(r->ports, "5081") == 0;
        if (fits(r, LS_PROTO_SIP) && strcmp(r->protocol, "TCP") == 0) {
            ck_assert_msg(r->remark_clear, "%s", r->id);
            ck_assert_msg(fits(r, LS_PROTO_TLS) == !twin, "%s", r->id);
            ck_assert_msg((r->tls == LS_TLS_CONTRADICTS) == twin, "%s", r->id);
        }
        if (strstr(r->protocol, "TLS") || strcmp(r->protocol, "HTTPS") == 0)
            ck_assert_msg(r->tls == LS_TLS_ONLY && fits(r, LS_PROTO_TLS), "%s", r->id);
        if (strcmp(r->protocol, "HTTP") == 0)
            ck_assert_msg(r->tls == LS_TLS_CONTRADICTS && !fits(r, LS_PROTO_TLS), "%s", r->id);
    }
}
END_TEST

START_TEST(load_balancer_rows_know_their_mode)
{
    for (size_t i = 0; i < SEED_ROWS; i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        enum ls_balancing want = LS_BALANCING_UNSAID;
        if (r->id[1] == '2')
            want = LS_BALANCING_HARDWARE;
        if (r->id[1] == '3' && strcmp(r->id, "T3.6") != 0)
            want = LS_BALANCING_DNS;
        ck_assert_msg(r->balancing == want, "%s", r->id);
        if (want != LS_BALANCING_UNSAID)
            ck_assert(ls_catalogs_role(catalogs, (size_t)r->role_number)->balancer);
    }
}
END_TEST

START_TEST(named_initiators)
{
    ck_assert(row("T1.47")->from == (role("pstn-gateway") | role("sba")));
    ck_assert(row("T1.46")->from == (role("front-end") | role("cms") | role("sba")));
    ck_assert(row("T2.7")->from == role("reverse-proxy"));
    ck_assert((row("T1.14")->from & role("front-end")) != 0);
    ck_assert((row("T1.13")->from & role("front-end")) == 0);
    ck_assert((row("T2.5")->from & role("client")) != 0);
    ck_assert(row("T1.3")->from == 0);
    ck_assert(row("T1.25")->to == role("pstn-gateway"));
    ck_assert((row("T1.37")->to & role("edge")) != 0 && (row("T1.37")->to & role("client")) == 0);
    ck_assert(row("T4.4")->to == role("edge") && row("T4.4")->external);
    /* internal sign-in is T1.3's alone, as SIP to a balanced address is T2.1's */
    ck_assert(!row("T4.6")->external && row("T4.6")->to == role("edge"));
}
END_TEST

START_TEST(announced_endpoints_fall_to_the_row_of_their_kind)
{
    ck_assert(row("T1.5")->learns == 1U << LS_ANNOUNCE_RPC);
    ck_assert(row("T1.39")->learns == 1U << LS_ANNOUNCE_AUDIO);
    ck_assert(row("T1.10")->learns == 1U << LS_ANNOUNCE_VIDEO);
    ck_assert(row("T4.11")->learns == 1U << LS_ANNOUNCE_APP_SHARING);
    ck_assert(row("T4.10")->learns == 1U << LS_ANNOUNCE_DATA);
    ck_assert(row("SQL.1")->learns == 1U << LS_ANNOUNCE_SQL);
    ck_assert(row("T1.1")->learns == 0);
    ck_assert_int_eq(row("T1.39")->media, LS_MEDIA_AUDIO);
    ck_assert_int_eq(row("T4.5")->media, LS_MEDIA_RELAY);
}
END_TEST

START_TEST(roles_count_as_others)
{
    int any = ls_catalogs_role_find(catalogs, "any-server");
    int inside = ls_catalogs_role_find(catalogs, "any-internal-server");
    int both = ls_catalogs_role_find(catalogs, "front-end+mediation");
    ls_roles fe = role("front-end");
    ls_roles med = role("mediation");
    ck_assert(ls_role_covers(catalogs, any, role("edge")));
    ck_assert(ls_role_covers(catalogs, any, role("sba")));
    ck_assert(!ls_role_covers(catalogs, any, role("client")));
    ck_assert(!ls_role_covers(catalogs, any, role("front-end-hlb")));
    ck_assert(ls_role_covers(catalogs, inside, role("persistent-chat")));
    ck_assert(!ls_role_covers(catalogs, inside, role("edge")));
    ck_assert(!ls_role_covers(catalogs, both, fe));
    ck_assert(!ls_role_covers(catalogs, both, med));
    ck_assert(ls_role_covers(catalogs, both, fe | med));
    ck_assert(ls_role_covers(catalogs, both, role("cms") | med));
    ck_assert(ls_role_covers(catalogs, -1, 0));
    ck_assert(!ls_role_covers(catalogs, any, 0));
    ck_assert(
        ls_catalogs_role(catalogs, (size_t)ls_catalogs_role_find(catalogs, "phone"))->endpoint);
}
END_TEST

START_TEST(every_role_of_the_contract_is_there)
{
    static const char *const keys[] = {"front-end",
                                       "cms",
                                       "mediation",
                                       "front-end+mediation",
                                       "director",
                                       "persistent-chat",
                                       "office-web-apps",
                                       "front-end-hlb",
                                       "mediation-hlb",
                                       "director-hlb",
                                       "client",
                                       "phone",
                                       "any-server",
                                       "any-internal-server",
                                       "edge",
                                       "reverse-proxy",
                                       "pstn-gateway",
                                       "e911-gateway",
                                       "sba",
                                       "sql-server",
                                       "file-server",
                                       "domain-controller",
                                       "exchange-um",
                                       "admin",
                                       "infrastructure"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ck_assert_msg(ls_catalogs_role_find(catalogs, keys[i]) >= 0, "%s", keys[i]);
    ck_assert_uint_eq(ls_catalogs_role_count(catalogs), sizeof keys / sizeof *keys);
}
END_TEST

/* A dependency without a test of its payload would excuse anything at its port. */
START_TEST(every_dependency_says_what_it_may_speak)
{
    for (size_t i = SEED_ROWS; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        ck_assert_msg(r->fits != 0 || r->icmp, "%s", r->id);
        ck_assert_msg(r->source[0] != '\0', "%s", r->id);
        ck_assert_msg(r->service.in[LS_EN][0] != '\0', "%s", r->id);
    }
    ck_assert(!fits(row("NET.1"), LS_PROTO_HTTP));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("seed");
    TCase *rows = tcase_create("rows");
    tcase_add_unchecked_fixture(rows, set_up, tear_down); /* read only: loaded once */
    tcase_add_loop_test(rows, every_row_says_what_the_document_says, 0, SEED_ROWS);
    tcase_add_test(rows, the_document_has_91_rows);
    tcase_add_test(rows, both_languages_or_neither);
    tcase_add_test(rows, names_are_those_of_the_checked_transcription);
    tcase_add_test(rows, a_port_finds_its_rows_in_document_order);
    tcase_add_test(rows, ranges_end_where_the_document_ends_them);
    tcase_add_test(rows, a_wide_range_makes_no_port_a_fixed_one);
    tcase_add_test(rows, the_blank_row_matches_nothing);
    tcase_add_test(rows, office_web_apps_is_matched_though_no_transport_is_stated);
    tcase_add_test(rows, who_owns_the_port);
    tcase_add_test(rows, only_rows_documented_mtls_alone_ask_for_it);
    tcase_add_test(rows, tcp_does_not_mean_clear_text);
    tcase_add_test(rows, load_balancer_rows_know_their_mode);
    tcase_add_test(rows, named_initiators);
    tcase_add_test(rows, announced_endpoints_fall_to_the_row_of_their_kind);
    tcase_add_test(rows, roles_count_as_others);
    tcase_add_test(rows, every_role_of_the_contract_is_there);
    tcase_add_test(rows, every_dependency_says_what_it_may_speak);
    suite_add_tcase(suite, rows);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
