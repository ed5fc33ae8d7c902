/* test_load.c - finding catalog files, and what a wrong one is told. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lyncscope/catalog.h"
#include "lyncscope/decode.h"

static struct ls_catalogs *catalogs;
static char folder[64];
static char path[128];
static char roles_path[128];

static void set_up(void)
{
    catalogs = ls_catalogs_new();
    ck_assert_ptr_nonnull(catalogs);
    strcpy(folder, "/tmp/lyncscope-catalog-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/mine.yaml", folder);
    snprintf(roles_path, sizeof roles_path, "%s/roles.yaml", folder);
}

static void tear_down(void)
{
    unlink(path);
    unlink(roles_path);
    rmdir(folder);
    ls_catalogs_free(catalogs);
}

static void write_file(const char *where, const char *text)
{
    FILE *file = fopen(where, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

#define HEAD   "catalog: mine\nkind: document\ntitle: {en: T, zh-CN: T}\n"
#define ROWS   HEAD "rows:\n"
/* A row in one line; the text of r begins in line 5, column 5. */
#define ROW(r) ROWS "  - {" r "}\n"
#define BASE   "id: A.1, role: edge, service: {en: S, zh-CN: Z}, note: \"\", protocol: P"
#define TCP    BASE ", transport: [tcp], ports: \"80\""

static int load(const char *text, struct ls_error *error)
{
    write_file(path, text);
    return ls_catalogs_load(catalogs, path, error);
}

static const struct ls_row *load_row(const char *text)
{
    struct ls_error error = {0};
    ck_assert_msg(load(text, &error) == 0, "%s", error.text);
    ck_assert_uint_eq(ls_catalogs_row_count(catalogs), 1);
    return ls_catalogs_row(catalogs, 0);
}

