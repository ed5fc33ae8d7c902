/*
 * causes.c - groups that differ in nothing but source, destination or port, where they are many
 *
 * In rounds: first those that differ in one of the three, then in two, then in all. In each round
 * a group goes to the largest crowd that it can belong to; so the order of flows decides nothing.
 */
#include "report/causes.h"

#include <stdlib.h>
#include <string.h>

#include "lyncscope/hash.h"
#include "report/sources.h"

enum { SOURCES = 1, DESTINATIONS = 2, PORTS = 4 }; /* what may differ within a crowd */

/*
 * How many make a crowd: the more may differ, the more have to do it. What is a crowd already
 * counts for several, so that a scanner of four hosts is one, and so is what eight servers get from
 * all.
 */
enum { CROWD_COUNTS = 4 };
static const unsigned least[] = {
    [SOURCES] = 4,
    [DESTINATIONS] = 4,
    [PORTS] = 8,
    [SOURCES | DESTINATIONS] = 4,
    [DESTINATIONS | PORTS] = 16,
    [SOURCES | PORTS] = 32,
    [SOURCES | DESTINATIONS | PORTS] = 32, /* of crowds that differ in two already */
};

struct unit {
    struct group *group;
    uint32_t into;  /* the unit that stands for it, itself at first */
    uint32_t crowd; /* the largest it can join in this round */
    uint8_t free;   /* what differs within it */
    uint8_t next;   /* what differs within that crowd */
    uint8_t wish;   /* the same, once everybody has chosen */
};

struct slot {
    uint32_t unit; /* one more than its number; 0 = empty */
    uint32_t count;
};

struct crowds {
    struct unit *units;
    size_t count;
    struct slot *slots;
    size_t mask; /* number of slots, less one */
    struct ls_hash_key key;
};

static uint64_t hash_of(const struct crowds *crowds, const struct group *group, unsigned free)
{
    const struct group_key *key = &group->key;
    uint64_t words[12] = {(uint64_t)(uintptr_t)key->id, (uint64_t)(uintptr_t)key->accepted,
                          (uint64_t)group->severity << 16 | (uint64_t)key->ip_proto << 8 | free};
    if ((free & SOURCES) == 0) {
        memcpy(&words[3], &key->source.addr, sizeof key->source.addr);
        words[5] = key->source.bits;
    }
    if ((free & DESTINATIONS) == 0)
        memcpy(&words[6], &key->destination, sizeof key->destination);
    if ((free & PORTS) == 0) {
        words[8] = key->port;
        memcpy(&words[9], key->application, 3 * sizeof *words);
    }
    return ls_hash_words(&crowds->key, words, sizeof words / sizeof *words);
}

static bool alike(const struct group *one, const struct group *other, unsigned free)
{
    const struct group_key *a = &one->key, *b = &other->key;
    if (a->id != b->id || a->accepted != b->accepted || one->severity != other->severity ||
        a->ip_proto != b->ip_proto)
        return false;
    if ((free & SOURCES) == 0 &&
        (a->source.bits != b->source.bits || !ls_addr_equal(&a->source.addr, &b->source.addr)))
        return false;
    if ((free & DESTINATIONS) == 0 && !ls_addr_equal(&a->destination, &b->destination))
        return false;
    return (free & PORTS) != 0 ||
           (a->port == b->port && strcmp(a->application, b->application) == 0);
}

/* The slot of the crowd that the group belongs to; an empty one where there is none yet. */
static struct slot *slot_of(const struct crowds *crowds, const struct group *group, unsigned free)
{
    size_t at = hash_of(crowds, group, free) & crowds->mask;
    for (;; at = (at + 1) & crowds->mask) {
        struct slot *slot = &crowds->slots[at];
        if (slot->unit == 0)
            return slot;
        const struct unit *unit = &crowds->units[slot->unit - 1];
        if ((unit->wish == 0 || unit->wish == free) && alike(unit->group, group, free))
            return slot;
    }
}

static void clear(struct crowds *crowds)
{
    memset(crowds->slots, 0, (crowds->mask + 1) * sizeof *crowds->slots);
}

