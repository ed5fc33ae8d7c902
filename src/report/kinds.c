/* kinds.c - causes counted by kind of finding. */
#include "report/kinds.h"

/* The kind of that id, NULL where there is no room for one more. Ids are static text. */
static struct kind *kind_of(struct ls_audit *audit, const char *id)
{
    for (size_t i = 0; i < audit->kind_count; i++)
        if (audit->kinds[i].id == id)
            return &audit->kinds[i];
    if (audit->kind_count == KINDS_MAX)
        return NULL;
    struct kind *kind = &audit->kinds[audit->kind_count++];
    *kind = (struct kind){.id = id};
    return kind;
}

void kinds_make(struct ls_audit *audit)
{
    audit->kind_count = 0;
    for (size_t i = 0; i < audit->cause_count; i++) {
        const struct cause *cause = &audit->causes[i];
        struct kind *kind = kind_of(audit, cause->first->key.id);
        if (kind == NULL)
            continue;
        if (cause->first->severity > kind->worst)
            kind->worst = cause->first->severity;
        kind->causes++;
        kind->accepted += cause->first->key.accepted != NULL;
        kind->flows += cause->flows;
    }
}
