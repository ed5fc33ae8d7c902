/* test_rows.c - every row with content documents a flow, and comes first where it can. */
#include "scene.h"

/* Loading the catalogs takes longer than all the questions, so the cases share two scenes. */
static struct scene told, untold;

static void open_scenes(void)
{
    scene_open(&told, true);
    scene_open(&untold, false);
}

static void close_scenes(void)
{
    scene_close(&told);
    scene_close(&untold);
}

static const struct {
    const char *id, *flow;
    const char *first; /* where another row must come first */
} rows[] = {
    {"T1.1", "udp 10.0.10.12:50001 > 10.0.10.11:1434 ssrp", NULL},
    {"T1.2", "tcp 10.0.10.12:50001 > 10.0.10.11:5060 sip", NULL},
    {"T1.3", "tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn tls", NULL},
    {"T1.4", "tcp 10.0.10.12:50001 > 10.0.10.11:444 tls mutual", NULL},
    {"T1.5", "tcp 10.0.10.12:50001 > 10.0.10.11:135 dcerpc", NULL},
    {"T1.6", "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip", NULL},
    {"T1.7", "tcp 10.20.0.7:50001 > 10.0.10.11:8057 tls", NULL},
    {"T1.8", "tcp 10.20.0.7:50001 > 10.0.10.11:8058 tls", NULL},
    {"T1.9", "tcp 10.0.10.12:50001 > 10.0.10.11:5063 tls", NULL},
    {"T1.10", "udp 203.0.113.10:50001 > 10.0.10.11:57600 stun rtp video", NULL},
    {"T1.11", "tcp 10.0.10.12:50001 > 10.0.10.11:80 http", NULL},
    {"T1.12", "tcp 10.0.10.12:50001 > 10.0.10.11:443 tls", NULL},
    {"T1.13", "tcp 10.0.31.11:50001 > 10.0.10.11:8080 http", NULL},
    {"T1.14", "tcp 10.0.31.11:50001 > 10.0.10.11:4443 tls", NULL},
    {"T1.15", "tcp 10.0.10.12:50001 > 10.0.10.11:8060 tls mutual", NULL},
    {"T1.16", "tcp 10.0.10.12:50001 > 10.0.10.11:8061 tls mutual", NULL},
    {"T1.17", "tcp 10.0.10.12:50001 > 10.0.10.11:5086 tls mutual", NULL},
    {"T1.18", "tcp 10.0.10.12:50001 > 10.0.10.11:5087 tls mutual", NULL},
    /* T1.12 and T1.19 share role, port and protocol: inside TLS nothing tells them apart */
    {"T1.19", "tcp 10.20.0.7:50001 > 10.0.10.11:443 tls", "T1.12"},
    {"T1.19", "tcp 10.20.0.7:50001 > 10.0.10.11:443 tls http http-path=/ucwa/v1/applications",
     "T1.19"},
    {"T1.20", "tcp 10.0.10.12:50001 > 10.0.10.11:5064 sip", NULL},
    {"T1.21", "tcp 10.0.10.12:50001 > 10.0.10.11:5072 sip", NULL},
    {"T1.22", "tcp 10.0.10.11:50001 > 10.0.10.13:5070 tls", NULL},
    {"T1.23", "tcp 10.0.30.11:50001 > 10.0.10.13:5067 tls", NULL},
    {"T1.24", "tcp 10.0.30.11:50001 > 10.0.10.13:5068 sip", NULL},
    {"T1.25", "tcp 10.0.10.13:50001 > 10.0.30.11:5081 sip", NULL},
    {"T1.26", "tcp 10.0.10.13:50001 > 10.0.30.11:5082 tls", NULL},
    {"T1.27", "tcp 10.0.10.12:50001 > 10.0.10.11:5065 tls", NULL},
    {"T1.28", "tcp 203.0.113.10:50001 > 10.0.10.11:49160 stun rtp framed sharing", NULL},
    {"T1.29", "tcp 10.0.10.12:50001 > 10.0.10.11:5073 sip", NULL},
    {"T1.30", "tcp 10.0.10.12:50001 > 10.0.10.11:5075 sip", NULL},
    {"T1.31", "tcp 10.0.10.12:50001 > 10.0.10.11:5076 sip", NULL},
    {"T1.32", "tcp 10.0.10.11:50001 > 10.0.30.12:5066 sip", NULL},
    {"T1.33", "tcp 10.0.10.12:50001 > 10.0.10.11:5071 sip", NULL},
    {"T1.34", "tcp 10.0.10.12:50001 > 10.0.10.11:8404 nmf tls mutual", NULL},
    {"T1.35", "tcp 10.0.10.12:50001 > 10.0.10.11:5080 tls", NULL},
    {"T1.36", "tcp 203.0.113.10:50001 > 10.0.10.11:448 pseudo-tls ms-turn", NULL},
    {"T1.37", "tcp 10.0.10.14:50001 > 10.0.11.11:445 smb smb-share=\\\\dir01\\xds-replica", NULL},
    /* T1.38 says what T1.1 says, so document order always puts T1.1 first */
    {"T1.38", "udp 10.0.10.12:50001 > 10.0.10.11:1434 ssrp", "T1.1"},
    {"T1.39", "udp 203.0.113.10:50001 > 10.0.12.11:49200 stun rtp audio", NULL},
    {"T1.40", "tcp 10.0.10.11:50001 > 10.0.14.11:443 tls", NULL},
    {"T1.41", "tcp 10.0.10.12:50001 > 10.0.11.11:5060 sip", NULL},
    {"T1.42", "tcp 10.0.10.12:50001 > 10.0.11.11:444 tls mutual", NULL},
    {"T1.43", "tcp 10.0.10.12:50001 > 10.0.11.11:80 http", NULL},
    {"T1.44", "tcp 10.20.0.7:50001 > 10.0.11.11:443 tls", NULL},
    {"T1.45", "tcp 10.20.0.7:50001 > 10.0.11.11:5061 tls", NULL},
    {"T1.46", "tcp 10.0.10.11:50001 > 10.0.12.11:5070 sip", NULL},
    {"T1.47", "tcp 10.0.30.11:50001 > 10.0.12.11:5067 tls", NULL},
    {"T1.48", "tcp 10.0.30.11:50001 > 10.0.12.11:5068 sip", NULL},
    {"T1.49", "tcp 10.0.10.11:50001 > 10.0.12.11:5070 tls mutual", NULL},
    {"T1.50", "tcp 10.0.10.11:50001 > 10.0.13.11:5041 tls mutual", NULL},
    {"T1.51", "tcp 10.0.10.11:50001 > 10.0.13.11:881 nmf tls", NULL},
    {"T1.52", "tcp 10.20.0.7:50001 > 10.0.13.11:443 tls", NULL},
    {"T2.1", "tcp 10.20.0.7:50001 > 10.0.20.2:5061 tls", NULL},
    {"T2.2", "tcp 10.0.10.11:50001 > 10.0.20.2:444 tls", NULL},
    {"T2.3", "tcp 10.0.10.11:50001 > 10.0.20.2:135 dcerpc", NULL},
    {"T2.4", "tcp 10.20.0.7:50001 > 10.0.20.2:80 http", NULL},
    {"T2.5", "tcp 10.0.31.11:50001 > 10.0.20.2:8080 http", NULL},
    {"T2.6", "tcp 10.20.0.7:50001 > 10.0.20.2:443 tls", NULL},
    {"T2.7", "tcp 10.0.31.11:50001 > 10.0.20.2:4443 tls", NULL},
    {"T2.8", "tcp 10.0.10.11:50001 > 10.0.20.2:5072 tls", NULL},
    {"T2.9", "tcp 10.0.10.11:50001 > 10.0.20.2:5073 tls", NULL},
    {"T2.10", "tcp 10.0.10.11:50001 > 10.0.20.2:5075 tls", NULL},
    {"T2.11", "tcp 10.0.10.11:50001 > 10.0.20.2:5076 tls", NULL},
    {"T2.12", "tcp 10.0.10.11:50001 > 10.0.20.2:5071 tls", NULL},
    {"T2.13", "tcp 10.0.10.11:50001 > 10.0.20.2:5080 tls", NULL},
    {"T2.14", "tcp 203.0.113.10:50001 > 10.0.20.2:448 tls", NULL},
    {"T2.15", "tcp 10.0.10.11:50001 > 10.0.20.4:5070 tls", NULL},
    {"T2.16", "tcp 10.0.10.11:50001 > 10.0.20.2:5070 tls", NULL},
    {"T2.17", "tcp 10.20.0.7:50001 > 10.0.20.5:443 tls", NULL},
    {"T2.18", "tcp 10.0.10.11:50001 > 10.0.20.5:444 tls", NULL},
    {"T2.19", "tcp 10.20.0.7:50001 > 10.0.20.5:5061 tls", NULL},
    {"T2.20", "tcp 10.0.31.11:50001 > 10.0.20.5:4443 tls", NULL},
    {"T3.1", "tcp 10.20.0.7:50001 > 10.0.20.3:80 http", NULL},
    {"T3.2", "tcp 10.20.0.7:50001 > 10.0.20.3:443 tls", NULL},
    {"T3.3", "tcp 10.20.0.7:50001 > 10.0.20.3:8080 http", NULL},
    {"T3.4", "tcp 10.0.31.11:50001 > 10.0.20.3:4443 tls", NULL},
    {"T3.5", "tcp 10.20.0.7:50001 > 10.0.20.6:443 tls", NULL},
    {"T3.7", "tcp 10.0.31.11:50001 > 10.0.20.6:4443 tls", NULL},
    {"T4.1", "udp 10.20.0.7:68 > 10.0.33.11:67 dhcp", NULL},
    {"T4.2", "tcp 10.20.0.7:50001 > 203.0.113.10:443 tls", NULL},
    /* T4.2 and T4.3 differ only inside TLS */
    {"T4.3", "tcp 10.20.0.7:50001 > 203.0.113.10:443 tls", "T4.2"},
    {"T4.3", "tcp 10.20.0.7:50001 > 203.0.113.10:443 tls psom", NULL},
    {"T4.4", "tcp 10.20.0.7:50001 > 203.0.113.10:443 pseudo-tls ms-turn", NULL},
    {"T4.5", "udp 10.20.0.7:50001 > 203.0.113.10:3478 ms-turn", NULL},
    {"T4.6", "tcp 10.20.0.7:50001 > 203.0.113.10:5061 tls one-sided", NULL},
    {"T4.7", "tcp 10.20.0.7:50001 > 10.20.0.8:6891 msnftp", NULL},
    {"T4.8", "udp 10.20.0.7:50001 > 10.20.0.8:50002 stun rtp audio", NULL},
    {"T4.9", "udp 10.20.0.7:50001 > 10.20.0.8:50002 stun rtp video", NULL},
    /* what a data stream carries is not visible; with an announcement it comes first */
    {"T4.10", "tcp 10.20.0.7:50001 > 10.20.0.8:50002 stun framed", "T4.8"},
    {"T4.11", "tcp 10.20.0.7:50001 > 10.20.0.8:50002 stun rtp framed sharing", NULL},
    {"T4.12", "udp 10.21.0.7:68 > 10.0.33.11:67 dhcp dhcp-lync", NULL},
};

