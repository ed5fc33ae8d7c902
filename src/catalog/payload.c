/* payload.c - the keys of a row that say what may be spoken there, and what names it. */
#include <string.h>

#include "catalog/store.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* "unknown" admits bytes of no protocol known here: the bit of LS_PROTO_NONE. */
static const struct ls_choice protos[] = {
#define X(id, name, distinctive) {name, LS_PROTO_##id},
    LS_PROTOS(X)
#undef X
        {"unknown", LS_PROTO_NONE},
};

_Static_assert(LS_PROTO_NONE == 0, "the first name is empty, and passed over");

static const struct ls_choice facts[] = {
#define X(id, name) {name, LS_FACT_##id},
    LS_FACTS(X)
#undef X
};

static const struct ls_choice tls_rules[] = {
    {"fits", LS_TLS_FITS},
    {"only", LS_TLS_ONLY},
    {"contradicts", LS_TLS_CONTRADICTS},
};

static const struct ls_choice mutual_rules[] = {
    {"documented", LS_MUTUAL_DOCUMENTED},
    {"exempt", LS_MUTUAL_EXEMPT},
};

static const struct ls_choice clear_rules[] = {{"remark", 1}};

static void read_fits(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    if (!ls_is_list(r->yaml, value))
        return;
    if (value->count == 0)
        ls_wrong(r->yaml, value, "must name a protocol; leave payload out where nothing is said");
    for (const struct ls_yaml_node *n = value->first; n != NULL; n = n->next) {
        int proto;
        if (ls_pick(r->yaml, n, protos + 1, COUNT(protos) - 1, &proto))
            r->row->fits |= UINT64_C(1) << proto;
    }
}

static void read_tls(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    int rule;
    if (ls_pick(r->yaml, value, tls_rules, COUNT(tls_rules), &rule))
        r->row->tls = (enum ls_tls_rule)rule;
}

static void read_mutual(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    int rule;
    if (ls_pick(r->yaml, value, mutual_rules, COUNT(mutual_rules), &rule))
        r->row->mutual = (enum ls_mutual_rule)rule;
}

static void read_clear(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    int rule;
    if (ls_pick(r->yaml, value, clear_rules, COUNT(clear_rules), &rule))
        r->row->remark_clear = true;
}

/* Rules that cannot both hold would make a row nobody can satisfy, or a remark never made. */
static void check_rules(struct ls_row_reader *r, const struct ls_yaml_node *value)
{
    const struct ls_row *row = r->row;
    bool tls = (row->fits >> LS_PROTO_TLS & 1) != 0;
    bool sip = (row->fits >> LS_PROTO_SIP & 1) != 0;
    if (row->tls == LS_TLS_ONLY && !tls)
        ls_wrong(r->yaml, value, "'tls: only' needs tls among the protocols that fit");
    if (row->tls == LS_TLS_CONTRADICTS && tls)
        ls_wrong(r->yaml, value, "'tls: contradicts', yet tls is among the protocols that fit");
    if (row->mutual != LS_MUTUAL_UNSAID && row->tls != LS_TLS_ONLY)
        ls_wrong(r->yaml, value, "'mutual' needs 'tls: only'");
    if (row->remark_clear && (!sip || row->tls == LS_TLS_ONLY))
        ls_wrong(r->yaml, value, "'clear_sip' needs clear sip to fit");
}

static void read_class(struct ls_row_reader *r, const struct ls_yaml_node *map)
{
    static const struct ls_field fields[] = {
        {"fits", true, read_fits},
        {"tls", false, read_tls},
        {"mutual", false, read_mutual},
        {"clear_sip", false, read_clear},
    };
    if (ls_fields_read(r->yaml, map, fields, COUNT(fields), r, "a payload"))
        check_rules(r, map);
}

void ls_payload_check(struct ls_yaml *yaml, const struct ls_yaml_node *value)
{
    struct ls_row row = {.id = ""};
    struct ls_row_reader reader = {.yaml = yaml, .row = &row};
    read_class(&reader, value);
}

/* A named class was checked where it stands; its mistakes are not told again for every row. */
static void copy_class(struct ls_row_reader *r, const struct ls_yaml_node *class)
{
    struct ls_yaml quiet = *r->yaml;
    quiet.mistakes = NULL;
    struct ls_row_reader reader = *r;
    reader.yaml = &quiet;
    read_class(&reader, class);
}

void ls_match_payload(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    if (value->kind == LS_YAML_MAP) {
        read_class(r, value);
        return;
    }
    const char *name = ls_filled(r->yaml, value);
    if (name == NULL)
        return;
    const struct ls_yaml_node *class = ls_field_at(r->payloads, name);
    if (class == NULL)
        ls_wrong(r->yaml, value, "'%.60s' is not among the file's payloads", name);
    else
        copy_class(r, class);
}

static void add_name(struct ls_row_reader *r, int fact, const struct ls_yaml_node *value,
                     bool whole)
{
    const char *text = ls_filled(r->yaml, value);
    if (text == NULL)
        return;
    struct ls_row *row = r->row;
    if (row->name_count == LS_ROW_NAMES_MAX) {
        ls_wrong(r->yaml, value, "more than %d names in a row", LS_ROW_NAMES_MAX);
        return;
    }
    struct ls_row_name name = {(enum ls_fact_kind)fact, text, strlen(text), whole};
    row->names[row->name_count++] = name;
}

static void read_names(struct ls_row_reader *r, const struct ls_yaml_node *map, bool whole)
{
    if (map->kind != LS_YAML_MAP) {
        ls_wrong(r->yaml, map, "must be a mapping of facts to texts");
        return;
    }
    for (const struct ls_yaml_node *value = map->first; value != NULL; value = value->next) {
        struct ls_yaml_node key = {.kind = LS_YAML_TEXT,
                                   .line = value->key_line,
                                   .column = value->key_column,
                                   .text = value->key};
        int fact;
        if (!ls_pick(r->yaml, &key, facts, COUNT(facts), &fact))
            continue;
        for (const struct ls_yaml_node *n = ls_first(value); n; n = ls_after(value, n))
            add_name(r, fact, n, whole);
    }
}

void ls_match_names(void *context, const struct ls_yaml_node *value)
{
    read_names(context, value, false);
}

void ls_match_named_exactly(void *context, const struct ls_yaml_node *value)
{
    read_names(context, value, true);
}
