/*
 * test_other.c - the catalogs beside the default two: how their rows are matched
 *
 * What each row says is held against the pages in tests/catalogs.
 */
#include <check.h>
#include <string.h>

#include "lyncscope/catalog.h"

enum { CATALOGS = 7 };

static const struct {
    const char *name;
    size_t rows;
} known[CATALOGS] = {
    {"skype-for-business-2015", 90},
    {"skype-for-business-2019", 91},
    {"lync-server-2013-edge", 32},
    {"skype-for-business-edge", 17},
    {"lync-server-2013-reverse-proxy", 5},
    {"lync-server-2013-director", 6},
    {"lync-client-ports", 6},
};

static struct ls_catalogs *catalogs;

static void load(const char *name)
{
    struct ls_error error = {0};
    ck_assert_msg(ls_catalogs_load(catalogs, name, &error) == 0, "%s", error.text);
}

/* All there are in one set: they can be combined in any way. */
static void set_up(void)
{
    catalogs = ls_catalogs_new();
    ck_assert_ptr_nonnull(catalogs);
    for (size_t i = 0; i < CATALOGS; i++)
        load(known[i].name);
    load("lync-server-2013");
    load("windows-infrastructure");
    load("lync-topology-ports");
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

START_TEST(every_catalog_has_its_rows)
{
    for (size_t i = 0; i < CATALOGS; i++) {
        const struct ls_catalog *catalog = ls_catalogs_get(catalogs, i);
        ck_assert_str_eq(catalog->name, known[i].name);
        ck_assert_int_eq(catalog->kind, LS_CATALOG_DOCUMENT);
        ck_assert_uint_eq(catalog->row_count, known[i].rows);
    }
}
END_TEST

/* The CSV of the records names rows by their ids alone. */
START_TEST(no_id_stands_in_two_catalogs)
{
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        ck_assert_msg(ls_catalogs_find(catalogs, r->id) == r, "%s", r->id);
    }
}
END_TEST

START_TEST(both_languages_and_a_source)
{
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        const struct ls_words *all[] = {&r->role_name, &r->service, &r->note};
        for (size_t w = 0; w < 3; w++)
            ck_assert_msg((all[w]->in[LS_EN][0] == 0) == (all[w]->in[LS_ZH_CN][0] == 0), "%s",
                          r->id);
        ck_assert_msg(r->source[0] != '\0', "%s", r->id);
        ck_assert_msg(r->role_name.in[LS_EN][0] != '\0' || strcmp(r->id, "T3.6") == 0, "%s", r->id);
    }
}
END_TEST

/* The row of the older document that a row of the renamed ones repeats. */
static const struct ls_row *older(const struct ls_row *r)
{
    return ls_catalogs_find(catalogs, r->id + strlen("S15."));
}

static void same_match(const struct ls_row *a, const struct ls_row *b)
{
    ck_assert_msg(a->owner == b->owner && a->from == b->from && a->to == b->to, "%s", a->id);
    ck_assert_msg(a->fits == b->fits && a->tls == b->tls && a->mutual == b->mutual, "%s", a->id);
    ck_assert_msg(a->media == b->media && a->learns == b->learns, "%s", a->id);
    ck_assert_msg(a->needs_evidence == b->needs_evidence && a->external == b->external &&
                      a->balancing == b->balancing && a->remark_clear == b->remark_clear,
                  "%s", a->id);
    ck_assert_msg(memcmp(&a->named_by, &b->named_by, sizeof a->named_by) == 0, "%s", a->id);
    ck_assert_msg(a->tcp == b->tcp && a->udp == b->udp && a->width == b->width, "%s", a->id);
    ck_assert_str_eq(a->role_name.in[LS_ZH_CN], b->role_name.in[LS_ZH_CN]);
    ck_assert_str_eq(a->service.in[LS_EN], b->service.in[LS_EN]);
}

