/*
 * exceptions_read.c - the YAML of accepted deviations
 *
 * Who answers for it, why, until when, and which flows. An exception that would accept everything
 * is a mistake; so is one without an owner, a reason or a last day.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "classify/exceptions.h"
#include "lyncscope/clock.h"

struct reader {
    struct ls_exceptions *exceptions;
    struct ls_yaml *yaml;
    struct ls_exception exception; /* the one being read */
    struct ls_exception_rule rule; /* likewise */
    bool no_memory;
};

static void read_id(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->exception.id = ls_filled(r->yaml, value);
    for (size_t i = 0; r->exception.id != NULL && i < r->exceptions->count; i++) {
        const struct ls_exception *other = r->exceptions->list[i];
        if (strcmp(other->id, r->exception.id) == 0)
            ls_wrong(r->yaml, value, "the id '%.60s' is taken by %s, line %u", other->id,
                     other->file, other->line);
    }
}

static void read_owner(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->exception.owner = ls_filled(r->yaml, value);
}

static void read_reason(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->exception.reason = ls_filled(r->yaml, value);
}

/* Reads the digits and dashes of YYYY-MM-DD into the start of that day; false when it is none. */
static bool read_day(const char *text, struct tm *day)
{
    static const char form[] = "dddd-dd-dd";
    if (strlen(text) != sizeof form - 1)
        return false;
    for (size_t i = 0; text[i] != '\0'; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != '-')
            return false;
    *day = (struct tm){
        .tm_year = atoi(text) - 1900, .tm_mon = atoi(text + 5) - 1, .tm_mday = atoi(text + 8)};
    struct tm asked = *day;
    time_t start = timegm(day);
    return start >= 0 && day->tm_year < 300 && day->tm_mon == asked.tm_mon &&
           day->tm_mday == asked.tm_mday;
}

static void read_expires(void *context, const struct ls_yaml_node *value)
{
    enum { DAY_SECONDS = 24 * 60 * 60 };
    struct reader *r = context;
    struct tm day;
    const char *text = ls_filled(r->yaml, value);
    if (text == NULL)
        return;
    if (!read_day(text, &day)) {
        ls_wrong(r->yaml, value, "'%.60s' is no day; write it as 2026-12-31", text);
        return;
    }
    r->exception.expires = text;
    r->exception.end_ns = ((int64_t)timegm(&day) + DAY_SECONDS) * LS_SECOND;
}

static bool is_any(const struct ls_yaml_node *value)
{
    return value->kind == LS_YAML_TEXT && strcmp(value->text, "any") == 0;
}

/* Says whether value is a text, or a list with something in it but not too much. */
static bool is_some(struct reader *r, const struct ls_yaml_node *value)
{
    if (value->kind == LS_YAML_MAP || (value->kind == LS_YAML_LIST && value->count == 0))
        ls_wrong(r->yaml, value, "must be one value or a list of values");
    else if (value->kind == LS_YAML_LIST && value->count > LS_EXCEPTION_LIST_MAX)
        ls_wrong(r->yaml, value, "a list has at most %d items here", LS_EXCEPTION_LIST_MAX);
    else
        return true;
    return false;
}

static void *room_for(struct reader *r, const struct ls_yaml_node *value, size_t item_bytes)
{
    size_t count = value->kind == LS_YAML_TEXT ? 1 : value->count;
    void *room = ls_arena_alloc(r->exceptions->arena, count * item_bytes);
    r->no_memory = r->no_memory || room == NULL;
    return room;
}

/* --- source and destination --- */

/* Bits behind the prefix mean that somebody mistyped one of the two. */
static bool is_start(const struct ls_prefix *prefix)
{
    for (unsigned bit = prefix->bits; bit < 128; bit++)
        if (prefix->addr.bytes[bit / 8] & 0x80U >> bit % 8)
            return false;
    return true;
}

static bool read_role(struct reader *r, const struct ls_yaml_node *node,
                      struct ls_exception_place *place)
{
    struct ls_yaml_node key = *node;
    key.text += strlen("role:");
    key.column += (unsigned)strlen("role:");
    place->role = ls_role_read(r->yaml, r->exceptions->catalogs, &key);
    return place->role >= 0;
}

