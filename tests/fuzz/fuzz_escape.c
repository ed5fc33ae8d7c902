/* fuzz_escape.c - no input makes an escaper emit a byte that its medium would act on. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/escape.h"

static char *through(void (*escape)(FILE *, struct ls_span), const uint8_t *data, size_t size,
                     size_t *length)
{
    char *out = NULL;
    FILE *file = open_memstream(&out, length);
    if (file == NULL)
        abort();
    escape(file, ls_span(data, size));
    fclose(file);
    return out;
}

static void terminal(FILE *out, struct ls_span text)
{
    ls_terminal_escape(out, text);
}

static void check_no_control(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n;
    char *json = through(ls_json_escape, data, size, &n);
    check_no_control(json, n);
    for (size_t i = 0; i < n; i++) {
        if (json[i] == '\\')
            i++;
        else
            assert(json[i] != '"');
    }
    free(json);
    char *csv = through(ls_csv_escape, data, size, &n);
    check_no_control(csv, n);
    assert(n == 0 || strchr("=+-@", csv[0]) == NULL);
    free(csv);
    char *shown = through(terminal, data, size, &n);
    check_no_control(shown, n);
    free(shown);
    return 0;
}
