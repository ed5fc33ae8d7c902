/* content.c - does the content name a service? */
#include "classify/case.h"

static bool meet(const struct ls_name_set *a, const struct ls_name_set *b)
{
    uint64_t common = 0;
    for (size_t i = 0; i < sizeof a->bits / sizeof *a->bits; i++)
        common |= a->bits[i] & b->bits[i];
    return common != 0;
}

/* Lync's options in DHCP name it without saying its name. */
static bool dhcp_named(const struct ls_case *c, const struct ls_row *row)
{
    static const uint64_t telling = UINT64_C(1) << LS_FACT_DHCP_VENDOR |
                                    UINT64_C(1) << LS_FACT_DHCP_SIP_SERVER |
                                    UINT64_C(1) << LS_FACT_DHCP_WEB_SERVER;
    return row->owner == LS_OWNER_DHCP && (c->marks & LS_MARK_DHCP_LYNC) != 0 &&
           (c->facts & telling) != 0;
}

bool ls_row_named(const struct ls_case *c, const struct ls_row *row)
{
    return meet(&c->names, &row->named_by) || dhcp_named(c, row);
}

static bool find_dhcp_fact(const struct ls_case *c, struct ls_fact *fact)
{
    return ls_fact_find(c->evidence, LS_FACT_DHCP_VENDOR, fact) ||
           ls_fact_find(c->evidence, LS_FACT_DHCP_SIP_SERVER, fact) ||
           ls_fact_find(c->evidence, LS_FACT_DHCP_WEB_SERVER, fact);
}

bool ls_row_naming_fact(const struct ls_case *c, const struct ls_row *row, struct ls_fact *fact)
{
    for (size_t i = 0; i < row->name_count; i++) {
        const struct ls_row_name *name = &row->names[i];
        for (size_t at = 0; ls_fact_next(c->evidence, &at, fact);)
            if (fact->kind == name->fact && ls_row_name_in(name, fact->value))
                return true;
    }
    return dhcp_named(c, row) && find_dhcp_fact(c, fact);
}

const struct ls_row *ls_case_named_row(const struct ls_case *c)
{
    if (!meet(&c->names, &c->names))
        return NULL;
    size_t count = ls_catalogs_row_count(c->context->catalogs);
    for (size_t i = 0; i < count; i++) {
        const struct ls_row *row = ls_catalogs_row(c->context->catalogs, i);
        if (row->catalog->kind == LS_CATALOG_DOCUMENT && meet(&c->names, &row->named_by))
            return row;
    }
    return NULL;
}