START_TEST(row_documents)
{
    const struct ls_verdict *v = scene_ask(&told, rows[_i].flow);
    const char *first = rows[_i].first ? rows[_i].first : rows[_i].id;
    ck_assert_msg(v->kind == LS_DOCUMENTED, "%s is %s: %s", rows[_i].flow, ls_verdict_name(v->kind),
                  v->reason);
    ck_assert_msg(scene_has_entry(v, rows[_i].id), "%s lacks %s: %s", rows[_i].flow, rows[_i].id,
                  scene_entries(v));
    ck_assert_msg(strcmp(v->entries[0]->id, first) == 0, "%s has %s, not %s first", rows[_i].flow,
                  scene_entries(v), first);
    ck_assert_int_ge(v->level, LS_LEVEL_PAYLOAD);
}
END_TEST

/* The same flows where nobody told us anything: still documented, by some row. */
START_TEST(row_stands_without_topology)
{
    const struct ls_verdict *v = scene_ask(&untold, rows[_i].flow);
    ck_assert_msg(v->kind == LS_DOCUMENTED, "%s is %s: %s", rows[_i].flow, ls_verdict_name(v->kind),
                  v->reason);
    ck_assert_msg(scene_has_entry(v, rows[_i].id), "%s lacks %s: %s", rows[_i].flow, rows[_i].id,
                  scene_entries(v));
}
END_TEST

