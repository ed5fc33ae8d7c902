/* test_watch_model.c - what is kept, counted, chosen and shown; no terminal is needed for it */
#include <stdlib.h>

#include "cli/watch/keys.h"
#include "cli/watch/paint.h"
#include "cli/watch/words.h"
#include "watched.h"

static struct ls_catalogs *catalogs;
static struct ls_topology *topology;
static struct ls_run facts;
static struct ls_context context;
static uint64_t skipped[LS_SKIP_COUNT];
static struct model *model;
static struct canvas canvas;

static void set_up(void)
{
    struct ls_error error;
    catalogs = ls_catalogs_new();
    ck_assert_int_eq(ls_catalogs_load(catalogs, "lync-server-2013", &error), 0);
    topology = ls_topology_new(catalogs);
    ck_assert_int_eq(ls_topology_settle(topology, &error), 0);
    facts = (struct ls_run){.version = "0",
                            .catalogs = catalogs,
                            .topology = topology,
                            .skipped = skipped,
                            .audit_limit = 65536};
    context = (struct ls_context){.catalogs = catalogs, .topology = topology};
    model = model_new(&facts, &context);
    ck_assert_ptr_nonnull(model);
    model->what = "tap0";
    model->live = true;
}

static void tear_down(void)
{
    model_free(model);
    canvas_free(&canvas);
    ls_topology_free(topology);
    ls_catalogs_free(catalogs);
}

static void take(uint32_t i, uint16_t port, enum ls_verdict_kind kind)
{
    struct made made;
    make_flow(&made, i, port, kind);
    ck_assert_int_eq(model_take(model, &made.record), 0);
}

static void take_open(uint32_t i, uint16_t port, enum ls_verdict_kind kind)
{
    struct made made;
    make_flow(&made, i, port, kind);
    ck_assert_int_eq(model_open_add(model, &made.record), 0);
}

static void refresh(void)
{
    ck_assert_int_eq(model_refresh(model), 0);
}

static enum wish press(enum key key)
{
    return model_press(model, &(struct press){key, ""}, 80);
}

static enum wish type(const char *text)
{
    enum wish wish = WISH_NOTHING;
    for (; *text != '\0'; text++)
        wish = model_press(model, &(struct press){KEY_IS_TEXT, {*text}}, 80);
    return wish;
}

/* Whether some row of the screen has the text; *at is which. */
static bool shows_at(const char *text, int *at)
{
    int cursor;
    ck_assert_int_eq(canvas_size(&canvas, 24, 80), 0);
    paint(model, &canvas, &cursor);
    for (*at = 0; *at < canvas.rows; ++*at)
        if (strstr(canvas.lines[*at].text, text) != NULL)
            return true;
    return false;
}

static bool shows(const char *text)
{
    int at;
    return shows_at(text, &at);
}

static uint32_t shown(size_t i)
{
    ck_assert_uint_lt(i, model->picture.flow_count);
    return model->picture.flows[i]->summary.number;
}

START_TEST(counts_and_lists_the_newest_first)
{
    take(1, 5061, LS_DOCUMENTED);
    take(2, 3389, LS_UNDOCUMENTED);
    take(3, 3389, LS_UNDOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.flow_count, 3);
    ck_assert_uint_eq(shown(0), 3);
    ck_assert_uint_eq(shown(2), 1);
    ck_assert(shows("documented 1  contradicted 0  misplaced 0  dependency 0  undocumented 2"));
    ck_assert(shows("10.0.0.7:10003       10.0.0.9:3389"));
}
END_TEST

/* One line for what repeats, with how often; the one seen last on top. */
START_TEST(findings_are_grouped)
{
    take(1, 3389, LS_UNDOCUMENTED);
    take(2, 23, LS_MISPLACED);
    take(3, 3389, LS_UNDOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.finding_count, 2);
    ck_assert_uint_eq(model->picture.findings[0].flows, 2);
    ck_assert_uint_eq(model->picture.findings[0].group->key.port, 3389);
    type("2");
    ck_assert(shows("high        2 undocumented       10.0.0.7 > 10.0.0.9 tcp 3389"));
    press(KEY_IS_ENTER);
    ck_assert(shows("reason            reason 1"));
    ck_assert(shows("2 flows, 10 packets, 600 bytes"));
}
END_TEST