START_TEST(the_same_row_is_matched_the_same_in_every_version)
{
    size_t compared = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct ls_catalog *catalog = ls_catalogs_get(catalogs, i);
        for (size_t k = 0; k < catalog->row_count; k++) {
            const struct ls_row *r = ls_catalogs_row(catalogs, catalog->first_row + k);
            if (older(r) == NULL)
                continue;
            same_match(r, older(r));
            compared++;
        }
    }
    ck_assert_uint_eq(compared, 180);
    ck_assert_ptr_null(older(row("S19.T1.35a")));
}
END_TEST

START_TEST(no_row_of_a_renamed_product_speaks_of_the_older_one)
{
    for (size_t i = 0; i < ls_catalogs_get(catalogs, 2)->first_row; i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        for (size_t lang = 0; lang < LS_LANGS; lang++) {
            ck_assert_msg(strstr(r->service.in[lang], "Lync") == NULL, "%s", r->id);
            ck_assert_msg(strstr(r->note.in[lang], "Lync") == NULL, "%s", r->id);
        }
    }
}
END_TEST

START_TEST(the_table_is_what_stands_before_the_last_dot)
{
    ck_assert_str_eq(row("S15.T1.7")->table, "S15.T1");
    ck_assert_str_eq(row("S19.T1.35a")->table, "S19.T1");
    ck_assert_str_eq(row("E13.5")->table, "E13");
}
END_TEST

/* DNS, HTTP and TLS of anyone towards the Internet must not pass for the Edge's. */
START_TEST(what_the_edge_opens_counts_for_a_known_edge_only)
{
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        bool opens = r->owner == LS_OWNER_INITIATOR || r->owner == LS_OWNER_OUTBOUND;
        if (opens && strcmp(r->role, "edge") == 0)
            ck_assert_msg(r->role_known && (r->external || r->to != 0), "%s", r->id);
    }
}
END_TEST

START_TEST(wide_ranges_need_evidence)
{
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *r = ls_catalogs_row(catalogs, i);
        bool shared =
            r->media != LS_MEDIA_NONE && r->width == 40; /* a client's range for all kinds */
        bool legacy = strcmp(r->id, "CL.6") == 0;
        ck_assert_msg(r->needs_evidence == (r->width > 1000 || shared || legacy), "%s", r->id);
        if (r->width == 10000)
            ck_assert_msg(r->media == LS_MEDIA_RELAY, "%s", r->id);
    }
}
END_TEST

/* "MTLS" alone, or behind the protocol inside it, asks for a certificate of both sides. */
START_TEST(mutual_tls_is_asked_for_where_it_is_documented_alone)
{
    for (size_t i = 0; i < CATALOGS; i++) {
        const struct ls_catalog *catalog = ls_catalogs_get(catalogs, i);
        for (size_t k = 0; k < catalog->row_count; k++) {
            const struct ls_row *r = ls_catalogs_row(catalogs, catalog->first_row + k);
            const char *at = strstr(r->protocol, "MTLS");
            bool alone = at != NULL && (at == r->protocol || at[-1] == '/');
            bool client = strcmp(r->role, "client") == 0;
            if (client)
                continue;
            ck_assert_msg((r->mutual == LS_MUTUAL_DOCUMENTED) == alone, "%s", r->id);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("other");
    TCase *rows = tcase_create("rows");
    tcase_add_unchecked_fixture(rows, set_up, tear_down); /* read only: loaded once */
    tcase_add_test(rows, every_catalog_has_its_rows);
    tcase_add_test(rows, no_id_stands_in_two_catalogs);
    tcase_add_test(rows, both_languages_and_a_source);
    tcase_add_test(rows, the_same_row_is_matched_the_same_in_every_version);
    tcase_add_test(rows, no_row_of_a_renamed_product_speaks_of_the_older_one);
    tcase_add_test(rows, the_table_is_what_stands_before_the_last_dot);
    tcase_add_test(rows, what_the_edge_opens_counts_for_a_known_edge_only);
    tcase_add_test(rows, wide_ranges_need_evidence);
    tcase_add_test(rows, mutual_tls_is_asked_for_where_it_is_documented_alone);
    suite_add_tcase(suite, rows);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
