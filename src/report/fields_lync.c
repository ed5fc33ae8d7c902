/* fields_lync.c - lync.*: verdict, evidence, roles, reason. */
#include "report/names.h"
#include "report/values.h"

GET(get_verdict)
{
    UNUSED_RUN;
    put(value, ls_verdict_name(record->verdict->kind));
}

GET(get_level)
{
    UNUSED_RUN;
    put(value, ls_level_name(record->verdict->level));
}

GET(get_payload)
{
    UNUSED_RUN;
    const struct ls_evidence *evidence = record->summary->evidence;
    value->kind = VALUE_LIST;
    for (int i = 0; evidence != NULL && i < evidence->depth; i++)
        put_list_one(value, ls_proto_name(evidence->stack[i]));
}

GET(get_application)
{
    UNUSED_RUN;
    struct ls_fact fact;
    value->kind = VALUE_NULL;
    if (ls_fact_find(record->summary->evidence, LS_FACT_NDPI_APP, &fact)) {
        value->kind = VALUE_TEXT;
        value->text = fact.value;
    }
}

GET(get_mutual)
{
    UNUSED_RUN;
    switch (record->verdict->mutual) {
    case LS_MUTUAL_ABSENT:
        break;
    case LS_MUTUAL_NULL:
        value->kind = VALUE_NULL;
        break;
    case LS_MUTUAL_TRUE:
    case LS_MUTUAL_FALSE:
        value->kind = VALUE_BOOL;
        value->number = record->verdict->mutual == LS_MUTUAL_TRUE;
        break;
    }
}

GET(get_state)
{
    UNUSED_RUN;
    put(value, ls_conn_state(record->summary, record->verdict->initiator));
}

GET(get_direction)
{
    UNUSED_RUN;
    put(value, ls_direction_name(record->verdict->direction));
}

GET(get_entries)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    value->kind = VALUE_ENTRIES;
}

GET(get_rejected)
{
    UNUSED_RUN;
    for (size_t i = 0; i < record->verdict->rejected_count; i++)
        put_list_one(value, record->verdict->rejected[i]->id);
}

static void put_roles(const struct ls_run *run, const struct ls_record *record, int end,
                      struct value *value)
{
    ls_roles roles = record->verdict->who[end].roles;
    value->kind = VALUE_LIST;
    for (size_t i = 0; i < ls_catalogs_role_count(run->catalogs); i++) {
        if (roles >> i & 1)
            put_list_one(value, ls_catalogs_role(run->catalogs, i)->key);
    }
}

static void put_role_from(const struct ls_run *run, const struct ls_record *record, int end,
                          struct value *value)
{
    UNUSED_RUN;
    enum ls_role_from from = record->verdict->who[end].from;
    value->kind = VALUE_NULL;
    if (from != LS_ROLE_UNKNOWN)
        put(value, role_from_name(from));
}

/* How sure each of the roles is, in their order. */
static void put_confidence(const struct ls_run *run, const struct ls_record *record, int end,
                           struct value *value)
{
    const struct ls_identity *who = &record->verdict->who[end];
    for (size_t i = 0; i < ls_catalogs_role_count(run->catalogs); i++)
        if (who->from == LS_ROLE_INFERRED && (who->roles >> i & 1) != 0)
            put_list_one(value, ls_confidence_name(ls_confidence_of(who, (int)i)));
}

static void put_because(const struct ls_run *run, const struct ls_record *record, int end,
                        struct value *value)
{
    UNUSED_RUN;
    const struct ls_identity *who = &record->verdict->who[end];
    for (size_t i = 0; i < who->because_count; i++)
        put_list_one(value, who->because[i]);
}

/* Both ends say the same of themselves: one getter each. */
#define ENDS(name, put)                                                                            \
    GET(get_source_##name)                                                                         \
    {                                                                                              \
        put(run, record, 0, value);                                                                \
    }                                                                                              \
    GET(get_destination_##name)                                                                    \
    {                                                                                              \
        put(run, record, 1, value);                                                                \
    }

ENDS(confidence, put_confidence)
ENDS(because, put_because)
ENDS(roles, put_roles)
ENDS(role_from, put_role_from)

GET(get_content)
{
    UNUSED_RUN;
    struct ls_fact fact;
    size_t at = 0;
    if (next_content(record->summary->evidence, &at, &fact))
        value->kind = VALUE_CONTENT;
}

GET(get_reason)
{
    UNUSED_RUN;
    put(value, record->verdict->reason);
}

GET(get_findings)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    value->kind = VALUE_FINDINGS;
}

GET(get_accepted)
{
    UNUSED_RUN;
    UNUSED_RECORD;
    value->kind = VALUE_ACCEPTED;
}

const struct field fields_lync[] = {
    {"lync.", "verdict", get_verdict},
    {"lync.", "evidence", get_level},
    {"lync.", "payload", get_payload},
    {"lync.", "application", get_application},
    {"lync.", "mutual_tls", get_mutual},
    {"lync.", "state", get_state},
    {"lync.", "direction", get_direction},
    {"lync.", "entries", get_entries},
    {"lync.", "rejected", get_rejected},
    {"lync.source.", "roles", get_source_roles},
    {"lync.source.", "role_from", get_source_role_from},
    {"lync.source.", "confidence", get_source_confidence},
    {"lync.source.", "because", get_source_because},
    {"lync.destination.", "roles", get_destination_roles},
    {"lync.destination.", "role_from", get_destination_role_from},
    {"lync.destination.", "confidence", get_destination_confidence},
    {"lync.destination.", "because", get_destination_because},
    {"lync.", "content", get_content},
    {"lync.", "reason", get_reason},
    {"lync.", "findings", get_findings},
    {"lync.", "accepted", get_accepted},
    {NULL, NULL, NULL},
};
