/* test_notes.c - what a report says about the capture itself */
#include <string.h>

#include "report/incomplete.h"
#include "report/notes.h"
#include "suite.h"

static char text[RUN_NOTE_TEXT];

START_TEST(a_clean_capture_has_no_notes)
{
    struct ls_run run = {
        .flows = 1, .packets = 1000, .answered = 10, .one_way = 5}; /* half is not most */
    for (size_t i = 0; i < RUN_NOTES; i++)
        ck_assert(!run_note(&run, i, text));
}
END_TEST

START_TEST(duplicates_are_told_with_their_share)
{
    struct ls_run run = {.flows = 1, .packets = 1000, .repeats = 125, .lang = (enum ls_lang)_i};
    ck_assert(run_note(&run, 0, text));
    ck_assert_ptr_nonnull(strstr(text, "125 "));
    ck_assert_ptr_nonnull(strstr(text, "1000 "));
    ck_assert_ptr_nonnull(strstr(text, "12.5"));
    ck_assert(!run_note(&run, 1, text));
}
END_TEST

START_TEST(one_direction_of_most_connections_is_told)
{
    struct ls_run run = {
        .flows = 1, .packets = 9, .answered = 3, .one_way = 2, .lang = (enum ls_lang)_i};
    ck_assert(!run_note(&run, 0, text));
    ck_assert(run_note(&run, 1, text));
    ck_assert_ptr_nonnull(strstr(text, "2 "));
    ck_assert_ptr_nonnull(strstr(text, "66.7"));
}
END_TEST

START_TEST(nothing_read_is_no_clean_bill)
{
    struct ls_run run = {.lang = (enum ls_lang)_i}, none = {.packets = 3, .lang = run.lang};
    ck_assert(run_note(&run, 5, text));
    ck_assert_ptr_nonnull(strstr(text, run.lang == LS_EN ? "no packet was read" : "没有读到"));
    ck_assert(run_note(&none, 5, text));
    ck_assert_ptr_nonnull(strstr(text, none.lang == LS_EN ? "belongs to a flow" : "归入流"));
    run.records = 1;
    ck_assert(!run_note(&run, 5, text));
}
END_TEST

START_TEST(what_is_missing_is_told_in_chinese)
{
    static const char *const pairs[][2] = {
        {"a.pcap: cut short in the middle of a packet; 12 frames of it were read",
         "a.pcap: 在数据包中间被截断；已读取其中 12 帧"},
        {"a: b.gz: the gzip data is damaged; 3 frames of it were read",
         "a: b.gz: gzip 数据已损坏；已读取其中 3 帧"},
        {"a.pcap: damaged midway; 7 frames of it were read (a block; odd)",
         "a.pcap: 中途损坏；已读取其中 7 帧（a block; odd）"},
        {"a: no memory; 5 frames of it were read", "a: no memory；已读取其中 5 帧"},
        {"interrupted after 4 packets: the rest was not read",
         "读取 4 个数据包后被中断：其余未读取"},
        {"r.jsonl: the last record is cut short", "r.jsonl: 最后一条记录被截断"},
        {"a.pcap: something new", "a.pcap: something new"},
        {"a: cut short in the middle of a packet; x frames of it were read",
         "a: cut short in the middle of a packet; x frames of it were read"},
    };
    char room[INCOMPLETE_TEXT];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ck_assert_str_eq(incomplete_text(pairs[i][0], LS_ZH_CN, room), pairs[i][1]);
        ck_assert_ptr_eq(incomplete_text(pairs[i][0], LS_EN, room), pairs[i][0]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("notes");
    TCase *t = tcase_create("notes");
    tcase_add_test(t, a_clean_capture_has_no_notes);
    tcase_add_loop_test(t, duplicates_are_told_with_their_share, 0, LS_LANGS);
    tcase_add_loop_test(t, one_direction_of_most_connections_is_told, 0, LS_LANGS);
    tcase_add_loop_test(t, nothing_read_is_no_clean_bill, 0, LS_LANGS);
    tcase_add_test(t, what_is_missing_is_told_in_chinese);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