/* A file with one mistake: its place (column 0: any), and what the message must say. */
static const struct {
    const char *text;
    unsigned line, column;
    const char *says;
} wrong[] = {
    {"", 1, 1, "empty"},
    {"- x\n", 1, 1, "must be a mapping"},
    {"kind: document\ntitle: {en: T, zh-CN: T}\nrows:\n  - {" TCP "}\n", 1, 1, "'catalog'"},
    {"catalog: mine\ntitle: {en: T, zh-CN: T}\nrows:\n  - {" TCP "}\n", 1, 1, "'kind'"},
    {"catalog: mine\nkind: document\nrows:\n  - {" TCP "}\n", 1, 1, "'title'"},
    {HEAD, 1, 1, "'rows'"},
    {HEAD "rows: []\n", 4, 7, "without rows"},
    {HEAD "rows: {}\n", 4, 7, "must be a list"},
    {HEAD "row: []\nrows:\n  - {" TCP "}\n", 4, 1, "did you mean 'rows'"},
    {"catalog: My Own\nkind: document\ntitle: {en: T, zh-CN: T}\nrows:\n  - {" TCP "}\n", 1, 10,
     "bad name"},
    {"catalog: mine\nkind: documents\ntitle: {en: T, zh-CN: T}\nrows:\n  - {" TCP "}\n", 2, 7,
     "did you mean 'document'"},
    {"catalog: mine\nkind: document\ntitle: {en: T}\nrows:\n  - {" TCP "}\n", 3, 8, "'zh-CN'"},
    {"catalog: mine\nkind: document\ntitle: T\nrows:\n  - {" TCP "}\n", 3, 8, "both languages"},
    {ROW(TCP ", colour: red"), 5, 0, "no key 'colour'"},
    {ROW(TCP ", optionl: true"), 5, 0, "did you mean 'optional'"},
    {ROW(TCP ", optional: yes"), 5, 0, "true or false"},
    {ROW(TCP ", optional: [true]"), 5, 0, "true or false"},
    {ROW("role: edge, service: \"\", note: \"\", protocol: P, transport: [tcp], ports: \"80\""), 5,
     5, "lacks the key 'id'"},
    {ROW("id: A, service: \"\", note: \"\", protocol: P, transport: [tcp], ports: \"80\""), 5, 5,
     "lacks the key 'role'"},
    {ROW("id: A, role: edge, note: \"\", protocol: P, transport: [tcp], ports: \"80\""), 5, 5,
     "lacks the key 'service'"},
    {ROW("id: A, role: edge, service: \"\", protocol: P, transport: [tcp], ports: \"80\""), 5, 5,
     "lacks the key 'note'"},
    {ROW("id: A, role: edge, service: \"\", note: \"\", transport: [tcp], ports: \"80\""), 5, 5,
     "lacks the key 'protocol'"},
    {ROW(BASE ", ports: \"80\""), 5, 5, "lacks the key 'transport'"},
    {ROW(BASE ", transport: [tcp]"), 5, 5, "lacks the key 'ports'"},
    {ROW(TCP ", service: \"\""), 5, 0, "twice"},
    {ROW("id: \"A 1\", role: edge, service: \"\", note: \"\", protocol: P, transport: [tcp], "
         "ports: "
         "\"80\""),
     5, 10, "bad id"},
    {ROWS "  - {" TCP "}\n  - {" TCP "}\n", 6, 5, "is taken"},
    {ROW("id: A, role: egde, service: \"\", note: \"\", protocol: P, transport: [tcp], ports: "
         "\"80\""),
     5, 19, "did you mean 'edge'"},
    {ROW("id: A, role: \"\", service: \"\", note: \"\", protocol: P, transport: [tcp], ports: "
         "\"80\""),
     5, 5, "needs a role"},
    {ROW("id: A, role: edge, service: {en: S, zh-CN: \"\"}, note: \"\", protocol: P, transport: "
         "[tcp], ports: \"80\""),
     5, 0, "empty"},
    {ROW("id: A, role: edge, service: {en: S, fr: S}, note: \"\", protocol: P, transport: [tcp], "
         "ports: \"80\""),
     5, 0, "lacks the key 'zh-CN'"},
    {ROW(BASE ", transport: [tcp], ports: \"0\""), 5, 0, "bad ports '0'"},
    {ROW(BASE ", transport: [tcp], ports: \"65536\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"99999999999999999999\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"90-80\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"80-80\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"80-\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"80,\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"80 - 90\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"080\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"-80\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"80-90,85\""), 5, 0, "bad ports"},
    {ROW(BASE ", transport: [tcp], ports: \"1,3,5,7,9,11,13,15,17\""), 5, 0, "at most 8"},
    {ROW(BASE ", transport: [tcp], ports: \"\""), 5, 5, "needs ports"},
    {ROW(BASE ", transport: [], ports: \"80\""), 5, 5, "needs tcp or udp"},
    {ROW(BASE ", transport: tcp, ports: \"80\""), 5, 0, "must be a list"},
    {ROW(BASE ", transport: [sctp], ports: \"80\""), 5, 0, "'sctp' is not known"},
    {ROW(BASE ", transport: [tcp, tcp], ports: \"80\""), 5, 0, "twice"},
    {ROW(TCP ", match: [udp]"), 5, 0, "state no transport"},
    {ROW(TCP ", owner: responders"), 5, 0, "did you mean 'responder'"},
    {ROW(TCP ", opened_by: [frontend]"), 5, 0, "did you mean 'front-end'"},
    {ROW(TCP ", opened_by: []"), 5, 0, "list of roles"},
    {ROW(TCP ", owner: initiator, opened_by: [client]"), 5, 5, "role itself"},
    {ROW(TCP ", to: [edge]"), 5, 5, "need 'owner: initiator'"},
    {ROW(TCP ", external: true"), 5, 5, "need 'owner: initiator'"},
    {ROW(TCP ", role_known: 1"), 5, 0, "true or false"},
    {ROW("id: A, role: any, service: \"\", note: \"\", protocol: P, transport: [tcp], ports: "
         "\"80\", role_known: true"),
     5, 5, "needs a role"},
    {ROW(TCP ", payload: sip"), 5, 0, "not among the file's payloads"},
    {ROW(TCP ", payload: [sip]"), 5, 0, "must be text"},
    {ROW(TCP ", payload: {}"), 5, 0, "lacks the key 'fits'"},
    {ROW(TCP ", payload: {fits: []}"), 5, 0, "must name a protocol"},
    {ROW(TCP ", payload: {fits: [\"\"]}"), 5, 0, "'' is not known"},
    {ROW(TCP ", payload: {fits: [httq]}"), 5, 0, "did you mean 'http'"},
    {ROW(TCP ", payload: {fits: [http], tls: only}"), 5, 0, "needs tls"},
    {ROW(TCP ", payload: {fits: [tls], tls: contradicts}"), 5, 0, "yet tls is among"},
    {ROW(TCP ", payload: {fits: [tls], mutual: documented}"), 5, 0, "needs 'tls: only'"},
    {ROW(TCP ", payload: {fits: [tls], clear_sip: remark}"), 5, 0, "needs clear sip"},
    {ROW(TCP ", payload: {fits: [tls], tls: never}"), 5, 0, "'never' is not known"},
    {HEAD "payloads: {x: {fits: [nix]}}\nrows:\n  - {" TCP ", payload: x}\n", 4, 23,
     "'nix' is not known here; one of: "},
    {HEAD "payloads: []\nrows:\n  - {" TCP "}\n", 4, 11, "mapping of names"},
    {ROW(TCP ", media: radio"), 5, 0, "'radio'"},
    {ROW(TCP ", learns: rpc"), 5, 0, "must be a list"},
    {ROW(TCP ", learns: [rpcs]"), 5, 0, "did you mean 'rpc'"},
    {ROW(TCP ", learns: [audio]"), 5, 5, "'owner: media' only"},
    {ROW(TCP ", learns: [rpc, data]"), 5, 5, "'owner: media' only"},
    {ROW(TCP ", learns: [sql]"), 5, 5, "'kind: dependency'"},
    {ROW(BASE ", transport: [tcp], ports: \"2000-3000\""), 5, 5, "'needs_evidence: true'"},
    {ROW(BASE ", transport: [tcp], ports: \"1-600,1000-1400\""), 5, 5, "more than 1000 ports"},
    {ROW(TCP ", balancing: both"), 5, 0, "'both'"},
    {ROW(TCP ", names: [x]"), 5, 0, "mapping of facts"},
    {ROW(TCP ", names: {sip-agnet: x}"), 5, 0, "did you mean 'sip-agent'"},
    {ROW(TCP ", names: {sip-agent: [\"\"]}"), 5, 0, "empty"},
    {ROW(TCP ", names: {sip-agent: [1,2,3,4,5,6,7,8,9,10,11,12,13]}"), 5, 0, "more than 12"},
    {ROW(TCP ", source: [x]"), 5, 0, "must be text"},
    {ROW(TCP) "bad indent: [\n", 7, 1, "not valid YAML"},
    {ROW(TCP) "---\nx: 1\n", 6, 1, "second document"},
    {HEAD "rows: &r []\n", 4, 7, "anchors"},
};

