/* fields_network.c - event.*, network.*, source.* and destination.* of the Elastic Common Schema.
 */
#include "lyncscope/digits.h"
#include "report/community_id.h"
#include "report/names.h"
#include "report/values.h"

GET(get_start)
{
    put_time(of, value, CLOCK_PACKETS, of->summary->first_ns);
}

GET(get_ecs)
{
    (void)of;
    put(value, "8.11");
}

GET(get_kind)
{
    (void)of;
    put(value, "event");
}

GET(get_category)
{
    (void)of;
    put_list_one(value, text_of("network"));
}

GET(get_event_type)
{
    (void)of;
    put_list_one(value, text_of("connection"));
}

GET(get_end)
{
    put_time(of, value, CLOCK_PACKETS, of->summary->last_ns);
}

GET(get_duration)
{
    put_uint(value, (uint64_t)(of->summary->last_ns - of->summary->first_ns));
}

GET(get_network_type)
{
    put(value, of->summary->flags & LS_FLOW_V6 ? "ipv6" : "ipv4");
}

GET(get_transport)
{
    put(value, transport_name(of->summary->ip_proto, value->room));
}

/* A number that the schema has as text. */
static void put_number(struct value *value, uint64_t number)
{
    value->kind = VALUE_WORDS;
    value->text = ls_span(value->room, (size_t)(ls_digits(value->room, number) - value->room));
}

GET(get_iana_number)
{
    put_number(value, of->summary->ip_proto);
}

GET(get_protocol)
{
    enum ls_proto best = ls_evidence_best(of->summary->evidence);
    if (best != LS_PROTO_NONE)
        put(value, ls_proto_name(best));
}

GET(get_community_id)
{
    community_id(of->summary, value->room);
    put(value, value->room);
}

GET(get_packets)
{
    put_uint(value, of->summary->packets[0] + of->summary->packets[1]);
}

GET(get_bytes)
{
    put_uint(value, of->summary->bytes[0] + of->summary->bytes[1]);
}

static void put_vlan(struct value *value, uint16_t id)
{
    if (id == 0)
        return;
    put_number(value, id);
}

GET(get_vlan)
{
    put_vlan(value, of->summary->vlan[0]);
}

GET(get_inner_vlan)
{
    put_vlan(value, of->summary->vlan[1]);
}

static void put_ip(const struct account *of, int end, struct value *value)
{
    put(value, ls_addr_format(&of->summary->addr[side_of(of, end)], value->room));
}

static void put_port(const struct account *of, int end, struct value *value)
{
    if (of->summary->flags & LS_FLOW_PORTS)
        put_uint(value, of->summary->port[side_of(of, end)]);
}

GET(get_source_ip)
{
    put_ip(of, 0, value);
}

/* ECS: the name of the host. Ours is the topology's, or one of it that the capture gave a place. */
static void put_domain(const struct account *of, int end, struct value *value)
{
    if (of->verdict->who[end].name[0] != '\0')
        put_text(value, text_of(of->verdict->who[end].name));
}

GET(get_source_domain)
{
    put_domain(of, 0, value);
}

GET(get_destination_domain)
{
    put_domain(of, 1, value);
}

GET(get_source_port)
{
    put_port(of, 0, value);
}

GET(get_source_packets)
{
    put_uint(value, of->summary->packets[side_of(of, 0)]);
}

GET(get_source_bytes)
{
    put_uint(value, of->summary->bytes[side_of(of, 0)]);
}

GET(get_destination_ip)
{
    put_ip(of, 1, value);
}

GET(get_destination_port)
{
    put_port(of, 1, value);
}

GET(get_destination_packets)
{
    put_uint(value, of->summary->packets[side_of(of, 1)]);
}

GET(get_destination_bytes)
{
    put_uint(value, of->summary->bytes[side_of(of, 1)]);
}

BRANCH(ecs, record, 1, "ecs");
BRANCH(event, record, 1, "event");
BRANCH(network, record, 1, "network");
BRANCH(network_vlan, network, 2, "vlan");
BRANCH(network_inner, network, 2, "inner");
BRANCH(network_inner_vlan, network_inner, 3, "vlan");
BRANCH(source, record, 1, "source");
BRANCH(destination, record, 1, "destination");

const struct field fields_network[] = {
    FIELD(record, "@timestamp", get_start),
    FIELD(ecs, "version", get_ecs),
    FIELD(event, "kind", get_kind),
    FIELD(event, "category", get_category),
    FIELD(event, "type", get_event_type),
    FIELD(event, "start", get_start),
    FIELD(event, "end", get_end),
    FIELD(event, "duration", get_duration),
    FIELD(network, "type", get_network_type),
    FIELD(network, "transport", get_transport),
    FIELD(network, "iana_number", get_iana_number),
    FIELD(network, "protocol", get_protocol),
    FIELD(network, "community_id", get_community_id),
    FIELD(network, "packets", get_packets),
    FIELD(network, "bytes", get_bytes),
    FIELD(network_vlan, "id", get_vlan),
    FIELD(network_inner_vlan, "id", get_inner_vlan),
    FIELD(source, "ip", get_source_ip),
    FIELD(source, "port", get_source_port),
    FIELD(source, "packets", get_source_packets),
    FIELD(source, "bytes", get_source_bytes),
    FIELD(source, "domain", get_source_domain),
    FIELD(destination, "ip", get_destination_ip),
    FIELD(destination, "port", get_destination_port),
    FIELD(destination, "packets", get_destination_packets),
    FIELD(destination, "bytes", get_destination_bytes),
    FIELD(destination, "domain", get_destination_domain),
    {.get = NULL},
};