static bool may_join(const struct crowds *crowds, size_t i, unsigned free)
{
    const struct unit *unit = &crowds->units[i];
    if (unit->into != i || (unit->free | free) != free)
        return false;
    bool two = unit->free != 0 && (unit->free & (unit->free - 1)) != 0;
    return two || free != (SOURCES | DESTINATIONS | PORTS);
}

static void choose(struct crowds *crowds, unsigned free)
{
    clear(crowds);
    for (size_t i = 0; i < crowds->count; i++) {
        if (!may_join(crowds, i, free))
            continue;
        struct slot *slot = slot_of(crowds, crowds->units[i].group, free);
        slot->unit = slot->unit ? slot->unit : (uint32_t)i + 1;
        slot->count += crowds->units[i].free ? CROWD_COUNTS : 1;
    }
    for (size_t i = 0; i < crowds->count; i++) {
        struct unit *unit = &crowds->units[i];
        if (!may_join(crowds, i, free))
            continue;
        uint32_t crowd = slot_of(crowds, unit->group, free)->count;
        if (crowd < least[free] || crowd <= unit->crowd)
            continue;
        unit->crowd = crowd;
        unit->next = (uint8_t)free;
    }
}

/* The first of a crowd stands for it; it is the worst. */
static void join(struct crowds *crowds)
{
    clear(crowds);
    for (size_t i = 0; i < crowds->count; i++)
        crowds->units[i].wish = crowds->units[i].next;
    for (size_t i = 0; i < crowds->count; i++) {
        struct unit *unit = &crowds->units[i];
        if (unit->wish == 0)
            continue;
        struct slot *slot = slot_of(crowds, unit->group, unit->wish);
        if (slot->unit == 0) {
            slot->unit = (uint32_t)i + 1;
            continue;
        }
        unit->into = slot->unit - 1;
        crowds->units[unit->into].free = unit->wish;
    }
    for (size_t i = 0; i < crowds->count; i++) {
        crowds->units[i].wish = crowds->units[i].next = 0;
        crowds->units[i].crowd = 0;
    }
}

static void merge(struct crowds *crowds)
{
    static const unsigned rounds[][3] = {
        {SOURCES, DESTINATIONS, PORTS},
        {SOURCES | DESTINATIONS, DESTINATIONS | PORTS, SOURCES | PORTS},
        {SOURCES | DESTINATIONS | PORTS},
    };
    for (size_t round = 0; round < sizeof rounds / sizeof *rounds; round++) {
        for (size_t i = 0; i < 3 && rounds[round][i] != 0; i++)
            choose(crowds, rounds[round][i]);
        join(crowds);
    }
}

/* --- from units to causes --- */

static void count_group(struct cause *cause, struct group *group)
{
    if (cause->groups++ == 0) {
        *cause = (struct cause){.first = group,
                                .groups = 1,
                                .first_ns = group->first_ns,
                                .last_ns = group->last_ns,
                                .low = group->key.port,
                                .high = group->key.port,
                                .roles = {group->roles[0], group->roles[1]},
                                .one_application = true,
                                .one_role = {true, true}};
    } else {
        cause->last->next_alike = group;
    }
    cause->last = group;
    cause->flows += group->flows;
    cause->packets += group->packets;
    cause->bytes += group->bytes;
    cause->first_ns = group->first_ns < cause->first_ns ? group->first_ns : cause->first_ns;
    cause->last_ns = group->last_ns > cause->last_ns ? group->last_ns : cause->last_ns;
    cause->low = group->key.port < cause->low ? group->key.port : cause->low;
    cause->high = group->key.port > cause->high ? group->key.port : cause->high;
    cause->one_application &= strcmp(group->key.application, cause->first->key.application) == 0;
    for (size_t end = 0; end < 2; end++)
        cause->one_role[end] &= group->roles[end] == cause->roles[end];
}

static int compare_sources(const void *a, const void *b)
{
    const struct group *one = *(struct group *const *)a, *other = *(struct group *const *)b;
    int order = ls_addr_compare(&one->key.source.addr, &other->key.source.addr);
    return order ? order : one->key.source.bits - other->key.source.bits;
}

