
/*
 * scene.h - catalogs, a site and flows for the classifier's tests
 *
 * A flow is written as one line: "tcp 10.20.0.7:50123 > 10.0.10.11:5061 syn tls mutual".
 * After the addresses come protocols (outermost first), marks by the names below, facts as
 * kind=value, and:
 *   syn          the opening was captured
 *   silent       the responder never answered
 *   refused      the responder answered with RST
 *   client=0|1   the side that speaks as client by payload
 *   at=SECONDS   first packet, after the epoch (default 1000); the flow lasts 10 s
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/classify.h"
#include "lyncscope/clock.h"

struct scene {
    struct ls_catalogs *catalogs;
    struct ls_topology *topology;
    struct ls_learned_set *learned;
    struct ls_arena *arena;
    struct ls_context context;
    struct ls_verdict verdict;
};

static inline void scene_open(struct scene *s, bool with_site)
{
    struct ls_error error = {0};
    memset(s, 0, sizeof *s);
    s->catalogs = ls_catalogs_new();
    s->arena = ls_arena_new();
    s->learned = ls_learned_set_new();
    ck_assert(s->catalogs && s->arena && s->learned);
    ck_assert_msg(ls_catalogs_load(s->catalogs, "lync-server-2013", &error) == 0, "%s", error.text);
    ck_assert_msg(ls_catalogs_load(s->catalogs, "windows-infrastructure", &error) == 0, "%s",
                  error.text);
    s->topology = ls_topology_new(s->catalogs);
    ck_assert_ptr_nonnull(s->topology);
    char path[512];
    snprintf(path, sizeof path, "%s/tests/unit/classify/site.yaml", getenv("LS_SOURCE"));
    if (with_site)
        ck_assert_msg(ls_topology_load(s->topology, path, &error) == 0, "%s", error.text);
    s->context = (struct ls_context){
        .catalogs = s->catalogs, .topology = s->topology, .learned = s->learned};
}

static inline void scene_close(struct scene *s)
{
    ls_learned_set_free(s->learned);
    ls_topology_free(s->topology);
    ls_catalogs_free(s->catalogs);
    ls_arena_free(s->arena);
}

static const struct {
    const char *word;
    uint32_t marks;
} scene_marks[] = {
    {"other", LS_MARK_OTHER | LS_MARK_FROM_START},
    {"mutual", LS_MARK_TLS_HELLO | LS_MARK_TLS_ANSWER | LS_MARK_TLS_CLIENT_CERT},
    {"one-sided", LS_MARK_TLS_HELLO | LS_MARK_TLS_ANSWER | LS_MARK_TLS_NO_CLIENT_CERT},
    {"answered", LS_MARK_TLS_HELLO | LS_MARK_TLS_ANSWER},
    {"framed", LS_MARK_FRAMED},
    {"audio", LS_MARK_AUDIO},
    {"video", LS_MARK_VIDEO},
    {"sharing", LS_MARK_APP_SHARING},
    {"dhcp-lync", LS_MARK_DHCP_LYNC},
};

static inline void scene_word(struct ls_draft *draft, struct ls_summary *flow, char *word)
{
    char *value = strchr(word, '=');
    if (value)
        *value++ = '\0';
    if (strcmp(word, "syn") == 0)
        flow->flags |= LS_FLOW_OPENED;
    else if (strcmp(word, "silent") == 0)
        flow->packets[1] = flow->tcp_seen[1] = 0;
    else if (strcmp(word, "refused") == 0)
        flow->tcp_seen[1] = LS_SEEN_RST | LS_SEEN_RST_FIRST;
    else if (strcmp(word, "client") == 0)
        ls_draft_client(draft, (uint8_t)atoi(value));
    else if (strcmp(word, "at") == 0)
        flow->first_ns = atoi(value) * LS_SECOND;
    else if (value) {
        ck_assert_msg(ls_fact_find_kind(word) != LS_FACT_COUNT, "no such fact: %s", word);
        ls_draft_text(draft, ls_fact_find_kind(word), 0, value);
    } else if (ls_proto_find(word) != LS_PROTO_NONE) {
        ls_draft_proves(draft, ls_proto_find(word));
        if (strcmp(word, "sip") == 0 && !(ls_draft_marks(draft) & LS_MARK_TLS_HELLO))
            ls_draft_mark(draft, LS_MARK_SIP_CLEAR);
    } else {
        for (size_t i = 0; i < sizeof scene_marks / sizeof *scene_marks; i++)
            if (strcmp(word, scene_marks[i].word) == 0) {
                ls_draft_mark(draft, scene_marks[i].marks);
                return;
            }
        ck_abort_msg("what is %s?", word);
    }
}

static inline void scene_end(struct ls_summary *flow, int side, char *text)
{
    char *port = (flow->flags & LS_FLOW_PORTS) ? strrchr(text, ':') : NULL;
    if (port) {
        *port = '\0';
        flow->port[side] = (uint16_t)atoi(port + 1);
    }
    ck_assert_msg(ls_addr_parse(text, &flow->addr[side]), "no address: %s", text);
}

/* Makes the flow a line describes; it lives as long as the scene. */
static inline const struct ls_summary *scene_flow(struct scene *s, const char *line)
{
    struct ls_summary *flow = ls_arena_alloc(s->arena, sizeof *flow);
    struct ls_draft *draft = ls_draft_new();
    char text[512];
    ck_assert(flow && draft);
    snprintf(text, sizeof text, "%s", line);

    char *save, *word = strtok_r(text, " ", &save);
    flow->ip_proto = strcmp(word, "tcp") == 0    ? LS_IP_TCP
                     : strcmp(word, "udp") == 0  ? LS_IP_UDP
                     : strcmp(word, "icmp") == 0 ? LS_IP_ICMP
                                                 : (uint8_t)atoi(word);
    bool ports = flow->ip_proto == LS_IP_TCP || flow->ip_proto == LS_IP_UDP;
    flow->flags = ports ? LS_FLOW_PORTS : 0;
    flow->packets[0] = flow->packets[1] = 3;
    flow->tcp_seen[0] = LS_SEEN_ACK | LS_SEEN_DATA;
    flow->tcp_seen[1] = LS_SEEN_ACK | LS_SEEN_DATA;
    flow->first_ns = 1000 * LS_SECOND;
    scene_end(flow, 0, strtok_r(NULL, " ", &save));
    ck_assert_str_eq(strtok_r(NULL, " ", &save), ">");
    scene_end(flow, 1, strtok_r(NULL, " ", &save));
    while ((word = strtok_r(NULL, " ", &save)) != NULL)
        scene_word(draft, flow, word);
    flow->last_ns = flow->first_ns + 10 * LS_SECOND;
    flow->evidence = ls_draft_evidence(draft, s->arena);
    ls_draft_free(draft);
    return flow;
}

