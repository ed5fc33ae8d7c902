/*
 * matrix.c - which roles talk to which, by rows, port and verdict
 *
 * Most flows are like one counted shortly before: they are added to its pile, which knows its line
 * of the matrix, and the coverage of their rows is counted a pile at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "report/audit.h"

enum { PILES_BITS = 7, PILES = 1 << PILES_BITS };

struct pile {
    bool begun;
    ls_roles from, to;
    enum ls_verdict_kind kind;
    enum ls_level level;
    uint16_t port; /* as in the line's key */
    uint8_t ip_proto;
    size_t entry_count;
    const struct ls_row *entries[LS_ENTRIES_MAX];
    uint64_t flows;           /* whose coverage was not counted yet */
    struct matrix_line *line; /* NULL: there was no room for one */
};

int matrix_make(struct ls_audit *audit)
{
    audit->piles = calloc(PILES, sizeof *audit->piles);
    return audit->piles != NULL ? 0 : LS_E_MEMORY;
}

void matrix_free(struct ls_audit *audit)
{
    struct matrix_line *line, *next;
    HASH_ITER(hh, audit->matrix, line, next)
    {
        HASH_DEL(audit->matrix, line);
        free(line);
    }
    free(audit->piles);
}

const struct ls_row *matrix_row(const struct ls_audit *audit, const struct matrix_line *line,
                                size_t i)
{
    if (i >= MATRIX_ROWS_MAX || line->key.rows[i] == 0)
        return NULL;
    return ls_catalogs_row(audit->run->catalogs, line->key.rows[i] - 1);
}

const char *matrix_port(const struct ls_audit *audit, const struct matrix_line *line,
                        char text[MATRIX_PORT_TEXT])
{
    const struct ls_row *first = matrix_row(audit, line, 0);
    text[0] = '\0';
    if (first != NULL && first->width > 1)
        snprintf(text, MATRIX_PORT_TEXT, "%s", first->ports);
    else if (line->key.port != 0)
        snprintf(text, MATRIX_PORT_TEXT, "%u", line->key.port);
    return text;
}

static uint16_t port_of(const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    bool ranged = verdict->entry_count > 0 && verdict->entries[0]->width > 1;
    return ranged ? 0 : record->summary->port[1 - verdict->initiator];
}

static void fill_key(const struct pile *pile, struct matrix_key *key)
{
    memset(key, 0, sizeof *key); /* the bytes between members are hashed too */
    key->from = pile->from;
    key->to = pile->to;
    for (size_t i = 0; i < pile->entry_count && i < MATRIX_ROWS_MAX; i++)
        key->rows[i] = (uint32_t)pile->entries[i]->number + 1;
    key->port = pile->port;
    key->ip_proto = pile->ip_proto;
    key->verdict = (uint8_t)pile->kind;
}

/*
 * The line of this key, made where there is none. NULL where there is no room for one, and where
 * memory is out: *code is then LS_E_MEMORY.
 */
static struct matrix_line *line_at(struct ls_audit *audit, const struct matrix_key *key,
                                   const struct ls_summary *summary, int *code)
{
    struct matrix_line *line;
    unsigned hash = ls_hash_bytes(&audit->hash, key, sizeof *key);
    HASH_FIND_BYHASHVALUE(hh, audit->matrix, key, sizeof *key, hash, line);
    if (line != NULL || audit_is_full(audit, HASH_COUNT(audit->matrix)))
        return line;
    *code = LS_E_MEMORY;
    line = calloc(1, sizeof *line);
    if (line == NULL)
        return NULL;
    line->key = *key;
    line->first_ns = summary->first_ns;
    line->last_ns = summary->last_ns;
    HASH_ADD_BYHASHVALUE(hh, audit->matrix, key, sizeof line->key, hash, line);
    if (!map_has(line)) {
        free(line);
        return NULL;
    }
    *code = 0;
    return line;
}

static bool is_alike(const struct pile *pile, const struct ls_record *record, uint16_t port)
{
    const struct ls_verdict *verdict = record->verdict;
    return pile->begun && pile->port == port && pile->entry_count == verdict->entry_count &&
           pile->from == verdict->who[0].roles && pile->to == verdict->who[1].roles &&
           pile->kind == verdict->kind && pile->level == verdict->level &&
           pile->ip_proto == record->summary->ip_proto &&
           memcmp(pile->entries, verdict->entries, pile->entry_count * sizeof *pile->entries) == 0;
}

/* Needs no key: who makes others meet here has them begun afresh, and no more. */
static struct pile *pile_at(const struct ls_audit *audit, const struct ls_record *record,
                            uint16_t port)
{
    const struct ls_verdict *verdict = record->verdict;
    uint64_t mix = (uint64_t)port << 8 ^ (uint64_t)record->summary->ip_proto << 56 ^
                   (uint64_t)verdict->kind << 24 ^ verdict->who[0].roles ^
                   verdict->who[1].roles << 16;
    if (verdict->entry_count > 0)
        mix ^= (uint64_t)verdict->entries[0]->number << 40 ^ (uint64_t)verdict->level << 36;
    return &audit->piles[mix * UINT64_C(0x9e3779b97f4a7c15) >> (64 - PILES_BITS)];
}

static void settle(struct ls_audit *audit, struct pile *pile)
{
    coverage_add(audit, pile->level, pile->entries, pile->entry_count, pile->flows);
    pile->flows = 0;
}

void matrix_settle(struct ls_audit *audit)
{
    for (size_t i = 0; i < PILES; i++)
        settle(audit, &audit->piles[i]);
}

static int begin_pile(struct ls_audit *audit, struct pile *pile, const struct ls_record *record,
                      uint16_t port)
{
    const struct ls_verdict *verdict = record->verdict;
    struct matrix_key key;
    int code = 0;
    settle(audit, pile);
    *pile = (struct pile){
        .from = verdict->who[0].roles,
        .to = verdict->who[1].roles,
        .kind = verdict->kind,
        .level = verdict->level,
        .port = port,
        .ip_proto = record->summary->ip_proto,
        .entry_count = verdict->entry_count,
    };
    memcpy(pile->entries, verdict->entries, verdict->entry_count * sizeof *pile->entries);
    fill_key(pile, &key);
    pile->line = line_at(audit, &key, record->summary, &code);
    pile->begun = code == 0;
    return code;
}

int matrix_count(struct ls_audit *audit, const struct ls_record *record)
{
    const struct ls_summary *summary = record->summary;
    uint16_t port = port_of(record);
    struct pile *pile = pile_at(audit, record, port);
    if (!is_alike(pile, record, port) && begin_pile(audit, pile, record, port) < 0)
        return LS_E_MEMORY;
    pile->flows++;
    struct matrix_line *line = pile->line;
    if (line == NULL) {
        audit->left_out.flows++;
        return 0;
    }
    if (summary->last_ns > line->last_ns)
        line->last_ns = summary->last_ns;
    line->flows++;
    line->bytes += summary->bytes[0] + summary->bytes[1];
    return 0;
}
