/* fuzz_comparison.c - any bytes as an audit: held against itself there is no difference. */
#include <stdlib.h>
#include <string.h>

#include "lyncscope/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write(const struct ls_comparison *comparison, const char *format)
{
    char *out = NULL;
    size_t n;
    struct ls_look look = {.columns = 80};
    FILE *file = open_memstream(&out, &n);
    if (file == NULL || ls_comparison_write(file, comparison, "", format, &look, LS_EN) < 0)
        abort();
    fclose(file);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char other[] = "{\"lyncscope\":{\"schema\":1},\"findings\":[],\"hosts\":[],"
                                "\"coverage\":[]}";
    struct ls_error error;
    char *bytes = malloc(size + !size);
    if (bytes == NULL)
        abort();
    if (size > 0)
        memcpy(bytes, data, size);
    for (int with_itself = 0; with_itself < 2; with_itself++) {
        struct ls_comparison *comparison = ls_comparison_new();
        if (comparison == NULL)
            abort();
        int code = ls_comparison_take(comparison, 0, "before", bytes, size, &error);
        if (code == 0)
            code = with_itself
                       ? ls_comparison_take(comparison, 1, "after", bytes, size, &error)
                       : ls_comparison_take(comparison, 1, "after", other, strlen(other), &error);
        if (code == 0) {
            if (ls_comparison_settle(comparison) < 0 ||
                (with_itself && ls_comparison_count(comparison) != 0))
                abort();
            write(comparison, "text");
            write(comparison, "json");
        }
        ls_comparison_free(comparison);
    }
    free(bytes);
    return 0;
}
