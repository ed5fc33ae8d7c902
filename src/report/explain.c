/* explain.c - fills the sentences that explain a row with the row's own words. */
#include "report/explain.h"

#include <stdio.h>
#include <string.h>

struct filling {
    const struct ls_catalogs *catalogs;
    const struct ls_row *row;
    enum ls_lang lang;
    char *text;
    size_t n;
    bool empty; /* a place had nothing to stand in it: the sentence is not told */
};

/* Whole or not at all, so that no character is cut. */
static bool put(struct filling *f, const char *text)
{
    size_t n = strlen(text);
    if (f->n + n + 1 > EXPLAIN_TEXT)
        return false;
    memcpy(f->text + f->n, text, n + 1);
    f->n += n;
    return true;
}

static void put_next(struct filling *f, bool first, const char *text)
{
    size_t before = f->n;
    if ((first || put(f, f->lang == LS_ZH_CN ? "、" : ", ")) && put(f, text))
        return;
    f->n = before;
    f->text[before] = '\0';
}

static void put_role(struct filling *f)
{
    put(f, f->row->role_name.in[f->lang]);
}

/* A set read from a row holds what its roles cover; the covering role stands for those. */
static bool is_covered(const struct ls_catalogs *catalogs, ls_roles roles, size_t number)
{
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++)
        if (i != number && (roles >> i & 1) != 0 &&
            (ls_catalogs_role(catalogs, i)->covers >> number & 1) != 0)
            return true;
    return false;
}

ls_roles explain_widest(const struct ls_catalogs *catalogs, ls_roles roles)
{
    ls_roles widest = 0;
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++)
        if ((roles >> i & 1) != 0 && !is_covered(catalogs, roles, i))
            widest |= UINT64_C(1) << i;
    return widest;
}

static void put_roles(struct filling *f, ls_roles roles)
{
    bool first = true;
    roles = explain_widest(f->catalogs, roles);
    for (size_t i = 0; i < ls_catalogs_role_count(f->catalogs); i++) {
        if ((roles >> i & 1) == 0)
            continue;
        put_next(f, first, ls_catalogs_role(f->catalogs, i)->name.in[f->lang]);
        first = false;
    }
}

static void put_openers(struct filling *f)
{
    put_roles(f, f->row->from);
}

static void put_without(struct filling *f)
{
    put_roles(f, f->row->without);
}

static void put_targets(struct filling *f)
{
    put_roles(f, f->row->to);
}

static void put_port(struct filling *f)
{
    const struct ls_row *row = f->row;
    put(f, row->tcp && row->udp ? "TCP/UDP " : row->udp ? "UDP " : "TCP ");
    put(f, row->ports);
}

static void put_width(struct filling *f)
{
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)f->row->width);
    put(f, text);
}

static void put_protocols(struct filling *f)
{
    bool first = true;
    for (enum ls_proto proto = LS_PROTO_NONE + 1; proto < LS_PROTO_COUNT; proto++) {
        if ((f->row->fits >> proto & 1) == 0)
            continue;
        put_next(f, first, ls_proto_name(proto));
        first = false;
    }
}

static void put_media(struct filling *f)
{
    static const struct ls_words kinds[] = {
        [LS_MEDIA_NONE] = {{"", ""}},
        [LS_MEDIA_AUDIO] = {{"audio", "音频"}},
        [LS_MEDIA_VIDEO] = {{"video", "视频"}},
        [LS_MEDIA_APP_SHARING] = {{"application sharing", "应用程序共享"}},
        [LS_MEDIA_DATA] = {{"data", "数据"}},
        [LS_MEDIA_RELAY] = {{"relay", "中继"}},
    };
    put(f, kinds[f->row->media].in[f->lang]);
}

static void put_names(struct filling *f)
{
    for (size_t i = 0; i < f->row->name_count; i++) {
        char text[256];
        const struct ls_row_name *name = &f->row->names[i];
        bool same = i > 0 && name->fact == name[-1].fact;
        snprintf(text, sizeof text, "%s%s%.200s", same ? "" : ls_fact_name(name->fact),
                 same ? "" : " ", name->text);
        put_next(f, i == 0, text);
    }
}

static void put_announced(struct filling *f)
{
    static const struct ls_words kinds[LS_ANNOUNCE_COUNT] = {
        [LS_ANNOUNCE_RPC] = {{"RPC", "RPC"}},
        [LS_ANNOUNCE_AUDIO] = {{"audio", "音频"}},
        [LS_ANNOUNCE_VIDEO] = {{"video", "视频"}},
        [LS_ANNOUNCE_APP_SHARING] = {{"application sharing", "应用程序共享"}},
        [LS_ANNOUNCE_DATA] = {{"data", "数据"}},
        [LS_ANNOUNCE_SQL] = {{"SQL Server", "SQL Server"}},
        [LS_ANNOUNCE_RELAY] = {{"media relay", "媒体中继"}},
    };
    bool first = true;
    for (size_t i = 0; i < LS_ANNOUNCE_COUNT; i++) {
        if ((f->row->learns >> i & 1) == 0)
            continue;
        put_next(f, first, kinds[i].in[f->lang]);
        first = false;
    }
}

/* Whether a flow that one row allows may as well be the other's, as far as the two rows say. */
static bool is_alike(const struct ls_row *a, const struct ls_row *b)
{
    return a != b && a->range_count == 1 && b->range_count == 1 &&
           a->range[0].first == b->range[0].first && a->range[0].last == b->range[0].last &&
           ((a->tcp && b->tcp) || (a->udp && b->udp)) && a->role_number == b->role_number &&
           a->owner == b->owner && a->balancing == b->balancing &&
           ((a->fits & b->fits) != 0 || a->fits == b->fits);
}

static void put_rows(struct filling *f)
{
    bool first = true;
    for (size_t i = 0; i < ls_catalogs_row_count(f->catalogs); i++) {
        const struct ls_row *other = ls_catalogs_row(f->catalogs, i);
        if (!is_alike(f->row, other))
            continue;
        put_next(f, first, other->id);
        first = false;
    }
    f->empty = f->empty || first;
}

static const struct place {
    const char *name;
    void (*put)(struct filling *f);
} places[] = {
    {"role", put_role},   {"openers", put_openers}, {"targets", put_targets},
    {"port", put_port},   {"width", put_width},     {"protocols", put_protocols},
    {"media", put_media}, {"names", put_names},     {"announced", put_announced},
    {"rows", put_rows},   {"without", put_without},
};

static void put_place(struct filling *f, const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].name) == n && memcmp(places[i].name, name, n) == 0)
            places[i].put(f);
}

static void put_bytes(struct filling *f, const char *text, size_t n)
{
    if (f->n + n + 1 > EXPLAIN_TEXT)
        return;
    memcpy(f->text + f->n, text, n);
    f->n += n;
    f->text[f->n] = '\0';
}

bool explain(const struct ls_catalogs *catalogs, const struct ls_row *row,
             const struct explain_sentence *sentence, enum ls_lang lang, char text[EXPLAIN_TEXT])
{
    struct filling f = {.catalogs = catalogs, .row = row, .lang = lang, .text = text};
    text[0] = '\0';
    if (!sentence->applies(row))
        return false;
    for (const char *at = sentence->words.in[lang]; *at != '\0';) {
        size_t plain = strcspn(at, "{");
        put_bytes(&f, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        size_t n = strcspn(at, "}");
        put_place(&f, at + 1, n - 1);
        at += n + 1;
    }
    return !f.empty;
}
