/* rows.c - the catalogs' rows on paper: a list, a list for programs, and one row explained. */
#include <string.h>

#include "lyncscope/json.h"
#include "report/names.h"
#include "report/page.h"

static void write_words(struct ls_json *json, const char *key, const struct ls_words *words)
{
    ls_json_object(json, key);
    ls_json_text(json, "en", words->in[LS_EN]);
    ls_json_text(json, "zh-CN", words->in[LS_ZH_CN]);
    ls_json_end(json);
}

static void write_json_row(FILE *out, const struct ls_row *row)
{
    struct ls_json json;
    ls_json_begin(&json, out, 0);
    ls_json_object(&json, NULL);
    ls_json_text(&json, "id", row->id);
    ls_json_text(&json, "catalog", row->catalog->name);
    ls_json_text(&json, "table", row->table);
    ls_json_object(&json, "role");
    ls_json_text(&json, "key", row->role);
    ls_json_text(&json, "en", row->role_name.in[LS_EN]);
    ls_json_text(&json, "zh-CN", row->role_name.in[LS_ZH_CN]);
    ls_json_end(&json);
    write_words(&json, "service", &row->service);
    ls_json_text(&json, "ports", row->ports);
    ls_json_list(&json, "transport");
    if (row->states_tcp)
        ls_json_text(&json, NULL, "tcp");
    if (row->states_udp)
        ls_json_text(&json, NULL, "udp");
    ls_json_end(&json);
    ls_json_text(&json, "protocol", row->protocol);
    ls_json_bool(&json, "optional", row->optional);
    write_words(&json, "note", &row->note);
    ls_json_end(&json);
    fputc('\n', out);
}

static void write_text_row(const struct page *page, const struct ls_row *row, enum ls_lang lang)
{
    page_colour(page, PAGE_BOLD);
    page_padded(page, row->id, 8);
    page_colour(page, PAGE_PLAIN);
    page_padded(page, row->ports, 12);
    page_padded(page, row->protocol, 13);
    page_text(page, row->role_name.in[lang]);
    if (row->service.in[lang][0] != '\0') {
        fputs("\n        ", page->out);
        page_text(page, row->service.in[lang]);
    }
    fputc('\n', page->out);
}

int ls_catalog_write(FILE *out, const struct ls_catalogs *catalogs, const char *format,
                     const struct ls_look *look, enum ls_lang lang)
{
    struct page page = page_on(out, look);
    bool json = strcmp(format, "jsonl") == 0;
    if (!json && strcmp(format, "text") != 0)
        return LS_E_USAGE;
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        if (json)
            write_json_row(out, ls_catalogs_row(catalogs, i));
        else
            write_text_row(&page, ls_catalogs_row(catalogs, i), lang);
    }
    return 0;
}

static void line(const struct page *page, enum label which, enum ls_lang lang, const char *text)
{
    enum { WIDTH = 24 };
    if (text[0] == '\0')
        return;
    fputs("  ", page->out);
    page_padded(page, label(which, lang), WIDTH);
    page_wrap(page, WIDTH + 2, WIDTH + 2, text);
}

static void line_of_protos(const struct page *page, const struct ls_row *row, enum ls_lang lang)
{
    char text[256];
    size_t n = 0;
    text[0] = '\0';
    for (enum ls_proto proto = 0; proto < LS_PROTO_COUNT; proto++) {
        if (row->fits >> proto & 1)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? ", " : "",
                                  ls_proto_name(proto));
    }
    line(page, LABEL_PROVED_BY, lang, text);
}

void ls_row_write(FILE *out, const struct ls_catalogs *catalogs, const struct ls_row *row,
                  const struct ls_look *look, enum ls_lang lang)
{
    struct page page = page_on(out, look);
    char roles[ROLES_TEXT];
    page_colour(&page, PAGE_BOLD);
    page_text(&page, row->id);
    page_colour(&page, PAGE_PLAIN);
    fputs("  ", out);
    page_wrap(&page, 8, 8, row->catalog->title.in[lang]);
    line(&page, LABEL_ROLE, lang, row->role_name.in[lang]);
    line(&page, LABEL_SERVICE, lang, row->service.in[lang]);
    line(&page, LABEL_PORTS, lang, row->ports);
    line(&page, LABEL_PROTOCOL, lang, row->protocol);
    if (row->from != 0)
        line(&page, LABEL_OPENED_BY, lang, roles_text(catalogs, row->from, roles));
    line_of_protos(&page, row, lang);
    line(&page, LABEL_NOTE, lang, row->note.in[lang]);
    line(&page, LABEL_SOURCE, lang, row->source);
}