START_TEST(open_flows_are_marked_and_not_in_the_totals)
{
    take(1, 3389, LS_UNDOCUMENTED);
    model_open_begin(model, 7);
    take_open(2, 3389, LS_UNDOCUMENTED);
    take_open(3, 22, LS_UNDOCUMENTED);
    refresh();
    ck_assert(shows("dependency 0  undocumented 1"));
    ck_assert(shows("open 7: undocumented 2"));
    ck_assert(shows(" open   undocumented 10.0.0.7:10003"));
    ck_assert_uint_eq(model->picture.finding_count, 2);
    type("2");
    ck_assert(shows("    1+1 undocumented"));
    ck_assert(shows("     +1 undocumented"));
    type("1");
    press(KEY_IS_ENTER);
    ck_assert(shows("provisional"));
    model_open_begin(model, 0);
    refresh();
    ck_assert_uint_eq(model->picture.flow_count, 1);
}
END_TEST

START_TEST(memory_has_a_bound_and_the_screen_says_so)
{
    for (uint32_t i = 0; i < FLOWS_KEPT + 5; i++)
        take(i, 5061, LS_DOCUMENTED);
    model_open_begin(model, OPEN_KEPT + 9);
    for (uint32_t i = 0; i < OPEN_KEPT + 9; i++)
        take_open(20000 + i, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.flow_count, FLOWS_KEPT + OPEN_KEPT);
    ck_assert_uint_eq(model->picture.verdicts[LS_DOCUMENTED], FLOWS_KEPT + 5);
    ck_assert_uint_eq(model->picture.open[LS_DOCUMENTED], OPEN_KEPT + 9);
    ck_assert_uint_eq(shown(FLOWS_KEPT + OPEN_KEPT - 1), 5); /* the oldest five are gone */
    ck_assert(shows("5 older ones"));
    ck_assert(shows("open 1009, the latest 1000: documented"));
}
END_TEST

START_TEST(findings_have_a_bound)
{
    for (uint16_t i = 0; i < FINDINGS_SHOWN + 3; i++)
        take(i, (uint16_t)(1000 + i), LS_UNDOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.finding_count, FINDINGS_SHOWN);
    type("2");
    ck_assert(shows("3 more findings"));
}
END_TEST

