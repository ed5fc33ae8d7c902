/* alert_lines.c - alerts, as programs that watch logs take them. */
#include "cli/alert_lines.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/commands.h"
#include "lyncscope/clock.h"
#include "lyncscope/escape.h"
#include "lyncscope/json.h"

enum { PREFIX_TEXT = LS_ADDR_TEXT + 4, SENTENCE_TEXT = 700 };

static const char *format_source(const struct ls_prefix *source, char text[PREFIX_TEXT])
{
    char addr[LS_ADDR_TEXT];
    ls_addr_format(&source->addr, addr);
    if (source->bits == 128)
        snprintf(text, PREFIX_TEXT, "%s", addr);
    else
        snprintf(text, PREFIX_TEXT, "%s/%d", addr,
                 source->bits - (ls_addr_is_v4(&source->addr) ? 96 : 0));
    return text;
}

static const char *transport(const struct alert_kind *kind)
{
    return kind->ip_proto == LS_IP_TCP ? "tcp" : kind->ip_proto == LS_IP_UDP ? "udp" : "other";
}

/* What the wire said is in it and not escaped yet. */
static void make_sentence(char text[SENTENCE_TEXT], const struct alert_line *line)
{
    const struct alert_kind *kind = line->kind;
    char source[PREFIX_TEXT], destination[LS_ADDR_TEXT];
    int n = 0;
    if (line->more > 0 && line->lang == LS_ZH_CN)
        n = snprintf(text, SENTENCE_TEXT, "另有 %" PRIu64 " 次：", line->more);
    else if (line->more > 0)
        n = snprintf(text, SENTENCE_TEXT, "%" PRIu64 " more of ", line->more);
    ls_addr_format(&kind->destination, destination);
    snprintf(text + n, (size_t)(SENTENCE_TEXT - n), "%s %s -> %s %s/%u%s%s", kind->id,
             format_source(&kind->source, source), destination, transport(kind), kind->port,
             line->text ? ": " : "", line->text ? line->text : "");
}

void alert_jsonl(FILE *out, const struct alert_line *line)
{
    const struct alert_kind *kind = line->kind;
    char text[SENTENCE_TEXT], addr[LS_ADDR_TEXT], source[PREFIX_TEXT], when[LS_TIME_TEXT];
    struct ls_json json;
    make_sentence(text, line);
    ls_json_begin(&json, out, 0);
    ls_json_object(&json, NULL);
    ls_json_text(&json, "@timestamp", ls_time_format(line->time_ns, when));
    ls_json_object(&json, "event");
    ls_json_text(&json, "kind", "alert");
    ls_json_text(&json, "action", line->more > 0 ? "more" : "new");
    ls_json_end(&json);
    ls_json_text(&json, "message", text);
    ls_json_text(&json, "finding", kind->id);
    ls_json_text(&json, "severity", ls_severity_name(kind->severity));
    ls_json_text(&json, "source", format_source(&kind->source, source));
    if (line->client != NULL)
        ls_json_text(&json, "client", ls_addr_format(line->client, addr));
    ls_json_text(&json, "destination", ls_addr_format(&kind->destination, addr));
    ls_json_text(&json, "transport", transport(kind));
    ls_json_uint(&json, "port", kind->port);
    ls_json_uint(&json, "count", line->more > 0 ? line->more : 1);
    ls_json_end(&json);
    fputc('\n', out);
}

/* RFC 5424 section 6.2.1: facility 3, daemons; error, warning and notice. */
static int priority(const struct alert_kind *kind)
{
    static const int levels[] = {[LS_LOW] = 5, [LS_MEDIUM] = 4, [LS_HIGH] = 3};
    return 3 * 8 + levels[kind->severity];
}

/* CEF escapes the sign that ends a value, and its own escape. */
static void write_cef_value(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\' || *text == '=')
            fputc('\\', out);
        fputc(*text, out);
    }
}

/* ArcSight Common Event Format, version 0; severities from 0 to 10. */
static void write_cef(FILE *out, const struct alert_line *line, const char *text)
{
    static const int severities[] = {[LS_LOW] = 3, [LS_MEDIUM] = 6, [LS_HIGH] = 9};
    const struct alert_kind *kind = line->kind;
    char addr[LS_ADDR_TEXT], source[PREFIX_TEXT];
    fprintf(out, "CEF:0|lyncscope|lyncscope|%s|%s|%s|%d|rt=%" PRId64, program_version, kind->id,
            kind->id, severities[kind->severity], line->time_ns / 1000000);
    if (line->client != NULL)
        fprintf(out, " src=%s", ls_addr_format(line->client, addr));
    fprintf(out, " dst=%s dpt=%u proto=%s cnt=%" PRIu64 " cs1Label=source cs1=%s msg=",
            ls_addr_format(&kind->destination, addr), kind->port, transport(kind),
            line->more > 0 ? line->more : 1, format_source(&kind->source, source));
    write_cef_value(out, text);
}

size_t alert_syslog(char text[ALERT_TEXT], const char *host, const struct alert_line *line,
                    bool cef)
{
    char sentence[SENTENCE_TEXT], when[LS_TIME_TEXT], safe[ALERT_TEXT];
    FILE *out = fmemopen(safe, sizeof safe, "w");
    if (out == NULL)
        return 0;
    make_sentence(sentence, line);
    ls_terminal_escape(out, (struct ls_span){(const uint8_t *)sentence, strlen(sentence)});
    fclose(out);
    safe[sizeof safe - 1] = '\0';
    out = fmemopen(text, ALERT_TEXT, "w");
    if (out == NULL)
        return 0;
    fprintf(out, "<%d>1 %s %s lyncscope %ld %s - ", priority(line->kind),
            ls_time_format(line->time_ns - line->time_ns % 1000, when), host, (long)getpid(),
            line->kind->id);
    if (cef)
        write_cef(out, line, safe);
    else
        fputs(safe, out);
    fclose(out);
    text[ALERT_TEXT - 1] = '\0';
    return strlen(text);
}

static int open_socket(const struct sockaddr *to, socklen_t length)
{
    int fd = socket(to->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, to, length) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static int connect_path(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof to.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(to.sun_path, path);
    return open_socket((const struct sockaddr *)&to, sizeof to);
}

/* What is told is not for the network: it names hosts and what is wrong with them. */
static int connect_loopback(const char *where)
{
    char host[64] = "";
    const char *colon = strrchr(where, ':');
    char *end;
    unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
    errno = EINVAL;
    if (port == 0 || port > 65535 || *end != '\0' || (size_t)(colon - where) >= sizeof host)
        return -1;
    memcpy(host, where, (size_t)(colon - where));
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (strcmp(host, "[::1]") == 0) {
        struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
        v6.sin6_addr = in6addr_loopback;
        return open_socket((const struct sockaddr *)&v6, sizeof v6);
    }
    if (inet_pton(AF_INET, host, &v4.sin_addr) != 1 || ntohl(v4.sin_addr.s_addr) >> 24 != 127)
        return -1;
    return open_socket((const struct sockaddr *)&v4, sizeof v4);
}

int alert_connect(const char *where, struct ls_error *error)
{
    errno = 0;
    int fd = where[0] == '/' ? connect_path(where) : connect_loopback(where);
    if (fd >= 0)
        return fd;
    if (errno == EINVAL)
        return ls_fail(error, LS_E_USAGE,
                       "%s: needs the path of a socket, or 127.0.0.1:PORT or [::1]:PORT", where);
    return ls_fail(error, LS_E_OPEN, "%s: %s", where, strerror(errno));
}
