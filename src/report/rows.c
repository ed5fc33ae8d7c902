/* rows.c - the catalogs' rows on paper: a list, a list for programs, and one row explained. */
#include <string.h>

#include "lyncscope/json.h"
#include "report/explain.h"
#include "report/names.h"
#include "report/page.h"

static void write_words(struct ls_json *json, const char *key, const struct ls_words *words)
{
    ls_json_object(json, key);
    ls_json_text(json, "en", words->in[LS_EN]);
    ls_json_text(json, "zh-CN", words->in[LS_ZH_CN]);
    ls_json_end(json);
}

/* What list and show both say of a row. */
static void write_json_facts(struct ls_json *json, const struct ls_row *row)
{
    ls_json_text(json, "id", row->id);
    ls_json_text(json, "catalog", row->catalog->name);
    ls_json_text(json, "table", row->table);
    ls_json_object(json, "role");
    ls_json_text(json, "key", row->role);
    ls_json_text(json, "en", row->role_name.in[LS_EN]);
    ls_json_text(json, "zh-CN", row->role_name.in[LS_ZH_CN]);
    ls_json_end(json);
    write_words(json, "service", &row->service);
    ls_json_text(json, "ports", row->ports);
    ls_json_list(json, "transport");
    if (row->states_tcp)
        ls_json_text(json, NULL, "tcp");
    if (row->states_udp)
        ls_json_text(json, NULL, "udp");
    ls_json_end(json);
    ls_json_text(json, "protocol", row->protocol);
    ls_json_bool(json, "optional", row->optional);
    write_words(json, "note", &row->note);
}

static void write_json_roles(struct ls_json *json, const char *key,
                             const struct ls_catalogs *catalogs, ls_roles roles)
{
    roles = explain_widest(catalogs, roles);
    ls_json_list(json, key);
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++)
        if (roles >> i & 1)
            ls_json_text(json, NULL, ls_catalogs_role(catalogs, i)->key);
    ls_json_end(json);
}

/* Whose port it is and who may be at the two ends, in the words of the catalog's own keys. */
static void write_json_ends(struct ls_json *json, const struct ls_catalogs *catalogs,
                            const struct ls_row *row)
{
    static const char *const owners[] = {
        [LS_OWNER_RESPONDER] = "responder", [LS_OWNER_INITIATOR] = "initiator",
        [LS_OWNER_OUTBOUND] = "outbound",   [LS_OWNER_MEDIA] = "media",
        [LS_OWNER_DHCP] = "dhcp",
    };
    ls_json_text(json, "owner", owners[row->owner]);
    write_json_roles(json, "without", catalogs, row->without);
    write_json_roles(json, "opened_by", catalogs, row->from);
    write_json_roles(json, "to", catalogs, row->to);
    ls_json_bool(json, "external", row->external);
}

static void write_json_row(FILE *out, const struct ls_row *row)
{
    struct ls_json json;
    ls_json_begin(&json, out, 0);
    ls_json_object(&json, NULL);
    write_json_facts(&json, row);
    ls_json_end(&json);
    fputc('\n', out);
}

static void write_text_row(const struct page *page, const struct ls_row *row, enum ls_lang lang)
{
    page_colour(page, PAGE_BOLD);
    page_padded(page, row->id, 12);
    page_colour(page, PAGE_PLAIN);
    page_padded(page, row->ports, 12);
    page_padded(page, row->protocol, 13);
    page_text(page, row->role_name.in[lang]);
    if (row->service.in[lang][0] != '\0') {
        fputs("\n            ", page->out);
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

enum { LABEL_WIDTH = 17 };

static void open_line(const struct page *page, const char *text)
{
    fputs("  ", page->out);
    page_padded(page, text, LABEL_WIDTH);
}

static void line(const struct page *page, enum label which, enum ls_lang lang, const char *text)
{
    if (text[0] == '\0')
        return;
    open_line(page, label(which, lang));
    page_wrap(page, LABEL_WIDTH + 2, LABEL_WIDTH + 2, text);
}

/* The sentences of one part, each on a line of its own behind a common label. */
static void write_part(const struct page *page, const struct ls_catalogs *catalogs,
                       const struct ls_row *row, enum explain_part part, enum ls_lang lang)
{
    static const enum label labels[EXPLAIN_PARTS] = {
        [EXPLAIN_ALLOWS] = LABEL_ALLOWS,          [EXPLAIN_PROVES] = LABEL_PROVED_BY,
        [EXPLAIN_CONTRADICTS] = LABEL_REFUTED_BY, [EXPLAIN_REMARKS] = LABEL_FINDING,
        [EXPLAIN_OPEN] = LABEL_UNDECIDABLE,
    };
    size_t count;
    const struct explain_sentence *sentences = explain_table(&count);
    char text[EXPLAIN_TEXT];
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (sentences[i].part != part || !explain(catalogs, row, &sentences[i], lang, text))
            continue;
        open_line(page, first ? label(labels[part], lang) : "");
        page_wrap(page, LABEL_WIDTH + 2, LABEL_WIDTH + 2, text);
        first = false;
    }
}

void ls_row_write(FILE *out, const struct ls_catalogs *catalogs, const struct ls_row *row,
                  const struct ls_look *look, enum ls_lang lang)
{
    struct page page = page_on(out, look);
    page_colour(&page, PAGE_BOLD);
    page_padded(&page, row->id, LABEL_WIDTH + 2);
    page_colour(&page, PAGE_PLAIN);
    page_wrap(&page, LABEL_WIDTH + 2, LABEL_WIDTH + 2, row->catalog->title.in[lang]);
    line(&page, LABEL_CATALOG, lang, row->catalog->name);
    line(&page, LABEL_ROLE, lang, row->role_name.in[lang]);
    line(&page, LABEL_SERVICE, lang, row->service.in[lang]);
    line(&page, LABEL_PORTS, lang, row->ports);
    line(&page, LABEL_PROTOCOL, lang, row->protocol);
    for (enum explain_part part = 0; part < EXPLAIN_PARTS; part++)
        write_part(&page, catalogs, row, part, lang);
    line(&page, LABEL_NOTE, lang, row->note.in[lang]);
    line(&page, LABEL_SOURCE, lang, row->source);
}

static void write_json_part(struct ls_json *json, const struct ls_catalogs *catalogs,
                            const struct ls_row *row, enum explain_part part)
{
    static const char *const keys[EXPLAIN_PARTS] = {"allows", "proves", "contradicts", "findings",
                                                    "undecidable"};
    size_t count;
    const struct explain_sentence *sentences = explain_table(&count);
    char en[EXPLAIN_TEXT];
    char zh[EXPLAIN_TEXT];
    ls_json_list(json, keys[part]);
    for (size_t i = 0; i < count; i++) {
        if (sentences[i].part != part || !explain(catalogs, row, &sentences[i], LS_EN, en) ||
            !explain(catalogs, row, &sentences[i], LS_ZH_CN, zh))
            continue;
        write_words(json, NULL, &(struct ls_words){{en, zh}});
    }
    ls_json_end(json);
}

void ls_row_write_jsonl(FILE *out, const struct ls_catalogs *catalogs, const struct ls_row *row)
{
    struct ls_json json;
    ls_json_begin(&json, out, 0);
    ls_json_object(&json, NULL);
    write_json_facts(&json, row);
    ls_json_text(&json, "source", row->source);
    write_json_ends(&json, catalogs, row);
    for (enum explain_part part = 0; part < EXPLAIN_PARTS; part++)
        write_json_part(&json, catalogs, row, part);
    ls_json_end(&json);
    fputc('\n', out);
}
