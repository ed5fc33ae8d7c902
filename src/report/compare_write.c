/* compare_write.c - the differences between two audits, for people and for programs. */
#include <string.h>

#include "lyncscope/clock.h"
#include "lyncscope/json.h"
#include "report/compare.h"
#include "report/page.h"

static const char *change_name(const struct difference *d)
{
    return d->before == NULL ? "new" : d->after == NULL ? "gone" : "changed";
}

static const struct thing *thing_of(const struct difference *d)
{
    return d->after != NULL ? d->after : d->before;
}

/* --- json --- */

static void json_capture(struct ls_json *json, const char *key, const struct side *side)
{
    static const char *const times[] = {"first", "last"};
    const json_t *capture = json_object_get(side->root, "capture");
    ls_json_object(json, key);
    ls_json_text(json, "file", side->name);
    for (size_t i = 0; i < 2; i++) {
        const char *time = json_string_value(json_object_get(capture, times[i]));
        if (time != NULL)
            ls_json_text(json, times[i], time);
        else
            ls_json_null(json, times[i]);
    }
    ls_json_bool(json, "incomplete", json_array_size(json_object_get(capture, "incomplete")) > 0);
    ls_json_end(json);
}

static void json_aspects(struct ls_json *json, const char *key, const struct thing *thing)
{
    const char *name;
    if (thing == NULL) {
        ls_json_null(json, key);
        return;
    }
    ls_json_object(json, key);
    for (size_t i = 0; (name = aspect_name(thing->kind, i)) != NULL; i++) {
        if (strcmp(thing->aspects[i], NOTHING) == 0)
            ls_json_null(json, name);
        else
            ls_json_text(json, name, thing->aspects[i]);
    }
    ls_json_end(json);
}

static void json_finding(struct ls_json *json, const json_t *from)
{
    static const char *const texts[] = {"id", "transport", "application", "reason"};
    static const char *const ends[] = {"source", "destination"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = json_string_value(json_object_get(from, texts[i]));
        if (text != NULL)
            ls_json_text(json, texts[i], text);
    }
    for (size_t i = 0; i < 2; i++) {
        const json_t *end = json_object_get(from, ends[i]);
        const char *network = json_string_value(json_object_get(end, "network"));
        const char *ip = json_string_value(json_object_get(end, "ip"));
        ls_json_text(json, ends[i], network ? network : ip ? ip : "");
    }
    const json_t *port = json_object_get(from, "port");
    if (json_is_integer(port))
        ls_json_int(json, "port", json_integer_value(port));
}

static void json_differences(struct ls_json *json, const struct ls_comparison *c,
                             enum thing_kind kind, const char *key)
{
    ls_json_list(json, key);
    for (size_t i = 0; i < c->count; i++) {
        const struct difference *d = &c->list[i];
        const struct thing *thing = thing_of(d);
        if (thing->kind != kind)
            continue;
        ls_json_object(json, NULL);
        ls_json_text(json, "change", change_name(d));
        if (kind == THING_FINDING)
            json_finding(json, thing->json);
        else
            ls_json_text(json, kind == THING_HOST ? "ip" : "id", thing->key);
        json_aspects(json, "before", d->before);
        json_aspects(json, "after", d->after);
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_json(FILE *out, const struct ls_comparison *c, const char *version)
{
    struct ls_json json;
    const struct basis *basis;
    ls_json_begin(&json, out, 1);
    ls_json_object(&json, NULL);
    ls_json_object(&json, "lyncscope");
    ls_json_text(&json, "version", version);
    ls_json_int(&json, "schema", 1);
    ls_json_end(&json);
    json_capture(&json, "before", &c->sides[0]);
    json_capture(&json, "after", &c->sides[1]);
    ls_json_list(&json, "basis_differs");
    for (size_t i = 0; (basis = basis_difference(c, i)) != NULL; i++)
        if (basis->key != NULL)
            ls_json_text(&json, NULL, basis->key);
    ls_json_end(&json);
    ls_json_uint(&json, "differences", c->count);
    json_differences(&json, c, THING_FINDING, "findings");
    json_differences(&json, c, THING_HOST, "hosts");
    json_differences(&json, c, THING_ROW, "rows");
    ls_json_end(&json);
    fputc('\n', out);
}

/* --- text --- */

enum { CHANGE_COLUMNS = 9, KEY_AT = 2 + CHANGE_COLUMNS };

/* An audit's time, which may be anything in a file, to the second. */
static void text_time(const struct page *page, const char *exact)
{
    enum { DATE = 10, CLOCK = 8 };
    char text[LS_TIME_TEXT];
    snprintf(text, sizeof text, "%.*s %.*sZ", DATE, exact, CLOCK,
             strlen(exact) > DATE ? exact + DATE + 1 : "");
    page_text(page, text);
}

static void text_side(const struct page *page, const struct side *side, const char *label)
{
    const json_t *capture = json_object_get(side->root, "capture");
    const char *first = json_string_value(json_object_get(capture, "first"));
    const char *last = json_string_value(json_object_get(capture, "last"));
    size_t i;
    const json_t *note;
    fputs("  ", page->out);
    page_padded(page, label, CHANGE_COLUMNS);
    page_wrap(page, KEY_AT, KEY_AT, side->name);
    if (first != NULL && last != NULL) {
        fprintf(page->out, "%*s", KEY_AT, "");
        text_time(page, first);
        fputs(" - ", page->out);
        text_time(page, last);
        fputc('\n', page->out);
    }
    json_array_foreach(json_object_get(capture, "incomplete"), i, note)
    {
        fprintf(page->out, "%*s", KEY_AT, "");
        page_colour(page, PAGE_RED);
        page_wrap(page, KEY_AT, KEY_AT, json_string_value(note) ? json_string_value(note) : "");
        page_colour(page, PAGE_PLAIN);
    }
}

/* The words of the records, as people of either language read them. */
static const char *spoken(const char *word, enum ls_lang lang)
{
    static const struct ls_words words[] = {
        {{"severity", "严重性"}},     {{"accepted", "接受依据"}}, {{"rows", "行"}},
        {{"name", "名称"}},           {{"roles", "角色"}},        {{"role_from", "角色来源"}},
        {{"state", "状态"}},          {{"reason", "理由"}},       {{"low", "低"}},
        {{"medium", "中"}},           {{"high", "高"}},           {{"topology", "拓扑"}},
        {{"inferred", "推断"}},       {{"seen", "已观察到"}},       {{"port-only", "仅端口"}},
        {{"contradicted", "相矛盾"}}, {{"not-seen", "未见"}},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].in[LS_EN], word) == 0)
            return words[i].in[lang];
    return word;
}

