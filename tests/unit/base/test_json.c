/* test_json.c - commas, nesting and escapes. */
#include "lyncscope/json.h"

#include <stdlib.h>

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

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("json", &tests);
    tcase_add_test(tests, objects_and_lists_nest_on_one_line);
    tcase_add_test(tests, indented_output_is_readable);
    return suite_run(suite);
}
