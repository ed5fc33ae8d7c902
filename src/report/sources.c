/* sources.c - see sources.h. A group whose source is a host needs no list: its key has it. */
#include "report/sources.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct source_key {
    const struct group *group;
    struct ls_addr addr;
};

struct source {
    struct source_key key;
    struct source *next; /* of the same group, as seen */
    UT_hash_handle hh;
};

int sources_add(struct ls_audit *audit, struct group *group, const struct ls_addr *addr)
{
    struct source_key key;
    struct source *source;
    if (!group->source_is_network)
        return 0;
    memset(&key, 0, sizeof key); /* the bytes between members are hashed too */
    key.group = group;
    key.addr = *addr;
    unsigned hash = ls_hash_bytes(&audit->hash, &key, sizeof key);
    HASH_FIND_BYHASHVALUE(hh, audit->sources, &key, sizeof key, hash, source);
    if (source != NULL)
        return 0;
    source = calloc(1, sizeof *source);
    if (source == NULL)
        return LS_E_MEMORY;
    memcpy(&source->key, &key, sizeof key);
    HASH_ADD_BYHASHVALUE(hh, audit->sources, key, sizeof source->key, hash, source);
    if (!map_has(source)) {
        free(source);
        return LS_E_MEMORY;
    }
    if (group->last_source != NULL)
        group->last_source->next = source;
    else
        group->sources = source;
    group->last_source = source;
    group->source_count++;
    return 0;
}

void sources_free(struct ls_audit *audit)
{
    struct source *source, *next;
    HASH_ITER(hh, audit->sources, source, next)
    {
        HASH_DEL(audit->sources, source);
        free(source);
    }
}

uint64_t group_addresses(const struct group *group)
{
    return group->source_is_network ? group->source_count : 1;
}

static int by_address(const void *a, const void *b)
{
    return ls_addr_compare(*(const struct ls_addr *const *)a, *(const struct ls_addr *const *)b);
}

int sources_count(struct cause *cause)
{
    size_t room = 0, count = 0;
    for (const struct group *group = cause->first; group != NULL; group = group->next_alike)
        room += (size_t)group_addresses(group);
    const struct ls_addr **list = calloc(room + 1, sizeof *list);
    if (list == NULL)
        return LS_E_MEMORY;
    for (const struct group *group = cause->first; group != NULL; group = group->next_alike) {
        if (!group->source_is_network)
            list[count++] = &group->key.source.addr;
        for (const struct source *one = group->sources; one != NULL; one = one->next)
            list[count++] = &one->key.addr;
    }
    qsort(list, count, sizeof *list, by_address);
    cause->addresses = count > 0;
    for (size_t i = 1; i < count; i++)
        cause->addresses += !ls_addr_equal(list[i - 1], list[i]);
    free(list);
    return 0;
}

static size_t add_different(const struct ls_addr *addr, size_t count,
                            const struct ls_addr *list[SOURCES_LISTED])
{
    for (size_t i = 0; i < count; i++)
        if (ls_addr_equal(list[i], addr))
            return count;
    list[count] = addr;
    return count + 1;
}

static size_t add_group(const struct group *group, size_t count,
                        const struct ls_addr *list[SOURCES_LISTED])
{
    if (!group->source_is_network)
        return count < SOURCES_LISTED ? add_different(&group->key.source.addr, count, list) : count;
    for (const struct source *one = group->sources; one != NULL && count < SOURCES_LISTED;
         one = one->next)
        count = add_different(&one->key.addr, count, list);
    return count;
}

size_t group_first_sources(const struct group *group, const struct ls_addr *list[SOURCES_LISTED])
{
    return add_group(group, 0, list);
}

size_t cause_first_sources(const struct cause *cause, const struct ls_addr *list[SOURCES_LISTED])
{
    size_t count = 0;
    for (const struct group *group = cause->first; group != NULL && count < SOURCES_LISTED;
         group = group->next_alike)
        count = add_group(group, count, list);
    return count;
}

const char *sources_text(const struct ls_addr *const *list, size_t count, uint64_t all,
                         enum ls_lang lang, bool keys, char text[SOURCES_TEXT])
{
    char addr[LS_ADDR_TEXT];
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count && n < SOURCES_TEXT; i++)
        n += (size_t)snprintf(text + n, SOURCES_TEXT - n, "%s%s",
                              i == 0 ? ""
                              : keys ? " "
                                     : ", ",
                              ls_addr_format(list[i], addr));
    if (keys || all <= count || n >= SOURCES_TEXT)
        return text;
    snprintf(text + n, SOURCES_TEXT - n,
             lang == LS_ZH_CN ? " 及另外 %" PRIu64 " 个" : " and %" PRIu64 " more", all - count);
    return text;
}
