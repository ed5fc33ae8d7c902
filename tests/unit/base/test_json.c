/* test_json.c - commas, nesting and escapes. */
#include "lyncscope/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_TEST(objects_and_lists_nest_on_one_line)
{
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    struct ls_json json;
    ls_json_begin(&json, file, 0);
    ls_json_object(&json, NULL);
    ls_json_text(&json, "a", "x\"y");
    ls_json_list(&json, "b");
    ls_json_uint(&json, NULL, UINT64_MAX);
    ls_json_int(&json, NULL, INT64_MIN);
    ls_json_object(&json, NULL);
    ls_json_end(&json);
    ls_json_end(&json);
    ls_json_bool(&json, "c", true);
    ls_json_null(&json, "d");
    ls_json_end(&json);
    fclose(file);
    ck_assert_str_eq(out, "{\"a\":\"x\\\"y\",\"b\":[18446744073709551615,-9223372036854775808,{}],"
                          "\"c\":true,\"d\":null}");
    free(out);
}
END_TEST

START_TEST(indented_output_is_readable)
{
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    struct ls_json json;
    ls_json_begin(&json, file, 1);
    ls_json_object(&json, NULL);
    ls_json_list(&json, "a");
    ls_json_end(&json);
    ls_json_list(&json, "b");
    ls_json_text(&json, NULL, "c");
    ls_json_end(&json);
    ls_json_end(&json);
    fclose(file);
    ck_assert_str_eq(out, "{\n \"a\": [],\n \"b\": [\n  \"c\"\n ]\n}");
    free(out);
}
END_TEST

/* Whatever stands where the writer's room ends comes out whole, escapes and numbers included. */
START_TEST(long_values_pass_the_end_of_the_room)
{
    static const char tail[] = "\"\\\xc3\xa9\x01z";
    static char text[LS_JSON_ROOM + 64], wanted[LS_JSON_ROOM + 128];
    for (size_t n = LS_JSON_ROOM - 40; n < LS_JSON_ROOM + 8; n++) {
        memset(text, 'a', n);
        memcpy(text + n, tail, sizeof tail);
        snprintf(wanted, sizeof wanted, "[\"%.*s\\\"\\\\\xc3\xa9\\u0001z\",%d]", (int)n, text,
                 1234567);
        char *out = NULL;
        size_t size;
        FILE *file = open_memstream(&out, &size);
        struct ls_json json;
        ls_json_begin(&json, file, 0);
        ls_json_list(&json, NULL);
        ls_json_text(&json, NULL, text);
        ls_json_uint(&json, NULL, 1234567);
        ls_json_end(&json);
        fclose(file);
        ck_assert_str_eq(out, wanted);
        free(out);
    }
}
END_TEST

/* A key of any length comes out whole, wherever the room ends. */
START_TEST(long_keys_pass_the_end_of_the_room)
{
    static char key[LS_JSON_ROOM + 64], wanted[LS_JSON_ROOM + 128];
    for (size_t n = LS_JSON_ROOM - 8; n < LS_JSON_ROOM + 40; n++) {
        memset(key, 'k', n);
        key[n] = '\0';
        snprintf(wanted, sizeof wanted, "{\"a\":1,\"%s\":{\"b\":2}}", key);
        char *out = NULL;
        size_t size;
        FILE *file = open_memstream(&out, &size);
        struct ls_json json;
        ls_json_begin(&json, file, 0);
        ls_json_object(&json, NULL);
        ls_json_uint(&json, "a", 1);
        ls_json_object(&json, key);
        ls_json_uint(&json, "b", 2);
        ls_json_end(&json);
        ls_json_end(&json);
        fclose(file);
        ck_assert_str_eq(out, wanted);
        free(out);
    }
}
END_TEST

/* Keys made ready, with and without something before them, and what follows them. */
START_TEST(ready_keys_are_written_as_others_are)
{
    static const struct ls_json_key a = LS_JSON_KEY("a"),
                                    long_one = LS_JSON_KEY("four_and_twenty_letters");
    static const char *const wanted[] = {
        "{\"a\":{\"four_and_twenty_letters\":\"w\",\"a\":[{\"x\":1}]},\"four_and_twenty_letters\":"
        "2}",
        "{\n \"a\": {\n  \"four_and_twenty_letters\": \"w\",\n  \"a\": [\n   {\"x\":1}\n  ]\n },\n"
        " \"four_and_twenty_letters\": 2\n}"};
    for (int indent = 0; indent < 2; indent++) {
        char *out = NULL;
        size_t size;
        FILE *file = open_memstream(&out, &size);
        struct ls_json json;
        ls_json_begin(&json, file, indent);
        ls_json_object(&json, NULL);
        ls_json_object_at(&json, &a);
        ls_json_at(&json, &long_one);
        ls_json_words(&json, NULL, ls_span("w", 1));
        ls_json_at(&json, &a);
        ls_json_list(&json, NULL);
        ls_json_made(&json, NULL, ls_span("{\"x\":1}", 7));
        ls_json_end(&json);
        ls_json_end(&json);
        ls_json_at(&json, &long_one);
        ls_json_uint(&json, NULL, 2);
        ls_json_end(&json);
        fclose(file);
        ck_assert_str_eq(out, wanted[indent]);
        free(out);
    }
}
END_TEST

/* The longest short key and value, the deepest nesting: wherever they begin, the room holds them.
 */
START_TEST(the_deepest_value_passes_the_end_of_the_room)
{
    enum { LONG = 256 };
    static char before[LS_JSON_ROOM], text[LONG + 2], wanted[3 * LS_JSON_ROOM];
    memset(text, 't', LONG + 1);
    for (size_t size = LONG - 1; size <= LONG + 1; size++) {
        text[size] = '\0';
        for (size_t n = LS_JSON_ROOM - 900; n < LS_JSON_ROOM - 1; n++) {
            memset(before, 'b', n);
            before[n] = '\0';
            char *out = NULL, *end = wanted;
            size_t out_size;
            FILE *file = open_memstream(&out, &out_size);
            struct ls_json json;
            ls_json_begin(&json, file, 0);
            ls_json_list(&json, NULL);
            ls_json_text(&json, NULL, before);
            for (int i = 0; i < LS_JSON_DEPTH - 3; i++)
                ls_json_list(&json, NULL);
            ls_json_object(&json, NULL);
            ls_json_words(&json, text, ls_span(text, size));
            for (int i = 0; i < LS_JSON_DEPTH - 1; i++)
                ls_json_end(&json);
            fclose(file);
            end += sprintf(end, "[\"%s\",%.*s{\"%s\":\"%s\"}%.*s]", before, LS_JSON_DEPTH - 3,
                           "[[[[[[[[[[[[[[[[", text, text, LS_JSON_DEPTH - 3, "]]]]]]]]]]]]]]]]");
            ck_assert_str_eq(out, wanted);
            free(out);
        }
        text[size] = 't';
    }
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("json", &tests);
    tcase_add_test(tests, objects_and_lists_nest_on_one_line);
    tcase_add_test(tests, indented_output_is_readable);
    tcase_add_test(tests, long_values_pass_the_end_of_the_room);
    tcase_add_test(tests, long_keys_pass_the_end_of_the_room);
    tcase_add_test(tests, ready_keys_are_written_as_others_are);
    tcase_add_test(tests, the_deepest_value_passes_the_end_of_the_room);
    return suite_run(suite);
}