/* Names and roles are what they are; the rest are words. */
static const char *spoken_value(const char *name, const char *value, enum ls_lang lang)
{
    static const char *const worded[] = {"severity", "role_from", "state"};
    for (size_t i = 0; value != NULL && i < sizeof worded / sizeof *worded; i++)
        if (strcmp(worded[i], name) == 0)
            return spoken(value, lang);
    return value;
}

static void text_aspect(const struct page *page, const char *name, const char *before,
                        const char *after, enum ls_lang lang)
{
    int at = KEY_AT;
    fprintf(page->out, "%*s", at, "");
    at += page_text(page, spoken(name, lang));
    before = spoken_value(name, before, lang);
    after = spoken_value(name, after, lang);
    fputs(": ", page->out);
    at += 2;
    if (before != NULL && after != NULL) {
        at += page_text(page, before);
        fputs(" > ", page->out);
        at += 3;
    }
    page_wrap(page, at, KEY_AT, after != NULL ? after : before);
}

static void text_difference(const struct page *page, const struct difference *d, enum ls_lang lang)
{
    static const struct ls_words changes[] = {
        {{"new", "新增"}}, {{"gone", "消失"}}, {{"changed", "变化"}}};
    const struct thing *thing = thing_of(d);
    size_t change = d->before == NULL ? 0 : d->after == NULL ? 1 : 2;
    const char *name;
    fputs("  ", page->out);
    page_colour(page, change == 1 ? PAGE_DIM : PAGE_YELLOW);
    page_padded(page, changes[change].in[lang], CHANGE_COLUMNS);
    page_colour(page, PAGE_PLAIN);
    page_wrap(page, KEY_AT, KEY_AT, thing->key);
    for (size_t i = 0; (name = aspect_name(thing->kind, i)) != NULL; i++) {
        const char *before = d->before ? d->before->aspects[i] : NULL;
        const char *after = d->after ? d->after->aspects[i] : NULL;
        bool same = before != NULL && after != NULL && strcmp(before, after) == 0;
        bool nothing = strcmp(thing->aspects[i], NOTHING) == 0 && (before == NULL || after == NULL);
        if (!same && !nothing)
            text_aspect(page, name, before, after, lang);
    }
    const char *reason = json_string_value(json_object_get(thing->json, "reason"));
    if (thing->kind == THING_FINDING && change != 2 && reason != NULL)
        text_aspect(page, "reason", NULL, reason, lang);
}

static void text_basis(const struct page *page, const struct ls_comparison *c, enum ls_lang lang)
{
    static const struct ls_words caution = {{"note", "注意"}};
    const struct basis *basis;
    for (size_t i = 0; (basis = basis_difference(c, i)) != NULL; i++) {
        if (basis->key == NULL)
            continue;
        fputs("  ", page->out);
        page_colour(page, PAGE_RED);
        page_padded(page, caution.in[lang], CHANGE_COLUMNS);
        page_colour(page, PAGE_PLAIN);
        page_wrap(page, KEY_AT, KEY_AT, basis->warning.in[lang]);
    }
}

static void write_text(FILE *out, const struct ls_comparison *c, const char *version,
                       const struct ls_look *look, enum ls_lang lang)
{
    static const struct ls_words headings[THING_KINDS] = {
        {{"Findings", "发现"}}, {{"Hosts", "主机"}}, {{"Rows of the document", "文档中的行"}}};
    struct page page = page_on(out, look);
    bool zh = lang == LS_ZH_CN;
    page_colour(&page, PAGE_BOLD);
    fprintf(out, "lyncscope %s: %s\n", version, zh ? "两次审计的比较" : "two audits compared");
    page_colour(&page, PAGE_PLAIN);
    text_side(&page, &c->sides[0], zh ? "之前" : "before");
    text_side(&page, &c->sides[1], zh ? "之后" : "after");
    text_basis(&page, c, lang);
    for (size_t i = 0; i < c->count; i++) {
        enum thing_kind kind = thing_of(&c->list[i])->kind;
        if (i == 0 || thing_of(&c->list[i - 1])->kind != kind)
            page_heading(&page, headings[kind].in[lang]);
        text_difference(&page, &c->list[i], lang);
    }
    if (zh)
        fprintf(out, "\n共 %zu 处差异\n", c->count);
    else
        fprintf(out, "\n%zu difference%s\n", c->count, c->count == 1 ? "" : "s");
}

int ls_comparison_write(FILE *out, const struct ls_comparison *c, const char *version,
                        const char *format, const struct ls_look *look, enum ls_lang lang)
{
    if (strcmp(format, "json") == 0)
        write_json(out, c, version);
    else if (strcmp(format, "text") == 0)
        write_text(out, c, version, look, lang);
    else
        return LS_E_USAGE;
    return 0;
}