START_TEST(a_mistake_is_told_with_its_place)
{
    struct ls_error error = {0};
    size_t count;
    char place[200];
    ck_assert_int_eq(load(wrong[_i].text, &error), LS_E_FORMAT);
    const struct ls_mistake *m = ls_catalogs_mistakes(catalogs, &count);
    ck_assert_msg(strstr(m[0].text, wrong[_i].says) != NULL, "%s\n%s", wrong[_i].text, m[0].text);
    ck_assert_msg(m[0].line == wrong[_i].line, "%u: %s", m[0].line, m[0].text);
    if (wrong[_i].column != 0)
        ck_assert_msg(m[0].column == wrong[_i].column, "%u: %s", m[0].column, m[0].text);
    ck_assert_uint_gt(m[0].column, 0);
    snprintf(place, sizeof place, "%s:%u:%u: ", path, m[0].line, m[0].column);
    ck_assert_msg(strncmp(error.text, place, strlen(place)) == 0, "%s", error.text);
    ck_assert_uint_eq(ls_catalogs_row_count(catalogs), 0);
    ck_assert_uint_eq(ls_catalogs_count(catalogs), 0);
}
END_TEST

START_TEST(all_mistakes_come_together)
{
    struct ls_error error = {0};
    size_t count;
    ck_assert_int_eq(load(HEAD "payloads: {x: {fits: [nix]}}\n"
                               "rows:\n"
                               "  - {" TCP ", payload: x, colour: red}\n"
                               "  - {" TCP ", owner: nobody}\n"
                               "  - 7\n"
                               "  - id: C.1\n"
                               "    role: egde\n"
                               "    service: {en: S}\n"
                               "    ports: \"80-\"\n"
                               "    transport: [tcp, sctp]\n"
                               "    protocol: P\n"
                               "    note: \"\"\n"
                               "    opend_by: [client]\n"
                               "    learns: [sql]\n",
                          &error),
                     LS_E_FORMAT);
    const struct ls_mistake *m = ls_catalogs_mistakes(catalogs, &count);
    static const struct {
        unsigned line, column;
        const char *says;
    } told[] = {
        {4, 23, "'nix'"},       {6, 121, "'colour'"},  {7, 116, "'nobody'"},
        {7, 5, "is taken"},     {8, 5, "a mapping"},   {10, 11, "did you mean 'edge'"},
        {11, 14, "'zh-CN'"},    {12, 12, "bad ports"}, {13, 22, "'sctp'"},
        {16, 5, "'opened_by'"},
    };
    ck_assert_uint_eq(count, sizeof told / sizeof *told);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(strstr(m[i].text, told[i].says) != NULL, "%s", m[i].text);
        ck_assert_msg(m[i].line == told[i].line && m[i].column == told[i].column, "%u:%u: %s",
                      m[i].line, m[i].column, m[i].text);
    }
}
END_TEST