START_TEST(all_rows_with_content_are_tried)
{
    size_t missing = 0;
    for (size_t i = 0; i < ls_catalogs_row_count(untold.catalogs); i++) {
        const struct ls_row *row = ls_catalogs_row(untold.catalogs, i);
        bool tried = row->catalog->kind != LS_CATALOG_DOCUMENT || strcmp(row->id, "T3.6") == 0;
        for (size_t k = 0; k < sizeof rows / sizeof *rows && !tried; k++)
            tried = strcmp(rows[k].id, row->id) == 0;
        if (!tried)
            fprintf(stderr, "no flow for %s\n", row->id);
        missing += !tried;
    }
    ck_assert_uint_eq(missing, 0);
}
END_TEST

int main(void)
{
    int count = (int)(sizeof rows / sizeof *rows);
    Suite *suite = suite_create("classify/rows");
    TCase *each = tcase_create("each");
    tcase_set_timeout(each, 60);
    tcase_add_unchecked_fixture(each, open_scenes, close_scenes);
    tcase_add_loop_test(each, row_documents, 0, count);
    tcase_add_loop_test(each, row_stands_without_topology, 0, count);
    tcase_add_test(each, all_rows_with_content_are_tried);
    suite_add_tcase(suite, each);
    return scene_run(suite);
}