static bool read_place(struct reader *r, const struct ls_yaml_node *node,
                       struct ls_exception_place *place)
{
    const char *text = ls_filled(r->yaml, node);
    if (text == NULL)
        return false;
    if (strncmp(text, "role:", strlen("role:")) == 0)
        return read_role(r, node, place);
    place->role = -1;
    if (!ls_prefix_parse(text, &place->prefix))
        ls_wrong(r->yaml, node, "'%.60s' is no address, prefix, role:KEY or any", text);
    else if (!is_start(&place->prefix))
        ls_wrong(r->yaml, node, "'%.60s' has bits set behind its prefix", text);
    else
        return true;
    return false;
}

static void read_end(struct reader *r, const struct ls_yaml_node *value, int which)
{
    if (is_any(value) || !is_some(r, value))
        return;
    struct ls_exception_place *places = room_for(r, value, sizeof *places);
    struct ls_exception_end *end = &r->rule.end[which];
    if (places == NULL)
        return;
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n))
        if (read_place(r, n, &places[end->count]))
            end->count++;
    end->places = places;
}

static void read_source(void *context, const struct ls_yaml_node *value)
{
    read_end(context, value, 0);
}

static void read_destination(void *context, const struct ls_yaml_node *value)
{
    read_end(context, value, 1);
}

/* --- transport, port, protocol --- */

static void read_transport(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_choice names[] = {
        {"tcp", LS_IP_TCP},   {"udp", LS_IP_UDP},         {"sctp", LS_IP_SCTP},
        {"icmp", LS_IP_ICMP}, {"ipv6-icmp", LS_IP_ICMP6},
    };
    struct reader *r = context;
    if (is_any(value) || !is_some(r, value))
        return;
    r->rule.all_transports = false;
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n)) {
        int number = -1;
        char behind;
        bool digits = n->kind == LS_YAML_TEXT && strlen(n->text) <= 3 &&
                      sscanf(n->text, "%d%c", &number, &behind) == 1 && number >= 0;
        if (!digits && !ls_pick(r->yaml, n, names, sizeof names / sizeof *names, &number))
            continue;
        if (number > 255)
            ls_wrong(r->yaml, n, "%d is no IP protocol: 0 to 255", number);
        else
            r->rule.transports[number / 64] |= UINT64_C(1) << number % 64;
    }
}

static bool read_number(const char **at, uint16_t *port)
{
    unsigned value = 0;
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 5)
        return false;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (unsigned)((*at)[i] - '0');
    *at += digits;
    *port = (uint16_t)value;
    return value >= 1 && value <= 65535;
}

static bool read_range(const char **at, struct ls_port_range *range)
{
    if (!read_number(at, &range->first))
        return false;
    range->last = range->first;
    if (**at != '-')
        return true;
    ++*at;
    return read_number(at, &range->last) && range->first <= range->last;
}

/* "443" or "10000-10010", several with commas. */
static void read_ports(struct reader *r, const struct ls_yaml_node *node,
                       struct ls_port_range *ranges)
{
    const char *text = ls_filled(r->yaml, node);
    for (const char *at = text; at != NULL; at++) {
        struct ls_port_range range;
        at += strspn(at, " ");
        if (r->rule.port_count == LS_EXCEPTION_LIST_MAX || !read_range(&at, &range) ||
            (*at != '\0' && *at != ',')) {
            ls_wrong(r->yaml, node,
                     "bad port '%.60s'; write 3389, \"10000-10010\", a list of these or any; from "
                     "1 to 65535, at most %d",
                     text, LS_EXCEPTION_LIST_MAX);
            return;
        }
        ranges[r->rule.port_count++] = range;
        if (*at == '\0')
            return;
    }
}

static void read_port(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    if (is_any(value) || !is_some(r, value))
        return;
    struct ls_port_range *ranges =
        ls_arena_alloc(r->exceptions->arena, LS_EXCEPTION_LIST_MAX * sizeof *ranges);
    r->no_memory = r->no_memory || ranges == NULL;
    if (ranges == NULL)
        return;
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n))
        read_ports(r, n, ranges);
    r->rule.ports = ranges;
}

