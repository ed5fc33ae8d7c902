/* fields_network.c - event.*, network.*, source.* and destination.* of the Elastic Common Schema.
 */
#include "lyncscope/digits.h"
#include "report/community_id.h"
#include "report/names.h"
#include "report/values.h"

GET(get_start)
{
    UNUSED_RUN;
    put_time(value, record->summary->first_ns);
}

GET(get_ecs)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    put(value, "8.11");
}

GET(get_kind)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    put(value, "event");
}

GET(get_category)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    put_list_one(value, "network");
}

GET(get_event_type)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    put_list_one(value, "connection");
}

GET(get_end)
{
    UNUSED_RUN;
    put_time(value, record->summary->last_ns);
}

GET(get_duration)
{
    UNUSED_RUN;
    put_uint(value, (uint64_t)(record->summary->last_ns - record->summary->first_ns));
}

GET(get_network_type)
{
    UNUSED_RUN;
    put(value, record->summary->flags & LS_FLOW_V6 ? "ipv6" : "ipv4");
}

GET(get_transport)
{
    UNUSED_RUN;
    put(value, transport_name(record->summary->ip_proto, value->room));
}

GET(get_iana_number)
{
    UNUSED_RUN;
    *ls_digits(value->room, record->summary->ip_proto) = '\0';
    put(value, value->room);
}

GET(get_protocol)
{
    UNUSED_RUN;
    enum ls_proto best = ls_evidence_best(record->summary->evidence);
    if (best != LS_PROTO_NONE)
        put(value, ls_proto_name(best));
}

GET(get_community_id)
{
    community_id(run->community_ids, record->summary, value->room);
    if (value->room[0] != '\0')
        put(value, value->room);
}

GET(get_packets)
{
    UNUSED_RUN;
    put_uint(value, record->summary->packets[0] + record->summary->packets[1]);
}

GET(get_bytes)
{
    UNUSED_RUN;
    put_uint(value, record->summary->bytes[0] + record->summary->bytes[1]);
}

static void put_vlan(struct value *value, uint16_t id)
{
    if (id == 0)
        return;
    snprintf(value->room, sizeof value->room, "%u", id);
    put(value, value->room);
}

GET(get_vlan)
{
    UNUSED_RUN;
    put_vlan(value, record->summary->vlan[0]);
}

GET(get_inner_vlan)
{
    UNUSED_RUN;
    put_vlan(value, record->summary->vlan[1]);
}

static void put_ip(const struct ls_record *record, int end, struct value *value)
{
    put(value, ls_addr_format(&record->summary->addr[side_of(record, end)], value->room));
}

static void put_port(const struct ls_record *record, int end, struct value *value)
{
    if (record->summary->flags & LS_FLOW_PORTS)
        put_uint(value, record->summary->port[side_of(record, end)]);
}

GET(get_source_ip)
{
    UNUSED_RUN;
    put_ip(record, 0, value);
}

/* ECS: the name of the host. Ours is the topology's, or one of it that the capture gave a place. */
static void put_domain(const struct ls_record *record, int end, struct value *value)
{
    if (record->verdict->who[end].name[0] != '\0')
        put(value, record->verdict->who[end].name);
}

GET(get_source_domain)
{
    UNUSED_RUN;
    put_domain(record, 0, value);
}

GET(get_destination_domain)
{
    UNUSED_RUN;
    put_domain(record, 1, value);
}

GET(get_source_port)
{
    UNUSED_RUN;
    put_port(record, 0, value);
}

GET(get_source_packets)
{
    UNUSED_RUN;
    put_uint(value, record->summary->packets[side_of(record, 0)]);
}

GET(get_source_bytes)
{
    UNUSED_RUN;
    put_uint(value, record->summary->bytes[side_of(record, 0)]);
}

GET(get_destination_ip)
{
    UNUSED_RUN;
    put_ip(record, 1, value);
}

GET(get_destination_port)
{
    UNUSED_RUN;
    put_port(record, 1, value);
}

GET(get_destination_packets)
{
    UNUSED_RUN;
    put_uint(value, record->summary->packets[side_of(record, 1)]);
}

GET(get_destination_bytes)
{
    UNUSED_RUN;
    put_uint(value, record->summary->bytes[side_of(record, 1)]);
}

const struct field fields_network[] = {
    {"", "@timestamp", get_start},
    {"ecs.", "version", get_ecs},
    {"event.", "kind", get_kind},
    {"event.", "category", get_category},
    {"event.", "type", get_event_type},
    {"event.", "start", get_start},
    {"event.", "end", get_end},
    {"event.", "duration", get_duration},
    {"network.", "type", get_network_type},
    {"network.", "transport", get_transport},
    {"network.", "iana_number", get_iana_number},
    {"network.", "protocol", get_protocol},
    {"network.", "community_id", get_community_id},
    {"network.", "packets", get_packets},
    {"network.", "bytes", get_bytes},
    {"network.vlan.", "id", get_vlan},
    {"network.inner.vlan.", "id", get_inner_vlan},
    {"source.", "ip", get_source_ip},
    {"source.", "port", get_source_port},
    {"source.", "packets", get_source_packets},
    {"source.", "bytes", get_source_bytes},
    {"source.", "domain", get_source_domain},
    {"destination.", "ip", get_destination_ip},
    {"destination.", "port", get_destination_port},
    {"destination.", "packets", get_destination_packets},
    {"destination.", "bytes", get_destination_bytes},
    {"destination.", "domain", get_destination_domain},
    {NULL, NULL, NULL},
};