START_TEST(a_file_full_of_mistakes_is_not_listed_without_end)
{
    struct ls_error error = {0};
    size_t count;
    char *text = calloc(1, 64 * 1024);
    strcpy(text, ROWS);
    for (int i = 0; i < 1000; i++)
        strcat(text, "  - 7\n");
    ck_assert_int_eq(load(text, &error), LS_E_FORMAT);
    ls_catalogs_mistakes(catalogs, &count);
    ck_assert_uint_eq(count, 200);
    free(text);
    ck_assert_int_eq(load(ROWS "  - 8\n", &error), LS_E_FORMAT);  /* still noticed */
    ck_assert_msg(load(ROW(TCP), &error) == 0, "%s", error.text); /* not blamed for the other */
}
END_TEST

START_TEST(a_row_says_what_its_keys_say)
{
    const struct ls_row *r = load_row(
        HEAD
        "source: the book\n"
        "payloads: {p: {fits: [sip, unknown], clear_sip: remark}}\n"
        "rows:\n"
        "  - {role_name: {en: RN, zh-CN: RZ}, id: X.9, role: any, service: {en: S, zh-CN: Z},\n"
        "     ports: \"10-12,67/68\", transport: [udp], protocol: \"A; B\", optional: true,\n"
        "     note: {en: N, zh-CN: M}, owner: outbound, to: [front-end], external: true,\n"
        "     opened_by: client, payload: p, media: relay, needs_evidence: true,\n"
        "     balancing: dns, learns: [rpc, relay], names: {sip-agent: [a, b]},\n"
        "     named_exactly: {sni: c}}\n");
    ck_assert_str_eq(r->id, "X.9");
    ck_assert_str_eq(r->table, "X");
    ck_assert_str_eq(r->role, "any");
    ck_assert_int_eq(r->role_number, -1);
    ck_assert_str_eq(r->role_name.in[LS_EN], "RN");
    ck_assert_str_eq(r->service.in[LS_ZH_CN], "Z");
    ck_assert_str_eq(r->note.in[LS_ZH_CN], "M");
    ck_assert_str_eq(r->ports, "10-12,67/68");
    ck_assert_uint_eq(r->width, 5);
    ck_assert_str_eq(r->protocol, "A; B");
    ck_assert_str_eq(r->source, "the book");
    ck_assert(r->optional && r->external && r->needs_evidence && r->udp && !r->tcp);
    ck_assert_int_eq(r->owner, LS_OWNER_OUTBOUND);
    ck_assert(r->to != 0 && r->from != 0 && r->to != r->from);
    ck_assert(r->fits == (1U << LS_PROTO_SIP | 1U << LS_PROTO_NONE) && r->remark_clear);
    ck_assert_int_eq(r->media, LS_MEDIA_RELAY);
    ck_assert_int_eq(r->balancing, LS_BALANCING_DNS);
    ck_assert(r->learns == (1U << LS_ANNOUNCE_RPC | 1U << LS_ANNOUNCE_RELAY));
    ck_assert_uint_eq(r->name_count, 3);
    ck_assert_int_eq(r->names[0].fact, LS_FACT_SIP_AGENT);
    ck_assert(!r->names[1].whole && r->names[2].whole);
    ck_assert_str_eq(r->names[2].text, "c");
    ck_assert_ptr_eq(r->catalog, ls_catalogs_get(catalogs, 0));
    ck_assert_str_eq(r->catalog->path, path);
}
END_TEST

