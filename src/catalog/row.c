/* row.c - one row of a catalog: its keys as the document has them, and what must agree. */
#include <string.h>

#include "catalog/store.h"

enum { FIXED_WIDTH = 1000 }; /* a row of more ports proves nothing by its port */

static void read_id(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    const char *id = ls_filled(r->yaml, value);
    if (id == NULL)
        return;
    size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    if (id[n] != '\0' || n > 32) {
        ls_wrong(r->yaml, value, "bad id '%.60s'; letters, digits, '.', '_' and '-', at most 32",
                 id);
        return;
    }
    r->row->id = id;
    const char *dot = strrchr(id, '.');
    r->row->table = dot ? ls_arena_text(r->yaml->arena, id, (size_t)(dot - id)) : id;
    if (r->row->table == NULL)
        r->row->table = "";
}

static void read_role(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_words anywhere = {{"Any host", "任何主机"}};
    struct ls_row_reader *r = context;
    const char *key = ls_text(r->yaml, value);
    if (key == NULL)
        return;
    r->row->role = key;
    if (key[0] == '\0')
        return;
    if (strcmp(key, "any") == 0) {
        r->row->role_name = anywhere;
        return;
    }
    r->row->role_number = ls_role_read(r->yaml, r->catalogs, value);
    if (r->row->role_number >= 0)
        r->row->role_name = r->catalogs->roles[r->row->role_number].name;
}

static void read_role_name(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_words_read(r->yaml, value, &r->row->role_name);
}

static void read_service(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_words_read(r->yaml, value, &r->row->service);
}

static void read_note(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_words_read(r->yaml, value, &r->row->note);
}

static void read_ports(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_ports_read(r->yaml, value, r->row);
}

static void read_transport(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_match_transport(r, value);
    r->row->states_tcp = r->row->tcp;
    r->row->states_udp = r->row->udp;
}

static void read_protocol(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    const char *text = ls_text(r->yaml, value);
    if (text != NULL)
        r->row->protocol = text;
}

static void read_source(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    const char *text = ls_text(r->yaml, value);
    if (text != NULL)
        r->row->source = text;
}

static void read_optional(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_flag(r->yaml, value, &r->row->optional);
}

static void read_needs_evidence(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_flag(r->yaml, value, &r->row->needs_evidence);
}

static void read_external(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_flag(r->yaml, value, &r->row->external);
}

static void read_role_known(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    ls_flag(r->yaml, value, &r->row->role_known);
}

/* role before role_name, which replaces its words: keys are read again in this order. */
static const struct ls_field row_fields[] = {
    {"id", true, read_id},
    {"role", true, read_role},
    {"role_name", false, NULL},
    {"service", true, read_service},
    {"ports", true, read_ports},
    {"transport", true, read_transport},
    {"match", false, NULL},
    {"protocol", true, read_protocol},
    {"note", true, read_note},
    {"optional", false, read_optional},
    {"source", false, read_source},
    {"owner", false, ls_match_owner},
    {"without", false, ls_match_without},
    {"opened_by", false, ls_match_opened_by},
    {"to", false, ls_match_to},
    {"external", false, read_external},
    {"role_known", false, read_role_known},
    {"payload", false, ls_match_payload},
    {"media", false, ls_match_media},
    {"needs_evidence", false, read_needs_evidence},
    {"balancing", false, ls_match_balancing},
    {"learns", false, ls_match_learns},
    {"names", false, ls_match_names},
    {"named_exactly", false, ls_match_named_exactly},
};

/* Two keys complete others, whatever order the file has them in. */
static void read_late_keys(struct ls_row_reader *r, const struct ls_yaml_node *map)
{
    const struct ls_yaml_node *role_name = ls_field_at(map, "role_name");
    const struct ls_yaml_node *match = ls_field_at(map, "match");
    if (role_name != NULL)
        read_role_name(r, role_name);
    if (match == NULL)
        return;
    if (r->row->tcp || r->row->udp || r->row->icmp)
        ls_wrong_key(r->yaml, match, "'match' is for rows that state no transport");
    else
        ls_match_transport(r, match);
}

/* What the classifier would never look at must not look as if it counted. */
static void check_evidence(struct ls_row_reader *r, const struct ls_yaml_node *map)
{
    const struct ls_row *row = r->row;
    const uint32_t media = 1u << LS_ANNOUNCE_AUDIO | 1u << LS_ANNOUNCE_VIDEO |
                           1u << LS_ANNOUNCE_APP_SHARING | 1u << LS_ANNOUNCE_DATA;
    if ((row->learns & media) != 0 && row->owner != LS_OWNER_MEDIA)
        ls_wrong(r->yaml, map, "announced media falls to rows with 'owner: media' only");
    if ((row->learns & 1u << LS_ANNOUNCE_SQL) != 0 && row->catalog->kind != LS_CATALOG_DEPENDENCY)
        ls_wrong(r->yaml, map, "'learns: [sql]' is for catalogs of 'kind: dependency'");
    if (row->width > FIXED_WIDTH && !row->needs_evidence)
        ls_wrong(r->yaml, map,
                 "more than %d ports prove nothing: such a row says 'needs_evidence: true'",
                 FIXED_WIDTH);
}

static void check_agreement(struct ls_row_reader *r, const struct ls_yaml_node *map)
{
    const struct ls_row *row = r->row;
    bool ported = row->tcp || row->udp;
    bool opens = row->owner == LS_OWNER_INITIATOR || row->owner == LS_OWNER_OUTBOUND;
    if (row->range_count > 0 && !ported)
        ls_wrong(r->yaml, map, "a row with ports needs tcp or udp, in 'transport' or 'match'");
    if (row->ports[0] == '\0' && ported)
        ls_wrong(r->yaml, map, "a row on tcp or udp needs ports");
    if (row->role[0] == '\0' && (ported || row->icmp))
        ls_wrong(r->yaml, map, "a row that matches needs a role; 'any' is one");
    if (row->role_known && row->role_number < 0)
        ls_wrong(r->yaml, map, "'role_known' needs a role, and not 'any'");
    if (row->without != 0 && row->role_number < 0)
        ls_wrong(r->yaml, map, "'without' needs a role, and not 'any'");
    if (!opens && (row->to != 0 || row->external))
        ls_wrong(r->yaml, map, "'to' and 'external' need 'owner: initiator' or 'outbound'");
    if (row->owner == LS_OWNER_INITIATOR && row->from != 0)
        ls_wrong(r->yaml, map, "'opened_by' is the role itself with 'owner: initiator'");
    check_evidence(r, map);
}

void ls_row_read(struct ls_row_reader *reader, const struct ls_yaml_node *map)
{
    static const struct ls_words nothing = {{"", ""}};
    struct ls_row *row = reader->row;
    row->id = row->table = row->role = row->ports = row->protocol = "";
    row->role_name = row->service = row->note = nothing;
    row->role_number = -1;
    row->line = map->line;
    row->column = map->column;
    size_t before = reader->yaml->mistakes->total;
    if (!ls_fields_read(reader->yaml, map, row_fields, sizeof row_fields / sizeof *row_fields,
                        reader, "a row"))
        return;
    read_late_keys(reader, map);
    if (reader->yaml->mistakes->total == before)
        check_agreement(reader, map);
}
