/* fuzz_escape.c - no input makes an escaper emit a byte that its medium would act on. */
#include <assert.h>
#include <stdbool.h>
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

/* No tag, no end of an attribute, and each ampersand begins one of our own entities. */
static void check_page(const char *text, size_t n)
{
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    (void)n;
    assert(strpbrk(text, "<>") == NULL);
    for (const char *at = text; (at = strchr(at, '&')) != NULL; at++) {
        bool known = false;
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            known = known || strncmp(at, entities[i], strlen(entities[i])) == 0;
        assert(known);
    }
}

/* No bar, bracket or backquote without a backslash that is not itself escaped. */
static void check_markdown(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\\')
            i++;
        else
            assert(strchr("|`[]*_~$@", text[i]) == NULL);
    }
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
    char *page = through(ls_html_escape, data, size, &n);
    check_no_control(page, n);
    check_page(page, n);
    free(page);
    char *mark = through(ls_markdown_escape, data, size, &n);
    check_no_control(mark, n);
    check_page(mark, n);
    check_markdown(mark, n);
    free(mark);
    return 0;
}