static void unknown_protocol(struct reader *r, const struct ls_yaml_node *node)
{
    const char *near = NULL;
    size_t least = LS_NEAR_START;
    for (enum ls_proto proto = 1; proto < LS_PROTO_COUNT; proto++)
        if (ls_is_nearer(node->text, ls_proto_name(proto), &least))
            near = ls_proto_name(proto);
    ls_wrong(r->yaml, node,
             "unknown protocol '%.60s'%s%s%s; names are those of network.protocol, or "
             "application:NAME as in lync.application",
             node->text, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void read_protocol(void *context, const struct ls_yaml_node *value)
{
    static const char application[] = "application:";
    struct reader *r = context;
    if (is_any(value) || !is_some(r, value))
        return;
    const char **names = room_for(r, value, sizeof *names);
    if (names == NULL)
        return;
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n)) {
        const char *text = ls_filled(r->yaml, n);
        enum ls_proto proto = text ? ls_proto_find(text) : LS_PROTO_NONE;
        if (text == NULL)
            continue;
        if (proto != LS_PROTO_NONE)
            r->rule.protos |= UINT64_C(1) << proto;
        else if (strncmp(text, application, sizeof application - 1) == 0 &&
                 text[sizeof application - 1] != '\0')
            names[r->rule.application_count++] = text + sizeof application - 1;
        else
            unknown_protocol(r, n);
    }
    r->rule.applications = names;
}

/* --- the whole --- */

static const struct ls_field fields[] = {
    {"id", true, read_id},
    {"source", true, read_source},
    {"destination", true, read_destination},
    {"transport", false, read_transport},
    {"port", false, read_port},
    {"protocol", false, read_protocol},
    {"owner", true, read_owner},
    {"reason", true, read_reason},
    {"expires", true, read_expires},
};

static bool has_ports(const struct ls_exception_rule *rule)
{
    static const uint8_t with_ports[] = {LS_IP_TCP, LS_IP_UDP, LS_IP_SCTP};
    for (size_t i = 0; i < sizeof with_ports; i++)
        if (rule->transports[with_ports[i] / 64] >> with_ports[i] % 64 & 1)
            return true;
    return rule->all_transports;
}

static void check(struct reader *r, const struct ls_yaml_node *map)
{
    const struct ls_exception_rule *rule = &r->rule;
    if (rule->end[0].count == 0 && rule->end[1].count == 0 && rule->all_transports &&
        rule->port_count == 0 && rule->protos == 0 && rule->application_count == 0)
        ls_wrong(r->yaml, map, "accepts every finding there is; say which");
    if (rule->port_count > 0 && !has_ports(rule))
        ls_wrong(r->yaml, map, "has a port, but no transport that has ports");
}

static void keep(struct reader *r, const struct ls_yaml_node *map)
{
    struct ls_exceptions *e = r->exceptions;
    if (e->count == LS_EXCEPTIONS_MAX) {
        ls_wrong(r->yaml, map, "more than %d exceptions", LS_EXCEPTIONS_MAX);
        return;
    }
    struct ls_exception *exception = ls_arena_alloc(e->arena, sizeof *exception);
    struct ls_exception_rule *rule = ls_arena_alloc(e->arena, sizeof *rule);
    r->no_memory = r->no_memory || exception == NULL || rule == NULL;
    if (r->no_memory)
        return;
    *exception = r->exception;
    *rule = r->rule;
    exception->rule = rule;
    exception->number = e->count;
    exception->file = r->yaml->file;
    exception->line = map->line;
    e->list[e->count++] = exception;
}

/* One with a mistake is dropped: an end that could not be read would otherwise match anyone. */
static void read_exception(struct reader *r, const struct ls_yaml_node *map)
{
    size_t before = r->yaml->mistakes->total;
    r->exception = (struct ls_exception){0};
    r->rule = (struct ls_exception_rule){.all_transports = true};
    if (!ls_fields_read(r->yaml, map, fields, sizeof fields / sizeof *fields, r, "an exception"))
        return;
    if (r->yaml->mistakes->total == before)
        check(r, map);
    if (r->yaml->mistakes->total == before && !r->no_memory)
        keep(r, map);
}

static void read_exceptions(void *context, const struct ls_yaml_node *list)
{
    struct reader *r = context;
    if (!ls_is_list(r->yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map && !r->no_memory; map = map->next)
        read_exception(r, map);
}

int ls_exceptions_add(struct ls_exceptions *exceptions, struct ls_yaml *yaml)
{
    static const struct ls_field top[] = {{"exceptions", true, read_exceptions}};
    struct reader reader = {.exceptions = exceptions, .yaml = yaml};
    if (yaml->root != NULL)
        ls_fields_read(yaml, yaml->root, top, 1, &reader, "a file of exceptions");
    return reader.no_memory ? LS_E_MEMORY : 0;
}