START_TEST(a_row_without_payload_says_nothing_about_it)
{
    const struct ls_row *r = load_row(ROW(TCP));
    ck_assert(r->fits == 0 && r->tls == LS_TLS_FITS && r->mutual == LS_MUTUAL_UNSAID);
    ck_assert(r->from == 0 && r->to == 0 && r->learns == 0 && r->name_count == 0);
    ck_assert_str_eq(r->source, "");
    ck_assert_str_eq(r->role_name.in[LS_EN], "Edge Server");
    ck_assert_str_eq(r->note.in[LS_EN], "");
}
END_TEST

START_TEST(the_whole_range_of_ports)
{
    size_t count;
    load_row(ROW(BASE ", transport: [tcp], ports: \"1-65535\", needs_evidence: true"));
    ls_catalogs_at(catalogs, LS_IP_TCP, 1, &count);
    ck_assert_uint_eq(count, 1);
    ls_catalogs_at(catalogs, LS_IP_TCP, 65535, &count);
    ck_assert_uint_eq(count, 1);
    ls_catalogs_at(catalogs, LS_IP_TCP, 0, &count);
    ck_assert_uint_eq(count, 0);
    ls_catalogs_at(catalogs, LS_IP_UDP, 80, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_thousand_ports_are_fixed_and_one_more_is_not)
{
    struct ls_error error = {0};
    ck_assert_int_eq(load(ROWS "  - {" BASE ", transport: [tcp], ports: \"2001-3000\"}\n"
                               "  - {id: B, role: any, service: \"\", note: \"\", protocol: P, "
                               "transport: [tcp], ports: \"4000-5000\", needs_evidence: true}\n",
                          &error),
                     0);
    ck_assert(ls_catalogs_fixed(catalogs, LS_IP_TCP, 2001));
    ck_assert(ls_catalogs_fixed(catalogs, LS_IP_TCP, 3000));
    ck_assert(!ls_catalogs_fixed(catalogs, LS_IP_TCP, 3001));
    ck_assert(!ls_catalogs_fixed(catalogs, LS_IP_TCP, 4500));
}
END_TEST

START_TEST(a_catalog_is_loaded_once)
{
    struct ls_error error = {0};
    ck_assert_int_eq(load(ROW(TCP), &error), 0);
    ck_assert_int_eq(load(ROW(TCP), &error), LS_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.text, "loaded already"));
    ck_assert_uint_eq(ls_catalogs_row_count(catalogs), 1);
}
END_TEST

