/* test_escape.c - what strangers wrote cannot act in JSON, spreadsheet or terminal. */
#include "lyncscope/escape.h"

#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "suite.h"

static char *through(void (*escape)(FILE *, struct ls_span), const char *text, size_t n)
{
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    escape(file, ls_span(text, n));
    fclose(file);
    return out;
}

static void terminal(FILE *out, struct ls_span text)
{
    ls_terminal_escape(out, text);
}

#define EXPECT(escape, in, want)                                                                   \
    do {                                                                                           \
        char *got = through(escape, in, sizeof in - 1);                                            \
        ck_assert_str_eq(got, want);                                                               \
        free(got);                                                                                 \
    } while (0)

START_TEST(json_strings_stay_strings)
{
    EXPECT(ls_json_escape, "a\"b\\c\n\x01", "a\\\"b\\\\c\\u000a\\u0001");
    EXPECT(ls_json_escape, "前端服务器", "前端服务器");
    EXPECT(ls_json_escape, "\xff\xc0\x80", "\\ufffd\\ufffd\\ufffd");
    EXPECT(ls_json_escape, "\x7f\xc2\x9b", "\\u007f\\u009b");
    EXPECT(ls_json_escape, "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd"); /* a surrogate */
    EXPECT(ls_json_escape, "\xe2\x82", "\\ufffd\\ufffd");            /* cut short */
    EXPECT(ls_json_escape, "a\0b", "a\\u0000b");
}
END_TEST

/* Sixteen characters are looked at in one go: each byte at each place comes out as it does alone.
 */
START_TEST(json_escapes_a_byte_wherever_it_stands)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop";
    for (int byte = 0; byte < 256; byte++)
        for (size_t place = 0; place < sizeof letters - 1; place++) {
            char in[sizeof letters], want[sizeof letters + LS_ESCAPE_MOST];
            char *alone, *got;
            memcpy(in, letters, sizeof in);
            in[place] = (char)byte;
            alone = through(ls_json_escape, in + place, 1);
            snprintf(want, sizeof want, "%.*s%s%s", (int)place, letters, alone,
                     &letters[place + 1]);
            got = through(ls_json_escape, in, sizeof letters - 1);
            ck_assert_str_eq(got, want);
            free(alone);
            free(got);
        }
}
END_TEST

/* Text of every length, a byte of every value anywhere: copied where nothing is to be escaped. */
START_TEST(json_copies_what_needs_no_escape)
{
    char in[40], out[sizeof in];
    size_t wrong = 0;
    for (size_t n = 0; n <= sizeof in; n++)
        for (size_t place = 0; place < n; place++)
            for (int byte = 0; byte < 256; byte++) {
                memset(in, 'a', sizeof in);
                in[place] = (char)byte;
                bool plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
                wrong += ls_json_copy(out, ls_span(in, n)) != plain;
                wrong += plain && memcmp(out, in, n) != 0;
            }
    ck_assert_uint_eq(wrong, 0);
    ck_assert(ls_json_copy(out, ls_span(NULL, 0)));
}
END_TEST

/* It writes and reads not one byte further. */
START_TEST(json_copies_to_the_end_of_a_page)
{
    char in[64], out[sizeof in];
    memset(in, 'a', sizeof in);
    for (size_t n = 0; n < sizeof in; n++) {
        struct guard guard = guard_copy(in, n);
        memset(out, '!', sizeof out);
        ck_assert(ls_json_copy(out, ls_span(guard.bytes, n)));
        ck_assert_int_eq(out[n], '!');
        guard_free(&guard);
    }
}
END_TEST

/* Chinese is copied three bytes at a time, and what only looks like it is not. */
START_TEST(json_knows_chinese_from_what_is_none)
{
    EXPECT(ls_json_escape, "\xe3\x80\x81\xec\xbf\xbf", "\xe3\x80\x81\xec\xbf\xbf");
    EXPECT(ls_json_escape, "前\xe5\x89", "前\\ufffd\\ufffd");
    EXPECT(ls_json_escape, "前\xe5\x89z端", "前\\ufffd\\ufffdz端");
    EXPECT(ls_json_escape, "前\xe5\xc9\x8d", "前\\ufffd\u024d");
    EXPECT(ls_json_escape, "前\xe2\x80\xa8端\"", "前\\u2028端\\\"");
}
END_TEST

START_TEST(json_escapes_into_any_room)
{
    const char text[] = "a \"quoted\" text\x01 of \xe5\x89\x8d and more than eight";
    char *want = through(ls_json_escape, text, sizeof text - 1);
    for (size_t room = LS_ESCAPE_MOST; room < 40; room++) {
        struct ls_cursor rest = ls_cursor(text, sizeof text - 1);
        char got[200];
        size_t n = 0;
        while (ls_left(&rest) > 0) {
            size_t more = ls_json_escape_into(got + n, room, &rest);
            ck_assert(more > 0 && more <= room);
            n += more;
        }
        ck_assert_uint_eq(n, strlen(want));
        ck_assert_mem_eq(got, want, n);
    }
    free(want);
}
END_TEST

