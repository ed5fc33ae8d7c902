/* hosts_data.c - the topology for programs: one JSON object a line, and YAML to read again. */
#include <string.h>
#include <strings.h>

#include "lyncscope/escape.h"
#include "lyncscope/json.h"
#include "report/hosts.h"

static const char *balancing_word(enum ls_balancing balancing)
{
    return balancing == LS_BALANCING_DNS ? "dns" : "hardware";
}

static void json_roles(struct ls_json *json, const struct ls_catalogs *catalogs, ls_roles roles)
{
    ls_json_list(json, "roles");
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++)
        if ((roles >> i & 1) != 0)
            ls_json_text(json, NULL, ls_catalogs_role(catalogs, i)->key);
    ls_json_end(json);
}

static void json_place(struct ls_json *json, const char *file, unsigned line)
{
    ls_json_text(json, "file", file);
    ls_json_uint(json, "line", line);
}

static void json_addrs(struct ls_json *json, const struct ls_topology_host *host)
{
    ls_json_list(json, "addresses");
    for (size_t i = 0; i < host->addr_count; i++) {
        char text[LS_ADDR_TEXT];
        ls_json_object(json, NULL);
        ls_json_text(json, "ip", ls_addr_format(&host->addrs[i], text));
        json_place(json, host->places[i].file, host->places[i].line);
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void json_host(struct ls_json *json, const struct ls_catalogs *catalogs,
                      const struct ls_topology_host *host)
{
    ls_json_text(json, "type", "host");
    ls_json_text(json, "name", host->name);
    json_addrs(json, host);
    json_roles(json, catalogs, host->roles);
    if (host->pool != NULL)
        ls_json_text(json, "pool", host->pool->name);
    if (host->balancing != LS_BALANCING_UNSAID)
        ls_json_text(json, "load_balancing", balancing_word(host->balancing));
    json_place(json, host->file, host->line);
}

static void json_pool(struct ls_json *json, const struct ls_catalogs *catalogs,
                      const struct ls_topology_pool *pool)
{
    ls_json_text(json, "type", "pool");
    ls_json_text(json, "name", pool->name);
    json_roles(json, catalogs, pool->roles);
    ls_json_bool(json, "complete", pool->complete);
    ls_json_list(json, "ports");
    for (size_t i = 0; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        ls_json_object(json, NULL);
        ls_json_text(json, "service", l->service);
        ls_json_uint(json, "first", l->first);
        ls_json_uint(json, "last", l->last);
        if (l->usual_first != 0) {
            ls_json_uint(json, "usual_first", l->usual_first);
            ls_json_uint(json, "usual_last", l->usual_last);
        }
        ls_json_text(json, "transport", l->tcp && l->udp ? "both" : l->udp ? "udp" : "tcp");
        json_place(json, l->file, l->line);
        ls_json_end(json);
    }
    ls_json_end(json);
    json_place(json, pool->file, pool->line);
}

static void json_network(struct ls_json *json, const struct ls_catalogs *catalogs,
                         const struct ls_topology_network *network)
{
    char text[NETWORK_TEXT];
    ls_json_text(json, "type", "network");
    ls_json_text(json, "cidr", hosts_network_text(&network->prefix, text));
    json_roles(json, catalogs, network->roles);
    json_place(json, network->file, network->line);
}

static void end_line(struct ls_json *json)
{
    ls_json_end(json);
    fputc('\n', json->out);
}

void hosts_write_jsonl(FILE *out, const struct ls_catalogs *catalogs,
                       const struct ls_topology *topology)
{
    struct ls_json json;
    size_t count;
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    for (size_t i = 0; i < count; i++) {
        ls_json_begin(&json, out, 0);
        ls_json_object(&json, NULL);
        json_host(&json, catalogs, &hosts[i]);
        end_line(&json);
    }
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    for (size_t i = 0; i < count; i++) {
        ls_json_begin(&json, out, 0);
        ls_json_object(&json, NULL);
        json_network(&json, catalogs, &networks[i]);
        end_line(&json);
    }
    for (size_t i = 0; i < ls_topology_pool_count(topology); i++) {
        ls_json_begin(&json, out, 0);
        ls_json_object(&json, NULL);
        json_pool(&json, catalogs, ls_topology_pool(topology, i));
        end_line(&json);
    }
}

/* A JSON string is a YAML string (YAML 1.2 section 10.3.1). */
static void quoted(FILE *out, const char *text)
{
    fputc('"', out);
    ls_json_escape(out, (struct ls_span){(const uint8_t *)text, strlen(text)});
    fputc('"', out);
}

static void yaml_roles(FILE *out, const struct ls_catalogs *catalogs, ls_roles roles)
{
    const char *before = "";
    if (roles == 0)
        return;
    fputs(", roles: [", out);
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++)
        if ((roles >> i & 1) != 0) {
            fprintf(out, "%s%s", before, ls_catalogs_role(catalogs, i)->key);
            before = ", ";
        }
    fputc(']', out);
}

/* Roles stand where they were told: with the pool, or with the host. */
static void yaml_host(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology_host *host)
{
    fputs("  - {", out);
    if (host->name[0] != '\0') {
        fputs("name: ", out);
        quoted(out, host->name);
        fputs(host->addr_count > 0 ? ", " : "", out);
    }
    for (size_t i = 0; i < host->addr_count; i++) {
        char text[LS_ADDR_TEXT];
        fprintf(out, "%s\"%s\"", i == 0 ? "ip: [" : ", ", ls_addr_format(&host->addrs[i], text));
    }
    fputs(host->addr_count > 0 ? "]" : "", out);
    yaml_roles(out, catalogs, host->own);
    if (host->pool != NULL && !(host->shared && strcasecmp(host->name, host->pool->name) == 0)) {
        fputs(", pool: ", out);
        quoted(out, host->pool->name);
    }
    if (host->balancing != LS_BALANCING_UNSAID)
        fprintf(out, ", load_balancing: %s", balancing_word(host->balancing));
    fputs("}\n", out);
}

static void yaml_pool(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology_pool *pool)
{
    fputs("  - {name: ", out);
    quoted(out, pool->name);
    yaml_roles(out, catalogs, pool->roles);
    if (pool->balancing != LS_BALANCING_UNSAID)
        fprintf(out, ", load_balancing: %s", balancing_word(pool->balancing));
    if (pool->complete)
        fputs(", complete: true", out);
    for (size_t i = 0; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        fprintf(out, "%s\n     {service: ", i == 0 ? ", ports: [" : ",");
        quoted(out, l->service);
        fprintf(out, ", port: \"%u-%u\", transport: %s}", l->first, l->last,
                l->tcp && l->udp ? "both"
                : l->udp         ? "udp"
                                 : "tcp");
    }
    fputs(pool->listener_count > 0 ? "]}\n" : "}\n", out);
}

void hosts_write_yaml(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology *topology)
{
    size_t count;
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    fputs(count > 0 ? "hosts:\n" : "hosts: []\n", out);
    for (size_t i = 0; i < count; i++)
        yaml_host(out, catalogs, &hosts[i]);
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    fputs(count > 0 ? "networks:\n" : "", out);
    for (size_t i = 0; i < count; i++) {
        char text[NETWORK_TEXT];
        fprintf(out, "  - {cidr: \"%s\"", hosts_network_text(&networks[i].prefix, text));
        yaml_roles(out, catalogs, networks[i].roles);
        fputs("}\n", out);
    }
    count = ls_topology_pool_count(topology);
    fputs(count > 0 ? "pools:\n" : "", out);
    for (size_t i = 0; i < count; i++)
        yaml_pool(out, catalogs, ls_topology_pool(topology, i));
}

int ls_topology_write(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology *topology, const char *format,
                      const struct ls_look *look, enum ls_lang lang)
{
    if (strcmp(format, "jsonl") == 0)
        hosts_write_jsonl(out, catalogs, topology);
    else if (strcmp(format, "yaml") == 0)
        hosts_write_yaml(out, catalogs, topology);
    else if (strcmp(format, "text") == 0)
        hosts_write_text(out, catalogs, topology, look, lang);
    else
        return LS_E_USAGE;
    return 0;
}
