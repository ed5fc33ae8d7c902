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
        ls_json_object_at(&json, ls_span(key, n));
        ls_json_uint(&json, "b", 2);
        ls_json_end(&json);
        ls_json_end(&json);
        fclose(file);
        ck_assert_str_eq(out, wanted);
        free(out);
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
    return suite_run(suite);
}