START_TEST(spreadsheets_see_no_formula)
{
    EXPECT(ls_csv_escape, "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0");
    EXPECT(ls_csv_escape, "+1", "'+1");
    EXPECT(ls_csv_escape, "-1", "'-1");
    EXPECT(ls_csv_escape, "@SUM(A1)", "'@SUM(A1)");
    EXPECT(ls_csv_escape, "\tx", "\"'\xef\xbf\xbdx\"");
    EXPECT(ls_csv_escape, "a,b", "\"a,b\"");
    EXPECT(ls_csv_escape, "say \"x\"", "\"say \"\"x\"\"\"");
    EXPECT(ls_csv_escape, "plain", "plain");
    EXPECT(ls_csv_escape, "", "");
}
END_TEST

START_TEST(terminals_take_no_orders)
{
    EXPECT(terminal, "\x1b]0;owned\x07", "\\x1b]0;owned\\x07");
    EXPECT(terminal,
           "\xc2\x9b"
           "31m",
           "\\x9b31m");
    EXPECT(terminal,
           "abc\xe2\x80\xae"
           "fdp.exe",
           "abc\\u202efdp.exe");
    EXPECT(terminal, "\r\n", "\\x0d\\x0a");
    EXPECT(terminal, "中介服务器", "中介服务器");
}
END_TEST

START_TEST(pages_get_text_and_nothing_else)
{
    EXPECT(ls_html_escape, "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
    EXPECT(ls_html_escape, "\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;");
    EXPECT(ls_html_escape, "a\nb\r\x01", "a b\\x0d\\x01");
    EXPECT(ls_html_escape, "a\xe2\x80\xaegpj.exe", "a\\u202egpj.exe");
    EXPECT(ls_html_escape, "\xff\xe2\x80\xa8", "\\xff\\u2028");
    EXPECT(ls_html_escape, "前端服务器", "前端服务器");
    EXPECT(ls_html_escape, "a\0b", "a\\x00b");
}
END_TEST

START_TEST(markdown_is_one_line_of_text)
{
    EXPECT(ls_markdown_escape, "a|b", "a\\|b");
    EXPECT(ls_markdown_escape, "<b>&amp;", "&lt;b&gt;&amp;amp;");
    EXPECT(ls_markdown_escape, "[x](y) ![z] `c` **d** _e_ ~f~",
           "\\[x\\](y) !\\[z\\] \\`c\\` \\*\\*d\\*\\* \\_e\\_ \\~f\\~");
    EXPECT(ls_markdown_escape, "a\nb\\", "a b\\\\");
    EXPECT(ls_markdown_escape, "http://www.evil.test @all #1",
           "http\\://www\\.evil.test \\@all \\#1");
    EXPECT(ls_markdown_escape, "10.0.10.11 sip:bob", "10.0.10.11 sip:bob");
    EXPECT(ls_markdown_escape, "a\xe2\x80\xae\x1b\xff", "a\\\\u202e\\\\x1b\\\\xff");
    EXPECT(ls_markdown_escape, "中介服务器", "中介服务器");
}
END_TEST

START_TEST(marks_that_turn_text_pass_nowhere)
{
    EXPECT(ls_json_escape, "a\xe2\x80\xaetxt", "a\\u202etxt");
    EXPECT(ls_json_escape, "a\xe2\x80\xa8", "a\\u2028");
    EXPECT(ls_csv_escape, "a\xe2\x80\xaetxt", "a\xef\xbf\xbdtxt");
}
END_TEST

START_TEST(columns_are_counted)
{
    ck_assert_int_eq(ls_text_columns("abc"), 3);
    ck_assert_int_eq(ls_text_columns("中介"), 4);
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    ck_assert_int_eq(ls_terminal_escape(file, ls_span("\x1bé中", 6)), 4 + 1 + 2);
    fclose(file);
    free(out);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("escape", &tests);
    tcase_add_test(tests, json_strings_stay_strings);
    tcase_add_test(tests, json_escapes_a_byte_wherever_it_stands);
    tcase_add_test(tests, json_copies_what_needs_no_escape);
    tcase_add_test(tests, json_copies_to_the_end_of_a_page);
    tcase_add_test(tests, json_knows_chinese_from_what_is_none);
    tcase_add_test(tests, json_escapes_into_any_room);
    tcase_add_test(tests, spreadsheets_see_no_formula);
    tcase_add_test(tests, terminals_take_no_orders);
    tcase_add_test(tests, pages_get_text_and_nothing_else);
    tcase_add_test(tests, markdown_is_one_line_of_text);
    tcase_add_test(tests, marks_that_turn_text_pass_nowhere);
    tcase_add_test(tests, columns_are_counted);
    return suite_run(suite);
}