static inline const struct ls_verdict *scene_ask(struct scene *s, const char *line)
{
    ls_classify(&s->context, scene_flow(s, line), &s->verdict);
    return &s->verdict;
}

/* Returns the ids of the entries, best first, separated by blanks. */
static inline const char *scene_entries(const struct ls_verdict *v)
{
    static char text[512];
    text[0] = '\0';
    for (size_t i = 0; i < v->entry_count; i++) {
        strcat(text, i ? " " : "");
        strcat(text, v->entries[i]->id);
    }
    return text;
}

static inline bool scene_has_entry(const struct ls_verdict *v, const char *id)
{
    for (size_t i = 0; i < v->entry_count; i++)
        if (strcmp(v->entries[i]->id, id) == 0)
            return true;
    return false;
}

static inline const struct ls_finding *scene_finding(const struct ls_verdict *v, const char *id)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (strcmp(v->findings[i].id, id) == 0)
            return &v->findings[i];
    return NULL;
}

/* Says what the line's verdict must be: its word, and its entries (NULL: any). */
static inline void scene_expect(struct scene *s, const char *line, const char *kind,
                                const char *entries)
{
    const struct ls_verdict *v = scene_ask(s, line);
    ck_assert_msg(strcmp(ls_verdict_name(v->kind), kind) == 0, "%s\n is %s [%s], not %s: %s", line,
                  ls_verdict_name(v->kind), scene_entries(v), kind, v->reason);
    if (entries)
        ck_assert_msg(strcmp(scene_entries(v), entries) == 0, "%s\n has [%s], not [%s]: %s", line,
                      scene_entries(v), entries, v->reason);
}

static inline void scene_announce(struct scene *s, const char *announcer, enum ls_announce kind,
                                  uint8_t ip_proto, const char *addr, uint16_t port, int at)
{
    const struct ls_summary *flow = scene_flow(s, announcer);
    struct ls_announcement what = {.port = port,
                                   .ip_proto = ip_proto,
                                   .kind = (uint8_t)kind,
                                   .side = 1,
                                   .time_ns = at * LS_SECOND};
    ck_assert(ls_addr_parse(addr, &what.addr));
    ck_assert_int_eq(ls_learned_set_add(s->learned, &what, flow), 0);
    ls_learned_set_sort(s->learned);
}

/* One case with its own scene each: tests are loops over tables. */
static inline int scene_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
