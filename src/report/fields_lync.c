/* fields_lync.c - lync.*: verdict, evidence, roles, reason. */
#include "report/names.h"
#include "report/values.h"

GET(get_verdict)
{
    put(value, ls_verdict_name(of->verdict->kind));
}

GET(get_level)
{
    put(value, ls_level_name(of->verdict->level));
}

GET(get_payload)
{
    const struct ls_evidence *evidence = of->summary->evidence;
    value->kind = VALUE_LIST;
    for (int i = 0; evidence != NULL && i < evidence->depth; i++)
        put_list_one(value, text_of(ls_proto_name(evidence->stack[i])));
}

GET(get_application)
{
    struct ls_fact fact;
    size_t at = 0;
    value->kind = VALUE_NULL;
    if (account_next(of, LS_FACT_NDPI_APP, &at, &fact))
        put_text(value, fact.value);
}

GET(get_mutual)
{
    switch (of->verdict->mutual) {
    case LS_MUTUAL_ABSENT:
        break;
    case LS_MUTUAL_NULL:
        value->kind = VALUE_NULL;
        break;
    case LS_MUTUAL_TRUE:
    case LS_MUTUAL_FALSE:
        value->kind = VALUE_BOOL;
        value->number = of->verdict->mutual == LS_MUTUAL_TRUE;
        break;
    }
}

GET(get_state)
{
    put(value, ls_conn_state(of->summary, of->verdict->initiator));
}

GET(get_direction)
{
    put(value, ls_direction_name(of->verdict->direction));
}

GET(get_entries)
{
    (void)of;
    value->kind = VALUE_ENTRIES;
}

GET(get_rejected)
{
    for (size_t i = 0; i < of->verdict->rejected_count; i++)
        put_list_one(value, text_of(of->verdict->rejected[i]->id));
}

static void put_roles(const struct account *of, int end, struct value *value)
{
    value->kind = VALUE_LIST;
    for (ls_roles left = of->verdict->who[end].roles; left != 0; left &= left - 1) {
        size_t number = (size_t)__builtin_ctzll(left);
        put_list_one(value, text_of(ls_catalogs_role(of->run->catalogs, number)->key));
    }
}

static void put_role_from(const struct account *of, int end, struct value *value)
{
    enum ls_role_from from = of->verdict->who[end].from;
    value->kind = VALUE_NULL;
    if (from != LS_ROLE_UNKNOWN)
        put(value, role_from_name(from));
}

/* How sure each of the roles is, in their order. */
static void put_confidence(const struct account *of, int end, struct value *value)
{
    const struct ls_identity *who = &of->verdict->who[end];
    if (who->from != LS_ROLE_INFERRED)
        return;
    for (ls_roles left = who->roles; left != 0; left &= left - 1) {
        int number = __builtin_ctzll(left);
        put_list_one(value, text_of(ls_confidence_name(ls_confidence_of(who, number))));
    }
}

static void put_because(const struct account *of, int end, struct value *value)
{
    const struct ls_identity *who = &of->verdict->who[end];
    for (size_t i = 0; i < who->because_count; i++)
        put_list_one(value, text_of(who->because[i]));
}

/* Both ends say the same of themselves: one getter each. */
#define ENDS(name, put)                                                                            \
    GET(get_source_##name)                                                                         \
    {                                                                                              \
        put(of, 0, value);                                                                         \
    }                                                                                              \
    GET(get_destination_##name)                                                                    \
    {                                                                                              \
        put(of, 1, value);                                                                         \
    }

ENDS(confidence, put_confidence)
ENDS(because, put_because)
ENDS(roles, put_roles)
ENDS(role_from, put_role_from)

GET(get_content)
{
    if ((of->kinds & ~facts_with_field) != 0)
        value->kind = VALUE_CONTENT;
}

GET(get_reason)
{
    put_text(value, text_of(of->verdict->reason));
}

GET(get_findings)
{
    (void)of;
    value->kind = VALUE_FINDINGS;
}

GET(get_accepted)
{
    (void)of;
    value->kind = VALUE_ACCEPTED;
}

const struct branch branch_lync = {&branch_record, 1, LS_JSON_KEY("lync")};
BRANCH(lync_source, lync, 2, "source");
BRANCH(lync_destination, lync, 2, "destination");

const struct field fields_lync[] = {
    FIELD(lync, "verdict", get_verdict),
    FIELD(lync, "evidence", get_level),
    FIELD(lync, "payload", get_payload),
    FIELD(lync, "application", get_application),
    FIELD(lync, "mutual_tls", get_mutual),
    FIELD(lync, "state", get_state),
    FIELD(lync, "direction", get_direction),
    FIELD(lync, "entries", get_entries),
    FIELD(lync, "rejected", get_rejected),
    FIELD(lync_source, "roles", get_source_roles),
    FIELD(lync_source, "role_from", get_source_role_from),
    FIELD(lync_source, "confidence", get_source_confidence),
    FIELD(lync_source, "because", get_source_because),
    FIELD(lync_destination, "roles", get_destination_roles),
    FIELD(lync_destination, "role_from", get_destination_role_from),
    FIELD(lync_destination, "confidence", get_destination_confidence),
    FIELD(lync_destination, "because", get_destination_because),
    FIELD(lync, "content", get_content),
    FIELD(lync, "reason", get_reason),
    FIELD(lync, "findings", get_findings),
    FIELD(lync, "accepted", get_accepted),
    {.get = NULL},
};
