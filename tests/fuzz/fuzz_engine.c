/* fuzz_engine.c - a capture from a stranger ends in records, and each is a line that jansson takes.
 */
#include <jansson.h>

#include "whole.h"

static void check_lines(const char *text, size_t n)
{
    for (const char *end; n > 0 && (end = memchr(text, '\n', n)) != NULL;) {
        size_t line = (size_t)(end - text);
        json_t *value = json_loadb(text, line, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
        assert(value != NULL);
        json_decref(value);
        text += line + 1;
        n -= line + 1;
    }
    assert(n == 0);
}

static void write_records(const struct ls_result *result, const struct ls_context *context)
{
    const struct ls_record_format *format = ls_record_format_find("jsonl");
    struct ls_run run = {.catalogs = context->catalogs, .topology = context->topology};
    struct ls_look look = {0};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (out == NULL)
        return;
    format->begin(out, &run, &look);
    for (size_t i = 0; i < result->flow_count; i++) {
        struct ls_verdict verdict;
        ls_classify(context, result->flows[i], &verdict);
        format->record(out, &run, &look, &(struct ls_record){result->flows[i], &verdict});
    }
    format->end(out, &run, &look);
    fclose(out);
    check_lines(text, n);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    whole_run(data, size, write_records);
    return 0;
}