START_TEST(an_id_may_be_used_again_in_another_catalog)
{
    struct ls_error error = {0};
    size_t count;
    load_row(ROW(TCP));
    write_file(path, "catalog: other\nkind: dependency\ntitle: \"\"\nrows:\n  - {" TCP "}\n");
    ck_assert_msg(ls_catalogs_load(catalogs, path, &error) == 0, "%s", error.text);
    ck_assert_uint_eq(ls_catalogs_find(catalogs, "A.1")->number, 0);
    const struct ls_row *const *rows = ls_catalogs_at(catalogs, LS_IP_TCP, 80, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(rows[1]->number, 1);
    ck_assert_str_eq(rows[1]->catalog->name, "other");
    ck_assert_ptr_null(ls_catalogs_find(catalogs, "A.2"));
}
END_TEST

START_TEST(an_unknown_name_is_said_with_where_it_was_sought)
{
    struct ls_error error = {0};
    ck_assert_int_eq(ls_catalogs_load(catalogs, "lync-server-2023", &error), LS_E_OPEN);
    ck_assert_ptr_nonnull(strstr(error.text, "lync-server-2023"));
    ck_assert_ptr_nonnull(strstr(error.text, getenv("LYNCSCOPE_SIGNATURES")));
    ck_assert_int_eq(ls_catalogs_load(catalogs, "./nowhere.yaml", &error), LS_E_OPEN);
    ck_assert_ptr_nonnull(strstr(error.text, "./nowhere.yaml"));
}
END_TEST

/* Test programs are run from the build folder, so the source tree's signatures are found. */
START_TEST(no_setup_is_needed_in_the_build_folder)
{
    struct ls_error error = {0};
    char told[4096];
    snprintf(told, sizeof told, "%s", getenv("LYNCSCOPE_SIGNATURES"));
    unsetenv("LYNCSCOPE_SIGNATURES");
    int code = ls_catalogs_load(catalogs, "lync-server-2013", &error);
    setenv("LYNCSCOPE_SIGNATURES", told, 1);
    ck_assert_msg(code == 0, "%s", error.text);
    ck_assert_uint_eq(ls_catalogs_row_count(catalogs), 91);
}
END_TEST

START_TEST(the_variable_comes_first)
{
    struct ls_error error = {0};
    char told[4096];
    write_file(path, ROW(TCP));
    write_file(roles_path, "roles: [{key: edge, name: {en: Mine, zh-CN: M}}]\n");
    snprintf(told, sizeof told, "%s", getenv("LYNCSCOPE_SIGNATURES"));
    setenv("LYNCSCOPE_SIGNATURES", folder, 1);
    int code = ls_catalogs_load(catalogs, "mine", &error);
    setenv("LYNCSCOPE_SIGNATURES", told, 1);
    ck_assert_msg(code == 0, "%s", error.text);
    ck_assert_uint_eq(ls_catalogs_role_count(catalogs), 1);
    ck_assert_str_eq(ls_catalogs_role(catalogs, 0)->name.in[LS_EN], "Mine");
}
END_TEST

static const struct {
    const char *text;
    unsigned line;
    const char *says;
} wrong_roles[] = {
    {"roles: {}\n", 1, "must be a list"},
    {"roles: []\napplications: {}\n", 2, "must be a list"},
    {"roles: []\napplications:\n  - {kind: remote}\n", 3, "lacks the key 'names'"},
    {"roles: []\napplications:\n  - {kind: games, names: [x]}\n", 3, "'games'"},
    {"roles: []\napplications:\n  - {kind: kin, names: [\"\"]}\n", 3, "empty"},
    {"rules: []\n", 1, "roles"},
    {"roles:\n  - {name: {en: E, zh-CN: E}}\n", 2, "lacks the key 'key'"},
    {"roles:\n  - {key: edge}\n", 2, "lacks the key 'name'"},
    {"roles:\n  - {key: Edge, name: {en: E, zh-CN: E}}\n", 2, "cannot be a role's key"},
    {"roles:\n  - {key: any, name: {en: E, zh-CN: E}}\n", 2, "cannot be a role's key"},
    {"roles:\n  - {key: e, name: {en: E, zh-CN: E}}\n  - {key: e, name: {en: E, zh-CN: E}}\n", 3,
     "listed twice"},
    {"roles:\n  - {key: e, name: {en: E, zh-CN: E}, covers: [f]}\n", 2, "unknown role 'f'"},
    {"roles:\n  - {key: e, name: {en: E, zh-CN: E}, server: 1}\n", 2, "true or false"},
};

START_TEST(a_mistake_in_the_roles)
{
    struct ls_error error = {0};
    size_t count;
    write_file(roles_path, wrong_roles[_i].text);
    ck_assert_int_eq(load(ROW(TCP), &error), LS_E_FORMAT);
    const struct ls_mistake *m = ls_catalogs_mistakes(catalogs, &count);
    ck_assert_uint_gt(count, 0);
    ck_assert_str_eq(m[0].file, roles_path);
    ck_assert_msg(strstr(m[0].text, wrong_roles[_i].says) != NULL, "%s", m[0].text);
    ck_assert_msg(m[0].line == wrong_roles[_i].line, "%u: %s", m[0].line, m[0].text);
}
END_TEST

START_TEST(what_a_covered_role_covers_is_covered)
{
    struct ls_error error = {0};
    write_file(roles_path, "roles:\n"
                           "  - {key: edge, name: {en: E, zh-CN: E}, covers: [b]}\n"
                           "  - {key: b, name: {en: B, zh-CN: B}, covers: c, balancer: true}\n"
                           "  - {key: c, name: {en: C, zh-CN: C}}\n"
                           "  - {key: d, name: {en: D, zh-CN: D}, needs: [b, edge]}\n");
    ck_assert_msg(load(ROW(TCP), &error) == 0, "%s", error.text);
    ck_assert(ls_role_covers(catalogs, 0, 1U << 2));
    ck_assert(!ls_role_covers(catalogs, 2, 1U << 0));
    ck_assert(ls_role_covers(catalogs, 3, 1U << 2));
    ck_assert(!ls_role_covers(catalogs, 3, 0));
    ck_assert(!ls_role_covers(catalogs, 4, ~(ls_roles)0));
    ck_assert(ls_catalogs_role(catalogs, 1)->balancer);
    ck_assert_ptr_null(ls_catalogs_role(catalogs, 4));
}
END_TEST

static bool is_app(enum ls_app_kind kind, const char *name)
{
    return ls_catalogs_app(catalogs, kind, (struct ls_span){(const uint8_t *)name, strlen(name)});
}

START_TEST(what_applications_mean_is_told_by_the_file)
{
    struct ls_error error = {0};
    write_file(roles_path, "applications:\n"
                           "  - {names: [vnc], kind: remote-control}\n"
                           "  - {kind: data-store, names: [redis, nfs]}\n"
                           "  - {kind: kin, names: [sky]}\n"
                           "roles: [{key: edge, name: {en: E, zh-CN: E}}]\n");
    ck_assert_msg(load(ROW(TCP), &error) == 0, "%s", error.text);
    ck_assert(is_app(LS_APP_REMOTE_CONTROL, "vnc") && !is_app(LS_APP_DATA_STORE, "vnc"));
    ck_assert(is_app(LS_APP_DATA_STORE, "nfs") && is_app(LS_APP_DATA_STORE, "redis"));
    ck_assert(!is_app(LS_APP_DATA_STORE, "nfs4") && !is_app(LS_APP_DATA_STORE, "nf"));
    ck_assert(is_app(LS_APP_KIN, "sky") && is_app(LS_APP_KIN, "skype_teams"));
    ck_assert(!is_app(LS_APP_KIN, "sk") && !is_app(LS_APP_KIN, "blue sky"));
    ck_assert(!is_app(LS_APP_KIN, ""));
}
END_TEST

START_TEST(the_digest_is_that_of_the_file)
{
    char command[256];
    char sum[65];
    load_row(ROW(TCP));
    snprintf(command, sizeof command, "sha256sum %s", path);
    FILE *tool = popen(command, "r");
    ck_assert_ptr_nonnull(tool);
    ck_assert_int_eq(fscanf(tool, "%64s", sum), 1);
    pclose(tool);
    ck_assert_str_eq(ls_catalogs_get(catalogs, 0)->sha256, sum);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("load");
    TCase *t = tcase_create("load");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_loop_test(t, a_mistake_is_told_with_its_place, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(t, all_mistakes_come_together);
    tcase_add_test(t, a_file_full_of_mistakes_is_not_listed_without_end);
    tcase_add_test(t, a_row_says_what_its_keys_say);
    tcase_add_test(t, a_row_without_payload_says_nothing_about_it);
    tcase_add_test(t, the_whole_range_of_ports);
    tcase_add_test(t, a_thousand_ports_are_fixed_and_one_more_is_not);
    tcase_add_test(t, a_catalog_is_loaded_once);
    tcase_add_test(t, an_id_may_be_used_again_in_another_catalog);
    tcase_add_test(t, an_unknown_name_is_said_with_where_it_was_sought);
    tcase_add_test(t, no_setup_is_needed_in_the_build_folder);
    tcase_add_test(t, the_variable_comes_first);
    tcase_add_loop_test(t, a_mistake_in_the_roles, 0, sizeof wrong_roles / sizeof *wrong_roles);
    tcase_add_test(t, what_a_covered_role_covers_is_covered);
    tcase_add_test(t, what_applications_mean_is_told_by_the_file);
    tcase_add_test(t, the_digest_is_that_of_the_file);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
