/* alerts.c - which findings are new, and which are more of the same. */
#include "cli/alerts.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "cli/alert_lines.h"
#include "cli/commands.h"
#include "lyncscope/now.h"

enum {
    KINDS_MAX = 16384,
    WAIT_MS = 200,
    LINES_MAX = 1000, /* in an interval; a scan finds thousands of kinds a second */
};

struct alert {
    struct alert_kind kind;
    uint64_t more;     /* since it was told */
    int64_t last_ns;   /* of the latest packet */
    UT_hash_handle hh; /* in the order in which they were seen last */
};

static void send_line(struct alerts *alerts, const struct alert_line *line)
{
    char text[ALERT_TEXT];
    alerts->told++;
    if (alerts->form == ALERTS_JSONL) {
        alert_jsonl(alerts->out, line);
        fflush(alerts->out);
        return;
    }
    size_t n = alert_syslog(text, alerts->host, line, alerts->form == ALERTS_CEF);
    if (write(alerts->socket, text, n) >= 0)
        return;
    /* A local socket holds ten lines or so. Who does not listen is waited for once an interval. */
    struct pollfd taker = {.fd = alerts->socket, .events = POLLOUT};
    if (!alerts->deaf && poll(&taker, 1, WAIT_MS) > 0 && write(alerts->socket, text, n) >= 0)
        return;
    alerts->deaf = true;
    alerts->unsent++;
}

/* The narrowest network that was told, where the client itself was not. */
static void find_source(struct alert_kind *kind, const struct ls_topology *topology,
                        const struct ls_identity *who, const struct ls_addr *addr)
{
    size_t count;
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    kind->source = (struct ls_prefix){*addr, 128};
    if (who->host || who->from != LS_ROLE_TOPOLOGY)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct ls_prefix *prefix = &networks[i].prefix;
        if (ls_prefix_holds(prefix, addr) &&
            (kind->source.bits == 128 || prefix->bits > kind->source.bits))
            kind->source = *prefix;
    }
}

static struct alert *find(struct alerts *alerts, const struct alert_kind *kind, unsigned hash)
{
    struct alert *alert;
    HASH_FIND_BYHASHVALUE(hh, alerts->known, kind, sizeof *kind, hash, alert);
    if (alert != NULL)
        HASH_DEL(alerts->known, alert); /* it goes to the end */
    return alert;
}

static void tell_more(struct alerts *alerts, struct alert *alert)
{
    struct alert_line line = {
        .kind = &alert->kind,
        .more = alert->more,
        .time_ns = alert->last_ns,
        .lang = alerts->options->lang,
    };
    if (alert->more > 0)
        send_line(alerts, &line);
    alert->more = 0;
}

static struct alert *make(struct alerts *alerts, const struct alert_kind *kind)
{
    struct alert *oldest = alerts->known; /* uthash begins with what was added first */
    if (HASH_COUNT(alerts->known) >= KINDS_MAX) {
        HASH_DEL(alerts->known, oldest);
        tell_more(alerts, oldest);
        free(oldest);
    }
    struct alert *alert = calloc(1, sizeof *alert);
    if (alert != NULL)
        alert->kind = *kind;
    return alert;
}

static void take_finding(struct alerts *alerts, const struct alert_kind *kind,
                         const struct ls_finding *finding, const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    unsigned hash = ls_hash_bytes(&alerts->hash, kind, sizeof *kind);
    struct alert *alert = find(alerts, kind, hash);
    bool is_new = alert == NULL;
    if (is_new)
        alert = make(alerts, kind);
    if (alert == NULL) {
        alerts->withheld++;
        return;
    }
    alert->last_ns = record->summary->last_ns;
    HASH_ADD_BYHASHVALUE(hh, alerts->known, kind, sizeof *kind, hash, alert);
    if (!map_has(alert)) {
        alerts->withheld += alert->more + 1;
        free(alert);
        return;
    }
    if (!is_new) {
        alert->more++;
        return;
    }
    if (alerts->told >= LINES_MAX) {
        alerts->withheld++;
        return;
    }
    bool is_verdict = strcmp(finding->id, ls_verdict_name(verdict->kind)) == 0;
    send_line(alerts, &(struct alert_line){
                          .kind = kind,
                          .client = &record->summary->addr[verdict->initiator],
                          .text = is_verdict ? verdict->reason : finding->text,
                          .time_ns = alert->last_ns,
                          .lang = alerts->options->lang,
                      });
}

