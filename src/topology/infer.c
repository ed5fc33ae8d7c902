/* infer.c - roles concluded from the traffic, each with its reasons. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "topology/store.h"

ls_roles ls_topology_real(const struct ls_topology *topology, ls_roles roles)
{
    for (size_t i = 0; i < ls_catalogs_role_count(topology->catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(topology->catalogs, i);
        if ((roles >> i & 1) != 0 && role->needs != 0)
            roles = (roles & ~((ls_roles)1 << i)) | role->needs;
    }
    return roles;
}

static int new_guess(struct ls_topology *topology, const struct ls_addr *addr,
                     struct ls_guess **guess)
{
    void *list = topology->guesses;
    int code =
        ls_room(&list, &topology->guess_room, topology->guess_count, sizeof *topology->guesses);
    topology->guesses = list;
    if (code < 0 || topology->guess_count == UINT32_MAX - 1)
        return LS_E_MEMORY;
    code = ls_addr_map_put(&topology->by_guess, addr, 128, (uint32_t)topology->guess_count + 1);
    if (code < 0)
        return code;
    *guess = &topology->guesses[topology->guess_count++];
    memset(*guess, 0, sizeof **guess);
    return 0;
}

int ls_guess_because(struct ls_topology *topology, struct ls_guess *guess, const char *because,
                     uint64_t mark)
{
    if (because == NULL || because[0] == '\0' || guess->because_count == LS_BECAUSE_MAX)
        return 0;
    for (size_t i = 0; i < guess->because_count; i++)
        if (strcmp(guess->because[i], because) == 0)
            return 0;
    if (topology->guess_arena == NULL)
        topology->guess_arena = ls_arena_new();
    if (topology->guess_arena == NULL)
        return LS_E_MEMORY;
    const char *text = ls_arena_text(topology->guess_arena, because, strlen(because));
    if (text == NULL)
        return LS_E_MEMORY;
    guess->mark[guess->because_count] = mark;
    guess->because[guess->because_count++] = text;
    return 0;
}

bool ls_topology_inferred(const struct ls_topology *topology, const struct ls_addr *addr,
                          ls_roles roles, uint64_t mark)
{
    uint32_t number = ls_addr_map_find(&topology->by_guess, addr, 128);
    if (number == 0 || mark == 0)
        return false;
    const struct ls_guess *guess = &topology->guesses[number - 1];
    roles = ls_topology_real(topology, roles);
    for (size_t i = 0; i < guess->because_count; i++)
        if (guess->mark[i] == mark)
            return (guess->roles & roles) == roles;
    return false;
}

int ls_guess_at(struct ls_topology *topology, const struct ls_addr *addr, struct ls_guess **guess)
{
    uint32_t number = ls_addr_map_find(&topology->by_guess, addr, 128);
    if (number == 0)
        return new_guess(topology, addr, guess);
    *guess = &topology->guesses[number - 1];
    return 0;
}

/* Each role is in the set of its highest confidence. */
static void take_roles(struct ls_guess *guess, ls_roles roles, enum ls_confidence confidence)
{
    guess->roles |= roles;
    if (confidence == LS_CONFIDENCE_CERTAIN)
        guess->certain |= roles;
    else if (confidence == LS_CONFIDENCE_LIKELY)
        guess->likely |= roles;
    guess->likely &= ~guess->certain;
}

int ls_topology_conclude(struct ls_topology *topology, const struct ls_addr *addr,
                         const struct ls_conclusion *conclusion)
{
    struct ls_guess *guess = NULL;
    if (ls_addr_map_find(&topology->by_addr, addr, 128) != 0)
        return 0;
    int code = ls_guess_at(topology, addr, &guess);
    if (code < 0 || guess->told)
        return code;
    ls_roles roles = ls_topology_real(topology, conclusion->roles);
    bool new_role = (roles & ~guess->roles) != 0;
    guess->roles &= ~conclusion->instead;
    guess->likely &= ~conclusion->instead;
    guess->certain &= ~conclusion->instead;
    take_roles(guess, roles, conclusion->confidence);
    if (new_role && guess->because_count == LS_BECAUSE_MAX)
        guess->because_count--;
    return ls_guess_because(topology, guess, conclusion->because, conclusion->mark);
}

int ls_topology_infer(struct ls_topology *topology, const struct ls_addr *addr, ls_roles roles,
                      const char *because, uint64_t mark)
{
    struct ls_conclusion conclusion = {
        .roles = roles,
        .confidence = LS_CONFIDENCE_LIKELY,
        .because = because,
        .mark = mark,
    };
    return ls_topology_conclude(topology, addr, &conclusion);
}

const char *ls_confidence_name(enum ls_confidence confidence)
{
    static const char *const names[] = {
        [LS_CONFIDENCE_HINT] = "hint",
        [LS_CONFIDENCE_LIKELY] = "likely",
        [LS_CONFIDENCE_CERTAIN] = "certain",
    };
    assert(confidence <= LS_CONFIDENCE_CERTAIN);
    return names[confidence];
}

enum ls_confidence ls_confidence_of(const struct ls_identity *identity, int role)
{
    if (identity->certain >> role & 1)
        return LS_CONFIDENCE_CERTAIN;
    return identity->likely >> role & 1 ? LS_CONFIDENCE_LIKELY : LS_CONFIDENCE_HINT;
}

static int record_texts(struct ls_topology *topology, struct ls_guess *guess,
                        const struct ls_identity *recorded)
{
    for (size_t i = 0; i < recorded->because_count; i++)
        if (ls_guess_because(topology, guess, recorded->because[i], 0) < 0)
            return LS_E_MEMORY;
    if (recorded->because_count == 0 && ls_guess_because(topology, guess, "saved record", 0) < 0)
        return LS_E_MEMORY;
    if (guess->name == NULL && recorded->name[0] != '\0') {
        guess->name = ls_arena_text(topology->guess_arena, recorded->name, strlen(recorded->name));
        return guess->name ? 0 : LS_E_MEMORY;
    }
    return 0;
}

int ls_topology_recorded(struct ls_topology *topology, const struct ls_addr *addr,
                         const struct ls_identity *recorded)
{
    bool told = recorded->from == LS_ROLE_TOPOLOGY;
    struct ls_guess *guess = NULL;
    if (ls_addr_map_find(&topology->by_addr, addr, 128) != 0)
        return 0;
    int code = ls_guess_at(topology, addr, &guess);
    if (code < 0 || (guess->told && !told))
        return code;
    if (told && !guess->told) { /* what others inferred does not count any more */
        guess->roles = guess->likely = guess->certain = 0;
        guess->because_count = 0;
        guess->told = topology->told_guesses = true;
    }
    guess->roles |= ls_topology_real(topology, recorded->roles);
    guess->certain |= recorded->certain;
    guess->likely = (guess->likely | recorded->likely) & ~guess->certain;
    return record_texts(topology, guess, recorded);
}

void ls_topology_forget(struct ls_topology *topology)
{
    ls_addr_map_clear(&topology->by_guess);
    ls_arena_free(topology->guess_arena);
    free(topology->guesses);
    topology->guess_arena = NULL;
    topology->guesses = NULL;
    topology->guess_count = topology->guess_room = 0;
    topology->told_guesses = false;
    for (size_t i = 0; i < topology->host_count; i++)
        topology->hosts[i].seen = 0;
}