START_TEST(the_selection_stays_on_its_flow_and_the_top_on_the_newest)
{
    for (uint32_t i = 0; i < 40; i++)
        take(i, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert(shows("10.0.0.7:10039"));
    take(40, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert_uint_eq(model_selected(model)->summary.number, 40);
    press(KEY_IS_DOWN);
    press(KEY_IS_DOWN);
    ck_assert_uint_eq(model_selected(model)->summary.number, 38);
    for (uint32_t i = 41; i < 60; i++)
        take(i, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert_uint_eq(model_selected(model)->summary.number, 38);
    ck_assert(shows("10.0.0.7:10038"));
    press(KEY_IS_HOME);
    ck_assert_uint_eq(model_selected(model)->summary.number, 59);
    press(KEY_IS_END);
    ck_assert_uint_eq(model_selected(model)->summary.number, 0);
}
END_TEST

START_TEST(what_is_read_about_stays_selected)
{
    take(1, 5061, LS_DOCUMENTED);
    refresh();
    press(KEY_IS_ENTER);
    take(2, 5061, LS_DOCUMENTED);
    refresh();
    press(KEY_IS_REDRAW); /* another size: the text is made anew */
    ck_assert(shows("10.0.0.7:10001 > 10.0.0.9:5061"));
    type("q");
    ck_assert_uint_eq(model_selected(model)->summary.number, 1);
}
END_TEST

/* An open flow that ends is the same flow. */
START_TEST(the_selection_follows_a_flow_to_its_end)
{
    model_open_begin(model, 2);
    take_open(1, 5061, LS_DOCUMENTED);
    take_open(2, 5061, LS_DOCUMENTED);
    refresh();
    shows("");
    press(KEY_IS_DOWN);
    model_open_begin(model, 1);
    take_open(2, 5061, LS_DOCUMENTED);
    take(1, 5061, LS_MISPLACED);
    take(3, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert_uint_eq(model_selected(model)->summary.number, 1);
    ck_assert(!model_selected(model)->open);
}
END_TEST

START_TEST(paused_the_picture_stays)
{
    take(1, 3389, LS_UNDOCUMENTED);
    refresh();
    type("p");
    ck_assert(shows("PAUSED"));
    for (uint32_t i = 0; i < FLOWS_KEPT + 1; i++) /* what is shown has left the list */
        take(100 + i, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.flow_count, 1);
    ck_assert(shows("documented 0 "));
    ck_assert(shows("10.0.0.9:3389"));
    type("p");
    ck_assert_uint_eq(model->picture.flow_count, FLOWS_KEPT);
    ck_assert(!shows("10.0.0.9:3389"));
}
END_TEST

START_TEST(clear_begins_anew)
{
    take(1, 3389, LS_UNDOCUMENTED);
    refresh();
    type("c");
    ck_assert_uint_eq(model->picture.flow_count, 0);
    ck_assert_uint_eq(model->picture.finding_count, 0);
    ck_assert(shows("undocumented 0"));
    take(2, 3389, LS_UNDOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.findings[0].flows, 1);
    model->finished = true; /* nothing comes after */
    type("c");
    ck_assert_uint_eq(model->picture.flow_count, 1);
}
END_TEST

START_TEST(a_filter_is_typed_and_taken_away)
{
    take(1, 3389, LS_UNDOCUMENTED);
    take(2, 5061, LS_DOCUMENTED);
    refresh();
    type("/port 33899");
    press(KEY_IS_BACKSPACE);
    ck_assert(shows("Filter: port 3389"));
    ck_assert_uint_eq(model->picture.flow_count, 2);
    press(KEY_IS_ENTER);
    ck_assert_uint_eq(model->picture.flow_count, 1);
    ck_assert(shows("filter: port 3389"));
    type("/");
    press(KEY_IS_CLEAR_LINE);
    type("host name");
    press(KEY_IS_ENTER);
    ck_assert(shows("filter: 'name'"));
    ck_assert_uint_eq(model->picture.flow_count, 1); /* the one before holds */
    type("/port 1");
    press(KEY_IS_ESCAPE);
    ck_assert_uint_eq(model->picture.flow_count, 1);
    press(KEY_IS_ESCAPE);
    ck_assert_uint_eq(model->picture.flow_count, 2);
}
END_TEST

START_TEST(one_verdict_after_the_other)
{
    take(1, 3389, LS_UNDOCUMENTED);
    take(2, 5061, LS_DOCUMENTED);
    refresh();
    type("v");
    ck_assert(shows("no flow is chosen"));
    type("vv");
    ck_assert_uint_eq(shown(0), 1);
    type("v");
    ck_assert_uint_eq(shown(0), 2);
    type("vv");
    ck_assert_uint_eq(model->picture.flow_count, 2);
}
END_TEST

START_TEST(order_goes_both_ways)
{
    take(5, 5061, LS_DOCUMENTED);
    take(1, 23, LS_UNDOCUMENTED);
    take(3, 80, LS_DEPENDENCY);
    refresh();
    static const struct {
        enum order order;
        uint32_t first, last;
    } wanted[] = {
        {ORDER_TIME, 5, 1},        {ORDER_VERDICT, 1, 5}, {ORDER_SOURCE, 1, 5},
        {ORDER_DESTINATION, 1, 5}, {ORDER_PACKETS, 5, 1}, {ORDER_BYTES, 5, 1},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        while (model->order != wanted[i].order)
            type(">");
        ck_assert_uint_eq(shown(0), wanted[i].first);
        ck_assert_uint_eq(shown(2), wanted[i].last);
    }
    while (model->order != ORDER_TIME)
        type("<");
    type("r");
    ck_assert_uint_eq(shown(0), 1);
}
END_TEST

START_TEST(from_a_finding_to_its_flows)
{
    take(1, 3389, LS_UNDOCUMENTED);
    take(2, 5061, LS_DOCUMENTED);
    take(3, 23, LS_UNDOCUMENTED);
    refresh();
    type("2");
    press(KEY_IS_DOWN);
    type("f");
    ck_assert_int_eq(model->view, VIEW_FLOWS);
    ck_assert(shows("filter: src host 10.0.0.7 and dst host 10.0.0.9 and tcp dst port 3389"));
    ck_assert_uint_eq(model->picture.flow_count, 1);
    ck_assert_uint_eq(shown(0), 1);
}
END_TEST

START_TEST(roles_are_summed_up)
{
    take(1, 23, LS_UNDOCUMENTED);
    take(2, 24, LS_UNDOCUMENTED);
    take(3, 5061, LS_DOCUMENTED);
    refresh();
    ck_assert_uint_eq(model->picture.pair_count, 1);
    type("3");
    ck_assert(shows("3  2 undocumented  1 documented"));
    press(KEY_IS_ENTER);
    ck_assert(shows("unknown > unknown"));
    ck_assert(shows("tcp 24"));
}
END_TEST

START_TEST(back_and_out)
{
    take(1, 23, LS_UNDOCUMENTED);
    refresh();
    press(KEY_IS_ENTER);
    ck_assert(shows("Esc Back"));
    ck_assert_int_eq(type("q"), WISH_NOTHING);
    ck_assert(shows("q Quit"));
    press(KEY_IS_F1);
    ck_assert(shows("PgUp, PgDn      one page"));
    press(KEY_IS_ESCAPE);
    ck_assert(shows("q Quit"));
    for (enum view view = VIEW_FLOWS; view < VIEW_COUNT; view++) {
        ck_assert_int_eq(model->view, view);
        press(view % 2 == 0 ? KEY_IS_TAB : KEY_IS_RIGHT);
    }
    press(KEY_IS_LEFT);
    ck_assert_int_eq(model->view, VIEW_REPORT);
    press(KEY_IS_TAB);
    press(KEY_IS_F5);
    ck_assert(shows("What was read"));
    ck_assert_int_eq(type("q"), WISH_QUIT);
    ck_assert_int_eq(press(KEY_IS_GONE), WISH_QUIT);
}
END_TEST

START_TEST(saving_needs_a_place)
{
    take(1, 23, LS_UNDOCUMENTED);
    refresh();
    type("s");
    ck_assert(shows("start with -o FILE"));
    model->save_path = "/nowhere/records.jsonl";
    type("s");
    ck_assert(shows("Save the flows shown to: /nowhere/records.jsonl"));
    press(KEY_IS_CLEAR_LINE);
    type("/tmp/x");
    press(KEY_IS_ENTER);
    ck_assert(shows("only in the folder of -o, /nowhere/records.jsonl"));
    type("s");
    press(KEY_IS_ENTER);
    ck_assert(shows("/nowhere/records.jsonl: "));
}
END_TEST

START_TEST(strangers_names_are_escaped)
{
    struct made made;
    make_flow(&made, 1, 23, LS_UNDOCUMENTED);
    snprintf(made.verdict.reason, sizeof made.verdict.reason, "a\033[2Jb\x9b");
    ck_assert_int_eq(model_take(model, &made.record), 0);
    refresh();
    for (int text = 0; text < 2; text++) {
        ck_assert(shows("10.0.0.9"));
        for (int row = 0; row < canvas.rows; row++)
            ck_assert_ptr_null(strchr(canvas.lines[row].text, '\033'));
        press(KEY_IS_ENTER);
    }
    ck_assert(shows("a\\x1b[2Jb\\x9b"));
}
END_TEST

START_TEST(every_size_can_be_painted)
{
    int cursor;
    for (uint32_t i = 0; i < 30; i++)
        take(i, (uint16_t)(i + 1), LS_UNDOCUMENTED);
    refresh();
    for (int view = 0; view < 2 * VIEW_COUNT; view++) {
        type((const char[]){(char)('1' + view % VIEW_COUNT), '\0'});
        if (view >= VIEW_COUNT)
            press(KEY_IS_ENTER);
        for (int rows = 1; rows < 60; rows += 11) {
            for (int columns = 1; columns < 260; columns += 37) {
                ck_assert_int_eq(canvas_size(&canvas, rows, columns), 0);
                paint(model, &canvas, &cursor);
                for (int row = 0; row < rows; row++)
                    ck_assert_int_ge(canvas_left(&canvas, row), 0);
            }
        }
    }
}
END_TEST

/* Whoever sits on the keyboard. */
START_TEST(any_keys_in_any_order)
{
    static const char letters[] = "/<>rvspc?q1234jkf  hport 80tcp\x1b";
    uint32_t seed = 1;
    int cursor;
    for (uint32_t i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        struct press press = {(enum key)(seed >> 16) % (KEY_IS_SUSPEND + 1), ""};
        if (press.key < KEY_IS_UP)
            press = (struct press){KEY_IS_TEXT, {letters[(seed >> 8) % (sizeof letters - 1)]}};
        (void)model_press(model, &press, 80);
        if (i % 7 == 0)
            take(i, (uint16_t)(seed >> 26), (enum ls_verdict_kind)(seed >> 9) % LS_VERDICT_COUNT);
        if (i % 50 == 0)
            model_open_begin(model, 1);
        if (i % 10 == 0)
            take_open(i, 80, LS_UNDOCUMENTED);
        if (i % 5 != 0)
            continue;
        refresh();
        ck_assert_int_eq(canvas_size(&canvas, 12 + (int)(seed >> 28), 60), 0);
        paint(model, &canvas, &cursor);
        ck_assert_int_lt(cursor, 61);
    }
}
END_TEST

START_TEST(all_is_said_in_chinese)
{
    facts.lang = LS_ZH_CN;
    for (enum word i = 0; i < WORD_COUNT; i++) {
        ck_assert_ptr_nonnull(word(i, LS_EN));
        ck_assert_str_ne(word(i, LS_EN), word(i, LS_ZH_CN));
    }
    take(1, 23, LS_UNDOCUMENTED);
    refresh();
    ck_assert(shows("未记载 1"));
    ck_assert(shows("[1 流]"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("model");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, counts_and_lists_the_newest_first);
    tcase_add_test(tests, findings_are_grouped);
    tcase_add_test(tests, open_flows_are_marked_and_not_in_the_totals);
    tcase_add_test(tests, memory_has_a_bound_and_the_screen_says_so);
    tcase_add_test(tests, findings_have_a_bound);
    tcase_add_test(tests, the_selection_stays_on_its_flow_and_the_top_on_the_newest);
    tcase_add_test(tests, what_is_read_about_stays_selected);
    tcase_add_test(tests, the_selection_follows_a_flow_to_its_end);
    tcase_add_test(tests, paused_the_picture_stays);
    tcase_add_test(tests, clear_begins_anew);
    tcase_add_test(tests, a_filter_is_typed_and_taken_away);
    tcase_add_test(tests, one_verdict_after_the_other);
    tcase_add_test(tests, order_goes_both_ways);
    tcase_add_test(tests, from_a_finding_to_its_flows);
    tcase_add_test(tests, roles_are_summed_up);
    tcase_add_test(tests, back_and_out);
    tcase_add_test(tests, saving_needs_a_place);
    tcase_add_test(tests, strangers_names_are_escaped);
    tcase_add_test(tests, every_size_can_be_painted);
    tcase_add_test(tests, any_keys_in_any_order);
    tcase_add_test(tests, all_is_said_in_chinese);
    Suite *suite = suite_create("watch_model");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