void alerts_take(struct alerts *alerts, const struct ls_topology *topology,
                 const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    const struct ls_summary *summary = record->summary;
    int from = verdict->initiator;
    if (alerts->form == ALERTS_OFF || verdict->accepted != NULL)
        return;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        struct alert_kind kind;
        memset(&kind, 0, sizeof kind); /* the bytes between members are hashed too */
        kind.id = verdict->findings[i].id;
        kind.severity = (uint8_t)verdict->findings[i].severity;
        find_source(&kind, topology, &verdict->who[0], &summary->addr[from]);
        kind.destination = summary->addr[1 - from];
        kind.port = summary->port[1 - from];
        kind.ip_proto = summary->ip_proto;
        take_finding(alerts, &kind, &verdict->findings[i], record);
    }
}

static void tell_all(struct alerts *alerts)
{
    struct alert *alert, *next;
    HASH_ITER(hh, alerts->known, alert, next)
    tell_more(alerts, alert);
    if (alerts->withheld > 0)
        say("--alerts: %llu findings of more than %d new kinds were not told one by one",
            (unsigned long long)alerts->withheld, LINES_MAX);
    if (alerts->unsent > 0)
        say("--alerts: %llu lines were not taken", (unsigned long long)alerts->unsent);
    alerts->withheld = alerts->unsent = 0;
    alerts->told = 0;
    alerts->deaf = false;
}

void alerts_turn(struct alerts *alerts, int64_t now_ns)
{
    int64_t every_ns = alerts->options ? alerts->options->alerts_every_ns : 0;
    if (alerts->form == ALERTS_OFF || now_ns - alerts->told_ns < every_ns)
        return;
    alerts->told_ns = now_ns;
    tell_all(alerts);
}

static void name_host(struct alerts *alerts, const struct ls_anonymiser *anonymiser)
{
    char *host = alerts->host, name[sizeof alerts->host];
    if (gethostname(host, sizeof alerts->host - 1) < 0 || host[0] == '\0') {
        strcpy(host, "-");
        return;
    }
    memcpy(name, host, sizeof name);
    if (anonymiser != NULL)
        ls_anonymise_host(anonymiser, ls_span(name, strlen(name)), host);
}

int alerts_open(struct alerts *alerts, const struct options *options,
                const struct ls_anonymiser *anonymiser)
{
    struct ls_error error;
    const char *form = options->alerts;
    *alerts = (struct alerts){.socket = -1, .options = options, .out = stdout};
    if (form == NULL)
        return 0;
    size_t n = strcspn(form, ":");
    const char *where = form[n] == ':' ? form + n + 1 : "/dev/log";
    if (strcmp(form, "jsonl") == 0)
        alerts->form = ALERTS_JSONL;
    else if (n == 6 && strncmp(form, "syslog", n) == 0)
        alerts->form = ALERTS_SYSLOG;
    else if (n == 3 && strncmp(form, "cef", n) == 0)
        alerts->form = ALERTS_CEF;
    if (alerts->form == ALERTS_OFF) {
        say("--alerts %s: known are jsonl, syslog and cef, the latter also as syslog:WHERE", form);
        return -1;
    }
    if (alerts->form == ALERTS_JSONL && options->output == NULL) {
        say("--alerts jsonl: standard output is taken; name a file for the rest with -o");
        return -1;
    }
    if (alerts->form != ALERTS_JSONL)
        alerts->socket = alert_connect(where, &error);
    if (alerts->form != ALERTS_JSONL && alerts->socket < 0) {
        say("--alerts %s", error.text);
        return -1;
    }
    name_host(alerts, anonymiser);
    alerts->told_ns = ls_now_monotonic();
    alerts->hash = ls_hash_key_draw();
    return 0;
}

void alerts_close(struct alerts *alerts)
{
    struct alert *alert, *next;
    if (alerts->form != ALERTS_OFF)
        tell_all(alerts);
    HASH_ITER(hh, alerts->known, alert, next)
    {
        HASH_DEL(alerts->known, alert);
        free(alert);
    }
    if (alerts->form != ALERTS_OFF && alerts->socket >= 0)
        close(alerts->socket);
    alerts->form = ALERTS_OFF;
}