static int compare_destinations(const void *a, const void *b)
{
    const struct group *one = *(struct group *const *)a, *other = *(struct group *const *)b;
    return ls_addr_compare(&one->key.destination, &other->key.destination);
}

static int compare_ports(const void *a, const void *b)
{
    const struct group *one = *(struct group *const *)a, *other = *(struct group *const *)b;
    return one->key.port - other->key.port;
}

static uint64_t count_different(struct group **list, size_t count,
                                int (*compare)(const void *a, const void *b))
{
    uint64_t different = 1;
    qsort(list, count, sizeof *list, compare);
    for (size_t i = 1; i < count; i++)
        different += compare(&list[i - 1], &list[i]) != 0;
    return different;
}

static int count_ends(struct cause *cause, struct group **room)
{
    size_t count = 0;
    for (struct group *group = cause->first; group != NULL; group = group->next_alike)
        room[count++] = group;
    cause->sources = count_different(room, count, compare_sources);
    cause->destinations = count_different(room, count, compare_destinations);
    cause->ports = count_different(room, count, compare_ports);
    return sources_count(cause);
}

/* As groups are sorted: what is left, the worst, the most flows; the first group settles ties. */
static int compare_causes(const void *a, const void *b)
{
    const struct cause *one = a, *other = b;
    const struct group *x = one->first, *y = other->first;
    if ((x->key.accepted == NULL) != (y->key.accepted == NULL))
        return x->key.accepted == NULL ? -1 : 1;
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    if (one->flows != other->flows)
        return one->flows > other->flows ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static int make_list(struct ls_audit *audit, struct crowds *crowds, struct group **room)
{
    struct unit *units = crowds->units;
    size_t causes = 0;
    for (size_t i = 0; i < crowds->count; i++) /* a unit goes into one before it */
        units[i].into = units[i].into == i ? (uint32_t)i : units[units[i].into].into;
    for (size_t i = 0; i < crowds->count; i++)
        if (units[i].into == i)
            units[i].crowd = (uint32_t)causes++; /* now its place in the list */
    audit->causes = calloc(causes + 1, sizeof *audit->causes);
    if (audit->causes == NULL)
        return LS_E_MEMORY;
    audit->cause_count = causes;
    for (size_t i = 0; i < crowds->count; i++) {
        units[i].group->next_alike = NULL;
        count_group(&audit->causes[units[units[i].into].crowd], units[i].group);
    }
    qsort(audit->causes, causes, sizeof *audit->causes, compare_causes);
    for (size_t i = 0; i < causes; i++) {
        audit->causes[i].number = (uint32_t)i + 1;
        if (count_ends(&audit->causes[i], room) < 0)
            return LS_E_MEMORY;
        for (struct group *group = audit->causes[i].first; group; group = group->next_alike)
            group->cause = (uint32_t)i + 1;
    }
    return 0;
}

int causes_make(struct ls_audit *audit)
{
    size_t count = HASH_COUNT(audit->groups), slots = 16, i = 0;
    int code = LS_E_MEMORY;
    while (slots < 2 * count)
        slots *= 2;
    struct crowds crowds = {.count = count, .mask = slots - 1, .key = ls_hash_key_draw()};
    struct group **room = calloc(count + 1, sizeof *room);
    crowds.units = calloc(count + 1, sizeof *crowds.units);
    crowds.slots = calloc(slots, sizeof *crowds.slots);
    free(audit->causes);
    audit->causes = NULL;
    audit->cause_count = 0;
    if (room == NULL || crowds.units == NULL || crowds.slots == NULL || count >= UINT32_MAX)
        goto done;
    for (struct group *group = audit->groups; group != NULL; group = group->hh.next, i++) {
        group->number = (uint32_t)i + 1;
        crowds.units[i] = (struct unit){.group = group, .into = (uint32_t)i};
    }
    merge(&crowds);
    code = make_list(audit, &crowds, room);
done:
    free(room);
    free(crowds.units);
    free(crowds.slots);
    return code;
}
